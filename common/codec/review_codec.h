// Statistics of reviews as messages. There is no way back: they are computed, never taken in.
#pragma once

#include <string>

#include "common/domain/rational.h"
#include "common/domain/review_quality.h"
#include "par/review/v1/review.pb.h"

namespace par::codec {

[[nodiscard]] review::v1::QualityRow Encode(const domain::QualityRow& row);

// Half up, to four decimals, plain.
[[nodiscard]] std::string FourPlaces(const domain::Rational& value);

}  // namespace par::codec
