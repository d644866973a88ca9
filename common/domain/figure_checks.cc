#include "common/domain/figure_checks.h"

#include <algorithm>
#include <array>

#include "common/domain/refusal.h"

namespace par::domain {
namespace {

struct RateName {
  std::string_view name;
  std::string_view vietnamese;
};

constexpr std::array<RateName, kOnTimeRateCount> kRates = {{
    {"of_resolved", "đúng hạn / đã giải quyết"},
    {"of_due", "đúng hạn / (đã giải quyết + đang giải quyết trễ hạn)"},
    {"of_received", "đúng hạn / tiếp nhận"},
    {"with_pending_in_time", "(đúng hạn + đang giải quyết còn hạn) / (tiếp nhận − rút)"},
}};

struct Count {
  std::string_view name;
  std::int64_t FileFigures::* member;
};

constexpr std::array<Count, 8> kCounts = {{
    {"received", &FileFigures::received},
    {"carried_over", &FileFigures::carried_over},
    {"withdrawn", &FileFigures::withdrawn},
    {"resolved", &FileFigures::resolved},
    {"on_time", &FileFigures::on_time},
    {"overdue", &FileFigures::overdue},
    {"in_progress", &FileFigures::in_progress},
    {"pending_late", &FileFigures::pending_late},
}};

struct Side {
  std::string_view name;
  std::int64_t value;
};

void CheckEqual(const Side& left, const Side& right, std::vector<absl::Status>& found) {
  if (left.value == right.value) return;
  found.push_back(Invalid("figure_identity", {{"left", std::string(left.name)},
                                              {"left_value", std::to_string(left.value)},
                                              {"right", std::string(right.name)},
                                              {"right_value", std::to_string(right.value)}}));
}

void CheckPart(const Side& part, const Side& whole, std::vector<absl::Status>& found) {
  if (part.value <= whole.value) return;
  found.push_back(Invalid("figure_part_too_large", {{"part", std::string(part.name)},
                                                    {"part_value", std::to_string(part.value)},
                                                    {"whole", std::string(whole.name)},
                                                    {"whole_value", std::to_string(whole.value)}}));
}

}  // namespace

std::vector<absl::Status> FigureProblems(const FileFigures& f) {
  std::vector<absl::Status> found;
  for (const Count& count : kCounts) {
    const std::int64_t value = f.*count.member;
    if (value >= 0 && value <= kMostFiles) continue;
    found.push_back(Invalid("figure_out_of_range", {{"figure", std::string(count.name)},
                                                    {"value", std::to_string(value)},
                                                    {"maximum", std::to_string(kMostFiles)}}));
  }
  if (!found.empty()) return found;  // Sums of such figures say nothing.
  CheckEqual({"received - withdrawn", f.received - f.withdrawn},
             {"resolved + in_progress", f.resolved + f.in_progress}, found);
  CheckEqual({"resolved", f.resolved}, {"on_time + overdue", f.on_time + f.overdue}, found);
  CheckPart({"carried_over", f.carried_over}, {"received", f.received}, found);
  CheckPart({"pending_late", f.pending_late}, {"in_progress", f.in_progress}, found);
  return found;
}

FileFigures SumOf(const std::vector<FileFigures>& units) {
  FileFigures sum;
  for (const FileFigures& unit : units) {
    for (const Count& count : kCounts) sum.*count.member += unit.*count.member;
  }
  return sum;
}

std::string_view Name(OnTimeRate rate) { return kRates.at(static_cast<std::size_t>(rate)).name; }
std::string_view VietnameseName(OnTimeRate rate) {
  return kRates.at(static_cast<std::size_t>(rate)).vietnamese;
}
std::optional<OnTimeRate> ParseOnTimeRate(std::string_view name) {
  for (std::size_t i = 0; i < kRates.size(); ++i) {
    if (kRates.at(i).name == name) return static_cast<OnTimeRate>(i);
  }
  return std::nullopt;
}

std::optional<Rational> RateOf(OnTimeRate rate, const FileFigures& f) {
  std::int64_t part = f.on_time;
  std::int64_t whole = 0;
  switch (rate) {
    case OnTimeRate::kOfResolved:
      whole = f.resolved;
      break;
    case OnTimeRate::kOfDue:
      whole = f.resolved + f.pending_late;
      break;
    case OnTimeRate::kOfReceived:
      whole = f.received;
      break;
    case OnTimeRate::kWithPendingInTime:
      part += f.in_progress - f.pending_late;
      whole = f.received - f.withdrawn;
      break;
  }
  if (whole == 0) return std::nullopt;
  return Rational::FromFraction(part, whole);
}

std::optional<Decimal> PercentOf(OnTimeRate rate, const FileFigures& figures, int places) {
  const auto exact = RateOf(rate, figures);
  if (!exact.has_value()) return std::nullopt;
  return (*exact * Rational::FromInt(100)).RoundHalfUp(places);
}

Reported WhoReported(const std::vector<UnitId>& expected, const std::vector<UnitId>& reported) {
  Reported result;
  result.expected = expected.size();
  for (const UnitId& unit : expected) {
    if (std::find(reported.begin(), reported.end(), unit) == reported.end()) {
      result.missing.push_back(unit);
    }
  }
  result.reported = result.expected - result.missing.size();
  return result;
}

}  // namespace par::domain
