#include "common/evidence/evidence_sweep.h"

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace par::evidence {

void EvidenceSweep::Step() {
  const std::int64_t now = clock_.MonotonicMicros();
  if (resting_ && now - *begun_at_ < kSweepPauseMicros) return;
  if (resting_ || !begun_at_.has_value()) {
    begun_at_ = now;
    resting_ = false;
    whole_ = true;
    file_.reset();
  }
  std::size_t left = kSweepBytes;
  for (int files = 0; left > 0 && files < kSweepFiles; ++files) {
    if (!under_way_) {
      const std::optional<Sha256> next = store_.Next(file_);
      if (!next.has_value()) {
        resting_ = true;
        if (whole_) last_round_at_ = clock_.WallMicros();
        return;
      }
      file_ = next;
      under_way_ = true;
      offset_ = 0;
    }
    under_way_ = !ReadOn(left);
  }
}

bool EvidenceSweep::ReadOn(std::size_t& left) {
  while (left > 0) {
    const std::size_t wanted = std::min(left, kSweepPieceBytes);
    const absl::StatusOr<std::string> bytes = store_.Read(*file_, offset_, wanted);
    if (!bytes.ok()) {  // Set aside meanwhile, or the disk does not give it: Verify says which.
      (void)hash_.Finish();
      Verify();
      return true;
    }
    hash_.Add(*bytes);
    offset_ += bytes->size();
    left -= bytes->size();
    if (bytes->size() == wanted) continue;
    if (hash_.Finish() != *file_) Verify();  // Once more, by the one who may set it aside.
    return true;
  }
  return false;
}

void EvidenceSweep::Verify() {
  const absl::Status verified = store_.Verify(*file_);
  if (absl::IsInternal(verified)) whole_ = false;
}

}  // namespace par::evidence
