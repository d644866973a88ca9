// A calendar day, without a time of day or a zone. Days count from 1970-01-01 in the Gregorian
// calendar; years 1900 to 2199 can be written. Deadlines end with the day in Vietnam, which is at
// +07:00 all year round.
//
// Pure. Safe to call from any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace par::domain {

class Date {
 public:
  Date() = default;
  // Nothing if there is no such day, or the year is outside 1900 to 2199.
  [[nodiscard]] static std::optional<Date> Of(int year, int month, int day);
  // "2023-12-20" and nothing else.
  [[nodiscard]] static std::optional<Date> Parse(std::string_view text);
  // The day in Vietnam at this moment (UTC microseconds since 1970-01-01).
  [[nodiscard]] static Date InVietnam(std::int64_t utc_micros);
  [[nodiscard]] static Date FromDays(std::int32_t days) { return Date(days); }
  [[nodiscard]] static Date Earliest();  // 1900-01-01: "from the beginning".
  [[nodiscard]] static Date Latest();    // 2199-12-31: "for good".

  // Days since 1970-01-01; negative before.
  [[nodiscard]] std::int32_t days() const { return days_; }
  [[nodiscard]] int year() const;
  [[nodiscard]] Date Plus(std::int32_t days) const { return Date(days_ + days); }
  [[nodiscard]] std::string Iso() const;         // 2023-12-20
  [[nodiscard]] std::string Vietnamese() const;  // 20/12/2023
  // "ngày 05 tháng 9 năm 2023": days below ten and the months 1 and 2 have a zero before them, so
  // that nothing can be put there (Decree 30/2020, annex I).
  [[nodiscard]] std::string InVietnameseWords() const;
  // The first moment after this day in Vietnam, in UTC microseconds: a deadline on this day is kept
  // by whatever happens before that moment.
  [[nodiscard]] std::int64_t EndInVietnam() const;

  friend bool operator==(const Date&, const Date&) = default;
  friend std::strong_ordering operator<=>(const Date&, const Date&) = default;

 private:
  explicit Date(std::int32_t days) : days_(days) {}
  std::int32_t days_ = 0;
};

}  // namespace par::domain
