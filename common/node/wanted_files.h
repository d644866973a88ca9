// The evidence files that a lower node may send: those that items received over its line refer to.
// Safe from many threads.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "common/base/clock.h"
#include "common/exchange/blob.h"
#include "common/exchange/blob_references.h"
#include "common/exchange/ports.h"
#include "common/exchange/rate_meter.h"
#include "common/node/fingerprints.h"
#include "common/storage/store.h"

namespace par::node {

class WantedFiles {
 public:
  struct Ports {
    const storage::Store& store;
    const exchange::Topology& topology;
    const exchange::BlobStore& blobs;
    const Clock& clock;
  };
  // Of the line between `peer` and this node. The ports must outlive it.
  WantedFiles(Ports ports, std::string node, std::string peer)
      : ports_(ports), node_(std::move(node)), peer_(std::move(peer)) {}

  // OK, or why the file is not taken: NOT_FOUND exchange_blob_not_wanted, INVALID_ARGUMENT
  // exchange_blob_differs (in size or media type from what the item says).
  [[nodiscard]] absl::Status Check(const exchange::Blob& blob);
  // OK if the peer may have the file: an item that came from it, and counted, refers to it.
  // NOT_FOUND exchange_blob_not_wanted.
  [[nodiscard]] absl::Status MayHave(const Sha256& sha256);
  void Came(const exchange::Blob& blob);
  // A piece of a file has come.
  void Note(std::uint64_t bytes);
  [[nodiscard]] exchange::BlobTraffic Traffic();

 private:
  // With the lock held.
  [[nodiscard]] absl::Status Update();

  const Ports ports_;
  const std::string node_;
  const std::string peer_;

  std::mutex mutex_;  // Guards what follows.
  exchange::BlobReferences references_{exchange::Side::kUpper};
  Fingerprints wanted_;                      // Hash, size and media type.
  Fingerprints named_;                       // Hash alone.
  std::map<Sha256, std::uint64_t> missing_;  // Hash and size.
  std::uint64_t taken_bytes_ = 0;
  exchange::RateMeter rate_;
};

}  // namespace par::node
