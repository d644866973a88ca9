// Has the files of documents checked by pdf-check, one at a time, as soon as they are complete, and
// enters what was found into the ledger (common/services/evidence_checks.h). What it missed (older
// data, a stop between file and row, too many at once) it finds in the rows of documents; when the
// anchors or revocation lists change, every file is checked again, and only what comes out
// differently is entered.
//
// It blocks nobody: the work is done on a thread of its own. Where the check cannot be made, the
// row says so and it is tried again with the next start or change of the anchors.
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/sha256.h"
#include "common/config/config.h"
#include "common/domain/signature.h"
#include "common/evidence/evidence_store.h"
#include "common/node/live_trust.h"
#include "common/rpc/calls.h"
#include "common/rpc/work_pool.h"
#include "common/storage/store.h"

namespace par::node {

class EvidenceChecks {
 public:
  // More than these complete at once, and the rows are looked through again.
  static constexpr std::size_t kMostWaiting = 64;

  struct Ports {
    const config::Config& config;
    const storage::Store& store;
    const evidence::EvidenceStore& files;
    const Clock& clock;
    Random& random;
    rpc::SubmitCommand submit;
    std::filesystem::path program;  // pdf-check.
  };
  // Everything in `ports` must outlive it; Stop it before `submit` ends.
  explicit EvidenceChecks(Ports ports);
  ~EvidenceChecks() { Stop(); }
  EvidenceChecks(const EvidenceChecks&) = delete;
  EvidenceChecks& operator=(const EvidenceChecks&) = delete;

  // Begins with what was missed.
  void Start();
  // A file is complete. Safe from any thread.
  void Arrived(const Sha256& file);
  // Looks whether the anchors have changed; goes on where the ledger was busy. By one thread.
  void Tick();
  // A check that runs is given up; waits for it. Repeating it does nothing.
  void Stop();

 private:
  enum class Which { kMissing, kAll };
  // One time through the rows of documents. Belongs to the thread at work.
  struct Pass {
    Which which = Which::kMissing;
    std::optional<Sha256> trust;  // What it began with.
    std::string from;             // Key.
    std::deque<Sha256> found;
    bool at_end = true;
  };
  struct Task {
    Sha256 file;
    Which which = Which::kMissing;
  };

  void Wake();
  void Work();
  // Nothing: there is no more to do for now.
  [[nodiscard]] std::optional<Task> Next();
  void BeginPass();
  [[nodiscard]] absl::Status ReadOn();
  // What is to be entered; nothing if there is nothing new.
  [[nodiscard]] std::optional<std::string> Check(const Task& task);
  // `trust` may be null. Nothing if the check was given up or the file has gone.
  [[nodiscard]] std::optional<domain::SignatureReport> Report(const std::filesystem::path& file,
                                                              const Trust* trust) const;
  // That every file was checked under what the pass began with, if that is news.
  [[nodiscard]] std::optional<std::string> FinishedTrust();
  void Enter(services::CommandKind kind, std::string payload);

  const Ports ports_;
  LiveTrust trust_;
  std::atomic<bool> stopping_ = false;
  Pass pass_;
  bool checked_any_ = false;  // By the thread at work.

  std::mutex mutex_;  // Guards what follows.
  std::deque<Sha256> arrived_;
  std::set<Sha256> waiting_;  // The same.
  bool pass_wanted_ = false;
  bool at_work_ = false;

  rpc::WorkPool pool_{1, 1};  // Last: its thread uses the rest.
};

}  // namespace par::node
