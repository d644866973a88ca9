// `parctl remediation systemic`: the losses that all units of a cycle share, which are nobody's own
// fault; marked in a plan, or waived at the units with a legal basis.
#include <algorithm>
#include <memory>
#include <utility>

#include "common/base/json_writer.h"
#include "common/domain/catalogue.h"
#include "common/domain/points.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "par/ranking/v1/ranking.grpc.pb.h"
#include "parctl/dossier_act.h"
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

using ranking::v1::LeafLoss;
using ranking::v1::ListLossesResponse;

std::string Show(std::int64_t e4, NumberStyle style) {
  return domain::Points::FromE4(e4).FormatShort(style);
}

void PrintSystemic(Session& session, const ListLossesResponse& answer) {
  const NumberStyle style = domain::StyleOf(session.output.language);
  Table table({{.title = session.Say("Mã", "Id")},
               {.title = session.Say("Tiêu chí", "Criterion"), .may_shrink = true},
               {.title = session.Say("Điểm chuẩn", "Maximum"), .to_the_right = true},
               {.title = session.Say("Đơn vị", "Units"), .to_the_right = true},
               {.title = session.Say("Ít nhất", "Least"), .to_the_right = true},
               {.title = session.Say("Nhiều nhất", "Most"), .to_the_right = true},
               {.title = session.Say("Cộng", "Sum"), .to_the_right = true}});
  for (const LeafLoss& one : answer.losses()) {
    if (!one.systemic()) continue;
    table.Add({one.criterion(), one.title(), Show(one.maximum_e4(), style),
               std::to_string(one.units()), Show(one.least_e4(), style), Show(one.most_e4(), style),
               Show(one.sum_e4(), style)});
  }
  session.output.out << session.Say("Điểm mà mọi đơn vị đều bị trừ (", "Lost by every unit (")
                     << answer.units_size() << session.Say(" đơn vị", " units");
  if (answer.without_size() > 0) {
    session.output.out << session.Say(", chưa nộp ", ", not handed in ") << answer.without_size();
  }
  session.output.out << ")\n\n" << table.Text(session.output.width);
}

std::string SystemicJson(const ListLossesResponse& answer) {
  JsonWriter json;
  json.BeginObject();
  json.Key("format").String("parnet/systemic-losses/1");
  json.Key("units").BeginArray();
  for (const std::string& unit : answer.units()) json.String(unit);
  json.EndArray();
  json.Key("not_handed_in").BeginArray();
  for (const std::string& unit : answer.without()) json.String(unit);
  json.EndArray();
  json.Key("losses").BeginArray();
  for (const LeafLoss& one : answer.losses()) {
    if (!one.systemic()) continue;
    json.BeginObject();
    json.Key("criterion").String(one.criterion());
    json.Key("title").String(one.title());
    json.Key("maximum").Decimal(Show(one.maximum_e4(), NumberStyle::kPlain));
    json.Key("units").Int(one.units());
    json.Key("least").Decimal(Show(one.least_e4(), NumberStyle::kPlain));
    json.Key("most").Decimal(Show(one.most_e4(), NumberStyle::kPlain));
    json.Key("sum").Decimal(Show(one.sum_e4(), NumberStyle::kPlain));
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

// What became of a waiver, by unit.
struct Waived {
  std::vector<std::string> now;
  std::vector<std::string> before;
  std::vector<std::string> refused;        // Why is printed.
  std::vector<std::string> not_in_review;  // With points lost there.
};

std::string WaivedJson(const std::string& criterion, const Waived& waived) {
  JsonWriter json;
  json.BeginObject();
  json.Key("format").String("parnet/waiver/1");
  json.Key("criterion").String(criterion);
  const std::pair<const char*, const std::vector<std::string>*> lists[] = {
      {"waived", &waived.now},
      {"waived_before", &waived.before},
      {"refused", &waived.refused},
      {"not_in_review", &waived.not_in_review}};
  for (const auto& [key, units] : lists) {
    json.Key(key).BeginArray();
    for (const std::string& unit : *units) json.String(unit);
    json.EndArray();
  }
  json.EndObject();
  return json.Take();
}

bool WaiveAt(Session& session, const SystemicOptions& options, const std::string& unit) {
  dossier::v1::ActRequest request;
  dossier::v1::Action& action = *request.mutable_action();
  action.set_kind("adjust");
  action.set_unit(unit);
  action.set_cycle(options.cycle);
  action.set_criterion(options.waive);
  action.mutable_mark()->set_state(dossier::v1::MARK_STATE_WAIVED);
  action.set_text(options.basis);
  return Change(session, &dossier::v1::DossierService::Stub::Act, std::move(request)).has_value();
}

void PrintWaived(Session& session, const std::string& criterion, const Waived& waived) {
  if (session.output.format == Format::kJson) {
    session.output.out << WaivedJson(criterion, waived);
    return;
  }
  for (const std::string& unit : waived.now) {
    session.output.out << unit << session.Say(": đã miễn trừ ", ": waived ") << criterion << '\n';
  }
  for (const std::string& unit : waived.before) {
    session.output.out << unit
                       << session.Say(": đã được miễn trừ từ trước ", ": was waived before ")
                       << criterion << '\n';
  }
  for (const std::string& unit : waived.refused) {
    session.output.out << unit << session.Say(": KHÔNG miễn trừ được ", ": NOT waived ")
                       << criterion << '\n';
  }
  for (const std::string& unit : waived.not_in_review) {
    session.output.out << unit
                       << session.Say(": hồ sơ không đang thẩm định, chưa miễn trừ ",
                                      ": the dossier is not under review, not waived ")
                       << criterion << '\n';
  }
}

// At every unit under review, by the council's correction or the reviewer's adjustment. Which those
// are the node says, to whoever asks. A unit that refuses does not keep the others from it; done
// again, it goes on where something was left.
void Waive(Session& session, const SystemicOptions& options) {
  ranking::v1::ListWaiversRequest request;
  request.set_cycle(options.cycle);
  request.set_criterion(options.waive);
  const auto answer = Ask(session, &ranking::v1::RankingService::Stub::ListWaivers, request);
  if (!answer.has_value()) return;
  Waived waived;
  session.node.request_id_taken = true;  // What is left out when it is done again moves no id.
  for (const ranking::v1::WaiverRow& row : answer->units()) {
    if (row.standing() == "waived") {
      waived.before.push_back(row.unit());
    } else if (row.standing() != "open") {
      waived.not_in_review.push_back(row.unit());
    } else if (WaiveAt(session, options, row.unit())) {
      waived.now.push_back(row.unit());
    } else {
      waived.refused.push_back(row.unit());
      if (session.exit == kUnreachable) break;  // Nobody is there to ask for the others.
    }
  }
  if (!waived.not_in_review.empty()) session.exit = std::max(session.exit, kFindings);
  PrintWaived(session, options.waive, waived);
}

void RunSystemic(Session& session, const SystemicOptions& options) {
  if (!options.waive.empty()) return Waive(session, options);
  ranking::v1::ListLossesRequest request;
  request.set_cycle(options.cycle);
  const auto answer = Ask(session, &ranking::v1::RankingService::Stub::ListLosses, request);
  if (!answer.has_value()) return;
  if (session.output.format == Format::kJson) {
    session.output.out << SystemicJson(*answer);
    return;
  }
  PrintSystemic(session, *answer);
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
