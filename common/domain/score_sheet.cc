#include "common/domain/score_sheet.h"

#include <utility>

#include "common/base/check.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

// What the leaves' rules read, made once for a unit.
struct Scene {
  const CriteriaSet& set;
  const ScoreOptions& options;
  std::vector<RuleChild> children;
  RuleInputs inputs;
};

void SetPoints(Points points, LeafScore& score) {
  score.points = points;
  score.state = points.IsZero() ? LeafState::kZero : LeafState::kScored;
}

void SetWaived(const CriteriaSet& set, const Node& node, LeafScore& score) {
  score.state = LeafState::kWaived;
  const bool full = set.waived == WaivedPolicy::kFull && !OutsideMaximum(node.source);
  score.points = full ? node.maximum : Points();
}

void Override(const CriteriaSet& set, const Node& node, const ScoreOptions& options,
              const ScoreOverride& by, LeafScore& score) {
  score.overridden = true;
  switch (by.kind) {
    case ScoreOverride::Kind::kNotApplicable:
      score.state = LeafState::kNotApplicable;
      return;
    case ScoreOverride::Kind::kWaived:
      SetWaived(set, node, score);
      return;
    case ScoreOverride::Kind::kPoints:
      if (by.points >= Points() && by.points <= node.maximum) {
        const int places = options.round_overrides ? set.leaf_places : Points::kPlaces;
        SetPoints(*Points::FromRational(by.points.ToRational(), places), score);
        return;
      }
      score.error = Refusal(absl::StatusCode::kInvalidArgument, "points_beyond_maximum",
                            {{"field", node.id},
                             {"value", by.points.FormatShort(NumberStyle::kPlain)},
                             {"maximum", node.maximum.FormatShort(NumberStyle::kPlain)}});
  }
}

void Compute(Scene& scene, const Leaf& leaf, const Node& node, const DeclaredPoints* declared,
             LeafScore& score) {
  scene.inputs.entered.reset();
  if (declared != nullptr) {
    switch (declared->kind) {
      case DeclarationKind::kNotApplicable:
        score.state = LeafState::kNotApplicable;
        return;
      case DeclarationKind::kWaived:
        SetWaived(scene.set, node, score);
        return;
      case DeclarationKind::kJudged:
      case DeclarationKind::kPoints:
        scene.inputs.entered = declared->points;
        break;
      case DeclarationKind::kExplanation:
        break;
    }
  }
  std::shared_ptr<Trace> trace;
  if (scene.options.traces) trace = std::make_shared<Trace>();
  absl::StatusOr<Outcome> outcome =
      Evaluate(leaf.rule, scene.inputs, node.maximum, scene.set.leaf_places, trace.get());
  score.trace = std::move(trace);
  if (!outcome.ok()) {
    score.error = std::move(outcome).status();
    return;
  }
  score.taken_case = outcome->taken_case;
  switch (outcome->state) {
    case OutcomeState::kScored:
      SetPoints(outcome->score, score);
      return;
    case OutcomeState::kNotApplicable:
      score.state = LeafState::kNotApplicable;
      return;
    case OutcomeState::kNotScored:
      score.missing = std::move(outcome->missing);
      return;
  }
}

Scene MakeScene(const CriteriaSet& set, const ScoreInputs& answers, const ScoreOptions& options) {
  Scene scene{.set = set, .options = options, .children = {}, .inputs = {}};
  scene.inputs.figures = answers.figures;
  scene.inputs.previous = answers.previous;
  if (answers.children == nullptr) return scene;
  scene.children.reserve(answers.children->size());
  for (const ChildAnswers& child : *answers.children) {
    scene.children.push_back({.unit = child.unit.value(),
                              .figures = child.figures,
                              .index = child.index,
                              .score = child.score});
  }
  return scene;
}

bool TakenOut(const CriteriaSet& set, LeafState state) {
  return state == LeafState::kNotApplicable ||
         (state == LeafState::kWaived && set.waived == WaivedPolicy::kReducedMaximum);
}

void Add(const ScoreTotal& part, ScoreTotal& total) {
  total.score += part.score;
  total.taken_out += part.taken_out;
  total.not_scored += part.not_scored;
}

void AddUp(const CriteriaSet& set, ScoreSheet& sheet) {
  sheet.nodes.resize(set.nodes.size());
  // A parent stands before its children, so the way back adds every child before its parent.
  for (std::size_t i = set.nodes.size(); i-- > 0;) {
    const Node& node = set.nodes[i];
    ScoreTotal& total = sheet.nodes[i];
    total.maximum = node.maximum;
    if (node.leaf != kNone) {
      const LeafScore& leaf = sheet.leaves[node.leaf];
      total.score = leaf.points;
      total.not_scored = leaf.state == LeafState::kNotScored ? 1 : 0;
      if (TakenOut(set, leaf.state)) total.taken_out = node.maximum;
      ScoreTotal& source = sheet.sources[static_cast<std::size_t>(node.source)];
      source.maximum += node.maximum;
      Add(total, source);
    }
    if (node.parent != kNone) Add(total, sheet.nodes[node.parent]);
  }
}

