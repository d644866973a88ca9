// `parctl criteria import|publish|activate|list|show`: criteria sets on a node.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/composed.h"
#include "common/base/sha256.h"
#include "common/domain/shown_words.h"
#include "common/domain/yaml_writer.h"
#include "common/spreadsheet/criteria_workbook.h"
#include "common/spreadsheet/workbook.h"
#include "par/criteria/v1/criteria.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using criteria::v1::CriteriaService;

struct SetOptions {
  std::string file;
  std::string as;
  std::vector<std::string> accept;
  std::string base;
  bool is_new = false;
  std::string id;
  std::uint32_t version = 0;
};

std::string SetStateText(const Session& session, std::string_view name) {
  return domain::InWords(":set_state", name, session.output.language);
}

std::string StateText(const Session& session, criteria::v1::SetState state) {
  switch (state) {
    case criteria::v1::SET_STATE_DRAFT:
      return SetStateText(session, "draft");
    case criteria::v1::SET_STATE_PUBLISHED:
      return SetStateText(session, "published");
    case criteria::v1::SET_STATE_ACTIVE:
      return SetStateText(session, "active");
    default:
      return "-";
  }
}

void PrintSets(Session& session, const std::vector<criteria::v1::SetSummary>& sets) {
  Table table({{.title = session.Say("Bộ chỉ số", "Set")},
               {.title = session.Say("Tên", "Title"), .may_shrink = true},
               {.title = session.Say("Cấp", "Level")},
               {.title = session.Say("Năm", "Year")},
               {.title = session.Say("Trạng thái", "State")},
               {.title = session.Say("Tiêu chí", "Criteria"), .to_the_right = true},
               {.title = session.Say("Cảnh báo", "Warnings"), .to_the_right = true},
               {.title = "SHA-256"}});
  for (const criteria::v1::SetSummary& set : sets) {
    table.Add({set.id() + "@" + std::to_string(set.version()), set.title(),
               LevelText(session, set.level()), std::to_string(set.year()),
               StateText(session, set.state()), std::to_string(set.leaves()),
               std::to_string(set.warnings()), set.sha256().substr(0, 16)});
  }
  session.output.out << table.Text(session.output.width);
}

// What the writing began from: a node refuses the set where another draft stands by now. False:
// that file cannot be read, which is printed.
bool NameBase(Session& session, const SetOptions& options,
              criteria::v1::ImportSetRequest& request) {
  if (options.is_new) request.set_base_sha256("");
  if (options.base.empty()) return true;
  const auto base = ReadFile(options.base);
  if (!base.ok()) {
    PrintRefusal(session, "", base.status());
    return false;
  }
  request.set_base_sha256(Sha256::Of(Composed(*base)).Hex());  // As a node keeps texts.
  return true;
}

