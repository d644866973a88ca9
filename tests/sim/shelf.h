// A node's evidence files in memory, with the promises of common/exchange/blob.h.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "common/exchange/blob.h"

namespace par::sim {

class Shelf final : public exchange::BlobStore {
 public:
  [[nodiscard]] absl::StatusOr<exchange::BlobPlace> Begin(const exchange::Blob& blob) override;
  [[nodiscard]] absl::StatusOr<std::uint64_t> Put(const exchange::Blob& blob, std::uint64_t offset,
                                                  std::string_view data) override;
  [[nodiscard]] bool Has(const Sha256& sha256) const override;
  void NoteLost(const Sha256& sha256) override { lost_.insert(sha256); }
  [[nodiscard]] bool IsLost(const Sha256& sha256) const override { return lost_.contains(sha256); }
  [[nodiscard]] absl::Status Finish(const exchange::Blob& blob) override;
  [[nodiscard]] absl::StatusOr<std::string> Read(const exchange::Blob& blob, std::uint64_t offset,
                                                 std::size_t length) override;

  // A file that somebody here added.
  void Keep(std::string bytes);
  void Clear() { files_.clear(); }
  // Nothing wrong, or the hash of a complete file whose bytes are others.
  [[nodiscard]] std::string Damaged() const;

 private:
  struct File {
    std::string bytes;
    bool complete = false;
  };
  std::map<Sha256, File> files_;
  std::set<Sha256> lost_;
};

}  // namespace par::sim
