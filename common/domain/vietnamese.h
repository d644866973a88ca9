// Numbers as Vietnamese official documents write them, beside NumberStyle (decimal.h), which groups
// digits, and Date, which words days.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <string>

#include "common/domain/decimal.h"

namespace par::domain {

// A number of things as documents count them: below ten with a zero before it, "03", "14", "1.234".
// `count` must not be negative.
[[nodiscard]] std::string CountText(std::int64_t count);

// "I", "II", … "MMMCMXCIX": sections and appendices. `number` must be 1 to 3999.
[[nodiscard]] std::string RomanNumeral(int number);

// "tám mươi sáu phẩy hai mươi lăm": the places that are written are read, so 1.50 is "một phẩy năm
// mươi"; a fraction that begins with zero or has more than two places is read digit by digit. The
// whole part must have at most 18 digits, as in every Decimal that was read from a text.
[[nodiscard]] std::string InWords(const Decimal& value);

// "08 giờ 05 phút 09 giây, ngày 20 tháng 12 năm 2023": that moment in Vietnam (UTC microseconds).
[[nodiscard]] std::string TimeInVietnameseWords(std::int64_t utc_micros);

}  // namespace par::domain
