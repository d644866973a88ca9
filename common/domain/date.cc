#include "common/domain/date.h"

#include <array>
#include <cstddef>

namespace par::domain {
namespace {

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2199;
constexpr std::int64_t kMicrosPerHour = std::int64_t{3600} * 1'000'000;
constexpr std::int64_t kMicrosPerDay = 24 * kMicrosPerHour;
constexpr std::int64_t kVietnamOffset = 7 * kMicrosPerHour;

struct Civil {
  int year;
  int month;
  int day;
};

bool IsLeap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int DaysIn(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month == 2 && IsLeap(year)) return 29;
  return kDays[static_cast<std::size_t>(month) - 1];
}

// Days from 1970-01-01 to the first day of `year`; `year` is positive.
std::int32_t DaysBefore(int year) {
  const int y = year - 1;
  return (y * 365 + y / 4 - y / 100 + y / 400) - (1969 * 365 + 1969 / 4 - 1969 / 100 + 1969 / 400);
}

Civil FromDayCount(std::int32_t days) {
  int year = 1970 + days / 366 - (days < 0 ? 1 : 0);
  while (DaysBefore(year + 1) <= days) ++year;
  while (DaysBefore(year) > days) --year;
  int rest = days - DaysBefore(year);
  int month = 1;
  while (rest >= DaysIn(year, month)) rest -= DaysIn(year, month++);
  return {year, month, rest + 1};
}

std::optional<int> Digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string Padded(int value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

}  // namespace

std::optional<Date> Date::Of(int year, int month, int day) {
  if (year < kFirstYear || year > kLastYear || month < 1 || month > 12) return std::nullopt;
  if (day < 1 || day > DaysIn(year, month)) return std::nullopt;
  std::int32_t days = DaysBefore(year) + day - 1;
  for (int m = 1; m < month; ++m) days += DaysIn(year, m);
  return Date(days);
}

std::optional<Date> Date::Parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = Digits(text.substr(0, 4));
  const auto month = Digits(text.substr(5, 2));
  const auto day = Digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  return Of(*year, *month, *day);
}

Date Date::InVietnam(std::int64_t utc_micros) {
  const std::int64_t local = utc_micros + kVietnamOffset;
  const std::int64_t days = local / kMicrosPerDay - (local % kMicrosPerDay < 0 ? 1 : 0);
  return Date(static_cast<std::int32_t>(days));
}

Date Date::Earliest() { return *Of(kFirstYear, 1, 1); }
Date Date::Latest() { return *Of(kLastYear, 12, 31); }

int Date::year() const { return FromDayCount(days_).year; }

std::string Date::Iso() const {
  const Civil civil = FromDayCount(days_);
  return Padded(civil.year, 4) + "-" + Padded(civil.month, 2) + "-" + Padded(civil.day, 2);
}

std::string Date::Vietnamese() const {
  const Civil civil = FromDayCount(days_);
  return Padded(civil.day, 2) + "/" + Padded(civil.month, 2) + "/" + Padded(civil.year, 4);
}

std::string Date::InVietnameseWords() const {
  const Civil civil = FromDayCount(days_);
  return "ngày " + Padded(civil.day, 2) + " tháng " + Padded(civil.month, civil.month < 3 ? 2 : 1) +
         " năm " + Padded(civil.year, 4);
}

std::int64_t Date::EndInVietnam() const {
  return (std::int64_t{days_} + 1) * kMicrosPerDay - kVietnamOffset;
}

}  // namespace par::domain
