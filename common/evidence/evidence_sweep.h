// Reads every evidence file again, a little at a time, so that damage on the disk is found before
// somebody needs the file. A round takes as long as the files are large, and the next begins a week
// after it began. Where a round stands is not stored: a start begins anew. One thread at a time,
// but where said.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "common/base/clock.h"
#include "common/base/sha256.h"
#include "common/evidence/evidence_store.h"

namespace par::evidence {

inline constexpr std::size_t kSweepBytes = std::size_t{1} << 20u;        // Of one step.
inline constexpr std::size_t kSweepPieceBytes = std::size_t{64} << 10u;  // Read at a time.
inline constexpr int kSweepFiles = 64;                                   // Of one step.
inline constexpr std::int64_t kSweepPauseMicros = std::int64_t{7} * 24 * 3600 * 1'000'000;

class EvidenceSweep {
 public:
  // Both outlive it.
  EvidenceSweep(EvidenceStore& store, const Clock& clock) : store_(store), clock_(clock) {}

  // Reads at most kSweepBytes of at most kSweepFiles files; to be called about once a second. A
  // file whose bytes are not the ones it is named by is set aside (EvidenceStore::Verify).
  void Step();
  // When the last round ended in which every file could be read, UTC microseconds; 0: none has yet.
  // From any thread.
  [[nodiscard]] std::int64_t last_round_at() const { return last_round_at_; }

 private:
  // Whether the file is read to its end.
  bool ReadOn(std::size_t& left);
  void Verify();

  EvidenceStore& store_;
  const Clock& clock_;
  std::optional<std::int64_t> begun_at_;  // Monotonic, of the round under way or the last one.
  bool resting_ = false;
  bool whole_ = true;           // Nothing so far that the disk would not give.
  std::optional<Sha256> file_;  // Under way, or the last one read.
  bool under_way_ = false;
  std::uint64_t offset_ = 0;
  Sha256Stream hash_;
  std::atomic<std::int64_t> last_round_at_ = 0;
};

}  // namespace par::evidence
