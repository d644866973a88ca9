#include "common/domain/vietnamese.h"

#include <array>
#include <cstddef>
#include <string_view>

#include "common/base/check.h"
#include "common/domain/date.h"

namespace par::domain {
namespace {

constexpr std::array<std::string_view, 10> kDigits = {"không", "một", "hai", "ba",  "bốn",
                                                      "năm",   "sáu", "bảy", "tám", "chín"};
constexpr std::int64_t kThousand = 1000;
constexpr std::int64_t kBillion = 1'000'000'000;

void Append(std::string& text, std::string_view word) {
  if (!text.empty()) text += ' ';
  text += word;
}

std::string_view Digit(std::int64_t digit) { return kDigits[static_cast<std::size_t>(digit)]; }

// The last digit after "mười" or "… mươi".
std::string_view AfterTens(std::int64_t tens, std::int64_t digit) {
  if (digit == 1 && tens > 1) return "mốt";
  if (digit == 4 && tens > 1) return "tư";
  if (digit == 5) return "lăm";
  return Digit(digit);
}

// `value` is 1 to 999; `inner`: something larger stands before it, so that its hundreds are named.
void AppendGroup(std::string& text, std::int64_t value, bool inner) {
  const std::int64_t hundreds = value / 100;
  const std::int64_t tens = value / 10 % 10;
  const std::int64_t ones = value % 10;
  if (inner || hundreds > 0) {
    Append(text, Digit(hundreds));
    Append(text, "trăm");
    if (tens == 0 && ones > 0) Append(text, "linh");
  }
  if (tens == 0) {
    if (ones > 0) Append(text, Digit(ones));
    return;
  }
  if (tens > 1) Append(text, Digit(tens));
  Append(text, tens == 1 ? "mười" : "mươi");
  if (ones > 0) Append(text, AfterTens(tens, ones));
}

// `value` is below a billion.
void AppendMillions(std::string& text, std::int64_t value) {
  constexpr std::array<std::string_view, 3> kNames = {"triệu", "nghìn", ""};
  std::int64_t part = kThousand * kThousand;
  for (const std::string_view name : kNames) {
    const std::int64_t group = value / part % kThousand;
    if (group > 0) {
      AppendGroup(text, group, !text.empty());
      if (!name.empty()) Append(text, name);
    }
    part /= kThousand;
  }
}

std::string WholeInWords(std::int64_t value) {
  if (value == 0) return std::string(kDigits[0]);
  std::string text;
  if (value >= kBillion) {
    AppendMillions(text, value / kBillion);
    Append(text, "tỷ");
  }
  AppendMillions(text, value % kBillion);
  return text;
}

}  // namespace

std::string CountText(std::int64_t count) {
  PAR_CHECK(count >= 0);
  const std::string text = Decimal::FromInt(count).Format(NumberStyle::kVietnamese);
  return count < 10 ? "0" + text : text;
}

std::string RomanNumeral(int number) {
  PAR_CHECK(number >= 1 && number <= 3999);
  struct Step {
    int value;
    std::string_view letters;
  };
  constexpr Step kSteps[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"},
                             {90, "XC"},  {50, "L"},   {40, "XL"}, {10, "X"},   {9, "IX"},
                             {5, "V"},    {4, "IV"},   {1, "I"}};
  std::string text;
  for (const Step& step : kSteps) {
    for (; number >= step.value; number -= step.value) text += step.letters;
  }
  return text;
}

std::string InWords(const Decimal& value) {
  const Int128 size = value.IsNegative() ? -value.coefficient() : value.coefficient();
  const Int128 whole = size / PowerOfTen(value.scale());
  PAR_CHECK(whole < PowerOfTen(Decimal::kMostIntegerDigits));
  std::string text = value.IsNegative() ? "âm" : "";
  Append(text, WholeInWords(static_cast<std::int64_t>(whole)));
  if (value.scale() == 0) return text;
  Append(text, "phẩy");
  const auto fraction = static_cast<std::int64_t>(size % PowerOfTen(value.scale()));
  if (value.scale() == 2 && fraction >= 10) {
    Append(text, WholeInWords(fraction));
    return text;
  }
  for (int place = value.scale() - 1; place >= 0; --place) {
    Append(text, Digit(fraction / static_cast<std::int64_t>(PowerOfTen(place)) % 10));
  }
  return text;
}

std::string TimeInVietnameseWords(std::int64_t utc_micros) {
  constexpr std::int64_t kSecond = 1'000'000;
  const Date day = Date::InVietnam(utc_micros);
  const std::int64_t seconds = (utc_micros - day.Plus(-1).EndInVietnam()) / kSecond;
  const auto padded = [](std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  return padded(seconds / 3600) + " giờ " + padded(seconds / 60 % 60) + " phút " +
         padded(seconds % 60) + " giây, " + day.InVietnameseWords();
}

}  // namespace par::domain
