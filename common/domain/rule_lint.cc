#include "common/domain/rule_lint.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/domain/rule_child_samples.h"
#include "common/domain/rule_evaluate.h"
#include "common/domain/rule_samples.h"

namespace par::domain {
namespace {

// Conditions without spaces: "a>5" and "a > 5" are the same.
std::string Squeezed(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\n'; });
  return text;
}

bool DependsOnFigures(const RuleCase& one) {
  if (!one.score.has_value()) return false;
  return std::any_of(one.score->nodes.begin(), one.score->nodes.end(), [](const RuleNode& node) {
    return node.op == RuleOp::kFigure || node.op == RuleOp::kPrevious;
  });
}

// Figures that stand over a fraction line: as such, or in a sum.
void NoteCounted(const Expression& expression, std::size_t index, std::vector<std::size_t>& slots) {
  const RuleNode& node = expression.nodes[index];
  if (node.op == RuleOp::kFigure) slots.push_back(node.slot);
  if (node.op != RuleOp::kAdd) return;
  NoteCounted(expression, node.a, slots);
  NoteCounted(expression, node.b, slots);
}

class Linter {
 public:
  explicit Linter(const RuleLintInput& lint)
      : lint_(lint), rule_(*lint.rule), sample_(lint), children_(*lint.rule) {}

  std::vector<RuleFinding> Run() {
    CheckPlaces();
    CheckSteps();
    CheckRepeated();
    const bool calculated = rule_.kind == RuleKind::kExpression || rule_.kind == RuleKind::kCases;
    if (calculated && rule_.reads_children) {
      ForEachSample(lint_, sample_, [this] { TryChildren(); });
    } else if (calculated) {
      NoteAllCounted();
      taken_.assign(rule_.cases.size(), false);
      ForEachSample(lint_, sample_, [this] { TrySample(); });
      ReportNever();
    }
    std::stable_sort(found_.begin(), found_.end(),
                     [](const auto& x, const auto& y) { return x.severity < y.severity; });
    return std::move(found_);
  }

 private:
  void Add(LintSeverity severity, std::string_view reason, int index,
           std::vector<Parameter> parameters) {
    const bool known = std::any_of(found_.begin(), found_.end(), [&](const RuleFinding& finding) {
      return finding.reason == reason && finding.case_index == index &&
             finding.severity == severity;
    });
    if (known) return;
    found_.push_back({severity, reason, index, std::move(parameters)});
  }

  std::string CaseText(int index) const {
    if (index == kNothingArisesCase) return rule_.nothing_arises->when->text;
    const RuleCase& one = rule_.cases[static_cast<std::size_t>(index)];
    if (one.when.has_value()) return one.when->text;
    return rule_.kind == RuleKind::kExpression ? one.score->text : "otherwise";
  }

  // What is rounded would not be what is written, and could be more than the maximum.
  void CheckPlaces() {
    const auto check = [&](Points points) {
      if (*Points::FromRational(points.ToRational(), lint_.places) == points) return;
      Add(LintSeverity::kError, "lint_finer_than_rounding", -1,
          {{"value", points.FormatShort(NumberStyle::kPlain)},
           {"places", std::to_string(lint_.places)}});
    };
    check(lint_.maximum);
    for (const Points step : rule_.steps) check(step);
  }

  void CheckSteps() {
    if (rule_.steps.empty() || rule_.steps.back() <= lint_.maximum) return;
    Add(LintSeverity::kError, "lint_step_beyond_maximum", -1,
        {{"value", rule_.steps.back().FormatShort(NumberStyle::kPlain)},
         {"maximum", lint_.maximum.FormatShort(NumberStyle::kPlain)}});
  }

