#include "common/domain/rational.h"

#include <limits>

#include "common/base/check.h"
#include "common/domain/rational_big.h"

namespace par::domain {
namespace {

// Each returns true if the result does not fit.
bool Multiply(Int128 a, Int128 b, Int128& result) { return __builtin_mul_overflow(a, b, &result); }
bool Add(Int128 a, Int128 b, Int128& result) { return __builtin_add_overflow(a, b, &result); }
bool Subtract(Int128 a, Int128 b, Int128& result) { return __builtin_sub_overflow(a, b, &result); }

Uint128 GreatestCommonDivisor(Uint128 a, Uint128 b) {
  while (b != 0) {
    const Uint128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

constexpr Int128 kSmallest = Int128{1} << 127;  // Its negative does not fit.

}  // namespace

Rational Rational::FromDecimal(const Decimal& value) {
  return Rational(value.coefficient(), PowerOfTen(value.scale()));
}

Rational Rational::FromFraction(std::int64_t numerator, std::int64_t denominator) {
  PAR_CHECK(denominator != 0);
  const Int128 n = numerator;
  const Int128 d = denominator;
  return d < 0 ? Rational(-n, -d) : Rational(n, d);
}

Rational Rational::LowestTerms() const {
  if (denominator_ == 1) return *this;
  const Uint128 divisor = GreatestCommonDivisor(Magnitude(numerator_), Magnitude(denominator_));
  if (divisor <= 1) return *this;
  const auto by = static_cast<Int128>(divisor);
  return Rational(numerator_ / by, denominator_ / by);
}

int Rational::Sign() const {
  if (big_ != nullptr) return sgn(big_->value);
  return numerator_ < 0 ? -1 : (numerator_ > 0 ? 1 : 0);
}

bool Rational::IsWhole() const {
  if (big_ != nullptr) return big_->value.get_den() == 1;
  return numerator_ % denominator_ == 0;
}

std::optional<std::int64_t> Rational::ToInt() const {
  if (big_ != nullptr || !IsWhole()) return std::nullopt;
  const Int128 whole = numerator_ / denominator_;
  if (whole < std::numeric_limits<std::int64_t>::min() ||
      whole > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(whole);
}

Rational Rational::Floor() const {
  if (big_ != nullptr) return BigArithmetic::Floor(*this);
  const Int128 quotient = numerator_ / denominator_;
  const bool below = numerator_ < 0 && numerator_ % denominator_ != 0;
  return Rational(below ? quotient - 1 : quotient, 1);
}

Rational Rational::Rounded(int places) const {
  PAR_CHECK(places >= 0 && places <= Decimal::kMostPlaces);
  const Int128 unit = PowerOfTen(places);
  Int128 scaled = 0;
  if (big_ != nullptr || Multiply(numerator_, unit, scaled)) {
    return BigArithmetic::Rounded(*this, places);
  }
  Int128 quotient = scaled / denominator_;
  const Uint128 rest = Magnitude(scaled % denominator_);
  if (rest >= static_cast<Uint128>(denominator_) - rest) quotient += scaled < 0 ? -1 : 1;
  return Rational(quotient, unit);
}

std::optional<Decimal> Rational::RoundHalfUp(int places) const {
  const Rational rounded = Rounded(places);
  if (rounded.big_ != nullptr) return std::nullopt;
  // From GMP it comes in lowest terms, so its denominator divides the unit.
  Int128 coefficient = 0;
  if (Multiply(rounded.numerator_, PowerOfTen(places) / rounded.denominator_, coefficient)) {
    return std::nullopt;
  }
  return Decimal::Of(coefficient, places);
}

std::string Rational::Text() const {
  if (big_ != nullptr) return big_->value.get_str();
  const Rational lowest = LowestTerms();
  std::string text = lowest.numerator_ < 0 ? "-" : "";
  text += DigitsOf(Magnitude(lowest.numerator_));
  if (lowest.denominator_ != 1) text += "/" + DigitsOf(Magnitude(lowest.denominator_));
  return text;
}

Rational operator+(const Rational& a, const Rational& b) {
  if (a.big_ == nullptr && b.big_ == nullptr) {
    Int128 left = 0;
    Int128 right = 0;
    Int128 sum = 0;
    Int128 denominator = 0;
    if (a.denominator_ == b.denominator_) {
      if (!Add(a.numerator_, b.numerator_, sum)) return Rational(sum, a.denominator_);
    } else if (!Multiply(a.numerator_, b.denominator_, left) &&
               !Multiply(b.numerator_, a.denominator_, right) && !Add(left, right, sum) &&
               !Multiply(a.denominator_, b.denominator_, denominator)) {
      return Rational(sum, denominator);
    }
  }
  return BigArithmetic::FromBig(BigArithmetic::ToBig(a) + BigArithmetic::ToBig(b));
}

Rational operator-(const Rational& a, const Rational& b) {
  if (b.big_ == nullptr && b.numerator_ != kSmallest) {
    Int128 difference = 0;
    if (a.big_ == nullptr && a.denominator_ == b.denominator_ &&
        !Subtract(a.numerator_, b.numerator_, difference)) {
      return Rational(difference, a.denominator_);
    }
    return a + Rational(-b.numerator_, b.denominator_);
  }
  return BigArithmetic::FromBig(BigArithmetic::ToBig(a) - BigArithmetic::ToBig(b));
}

Rational operator*(const Rational& a, const Rational& b) {
  Int128 numerator = 0;
  Int128 denominator = 0;
  if (a.big_ == nullptr && b.big_ == nullptr && !Multiply(a.numerator_, b.numerator_, numerator) &&
      !Multiply(a.denominator_, b.denominator_, denominator)) {
    return Rational(numerator, denominator);
  }
  return BigArithmetic::FromBig(BigArithmetic::ToBig(a) * BigArithmetic::ToBig(b));
}

Rational operator/(const Rational& a, const Rational& b) {
  PAR_CHECK(!b.IsZero());
  Int128 numerator = 0;
  Int128 denominator = 0;
  if (a.big_ == nullptr && b.big_ == nullptr &&
      !Multiply(a.numerator_, b.denominator_, numerator) &&
      !Multiply(a.denominator_, b.numerator_, denominator) && denominator != kSmallest &&
      numerator != kSmallest) {
    return denominator < 0 ? Rational(-numerator, -denominator) : Rational(numerator, denominator);
  }
  return BigArithmetic::FromBig(BigArithmetic::ToBig(a) / BigArithmetic::ToBig(b));
}

std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
  if (a.big_ == nullptr && b.big_ == nullptr) {
    if (a.denominator_ == b.denominator_) return a.numerator_ <=> b.numerator_;
    Int128 left = 0;
    Int128 right = 0;
    if (!Multiply(a.numerator_, b.denominator_, left) &&
        !Multiply(b.numerator_, a.denominator_, right)) {
      return left <=> right;
    }
  }
  const int order = cmp(BigArithmetic::ToBig(a), BigArithmetic::ToBig(b));
  return order <=> 0;
}

}  // namespace par::domain
