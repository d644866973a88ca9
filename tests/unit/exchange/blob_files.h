// Real evidence files for the machines that move them, and files worth moving.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "common/base/status_macros.h"
#include "common/evidence/evidence_store.h"
#include "common/exchange/blob.h"

namespace par::exchange {

// The adapter that a node has between the two.
class EvidenceBlobs final : public BlobStore {
 public:
  explicit EvidenceBlobs(const std::filesystem::path& folder)
      : store_(*evidence::EvidenceStore::Open(folder)) {}
  absl::StatusOr<BlobPlace> Begin(const Blob& blob) override {
    ASSIGN_OR_RETURN(const evidence::Intake intake, store_.Begin(blob.sha256, blob.size));
    return BlobPlace{.durable_offset = intake.durable_offset, .complete = intake.complete};
  }
  absl::StatusOr<std::uint64_t> Put(const Blob& blob, std::uint64_t offset,
                                    std::string_view data) override {
    return store_.Put(blob.sha256, blob.size, offset, data);
  }
  bool Has(const Sha256& sha256) const override { return store_.Has(sha256); }
  absl::Status Finish(const Blob& blob) override {
    return store_.Finish(blob.sha256, blob.size, *evidence::KindOfMediaType(blob.media_type));
  }
  absl::StatusOr<std::string> Read(const Blob& blob, std::uint64_t offset,
                                   std::size_t length) override {
    return store_.Read(blob.sha256, offset, length);
  }
  evidence::EvidenceStore& store() { return store_; }

 private:
  evidence::EvidenceStore store_;
};

inline std::string Pdf(std::size_t bytes) {
  std::string text = "%PDF-1.7\n";
  while (text.size() < bytes) text += std::to_string(text.size()) + " ";
  text.resize(bytes);
  return text;
}
inline Blob BlobOf(const std::string& file) {
  return {.sha256 = Sha256::Of(file),
          .size = file.size(),
          .media_type = "application/pdf",
          .unit = "c"};
}

}  // namespace par::exchange
