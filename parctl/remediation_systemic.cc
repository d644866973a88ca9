// `parctl remediation systemic`: the losses that all units of a cycle share, which are nobody's own
// fault; marked in a plan, or waived at the units with a legal basis.
#include <algorithm>
#include <memory>
#include <utility>

#include "common/base/json_writer.h"
#include "common/domain/remediation.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "parctl/cycle_set.h"
#include "parctl/dossier_act.h"
#include "parctl/dossier_sheet.h"
#include "parctl/node.h"
#include "parctl/remediation_parts.h"
#include "parctl/report.h"
#include "parctl/table.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

using domain::NumberStyle;

struct SystemicOptions {
  std::string cycle;
  std::string waive;
  std::string basis;
};

struct CycleSheets {
  std::vector<std::string> units;
  std::vector<domain::ScoreSheet> sheets;  // Beside `units`.
  std::vector<std::string> without;        // Units that handed nothing in.
};

std::optional<CycleSheets> SheetsOf(Session& session, const domain::CriteriaSet& set,
                                    const std::string& cycle) {
  dossier::v1::ListQueueRequest request;
  request.set_cycle(cycle);
  const auto queue = Ask(session, &dossier::v1::DossierService::Stub::ListQueue, request);
  if (!queue.has_value()) return std::nullopt;
  CycleSheets all;
  for (const dossier::v1::QueueRow& row : queue->rows()) {
    if (row.received_at() == 0) {
      all.without.push_back(row.unit());
      continue;
    }
    auto dossier = SheetOfDossier(session, set, cycle, row.unit());
    if (!dossier.has_value()) return std::nullopt;
    all.units.push_back(row.unit());
    all.sheets.push_back(std::move(dossier->sheet));
  }
  return all;
}

void PrintSystemic(Session& session, const domain::CriteriaSet& set, const CycleSheets& all,
                   const std::vector<domain::SystemicLoss>& found) {
  const NumberStyle style = session.vietnamese() ? NumberStyle::kVietnamese : NumberStyle::kPlain;
  Table table({{.title = session.Say("Mã", "Id")},
               {.title = session.Say("Tiêu chí", "Criterion"), .may_shrink = true},
               {.title = session.Say("Điểm chuẩn", "Maximum"), .to_the_right = true},
               {.title = session.Say("Đơn vị", "Units"), .to_the_right = true},
               {.title = session.Say("Ít nhất", "Least"), .to_the_right = true},
               {.title = session.Say("Nhiều nhất", "Most"), .to_the_right = true},
               {.title = session.Say("Cộng", "Sum"), .to_the_right = true}});
  for (const domain::SystemicLoss& one : found) {
    const domain::Node& node = set.NodeOf(one.leaf);
    table.Add({node.id, node.title, node.maximum.FormatShort(style), std::to_string(one.units),
               one.least.FormatShort(style), one.most.FormatShort(style),
               one.sum.FormatShort(style)});
  }
  session.output.out << session.Say("Điểm mà mọi đơn vị đều bị trừ (", "Lost by every unit (")
                     << all.units.size() << session.Say(" đơn vị", " units");
  if (!all.without.empty()) {
    session.output.out << session.Say(", chưa nộp ", ", not handed in ") << all.without.size();
  }
  session.output.out << ")\n\n" << table.Text(session.output.width);
}

std::string SystemicJson(const domain::CriteriaSet& set, const CycleSheets& all,
                         const std::vector<domain::SystemicLoss>& found) {
  JsonWriter json;
  json.BeginObject();
  json.Key("format").String("parnet/systemic-losses/1");
  json.Key("units").BeginArray();
  for (const std::string& unit : all.units) json.String(unit);
  json.EndArray();
  json.Key("not_handed_in").BeginArray();
  for (const std::string& unit : all.without) json.String(unit);
  json.EndArray();
  json.Key("losses").BeginArray();
  for (const domain::SystemicLoss& one : found) {
    const domain::Node& node = set.NodeOf(one.leaf);
    json.BeginObject();
    json.Key("criterion").String(node.id);
    json.Key("title").String(node.title);
    json.Key("maximum").Decimal(node.maximum.FormatShort(NumberStyle::kPlain));
    json.Key("units").Int(one.units);
    json.Key("least").Decimal(one.least.FormatShort(NumberStyle::kPlain));
    json.Key("most").Decimal(one.most.FormatShort(NumberStyle::kPlain));
    json.Key("sum").Decimal(one.sum.FormatShort(NumberStyle::kPlain));
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

// At every unit that handed in, by the council's correction or the reviewer's adjustment.
void Waive(Session& session, const SystemicOptions& options, const CycleSheets& all) {
  for (const std::string& unit : all.units) {
    dossier::v1::ActRequest request;
    dossier::v1::Action& action = *request.mutable_action();
    action.set_kind("adjust");
    action.set_unit(unit);
    action.set_cycle(options.cycle);
    action.set_criterion(options.waive);
    action.mutable_mark()->set_state(dossier::v1::MARK_STATE_WAIVED);
    action.set_text(options.basis);
    const auto answer =
        Change(session, &dossier::v1::DossierService::Stub::Act, std::move(request));
    if (!answer.has_value()) return;
    session.output.out << unit << session.Say(": đã miễn trừ ", ": waived ") << options.waive
                       << '\n';
  }
}

void RunSystemic(Session& session, const SystemicOptions& options) {
  const auto set = SetOfCycle(session, options.cycle);
  if (!set.has_value()) return;
  const auto all = SheetsOf(session, *set, options.cycle);
  if (!all.has_value()) return;
  const auto found = domain::FindSystemic(*set, all->sheets);
  if (!options.waive.empty()) {
    const bool shared = std::any_of(found.begin(), found.end(), [&](const auto& one) {
      return set->NodeOf(one.leaf).id == options.waive;
    });
    if (!shared) {
      return PrintRefusal(session, "--waive",
                          domain::Refusal(absl::StatusCode::kFailedPrecondition,
                                          "remediation_not_systemic", {{"value", options.waive}}));
    }
    return Waive(session, options, *all);
  }
  if (session.output.format == Format::kJson) {
    session.output.out << SystemicJson(*set, *all, found);
    return;
  }
  PrintSystemic(session, *set, *all, found);
}

}  // namespace

void AddRemediationSystemic(Command group, Session& session) {
  auto options = std::make_shared<SystemicOptions>();
  const Command systemic = AddVerb(
      group, session, "systemic",
      {"Điểm mà mọi đơn vị của kỳ đánh giá đều bị trừ; miễn trừ theo căn cứ pháp lý",
       "What every unit of a cycle lost; waive it with a legal basis"},
      {"parctl remediation systemic --cycle xa-2023",
       "parctl remediation systemic --cycle xa-2023 --waive 7.1.2 --basis \"1500/QĐ-UBND\""});
  TakeCycle(systemic, session, options->cycle);
  Take(systemic, session, "--waive", options->waive,
       {"Miễn trừ tiêu chí này ở mọi đơn vị đang thẩm định",
        "Waive this criterion at every unit under review"},
       "ID");
  Take(systemic, session, "--basis", options->basis,
       {"Căn cứ pháp lý của việc miễn trừ", "The legal basis of the waiver"},
       session.Say("VĂN BẢN", "DOCUMENT"));
  systemic.Does([options, &session] { RunSystemic(session, *options); });
}

}  // namespace par::parctl
