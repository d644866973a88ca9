#include "common/domain/figure_feed.h"

#include <algorithm>
#include <utility>

#include "common/domain/answers_yaml.h"
#include "common/domain/figure_rollup.h"

namespace par::domain {
namespace {

// The set's figure that it feeds; nothing, with the finding, if it has none of that kind.
std::optional<FigureSlot> FedSlot(const IndicatorCatalogue& catalogue, const CriteriaSet& set,
                                  const CriteriaFeed::Figure& figure, FindingList& findings) {
  const FigureSlot slot = set.FindFigure(figure.figure);
  if (slot == kNone) {
    findings.Add(figure.at, "figure_unknown", "criteria.figures", {{"value", figure.figure}});
    return std::nullopt;
  }
  const FigureKind wanted = set.figures[slot].range.kind;
  const FigureKind given = catalogue.indicators[figure.indicator].figure.range.kind;
  if (wanted == given) return slot;
  findings.Add(figure.at, "feed_kind_other", figure.figure,
               {{"value", std::string(Name(given))}, {"wanted", std::string(Name(wanted))}});
  return std::nullopt;
}

std::optional<std::size_t> FedChildFigure(const CriteriaSet& set,
                                          const CriteriaFeed::Figure& figure,
                                          FindingList& findings) {
  const std::vector<std::string>& ids = set.child_figures.ids();
  const auto id = std::find(ids.begin(), ids.end(), figure.figure);
  if (id != ids.end()) return static_cast<std::size_t>(id - ids.begin());
  findings.Add(figure.at, "figure_unused", "criteria.children", {{"value", figure.figure}});
  return std::nullopt;
}

class Feed {
 public:
  Feed(const IndicatorCatalogue& catalogue, const FigureReport& report, const CriteriaSet& set,
       FiguresToDate& to_date, FindingList& findings)
      : catalogue_(catalogue),
        report_(report),
        set_(set),
        now_(catalogue, report),
        before_(catalogue, report, &ReportUnit::year_before),
        to_date_(to_date),
        findings_(findings) {}

  void Run() {
    const CriteriaFeed& feed = catalogue_.feed;
    if (feed.set != set_.id) {
      findings_.Add({}, "set_other", "criteria.set", {{"value", feed.set}, {"wanted", set_.id}});
      return;
    }
    for (const CriteriaFeed::Figure& figure : feed.figures) FeedFigure(figure);
    if (!feed.children.empty()) FeedChildren(feed);
    CheckFigures(set_, to_date_.answers.figures, findings_);
  }

 private:
  std::optional<std::size_t> RowOf(const std::string& unit, Position at) {
    const std::size_t row = report_.FindUnit(unit);
    if (row != kNone) return row;
    findings_.Add(at, "report_unit_unknown", "criteria", {{"value", unit}});
    return std::nullopt;
  }

  static std::optional<Rational> Complete(const FigureRollUp& rollup, std::size_t row,
                                          std::size_t indicator) {
    const RolledFigure* figure = rollup.Of(row, indicator);
    if (figure == nullptr || !figure->complete) return std::nullopt;
    return figure->value;
  }

  void FeedFigure(const CriteriaFeed::Figure& figure) {
    const auto slot = FedSlot(catalogue_, set_, figure, findings_);
    if (!slot.has_value()) return;
    const auto row = RowOf(figure.unit, figure.at);
    if (!row.has_value()) return;
    Answers& answers = to_date_.answers;
    Put(Complete(now_, *row, figure.indicator), answers.figures[*slot]);
    Put(Complete(before_, *row, figure.indicator), answers.previous[*slot]);
  }

  static void Put(const std::optional<Rational>& value, std::optional<Rational>& into) {
    if (value.has_value()) into = value;
  }

  void FeedChildren(const CriteriaFeed& feed) {
    const auto row = RowOf(feed.children_of, feed.children.front().at);
    if (!row.has_value()) return;
    std::vector<std::pair<std::size_t, std::size_t>> slots;  // Child figure, indicator.
    for (const CriteriaFeed::Figure& figure : feed.children) {
      const auto slot = FedChildFigure(set_, figure, findings_);
      if (slot.has_value()) slots.emplace_back(*slot, figure.indicator);
    }
    for (const auto& [slot, indicator] : slots) {
      ChildSum& sum = to_date_.child_sums[slot];
      sum.value = Complete(now_, *row, indicator);
      const std::string id = sum.definition.id;
      sum.definition = catalogue_.indicators[indicator].figure;
      sum.definition.id = id;
      sum.definition.range.part_of = SlotOf(slots, sum.definition.range.part_of);
    }
    const std::vector<std::size_t>& parts = report_.units[*row].parts;
    const bool any = std::any_of(parts.begin(), parts.end(), [&](std::size_t part) {
      return std::any_of(slots.begin(), slots.end(), [&](const auto& one) {
        return Complete(now_, part, one.second).has_value();
      });
    });
    // Whoever has not reported is a child as well: without it a sum would look complete.
    for (const std::size_t part : parts) {
      if (any) FeedChild(part, slots);
    }
  }

  static std::optional<std::size_t> SlotOf(
      const std::vector<std::pair<std::size_t, std::size_t>>& slots,
      const std::optional<std::size_t>& indicator) {
    for (const auto& [slot, fed] : slots) {
      if (indicator == fed) return slot;
    }
    return std::nullopt;
  }

  void FeedChild(std::size_t part, const std::vector<std::pair<std::size_t, std::size_t>>& slots) {
    std::vector<ChildAnswers>& children = to_date_.answers.children;
    const UnitId unit(report_.units[part].id);
    auto child = std::find_if(children.begin(), children.end(),
                              [&](const ChildAnswers& one) { return one.unit == unit; });
    if (child == children.end()) {
      ChildAnswers& made = children.emplace_back();
      made.unit = unit;
      made.figures.resize(set_.child_figures.ids().size());
      child = children.end() - 1;
      to_date_.answers.children_known = true;
    }
    for (const auto& [slot, indicator] : slots) {
      if (const auto value = Complete(now_, part, indicator)) child->figures[slot] = value;
    }
  }

  const IndicatorCatalogue& catalogue_;
  const FigureReport& report_;
  const CriteriaSet& set_;
  const FigureRollUp now_;
  const FigureRollUp before_;
  FiguresToDate& to_date_;
  FindingList& findings_;
};

}  // namespace

FiguresToDate ToDate(const CriteriaSet& set, Answers answers) {
  FiguresToDate to_date;
  to_date.answers = std::move(answers);
  for (const std::string& id : set.child_figures.ids()) {
    ChildSum& sum = to_date.child_sums.emplace_back();
    sum.definition.id = sum.definition.title = sum.definition.range.name = id;
  }
  return to_date;
}

void CheckFeed(const IndicatorCatalogue& catalogue, const CriteriaSet& set, FindingList& findings) {
  for (const CriteriaFeed::Figure& figure : catalogue.feed.figures) {
    (void)FedSlot(catalogue, set, figure, findings);
  }
  for (const CriteriaFeed::Figure& figure : catalogue.feed.children) {
    (void)FedChildFigure(set, figure, findings);
  }
}

std::optional<FiguresToDate> FeedCriteria(const IndicatorCatalogue& catalogue,
                                          const FigureReport& report, const CriteriaSet& set,
                                          Answers base, FindingList& findings) {
  FiguresToDate to_date = ToDate(set, std::move(base));
  Feed(catalogue, report, set, to_date, findings).Run();
  if (!findings.empty()) return std::nullopt;
  return to_date;
}

}  // namespace par::domain
