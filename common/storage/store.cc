#include "common/storage/store.h"

#include "common/base/check.h"
#include "common/domain/refusal.h"
#include "common/storage/limits.h"

namespace par::storage {

std::string_view Name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kOk:
      return "ok";
    case Outcome::kConflict:
      return "conflict";
    case Outcome::kUnknown:
      return "unknown";
    case Outcome::kNoSpace:
      return "no_space";
    case Outcome::kFenced:
      return "fenced";
    case Outcome::kCorrupt:
      return "corrupt";
  }
  PAR_CHECK(false);
}

absl::Status ToStatus(Outcome outcome) {
  switch (outcome) {
    case Outcome::kOk:
      return absl::OkStatus();
    case Outcome::kConflict:
      return domain::Refusal(absl::StatusCode::kAborted, "store_conflict");
    case Outcome::kUnknown:
      return domain::Refusal(absl::StatusCode::kUnavailable, "store_unknown");
    case Outcome::kNoSpace:
      return domain::Refusal(absl::StatusCode::kResourceExhausted, "store_no_space");
    case Outcome::kFenced:
      return domain::Refusal(absl::StatusCode::kFailedPrecondition, "store_fenced");
    case Outcome::kCorrupt:
      return domain::Refusal(absl::StatusCode::kDataLoss, "store_corrupt");
  }
  PAR_CHECK(false);
}

Range PrefixRange(std::string_view prefix) {
  Range range{.first = std::string(prefix), .end = std::string(prefix)};
  while (!range.end.empty()) {
    const auto last = static_cast<unsigned char>(range.end.back());
    if (last != 0xff) {
      range.end.back() = static_cast<char>(last + 1);
      break;
    }
    range.end.pop_back();
  }
  return range;
}

std::size_t SizeOf(const Batch& batch) {
  std::size_t bytes = 0;
  for (const Write& write : batch) {
    bytes += write.key.size() + (write.value.has_value() ? write.value->size() : 0);
  }
  return bytes;
}

bool WithinLimits(const Batch& batch) {
  for (const Write& write : batch) {
    if (write.key.empty() || write.key.size() > kMaxKeyBytes) return false;
    if (write.value.has_value() && write.value->size() > kMaxValueBytes) return false;
  }
  return SizeOf(batch) <= kMaxBatchBytes;
}

}  // namespace par::storage