void Conclude(const CriteriaSet& set, ScoreSheet& sheet) {
  sheet.maximum = set.maximum;
  sheet.effective_maximum = set.maximum;
  for (std::size_t i = 0; i < kSources; ++i) {
    const ScoreTotal& part = sheet.sources[i];
    const auto source = static_cast<Source>(i);
    if (source == Source::kPenalty) {
      sheet.total -= part.score;
    } else {
      sheet.total += part.score;
    }
    if (source != Source::kBonus && source != Source::kPenalty) {
      sheet.effective_maximum -= part.taken_out;
    }
    sheet.not_scored += part.not_scored;
  }
  const Rational total = sheet.total.ToRational();
  sheet.total_rounded = *Points::FromRational(total, set.total_places);
  if (sheet.effective_maximum > Points()) {
    sheet.percent = Rational::FromFraction(sheet.total.e4(), sheet.effective_maximum.e4()) *
                    Rational::FromInt(100);
    sheet.percent_rounded = Points::FromRational(*sheet.percent, set.total_places);
  }
  if (sheet.percent_rounded.has_value()) {
    sheet.result_class = ClassOf(set, *sheet.percent_rounded);
  }
  const bool converted = set.not_applicable == NotApplicablePolicy::kConverted;
  sheet.rank_value = converted ? sheet.percent.value_or(Rational()) : total;
}

}  // namespace

LossBand LossOf(LeafState state, Points points, Points maximum) {
  if (state == LeafState::kNotApplicable || state == LeafState::kWaived) {
    return LossBand::kOutOfAccount;
  }
  if (state == LeafState::kNotScored) return LossBand::kNotScored;
  const std::int64_t lost = maximum.e4() - points.e4();
  if (lost <= 0) return LossBand::kNothing;
  if (lost * 10 <= maximum.e4()) return LossBand::kLittle;
  return lost * 2 <= maximum.e4() ? LossBand::kSome : LossBand::kMuch;
}

std::string_view Name(LeafState state) {
  switch (state) {
    case LeafState::kNotScored:
      return "not_scored";
    case LeafState::kScored:
      return "scored";
    case LeafState::kZero:
      return "zero";
    case LeafState::kNotApplicable:
      return "not_applicable";
    case LeafState::kWaived:
      return "waived";
  }
  return {};
}

std::uint32_t ClassOf(const CriteriaSet& set, Points percent) {
  const Decimal reached = percent.ToDecimal();
  for (std::uint32_t i = 0; i < set.classes.size(); ++i) {
    if (reached >= set.classes[i].from) return i;
  }
  return kNone;
}

ScoreSheet Score(const CriteriaSet& set, const ScoreInputs& answers, const ScoreOptions& options,
                 const ScoreOverrides& overrides) {
  Scene scene = MakeScene(set, answers, options);
  if (answers.children != nullptr) scene.inputs.children = &scene.children;
  ScoreSheet sheet;
  sheet.leaves.resize(set.leaves.size());
  auto declared = answers.declarations.begin();
  auto override = overrides.begin();
  for (LeafIndex i = 0; i < set.leaves.size(); ++i) {
    const Node& node = set.NodeOf(i);
    const DeclaredPoints* own = nullptr;
    if (declared != answers.declarations.end() && declared->leaf == i) own = &*declared++;
    if (override != overrides.end() && override->first == i) {
      Override(set, node, options, (override++)->second, sheet.leaves[i]);
    } else {
      Compute(scene, set.leaves[i], node, own, sheet.leaves[i]);
    }
  }
  PAR_CHECK(declared == answers.declarations.end());
  PAR_CHECK(override == overrides.end());
  AddUp(set, sheet);
  Conclude(set, sheet);
  return sheet;
}

ScoreSheet Score(const CriteriaSet& set, const Answers& answers, const ScoreOptions& options,
                 const ScoreOverrides& overrides) {
  PAR_CHECK(answers.figures.size() == set.figures.size());
  std::vector<DeclaredPoints> declared;
  declared.reserve(answers.declarations.size());
  for (const Declaration& one : answers.declarations) {
    declared.push_back({.leaf = one.leaf, .kind = one.kind, .points = one.points});
  }
  return Score(set,
               {.figures = answers.figures,
                .previous = answers.previous,
                .declarations = declared,
                .children = answers.children_known ? &answers.children : nullptr},
               options, overrides);
}

}  // namespace par::domain
