#include "common/domain/decimal.h"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "common/base/check.h"
#include "common/base/unicode.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

// "1234567" as "1.234.567".
std::string Grouped(const std::string& digits) {
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped += '.';
    grouped += digits[i];
  }
  return grouped;
}

bool OnlyDigitsDotsCommas(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  return !text.empty() && IsDigit(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return IsDigit(c) || c == '.' || c == ','; });
}

}  // namespace

std::string DigitsOf(Uint128 value) {
  // Nearly all: a division of 128 bits is slow.
  constexpr auto kShort = std::numeric_limits<std::uint64_t>::max();
  if (value <= kShort) return std::to_string(static_cast<std::uint64_t>(value));
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value != 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::optional<Decimal> Decimal::Of(Int128 coefficient, int scale) {
  PAR_CHECK(scale >= 0 && scale <= kMostPlaces);
  if (Magnitude(coefficient) > Magnitude(kLargestCoefficient)) return std::nullopt;
  return Decimal(coefficient, scale);
}

Decimal Decimal::FromInt(std::int64_t value) { return Decimal(value, 0); }

bool Decimal::IsWhole() const { return scale_ == 0 || coefficient_ % PowerOfTen(scale_) == 0; }

std::string Decimal::Format(NumberStyle style) const {
  std::string digits = DigitsOf(Magnitude(coefficient_));
  const auto places = static_cast<std::size_t>(scale_);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  const std::string whole = digits.substr(0, digits.size() - places);
  const bool vietnamese = style == NumberStyle::kVietnamese;
  std::string text = coefficient_ < 0 ? "-" : "";
  text += vietnamese ? Grouped(whole) : whole;
  if (places > 0) {
    text += vietnamese ? ',' : '.';
    text += digits.substr(whole.size());
  }
  return text;
}

std::string Decimal::FormatShort(NumberStyle style) const {
  Decimal shorter = *this;
  while (shorter.scale_ > 0 && shorter.coefficient_ % 10 == 0) {
    shorter.coefficient_ /= 10;
    --shorter.scale_;
  }
  return shorter.Format(style);
}

absl::StatusOr<Decimal> ParseDecimal(std::string_view text, std::string_view field) {
  std::string_view rest = text;
  const bool negative = !rest.empty() && rest.front() == '-';
  if (negative) rest.remove_prefix(1);
  const std::size_t dot = std::min(rest.find('.'), rest.size());
  const std::string_view whole = rest.substr(0, dot);
  const std::string_view fraction = dot < rest.size() ? rest.substr(dot + 1) : std::string_view();
  const bool digits = std::all_of(whole.begin(), whole.end(), IsDigit) &&
                      std::all_of(fraction.begin(), fraction.end(), IsDigit);
  if (!digits || whole.empty() || (dot < rest.size() && fraction.empty())) {
    const bool comma = text.find(',') != std::string_view::npos && OnlyDigitsDotsCommas(text);
    return InvalidValue(comma ? "number_with_comma" : "number_malformed", text, field);
  }
  if (whole.size() > Decimal::kMostIntegerDigits || fraction.size() > Decimal::kMostPlaces) {
    return InvalidValue("number_too_long", text, field);
  }
  Int128 coefficient = 0;
  for (const char c : whole) coefficient = coefficient * 10 + (c - '0');
  for (const char c : fraction) coefficient = coefficient * 10 + (c - '0');
  return *Decimal::Of(negative ? -coefficient : coefficient, static_cast<int>(fraction.size()));
}

}  // namespace par::domain
