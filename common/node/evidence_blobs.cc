#include "common/node/evidence_blobs.h"

#include <optional>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/evidence/file_kind.h"

namespace par::node {
namespace {

absl::StatusOr<evidence::FileKind> KindOf(const exchange::Blob& blob) {
  const std::optional<evidence::FileKind> kind = evidence::KindOfMediaType(blob.media_type);
  if (kind.has_value()) return *kind;
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "evidence_kind_unknown",
                         {{"file", blob.media_type}});
}

}  // namespace

absl::StatusOr<exchange::BlobPlace> EvidenceBlobs::Begin(const exchange::Blob& blob) {
  RETURN_IF_ERROR(KindOf(blob).status());
  if (blob.size > largest_) {
    return domain::Refusal(
        absl::StatusCode::kInvalidArgument, "evidence_too_large",
        {{"bytes", std::to_string(blob.size)}, {"maximum", std::to_string(largest_)}});
  }
  ASSIGN_OR_RETURN(const evidence::Intake intake, files_.Begin(blob.sha256, blob.size));
  return exchange::BlobPlace{.durable_offset = intake.durable_offset, .complete = intake.complete};
}

absl::StatusOr<std::uint64_t> EvidenceBlobs::Put(const exchange::Blob& blob, std::uint64_t offset,
                                                 std::string_view data) {
  return files_.Put(blob.sha256, blob.size, offset, data, sender_);
}

absl::Status EvidenceBlobs::Finish(const exchange::Blob& blob) {
  ASSIGN_OR_RETURN(const evidence::FileKind kind, KindOf(blob));
  return files_.Finish(blob.sha256, blob.size, kind);
}

absl::StatusOr<std::string> EvidenceBlobs::Read(const exchange::Blob& blob, std::uint64_t offset,
                                                std::size_t length) {
  return files_.Read(blob.sha256, offset, length);
}

}  // namespace par::node
