#include "tests/support/read_both_ways.h"

#include <vector>

#include "common/codec/answers_codec.h"
#include "common/codec/answers_in_place.h"
#include "par/assessment/v1/assessment.pb.h"

namespace par::testing {
namespace {

namespace pb = assessment::v1;
using codec::AnswersInPlace;
using codec::BoundAnswers;

void PutFigures(const std::vector<codec::FigureText>& read,
                google::protobuf::RepeatedPtrField<pb::FigureValue>& figures) {
  for (const codec::FigureText& figure : read) {
    pb::FigureValue& one = *figures.Add();
    one.set_figure(std::string(figure.figure));
    one.set_value(std::string(figure.value));
  }
}

// The message that was read.
pb::Answers MessageOf(const AnswersInPlace& read) {
  pb::Answers message;
  message.set_set_id(std::string(read.set_id));
  message.set_set_version(static_cast<std::uint32_t>(read.set_version));
  message.set_unit(std::string(read.unit));
  PutFigures(read.figures, *message.mutable_figures());
  PutFigures(read.previous, *message.mutable_previous());
  for (const codec::DeclarationInPlace& declaration : read.declarations) {
    pb::Declaration& one = *message.add_declarations();
    one.set_criterion(std::string(declaration.criterion));
    one.set_not_applicable(std::string(declaration.not_applicable));
    one.set_judged(std::string(declaration.judged));
    one.set_reason(std::string(declaration.reason));
    one.set_points(std::string(declaration.points));
    one.set_source(std::string(declaration.source));
    one.set_waived(std::string(declaration.waived));
    one.set_explanation(std::string(declaration.explanation));
    for (std::size_t i = 0; i < declaration.evidence_count; ++i) {
      const codec::EvidenceInPlace& use = read.evidence[declaration.first_evidence + i];
      pb::EvidenceUse& evidence = *one.add_evidence();
      evidence.set_document(std::string(use.document));
      evidence.set_section(std::string(use.section));
      evidence.set_page(use.page);
      evidence.set_sha256(std::string(use.sha256));
    }
  }
  return message;
}

std::vector<domain::Declaration> DeclarationsOf(const AnswersInPlace& read,
                                                const BoundAnswers& bound) {
  std::vector<domain::Declaration> declarations;
  for (std::size_t i = 0; i < bound.declarations.size(); ++i) {
    const codec::BoundText& text = bound.texts[i];
    domain::Declaration& one = declarations.emplace_back();
    one.leaf = bound.declarations[i].leaf;
    one.kind = bound.declarations[i].kind;
    one.points = bound.declarations[i].points;
    one.reason = text.reason;
    one.explanation = text.explanation;
    for (std::size_t use = 0; use < text.evidence_count; ++use) {
      codec::WriteEvidenceText(read.evidence[text.first_evidence + use],
                               one.evidence.emplace_back());
    }
  }
  return declarations;
}

std::string Difference(const AnswersInPlace& read, const BoundAnswers& bound,
                       const pb::Answers& message, const domain::CriteriaSet& set) {
  const auto decoded = codec::Decode(message, set);
  if (!decoded.ok()) return "Decode refuses them: " + decoded.status().ToString();
  if (decoded->children_known) return "children_known";
  if (read.unit != decoded->unit.value()) return "unit";
  if (bound.figures != decoded->figures) return "figures";
  const bool before = !bound.previous.empty();
  if (before != (message.previous_size() != 0)) return "whether there is a year before";
  if (before && bound.previous != decoded->previous) return "previous";
  return DeclarationsOf(read, bound) == decoded->declarations ? "" : "declarations";
}

// `message`: what Protocol Buffers reads; null where it reads nothing.
std::optional<std::string> DifferenceFrom(const pb::Answers* message, std::string_view answers,
                                          const domain::CriteriaSet& set) {
  const auto read = codec::ReadInPlace(answers);
  if (!read.has_value()) return std::nullopt;
  // Fields that are read but not bound are looked up too (common/services/documents.cc), in
  // submissions that Protocol Buffers has read.
  if (message != nullptr && MessageOf(*read).SerializeAsString() != message->SerializeAsString()) {
    return "fields";
  }
  const auto bound = codec::Bind(*read, set);
  if (!bound.has_value()) return std::nullopt;
  if (message == nullptr) return "Protocol Buffers does not read them";
  return Difference(*read, *bound, *message, set);
}

}  // namespace

std::optional<std::string> DifferenceInPlace(std::string_view answers,
                                             const domain::CriteriaSet& set) {
  pb::Answers message;
  const bool parsed = message.ParseFromArray(answers.data(), static_cast<int>(answers.size()));
  return DifferenceFrom(parsed ? &message : nullptr, answers, set);
}

std::optional<std::string> SubmissionDifference(std::string_view submission,
                                                const domain::CriteriaSet& set) {
  const auto split = codec::SplitSubmission(submission);
  pb::Submission rest;
  if (!split.has_value() || !rest.ParseFromString(split->rest)) return std::nullopt;
  pb::Submission whole;
  if (!whole.ParseFromArray(submission.data(), static_cast<int>(submission.size()))) {
    return DifferenceFrom(nullptr, split->answers, set);
  }
  const auto difference = DifferenceFrom(&whole.answers(), split->answers, set);
  whole.clear_answers();
  const bool alike = whole.SerializeAsString() == rest.SerializeAsString();
  return alike ? difference : "what is beside the answers";
}

}  // namespace par::testing
