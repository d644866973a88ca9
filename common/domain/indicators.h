// The indicators (chỉ tiêu) of a periodic report: what is counted, who answers for it, how a rate
// is made of counts, what must agree with what, which targets hold. All of it is data; "on time"
// has several official definitions, and a rate names its own by its expression.
//
// Expressions are those of the rule language (common/domain/rule.h); `previous.NAME` is the figure
// of the period before. Format: docs/formats/figures.md, read by indicators_yaml.h.
//
// Pure data. Reading it is safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/criteria_set.h"
#include "common/domain/level.h"
#include "common/domain/report_period.h"
#include "common/domain/rule.h"

namespace par::domain {

// How the figure of a longer period follows from those of its parts. A stock is what it was at the
// beginning (carried over) or is at the end (in progress); a count of events is added.
enum class OverTime : std::uint8_t { kSum, kFirst, kLast, kFormula };

struct IndicatorGroup {
  std::string id;
  std::string title;
  std::string owner;    // The office that answers for it.
  int cutoff_days = 0;  // Books are closed so many days before the period's last day.
};

struct Indicator {
  FigureDefinition figure;  // `part_of` is a number of an indicator.
  std::string definition;
  std::string owner;          // The group's where it names none.
  std::size_t group = kNone;  // kNone: in no group.
  OverTime over_time = OverTime::kSum;
  std::optional<Expression> formula;  // kFormula.

  // Whether units may be added up: counts and amounts, not percentages, ranks, dates or yes/no.
  [[nodiscard]] bool IsSummed() const;
};

// A rate: a quotient, made anew from sums and never averaged.
struct RateIndicator {
  std::string id;
  std::string title;
  std::string definition;
  std::string owner;
  std::size_t group = kNone;
  Expression numerator;
  Expression denominator;
  std::string text;                // As written: "(on_time + in_time) / (received - withdrawn)".
  std::vector<std::size_t> reads;  // Numbers of indicators, rising, each once.
  int places = 2;                  // Of the percentage, as reports of this kind print it.
  Position at;
};

// What must hold within the figures of one unit and period: "received = carried_over + new".
struct Identity {
  std::string id;
  std::string title;
  RuleOp op = RuleOp::kIsEqual;  // Or kIsLessOrEqual.
  Expression left;
  Expression right;
  std::vector<std::size_t> reads;           // Of this period.
  std::vector<std::size_t> reads_previous;  // Of the period before.
  Position at;
};

// Exactly one of `indicator` and `rate` is set, or neither and `group`: every percentage and rate
// of the group.
struct IndicatorTarget {
  std::string title;
  std::size_t indicator = kNone;
  std::size_t rate = kNone;
  std::size_t group = kNone;
  Rational at_least;           // Of a rate or percentage: 0.75 for 75 %.
  std::optional<Level> level;  // Only units of this level.
  Position at;
};

// A value x is an outlier against at least `periods` past values of the same unit where
// |x - m| > times * d and |x - m| > share * |m|; m is their median and d the median of their
// distances from m. Exact: medians of an even number of values are the mean of the middle two.
struct OutlierRule {
  std::size_t periods = 4;
  Rational times = Rational::FromInt(5);
  Rational share = Rational::FromFraction(1, 2);
};

// Which figure of a criteria set an indicator of which row of the report feeds.
struct CriteriaFeed {
  struct Figure {
    std::string figure;  // Of the set.
    std::size_t indicator = kNone;
    std::string unit;  // Of the report; of children: empty.
    Position at;
  };
  std::string set;  // Id; empty: none.
  std::vector<Figure> figures;
  std::string children_of;  // The row whose parts are the units of the level below; may be empty.
  std::vector<Figure> children;
};

class IndicatorCatalogue {
 public:
  std::string id;
  std::string title;
  // How often figures are asked for; nothing: this text does not say it.
  std::optional<PeriodKind> every;
  std::vector<IndicatorGroup> groups;
  std::vector<Indicator> indicators;  // In the order of the file.
  std::vector<RateIndicator> rates;
  std::vector<Identity> identities;
  std::vector<IndicatorTarget> targets;
  OutlierRule outliers;
  CriteriaFeed feed;
  std::string file_name;  // For messages.

  // kNone if there is no such id. Logarithmic, after Index().
  [[nodiscard]] std::size_t FindIndicator(std::string_view indicator_id) const;
  [[nodiscard]] std::size_t FindRate(std::string_view rate_id) const;
  [[nodiscard]] std::size_t FindGroup(std::string_view group_id) const;
  void Index();

 private:
  std::vector<std::pair<std::string, std::size_t>> indicators_by_id_;
  std::vector<std::pair<std::string, std::size_t>> rates_by_id_;
};

// The numbers of the figures that an expression reads, rising: of this period, or of the one
// before.
[[nodiscard]] std::vector<std::size_t> SlotsRead(const Expression& expression, RuleOp read);

// One side of an operation, as an expression of its own.
[[nodiscard]] Expression OperandOf(const Expression& whole, std::size_t node);

}  // namespace par::domain
