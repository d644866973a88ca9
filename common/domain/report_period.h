// The month, quarter, half-year or year that a periodic report (báo cáo định kỳ) is about. Written
// 2023-07, 2023-Q3, 2023-H1 and 2023. The days that the figures really cover may be others (many
// offices close their books before the period ends): a report says so itself.
//
// Pure. Safe to call from any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/date.h"
#include "common/domain/refusal.h"

namespace par::domain {

// Stored and sent: never renumber or reuse a value.
enum class PeriodKind : std::uint8_t { kMonth = 0, kQuarter = 1, kYear = 2, kHalfYear = 3 };

class ReportPeriod {
 public:
  static constexpr int kFirstYear = 1901;
  static constexpr int kLastYear = 2198;

  ReportPeriod() = default;
  // Nothing if there is no such period, or the year is outside kFirstYear to kLastYear.
  [[nodiscard]] static std::optional<ReportPeriod> Of(PeriodKind kind, int year, int number = 1);
  // "2023-07", "2023-Q3", "2023-H1", "2023" and nothing else.
  [[nodiscard]] static std::optional<ReportPeriod> Parse(std::string_view text);

  [[nodiscard]] PeriodKind kind() const { return kind_; }
  [[nodiscard]] int year() const { return year_; }
  [[nodiscard]] int number() const { return number_; }  // Within the year; a year's is 1.
  [[nodiscard]] Date First() const;
  [[nodiscard]] Date Last() const;
  // The period of the same kind just before; nothing before kFirstYear.
  [[nodiscard]] std::optional<ReportPeriod> Previous() const;
  // The halves of a year, the quarters of a half, the months of a quarter, in order; a month has
  // none.
  [[nodiscard]] std::vector<ReportPeriod> Parts() const;
  [[nodiscard]] std::string Text() const;  // 2023-Q3
  // "quý III năm 2023", "tháng 7 năm 2023", "6 tháng đầu năm 2023", "năm 2023"; "quarter 3 of
  // 2023", …
  [[nodiscard]] std::string Title(Language language) const;

  friend bool operator==(const ReportPeriod&, const ReportPeriod&) = default;
  // By the first day; of two that begin together the shorter first.
  friend std::strong_ordering operator<=>(const ReportPeriod& a, const ReportPeriod& b);

 private:
  ReportPeriod(PeriodKind kind, int year, int number) : kind_(kind), year_(year), number_(number) {}
  [[nodiscard]] int FirstMonth() const;
  [[nodiscard]] int LastMonth() const;

  PeriodKind kind_ = PeriodKind::kYear;
  int year_ = kFirstYear;
  int number_ = 1;
};

}  // namespace par::domain
