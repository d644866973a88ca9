// What a province's node bore during a run, and how long communes waited for their receipts. It
// looks where the Oracle looks, and hands everything on to it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/sim/oracle.h"
#include "tests/sim/world.h"

namespace par::sim {

struct LoadReport {
  // At the province's node. Items: events taken from below; bytes: messages and pieces of files in,
  // as encoded, without TLS and framing.
  std::uint64_t items = 0;
  std::uint64_t items_in_a_second = 0;  // At most.
  std::uint64_t items_in_a_minute = 0;
  std::uint64_t bytes_in_a_second = 0;
  struct Held {
    std::uint64_t entries = 0;
    std::uint64_t row_bytes = 0;  // Keys and values of everything stored.
  };
  Held held;
  std::uint64_t sessions = 0;  // At once, at most.

  // Of the communes' first submissions.
  std::vector<std::int64_t> waits;     // From "saved here" to the receipt; microseconds, sorted.
  std::uint64_t told_by_deadline = 0;  // Had a receipt when the deadline came.
  std::uint64_t told_after = 0;        // Handed in before it, receipt after it.
  std::uint64_t delivered_after = 0;   // Of these, taken by the superior after it.
  std::uint64_t handed_in_after = 0;
};

class CountryLoad final : public Watcher {
 public:
  // Takes the oracle's place as the world's watcher.
  CountryLoad(World& world, Oracle& oracle);
  ~CountryLoad() override { world_.SetWatcher(&oracle_); }
  CountryLoad(const CountryLoad&) = delete;
  CountryLoad& operator=(const CountryLoad&) = delete;

  void CountSessions();
  [[nodiscard]] static LoadReport::Held HeldBy(const Disk& disk);
  // `deadline`: monotonic time.
  [[nodiscard]] LoadReport Report(std::int64_t deadline) const;

  // A commune's first submission; monotonic and wall times, 0: not yet.
  struct First {
    std::string id;
    std::int64_t made = 0, taken = 0, told = 0;
    std::int64_t made_wall = 0, taken_wall = 0;
  };
  [[nodiscard]] const std::map<std::string, First>& firsts() const { return firsts_; }

  void OnBoot(const std::string& process) override { oracle_.OnBoot(process); }
  void OnCommit(const std::string& process, const storage::Batch& batch) override;
  void OnAcknowledged(const std::string& process, const std::string& id) override {
    oracle_.OnAcknowledged(process, id);
  }
  void OnSend(const std::string& from, const std::string& to, bool up,
              const exchange::v1::LinkMessage& message) override {
    oracle_.OnSend(from, to, up, message);
  }
  void OnDeliver(const std::string& from, const std::string& to, bool up,
                 const exchange::v1::LinkMessage& message) override;
  void OnDeliverFile(const std::string& to, const exchange::v1::BlobMessage& message) override;
  void OnDiskGone(const std::string& process) override { oracle_.OnDiskGone(process); }

 private:
  struct Second {
    std::uint64_t items = 0, bytes = 0;
  };
  Second& Now();
  void NoteRow(const std::string& process, const RowName& name, const std::string& row);
  void NoteFirst(const RowName& name, const std::string& row);

  World& world_;
  Oracle& oracle_;
  const std::string top_;
  std::map<std::int64_t, Second> seconds_;  // Of those in which something came.
  std::map<exchange::StreamId, std::uint64_t> taken_;
  std::map<std::string, First> firsts_;  // By commune.
  std::uint64_t sessions_ = 0;
};

}  // namespace par::sim
