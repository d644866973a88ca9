// What the figures of a periodic report must satisfy among themselves, and the rates made of them.
// "On time" has several official definitions: an indicator names its own. Over several units the
// counts are added and the rate is made anew; rates are never averaged.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/decimal.h"
#include "common/domain/ids.h"
#include "common/domain/rational.h"

namespace par::domain {

// The files (hồ sơ thủ tục hành chính) of one unit in one period. Whole numbers from 0.
struct FileFigures {
  std::int64_t received = 0;      // tổng tiếp nhận, those carried over among them
  std::int64_t carried_over = 0;  // kỳ trước chuyển qua
  std::int64_t withdrawn = 0;     // rút
  std::int64_t resolved = 0;      // đã giải quyết
  std::int64_t on_time = 0;       // của đã giải quyết: đúng hạn
  std::int64_t overdue = 0;       // của đã giải quyết: quá hạn
  std::int64_t in_progress = 0;   // đang giải quyết
  std::int64_t pending_late = 0;  // của đang giải quyết: trễ hạn
  friend bool operator==(const FileFigures&, const FileFigures&) = default;
};

inline constexpr std::int64_t kMostFiles = 1'000'000'000'000;  // A figure above is a slip.

// Everything that does not fit, each INVALID_ARGUMENT with both sides:
//   figure_out_of_range    a count below 0 or above kMostFiles
//   figure_identity        received - withdrawn = resolved + in_progress; resolved = on_time +
//                          overdue
//   figure_part_too_large  carried_over is part of received, pending_late of in_progress
[[nodiscard]] std::vector<absl::Status> FigureProblems(const FileFigures& figures);

// Sums each count over the units.
[[nodiscard]] FileFigures SumOf(const std::vector<FileFigures>& units);

// The definitions in official use. Stored and sent: never renumber or reuse a value.
enum class OnTimeRate : std::uint8_t {
  kOfResolved = 0,         // on time / resolved
  kOfDue = 1,              // on time / (resolved + pending beyond their date)
  kOfReceived = 2,         // on time / received
  kWithPendingInTime = 3,  // (on time + pending within their date) / (received - withdrawn)
};
inline constexpr int kOnTimeRateCount = 4;
[[nodiscard]] std::string_view Name(OnTimeRate rate);  // "with_pending_in_time"
[[nodiscard]] std::optional<OnTimeRate> ParseOnTimeRate(std::string_view name);
// The definition as an official would write it.
[[nodiscard]] std::string_view VietnameseName(OnTimeRate rate);

// An exact fraction from 0 to 1; nothing if nothing arose (the base is zero): that is neither 0 %
// nor 100 %.
[[nodiscard]] std::optional<Rational> RateOf(OnTimeRate rate, const FileFigures& figures);
// As a percentage, rounded half up: 99.97.
[[nodiscard]] std::optional<Decimal> PercentOf(OnTimeRate rate, const FileFigures& figures,
                                               int places = 2);

// Who has reported: "14/14 communes", and who has not.
struct Reported {
  std::size_t reported = 0;
  std::size_t expected = 0;
  std::vector<UnitId> missing;  // In the order expected.
};
[[nodiscard]] Reported WhoReported(const std::vector<UnitId>& expected,
                                   const std::vector<UnitId>& reported);

}  // namespace par::domain
