// `parctl ca waiting`, `parctl ca renew-waiting`: the certificates that nodes have renewed over
// their lines, decided at the top by a person, with the authority's key in its folder.
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/base/json_writer.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/ca.h"
#include "common/identity/enrolment_files.h"
#include "common/identity/renewal.h"
#include "common/identity/secret_file.h"
#include "common/identity/withdrawn_list.h"
#include "par/certificate/v1/certificate.grpc.pb.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using certificate::v1::CertificateService;
using certificate::v1::WaitingRequest;

struct RenewalOptions {
  std::string folder;
  std::string unit;
  std::int64_t days = 90;
  bool yes = false;
};

// A request with what the authority says to it.
struct JudgedRequest {
  WaitingRequest waiting;
  absl::StatusOr<identity::RenewalNames> names;
};

std::optional<std::vector<WaitingRequest>> AskWaiting(Session& session, const std::string& unit) {
  std::vector<WaitingRequest> all;
  certificate::v1::ListCertificateRequestsRequest request;
  request.set_actor_unit(unit);
  while (true) {
    auto page = Ask(session, &CertificateService::Stub::ListCertificateRequests, request);
    if (!page.has_value()) return std::nullopt;
    for (WaitingRequest& one : *page->mutable_requests()) all.push_back(std::move(one));
    if (page->next().empty()) return all;
    request.set_after(page->next());
  }
}

std::string TextOfVerdict(const Session& session, const JudgedRequest& judged) {
  if (judged.names.ok()) return session.Say("cấp", "issue");
  return domain::TextOf(judged.names.status(), session.output.language);
}

Table TableOf(const Session& session, bool with_verdict) {
  std::vector<Column> columns = {{.title = session.Say("Máy chủ", "Node")},
                                 {.title = session.Say("Đơn vị", "Unit"), .may_shrink = true},
                                 {.title = session.Say("Hết hạn", "Ends")},
                                 {.title = session.Say("Xin ngày", "Asked")}};
  if (with_verdict) columns.push_back({.title = session.Say("Quyết định", "Decision")});
  return Table(std::move(columns));
}

std::vector<std::string> CellsOf(const WaitingRequest& one) {
  return {one.request().node(), one.unit_name(), TimeText(one.not_after()),
          TimeText(one.asked_at())};
}

void Waiting(Session& session, const RenewalOptions& options) {
  const auto unit = ActingUnit(session, options.unit);
  if (!unit.has_value()) return;
  const auto all = AskWaiting(session, *unit);
  if (!all.has_value()) return;
  if (session.output.format == Format::kJson) {
    certificate::v1::ListCertificateRequestsResponse answer;
    for (const WaitingRequest& one : *all) *answer.add_requests() = one;
    (void)PrintedAsJson(session, answer);
    return;
  }
  Table table = TableOf(session, false);
  for (const WaitingRequest& one : *all) table.Add(CellsOf(one));
  session.output.out << table.Text(session.output.width);
}

absl::StatusOr<identity::RenewalNames> JudgeOne(const WaitingRequest& one,
                                                const identity::RenewalJudge& judge) {
  if (one.withdrawn()) {
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "renewal_withdrawn",
                           {{"node", one.request().node()}});
  }
  return identity::JudgeRenewal(one.request().request(), one.request().node(), judge);
}

// Whether the person at the keyboard agrees; an end of the input is a no.
bool Agreed(const Session& session, const RenewalOptions& options, std::size_t issued,
            std::size_t refused) {
  if (options.yes) return true;
  session.output.err << session.Say("Cấp ", "Issue ") << issued
                     << session.Say(", từ chối ", ", refuse ") << refused
                     << session.Say("? Gõ “có” để tiếp tục: ", "? Type \"yes\" to go on: ");
  std::string typed;
  std::getline(std::cin, typed);
  return typed == "có" || typed == "co" || typed == "yes";
}

// The answer's text, its certificate noted first: what was sent can be withdrawn.
absl::StatusOr<std::string> Certified(const JudgedRequest& judged, const std::string& folder,
                                      const identity::Authority& authority,
                                      const identity::Validity& validity) {
  const std::string& text = judged.waiting.request().request();
  ASSIGN_OR_RETURN(const identity::EnrolmentAnswer answer,
                   identity::CertifyRenewal(authority, text, *judged.names, validity));
  ASSIGN_OR_RETURN(const identity::Certificate issued,
                   identity::ReadCertificate(answer.connection_certificate));
  RETURN_IF_ERROR(identity::NoteIssued(folder, answer.node_id, issued));
  return identity::ToText(answer);
}

