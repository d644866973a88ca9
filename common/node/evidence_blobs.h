// The node's evidence files as the exchange's blob machines see them. Safe from many threads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/evidence/evidence_store.h"
#include "common/exchange/blob.h"

namespace par::node {

// Every word in a Blob is a peer's. INVALID_ARGUMENT evidence_kind_unknown: a media type that is
// not kept; evidence_too_large: over `largest` bytes (limits.evidence_bytes).
class EvidenceBlobs final : public exchange::BlobStore {
 public:
  // `files` must outlive it. What comes through it is counted as begun by `sender`.
  EvidenceBlobs(evidence::EvidenceStore& files, std::uint64_t largest, std::string sender)
      : files_(files), largest_(largest), sender_(std::move(sender)) {}

  [[nodiscard]] absl::StatusOr<exchange::BlobPlace> Begin(const exchange::Blob& blob) override;
  [[nodiscard]] absl::StatusOr<std::uint64_t> Put(const exchange::Blob& blob, std::uint64_t offset,
                                                  std::string_view data) override;
  [[nodiscard]] bool Has(const Sha256& sha256) const override { return files_.Has(sha256); }
  void NoteLost(const Sha256& sha256) override { files_.NoteLost(sha256); }
  [[nodiscard]] bool IsLost(const Sha256& sha256) const override { return files_.IsLost(sha256); }
  [[nodiscard]] absl::Status Finish(const exchange::Blob& blob) override;
  [[nodiscard]] absl::StatusOr<std::string> Read(const exchange::Blob& blob, std::uint64_t offset,
                                                 std::size_t length) override;

 private:
  evidence::EvidenceStore& files_;
  const std::uint64_t largest_;
  const std::string sender_;
};

}  // namespace par::node
