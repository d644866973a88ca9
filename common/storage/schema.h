// Every kind of row a node stores, by the first byte of its key, and the version of the whole. Add
// a kind by adding a line in your subject's range; never change or reuse a number: they are stored.
//
//   0x01-0x0f ledger     0x10-0x2f exchange     0x30-0x3f identity     0x40-0x7f services
//   0x80-0x9f rows that no entry made and that need not survive (login sessions, caches): they are
//             left out when the state is rebuilt from the entries and compared
//
// Records carry their own version in their first byte; the constants stand beside their codec.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/storage/store.h"

namespace par::storage {

enum class Prefix : std::uint8_t {
  // Ledger (docs/formats/ledger.md)
  kSchema = 0x01,
  kLedgerHead = 0x02,
  kEntry = 0x03,
  kAnswer = 0x04,
  // Exchange (docs/formats/exchange.md)
  kExchangeStream = 0x10,
  kExchangeStaged = 0x11,
  kExchangeEvent = 0x12,
  kExchangeSubmission = 0x13,
  kExchangePeer = 0x14,
  kExchangeWitness = 0x15,
  kExchangeWitnessed = 0x16,

  // Identity (common/identity/records.h)
  kAccount = 0x30,
  kToken = 0x31,
  kTokenOf = 0x32,
  kAccountCounts = 0x33,
  kCredential = 0x34,
  kProviderOf = 0x35,

  // Services: messages of par.record.v1 (common/services/rows.h)
  kHosting = 0x40,
  kUnits = 0x41,
  kSet = 0x42,
  kActiveSet = 0x43,
  kCycle = 0x44,
  kOwnDocument = 0x45,
  kHeldDocument = 0x46,
  kIndicators = 0x47,
  kOwnDossier = 0x48,
  kOwnFigures = 0x49,
  kEvidenceCheck = 0x4a,
  kEvidenceTrust = 0x4b,
  kUnitsDay = 0x4c,
  kHeldDossier = 0x50,
  kHeldFigures = 0x51,
  kSurvey = 0x52,
  kSurveyResults = 0x53,
  kCouncil = 0x54,
  kRemediationPlan = 0x55,
  kOwnProgress = 0x56,
  kHeldProgress = 0x57,
  kDecision = 0x58,
  kReviewSession = 0x5A,
  kSecondMarks = 0x5B,
  kEarlierTable = 0x60,
  kCertificateRequest = 0x61,
  kOwnRenewal = 0x62,
};

inline constexpr std::uint8_t kFirstDerived = 0x10;  // The first that a state machine may write.
inline constexpr std::uint8_t kFirstLocal = 0x80;    // The first that no entry makes.

// Raised whenever stored rows change in a way that an older program would misread, and whenever the
// same entries make other rows than before: docs/formats/ledger.md, "Versions".
inline constexpr std::uint32_t kSchemaVersion = 3;

// Turns a store of version `from` into one of version from + 1; writing the new version is not its
// business. It may run again after a crash, so it must bear what it has already done.
struct Migration {
  std::uint32_t from;
  std::function<absl::Status(Store&)> run;
};

// Gives an empty store the version `current`; migrates an older one step by step, each step's
// version synced. FAILED_PRECONDITION schema_too_new: the store was written by a newer program.
// FAILED_PRECONDITION schema_too_old: an older program wrote it, and no step starts from there.
// DATA_LOSS schema_unreadable: there are rows but no version.
[[nodiscard]] absl::Status OpenSchema(Store& store, std::uint32_t current,
                                      const std::vector<Migration>& steps);

// The same with this program's version and steps.
[[nodiscard]] absl::Status OpenSchema(Store& store);

// The key and value of the version row.
[[nodiscard]] Write SchemaRow(std::uint32_t version);

}  // namespace par::storage
