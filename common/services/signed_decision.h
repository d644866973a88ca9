// A signed decision as it travels and is kept: its file packed, so that one on a province's
// communes fits an item (docs/formats/decision.md, "Packed"), or as it is, from programs that
// packed none.
//
// Pure. Safe from any thread.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/domain/decision.h"
#include "common/services/kinds.h"
#include "par/decision/v1/decision.pb.h"
#include "par/record/v1/service_record.pb.h"

namespace par::services {

// The same with its file packed.
[[nodiscard]] decision::v1::SignedDecision Packed(decision::v1::SignedDecision decision);

// The file, unpacked. INVALID_ARGUMENT decision_file_malformed: there is not exactly one, or it is
// larger than domain::kMostDecisionFileBytes or than it says.
[[nodiscard]] absl::StatusOr<std::string> FileOf(const decision::v1::SignedDecision& decision);
[[nodiscard]] absl::StatusOr<std::string> FileOf(const record::v1::DecisionRow& row);

// What the file says (domain::ReadDecisionFile).
[[nodiscard]] absl::StatusOr<domain::Decision> ReadDecision(
    const decision::v1::SignedDecision& decision);
[[nodiscard]] absl::StatusOr<domain::Decision> ReadDecision(const record::v1::DecisionRow& row);

// As which item it goes down, and up.
[[nodiscard]] ItemType TypeDown(const decision::v1::SignedDecision& decision);
[[nodiscard]] ItemType TypeUp(const decision::v1::SignedDecision& decision);

}  // namespace par::services
