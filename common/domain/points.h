// Points (điểm): a count of ten-thousandths of a point ("e4"). 1.4631 points are 14631. There is no
// route to or from binary floating point. Points may be negative as differences.
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
#include "common/domain/decimal.h"
#include "common/domain/rational.h"

namespace par::domain {

class Points {
 public:
  static constexpr int kPlaces = 4;
  // 100 million points either way: no set has more, and no sum of millions of them overflows.
  static constexpr std::int64_t kLargestE4 = 1'000'000'000'000;

  Points() = default;

  // For our own constants and what was checked before: |e4| beyond kLargestE4 is a PAR_CHECK. What
  // comes from a file or another node goes through PointsFromE4.
  [[nodiscard]] static Points FromE4(std::int64_t e4);
  // Rounded half up to `places` (0 to 4). Nothing beyond kLargestE4.
  [[nodiscard]] static std::optional<Points> FromRational(const Rational& value,
                                                          int places = kPlaces);

  [[nodiscard]] std::int64_t e4() const { return e4_; }
  [[nodiscard]] Rational ToRational() const { return Rational::FromFraction(e4_, 10000); }
  [[nodiscard]] Decimal ToDecimal() const { return *Decimal::Of(e4_, kPlaces); }
  [[nodiscard]] bool IsZero() const { return e4_ == 0; }

  // Rounded half up to `places` (0 to 4) and shown with all of them: "1.46", "1,46".
  [[nodiscard]] std::string Format(int places, NumberStyle style) const;
  // Exact, without zeros at the end: "0.5", "0,5".
  [[nodiscard]] std::string FormatShort(NumberStyle style) const {
    return ToDecimal().FormatShort(style);
  }

  // A sum beyond 64 bits is a PAR_CHECK; kLargestE4 keeps it out of reach.
  friend Points operator+(Points a, Points b);
  friend Points operator-(Points a, Points b);
  Points& operator+=(Points other) { return *this = *this + other; }
  Points& operator-=(Points other) { return *this = *this - other; }
  friend Points operator-(Points a) { return Points() - a; }
  friend bool operator==(const Points&, const Points&) = default;
  friend std::strong_ordering operator<=>(const Points&, const Points&) = default;
  friend std::ostream& operator<<(std::ostream& out, Points points) {
    return out << points.FormatShort(NumberStyle::kPlain);
  }

 private:
  explicit Points(std::int64_t e4) : e4_(e4) {}
  std::int64_t e4_ = 0;
};

// INVALID_ARGUMENT points_out_of_range: beyond kLargestE4.
[[nodiscard]] absl::StatusOr<Points> PointsFromE4(std::int64_t e4, std::string_view field);

// The refusals of ParseDecimal, and INVALID_ARGUMENT:
//   points_too_fine      more than 4 places that are not zero
//   points_out_of_range  beyond kLargestE4
[[nodiscard]] absl::StatusOr<Points> ParsePoints(std::string_view text, std::string_view field);
[[nodiscard]] absl::StatusOr<Points> PointsFromDecimal(const Decimal& value,
                                                       std::string_view field);

}  // namespace par::domain
