// What the outside world's bytes reach, one target for each place where they come in. A target
// takes any bytes, feeds them in and stops the program (PAR_CHECK, or a sanitizer) where a promise
// is broken. The corpus is run through all of them by tests/fuzz/corpus_test.cc, new inputs are
// looked for by the program `fuzz` (docs/testing.md).
#pragma once

#include <span>
#include <string_view>

namespace par::fuzz {

struct Target {
  std::string_view name;  // Also of its folder in tests/fuzz/corpus.
  void (*run)(std::string_view input);
};

[[nodiscard]] std::span<const Target> Targets();
// Null where there is none of this name.
[[nodiscard]] const Target* FindTarget(std::string_view name);

// Messages of a child, and of a parent, to the machine at the other end of the line, in pieces
// (tests/fuzz/pieces.h).
void FuzzParentLink(std::string_view input);
void FuzzChildLink(std::string_view input);
// Offers and chunks of evidence files, and what their receiver answers.
void FuzzBlobReceiver(std::string_view input);
void FuzzBlobSender(std::string_view input);
// An item's body as it stands in a push, on its way into the desks of the unit above.
void FuzzSubmission(std::string_view input);
// Files that a person writes.
void FuzzCriteria(std::string_view input);
void FuzzAnswers(std::string_view input);
void FuzzPublished(std::string_view input);
void FuzzSurvey(std::string_view input);
void FuzzConfig(std::string_view input);
// A remediation plan, as YAML or as a workbook.
void FuzzPlan(std::string_view input);
// A decision as a file that anybody may hand to `parctl decision verify` and `decision document`.
void FuzzDecision(std::string_view input);
// A PDF file, as pdf-check reads it.
void FuzzPdf(std::string_view input);
// An Excel workbook of answers: the file itself, or its parts as pieces (pieces.h).
void FuzzWorkbook(std::string_view input);
// A catalogue of indicators, and a file of figures of the real one.
void FuzzIndicators(std::string_view input);
void FuzzFigures(std::string_view input);
// A request to the port for browsers, as text: its head, and the body as the Connect protocol has
// it.
void FuzzGateway(std::string_view input);

}  // namespace par::fuzz