  void CheckRepeated() {
    for (std::size_t i = 0; i < rule_.cases.size(); ++i) {
      for (std::size_t j = i + 1; j < rule_.cases.size(); ++j) {
        const auto& first = rule_.cases[i].when;
        const auto& second = rule_.cases[j].when;
        if (!first.has_value() || !second.has_value()) continue;
        if (Squeezed(first->text) != Squeezed(second->text)) continue;
        Add(LintSeverity::kError, "lint_case_repeated", static_cast<int>(j),
            {{"case", second->text},
             {"first", std::to_string(i + 1)},
             {"second", std::to_string(j + 1)}});
      }
    }
  }

  void NoteAllCounted() {
    for (const RuleCase& one : rule_.cases) {
      if (!one.score.has_value()) continue;
      for (const RuleNode& node : one.score->nodes) {
        if (node.op == RuleOp::kDivide) NoteCounted(*one.score, node.a, counted_);
      }
    }
    // What also stands below a line, or is meant to lower the score, is not expected to raise it.
    for (const RuleInput& input : rule_.inputs) {
      if (std::find(lint_.falls_with.begin(), lint_.falls_with.end(), input.name) !=
          lint_.falls_with.end()) {
        std::erase(counted_, input.slot);
      }
    }
  }

  void TrySample() {
    const auto outcome = Evaluate(rule_, sample_.Inputs(), lint_.maximum, lint_.places);
    if (!outcome.ok()) return ReportFailure(outcome.status(), sample_.Text());
    if (outcome->taken_case >= 0) taken_[static_cast<std::size_t>(outcome->taken_case)] = true;
    if (outcome->state != OutcomeState::kScored) return;
    full_ = full_ || outcome->score == lint_.maximum;
    for (std::size_t i = 0; i < sample_.variables().size(); ++i) TryNeighbour(i, *outcome);
  }

  // Failures alone: which cases and scores are reached depends on how the children's fields hang
  // together, which their own set says.
  void TryChildren() {
    for (std::size_t i = 0; i < children_.size(); ++i) {
      RuleInputs inputs = sample_.Inputs();
      inputs.children = &children_.at(i);
      const auto outcome = Evaluate(rule_, inputs, lint_.maximum, lint_.places);
      if (outcome.ok()) continue;
      if (ReasonOf(outcome.status()) == "score_out_of_range" && !children_.OnlyIndex()) continue;
      const std::string figures = sample_.Text();
      ReportFailure(outcome.status(),
                    figures.empty() ? children_.Text(i) : figures + "; " + children_.Text(i));
    }
  }

  void ReportFailure(const absl::Status& status, const std::string& witness) {
    const std::string reason = ReasonOf(status);
    const std::vector<Parameter> given = ParametersOf(status);
    if (reason == "rule_no_case") {
      Add(LintSeverity::kError, "lint_no_case", -1, {{"values", witness}});
    } else if (reason == "rule_several_cases") {
      Add(LintSeverity::kError, "lint_cases_overlap", -1,
          {{"cases", given.front().value}, {"values", witness}});
    } else if (reason == "rule_division_by_zero") {
      Add(LintSeverity::kError, "lint_division_by_zero", -1,
          {{"expression", given.front().value}, {"values", witness}});
    } else if (reason == "rule_empty_aggregate") {
      // A superior always has units below it; that none of them handed in is rare, not faulty.
      Add(LintSeverity::kWarning, "lint_empty_aggregate", -1,
          {{"expression", given.front().value}});
    } else if (reason == "score_out_of_range") {
      // Parts that cannot all stand beside each other prove nothing: say it, do not refuse it.
      Add(sample_.PartsExceedTheirWhole() ? LintSeverity::kWarning : LintSeverity::kError,
          "lint_out_of_range", -1,
          {{"score", given.front().value},
           {"maximum", lint_.maximum.FormatShort(NumberStyle::kPlain)},
           {"values", witness}});
    }
  }

