#include "common/domain/cycle.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>

#include "common/domain/refusal.h"

namespace par::domain {
namespace {

struct StateName {
  std::string_view name;
  std::string_view vietnamese;
};

constexpr std::array<StateName, kCycleStateCount> kStates = {{
    {"open", "đã mở"},
    {"self_assessing", "đang tự đánh giá"},
    {"in_review", "đang thẩm định"},
    {"provisional", "kết quả tạm thời"},
    {"appeal_window", "đang nhận kiến nghị"},
    {"final", "kết quả chính thức"},
    {"published", "đã công bố"},
    {"superseded", "đã được thay thế"},
}};
constexpr std::array<std::string_view, 3> kPolicies = {"refuse", "accept_late", "reviewer_decides"};
constexpr std::array<std::string_view, 3> kTimeliness = {"on_time", "late_delivery", "late"};

constexpr std::int64_t kTrustedClockAge = std::int64_t{7} * 24 * 3600 * 1'000'000;

void CheckDeadlines(const Cycle& cycle, std::vector<absl::Status>& found) {
  struct Named {
    std::string_view name;
    Date date;
  };
  std::vector<Named> order = {{"submit", cycle.deadlines.submit},
                              {"review", cycle.deadlines.review},
                              {"appeal", cycle.deadlines.appeal}};
  if (cycle.deadlines.answer.has_value()) order.push_back({"answer", *cycle.deadlines.answer});
  order.push_back({"publish", cycle.deadlines.publish});
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (order.at(i - 1).date <= order.at(i).date) continue;
    found.push_back(Invalid("cycle_deadline_order", {{"earlier", std::string(order.at(i - 1).name)},
                                                     {"earlier_date", order.at(i - 1).date.Iso()},
                                                     {"later", std::string(order.at(i).name)},
                                                     {"later_date", order.at(i).date.Iso()}}));
  }
}

}  // namespace

std::string_view Name(CycleState state) { return kStates.at(static_cast<std::size_t>(state)).name; }
std::string_view VietnameseName(CycleState state) {
  return kStates.at(static_cast<std::size_t>(state)).vietnamese;
}
std::optional<CycleState> ParseCycleState(std::string_view name) {
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    if (kStates.at(i).name == name) return static_cast<CycleState>(i);
  }
  return std::nullopt;
}

std::string_view Name(LatePolicy policy) { return kPolicies.at(static_cast<std::size_t>(policy)); }
std::optional<LatePolicy> ParseLatePolicy(std::string_view name) {
  for (std::size_t i = 0; i < kPolicies.size(); ++i) {
    if (kPolicies.at(i) == name) return static_cast<LatePolicy>(i);
  }
  return std::nullopt;
}

std::string_view Name(Timeliness timeliness) {
  return kTimeliness.at(static_cast<std::size_t>(timeliness));
}

Date AnswerDeadline(const Deadlines& deadlines) {
  return deadlines.answer.value_or(deadlines.publish);
}

Deadlines UsualDeadlines(int year, Date today) {
  const auto day = [&](int month, int of_month) { return *Date::Of(year, month, of_month); };
  if (day(10, 30) >= today.Plus(14)) {
    return {day(10, 30), day(11, 20), day(11, 30), day(12, 20), day(12, 10)};
  }
  return {today.Plus(30), today.Plus(50), today.Plus(60), today.Plus(80), today.Plus(70)};
}

Deadlines YearLater(const Deadlines& deadlines) {
  const auto later = [](Date day) {
    if (day.year() == Date::Latest().year()) return day;
    const auto first = *Date::Of(day.year(), 1, 1);
    const auto next = *Date::Of(day.year() + 1, 1, 1);
    return Date::Parse(std::to_string(day.year() + 1) + day.Iso().substr(4))
        .value_or(next.Plus(day.days() - first.days() - 1));
  };
  return {later(deadlines.submit), later(deadlines.review), later(deadlines.appeal),
          later(deadlines.publish),
          deadlines.answer.has_value() ? std::optional(later(*deadlines.answer)) : std::nullopt};
}

std::string SetReference(const Cycle& cycle) {
  return cycle.criteria_set + "@" + std::to_string(cycle.criteria_version);
}

bool TakesPart(const Cycle& cycle, const UnitId& unit) {
  return std::find(cycle.units.begin(), cycle.units.end(), unit) != cycle.units.end();
}

