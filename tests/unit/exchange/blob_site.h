// A node's evidence files, as both ends of a line have them, and files to send.
#pragma once

#include <filesystem>
#include <string>

#include "common/evidence/evidence_store.h"
#include "common/exchange/blob.h"
#include "common/node/evidence_blobs.h"

namespace par::exchange::testing {

// A node's files and what the machines see of them.
struct Site {
  explicit Site(const std::filesystem::path& folder)
      : files(*evidence::EvidenceStore::Open(folder)), blobs(files, evidence::kMaxFileBytes, "node C") {}
  evidence::EvidenceStore files;
  node::EvidenceBlobs blobs;
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

}  // namespace par::exchange::testing
