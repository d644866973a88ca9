#include "common/evidence/evidence_sweep.h"

#include <algorithm>
#include <string>

#include "absl/status/statusor.h"

namespace par::evidence {

void EvidenceSweep::Step() {
  const std::int64_t now = clock_.MonotonicMicros();
  if (resting_ && now - *begun_at_ < kSweepPauseMicros) return;
  if (resting_ || !begun_at_.has_value()) {
    begun_at_ = now;
    resting_ = false;
    file_.reset();
  }
  std::size_t left = kSweepBytes;
  for (int files = 0; left > 0 && files < kSweepFiles; ++files) {
    if (!under_way_) {
      const std::optional<Sha256> next = store_.Next(file_);
      if (!next.has_value()) {
        resting_ = true;
        last_round_at_ = clock_.WallMicros();
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
  const std::size_t wanted = left;
  const absl::StatusOr<std::string> bytes = store_.Read(*file_, offset_, wanted);
  if (!bytes.ok()) {  // Set aside meanwhile, or the disk does not give it: Verify says which.
    (void)hash_.Finish();
    (void)store_.Verify(*file_);
    return true;
  }
  hash_.Add(*bytes);
  offset_ += bytes->size();
  left -= std::min(bytes->size(), left);
  if (bytes->size() == wanted) return false;
  // Once more, by the one who may set it aside.
  if (hash_.Finish() != *file_) (void)store_.Verify(*file_);
  return true;
}

}  // namespace par::evidence
