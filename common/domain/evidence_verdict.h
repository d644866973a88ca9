// What a document is worth as evidence for one criterion: the date that it states, the time when it
// was signed (common/domain/signature.h), the deadline that it had to meet and the order of its
// unit's document numbers, held against each other.
//
// Which signature counts: an official document is signed by its leader and then, when it is issued,
// by the office (Decree 30/2020). It is signed when the last person signed it. Time stamps over the
// file say that it was there, not that anybody signed.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/date.h"
#include "common/domain/signature.h"

namespace par::domain {

// The worst that was found; a lower number is worse. Stored and sent: never renumber.
enum class EvidenceVerdict : std::uint8_t {
  kUnsigned = 0,
  kInvalid = 1,       // A signature is broken, or by somebody whom no anchor vouches for.
  kModified = 2,      // Changed after the last person signed.
  kUndetermined = 3,  // It cannot be said: the file, or when it was signed, cannot be read.
  kBackDated = 4,     // States a day on which it was not yet signed.
  kSignedLate = 5,
  kNumberOutOfOrder = 6,
  kOnTime = 7,  // Signed by the deadline, and nothing is wrong.
  kSound = 8,   // There is no deadline, and nothing is wrong.
};

// What the unit states of a document.
struct DocumentParticulars {
  std::string number;  // Số, ký hiệu.
  std::string issuer;  // Cơ quan ban hành.
  std::optional<Date> issued;
};

inline constexpr std::int32_t kMostDaysToSign = 3650;

struct EvidenceTerms {
  std::optional<Date> deadline;  // The last day on which it is on time, in Vietnam.
  // How many days may lie between the stated date and the signature: 0, by the decree.
  std::int32_t days_to_sign = 0;
  friend bool operator==(const EvidenceTerms&, const EvidenceTerms&) = default;
};

struct EvidenceJudgement {
  EvidenceVerdict verdict = EvidenceVerdict::kUndetermined;
  std::optional<Date> signed_on;  // In Vietnam; nothing where nobody said when.
  std::int32_t days_late = 0;     // Above 0 for kSignedLate, also where something worse was found.
  std::vector<absl::Status> findings;  // What costs, by verdict, in the order of the verdicts.
  std::vector<absl::Status> notes;     // What a reviewer should know; it changes no verdict.
};

// `others` are the unit's other documents; those of the same issuer, symbol and year of issue are
// the ones whose numbers are compared. Findings and notes are in catalogue/evidence_verdicts.inc.
[[nodiscard]] EvidenceJudgement JudgeEvidence(const DocumentParticulars& document,
                                              const SignatureReport& report,
                                              const EvidenceTerms& terms,
                                              std::span<const DocumentParticulars> others);

// For programs: "signed_late". In words for people: "ký chậm", "signed late".
[[nodiscard]] std::string_view Name(EvidenceVerdict verdict);
[[nodiscard]] std::string_view VietnameseName(EvidenceVerdict verdict);
// Nothing if no verdict is called so.
[[nodiscard]] std::optional<EvidenceVerdict> EvidenceVerdictOf(std::string_view name);
// Nothing is wrong with it: kOnTime, kSound.
[[nodiscard]] bool IsFine(EvidenceVerdict verdict);

}  // namespace par::domain