std::vector<absl::Status> CycleProblems(const Cycle& cycle) {
  std::vector<absl::Status> found;
  if (!IsPlainId(cycle.id.value())) {
    found.push_back(Invalid("cycle_id_malformed", {{"cycle", cycle.id.value()}}));
  }
  if (cycle.year < 2000 || cycle.year > 2199) {
    found.push_back(Invalid("cycle_year", {{"year", std::to_string(cycle.year)}}));
  }
  if (!IsPlainId(cycle.criteria_set) || cycle.criteria_version < 1) {
    found.push_back(Invalid("cycle_set_missing", {{"set", SetReference(cycle)}}));
  }
  if (cycle.units.empty()) found.push_back(Invalid("cycle_units_empty", {}));
  std::set<UnitId> seen;
  for (const UnitId& unit : cycle.units) {
    if (!seen.insert(unit).second) {
      found.push_back(Invalid("cycle_unit_repeated", {{"unit", unit.value()}}));
    }
  }
  // The top unit assesses itself alone: whoever scores it is outside (cycle.h).
  if (seen.count(cycle.owner) > 0 && cycle.units.size() > 1) {
    found.push_back(Invalid("cycle_owner_takes_part", {{"unit", cycle.owner.value()}}));
  }
  CheckDeadlines(cycle, found);
  if (cycle.rounds < 1 || cycle.rounds > 9) {
    found.push_back(Invalid("cycle_rounds", {{"rounds", std::to_string(cycle.rounds)}}));
  }
  return found;
}

std::vector<absl::Status> CycleProblems(const Cycle& cycle, const UnitTree& tree) {
  std::vector<absl::Status> found = CycleProblems(cycle);
  const Date on = cycle.deadlines.submit;
  if (!tree.Exists(cycle.owner, on)) {
    found.push_back(Invalid("unit_unknown", {{"unit", cycle.owner.value()}, {"where", "owner"}}));
  }
  for (const UnitId& id : cycle.units) {
    const Unit* unit = tree.Find(id);
    if (unit == nullptr || !tree.Exists(id, on)) {
      found.push_back(Invalid("unit_unknown", {{"unit", id.value()}, {"where", "units"}}));
      continue;
    }
    const auto parent = tree.Parent(id, on);
    const bool top_alone = id == cycle.owner && !parent.has_value();
    if (parent != cycle.owner && !top_alone) {
      found.push_back(
          Invalid("cycle_unit_not_under_owner",
                  {{"unit", id.value()}, {"owner", cycle.owner.value()}, {"date", on.Iso()}}));
    }
    if (LevelOf(unit->kind) != cycle.level) {
      found.push_back(
          Invalid("cycle_unit_level", {{"unit", id.value()},
                                       {"level", std::string(Name(LevelOf(unit->kind)))},
                                       {"wanted", std::string(Name(cycle.level))}}));
    }
  }
  return found;
}

bool ByDecision(CycleState state) { return state >= CycleState::kPublished; }

std::optional<CycleState> NextState(CycleState state) {
  if (state == CycleState::kSuperseded) return std::nullopt;
  return static_cast<CycleState>(static_cast<int>(state) + 1);
}

absl::StatusOr<Cycle> Advance(const Cycle& cycle, CycleState to) {
  if (NextState(cycle.state) != to) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "cycle_state_order",
                   {{"cycle", cycle.id.value()},
                    {"state", std::string(Name(cycle.state))},
                    {"wanted", std::string(Name(to))}});
  }
  Cycle next = cycle;
  next.state = to;
  return next;
}

Timeliness Judge(const SubmissionTimes& times, Date deadline) {
  const std::int64_t end = deadline.EndInVietnam();
  if (times.received_at < end) return Timeliness::kOnTime;
  const bool made_in_time = times.made_at.has_value() && *times.made_at < end;
  const bool clock_trusted =
      times.clock_age.has_value() && *times.clock_age >= 0 && *times.clock_age < kTrustedClockAge;
  return made_in_time && clock_trusted ? Timeliness::kLateDelivery : Timeliness::kLate;
}

int DaysLate(const SubmissionTimes& times, Date deadline) {
  const Date received = Date::InVietnam(times.received_at);
  return std::max(0, received.days() - deadline.days());
}

}  // namespace par::domain
