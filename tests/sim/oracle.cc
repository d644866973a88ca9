#include "tests/sim/oracle.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/exchange/kinds.h"
#include "common/exchange/rows.h"
#include "common/storage/key.h"

namespace par::sim {
namespace {

constexpr std::size_t kMostReports = 20;

// Of a stream whichever line it runs on.
std::string TrueName(const exchange::StreamId& stream) {
  return (stream.direction == exchange::Direction::kUp ? "up:" : "down:") + stream.unit;
}

}  // namespace

Oracle::Oracle(World& world) : world_(world), country_(world.country()) {
  world_.SetWatcher(this);
  for (const std::string& process : world_.Processes()) OnBoot(process);
}

void Oracle::Report(std::string what) {
  if (violations_.size() < kMostReports) violations_.push_back(std::move(what));
}

std::uint64_t Oracle::lost_with_their_disks() const {
  return static_cast<std::uint64_t>(std::count_if(items_.begin(), items_.end(), [](const auto& i) {
    return i.second.died_with_disks && i.second.acknowledged;
  }));
}

void Oracle::OnBoot(const std::string& process) {
  NoteForgotten(process);
  for (const auto& [key, value] : world_.DiskOf(process).rows()) {
    const std::optional<RowName> name = NameOfRow(key);
    if (!name.has_value() || name->what != RowName::What::kStream) continue;
    if (name->side == exchange::Side::kUpper) Monotonic(process, *name, value);
  }
}

void Oracle::OnAcknowledged(const std::string& /*process*/, const std::string& command_id) {
  acknowledged_.insert(command_id);
  const auto at = items_.find(command_id);
  if (at != items_.end()) at->second.acknowledged = true;
}

void Oracle::OnCommit(const std::string& process, const storage::Batch& batch) {
  for (const storage::Write& write : batch) {
    if (!write.value.has_value() ||
        write.key.front() != static_cast<char>(storage::Prefix::kEntry)) {
      continue;
    }
    storage::KeyReader key(write.key);
    (void)key.TakePrefix(storage::Prefix::kEntry);
    const auto entry = ledger::DecodeEntry(key.TakeNumber().value_or(0), *write.value);
    PAR_CHECK(entry.ok());
    Fencing(process, *entry);
  }
  for (const storage::Write& write : batch) {
    if (write.value.has_value() &&
        write.key.front() == static_cast<char>(storage::Prefix::kDecision)) {
      NoteDecision(process, *write.value);
    }
    if (write.value.has_value() &&
        write.key.front() == static_cast<char>(storage::Prefix::kExchangeWitness)) {
      NoteWitnessed(process, write);
    }
    const std::optional<RowName> name = NameOfRow(write.key);
    if (!name.has_value() || !write.value.has_value()) continue;
    if (name->what == RowName::What::kStream && name->side == exchange::Side::kUpper) {
      Monotonic(process, *name, *write.value);
    } else if (name->what == RowName::What::kStaged) {
      exchange::record::StagedItem row;
      PAR_CHECK(exchange::DecodeRow(*write.value, row).ok());
      NoteItem(process, *name, row.item(), row.body_sha256());
    } else if (name->what == RowName::What::kEvent) {
      exchange::record::EventRow row;
      PAR_CHECK(exchange::DecodeRow(*write.value, row).ok());
      NoteItem(process, *name, row.item(), row.body_sha256());
      if (!world_.DesksOf(process).types().Knows(row.item().type())) {
        Report("S11: " + process + " takes an item of a version that its program does not know");
      }
      SingleHistory(process, *name, row.hash());
    }
  }
}

// S10: an item is made on its unit's own node and keeps its text wherever it comes.
void Oracle::NoteItem(const std::string& process, const RowName& name,
                      const exchange::v1::Item& item, const std::string& body_sha256) {
  const auto at = items_.find(item.submission_id());
  if (at != items_.end()) {
    if (at->second.body_sha256 != body_sha256 || at->second.unit != item.unit()) {
      Report("S10: " + exchange::Name(name.stream) + " on " + process +
             " holds an item that says " + "something else than where it was made");
    }
    return;
  }
  const std::string node = process.substr(0, process.find('~'));
  const bool up = name.stream.direction == exchange::Direction::kUp;
  const bool at_origin =
      up ? name.side == exchange::Side::kLower && name.stream.hop == name.stream.unit
         : name.side == exchange::Side::kUpper;
  if (!at_origin || item.origin_node() != node || country_.NodeOf(item.unit()) != node) {
    return Report("S10: an item that nobody made came into " + exchange::Name(name.stream) +
                  " on " + process);
  }
  items_[item.submission_id()] = {.stream = name.stream,
                                  .unit = item.unit(),
                                  .node = node,
                                  .body_sha256 = body_sha256,
                                  .order = items_.size(),
                                  .acknowledged = acknowledged_.contains(item.submission_id()),
                                  .died_with_disks = false};
}

// S3: what the top ever held at a place of a stream stays there. S8: so does whatever a unit was
// told from above.
void Oracle::SingleHistory(const std::string& process, const RowName& name,
                           const std::string& hash) {
  const bool up = name.stream.direction == exchange::Direction::kUp;
  const bool binding = up ? process == country_.TopNode() && name.side == exchange::Side::kUpper &&
                                country_.ParentOf(name.stream.hop) == country_.places()[0].unit
                          : name.side == exchange::Side::kLower;
  // An old machine that hosts both ends of a line talks to itself; nobody else can know.
  const bool alone =
      !up && process.back() == '~' &&
      country_.NodeOf(name.stream.unit) == country_.NodeOf(country_.ParentOf(name.stream.unit));
  if (!binding || alone) return;
  const auto [at, first] = told_.emplace(std::pair(TrueName(name.stream), name.number), hash);
  if (first || at->second == hash) return;
  Report(std::string(up ? "S3: " : "S8: ") + TrueName(name.stream) + " number " +
         std::to_string(name.number) + " on " + process + " was something else before");
}

// S15: sessions never count backwards, the top's streams never get shorter.
void Oracle::Monotonic(const std::string& process, const RowName& name, const std::string& value) {
  exchange::record::StreamRow row;
  PAR_CHECK(exchange::DecodeRow(value, row).ok());
  Mark& mark = marks_[{process, name.stream}];
  const bool top_up = process == country_.TopNode() &&
                      name.stream.direction == exchange::Direction::kUp &&
                      country_.ParentOf(name.stream.hop) == country_.places()[0].unit;
  if (row.session().counter() < mark.counter || (top_up && row.length() < mark.length)) {
    Report("S15: " + exchange::Name(name.stream) + " on " + process + " went back");
  }
  mark.length = row.length();
  mark.counter = row.session().counter();
  mark.random = row.session().random();
}

std::set<std::string> Oracle::HeldSomewhere(const std::string& except) const {
  std::set<std::string> held;
  for (const std::string& process : world_.Processes()) {
    if (process == except) continue;
    ForEachItem(world_.DiskOf(process), [&](const ItemPlace&, const exchange::v1::Item& item) {
      held.insert(item.submission_id());
    });
  }
  return held;
}

// What only this disk held is gone with it: that is nobody's fault, but it is counted.
void Oracle::OnDiskGone(const std::string& process) {
  other_disk_.insert(process);
  std::erase_if(witnessed_, [&](const auto& one) { return one.first.first == process; });
  const std::set<std::string> held = HeldSomewhere(process);
  ForEachItem(world_.DiskOf(process), [&](const ItemPlace&, const exchange::v1::Item& item) {
    const auto at = items_.find(item.submission_id());
    if (at != items_.end() && !held.contains(at->first)) at->second.died_with_disks = true;
  });
  // An old machine that was woken holds for nobody: whoever is above or below admits the new one.
  std::set<std::string> hashes;
  for (const std::string& other : world_.Processes()) {
    if (other == process || other.back() == '~') continue;
    ForEachItem(world_.DiskOf(other), [&](const ItemPlace& place, const exchange::v1::Item&) {
      if (!place.hash.empty()) hashes.insert(place.hash);
    });
  }
  std::erase_if(told_, [&](const auto& told) { return !hashes.contains(told.second); });
  std::erase_if(marks_, [&](const auto& mark) { return mark.first.first == process; });
}

}  // namespace par::sim
