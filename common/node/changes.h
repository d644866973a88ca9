// What has changed lately, for the pages that show it: from the ledger's entries once they are
// committed, read once for all who watch, and only while somebody does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "common/rpc/work_pool.h"
#include "common/services/command_router.h"
#include "common/storage/store.h"

namespace par::node {

struct Change {
  std::string subject;  // Of the kind "assessment.fill": "assessment".
  std::string unit;
  std::string cycle;
  friend auto operator<=>(const Change&, const Change&) = default;
};

struct ChangesSince {
  std::uint64_t position = 0;
  std::set<Change> changes;
  bool all = false;  // More than is kept.
};

// Safe from many threads.
class Changes {
 public:
  static constexpr std::size_t kKept = 1024;  // Entries; also those told at once.
  static constexpr std::size_t kMostWatchers = 256;

  class Watcher {
   public:
    virtual ~Watcher() = default;
    // There is something new, or it is time for a sign of life. On the pool.
    virtual void Told(bool sign_of_life) = 0;
    // The node stops.
    virtual void Stopped() = 0;
  };

  struct Ports {
    const storage::Store& store;
    const services::CommandRouter& commands;  // For the names of kinds.
    rpc::WorkPool& pool;
    std::function<std::uint64_t()> head;  // Number of the last entry written.
  };
  explicit Changes(Ports ports) : ports_(std::move(ports)) {}

  // False: there are kMostWatchers, or the node stops. `position` is where it begins: `after`, or
  // for 0 and what is yet to come the end.
  [[nodiscard]] bool Add(const std::shared_ptr<Watcher>& watcher, std::uint64_t after,
                         std::uint64_t* position);
  void Remove(const std::shared_ptr<Watcher>& watcher);

  // After entries were acknowledged; and every quarter of a minute. Both return at once.
  void Committed();
  void SignOfLife();
  // No more watchers, and those there are are told. Before the pool stops.
  void Stop();

  [[nodiscard]] ChangesSince Since(std::uint64_t position) const;

 private:
  struct Numbered {
    std::uint64_t number;
    Change change;
  };
  void Post();
  void Read();
  [[nodiscard]] std::vector<std::shared_ptr<Watcher>> Watchers() const;

  const Ports ports_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::set<std::shared_ptr<Watcher>> watchers_;
  std::deque<Numbered> recent_;  // The last of them is entry read_, unless that was passed over.
  std::uint64_t first_ = 1;      // What is in recent_ begins with this entry.
  std::uint64_t read_ = 0;
  bool posted_ = false;
  bool again_ = false;
  bool stopped_ = false;
};

}  // namespace par::node
