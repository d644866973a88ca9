// Which files the items of a line's streams up refer to. Read a piece at a time: each call sees
// only what was added since the last. One thread at a time.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/exchange/blob.h"
#include "common/exchange/hash.h"
#include "common/exchange/ports.h"
#include "common/exchange/rows.h"
#include "common/exchange/stream.h"

namespace par::exchange {

// The units on `lower_node` whose parent is on `upper_node`: the hops of the line between the two.
[[nodiscard]] absl::StatusOr<std::vector<std::string>> HopsBetween(const storage::Reader& state,
                                                                   const Topology& topology,
                                                                   std::string_view lower_node,
                                                                   std::string_view upper_node);

// One file as one item names it. The same file may be named in several ways.
[[nodiscard]] std::vector<Blob> BlobsOf(const record::EventRow& event);

class BlobReferences {
 public:
  // Side::kLower: of items that the node above has received. Side::kUpper: of items received here.
  explicit BlobReferences(Side side) : side_(side) {}

  // Gives `take` every reference added to the streams up over `hops`. Items that were rejected
  // refer to nothing. True: a stream is no longer what was read of it (the node above had lost its
  // end); it was read again from its beginning.
  [[nodiscard]] absl::StatusOr<bool> Update(const storage::Reader& state,
                                            const std::vector<std::string>& hops,
                                            const std::function<void(Blob)>& take);

 private:
  Side side_;
  std::map<StreamId, Position> read_;
};

}  // namespace par::exchange
