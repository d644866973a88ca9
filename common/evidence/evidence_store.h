// The evidence files of a node, named by their SHA-256 (folder/sha256/aa/bb/<hash>). A file comes
// in pieces: they go to folder/intake/<hash>.part, each synced before it is acknowledged, so that
// an upload that was cut goes on where it stopped. It becomes visible only whole and verified,
// under a second name; what is visible never changes. The name in intake goes once the second is
// synced: while both are there, whoever brought the file was not told that it is here.
//
// A file that nothing relies on can be put out of sight (folder/leaving/<hash>), for whoever knows
// to look once more before it goes for good; a start brings it back.
//
// Safe from many threads; of two that put the same file at once the second is refused, and nobody
// writes to a file that is being verified. A file that is found damaged is set aside
// (folder/damaged/<hash>) and missing from then on, so that whoever has it can bring it again; once
// it has come, what was set aside is thrown away.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/sha256.h"
#include "common/evidence/file_kind.h"

namespace par::evidence {

inline constexpr std::uint64_t kMaxFileBytes = std::uint64_t{200} << 20u;
inline constexpr std::size_t kMaxPieceBytes = std::size_t{256} << 10u;
// Files that one sender has begun and not finished, by the sizes they are to have.
inline constexpr std::uint64_t kMostUnfinishedBytes = 3 * kMaxFileBytes;
inline constexpr std::size_t kMostUnfinishedFiles = 64;
// Where one more would be too many, those to which nothing came for so long make room.
inline constexpr std::int64_t kAbandonedMicros = std::int64_t{10} * 60 * 1'000'000;
// What came of a file is thrown away when nothing more came for so long.
inline constexpr std::int64_t kUnfinishedSeconds = std::int64_t{7} * 24 * 3600;
// A file that was brought, or stated as a document, stays at least for so long.
inline constexpr std::int64_t kTouchedMicros = std::int64_t{2} * 3600 * 1'000'000;

struct Intake {
  std::uint64_t durable_offset = 0;  // The next piece begins here.
  bool complete = false;             // The file is here, verified; nothing need be sent.
};

// Where a file lies in the folder of a store.
[[nodiscard]] std::filesystem::path PathIn(const std::filesystem::path& folder,
                                           const Sha256& sha256);

class EvidenceStore {
 public:
  // Makes the folders where missing, and syncs what a process that was ended left half done.
  // INTERNAL evidence_disk: what the operating system said. The clock outlives the store.
  [[nodiscard]] static absl::StatusOr<EvidenceStore> Open(std::filesystem::path folder,
                                                          const Clock& clock = SystemClock());
  EvidenceStore(EvidenceStore&& other) noexcept
      : folder_(std::move(other.folder_)),
        clock_(other.clock_),
        damaged_(std::move(other.damaged_)) {}

  // `finished` is called of every file that Finish finds whole, on its thread, again with each
  // repetition; it must return at once. To be set before anybody uses the store.
  void WhenFinished(std::function<void(const Sha256&)> finished) {
    finished_ = std::move(finished);
  }

  // How much of the file is here. INVALID_ARGUMENT evidence_empty, evidence_too_large.
  [[nodiscard]] absl::StatusOr<Intake> Begin(const Sha256& sha256, std::uint64_t size) const;

  // Writes a piece at the durable offset, syncs it and returns the new durable offset.
  // FAILED_PRECONDITION evidence_offset (names the offset wanted): ask with Begin and go on there.
  // INVALID_ARGUMENT evidence_piece (empty or over kMaxPieceBytes), evidence_beyond_size. INTERNAL
  // evidence_disk. RESOURCE_EXHAUSTED evidence_disk_full, evidence_many_unfinished: `sender` (a
  // node, or a unit whose people upload) has begun more than kMostUnfinished…, and throwing away
  // what nobody touched for kAbandonedMicros makes no room. ABORTED evidence_busy: another is at
  // it.
  [[nodiscard]] absl::StatusOr<std::uint64_t> Put(const Sha256& sha256, std::uint64_t size,
                                                  std::uint64_t offset, std::string_view piece,
                                                  std::string_view sender = {});

  // All `size` bytes are here: reads them again, compares hash and kind, and makes the file
  // visible. Waits for another who is at the file. Repeating it is fine. FAILED_PRECONDITION
  // evidence_offset: not all is here; or the bytes are wrong and some came before this process
  // began, so that a power cut may have torn them: it begins anew. INVALID_ARGUMENT
  // evidence_hash_differs, evidence_not_what_it_says: what came was thrown away.
  [[nodiscard]] absl::Status Finish(const Sha256& sha256, std::uint64_t size, FileKind kind);

