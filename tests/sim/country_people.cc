#include "tests/sim/country_people.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/domain/date.h"
#include "common/exchange/limits.h"
#include "common/services/kinds.h"
#include "par/cycle/v1/cycle.pb.h"
#include "tests/sim/papers.h"
#include "tests/sim/people.h"

namespace par::sim {
namespace {

using domain::DossierState;
using exchange::kSecond;

constexpr const char* kDistrictSet = "small-district";
constexpr const char* kDistrictCycle = "districts";
// How often a superior's officer looks at what came.
constexpr std::int64_t kLookAgain = 20 * kMinute;

domain::Date DeadlineOf(const std::string& cycle) {
  return *domain::Date::Parse(cycle == kDistrictCycle ? "2023-11-10" : "2023-10-30");
}

std::string DistrictsCycleYaml(const std::string& owner, const std::vector<std::string>& units) {
  std::string list;
  for (const std::string& unit : units) list += (list.empty() ? "" : ", ") + unit;
  return std::string("format: parnet/cycle/1\nid: ") + kDistrictCycle +
         "\ntitle: Đánh giá cấp huyện\nyear: 2023\nlevel: district\nowner: " + owner +
         "\nset: " + kDistrictSet + "@1\nunits: [" + list +
         "]\ndeadlines: {submit: 2023-11-10, review: 2023-11-30, appeal: 2023-12-10, publish: "
         "2023-12-28}\nlate: reviewer_decides\nrounds: 2\n";
}

}  // namespace

CountryPeople::CountryPeople(World& world, Random& random) : world_(world), random_(random) {
  world_.clock().SetWall(DeadlineOf("").EndInVietnam() - DeadlineDay::kDeadline);
}

std::int64_t CountryPeople::Minutes(std::uint64_t least, std::uint64_t most) {
  return static_cast<std::int64_t>(least * 60 + Draw((most - least) * 60)) * kSecond;
}

// Of a hundred communes two are late; of the others four in ten hand in before the last day, three
// during it, and three in its last two hours, ever more towards the end.
std::int64_t CountryPeople::WhenToHandIn() {
  const auto within = [&](std::int64_t from, std::int64_t until) {
    return from + static_cast<std::int64_t>(Draw(static_cast<std::uint64_t>(until - from)));
  };
  constexpr std::int64_t kRush = 2 * kHour;
  if (Draw(50) == 0) return within(DeadlineDay::kDeadline, DeadlineDay::kLastLate);
  const std::uint64_t habit = Draw(10);
  if (habit < 4) return within(0, DeadlineDay::kLastDayBegins);
  if (habit < 7) return within(DeadlineDay::kLastDayBegins, DeadlineDay::kDeadline - kRush);
  return std::max(within(DeadlineDay::kDeadline - kRush, DeadlineDay::kDeadline),
                  within(DeadlineDay::kDeadline - kRush, DeadlineDay::kDeadline));
}

void CountryPeople::Prepare() {
  const Country& country = world_.country();
  People(world_, random_, /*publish=*/false).OpenCycles();
  for (const std::string& owner : CycleOwners(country)) {
    AddParts(owner, CycleOf(owner), kSetId, UnitsOfCycle(country, owner));
  }
  const std::size_t communes = parts_.size();
  OpenDistrictsCycle();
  world_.users_wait = false;
  begin_ = world_.clock().MonotonicMicros();
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    WorkAt(i, i < communes ? WhenToHandIn() : DeadlineDay::kDeadline + Minutes(30, 150));
    world_.After(Minutes(0, 20), [this, i] { Look(i); });
  }
}

