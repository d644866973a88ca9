#include "common/codec/review_codec.h"

#include <cstdint>

namespace par::codec {
namespace {

std::uint32_t CountOf(int count) { return static_cast<std::uint32_t>(count); }

}  // namespace

std::string FourPlaces(const domain::Rational& value) {
  const auto rounded = value.RoundHalfUp(4);
  return rounded.has_value() ? rounded->Format(domain::NumberStyle::kPlain) : std::string();
}

review::v1::QualityRow Encode(const domain::QualityRow& row) {
  review::v1::QualityRow shown;
  shown.set_key(row.key);
  shown.set_cases(CountOf(row.cases));
  shown.set_adjusted(CountOf(row.adjusted));
  shown.set_raised(CountOf(row.raised));
  shown.set_lowered(CountOf(row.lowered));
  shown.set_self_e4(row.self.e4());
  shown.set_reviewed_e4(row.reviewed.e4());
  shown.set_maximum_e4(row.maximum.e4());
  if (row.inflation.has_value()) {
    shown.set_inflation(row.inflation->Text());
    shown.set_inflation_shown(FourPlaces(*row.inflation));
  }
  shown.set_comparable(CountOf(row.comparable));
  shown.set_too_few(row.too_few);
  if (row.leniency.has_value()) {
    shown.set_leniency(row.leniency->Text());
    shown.set_leniency_shown(FourPlaces(*row.leniency));
  }
  shown.set_queries(CountOf(row.queries));
  shown.set_explained(CountOf(row.explained));
  shown.set_accepted(CountOf(row.accepted));
  shown.set_appeals(CountOf(row.appeals));
  shown.set_upheld(CountOf(row.upheld));
  shown.set_upheld_in_part(CountOf(row.upheld_in_part));
  shown.set_rejected(CountOf(row.rejected));
  shown.set_contested(CountOf(row.contested));
  return shown;
}

}  // namespace par::codec
