#include "common/domain/figure_kind.h"

#include <array>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/date.h"
#include "common/domain/points.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

constexpr std::array<std::pair<FigureKind, std::string_view>, 7> kNames = {{
    {FigureKind::kCount, "count"},
    {FigureKind::kAmount, "amount"},
    {FigureKind::kSigned, "signed"},
    {FigureKind::kPercent, "percent"},
    {FigureKind::kYesNo, "yes_no"},
    {FigureKind::kDate, "date"},
    {FigureKind::kRank, "rank"},
}};

std::optional<bool> ParseYesNo(std::string_view text) {
  for (const std::string_view yes : {"yes", "có", "true", "1"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"no", "không", "false", "0"}) {
    if (text == no) return false;
  }
  return std::nullopt;
}

std::string FormatNumber(const Rational& value, NumberStyle style) {
  const std::optional<Decimal> fine = value.RoundHalfUp(Decimal::kMostPlaces);
  if (!fine.has_value()) return value.Text();
  if (Rational::FromDecimal(*fine) == value) return fine->FormatShort(style);
  return value.RoundHalfUp(Points::kPlaces)->Format(style);
}

}  // namespace

std::string_view Name(FigureKind kind) {
  for (const auto& [known, name] : kNames) {
    if (known == kind) return name;
  }
  return "";
}

std::optional<FigureKind> ParseFigureKind(std::string_view name) {
  for (const auto& [kind, known] : kNames) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

std::optional<Rational> FigureRange::Lowest() const {
  if (kind == FigureKind::kSigned || kind == FigureKind::kDate) return least;
  const Rational own = Rational::FromInt(kind == FigureKind::kRank ? 1 : 0);
  return least.has_value() && *least > own ? *least : own;
}

std::optional<Rational> FigureRange::Highest() const {
  if (kind != FigureKind::kYesNo) return most;
  const Rational own = Rational::FromInt(1);
  return most.has_value() && *most < own ? *most : own;
}

bool FigureRange::IsWhole() const {
  return kind == FigureKind::kCount || kind == FigureKind::kRank || kind == FigureKind::kDate ||
         kind == FigureKind::kYesNo;
}

absl::StatusOr<Rational> ParseFigure(FigureKind kind, std::string_view text,
                                     std::string_view field) {
  if (kind == FigureKind::kYesNo) {
    const std::optional<bool> yes = ParseYesNo(text);
    if (!yes.has_value()) return InvalidValue("figure_not_yes_no", text, field);
    return Rational::FromInt(*yes ? 1 : 0);
  }
  if (kind == FigureKind::kDate) {
    const std::optional<Date> date = Date::Parse(text);
    if (!date.has_value()) return InvalidValue("figure_not_a_date", text, field);
    return Rational::FromInt(date->days());
  }
  ASSIGN_OR_RETURN(const Decimal value, ParseDecimal(text, field));
  const bool whole = kind == FigureKind::kCount || kind == FigureKind::kRank;
  if (whole && !value.IsWhole()) return InvalidValue("figure_not_whole", text, field);
  if (kind == FigureKind::kRank && value < Decimal::FromInt(1)) {
    return InvalidValue("figure_not_a_rank", text, field);
  }
  if (kind != FigureKind::kSigned && value.IsNegative()) {
    return InvalidValue("figure_negative", text, field);
  }
  const Rational exact = Rational::FromDecimal(value);
  return kind == FigureKind::kPercent ? exact / Rational::FromInt(100) : exact;
}

std::string FormatFigure(FigureKind kind, const Rational& value, NumberStyle style) {
  const bool vietnamese = style == NumberStyle::kVietnamese;
  switch (kind) {
    case FigureKind::kPercent:
      return FormatNumber(value * Rational::FromInt(100), style) + " %";
    case FigureKind::kYesNo:
      if (value.IsZero()) return vietnamese ? "không" : "no";
      return vietnamese ? "có" : "yes";
    case FigureKind::kDate:
      if (const auto days = value.ToInt();
          days.has_value() && *days >= Date::Earliest().days() && *days <= Date::Latest().days()) {
        const Date date = Date::FromDays(static_cast<std::int32_t>(*days));
        return vietnamese ? date.Vietnamese() : date.Iso();
      }
      return FormatNumber(value, style);
    default:
      return FormatNumber(value, style);
  }
}

std::string FigureInput(FigureKind kind, const Rational& value) {
  const bool percent = kind == FigureKind::kPercent;
  return percent ? FormatNumber(value * Rational::FromInt(100), NumberStyle::kPlain)
                 : FormatFigure(kind, value, NumberStyle::kPlain);
}

}  // namespace par::domain
