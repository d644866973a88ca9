#include "common/domain/set_diff.h"

#include <algorithm>
#include <utility>

namespace par::domain {
namespace {

std::string Shown(Points points) { return points.FormatShort(NumberStyle::kPlain); }
std::string Shown(bool value) { return value ? "true" : "false"; }

// Runs of spaces and line ends count as one space.
std::string Spaced(std::string_view text) {
  std::string spaced;
  bool space = false;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\t') {
      space = !spaced.empty();
      continue;
    }
    if (space) spaced += ' ';
    space = false;
    spaced += c;
  }
  return spaced;
}

std::string InputsText(const CriteriaSet& set, const Leaf& leaf) {
  std::string text;
  for (const LeafInput& input : leaf.inputs) {
    text += (text.empty() ? "" : ", ") + input.name + ": " + set.figures[input.slot].id;
  }
  return text;
}

// A list in one text; `say` says one of it.
template <typename List, typename Say>
std::string Joined(const List& list, std::string_view between, const Say& say) {
  std::string text;
  for (const auto& one : list) text += (text.empty() ? "" : std::string(between)) + say(one);
  return text;
}

std::string NothingText(const RuleSource& rule) {
  if (!rule.nothing_arises.has_value()) return {};
  return Spaced(rule.nothing_arises->when.value_or("")) + ": " + Spaced(rule.nothing_arises->score);
}

class Comparison {
 public:
  Comparison(const CriteriaSet& before, const CriteriaSet& after)
      : before_(before), after_(after) {}

  std::vector<SetChange> Run() && {
    CompareSets();
    for (const Node& node : before_.nodes) {
      const NodeIndex at = after_.FindNode(node.id);
      if (at == kNone) {
        Removed(node.id, "criterion", node.title);
      } else {
        CompareNodes(node, after_.nodes[at]);
      }
    }
    for (const FigureDefinition& figure : before_.figures) {
      const FigureSlot at = after_.FindFigure(figure.id);
      if (at == kNone) {
        Removed(figure.id, "figure", figure.title);
      } else {
        CompareFigures(figure, after_.figures[at]);
      }
    }
    for (const Node& node : after_.nodes) {
      if (before_.FindNode(node.id) == kNone) Added(node.id, "criterion", node.title);
    }
    for (const FigureDefinition& figure : after_.figures) {
      if (before_.FindFigure(figure.id) == kNone) Added(figure.id, "figure", figure.title);
    }
    return std::move(changes_);
  }

 private:
  void Removed(const std::string& id, std::string field, std::string title) {
    changes_.push_back({SetChangeKind::kRemoved, id, std::move(field), std::move(title), ""});
  }
  void Added(const std::string& id, std::string field, std::string title) {
    changes_.push_back({SetChangeKind::kAdded, id, std::move(field), "", std::move(title)});
  }
  void Compare(const std::string& id, std::string field, std::string before, std::string after) {
    if (before == after) return;
    changes_.push_back(
        {SetChangeKind::kChanged, id, std::move(field), std::move(before), std::move(after)});
  }

  static std::string BasesText(const CriteriaSet& set) {
    return Joined(set.bases, "; ", [](const Basis& one) {
      return one.number + " (" + one.date.Iso() + "), " + one.issuer +
             (one.subject.empty() ? "" : ": " + one.subject);
    });
  }
  static std::string ClassesText(const CriteriaSet& set) {
    return Joined(set.classes, ", ", [](const ResultClass& one) {
      return one.id + " " + one.from.FormatShort(NumberStyle::kPlain);
    });
  }
  static std::string ClassTitlesText(const CriteriaSet& set) {
    return Joined(set.classes, ", ",
                  [](const ResultClass& one) { return one.id + " " + one.title; });
  }
  static std::string RankingText(const CriteriaSet& set) {
    std::string text = set.ties == Ties::kGap ? "gap" : "dense";
    for (const NodeIndex node : set.tie_break) text += ", " + set.nodes[node].id;
    return text;
  }
  static std::string PoliciesText(const CriteriaSet& set) {
    constexpr std::string_view kPolicies[] = {"reduced_max", "converted", "none"};
    return std::string(kPolicies[static_cast<std::size_t>(set.not_applicable)]);
  }

  void CompareSets() {
    Compare("", "title", before_.title, after_.title);
    Compare("", "sample", Shown(before_.sample), Shown(after_.sample));
    Compare("", "level", std::string(Name(before_.level)), std::string(Name(after_.level)));
    Compare("", "basis", BasesText(before_), BasesText(after_));
    Compare("", "year", std::to_string(before_.year), std::to_string(after_.year));
    Compare("", "maximum", Shown(before_.maximum), Shown(after_.maximum));
    Compare("", "rounding.leaf", std::to_string(before_.leaf_places),
            std::to_string(after_.leaf_places));
    Compare("", "rounding.total", std::to_string(before_.total_places),
            std::to_string(after_.total_places));
    Compare("", "not_applicable", PoliciesText(before_), PoliciesText(after_));
    Compare("", "waived", before_.waived == WaivedPolicy::kFull ? "full" : "reduced_max",
            after_.waived == WaivedPolicy::kFull ? "full" : "reduced_max");
    Compare("", "ranking", RankingText(before_), RankingText(after_));
    Compare("", "classes", ClassesText(before_), ClassesText(after_));
    Compare("", "classes.title", ClassTitlesText(before_), ClassTitlesText(after_));
    Compare("", "effective.from", before_.effective_from.Iso(), after_.effective_from.Iso());
    Compare("", "effective.to", before_.effective_until.Iso(), after_.effective_until.Iso());
  }

