// `parctl ca enrol`, `parctl ca answer`: how the authority lets a new machine be a node without its
// key ever leaving its folder.
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/domain/refusal.h"
#include "common/identity/ca.h"
#include "common/identity/enrolment.h"
#include "common/identity/enrolment_files.h"
#include "common/identity/key_ring.h"
#include "common/identity/signing_key.h"
#include "common/identity/withdrawn_list.h"
#include "parctl/files.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

struct EnrolOptions {
  std::string folder;
  std::string name;
  std::string request;
  std::string to;
  std::vector<std::string> dns;
  std::vector<std::string> ips;
  std::vector<std::string> units;
  std::int64_t days = 90;
};

void Enrol(Session& session, const EnrolOptions& options) {
  auto book = identity::EnrolmentBook::Open(options.folder);
  if (!book.ok()) return PrintRefusal(session, "", book.status());
  const std::string code = identity::MakeEnrolmentCode(SystemRandom());
  const absl::Status added =
      book->Add(identity::HashOfCode(code), options.name, SystemClock().WallMicros());
  if (!added.ok()) return PrintRefusal(session, "", added);
  if (PrintedAsJson(session, {{"node", options.name}, {"code", code}})) return;
  session.output.out << code << '\n';
  session.output.err << session.Say("Mã dùng một lần cho máy chủ ", "Good once for node ")
                     << options.name
                     << session.Say(", trong 24 giờ; sổ chỉ giữ mã băm\n",
                                    ", within 24 hours; only its hash is kept\n");
}

// The request's own keys under the names that the person at the authority gives.
absl::StatusOr<identity::EnrolmentAnswer> Certify(const EnrolOptions& options,
                                                  const identity::EnrolmentRequest& request,
                                                  const identity::Authority& authority) {
  const identity::Validity validity{.from_micros = SystemClock().WallMicros(),
                                    .days = options.days};
  auto connection = authority.IssueNode(
      request.connection_pem, {.node_id = request.node_id, .dns = options.dns, .ips = options.ips},
      validity);
  if (!connection.ok()) return connection.status();
  const absl::Status noted = identity::NoteIssued(options.folder, request.node_id, *connection);
  if (!noted.ok()) return noted;
  auto signing = authority.IssueSigner(
      request.signing_pem,
      {.node_id = request.node_id,
       .units = options.units.empty() ? std::vector<std::string>{request.node_id} : options.units},
      validity);
  if (!signing.ok()) return signing.status();
  const auto public_key = identity::SigningKeyOfRequest(request.signing_pem);
  if (!public_key.ok()) return public_key.status();
  auto keys = identity::AddNodeKey(options.folder, request.node_id, *public_key);
  if (!keys.ok()) return keys.status();
  return identity::EnrolmentAnswer{.node_id = request.node_id,
                                   .connection_certificate = std::move(connection->pem),
                                   .signing_certificate = std::move(signing->pem),
                                   .authority = authority.certificate_pem(),
                                   .node_keys = *std::move(keys)};
}

// The code is used up last: what fails before can be mended and done again, with the same outcome.
void Answer(Session& session, const EnrolOptions& options) {
  const auto text = ReadFile(options.request);
  if (!text.ok()) return PrintRefusal(session, "", text.status());
  const auto request = identity::ReadEnrolmentRequest(*text);
  if (!request.ok()) return PrintRefusal(session, options.request, request.status());
  const auto authority = identity::Authority::Open(options.folder);
  if (!authority.ok()) return PrintRefusal(session, "", authority.status());
  auto book = identity::EnrolmentBook::Open(options.folder);
  if (!book.ok()) return PrintRefusal(session, "", book.status());
  const std::int64_t now = SystemClock().WallMicros();
  const absl::Status may = book->MayUse(*text, request->node_id, now);
  if (!may.ok()) return PrintRefusal(session, "", may);
  const auto answer = Certify(options, *request, **authority);
  if (!answer.ok()) return PrintRefusal(session, "", answer.status());
  if (!SavedFor(session, options.to, identity::ToText(*answer))) return;
  const absl::Status used = book->Use(*text, request->node_id, now);
  if (!used.ok()) {
    std::error_code error;
    std::filesystem::remove(options.to, error);  // An answer for a code that is still good is none.
    return PrintRefusal(session, "", used);
  }
  if (PrintedAsJson(session, {{"node", request->node_id}, {"file", options.to}})) return;
  session.output.out << request->node_id << ": " << options.to << '\n';
  session.output.err << session.Say(
      "Gửi tệp trả lời về máy mới, và chép node-keys.txt tới các máy chủ cấp trên và cấp dưới của "
      "nó "
      "(máy chủ tự đọc lại).\n",
      "Send the answer to the new machine, and copy node-keys.txt to the nodes above and below it "
      "(they read it again by themselves).\n");
}

}  // namespace

void AddEnrolmentCommands(Command ca, Session& session) {
  auto options = std::make_shared<EnrolOptions>();
  const Words folder = {"Thư mục của cơ quan chứng thực", "Folder of the authority"};
  const Command enrol = AddVerb(
      ca, session, "enrol",
      {"Cấp mã kết nạp dùng một lần trong 24 giờ cho một máy mới, đọc qua điện thoại được",
       "Give out an enrolment code for a new machine: once, within 24 hours, easy to read aloud"},
      {"parctl ca enrol nghia-lam --folder parnet-ca"});
  Take(enrol, session, "name", options->name, {"Mã máy chủ", "Id of the node"}, "NODE").Required();
  Take(enrol, session, "--folder", options->folder, folder, "FOLDER").Required();
  enrol.Does([options, &session] { Enrol(session, *options); });

  const Command answer = AddVerb(
      ca, session, "answer",
      {"Cấp chứng thư theo yêu cầu của máy mới (parctl node recover --code) lập bằng mã đã cấp",
       "Certify a new machine's request (parctl node recover --code) that was made with a code "
       "given out"},
      {"parctl ca answer la-ha.request --folder parnet-ca --to la-ha.answer"});
  Take(answer, session, "request", options->request, {"Tệp yêu cầu", "File of the request"}, "FILE")
      .Required();
  Take(answer, session, "--folder", options->folder, folder, "FOLDER").Required();
  Take(answer, session, "--to", options->to, {"Tệp trả lời", "File of the answer"}, "FILE")
      .Required();
  TakeMany(answer, session, "--dns", options->dns, {"Tên máy", "Host names"}, "NAME");
  TakeMany(answer, session, "--ip", options->ips, {"Địa chỉ IP", "Addresses"}, "IP");
  TakeMany(answer, session, "--unit", options->units,
           {"Đơn vị mà khóa ký được ký thay mặt; không nêu thì là đơn vị cùng mã với máy chủ",
            "Units that the signing key signs for; without it the unit with the node's id"},
           "ID");
  Take(answer, session, "--days", options->days, {"Số ngày hiệu lực", "Days it holds"}, "90");
  answer.Does([options, &session] { Answer(session, *options); });
}

}  // namespace par::parctl