  // One figure one step higher.
  void TryNeighbour(std::size_t index, const Outcome& here) {
    const Rational value = sample_.Get(index);
    const SampledVariable& variable = sample_.variables()[index];
    const Rational next = value + variable.step;
    if (!sample_.Allowed(index, next)) return;
    const std::string before = sample_.Text();
    sample_.Set(index, next);
    const auto there = Evaluate(rule_, sample_.Inputs(), lint_.maximum, lint_.places);
    if (there.ok() && there->state == OutcomeState::kScored) {
      Compare(variable, here, *there, before, sample_.Text());
    }
    sample_.Set(index, value);
  }

  void Compare(const SampledVariable& variable, const Outcome& here, const Outcome& there,
               const std::string& before, const std::string& after) {
    const std::vector<Parameter> both = {
        {"name", variable.name},
        {"before", before},
        {"score_before", here.score.FormatShort(NumberStyle::kPlain)},
        {"after", after},
        {"score_after", there.score.FormatShort(NumberStyle::kPlain)}};
    const bool counts =
        !variable.variable.previous &&
        std::find(counted_.begin(), counted_.end(), variable.variable.slot) != counted_.end();
    if (counts && there.score < here.score) {
      Add(LintSeverity::kWarning, "lint_falls", -1, both);
    }
    if (here.taken_case == there.taken_case || here.taken_case < 0 || there.taken_case < 0) return;
    const auto cases = rule_.cases.begin();
    if (!DependsOnFigures(cases[here.taken_case]) && !DependsOnFigures(cases[there.taken_case])) {
      return;  // Bands are steps by nature.
    }
    const Points jump =
        here.score > there.score ? here.score - there.score : there.score - here.score;
    NoteJump(here, there, jump, both);
  }

  // The largest jump between two cases stands for them.
  void NoteJump(const Outcome& here, const Outcome& there, Points jump,
                std::vector<Parameter> parameters) {
    constexpr std::int64_t kTenth = 10;
    if (jump.e4() * kTenth < lint_.maximum.e4()) return;
    const int low = std::min(here.taken_case, there.taken_case);
    const int high = std::max(here.taken_case, there.taken_case);
    parameters.push_back({"jump", jump.FormatShort(NumberStyle::kPlain)});
    parameters.push_back({"first", CaseText(low)});
    parameters.push_back({"second", CaseText(high)});
    for (Jump& known : jumps_) {
      if (known.low != low || known.high != high) continue;
      if (jump > known.size) known = {low, high, jump, std::move(parameters)};
      return;
    }
    jumps_.push_back({low, high, jump, std::move(parameters)});
  }

  void ReportNever() {
    for (Jump& jump : jumps_) {
      found_.push_back({LintSeverity::kWarning, "lint_jump", jump.low, std::move(jump.parameters)});
    }
    const bool broken = std::any_of(found_.begin(), found_.end(), [](const RuleFinding& finding) {
      return finding.severity == LintSeverity::kError;
    });
    if (broken) return;  // What follows would only repeat it.
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      if (taken_[i] || rule_.kind == RuleKind::kExpression) continue;
      Add(LintSeverity::kWarning, "lint_case_never", static_cast<int>(i),
          {{"case", CaseText(static_cast<int>(i))}});
    }
    if (!full_) {
      Add(LintSeverity::kWarning, "lint_never_maximum", -1,
          {{"maximum", lint_.maximum.FormatShort(NumberStyle::kPlain)}});
    }
  }

  struct Jump {
    int low = 0;
    int high = 0;
    Points size;
    std::vector<Parameter> parameters;
  };

  const RuleLintInput& lint_;
  const Rule& rule_;
  RuleSample sample_;
  const ChildSamples children_;
  std::vector<RuleFinding> found_;
  std::vector<Jump> jumps_;
  std::vector<std::size_t> counted_;  // Slots over a fraction line.
  std::vector<bool> taken_;           // By case.
  bool full_ = false;
};

}  // namespace

std::vector<RuleFinding> LintRule(const RuleLintInput& input) { return Linter(input).Run(); }

}  // namespace par::domain
