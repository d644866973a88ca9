#include "common/domain/report_period.h"

#include <array>

#include "common/base/unicode.h"

namespace par::domain {
namespace {

constexpr int kMonths = 12;
constexpr int kQuarters = 4;

int CountOf(PeriodKind kind) {
  switch (kind) {
    case PeriodKind::kMonth:
      return kMonths;
    case PeriodKind::kQuarter:
      return kQuarters;
    case PeriodKind::kHalfYear:
      return 2;
    case PeriodKind::kYear:
      return 1;
  }
  return 1;
}

PeriodKind PartOf(PeriodKind kind) {
  if (kind == PeriodKind::kYear) return PeriodKind::kHalfYear;
  return kind == PeriodKind::kHalfYear ? PeriodKind::kQuarter : PeriodKind::kMonth;
}

// -1 if a character is no digit.
int NumberOf(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) {
    if (!IsDigit(digit)) return -1;
    value = value * 10 + (digit - '0');
  }
  return value;
}

}  // namespace

std::optional<ReportPeriod> ReportPeriod::Of(PeriodKind kind, int year, int number) {
  if (year < kFirstYear || year > kLastYear || number < 1 || number > CountOf(kind)) {
    return std::nullopt;
  }
  return ReportPeriod(kind, year, number);
}

std::optional<ReportPeriod> ReportPeriod::Parse(std::string_view text) {
  constexpr std::size_t kYearDigits = 4;
  const int year = NumberOf(text.substr(0, kYearDigits));
  if (text.size() == kYearDigits) return Of(PeriodKind::kYear, year);
  if (text.size() != kYearDigits + 3 || text[kYearDigits] != '-') return std::nullopt;
  const std::string_view rest = text.substr(kYearDigits + 1);
  if (rest.front() == 'Q') return Of(PeriodKind::kQuarter, year, NumberOf(rest.substr(1)));
  if (rest.front() == 'H') return Of(PeriodKind::kHalfYear, year, NumberOf(rest.substr(1)));
  return Of(PeriodKind::kMonth, year, NumberOf(rest));
}

int ReportPeriod::FirstMonth() const { return (number_ - 1) * (kMonths / CountOf(kind_)) + 1; }
int ReportPeriod::LastMonth() const { return number_ * (kMonths / CountOf(kind_)); }

Date ReportPeriod::First() const { return *Date::Of(year_, FirstMonth(), 1); }

Date ReportPeriod::Last() const {
  const int next = LastMonth() + 1;
  return next > kMonths ? *Date::Of(year_, kMonths, 31) : Date::Of(year_, next, 1)->Plus(-1);
}

std::optional<ReportPeriod> ReportPeriod::Previous() const {
  return number_ > 1 ? Of(kind_, year_, number_ - 1) : Of(kind_, year_ - 1, CountOf(kind_));
}

std::vector<ReportPeriod> ReportPeriod::Parts() const {
  std::vector<ReportPeriod> parts;
  if (kind_ == PeriodKind::kMonth) return parts;
  const PeriodKind kind = PartOf(kind_);
  const int per_part = kMonths / CountOf(kind);
  for (int month = FirstMonth(); month <= LastMonth(); month += per_part) {
    parts.push_back(ReportPeriod(kind, year_, (month - 1) / per_part + 1));
  }
  return parts;
}

std::string ReportPeriod::Text() const {
  const std::string year = std::to_string(year_);
  if (kind_ == PeriodKind::kYear) return year;
  if (kind_ == PeriodKind::kQuarter) return year + "-Q" + std::to_string(number_);
  if (kind_ == PeriodKind::kHalfYear) return year + "-H" + std::to_string(number_);
  return year + (number_ < 10 ? "-0" : "-") + std::to_string(number_);
}

std::string ReportPeriod::Title(Language language) const {
  constexpr std::array<std::string_view, kQuarters> kRoman = {"I", "II", "III", "IV"};
  const bool vietnamese = language == Language::kVietnamese;
  std::string title;
  if (kind_ == PeriodKind::kHalfYear) {
    if (vietnamese) {
      return (number_ == 1 ? "6 tháng đầu năm " : "6 tháng cuối năm ") + std::to_string(year_);
    }
    title = "half " + std::to_string(number_) + " ";
  } else if (kind_ == PeriodKind::kMonth) {
    title = (vietnamese ? "tháng " : "month ") + std::to_string(number_) + " ";
  } else if (kind_ == PeriodKind::kQuarter) {
    title = vietnamese ? "quý " + std::string(kRoman.at(static_cast<std::size_t>(number_ - 1)))
                       : "quarter " + std::to_string(number_);
    title += ' ';
  }
  if (vietnamese) return title + "năm " + std::to_string(year_);
  return title + (title.empty() ? "" : "of ") + std::to_string(year_);
}

std::strong_ordering operator<=>(const ReportPeriod& a, const ReportPeriod& b) {
  if (const auto order = a.First() <=> b.First(); order != 0) return order;
  return CountOf(b.kind_) <=> CountOf(a.kind_);  // The more of them in a year, the shorter.
}

}  // namespace par::domain
