// What documents of several units, or one document used several times, say against each other. Each
// conflict is for a person to look into: a decision of the province proves something for every
// commune, and then one file in all of them is right.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/sha256.h"
#include "common/domain/evidence_verdict.h"
#include "common/domain/ids.h"

namespace par::domain {

// A place in a unit's answers that relies on a document.
struct EvidenceUse {
  UnitId unit;
  std::string criterion;
  Sha256 file;
  DocumentParticulars document;  // As this unit states it.
  std::string section;
  std::uint32_t page = 0;      // 0: the whole document.
  bool nothing_arose = false;  // The unit says that the task did not arise (không phát sinh).
};

struct EvidenceConflict {
  // evidence_file_shared          one file, several units
  // evidence_file_stated_twice    one file, with another number, issuer or date
  // evidence_number_of_two_files  one number of one issuer and year, two files
  // evidence_claims_contradict    one file proves of one criterion, or at one place, both that the
  //                               task was done and that it did not arise
  absl::Status finding;
  std::vector<UnitId> units;  // Whom it concerns, rising, each once.
  std::vector<Sha256> files;  // One, or the two of a number.
};

// In the order of the reasons above, then of the uses. Each pair of units or places is named once.
[[nodiscard]] std::vector<EvidenceConflict> FindEvidenceConflicts(
    std::span<const EvidenceUse> uses);

}  // namespace par::domain
