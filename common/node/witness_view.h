// What a node has witnessed of the ledgers of the nodes below it, and which ledgers are not what
// was witnessed of them, as its people see it.
//
// Pure apart from the rows it reads. Safe from many threads.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/catalogue.h"
#include "common/node/links.h"
#include "common/services/units.h"
#include "par/node/v1/node.pb.h"

namespace par::node {

// Of the next node after `request.after()`; with a unit, of the node that hosts it.
[[nodiscard]] absl::StatusOr<v1::ListWitnessedResponse> PageOfWitnessed(
    const storage::Reader& state, const services::Units& units, std::string_view here,
    const v1::ListWitnessedRequest& request);

// Into `status`: this node's own ledger, by what its lines up say, and those of the nodes below.
[[nodiscard]] absl::Status DescribeDoubts(const storage::Reader& state, std::string_view here,
                                          const std::vector<LineStatus>& lines_up,
                                          domain::Language language, v1::GetStatusResponse& status);

}  // namespace par::node
