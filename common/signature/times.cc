#include "common/signature/times.h"

#include <array>
#include <ctime>

#include "common/base/unicode.h"
#include "common/domain/date.h"

namespace par::signature {
namespace {

constexpr int kVietnamMinutes = 7 * 60;

std::optional<std::int64_t> Micros(int year, int month, int day, int hour, int minute, int second) {
  const auto date = domain::Date::Of(year, month, day);
  if (!date.has_value() || hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  if (second < 0 || second > 60) return std::nullopt;  // 60: a leap second.
  const std::int64_t seconds = std::int64_t{date->days()} * 86'400 + hour * 3600 + minute * 60;
  return (seconds + second) * kMicrosPerSecond;
}

// Takes `width` digits off the front.
std::optional<int> TakeNumber(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, width)) {
    if (!IsDigit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(width);
  return value;
}

// Minutes east of UTC: "", "Z", "+07'00'", "+07'00", "-0500".
std::optional<int> ZoneMinutes(std::string_view text) {
  if (text.empty()) return kVietnamMinutes;
  const char sign = text.front();
  text.remove_prefix(1);
  if (sign != 'Z' && sign != '+' && sign != '-') return std::nullopt;
  if (sign == 'Z' && text.empty()) return 0;
  const auto hours = TakeNumber(text, 2);
  if (text.starts_with('\'')) text.remove_prefix(1);
  const auto minutes = text.empty() ? std::optional<int>(0) : TakeNumber(text, 2);
  if (text.starts_with('\'')) text.remove_prefix(1);
  if (!hours || !minutes || !text.empty() || *hours > 14 || *minutes > 59) return std::nullopt;
  const int east = *hours * 60 + *minutes;
  return sign == '-' ? -east : east;
}

}  // namespace

std::optional<std::int64_t> ReadPdfTime(std::string_view text) {
  if (text.starts_with("D:")) text.remove_prefix(2);
  const auto year = TakeNumber(text, 4);
  if (!year.has_value()) return std::nullopt;
  std::array<int, 5> parts = {1, 1, 0, 0, 0};  // Month, day, hour, minute, second.
  for (int& part : parts) {
    if (text.empty() || !IsDigit(text.front())) break;
    const auto number = TakeNumber(text, 2);
    if (!number.has_value()) return std::nullopt;
    part = *number;
  }
  const auto zone = ZoneMinutes(text);
  const auto local = Micros(*year, parts[0], parts[1], parts[2], parts[3], parts[4]);
  if (!zone.has_value() || !local.has_value()) return std::nullopt;
  return *local - std::int64_t{*zone} * 60 * kMicrosPerSecond;
}

std::optional<std::int64_t> ReadAsn1Time(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return Micros(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
                parts.tm_sec);
}

}  // namespace par::signature
