#include "common/domain/points.h"

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

bool InRange(Int128 e4) { return Magnitude(e4) <= Magnitude(Points::kLargestE4); }

absl::Status OutOfRange(std::string value, std::string_view field) {
  return Refusal(absl::StatusCode::kInvalidArgument, "points_out_of_range",
                 {{"field", std::string(field)},
                  {"value", std::move(value)},
                  {"maximum", std::to_string(Points::kLargestE4 / 10000)}});
}

}  // namespace

Points Points::FromE4(std::int64_t e4) {
  PAR_CHECK(InRange(e4));
  return Points(e4);
}

std::optional<Points> Points::FromRational(const Rational& value, int places) {
  PAR_CHECK(places >= 0 && places <= kPlaces);
  const std::optional<Decimal> rounded = value.RoundHalfUp(places);
  if (!rounded.has_value()) return std::nullopt;
  const Int128 e4 = rounded->coefficient() * PowerOfTen(kPlaces - places);
  if (!InRange(e4)) return std::nullopt;
  return Points(static_cast<std::int64_t>(e4));
}

std::string Points::Format(int places, NumberStyle style) const {
  PAR_CHECK(places >= 0 && places <= kPlaces);
  return ToRational().RoundHalfUp(places)->Format(style);
}

Points operator+(Points a, Points b) {
  Points sum;
  PAR_CHECK(!__builtin_add_overflow(a.e4_, b.e4_, &sum.e4_));
  return sum;
}

Points operator-(Points a, Points b) {
  Points difference;
  PAR_CHECK(!__builtin_sub_overflow(a.e4_, b.e4_, &difference.e4_));
  return difference;
}

absl::StatusOr<Points> PointsFromE4(std::int64_t e4, std::string_view field) {
  if (!InRange(e4)) return OutOfRange(Decimal::Of(e4, Points::kPlaces)->Text(), field);
  return Points::FromE4(e4);
}

absl::StatusOr<Points> PointsFromDecimal(const Decimal& value, std::string_view field) {
  const Rational exact = Rational::FromDecimal(value);
  const std::optional<Points> points = Points::FromRational(exact);
  if (!points.has_value()) return OutOfRange(value.Text(), field);
  if (points->ToRational() != exact) {
    return Refusal(absl::StatusCode::kInvalidArgument, "points_too_fine",
                   {{"field", std::string(field)}, {"value", value.Text()}});
  }
  return *points;
}

absl::StatusOr<Points> ParsePoints(std::string_view text, std::string_view field) {
  ASSIGN_OR_RETURN(const Decimal value, ParseDecimal(text, field));
  return PointsFromDecimal(value, field);
}

}  // namespace par::domain
