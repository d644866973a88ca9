// A node's lines as its people see them: who is at the other end, how the line stands, what waits
// on either side and why it last broke.
//
// Pure apart from the rows it reads. Safe from many threads.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "common/node/links.h"
#include "common/services/units.h"
#include "par/node/v1/node.pb.h"

namespace par::node {

inline constexpr std::size_t kLinksPerPage = 500;

// Links::Status of the node.
using DescribeLines =
    std::function<std::vector<LineStatus>(const LineFilter& wanted, std::size_t most)>;

// The lines from `request.after()` on.
[[nodiscard]] absl::StatusOr<v1::ListLinksResponse> PageOfLinks(
    const storage::Reader& state, const services::Units& units, const DescribeLines& lines,
    const v1::ListLinksRequest& request);

}  // namespace par::node