  void CompareNodes(const Node& before, const Node& after) {
    const std::string& id = before.id;
    const auto parent = [](const CriteriaSet& set, const Node& node) {
      return node.parent == kNone ? std::string() : set.nodes[node.parent].id;
    };
    Compare(id, "title", before.title, after.title);
    Compare(id, "maximum", Shown(before.maximum), Shown(after.maximum));
    Compare(id, "source", std::string(Name(before.source)), std::string(Name(after.source)));
    Compare(id, "parent", parent(before_, before), parent(after_, after));
    Compare(id, "note", before.note, after.note);
    Compare(id, "leaf", Shown(before.leaf != kNone), Shown(after.leaf != kNone));
    if (before.leaf == kNone || after.leaf == kNone) return;
    const Leaf& was = before_.leaves[before.leaf];
    const Leaf& is = after_.leaves[after.leaf];
    Compare(id, "inputs", InputsText(before_, was), InputsText(after_, is));
    Compare(id, "rule", RuleAsText(was.rule_source), RuleAsText(is.rule_source));
    const auto same = [](const std::string& name) { return name; };
    Compare(id, "falls_with", Joined(was.falls_with, ", ", same),
            Joined(is.falls_with, ", ", same));
    Compare(id, "rest", Shown(was.rest), Shown(is.rest));
    Compare(id, "nothing_arises", NothingText(was.rule_source), NothingText(is.rule_source));
    Compare(id, "may_be_declared_not_applicable", Shown(was.may_be_declared_not_applicable),
            Shown(is.may_be_declared_not_applicable));
    Compare(id, "evidence", Shown(was.evidence_required), Shown(is.evidence_required));
    const auto deadline = [](const Leaf& leaf) {
      const auto& day = leaf.evidence_terms.deadline;
      return day.has_value() ? day->Iso() : std::string();
    };
    Compare(id, "evidence.deadline", deadline(was), deadline(is));
    Compare(id, "evidence.days_to_sign", std::to_string(was.evidence_terms.days_to_sign),
            std::to_string(is.evidence_terms.days_to_sign));
  }

  void CompareFigures(const FigureDefinition& before, const FigureDefinition& after) {
    const std::string& id = before.id;
    const auto bound = [](const std::optional<Rational>& value) {
      return value.has_value() ? value->Text() : std::string();
    };
    const auto part_of = [](const CriteriaSet& set, const FigureDefinition& figure) {
      return figure.range.part_of.has_value() ? set.figures[*figure.range.part_of].id
                                              : std::string();
    };
    const auto cutoff = [](const FigureDefinition& figure) {
      return figure.cutoff.has_value() ? figure.cutoff->Iso() : std::string();
    };
    Compare(id, "title", before.title, after.title);
    Compare(id, "kind", std::string(Name(before.range.kind)), std::string(Name(after.range.kind)));
    Compare(id, "unit", before.unit, after.unit);
    Compare(id, "figure.source", before.source, after.source);
    Compare(id, "cutoff", cutoff(before), cutoff(after));
    Compare(id, "least", bound(before.range.least), bound(after.range.least));
    Compare(id, "most", bound(before.range.most), bound(after.range.most));
    Compare(id, "part_of", part_of(before_, before), part_of(after_, after));
  }

  const CriteriaSet& before_;
  const CriteriaSet& after_;
  std::vector<SetChange> changes_;
};

}  // namespace

std::string_view Name(SetChangeKind kind) {
  switch (kind) {
    case SetChangeKind::kAdded:
      return "added";
    case SetChangeKind::kRemoved:
      return "removed";
    case SetChangeKind::kChanged:
      return "changed";
  }
  return {};
}

std::string RuleAsText(const RuleSource& rule) {
  std::string text;
  switch (rule.kind) {
    case RuleKind::kExpression:
      return Spaced(rule.expression);
    case RuleKind::kCases:
      for (const RuleSource::Case& one : rule.cases) {
        text += (text.empty() ? "" : "; ") + Spaced(one.when.value_or("otherwise")) + ": " +
                Spaced(one.score);
      }
      return text;
    case RuleKind::kJudgedSteps:
      for (const Points step : rule.steps) text += (text.empty() ? "" : ", ") + Shown(step);
      return "judged: " + text;
    case RuleKind::kJudgedAny:
      return "judged: any";
    case RuleKind::kGiven:
      return "given";
  }
  return text;
}

bool SameScoring(const CriteriaSet& before, LeafIndex was, const CriteriaSet& after, LeafIndex is) {
  const Leaf& a = before.leaves[was];
  const Leaf& b = after.leaves[is];
  const bool same_figures = std::equal(
      a.inputs.begin(), a.inputs.end(), b.inputs.begin(), b.inputs.end(),
      [&](const LeafInput& one, const LeafInput& other) {
        return before.figures[one.slot].range.kind == after.figures[other.slot].range.kind;
      });
  return before.NodeOf(was).maximum == after.NodeOf(is).maximum &&
         before.NodeOf(was).source == after.NodeOf(is).source && same_figures &&
         InputsText(before, a) == InputsText(after, b) &&
         RuleAsText(a.rule_source) == RuleAsText(b.rule_source) &&
         NothingText(a.rule_source) == NothingText(b.rule_source) &&
         a.may_be_declared_not_applicable == b.may_be_declared_not_applicable;
}

std::vector<SetChange> Differences(const CriteriaSet& before, const CriteriaSet& after) {
  return Comparison(before, after).Run();
}

}  // namespace par::domain
