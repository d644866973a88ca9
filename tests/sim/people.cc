#include "tests/sim/people.h"

#include <array>

#include "common/base/check.h"
#include "common/exchange/limits.h"
#include "common/services/kinds.h"
#include "par/cycle/v1/cycle.pb.h"
#include "par/unit/v1/unit.pb.h"
#include "tests/sim/papers.h"

namespace par::sim {
namespace {

constexpr std::int64_t kSetUp = 600 * exchange::kSecond;

}  // namespace

void People::OpenCycles() {
  cycles_ = true;
  const Country& country = world_.country();
  const std::string& top = country.places()[0].unit;
  unit::v1::ImportUnitsRequest import;
  import.set_actor_unit(top);
  import.set_units_yaml(country.UnitsYaml());
  const auto imported = world_.Run(country.TopNode(), {top, "quan-tri", "administrator"},
                                   services::Kind::kImportUnits, import.SerializeAsString());
  PAR_CHECK(imported.ok());
  PAR_CHECK(world_.RunUntilAgreed(kSetUp));
  world_.RunFor(10 * exchange::kSecond);  // Lines look for new units from time to time.
  for (const std::string& owner : CycleOwners(country)) {
    const std::string& node = country.NodeOf(owner);
    cycle::v1::OpenCycleRequest open;
    open.set_actor_unit(owner);
    open.set_cycle_yaml(CycleYaml(country, owner));
    PAR_CHECK(world_
                  .Run(node, {owner, "quan-tri", "administrator"}, services::Kind::kOpenCycle,
                       open.SerializeAsString())
                  .ok());
    cycle::v1::AdvanceCycleRequest advance;
    advance.set_actor_unit(owner);
    advance.set_id(CycleOf(owner));
    advance.set_to_state("self_assessing");
    PAR_CHECK(world_
                  .Run(node, {owner, "hoi-dong", "council"}, services::Kind::kAdvanceCycle,
                       advance.SerializeAsString())
                  .ok());
  }
  PAR_CHECK(world_.RunUntilAgreed(kSetUp));
}

std::string People::Body() {
  const std::size_t size = Draw(20) == 0 ? 70'000 : Draw(900);
  return (Draw(8) == 0 ? "reject" : "") + random_.Bytes(size);
}

void People::SavePlain(const UnitPlace& place) {
  const std::string zombie = place.node + "~";
  if (Draw(3) == 0) {
    if (world_.IsUp(world_.country().NodeOf(place.parent))) world_.SendDown(place.unit, Body());
  } else if (world_.IsUp(zombie) && Draw(2) == 0) {
    world_.Stage(place.unit, Body(), {}, zombie);
  } else if (world_.IsUp(place.node)) {
    const bool evidence = Draw(6) == 0;
    used_evidence_ = used_evidence_ || evidence;
    world_.Stage(place.unit, Body(), evidence ? "%PDF-" + random_.Bytes(1 + Draw(200'000)) : "");
  }
}

// Refusals are answers like any other: who may do what when is the desks' business.
void People::UnitActs(const std::string& owner, const std::string& unit) {
  const std::string cycle = CycleOf(owner);
  const auto act = [&](const std::string& kind) {
    Enter(world_, {unit, "chu-tich", "leader"}, services::Kind::kAct,
          Act(cycle, unit, kind).SerializeAsString(), unit);
  };
  if (publish_ && end_.Appeal(owner, unit)) return;
  if (Draw(6) == 0) return act("withdraw");
  Enter(world_, {unit, "cong-chuc", "clerk"}, services::Kind::kFillAnswers,
        Answers(cycle, unit, Draw(300)).SerializeAsString(), unit);
  act("approve");
  act("submit");
}

void People::SuperiorActs(const std::string& owner, const std::string& unit) {
  constexpr std::array kKinds = {"accept", "begin_review", "agree_rest", "return"};
  Enter(world_, {owner, "hoi-dong", "council"}, services::Kind::kAct,
        Act(CycleOf(owner), unit, kKinds.at(Draw(kKinds.size()))).SerializeAsString(), unit);
}

void People::DoSomething() {
  const auto& places = world_.country().places();
  const UnitPlace& place = places[1 + Draw(places.size() - 1)];
  const bool in_cycle = cycles_ && !world_.country().HasChildren(place.unit);
  if (!in_cycle || Draw(3) == 0) return SavePlain(place);
  if (publish_ && Draw(2) == 0) return end_.GoOn(place.parent);
  if (Draw(2) == 0) return UnitActs(place.parent, place.unit);
  SuperiorActs(place.parent, place.unit);
}

}  // namespace par::sim
