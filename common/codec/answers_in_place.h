// A unit's answers read where they lie, in the bytes of their message: no text is copied and no
// message made. For the receiving of submissions, which needs of 80 KB only numbers and hashes.
//
// Reads only what is right in every respect and written as our nodes write it. Anything else is
// nothing here, and is for Decode (answers_codec.h), which takes it all the same or says what is
// wrong: what is read here, Decode reads alike.
//
// Pure. Safe from any thread. Views are of the bytes given, which must outlive them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/score_sheet.h"

namespace par::codec {

// The fields of the messages of the same names, absent ones empty.
struct FigureText {
  std::string_view figure;
  std::string_view value;
};
struct EvidenceInPlace {
  std::string_view document;
  std::string_view section;
  std::string_view sha256;
  std::uint32_t page = 0;
};
struct DeclarationInPlace {
  std::string_view criterion, not_applicable, judged, reason, points, source, waived, explanation;
  std::size_t first_evidence = 0;  // In AnswersInPlace::evidence.
  std::size_t evidence_count = 0;
};
struct AnswersInPlace {
  std::string_view set_id;
  std::string_view unit;
  std::uint64_t set_version = 0;
  std::vector<FigureText> figures;
  std::vector<FigureText> previous;
  std::vector<DeclarationInPlace> declarations;  // As they come.
  std::vector<EvidenceInPlace> evidence;         // Of all declarations.
};

// A submission in two: the bytes of its answers, and all other fields as a message of their own.
struct SubmissionInPlace {
  std::string_view answers;
  std::string rest;
};
// Nothing if there are no answers, or they stand there more than once.
[[nodiscard]] std::optional<SubmissionInPlace> SplitSubmission(std::string_view bytes);

// The fields, unchecked. Nothing if they are not as our nodes write them, or if there are results
// of units below, which are read by Decode only.
[[nodiscard]] std::optional<AnswersInPlace> ReadInPlace(std::string_view bytes);

// Bound to a set, as domain::Answers.
struct BoundText {
  std::string_view reason;
  std::string_view explanation;
  std::size_t first_evidence = 0;
  std::size_t evidence_count = 0;
};
struct BoundAnswers {
  std::vector<std::optional<domain::Rational>> figures;   // By slot.
  std::vector<std::optional<domain::Rational>> previous;  // By slot, or empty: there is none.
  std::vector<domain::DeclaredPoints> declarations;       // Rising by leaf, one each.
  std::vector<BoundText> texts;                           // Beside `declarations`.
  [[nodiscard]] domain::ScoreInputs inputs() const {
    return {.figures = figures, .previous = previous, .declarations = declarations};
  }
};
// Nothing if anything is wrong.
[[nodiscard]] std::optional<BoundAnswers> Bind(const AnswersInPlace& answers,
                                               const domain::CriteriaSet& set);

// As EvidenceText of the same use (answers_codec.h), written into `text`.
void WriteEvidenceText(const EvidenceInPlace& use, std::string& text);

}  // namespace par::codec
