#include "common/services/claims.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/domain/dossier_scores.h"

namespace par::services {
namespace {

void AddCount(Sha256Stream& stream, std::size_t count) { stream.AddField(std::to_string(count)); }

// By value: "1050" and "1050.0" declare the same. Absent, or null, differs from every value.
void AddValue(Sha256Stream& stream, const std::optional<domain::Rational>* value) {
  stream.AddField(value != nullptr && value->has_value() ? (*value)->Text() : "");
}

using Values = std::span<const std::optional<domain::Rational>>;

// `previous` may be empty: all are absent.
void AddFigures(Sha256Stream& stream, const domain::CriteriaSet& set, Values figures,
                Values previous, const domain::Rule& rule) {
  AddCount(stream, rule.inputs.size());
  for (const domain::RuleInput& input : rule.inputs) {
    stream.AddField(set.figures[input.slot].id);
    AddValue(stream, input.current ? &figures[input.slot] : nullptr);
    const bool before = input.previous && input.slot < previous.size();
    AddValue(stream, before ? &previous[input.slot] : nullptr);
  }
}

// Begins what is hashed of a leaf; what is declared for it and the children follow.
void AddLeaf(Sha256Stream& stream, const domain::CriteriaSet& set, domain::LeafIndex leaf,
             Values figures, Values previous) {
  stream.AddField("par.claim.1");
  stream.AddField(set.NodeOf(leaf).id);
  AddFigures(stream, set, figures, previous, set.leaves[leaf].rule);
}

// The texts of the evidence follow.
void AddDeclaration(Sha256Stream& stream, const domain::DeclaredPoints& said,
                    std::string_view reason, std::string_view explanation, std::size_t evidence) {
  stream.AddField(std::to_string(static_cast<int>(said.kind)));
  stream.AddField(std::to_string(said.points.e4()));
  stream.AddField(reason);
  stream.AddField(explanation);
  AddCount(stream, evidence);
}

void AddDeclaration(Sha256Stream& stream, const domain::Declaration* declaration) {
  static const domain::Declaration kNothing;
  const domain::Declaration& said = declaration == nullptr ? kNothing : *declaration;
  AddDeclaration(stream, {.leaf = said.leaf, .kind = said.kind, .points = said.points}, said.reason,
                 said.explanation, said.evidence.size());
  for (const std::string& evidence : said.evidence) stream.AddField(evidence);
}

void AddChildren(Sha256Stream& stream, const domain::CriteriaSet& set, bool known,
                 const std::vector<domain::ChildAnswers>& children) {
  stream.AddField(known ? "children" : "");
  for (const std::string& id : set.child_figures.ids()) stream.AddField(id);
  AddCount(stream, children.size());
  for (const domain::ChildAnswers& child : children) {
    stream.AddField(child.unit.value());
    AddValue(stream, &child.index);
    AddValue(stream, &child.score);
    for (const auto& figure : child.figures) AddValue(stream, &figure);
  }
}

template <typename Content>
std::vector<domain::LeafClaim> ClaimsWith(const domain::CriteriaSet& set,
                                          const domain::ScoreSheet& sheet, Content content) {
  std::vector<domain::LeafClaim> claims;
  claims.reserve(set.leaves.size());
  for (domain::LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
    const domain::Node& node = set.NodeOf(leaf);
    if (node.source != domain::Source::kSelfAssessed) continue;
    claims.push_back({.criterion = node.id,
                      .self = domain::MarkOf(sheet.leaves[leaf]),
                      .content = content(leaf)});
  }
  return claims;
}

}  // namespace

Sha256 ContentOf(const domain::CriteriaSet& set, const domain::Answers& answers,
                 domain::LeafIndex leaf) {
  Sha256Stream stream;
  AddLeaf(stream, set, leaf, answers.figures, answers.previous);
  AddDeclaration(stream, answers.Find(leaf));
  if (set.leaves[leaf].rule.reads_children) {
    AddChildren(stream, set, answers.children_known, answers.children);
  }
  return stream.Finish();
}

std::vector<domain::LeafClaim> ClaimsOf(const domain::CriteriaSet& set,
                                        const domain::Answers& answers,
                                        const domain::ScoreSheet& sheet) {
  return ClaimsWith(set, sheet,
                    [&](domain::LeafIndex leaf) { return ContentOf(set, answers, leaf); });
}

std::vector<domain::LeafClaim> ClaimsOf(const domain::CriteriaSet& set,
                                        const codec::AnswersInPlace& answers,
                                        const codec::BoundAnswers& bound,
                                        const domain::ScoreSheet& sheet) {
  Sha256Stream stream;
  std::string evidence;
  std::size_t next = 0;  // In bound.declarations.
  return ClaimsWith(set, sheet, [&](domain::LeafIndex leaf) {
    AddLeaf(stream, set, leaf, bound.figures, bound.previous);
    while (next < bound.declarations.size() && bound.declarations[next].leaf < leaf) ++next;
    if (next < bound.declarations.size() && bound.declarations[next].leaf == leaf) {
      const codec::BoundText& text = bound.texts[next];
      AddDeclaration(stream, bound.declarations[next], text.reason, text.explanation,
                     text.evidence_count);
      for (std::size_t i = 0; i < text.evidence_count; ++i) {
        codec::WriteEvidenceText(answers.evidence[text.first_evidence + i], evidence);
        stream.AddField(evidence);
      }
    } else {
      AddDeclaration(stream, nullptr);
    }
    if (set.leaves[leaf].rule.reads_children) AddChildren(stream, set, false, {});
    return stream.Finish();
  });
}

}  // namespace par::services
