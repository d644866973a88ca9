#include "common/codec/score_codec.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/catalogue.h"
#include "common/domain/dossier_results.h"
#include "common/domain/reach.h"
#include "common/domain/rule_words.h"

namespace par::codec {
namespace {

namespace score_pb = score::v1;

bool IsScored(const domain::LeafScore& score) {
  return score.state == domain::LeafState::kScored || score.state == domain::LeafState::kZero;
}

std::vector<domain::FigureRange> RangesOf(const domain::CriteriaSet& set) {
  std::vector<domain::FigureRange> ranges;
  ranges.reserve(set.figures.size());
  for (const domain::FigureDefinition& figure : set.figures) ranges.push_back(figure.range);
  return ranges;
}

// Each of these alone reaches it; more of a figure stands before less of one, which is seldom
// anybody's to change. Empty where the unit alone cannot change the score by a figure of its own,
// and of a penalty, whose maximum nobody wants to reach.
std::string ToMaximum(const domain::CriteriaSet& set, const domain::Answers& answers,
                      domain::LeafIndex index, const domain::LeafScore& score,
                      const std::vector<domain::FigureRange>& ranges, domain::Language language) {
  const domain::Rule& rule = set.leaves[index].rule;
  const domain::Node& node = set.NodeOf(index);
  const bool lacks_points = IsScored(score) && !score.overridden && score.points < node.maximum;
  const bool penalty = node.source == domain::Source::kPenalty;
  if (!lacks_points || penalty || rule.reads_children) return "";
  domain::RuleInputs inputs;
  inputs.figures = answers.figures;
  inputs.previous = answers.previous;
  std::vector<domain::Reach> reaches =
      domain::WhatReachesMaximum(rule, inputs, node.maximum, set.leaf_places, ranges);
  std::ranges::stable_partition(reaches,
                                [](const domain::Reach& one) { return one.to > one.from; });
  std::string text;
  for (const domain::Reach& reach : reaches) {
    if (!text.empty()) text += language == domain::Language::kVietnamese ? " hoặc " : " or ";
    text += domain::RenderReach(reach, domain::StyleOf(language));
  }
  return text;
}

void EncodeLeaf(const domain::CriteriaSet& set, domain::LeafIndex index,
                const domain::LeafScore& score, domain::Language language, score_pb::Leaf& row) {
  const domain::Node& node = set.NodeOf(index);
  row.set_id(node.id);
  row.set_title(node.title);
  row.set_source(std::string(domain::Name(node.source)));
  row.set_state(EncodeState(score.state));
  row.set_maximum_e4(node.maximum.e4());
  row.set_score_e4(score.points.e4());
  if (IsScored(score) && !domain::OutsideMaximum(node.source)) {
    row.set_short_e4((node.maximum - score.points).e4());
  }
  if (score.trace) {
    row.set_trace(domain::RenderTrace(*score.trace, domain::WordsScopeOf(set, index), language));
  }
  if (!score.error.ok()) {
    row.mutable_error()->set_reason(domain::ReasonOf(score.error));
    row.mutable_error()->set_text(domain::TextOf(score.error, language));
  }
}

void EncodeTotals(const domain::CriteriaSet& set, const domain::ScoreSheet& sheet,
                  score_pb::ScoreSheet& message) {
  for (domain::NodeIndex index = 0; index < set.nodes.size(); ++index) {
    const domain::Node& node = set.nodes[index];
    if (node.parent != domain::kNone) continue;
    score_pb::Area& area = *message.add_areas();
    area.set_id(node.id);
    area.set_title(node.title);
    area.set_maximum_e4(sheet.nodes[index].maximum.e4());
    area.set_effective_maximum_e4(sheet.nodes[index].effective_maximum().e4());
    area.set_score_e4(sheet.nodes[index].score.e4());
  }
  for (std::size_t source = 0; source < domain::kSources; ++source) {
    const domain::ScoreTotal& total = sheet.sources[source];
    score_pb::Group& group = *message.add_groups();
    group.set_source(std::string(domain::Name(static_cast<domain::Source>(source))));
    group.set_maximum_e4(total.maximum.e4());
    group.set_effective_maximum_e4(total.effective_maximum().e4());
    group.set_score_e4(total.score.e4());
  }
}

}  // namespace

score::v1::LeafState EncodeState(domain::LeafState state) {
  switch (state) {
    case domain::LeafState::kNotScored:
      return score::v1::LEAF_STATE_NOT_SCORED;
    case domain::LeafState::kScored:
      return score::v1::LEAF_STATE_SCORED;
    case domain::LeafState::kZero:
      return score::v1::LEAF_STATE_ZERO;
    case domain::LeafState::kNotApplicable:
      return score::v1::LEAF_STATE_NOT_APPLICABLE;
    case domain::LeafState::kWaived:
      return score::v1::LEAF_STATE_WAIVED;
  }
  return score::v1::LEAF_STATE_UNSPECIFIED;
}

score::v1::ScoreSheet Encode(const domain::CriteriaSet& set, const domain::Answers& answers,
                             const domain::ScoreSheet& sheet, domain::Language language) {
  score_pb::ScoreSheet message;
  message.set_unit(answers.unit.value());
  message.set_set_id(set.id);
  message.set_set_version(static_cast<std::uint32_t>(set.version));
  const std::vector<domain::FigureRange> ranges = RangesOf(set);
  for (domain::LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
    const domain::LeafScore& score = sheet.leaves[leaf];
    score::v1::Leaf& row = *message.add_leaves();
    EncodeLeaf(set, leaf, score, language, row);
    if (score.trace) {
      row.set_to_maximum(ToMaximum(set, answers, leaf, score, ranges, language));
    }
  }
  EncodeTotals(set, sheet, message);
  message.set_total_e4(sheet.total.e4());
  message.set_maximum_e4(sheet.maximum.e4());
  message.set_effective_maximum_e4(sheet.effective_maximum.e4());
  message.set_total_rounded(
      sheet.total_rounded.Format(set.total_places, domain::NumberStyle::kPlain));
  if (sheet.percent_rounded.has_value()) {
    message.set_converted_percent(
        sheet.percent_rounded->Format(set.total_places, domain::NumberStyle::kPlain));
  }
  if (sheet.result_class != domain::kNone) {
    message.set_classification(set.classes[sheet.result_class].title);
  }
  message.set_sample(set.sample);
  return message;
}

namespace {

// Why the leaf has the mark that it has: of its correction, its appeal, or its review.
std::string ReasonFor(const domain::Dossier& dossier, const domain::LeafOutcome& outcome) {
  for (const domain::Correction& correction : dossier.corrections) {
    if (correction.id == outcome.correction && outcome.correction != 0) return correction.reason;
  }
  for (const domain::Appeal& appeal : dossier.appeals) {
    const bool used = appeal.id == outcome.appeal && outcome.appeal != 0;
    if (used && appeal.outcome.has_value()) return appeal.outcome->reason;
  }
  for (const domain::Review& review : dossier.reviews) {
    const bool used = !outcome.reviews.empty() && review.id == outcome.reviews.back() &&
                      review.criterion == outcome.criterion;
    if (used) return review.reason;
  }
  return {};
}

}  // namespace

void ShowReviews(const domain::Dossier& dossier, const std::vector<domain::ReviewedLeaf>& leaves,
                 score::v1::ScoreSheet& sheet) {
  std::map<std::string_view, score_pb::Leaf*> rows;
  for (score_pb::Leaf& leaf : *sheet.mutable_leaves()) rows[leaf.id()] = &leaf;
  for (const domain::LeafOutcome& outcome : domain::OutcomesOf(dossier, leaves)) {
    const auto row = rows.find(outcome.criterion);
    if (row == rows.end() || outcome.mark.state == domain::MarkState::kNotScored) continue;
    if (outcome.mark.state == domain::MarkState::kScored) {
      row->second->set_reviewed_e4(outcome.mark.points.e4());
    }
    row->second->set_review_reason(ReasonFor(dossier, outcome));
  }
}

}  // namespace par::codec
