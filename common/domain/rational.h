// An exact fraction. Small values are two 128-bit whole numbers, brought to lowest terms only when
// they would overflow; what does not fit moves to GMP by itself. No operation ever loses a digit.
//
// Dividing by zero is the caller's mistake (PAR_CHECK): ask IsZero() first.
// Pure. Safe to call from any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "common/domain/decimal.h"
#include "common/domain/int128.h"

namespace par::domain {

class Rational {
 public:
  Rational() = default;

  [[nodiscard]] static Rational FromInt(std::int64_t value) { return Rational(value, 1); }
  [[nodiscard]] static Rational FromDecimal(const Decimal& value);
  // `denominator` must not be 0.
  [[nodiscard]] static Rational FromFraction(std::int64_t numerator, std::int64_t denominator);

  [[nodiscard]] int Sign() const;
  [[nodiscard]] bool IsZero() const { return Sign() == 0; }
  [[nodiscard]] bool IsWhole() const;
  // Nothing if it is not whole or beyond 64 bits.
  [[nodiscard]] std::optional<std::int64_t> ToInt() const;

  // The greatest whole number that is not above this.
  [[nodiscard]] Rational Floor() const;
  // Half away from zero: 2.5 is 3 and -2.5 is -3. `places` 0 to 9.
  [[nodiscard]] Rational Rounded(int places) const;
  // The same as a decimal; nothing if it is beyond Decimal's range.
  [[nodiscard]] std::optional<Decimal> RoundHalfUp(int places) const;

  // In lowest terms: "39/40", "-3", "0".
  [[nodiscard]] std::string Text() const;

  friend Rational operator+(const Rational& a, const Rational& b);
  friend Rational operator-(const Rational& a, const Rational& b);
  friend Rational operator*(const Rational& a, const Rational& b);
  friend Rational operator/(const Rational& a, const Rational& b);
  friend Rational operator-(const Rational& a) { return Rational() - a; }
  friend bool operator==(const Rational& a, const Rational& b) { return (a <=> b) == 0; }
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b);
  friend std::ostream& operator<<(std::ostream& out, const Rational& value) {
    return out << value.Text();
  }

  // True while the value needs no GMP. For tests and measurements.
  [[nodiscard]] bool IsSmall() const { return big_ == nullptr; }

 private:
  struct Big;
  friend struct BigArithmetic;
  Rational(Int128 numerator, Int128 denominator)
      : numerator_(numerator), denominator_(denominator) {}
  [[nodiscard]] Rational LowestTerms() const;

  Int128 numerator_ = 0;
  Int128 denominator_ = 1;          // Above 0.
  std::shared_ptr<const Big> big_;  // If set, it holds the value, and the two above say nothing.
};

}  // namespace par::domain