// False: it could not be certified, or the node would not take the answer, which is printed.
bool SendAnswer(Session& session, const std::string& unit, const JudgedRequest& judged,
                const identity::Authority& authority, const RenewalOptions& options) {
  const certificate::v1::CertificateRequest& asked = judged.waiting.request();
  certificate::v1::AnswerCertificateRequestRequest request;
  request.set_actor_unit(unit);
  request.mutable_answer()->set_node(asked.node());
  request.mutable_answer()->set_unit(asked.unit());
  request.mutable_answer()->set_request_sha256(Sha256::Of(asked.request()).ToBytes());
  if (judged.names.ok()) {
    auto answer = Certified(judged, options.folder, authority,
                            {.from_micros = SystemClock().WallMicros(), .days = options.days});
    if (!answer.ok()) {
      PrintRefusal(session, asked.node(), answer.status());
      return false;
    }
    request.mutable_answer()->set_answer(*std::move(answer));
  } else {
    request.mutable_answer()->set_reason(domain::ReasonOf(judged.names.status()));
  }
  return Change(session, &CertificateService::Stub::AnswerCertificateRequest, std::move(request))
      .has_value();
}

void PrintAnswered(Session& session, const std::vector<const JudgedRequest*>& answered) {
  if (session.output.format != Format::kJson) {
    session.output.err << session.Say("Yêu cầu đã trả lời: ", "Requests answered: ")
                       << answered.size() << '\n';
    return;
  }
  JsonWriter json;
  json.BeginArray();
  for (const JudgedRequest* one : answered) {
    json.BeginObject().Key("node").String(one->waiting.request().node());
    json.Key("refused").String(domain::ReasonOf(one->names.status())).EndObject();
  }
  session.output.out << json.EndArray().Take();
}

void RenewWaiting(Session& session, const RenewalOptions& options) {
  const auto authority = identity::Authority::Open(options.folder);
  if (!authority.ok()) return PrintRefusal(session, "", authority.status());
  const auto keys = identity::ReadWholeFile(std::filesystem::path(options.folder) / "node-keys.txt",
                                            identity::Secrecy::kPublic);
  if (!keys.ok()) return PrintRefusal(session, "", keys.status());
  const auto unit = ActingUnit(session, options.unit);
  if (!unit.has_value()) return;
  auto waiting = AskWaiting(session, *unit);
  if (!waiting.has_value()) return;
  const identity::RenewalJudge judge{.node_keys = *keys,
                                     .authority_pem = (*authority)->certificate_pem(),
                                     .now_micros = SystemClock().WallMicros()};
  std::vector<JudgedRequest> all;
  std::size_t issued = 0;
  Table table = TableOf(session, true);
  for (WaitingRequest& one : *waiting) {
    auto names = JudgeOne(one, judge);
    if (names.ok()) ++issued;
    all.push_back({.waiting = std::move(one), .names = std::move(names)});
    std::vector<std::string> cells = CellsOf(all.back().waiting);
    cells.push_back(TextOfVerdict(session, all.back()));
    table.Add(std::move(cells));
  }
  if (session.output.format != Format::kJson) {
    session.output.out << table.Text(session.output.width);
  }
  if (!all.empty() && !Agreed(session, options, issued, all.size() - issued)) {
    session.output.err << session.Say("Chưa làm gì.\n", "Nothing was done.\n");
    session.exit = kFindings;
    return;
  }
  std::vector<const JudgedRequest*> answered;
  for (const JudgedRequest& one : all) {  // One that does not go through holds up no other.
    if (SendAnswer(session, *unit, one, **authority, options)) answered.push_back(&one);
  }
  PrintAnswered(session, answered);
}

}  // namespace

void AddRenewalCommands(Command ca, Session& session) {
  auto options = std::make_shared<RenewalOptions>();
  const Words unit = {"Đơn vị cấp cao nhất; không nêu thì là đơn vị của tài khoản",
                      "The unit at the top; without it that of the account"};
  const Command waiting =
      AddVerb(ca, session, "waiting",
              {"Các máy chủ đang xin gia hạn chứng thư qua đường truyền; hỏi máy chủ cấp cao nhất",
               "Nodes that ask over their lines to have their certificates renewed; asks the node "
               "at the top"},
              {"parctl --node unix:/run/parnet/client.sock ca waiting"});
  Take(waiting, session, "--unit", options->unit, unit, "ID");
  waiting.Does([options, &session] { Waiting(session, *options); });

  const Command renew = AddVerb(
      ca, session, "renew-waiting",
      {"Kiểm tra từng yêu cầu, cho xem, hỏi lại rồi cấp hoặc từ chối; tên và đơn vị lấy từ chứng "
       "thư đang dùng, mỗi máy chủ tự thay chứng thư, không phải chạy lại",
       "Check each request, show them, ask, then issue or refuse; names and units are those of the "
       "certificates in use, and each node puts its own in place without a restart"},
      {"parctl --node unix:/run/parnet/client.sock ca renew-waiting --folder parnet-ca"});
  Take(renew, session, "--folder", options->folder,
       {"Thư mục của cơ quan chứng thực", "Folder of the authority"}, "FOLDER")
      .Required();
  Take(renew, session, "--unit", options->unit, unit, "ID");
  Take(renew, session, "--days", options->days, {"Số ngày hiệu lực", "Days they hold"}, "90");
  TakeFlag(renew, session, "--yes", options->yes, {"Không hỏi lại", "Do not ask"});
  renew.Does([options, &session] { RenewWaiting(session, *options); });
}

}  // namespace par::parctl