void ImportSet(Session& session, const SetOptions& options) {
  auto text = ReadFile(options.file);
  if (!text.ok()) return PrintRefusal(session, "", text.status());
  if (spreadsheet::LooksLikeWorkbook(*text)) {
    // A node takes the hand-written form; a workbook is checked here, where its cells are known.
    const spreadsheet::CriteriaRead read = spreadsheet::ReadCriteriaFile(*text, options.file);
    PrintFindings(session, read.file.findings, read.file.finding_count);
    if (!read.file.set.has_value()) return;
    *text = domain::WriteYaml(read.tree->root);
  }
  const auto acting = ActingUnit(session, options.as);
  if (!acting.has_value()) return;
  criteria::v1::ImportSetRequest request;
  request.set_actor_unit(*acting);
  request.set_file_name(options.file);
  request.set_criteria_yaml(*std::move(text));
  for (const std::string& reason : options.accept) request.add_accept_defects(reason);
  if (!NameBase(session, options, request)) return;
  const auto answer = Change(session, &CriteriaService::Stub::ImportSet, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintSets(session, {answer->set()});
}

template <typename Request, typename Response>
void Move(Session& session, const SetOptions& options,
          Method<CriteriaService::Stub, Request, Response> method) {
  const auto acting = ActingUnit(session, options.as);
  if (!acting.has_value()) return;
  Request request;
  request.set_actor_unit(*acting);
  request.set_id(options.id);
  request.set_version(options.version);
  const auto answer = Change(session, method, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintSets(session, {answer->set()});
}

void ListSets(Session& session) {
  const auto answer =
      Ask(session, &CriteriaService::Stub::ListSets, criteria::v1::ListSetsRequest());
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintSets(session, {answer->sets().begin(), answer->sets().end()});
}

void ShowSet(Session& session, const SetOptions& options) {
  criteria::v1::GetSetRequest request;
  request.set_id(options.id);
  request.set_version(options.version);
  const auto answer = Ask(session, &CriteriaService::Stub::GetSet, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << answer->criteria_yaml();
}

void TakeSet(Command verb, const Session& session, SetOptions& options, bool version_required) {
  Take(verb, session, "id", options.id, {"Mã bộ chỉ số", "Id of the set"}, "ID").Required();
  Take(verb, session, "--set-version", options.version, {"Phiên bản", "Version of the set"}, "N")
      .Required(version_required);
}

}  // namespace

void AddCriteriaNodeCommands(Command group, Session& session) {
  auto options = std::make_shared<SetOptions>();
  const Command import =
      AddVerb(group, session, "import",
              {"Đưa bộ chỉ số vào máy chủ, ở dạng dự thảo", "Take a set into the node as a draft"},
              {"parctl criteria import criteria/province-2023.yaml",
               "parctl criteria import set.yaml --accept rule_case_repeated",
               "parctl criteria import mine.yaml --base shown.yaml"});
  Take(import, session, "file", options->file,
       {"Tệp bộ chỉ số (YAML, Excel)", "File of the set (YAML, Excel)"}, "FILE")
      .Required();
  TakeMany(import, session, "--accept", options->accept,
           {"Mã lỗi của văn bản gốc, biết mà vẫn giữ", "Reason of a defect kept knowingly"},
           "REASON");
  const Argument base =
      Take(import, session, "--base", options->base,
           {"Dự thảo lúc bắt đầu soạn, như lệnh show đã in: máy chủ đã có dự thảo khác thì từ chối",
            "The draft it was begun from, as show printed it: refused if another stands there now"},
           "FILE");
  TakeFlag(import, session, "--new", options->is_new,
           {"Phiên bản này chưa có dự thảo nào trên máy chủ; có rồi thì từ chối",
            "No draft of this version is on the node yet; refused if there is one"})
      .Excludes(base);
  TakeActingUnit(import, session, options->as);
  import.Does([options, &session] { ImportSet(session, *options); });

  const Command publish = AddVerb(group, session, "publish",
                                  {"Ban hành: từ đó không sửa được, gửi xuống mọi đơn vị",
                                   "Publish: immutable from then on, sent to every unit below"},
                                  {"parctl criteria publish province-2023 --set-version 1"});
  TakeSet(publish, session, *options, true);
  TakeActingUnit(publish, session, options->as);
  publish.Does(
      [options, &session] { Move(session, *options, &CriteriaService::Stub::PublishSet); });

  const Command activate =
      AddVerb(group, session, "activate",
              {"Áp dụng phiên bản này cho các kỳ mới", "Use this version for new cycles"},
              {"parctl criteria activate province-2023 --set-version 1"});
  TakeSet(activate, session, *options, true);
  TakeActingUnit(activate, session, options->as);
  activate.Does(
      [options, &session] { Move(session, *options, &CriteriaService::Stub::ActivateSet); });

  const Command list =
      AddVerb(group, session, "list", {"Các bộ chỉ số có tại máy chủ", "The sets on the node"},
              {"parctl criteria list"});
  list.Does([&session] { ListSets(session); });

  const Command show = AddVerb(group, session, "show",
                               {"In nguyên văn bộ chỉ số", "Print the set as it was imported"},
                               {"parctl criteria show province-2023 > set.yaml"});
  TakeSet(show, session, *options, false);
  show.Does([options, &session] { ShowSet(session, *options); });
}

}  // namespace par::parctl