void CountryPeople::OpenDistrictsCycle() {
  const Country& country = world_.country();
  const std::string& top = country.places()[0].unit;
  std::vector<std::string> districts;
  for (const UnitPlace& place : country.places()) {
    if (place.parent == top && country.HasChildren(place.unit)) districts.push_back(place.unit);
  }
  if (districts.empty()) return;
  const auto must = [&](const std::string& node, const ledger::Actor& actor,
                        services::CommandKind kind, std::string payload) {
    const auto answer = world_.Run(node, actor, kind, std::move(payload));
    PAR_CHECK(answer.ok());
  };
  const std::string set = PutSet(kDistrictSet, "district");
  must(country.TopNode(), {top, "", "node"}, SimKind::kPutRow, set);
  for (const std::string& unit : districts) {
    must(country.NodeOf(unit), {unit, "", "node"}, SimKind::kPutRow, set);
  }
  cycle::v1::OpenCycleRequest open;
  open.set_actor_unit(top);
  open.set_cycle_yaml(DistrictsCycleYaml(top, districts));
  must(country.TopNode(), {top, "quan-tri", "administrator"}, services::Kind::kOpenCycle,
       open.SerializeAsString());
  cycle::v1::AdvanceCycleRequest advance;
  advance.set_actor_unit(top);
  advance.set_id(kDistrictCycle);
  advance.set_to_state("self_assessing");
  must(country.TopNode(), {top, "hoi-dong", "council"}, services::Kind::kAdvanceCycle,
       advance.SerializeAsString());
  AddParts(top, kDistrictCycle, kDistrictSet, districts);
}

void CountryPeople::AddParts(const std::string& owner, const std::string& cycle,
                             const std::string& set, const std::vector<std::string>& units) {
  for (const std::string& unit : units) {
    parts_.push_back({.unit = unit,
                      .node = world_.country().NodeOf(unit),
                      .owner = owner,
                      .above = world_.country().NodeOf(owner),
                      .cycle = cycle,
                      .set = set,
                      .to_be_returned = Draw(20) == 0,
                      .brings_file = Draw(8) == 0});
  }
}

void CountryPeople::WorkAt(std::size_t part, std::int64_t delay) {
  const std::uint64_t attempt = ++parts_[part].attempt;
  world_.After(delay, [this, part, attempt] {
    if (parts_[part].attempt == attempt) Work(part);
  });
}

// What he does next he reads off the dossier.
void CountryPeople::Work(std::size_t index) {
  const Part& part = parts_[index];
  WorkAt(index, Minutes(2, 8));  // Unless he gets on.
  if (!world_.IsUp(part.node)) return;
  const auto own =
      world_.DesksOf(part.node).own().Load(world_.StateOf(part.node), part.cycle, part.unit);
  if (!own.ok()) return;  // The cycle has not come yet.
  const bool filled = own->row.filled_by() == "cong-chuc-" + std::to_string(part.round);
  switch (own->dossier.state) {
    case DossierState::kOpen:
    case DossierState::kSelfAssessing:
    case DossierState::kReturned: {
      if (filled) {
        return UnitDoes(index, services::Kind::kAct,
                        Act(part.cycle, part.unit, "approve").SerializeAsString(), "chu-tich",
                        "leader", false);
      }
      auto answers = Answers(part.cycle, part.unit, Draw(300));
      answers.mutable_answers()->set_set_id(part.set);
      return UnitDoes(index, services::Kind::kFillAnswers, answers.SerializeAsString(),
                      "cong-chuc-" + std::to_string(part.round), "clerk", false);
    }
    case DossierState::kApproved:
    case DossierState::kReapproved:
      return UnitDoes(index, services::Kind::kAct,
                      Act(part.cycle, part.unit, "submit").SerializeAsString(), "chu-tich",
                      "leader", true);
    default:
      // It is on its way, or above. A return must first come down; it ends with the next review.
      if (part.round == 1 || own->dossier.round == part.round ||
          own->dossier.state == DossierState::kResubmitted) {
        ++parts_[index].attempt;
      }
  }
}

void CountryPeople::UnitDoes(std::size_t index, services::CommandKind kind,
                             const std::string& payload, const std::string& account,
                             const std::string& role, bool hands_in) {
  const Part& part = parts_[index];
  (void)world_.Submit(part.node,
                      {.id = world_.NewId(),
                       .actor = {.unit = part.unit, .account = account, .role = role},
                       .unit = part.unit,
                       .cycle = {},
                       .kind = kind.number(),
                       .payload = payload},
                      [this, index, hands_in](const absl::StatusOr<std::string>& answer) {
                        if (!answer.ok()) return;
                        if (!hands_in) {
                          return WorkAt(index, static_cast<std::int64_t>(1 + Draw(30)) * kSecond);
                        }
                        ++handed_in_;
                        ++parts_[index].attempt;
                        if (parts_[index].brings_file) BringFile(parts_[index]);
                      });
}

