// What kind of value a declared figure (số liệu) has, and how its text becomes the exact value that
// rules see: "97.5" of a percent is 0.975, yes is 1, a date is its days since 1970-01-01.
//
// Source: docs/formats/criteria-set.md, "Figures". Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/domain/decimal.h"
#include "common/domain/rational.h"

namespace par::domain {

// Stored and sent: never renumber.
enum class FigureKind : std::uint8_t {
  kCount = 1,    // Whole, from 0.
  kAmount = 2,   // Decimal, from 0.
  kSigned = 3,   // Decimal.
  kPercent = 4,  // Decimal, from 0; a rule sees a hundredth of what is written.
  kYesNo = 5,    // A rule sees 1 or 0.
  kDate = 6,     // A rule sees days since 1970-01-01.
  kRank = 7,     // Whole, from 1.
};

// "count", "amount", "signed", "percent", "yes_no", "date", "rank".
[[nodiscard]] std::string_view Name(FigureKind kind);
// Nothing if there is no such kind.
[[nodiscard]] std::optional<FigureKind> ParseFigureKind(std::string_view name);

// What the values of a figure may be. Bounds are values as rules see them.
struct FigureRange {
  std::string name;  // For messages: the id or the local name.
  FigureKind kind = FigureKind::kCount;
  std::optional<Rational> least;
  std::optional<Rational> most;
  std::optional<std::size_t> part_of;  // Slot of the figure that this one may not exceed.

  // `least`, or the kind's own lower bound where that is higher; nothing if there is none.
  [[nodiscard]] std::optional<Rational> Lowest() const;
  // `most`, or the kind's own upper bound (yes_no); nothing if there is none.
  [[nodiscard]] std::optional<Rational> Highest() const;
  // Counts, dates, ranks and yes_no move in whole steps.
  [[nodiscard]] bool IsWhole() const;
};

// The value a rule sees. INVALID_ARGUMENT, naming `field` and the text: the refusals of
// ParseDecimal;
//   figure_not_whole, figure_negative, figure_not_a_rank, figure_not_yes_no, figure_not_a_date.
// yes_no is written yes or no (also có, không, true, false, 1, 0); a date 2023-12-20.
// Bounds and part_of are not checked here.
[[nodiscard]] absl::StatusOr<Rational> ParseFigure(FigureKind kind, std::string_view text,
                                                   std::string_view field);

// The value as a person reads it: "17.747", "97,5 %", "có", "20/12/2023". What is no decimal of at
// most 9 places is rounded half up to 4.
[[nodiscard]] std::string FormatFigure(FigureKind kind, const Rational& value, NumberStyle style);

// The value as files and messages write it: "17747", "97.5" of a percentage, "yes", "2023-12-20".
// ParseFigure gives the same value back where it is a decimal of at most 9 places.
[[nodiscard]] std::string FigureInput(FigureKind kind, const Rational& value);

}  // namespace par::domain
