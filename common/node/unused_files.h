// Removes evidence files that nothing relies on: no draft or other row of a unit, no item of any
// stream, nothing held of a unit below (common/services/document_use.h, file_mentions.h). A file
// goes when that has been so for 30 days in which this node ran, and then in steps, so that no file
// goes that something has begun to rely on meanwhile:
//
//  1. The unit's document is let go by a command, which looks at the rows again.
//  2. With the next look, an hour later, the file is put out of sight: who comes with it from then
//     on has to bring it again. The rows are looked at once more; if nothing speaks of the file it
//     is gone, otherwise it is back.
//
// The days are counted on the monotonic clock, a look's pause at a time, and kept in a file of the
// data folder; where that cannot be read they begin anew. The work is done on a thread of its own.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/random.h"
#include "common/base/sha256.h"
#include "common/config/config.h"
#include "common/evidence/evidence_store.h"
#include "common/rpc/calls.h"
#include "common/rpc/work_pool.h"
#include "common/storage/store.h"
#include "par/evidence/v1/evidence.pb.h"

namespace par::node {

class UnusedFiles {
 public:
  static constexpr std::int64_t kLookMicros = std::int64_t{3600} * 1'000'000;
  static constexpr std::int64_t kWaitMicros = 30 * 24 * kLookMicros;
  static constexpr std::int64_t kLongestPause = 2 * kLookMicros;  // That one look may count.
  static constexpr std::size_t kMostAtOnce = 64;                  // Files that one look lets go.

  struct Ports {
    const config::Config& config;
    const storage::Store& store;
    evidence::EvidenceStore& files;
    const Clock& clock;
    Random& random;
    rpc::SubmitCommand submit;
    Log& log;
    std::filesystem::path counts;  // The file of the days that have passed.
  };
  struct Waiting {
    std::size_t files = 0;
    std::uint64_t bytes = 0;
  };
  // Everything in `ports` must outlive it; Stop it before `submit` ends.
  explicit UnusedFiles(Ports ports);
  ~UnusedFiles() { Stop(); }
  UnusedFiles(const UnusedFiles&) = delete;
  UnusedFiles& operator=(const UnusedFiles&) = delete;

  // Has a look made when it is time. By one thread.
  void Tick();
  // What Tick has done on the thread of its own. By one thread.
  void Look();
  // A look under way is given up: nothing goes by it any more. Repeating it does nothing.
  void Stop() {
    stopping_ = true;
    pool_.Stop();
  }
  // What the last look found. Safe from any thread.
  [[nodiscard]] Waiting waiting() const;

 private:
  // Files that nothing relies on, with what units still call their documents.
  using Unused = std::map<Sha256, std::vector<evidence::v1::Document>>;

  void ReadCounts();
  void WriteCounts() const;
  [[nodiscard]] absl::StatusOr<Unused> Find(std::set<Sha256> files) const;
  void LetGo(const Sha256& file, const std::vector<evidence::v1::Document>& documents);
  void Remove(std::set<Sha256> files);

  const Ports ports_;
  std::atomic<bool> stopping_ = false;
  std::optional<std::int64_t> ticked_at_;  // Monotonic.
  std::optional<std::int64_t> looked_at_;  // Monotonic.
  std::map<Sha256, std::int64_t> waited_;  // Microseconds without anything that relies on it.

  mutable std::mutex mutex_;  // Guards what follows.
  Waiting waiting_;

  rpc::WorkPool pool_{1, 1};  // Last: its thread uses the rest.
};

}  // namespace par::node