void CountryPeople::BringFile(const Part& part) {
  ++files_;
  world_.Stage(part.unit, "biên bản", "%PDF-" + random_.Bytes(20'000 + Draw(200'000)));
}

void CountryPeople::Look(std::size_t index) {
  if (parts_[index].agreed) return;
  if (world_.clock().MonotonicMicros() - begin_ > DeadlineDay::kAllDone) return;
  world_.After(kLookAgain, [this, index] { Look(index); });
  Review(index);
}

void CountryPeople::Review(std::size_t index) {
  const Part& part = parts_[index];
  if (!world_.IsUp(part.above)) return;
  const auto held =
      world_.DesksOf(part.above).held().Find(world_.StateOf(part.above), part.cycle, part.unit);
  if (!held.ok() || !held->has_value()) return;
  const domain::Dossier& dossier = (*held)->dossier;
  switch (dossier.state) {
    case DossierState::kSubmitted: {
      const bool late =
          dossier.times.has_value() &&
          domain::Judge(*dossier.times, DeadlineOf(part.cycle)) != domain::Timeliness::kOnTime;
      return SuperiorDoes(index, late ? "accept_late" : "accept");
    }
    case DossierState::kAccepted:
    case DossierState::kResubmitted:
      return SuperiorDoes(index, "begin_review");
    case DossierState::kInReview:
      return SuperiorDoes(index,
                          part.to_be_returned && dossier.round == 1 ? "return" : "agree_rest");
    default:
      return;
  }
}

void CountryPeople::SuperiorDoes(std::size_t index, const std::string& kind) {
  const Part& part = parts_[index];
  dossier::v1::ActRequest act = Act(part.cycle, part.unit, kind);
  if (kind == "accept_late") act.mutable_action()->set_text("đường truyền bị gián đoạn");
  (void)world_.Submit(part.above,
                      {.id = world_.NewId(),
                       .actor = {.unit = part.owner, .account = "hoi-dong", .role = "council"},
                       .unit = part.unit,
                       .cycle = {},
                       .kind = services::CommandKind(services::Kind::kAct).number(),
                       .payload = act.SerializeAsString()},
                      [this, index, kind](const absl::StatusOr<std::string>& answer) {
                        Part& seen = parts_[index];
                        if (kind == "agree_rest") {
                          seen.agreed = answer.ok() ||
                                        domain::ReasonOf(answer.status()) == "nothing_to_agree";
                        } else if (kind == "return" && answer.ok()) {
                          ++returned_;
                          ++seen.round;
                          WorkAt(index, Minutes(10, 40));
                        } else if (answer.ok()) {
                          Review(index);
                        }
                      });
}

std::string CountryPeople::Unfinished() const {
  for (const Part& part : parts_) {
    const auto held =
        world_.DesksOf(part.above).held().Find(world_.StateOf(part.above), part.cycle, part.unit);
    if (!held.ok()) return part.unit + ": " + held.status().ToString();
    if (!held->has_value()) return part.unit + " has not handed in";
    const domain::Dossier& dossier = (*held)->dossier;
    if (!part.agreed || dossier.round != part.round || dossier.state != DossierState::kInReview) {
      return "the dossier of " + part.unit + " is " + std::string(domain::Name(dossier.state)) +
             " in round " + std::to_string(dossier.round) + " of " + std::to_string(part.round);
    }
  }
  return {};
}

bool CountryPeople::JudgedAs(const std::string& unit, std::int64_t made, std::int64_t taken) const {
  const std::string& owner = world_.country().ParentOf(unit);
  const std::string& above = world_.country().NodeOf(owner);
  const auto held = world_.DesksOf(above).held().Find(world_.StateOf(above), CycleOf(owner), unit);
  if (!held.ok() || !held->has_value() || !(*held)->dossier.times.has_value()) return false;
  const domain::Date deadline = DeadlineOf(CycleOf(owner));
  const std::int64_t end = deadline.EndInVietnam();
  const domain::Timeliness expected = taken < end  ? domain::Timeliness::kOnTime
                                      : made < end ? domain::Timeliness::kLateDelivery
                                                   : domain::Timeliness::kLate;
  return domain::Judge(*(*held)->dossier.times, deadline) == expected;
}

}  // namespace par::sim
