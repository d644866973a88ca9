// A node's database, mark and evidence files on a disk whose power is cut again and again, with the
// production code on top: commands go through the ledger in groups, files come in pieces. After
// every cut it checks that what was answered is there and that nothing is half there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/sha256.h"
#include "common/config/config.h"
#include "common/ledger/ledger.h"
#include "common/node/storage.h"
#include "tests/power/disk.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/ledger/notes_machine.h"

namespace par::power {

struct Totals {
  std::uint64_t lives = 0;
  std::uint64_t died = 0;          // Of these, ended by the process alone.
  std::uint64_t cut_at_start = 0;  // Of these, before the start was over.
  std::uint64_t told = 0;          // Entries that somebody was told of.
  std::uint64_t batches = 0;
  std::uint64_t batches_cut = 0;   // Not confirmed when the power went ...
  std::uint64_t batches_kept = 0;  // ... and there afterwards, whole.
  std::uint64_t copies = 0;
  std::uint64_t pieces = 0;                      // Of files, confirmed.
  std::uint64_t files = 0;                       // Confirmed whole.
  std::uint64_t begun_anew = 0;                  // Of which a piece under way was torn.
  std::map<std::string, std::uint64_t> refused;  // Starts, by reason.
};

class Machine {
 public:
  // `folder` is new, and lies on `disk`.
  Machine(Disk& disk, const std::filesystem::path& folder, std::uint64_t seed, Totals& totals);

  // Starts, works until the power goes, and lets it come back. What broke, empty if nothing.
  [[nodiscard]] std::vector<std::string> Live();
  // A start was refused, or enough was done: a new machine takes over.
  [[nodiscard]] bool done() const { return refused_ || lives_ >= kLives; }

 private:
  static constexpr std::uint64_t kLives = 12;
  struct Upload {
    std::string bytes;
    Sha256 sha256;
    std::uint64_t told = 0;   // Confirmed so far.
    std::uint64_t begun = 0;  // In this life.
    bool whole = false;       // Confirmed whole.
  };
  struct Opened {
    node::NodeStorage storage;
    std::unique_ptr<evidence::EvidenceStore> files;
    std::unique_ptr<ledger::Ledger> ledger;
  };

  [[nodiscard]] absl::Status Open(Opened& opened);
  void Refused(const absl::Status& why);
  void CheckLedger(const Opened& opened);
  void CheckFiles(evidence::EvidenceStore& files);
  void Work(Opened& opened);
  void Commit(ledger::Ledger& ledger);
  void Upload1(evidence::EvidenceStore& files);
  void Finish(evidence::EvidenceStore& files, Upload& upload);
  void Broke(std::string what) { broken_.push_back(std::move(what)); }
  [[nodiscard]] std::uint64_t Below(std::uint64_t end) { return random_() % end; }
  [[nodiscard]] ledger::Command NewCommand();

  Disk& disk_;
  const std::filesystem::path folder_;
  Totals& totals_;
  std::mt19937_64 random_;
  config::Config config_;
  ledger::NotesMachine machine_;
  testing::ManualClock clock_;

  std::uint64_t lives_ = 0;
  bool refused_ = false;
  std::uint64_t next_id_ = 1;
  std::uint64_t copies_ = 0;
  std::set<std::string> carried_;         // Ids of commands that have an entry.
  std::vector<ledger::Command> unsure_;   // Not answered: repeated in the next life.
  std::map<std::uint64_t, Sha256> told_;  // Entries somebody was told of.
  std::uint64_t sure_ = 0;                // The last entry of the last batch confirmed.
  std::uint64_t perhaps_ = 0;             // Of the batch under way when the power went.
  std::vector<Upload> uploads_;
  std::vector<std::string> broken_;
};

}  // namespace par::power
