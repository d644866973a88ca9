#include "common/services/signed_decision.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/base/zstd_frame.h"
#include "common/domain/decision_file.h"
#include "common/domain/refusal.h"

namespace par::services {
namespace {

using decision::v1::SignedDecision;
using record::v1::DecisionRow;

// What does not pack takes a little more: zstd's own bound.
std::size_t RoomFor(std::size_t bytes) { return bytes + bytes / 128 + 1024; }

template <typename Message>
absl::StatusOr<std::string> FileIn(const Message& message) {
  if (message.packed().empty()) return message.canonical();
  const std::size_t size = message.unpacked_bytes();
  std::optional<std::string> file;
  if (message.canonical().empty() && size <= domain::kMostDecisionFileBytes) {
    file = UnpackFrame(message.packed(), size);
  }
  if (file.has_value()) return *std::move(file);
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "decision_file_malformed",
                         {{"bytes", std::to_string(message.packed().size())}});
}

template <typename Message>
absl::StatusOr<domain::Decision> ReadIn(const Message& message) {
  ASSIGN_OR_RETURN(const std::string file, FileIn(message));
  return domain::ReadDecisionFile(file);
}

}  // namespace

SignedDecision Packed(SignedDecision decision) {
  const std::string file = std::move(*decision.mutable_canonical());
  std::optional<std::string> frame = PackFrame(file, RoomFor(file.size()));
  PAR_CHECK(frame.has_value());
  decision.clear_canonical();
  decision.set_packed(*std::move(frame));
  decision.set_unpacked_bytes(static_cast<std::uint32_t>(file.size()));
  return decision;
}

absl::StatusOr<std::string> FileOf(const SignedDecision& decision) { return FileIn(decision); }
absl::StatusOr<std::string> FileOf(const DecisionRow& row) { return FileIn(row); }

absl::StatusOr<domain::Decision> ReadDecision(const SignedDecision& decision) {
  return ReadIn(decision);
}
absl::StatusOr<domain::Decision> ReadDecision(const DecisionRow& row) { return ReadIn(row); }

ItemType TypeDown(const SignedDecision& decision) {
  return decision.packed().empty() ? ItemType::kDecision : ItemType::kPackedDecision;
}
ItemType TypeUp(const SignedDecision& decision) {
  return decision.packed().empty() ? ItemType::kDecisionCopy : ItemType::kPackedDecisionCopy;
}

}  // namespace par::services
