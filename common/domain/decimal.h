// A decimal number exactly as it was written: a whole coefficient and a number of decimal places.
// 1.50 and 1.5 are equal, but each keeps its own text. No route to or from binary floating point.
//
// Pure. Safe to call from any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/domain/int128.h"

namespace par::domain {

// kPlain: 1234.5, for files and the wire. kVietnamese: 1.234,5, for screens and documents.
enum class NumberStyle { kPlain, kVietnamese };

class Decimal {
 public:
  static constexpr int kMostPlaces = 9;
  static constexpr int kMostIntegerDigits = 18;  // Of a text; a computed value may have 20.
  static constexpr Int128 kLargestCoefficient = PowerOfTen(29);

  Decimal() = default;

  // `coefficient` / 10^`scale`. Nothing if the coefficient is beyond kLargestCoefficient; `scale`
  // must be 0 to kMostPlaces.
  [[nodiscard]] static std::optional<Decimal> Of(Int128 coefficient, int scale);
  [[nodiscard]] static Decimal FromInt(std::int64_t value);

  [[nodiscard]] Int128 coefficient() const { return coefficient_; }
  [[nodiscard]] int scale() const { return scale_; }
  [[nodiscard]] bool IsWhole() const;
  [[nodiscard]] bool IsNegative() const { return coefficient_ < 0; }

  // With all its places: 1.50 is "1.50" and "1,50".
  [[nodiscard]] std::string Format(NumberStyle style) const;
  // Without zeros at the end of the fraction: 1.50 is "1.5", 2.00 is "2".
  [[nodiscard]] std::string FormatShort(NumberStyle style) const;
  // Plain, with all its places.
  [[nodiscard]] std::string Text() const { return Format(NumberStyle::kPlain); }

  friend bool operator==(const Decimal& a, const Decimal& b) { return a.Aligned() == b.Aligned(); }
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
    return a.Aligned() <=> b.Aligned();
  }
  friend std::ostream& operator<<(std::ostream& out, const Decimal& value) {
    return out << value.Text();
  }

 private:
  Decimal(Int128 coefficient, int scale) : coefficient_(coefficient), scale_(scale) {}
  [[nodiscard]] Int128 Aligned() const { return coefficient_ * PowerOfTen(kMostPlaces - scale_); }

  Int128 coefficient_ = 0;
  int scale_ = 0;
};

// Reads digits with an optional leading minus and an optional dot; nothing else. "-0" is 0.
// INVALID_ARGUMENT, naming `field` and the text:
//   number_with_comma    the text would be a number but for a comma: a dot is to be used
//   number_malformed     anything else that is not a number (sign, exponent, space, NaN, empty, …)
//   number_too_long      more than 18 digits before the dot or 9 after it
[[nodiscard]] absl::StatusOr<Decimal> ParseDecimal(std::string_view text, std::string_view field);

}  // namespace par::domain
