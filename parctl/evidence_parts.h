// What the files of `parctl evidence` share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/evidence_verdict.h"
#include "common/signature/checker.h"
#include "par/evidence/v1/evidence.pb.h"
#include "parctl/verbs.h"

namespace par {
class JsonWriter;
}
namespace par::parctl {

// Sends the file at `path`, which is `document` (unit, file_name, size and sha256), to the node in
// pieces, from where an upload of it stopped. False if the node refused or the file could not be
// read; that is then printed. `progress`: the last line of it also off a terminal.
[[nodiscard]] bool UploadFile(Session& session, const std::string& path,
                              const evidence::v1::Document& document, bool progress);

void PrintDocuments(Session& session, const std::vector<evidence::v1::ListedDocument>& documents);

// Whole and with this hash, or not at all: nothing is left behind, and a file that was there stays.
// The bytes that came; nothing if there was a refusal, which is then printed.
[[nodiscard]] std::optional<std::uint64_t> FetchDocument(Session& session, const std::string& unit,
                                                         const std::string& sha256,
                                                         const std::string& path);
// Of the unit; with a cycle those of its dossier, and where it relies on them. Nothing if the node
// refused, which is then printed.
[[nodiscard]] std::optional<std::vector<evidence::v1::ListedDocument>> DocumentsOfUnit(
    Session& session, const std::string& unit, const std::string& cycle);

// Against what documents are judged, as options.
struct EvidenceTermsOptions {
  std::string trust;
  std::vector<std::string> revoked;
  std::string deadline;
  std::uint32_t days_to_sign = 0;
};
void TakeEvidenceTerms(Command verb, const Session& session, EvidenceTermsOptions& options);
[[nodiscard]] domain::EvidenceTerms TermsOf(const Session& session,
                                            const EvidenceTermsOptions& options);
// pdf-check of this installation, with the trust anchors and revocation lists that are named.
// Nothing if one cannot be read, which is then printed.
[[nodiscard]] std::optional<signature::Checker> CheckerWith(Session& session,
                                                            const EvidenceTermsOptions& options);
// A day written as 2023-12-20, nothing where `text` is empty; otherwise a usage error of
// `argument`.
[[nodiscard]] std::optional<domain::Date> DayOf(const Session& session, const std::string& argument,
                                                const std::string& text);
[[nodiscard]] std::string VerdictText(const Session& session, domain::EvidenceVerdict verdict);
// "verdict", "signed_on", "days_late", "findings" and "notes" into the object that was begun.
void WriteJudgement(JsonWriter& json, const Session& session,
                    const domain::EvidenceJudgement& judgement);

void AddEvidenceCheck(Command group, Session& session);
void AddEvidenceCheckUnit(Command group, Session& session);
void AddEvidenceCompare(Command group, Session& session);
// list, get and verify.
void AddEvidenceReading(Command group, Session& session);

}  // namespace par::parctl
