#include "common/services/claims.h"

#include <optional>
#include <string>

#include "common/domain/dossier_scores.h"

namespace par::services {
namespace {

void AddCount(Sha256Stream& stream, std::size_t count) { stream.AddField(std::to_string(count)); }

// By value: "1050" and "1050.0" declare the same. Absent differs from every value.
void AddValue(Sha256Stream& stream, const std::optional<domain::Rational>& value) {
  stream.AddField(value.has_value() ? value->Text() : "");
}

void AddFigures(Sha256Stream& stream, const domain::CriteriaSet& set,
                const domain::Answers& answers, const domain::Rule& rule) {
  AddCount(stream, rule.inputs.size());
  for (const domain::RuleInput& input : rule.inputs) {
    stream.AddField(set.figures[input.slot].id);
    AddValue(stream, input.current ? answers.figures[input.slot] : std::nullopt);
    AddValue(stream, input.previous ? answers.previous[input.slot] : std::nullopt);
  }
}

void AddDeclaration(Sha256Stream& stream, const domain::Declaration* declaration) {
  static const domain::Declaration kNothing;
  const domain::Declaration& said = declaration == nullptr ? kNothing : *declaration;
  stream.AddField(std::to_string(static_cast<int>(said.kind)));
  stream.AddField(std::to_string(said.points.e4()));
  stream.AddField(said.reason);
  stream.AddField(said.explanation);
  AddCount(stream, said.evidence.size());
  for (const std::string& evidence : said.evidence) stream.AddField(evidence);
}

void AddChildren(Sha256Stream& stream, const domain::CriteriaSet& set,
                 const domain::Answers& answers) {
  for (const std::string& id : set.child_figures.ids()) stream.AddField(id);
  AddCount(stream, answers.children.size());
  for (const domain::ChildAnswers& child : answers.children) {
    stream.AddField(child.unit.value());
    AddValue(stream, child.index);
    AddValue(stream, child.score);
    for (const auto& figure : child.figures) AddValue(stream, figure);
  }
}

}  // namespace

Sha256 ContentOf(const domain::CriteriaSet& set, const domain::Answers& answers,
                 domain::LeafIndex leaf) {
  Sha256Stream stream;
  stream.AddField("par.claim.1");
  stream.AddField(set.NodeOf(leaf).id);
  AddFigures(stream, set, answers, set.leaves[leaf].rule);
  AddDeclaration(stream, answers.Find(leaf));
  if (set.leaves[leaf].rule.reads_children) {
    stream.AddField(answers.children_known ? "children" : "");
    AddChildren(stream, set, answers);
  }
  return stream.Finish();
}

std::vector<domain::LeafClaim> ClaimsOf(const domain::CriteriaSet& set,
                                        const domain::Answers& answers,
                                        const domain::ScoreSheet& sheet) {
  std::vector<domain::LeafClaim> claims;
  for (domain::LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
    const domain::Node& node = set.NodeOf(leaf);
    if (node.source != domain::Source::kSelfAssessed) continue;
    claims.push_back({.criterion = node.id,
                      .self = domain::MarkOf(sheet.leaves[leaf]),
                      .content = ContentOf(set, answers, leaf)});
  }
  return claims;
}

}  // namespace par::services