  // Throws away unfinished files to which nothing came for kUnfinishedSeconds before `now` (UTC
  // seconds). Returns how many.
  std::size_t DiscardOld(std::int64_t now);

  // Whoever was to send the file has lost it: known until it comes after all, or a start.
  void NoteLost(const Sha256& sha256);
  [[nodiscard]] bool IsLost(const Sha256& sha256) const;

  [[nodiscard]] bool Has(const Sha256& sha256) const;
  // NOT_FOUND evidence_missing.
  [[nodiscard]] absl::StatusOr<std::uint64_t> SizeOf(const Sha256& sha256) const;
  // At most `length` bytes from `offset`; empty at the end. NOT_FOUND evidence_missing.
  [[nodiscard]] absl::StatusOr<std::string> Read(const Sha256& sha256, std::uint64_t offset,
                                                 std::size_t length) const;
  // Reads the whole file again. DATA_LOSS evidence_damaged: it is set aside now; NOT_FOUND
  // evidence_missing; INTERNAL evidence_disk: it may be whole.
  [[nodiscard]] absl::Status Verify(const Sha256& sha256);
  // Those that were set aside and have not come again.
  [[nodiscard]] std::set<Sha256> Damaged() const;
  // Runs `step`, which must be short, while nobody else brings, finishes or reads through the file.
  // Not if somebody is at it now or Finish found it whole within kTouchedMicros. Whether it ran.
  bool WhileUntouched(const Sha256& sha256, const std::function<void()>& step);
  // Finish found it whole at that time (monotonic microseconds) or later.
  [[nodiscard]] bool TouchedSince(const Sha256& sha256, std::int64_t micros) const;
  // Puts the file out of sight while it is untouched: for everybody else it is missing, until Show,
  // or for good with Drop. False: it is where it was.
  [[nodiscard]] bool Hide(const Sha256& sha256);
  bool Show(const Sha256& sha256);
  bool Drop(const Sha256& sha256);
  // All that are here; one that comes or goes meanwhile may be among them.
  [[nodiscard]] std::set<Sha256> All() const;
  // The first file after that one, in the order of their hashes; without one, the first.
  [[nodiscard]] std::optional<Sha256> Next(const std::optional<Sha256>& after) const;
  [[nodiscard]] std::filesystem::path PathOf(const Sha256& sha256) const {
    return PathIn(folder_, sha256);
  }

 private:
  class Claim;
  EvidenceStore(std::filesystem::path folder, const Clock& clock)
      : folder_(std::move(folder)), clock_(clock) {}
  [[nodiscard]] std::filesystem::path PartOf(const Sha256& sha256) const;
  [[nodiscard]] std::filesystem::path DamagedOf(const Sha256& sha256) const;
  [[nodiscard]] absl::Status SettleLeftOvers() const;
  [[nodiscard]] std::filesystem::path HiddenOf(const Sha256& sha256) const;
  void FindDamaged();
  void ShowHidden();
  void Touch(const Sha256& sha256);
  // Makes the second name of a whole file survive a power cut and takes the first away.
  [[nodiscard]] absl::Status Settle(const Sha256& sha256) const;
  // Throws away what came of an unfinished file. Whether all of it came in this process.
  bool Discard(const Sha256& sha256);
  // Counts the file as one that `sender` has begun, and throws away others where there is no room.
  [[nodiscard]] absl::Status Begun(const Sha256& sha256, std::uint64_t size,
                                   std::string_view sender);
  // The file is here, for good.
  void Ended(const Sha256& sha256);
  // With the claim held.
  [[nodiscard]] absl::StatusOr<std::uint64_t> Write(const Sha256& sha256, std::uint64_t size,
                                                    std::uint64_t offset, std::string_view piece,
                                                    std::string_view sender);

  std::filesystem::path folder_;
  const Clock& clock_;
  std::function<void(const Sha256&)> finished_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::set<Sha256> busy_;  // Being written or verified now.
  std::set<Sha256> lost_;
  std::set<Sha256> damaged_;
  std::map<Sha256, std::int64_t> touched_;  // When, monotonic.
  struct Unfinished {
    std::string sender;
    std::uint64_t size = 0;
    std::int64_t touched = 0;   // Monotonic.
    bool whole = false;         // All bytes are here; somebody may be typing what it is.
    bool all_came_now = false;  // All that is here came in this process.
  };
  // Since this object was made: what was begun before counts for nobody until it goes on.
  std::map<Sha256, Unfinished> unfinished_;
};

}  // namespace par::evidence
