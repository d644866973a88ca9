#include "common/spreadsheet/stored_value.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdio>

#include "common/base/composed.h"
#include "common/base/unicode.h"
#include "common/domain/date.h"

namespace par::spreadsheet {
namespace {

constexpr std::size_t kLongestStored = 60;
constexpr int kLongestPlain = 40;

// value = 0.DIGITS * 10^point
struct Parsed {
  bool negative = false;
  std::string digits;  // The first is not 0; empty: zero.
  int point = 0;
};

std::optional<Parsed> Parse(std::string_view text) {
  Parsed parsed;
  if (text.size() > kLongestStored) return std::nullopt;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    parsed.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  bool dot = false;
  bool any = false;
  while (!text.empty() && (IsDigit(text.front()) || (text.front() == '.' && !dot))) {
    if (text.front() == '.') {
      dot = true;
    } else {
      any = true;
      if (!parsed.digits.empty() || text.front() != '0') {
        parsed.digits += text.front();
        parsed.point += dot ? 0 : 1;
      } else if (dot) {
        --parsed.point;
      }
    }
    text.remove_prefix(1);
  }
  if (!any) return std::nullopt;
  if (text.empty()) return parsed;
  if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
  text.remove_prefix(1);
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  int exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (exponent < -400 || exponent > 400) return std::nullopt;
  parsed.point += exponent;
  return parsed;
}

void DropZeros(std::string& digits) {
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
}

// Half away from zero.
void RoundToExcel(Parsed& number) {
  constexpr auto kKept = static_cast<std::size_t>(kExcelDigits);
  if (number.digits.size() > kKept) {
    const bool up = number.digits[kKept] >= '5';
    number.digits.resize(kKept);
    std::size_t at = kKept;
    while (up && at > 0 && number.digits[at - 1] == '9') --at;
    std::fill(number.digits.begin() + static_cast<std::ptrdiff_t>(up ? at : kKept),
              number.digits.end(), '0');
    if (up && at == 0) {
      number.digits.insert(0, 1, '1');
      ++number.point;
    } else if (up) {
      ++number.digits[at - 1];
    }
  }
  DropZeros(number.digits);
}

std::string Plain(const Parsed& number) {
  if (number.digits.empty()) return "0";
  std::string text = number.negative ? "-" : "";
  const auto point = static_cast<std::size_t>(std::max(number.point, 0));
  if (number.point <= 0) {
    text += "0." + std::string(static_cast<std::size_t>(-number.point), '0') + number.digits;
  } else if (point >= number.digits.size()) {
    text += number.digits + std::string(point - number.digits.size(), '0');
  } else {
    text += number.digits.substr(0, point) + "." + number.digits.substr(point);
  }
  return text;
}

constexpr std::int32_t kDaysTo1900 = -25569;  // Serial 0 of 1900, where days are right: 1899-12-30.
constexpr std::int32_t kDaysTo1904 = -24107;
constexpr std::int32_t kFirstRightSerial = 61;

}  // namespace

StoredNumber ExactNumber(std::string_view stored) {
  std::optional<Parsed> number = Parse(stored);
  if (!number.has_value()) return {.text = {}, .reason = "number_malformed"};
  DropZeros(number->digits);
  if (number->digits.empty()) return {.text = "0", .reason = {}};
  const int digits = static_cast<int>(number->digits.size());
  // A fraction's last digits are the noise of binary numbers; a whole number has none, so that its
  // last digits were meant.
  if (digits > kExcelDigits && number->point >= digits) {
    return {.text = {}, .reason = "sheet_number_too_precise"};
  }
  RoundToExcel(*number);
  if (number->point > kLongestPlain || number->point < -kLongestPlain) {
    return {.text = {}, .reason = "number_malformed"};
  }
  return {.text = Plain(*number), .reason = {}};
}

std::string TimesHundred(std::string_view number) {
  std::optional<Parsed> parsed = Parse(number);
  if (!parsed.has_value()) return std::string(number);
  DropZeros(parsed->digits);
  parsed->point += 2;
  return Plain(*parsed);
}

std::optional<std::string> DayOfSerial(std::string_view number, bool since_1904) {
  const std::size_t dot = std::min(number.find('.'), number.size());
  std::int32_t serial = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + dot, serial);
  if (error != std::errc() || end != number.data() + dot || serial < 0) return std::nullopt;
  if (!since_1904 && serial < kFirstRightSerial) return std::nullopt;
  if (serial > 200'000) return std::nullopt;  // Beyond every day that can be written.
  // The part of a day: nine places are a ten-thousandth of a second.
  std::int64_t nanodays = 0;
  for (std::size_t i = 1; i <= 9; ++i) {
    nanodays = nanodays * 10 + (dot + i < number.size() ? number[dot + i] - '0' : 0);
  }
  std::int64_t seconds = (nanodays * 86'400 + 500'000'000) / 1'000'000'000;
  const domain::Date day = domain::Date::FromDays(
      serial + (since_1904 ? kDaysTo1904 : kDaysTo1900) + static_cast<int>(seconds / 86'400));
  seconds %= 86'400;
  if (day > domain::Date::Latest()) return std::nullopt;
  if (seconds == 0) return day.Iso();
  char time[32];
  std::snprintf(time, sizeof(time), " %02d:%02d:%02d", static_cast<int>(seconds / 3600),
                static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  return day.Iso() + time;
}

std::optional<int> SerialOfDay(std::string_view iso) {
  const std::optional<domain::Date> day = domain::Date::Parse(iso);
  if (!day.has_value()) return std::nullopt;
  const int serial = day->days() - kDaysTo1900;
  return serial < kFirstRightSerial ? std::nullopt : std::optional<int>(serial);
}

NumberShape ShapeOfFormat(int id) {
  if (id == 9 || id == 10) return NumberShape::kPercent;
  const bool day = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
                   (id >= 50 && id <= 58);
  return day ? NumberShape::kDay : NumberShape::kPlain;
}

namespace {

struct Section {
  NumberShape shape = NumberShape::kPlain;
  bool conditional = false;
  bool shows_value = false;  // And not only a text of its own.
};

// "[h]:mm" shows hours, "[=0]" is a condition; colours and languages are neither.
void TakeBracket(std::string_view inside, Section& section) {
  const bool time = inside == "h" || inside == "hh" || inside == "m" || inside == "mm" ||
                    inside == "s" || inside == "ss";
  if (time) section.shape = NumberShape::kDay;
  section.shows_value = section.shows_value || time;
  constexpr std::string_view kComparisons = "=<>";
  if (!inside.empty() && kComparisons.find(inside.front()) != std::string_view::npos) {
    section.conditional = true;
  }
}

// Takes the first section off `code`, with the semicolon behind it.
Section TakeSection(std::string_view& code) {
  Section section;
  bool quoted = false;
  std::size_t at = 0;
  for (; at < code.size(); ++at) {
    const char c = code[at];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == ';') break;
    if (c == '\\' || c == '_' || c == '*') {
      ++at;  // Stands for the next character, its width, or fills with it.
    } else if (c == '[') {
      const std::size_t end = std::min(code.find(']', at), code.size());
      TakeBracket(code.substr(at + 1, end > at ? end - at - 1 : 0), section);
      at = end;
    } else if (c == '%') {
      section.shape = NumberShape::kPercent;
    } else if (std::string_view("yYdDmMhHsS").find(c) != std::string_view::npos) {
      section.shape = NumberShape::kDay;
      section.shows_value = true;
    } else if (code.substr(at).starts_with("General")) {
      at += std::string_view("General").size() - 1;
      section.shows_value = true;
    } else if (c == '0' || c == '#' || c == '?') {
      section.shows_value = true;
    }
  }
  code.remove_prefix(std::min(at + 1, code.size()));
  return section;
}

}  // namespace

NumberShape ShapeOfFormat(std::string_view code) {
  const Section first = TakeSection(code);
  bool conditional = first.conditional;
  bool differ = false;
  std::optional<NumberShape> shape;
  if (first.shows_value) shape = first.shape;
  while (!code.empty()) {
    const Section next = TakeSection(code);
    conditional = conditional || next.conditional;
    if (!next.shows_value) continue;
    differ = differ || (shape.has_value() && shape != next.shape);
    shape = next.shape;
  }
  // Without conditions the others are for other values: negative, zero, text.
  if (!conditional) return first.shape;
  return differ ? NumberShape::kUnclear : shape.value_or(NumberShape::kPlain);
}

namespace {

// The character of "_xHHHH_" at `text`; nothing if there is none, or half of a pair.
std::optional<char32_t> EscapedAt(std::string_view text) {
  constexpr std::size_t kLength = 7;
  if (text.size() < kLength || !text.starts_with("_x") || text[kLength - 1] != '_') {
    return std::nullopt;
  }
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, value, 16);
  if (error != std::errc() || end != text.data() + 6) return std::nullopt;
  if (value >= 0xd800 && value <= 0xdfff) return std::nullopt;
  return static_cast<char32_t>(value);
}

void AppendUtf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0u | (c >> 6u));
    out += static_cast<char>(0x80u | (c & 0x3fu));
  } else {
    out += static_cast<char>(0xe0u | (c >> 12u));
    out += static_cast<char>(0x80u | ((c >> 6u) & 0x3fu));
    out += static_cast<char>(0x80u | (c & 0x3fu));
  }
}

std::string Unescaped(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (const auto c = text[at] == '_' ? EscapedAt(text.substr(at)) : std::nullopt) {
      AppendUtf8(plain, *c);
      at += 7;
    } else {
      plain += text[at++];
    }
  }
  return plain;
}

void MendLineEnds(std::string& text) {
  std::size_t kept = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool before_feed = at + 1 < text.size() && text[at + 1] == '\n';
    if (text[at] == '\r' && before_feed) continue;
    text[kept++] = text[at] == '\r' ? '\n' : text[at];
  }
  text.resize(kept);
}

}  // namespace

std::string PlainText(std::string_view text) {
  std::string plain = Unescaped(text);
  MendLineEnds(plain);
  return Composed(plain);
}

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '_' && EscapedAt(text.substr(at)).has_value()) escaped += "_x005F";
    escaped += text[at];
  }
  return WithoutNoncharacters(std::move(escaped));
}

}  // namespace par::spreadsheet
