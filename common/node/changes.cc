#include "common/node/changes.h"

#include <algorithm>
#include <utility>

#include "common/ledger/entry.h"

namespace par::node {

bool Changes::Add(const std::shared_ptr<Watcher>& watcher, std::uint64_t after,
                  std::uint64_t* position) {
  const std::uint64_t head = ports_.head();
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || watchers_.size() >= kMostWatchers) return false;
    const bool known = after != 0 && after <= head;
    *position = known ? after : head;
    if (watchers_.empty()) {
      // Nobody read along; what this one missed is read if it is little.
      read_ = known && head - after <= kKept ? after : head;
      first_ = read_ + 1;
      recent_.clear();
    }
    watchers_.insert(watcher);
  }
  Committed();
  return true;
}

void Changes::Remove(const std::shared_ptr<Watcher>& watcher) {
  const std::lock_guard lock(mutex_);
  watchers_.erase(watcher);
}

void Changes::Committed() {
  const std::lock_guard lock(mutex_);
  if (watchers_.empty() || stopped_) return;
  again_ = true;
  if (!posted_) Post();
}

// With the lock held. One piece of work at a time; where the pool is full, the next sign of life
// tries again.
void Changes::Post() {
  posted_ = ports_.pool.TryPost([this] { Read(); });
}

void Changes::Read() {
  for (;;) {
    std::uint64_t from = 0;
    {
      const std::lock_guard lock(mutex_);
      if (!std::exchange(again_, false) || stopped_) {
        posted_ = false;
        return;
      }
      from = read_ + 1;
    }
    const std::uint64_t head = ports_.head();
    std::vector<Numbered> found;
    // More than is kept need not be read.
    std::uint64_t read = std::max(from - 1, head > kKept ? head - kKept : 0);
    const std::uint64_t first = read + 1;
    const auto snapshot = ports_.store.NewSnapshot();
    while (read < head) {
      const auto page = ledger::ReadEntries(*snapshot, read + 1, {.rows = 64});
      if (!page.ok() || page->entries.empty()) break;
      for (const ledger::Entry& entry : page->entries) {
        if (entry.number > head) break;
        const std::string kind = ports_.commands.NameOf(entry.command.kind);
        found.push_back({entry.number,
                         {.subject = kind.substr(0, kind.find('.')),
                          .unit = entry.command.unit,
                          .cycle = entry.command.cycle}});
        read = entry.number;
      }
    }
    {
      const std::lock_guard lock(mutex_);
      if (read_ + 1 != from) {  // Somebody has begun anew meanwhile.
        again_ = true;
        continue;
      }
      if (first != from) {
        recent_.clear();
        first_ = first;
      }
      for (Numbered& numbered : found) recent_.push_back(std::move(numbered));
      for (; recent_.size() > kKept; recent_.pop_front()) first_ = recent_.front().number + 1;
      read_ = read;
    }
    for (const auto& watcher : Watchers()) watcher->Told(false);
  }
}

void Changes::SignOfLife() {
  {
    const std::lock_guard lock(mutex_);
    if (watchers_.empty() || stopped_) return;
    if (again_ && !posted_) Post();
  }
  // Full: there is enough life.
  (void)ports_.pool.TryPost([this] {
    for (const auto& watcher : Watchers()) watcher->Told(true);
  });
}

void Changes::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  for (const auto& watcher : Watchers()) watcher->Stopped();
}

std::vector<std::shared_ptr<Changes::Watcher>> Changes::Watchers() const {
  const std::lock_guard lock(mutex_);
  return {watchers_.begin(), watchers_.end()};
}

ChangesSince Changes::Since(std::uint64_t position) const {
  const std::lock_guard lock(mutex_);
  ChangesSince since{.position = std::max(read_, position), .changes = {}, .all = false};
  if (position + 1 < first_ && position < read_) {
    since.all = true;
    return since;
  }
  for (const Numbered& numbered : recent_) {
    if (numbered.number > position) since.changes.insert(numbered.change);
  }
  return since;
}

}  // namespace par::node
