#include "common/codec/answers_in_place.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "common/base/sha256.h"
#include "common/base/unicode.h"
#include "common/codec/wire_reader.h"
#include "common/domain/answers_yaml.h"
#include "common/domain/limits.h"
#include "par/assessment/v1/assessment.pb.h"

namespace par::codec {
namespace {

using assessment::v1::Answers;
using assessment::v1::Declaration;
using assessment::v1::EvidenceUse;
using assessment::v1::FigureValue;
using domain::DeclarationKind;

// Room, not limits.
constexpr std::size_t kUsualLeaves = 128;

// What the field has as text; false where it has none, or had one already: the last would count,
// and our nodes write none twice. An empty text is not written.
bool TakeOnce(const WireReader& field, std::string_view& text) {
  if (!field.is_text() || !text.empty() || field.text().empty()) return false;
  text = field.text();
  return true;
}

bool TakeOnce(const WireReader& field, std::uint64_t& number) {
  if (field.is_text() || number != 0 || field.number() == 0) return false;
  number = field.number();
  return number <= std::numeric_limits<std::uint32_t>::max();
}

bool ReadFigure(std::string_view bytes, std::vector<FigureText>& figures) {
  FigureText& figure = figures.emplace_back();
  WireReader fields(bytes);
  while (fields.Next()) {
    const std::uint32_t number = fields.field();
    if (number == FigureValue::kFigureFieldNumber && TakeOnce(fields, figure.figure)) continue;
    if (number == FigureValue::kValueFieldNumber && TakeOnce(fields, figure.value)) continue;
    return false;
  }
  return !fields.broken();
}

bool ReadEvidence(std::string_view bytes, std::vector<EvidenceInPlace>& evidence) {
  EvidenceInPlace& use = evidence.emplace_back();
  std::uint64_t page = 0;
  WireReader fields(bytes);
  while (fields.Next()) {
    const std::uint32_t number = fields.field();
    if (number == EvidenceUse::kDocumentFieldNumber && TakeOnce(fields, use.document)) continue;
    if (number == EvidenceUse::kSectionFieldNumber && TakeOnce(fields, use.section)) continue;
    if (number == EvidenceUse::kSha256FieldNumber && TakeOnce(fields, use.sha256)) continue;
    if (number == EvidenceUse::kPageFieldNumber && TakeOnce(fields, page)) continue;
    return false;
  }
  use.page = static_cast<std::uint32_t>(page);
  return !fields.broken();
}

std::string_view* TextOf(DeclarationInPlace& declaration, std::uint32_t field) {
  switch (field) {
    case Declaration::kCriterionFieldNumber:
      return &declaration.criterion;
    case Declaration::kNotApplicableFieldNumber:
      return &declaration.not_applicable;
    case Declaration::kJudgedFieldNumber:
      return &declaration.judged;
    case Declaration::kReasonFieldNumber:
      return &declaration.reason;
    case Declaration::kPointsFieldNumber:
      return &declaration.points;
    case Declaration::kSourceFieldNumber:
      return &declaration.source;
    case Declaration::kWaivedFieldNumber:
      return &declaration.waived;
    case Declaration::kExplanationFieldNumber:
      return &declaration.explanation;
    default:
      return nullptr;
  }
}

bool ReadDeclaration(std::string_view bytes, AnswersInPlace& answers) {
  DeclarationInPlace& declaration = answers.declarations.emplace_back();
  declaration.first_evidence = answers.evidence.size();
  WireReader fields(bytes);
  while (fields.Next()) {
    if (fields.field() == Declaration::kEvidenceFieldNumber) {
      if (!fields.is_text() || !ReadEvidence(fields.text(), answers.evidence)) return false;
      continue;
    }
    std::string_view* const text = TextOf(declaration, fields.field());
    if (text == nullptr || !TakeOnce(fields, *text)) return false;
  }
  declaration.evidence_count = answers.evidence.size() - declaration.first_evidence;
  return !fields.broken();
}

bool ReadField(const WireReader& field, AnswersInPlace& answers) {
  switch (field.field()) {
    case Answers::kSetIdFieldNumber:
      return TakeOnce(field, answers.set_id);
    case Answers::kSetVersionFieldNumber:
      return TakeOnce(field, answers.set_version);
    case Answers::kUnitFieldNumber:
      return TakeOnce(field, answers.unit);
    case Answers::kFiguresFieldNumber:
      return field.is_text() && ReadFigure(field.text(), answers.figures);
    case Answers::kPreviousFieldNumber:
      return field.is_text() && ReadFigure(field.text(), answers.previous);
    case Answers::kDeclarationsFieldNumber:
      return field.is_text() && ReadDeclaration(field.text(), answers);
    default:
      return false;
  }
}

bool IsText(std::string_view text, std::size_t longest) {
  return text.size() <= longest && text.find_first_not_of(" \t\n") != std::string_view::npos &&
         IsPlainText(text);
}

// Answers come in the set's order: the next is looked at before all are searched.
domain::FigureSlot FigureOf(const domain::CriteriaSet& set, std::string_view id,
                            domain::FigureSlot next) {
  if (next < set.figures.size() && set.figures[next].id == id) return next;
  return set.FindFigure(id);
}

domain::LeafIndex LeafOf(const domain::CriteriaSet& set, std::string_view id,
                         domain::LeafIndex next) {
  if (next < set.leaves.size() && set.NodeOf(next).id == id) return next;
  return set.FindLeaf(id);
}

bool BindFigures(const std::vector<FigureText>& figures, const domain::CriteriaSet& set,
                 std::vector<std::optional<domain::Rational>>& values) {
  values.resize(set.figures.size());
  domain::FigureSlot next = 0;
  for (const FigureText& figure : figures) {
    const domain::FigureSlot slot = FigureOf(set, figure.figure, next);
    if (slot == domain::kNone || values[slot].has_value()) return false;
    const domain::FigureDefinition& definition = set.figures[slot];
    if (definition.used_by.empty() || figure.value.size() > domain::kLongestId) return false;
    auto value = domain::ParseFigure(definition.range.kind, figure.value, figure.figure);
    if (!value.ok()) return false;
    values[slot] = *std::move(value);
    next = slot + 1;
  }
  domain::FindingList findings("");
  domain::CheckFigures(set, values, findings);
  return findings.empty();
}

std::optional<domain::Points> PointsOn(const domain::CriteriaSet& set, domain::LeafIndex leaf,
                                       std::string_view text) {
  const auto points = domain::ParsePoints(text, "");
  if (!points.ok() || *points < domain::Points() || *points > set.NodeOf(leaf).maximum) {
    return std::nullopt;
  }
  const domain::Rule& rule = set.leaves[leaf].rule;
  const bool stepped = rule.kind == domain::RuleKind::kJudgedSteps;
  if (stepped && std::find(rule.steps.begin(), rule.steps.end(), *points) == rule.steps.end()) {
    return std::nullopt;
  }
  return *points;
}

// The kind of the declaration, its points and its reason.
bool BindKind(const DeclarationInPlace& said, const domain::CriteriaSet& set,
              domain::DeclaredPoints& bound, BoundText& text) {
  const domain::Leaf& leaf = set.leaves[bound.leaf];
  const domain::RuleKind rule = leaf.rule.kind;
  const bool judged = !said.judged.empty();
  const bool given = !said.points.empty();
  const int kinds = (said.not_applicable.empty() ? 0 : 1) + (said.waived.empty() ? 0 : 1) +
                    (judged ? 1 : 0) + (given ? 1 : 0);
  // A judged value has a reason and points have a source; nothing else has either.
  if (kinds > 1 || judged == said.reason.empty() || given == said.source.empty()) return false;
  if (kinds == 0) return true;
  if (judged || given) {
    const bool may_be_judged =
        rule == domain::RuleKind::kJudgedSteps || rule == domain::RuleKind::kJudgedAny;
    if (judged ? !may_be_judged : rule != domain::RuleKind::kGiven) return false;
    const auto points = PointsOn(set, bound.leaf, judged ? said.judged : said.points);
    if (!points.has_value()) return false;
    bound.points = *points;
    bound.kind = judged ? DeclarationKind::kJudged : DeclarationKind::kPoints;
    text.reason = judged ? said.reason : said.source;
  } else if (!said.waived.empty()) {
    bound.kind = DeclarationKind::kWaived;
    text.reason = said.waived;
  } else {
    if (!leaf.may_be_declared_not_applicable) return false;
    bound.kind = DeclarationKind::kNotApplicable;
    text.reason = said.not_applicable;
  }
  return IsText(text.reason, domain::kLongestReason);
}

bool IsGood(const EvidenceInPlace& use) {
  constexpr std::size_t kRest = 80;  // Page, hash and what stands between.
  constexpr std::size_t kLongest = domain::kLongestTitle - kRest;
  const bool lines = use.document.find_first_of("\t\n") != std::string_view::npos ||
                     use.section.find_first_of("\t\n") != std::string_view::npos;
  return !lines && use.section.size() < kLongest &&
         IsText(use.document, kLongest - use.section.size()) && IsPlainText(use.section) &&
         (use.sha256.empty() || use.sha256.size() == sizeof(Sha256::bytes));
}

}  // namespace

std::optional<SubmissionInPlace> SplitSubmission(std::string_view bytes) {
  SubmissionInPlace split;
  bool found = false;
  WireReader fields(bytes);
  while (fields.Next()) {
    if (fields.field() != assessment::v1::Submission::kAnswersFieldNumber) {
      split.rest += fields.whole();
      continue;
    }
    if (found || !fields.is_text()) return std::nullopt;
    found = true;
    split.answers = fields.text();
  }
  if (!found || fields.broken()) return std::nullopt;
  return split;
}

std::optional<AnswersInPlace> ReadInPlace(std::string_view bytes) {
  AnswersInPlace answers;
  answers.figures.reserve(2 * kUsualLeaves);
  answers.declarations.reserve(kUsualLeaves);
  answers.evidence.reserve(2 * kUsualLeaves);
  WireReader fields(bytes);
  while (fields.Next()) {
    if (!ReadField(fields, answers)) return std::nullopt;
  }
  if (fields.broken()) return std::nullopt;
  return answers;
}

std::optional<BoundAnswers> Bind(const AnswersInPlace& answers, const domain::CriteriaSet& set) {
  if (answers.set_id != set.id || answers.set_version != static_cast<std::uint64_t>(set.version) ||
      !IsText(answers.unit, domain::kLongestId)) {
    return std::nullopt;
  }
  BoundAnswers bound;
  if (!BindFigures(answers.figures, set, bound.figures)) return std::nullopt;
  const bool before = !answers.previous.empty();
  if (before && !BindFigures(answers.previous, set, bound.previous)) return std::nullopt;
  bound.declarations.reserve(answers.declarations.size());
  bound.texts.reserve(answers.declarations.size());
  domain::LeafIndex next = 0;
  for (const DeclarationInPlace& said : answers.declarations) {
    domain::DeclaredPoints& one = bound.declarations.emplace_back();
    BoundText& text = bound.texts.emplace_back();
    one.leaf = LeafOf(set, said.criterion, next);
    // In another order than the set's it is not as our nodes write it; or comes twice.
    if (one.leaf == domain::kNone || one.leaf < next) return std::nullopt;
    next = one.leaf + 1;
    if (!BindKind(said, set, one, text)) return std::nullopt;
    text.explanation = said.explanation;
    text.first_evidence = said.first_evidence;
    text.evidence_count = said.evidence_count;
    if (text.evidence_count > domain::kMostEvidence ||
        (!text.explanation.empty() && !IsText(text.explanation, domain::kLongestReason))) {
      return std::nullopt;
    }
  }
  if (!std::all_of(answers.evidence.begin(), answers.evidence.end(), IsGood)) return std::nullopt;
  return bound;
}

void WriteEvidenceText(const EvidenceInPlace& use, std::string& text) {
  text.assign(use.document);
  if (use.section.empty() && use.page == 0 && use.sha256.empty()) return;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<char, 10> page{};
  const char* const end = std::to_chars(page.data(), page.data() + page.size(), use.page).ptr;
  text.append(1, '\t').append(use.section).append(1, '\t');
  text.append(page.data(), static_cast<std::size_t>(end - page.data())).append(1, '\t');
  for (const char c : use.sha256) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4u];
    text += kDigits[byte & 0xfu];
  }
}

}  // namespace par::codec
