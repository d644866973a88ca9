#include "tests/sim/papers.h"

#include "common/base/check.h"
#include "common/base/sha256.h"
#include "common/services/criteria_sets.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/services/units.h"
#include "tests/sim/desks.h"
#include "tests/sim/signers.h"
#include "tests/unit/domain/small_set.h"

namespace par::sim {
namespace {

std::string RowPut(const std::string& key, const std::string& value) {
  PAR_CHECK(key.size() < 128);
  return std::string(1, static_cast<char>(key.size())) + key + value;
}

}  // namespace

std::string PutSet(const std::string& id, const std::string& level) {
  const std::string named = domain::With(domain::kSmallSet, "id: small\n", "id: " + id + "\n");
  const std::string yaml = domain::With(named, "level: commune\n", "level: " + level + "\n");
  record::v1::SetRow set;
  set.set_criteria_yaml(yaml);
  set.mutable_summary()->set_id(id);
  set.mutable_summary()->set_version(1);
  set.mutable_summary()->set_level(level);
  set.mutable_summary()->set_state(criteria::v1::SET_STATE_PUBLISHED);
  set.mutable_summary()->set_sha256(Sha256::Of(yaml).Hex());
  return RowPut(services::SetKey(id, 1), services::EncodeRow(set));
}

std::vector<std::pair<services::CommandKind, std::string>> FoundingOf(const Country& country,
                                                                      const std::string& node,
                                                                      bool desks) {
  record::v1::Hosting hosting = country.HostingOf(node);
  hosting.set_authorities(AuthorityPem());
  std::vector<std::pair<services::CommandKind, std::string>> commands = {
      {services::Kind::kSetHosting, hosting.SerializeAsString()}};
  if (desks) {
    commands.emplace_back(SimKind::kPutRow, PutSet(kSetId, "commune"));
  } else {
    record::v1::UnitsRow units;
    units.set_units_yaml(country.UnitsYaml());
    commands.emplace_back(SimKind::kPutRow,
                          RowPut(services::UnitsKey(), services::EncodeRow(units)));
  }
  return commands;
}

std::string CycleOf(const std::string& owner) { return "communes-of-" + owner; }

std::vector<std::string> UnitsOfCycle(const Country& country, const std::string& owner) {
  std::vector<std::string> units;
  for (const UnitPlace& place : country.places()) {
    if (place.parent == owner && !country.HasChildren(place.unit)) units.push_back(place.unit);
  }
  return units;
}

std::vector<std::string> CycleOwners(const Country& country) {
  std::vector<std::string> owners;
  for (const UnitPlace& place : country.places()) {
    if (!UnitsOfCycle(country, place.unit).empty()) owners.push_back(place.unit);
  }
  return owners;
}

std::string CycleYaml(const Country& country, const std::string& owner) {
  std::string units;
  for (const std::string& unit : UnitsOfCycle(country, owner)) {
    units += (units.empty() ? "" : ", ") + unit;
  }
  return "format: parnet/cycle/1\nid: " + CycleOf(owner) + "\ntitle: Đánh giá\nyear: 2023\n" +
         "level: commune\nowner: " + owner + "\nset: " + kSetId + "@1\nunits: [" + units + "]\n" +
         "deadlines: {submit: 2023-10-30, review: 2023-11-20, appeal: 2023-11-30, publish: "
         "2023-12-20}\nlate: reviewer_decides\nrounds: 2\n";
}

assessment::v1::FillAnswersRequest Answers(const std::string& cycle, const std::string& unit,
                                           std::uint64_t number) {
  assessment::v1::FillAnswersRequest request;
  request.set_cycle(cycle);
  request.set_unit(unit);
  assessment::v1::Answers& answers = *request.mutable_answers();
  answers.set_set_id(kSetId);
  answers.set_set_version(1);
  answers.set_unit(unit);
  const auto figure = [&](const char* name, const std::string& value) {
    assessment::v1::FigureValue& added = *answers.add_figures();
    added.set_figure(name);
    added.set_value(value);
  };
  figure("files", "300");
  figure("1.1.b", std::to_string(number % 300));
  figure("1.3.c", "yes");
  assessment::v1::Declaration& judged = *answers.add_declarations();
  judged.set_criterion("1.2");
  judged.set_judged("1");
  judged.set_reason("theo biên bản");
  return request;
}

dossier::v1::ActRequest Act(const std::string& cycle, const std::string& unit,
                            const std::string& kind) {
  dossier::v1::ActRequest request;
  request.mutable_action()->set_cycle(cycle);
  request.mutable_action()->set_unit(unit);
  request.mutable_action()->set_kind(kind);
  if (kind == "return") request.mutable_action()->set_text("giải trình thêm");
  return request;
}

}  // namespace par::sim
