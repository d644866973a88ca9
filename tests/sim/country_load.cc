#include "tests/sim/country_load.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/exchange/limits.h"
#include "common/exchange/rows.h"
#include "common/ledger/entry.h"
#include "common/services/kinds.h"

namespace par::sim {

using exchange::Direction;
using exchange::Side;

CountryLoad::CountryLoad(World& world, Oracle& oracle)
    : world_(world), oracle_(oracle), top_(world.country().TopNode()) {
  world_.SetWatcher(this);
}

CountryLoad::Second& CountryLoad::Now() {
  return seconds_[world_.clock().MonotonicMicros() / exchange::kSecond];
}

void CountryLoad::OnCommit(const std::string& process, const storage::Batch& batch) {
  for (const storage::Write& write : batch) {
    const std::optional<RowName> name = NameOfRow(write.key);
    if (name.has_value() && write.value.has_value()) NoteRow(process, *name, *write.value);
  }
  oracle_.OnCommit(process, batch);
}

void CountryLoad::NoteRow(const std::string& process, const RowName& name, const std::string& row) {
  if (name.stream.direction != Direction::kUp) return;
  if (process == top_ && name.what == RowName::What::kEvent && name.side == Side::kUpper) {
    std::uint64_t& taken = taken_[name.stream];
    if (name.number > taken) ++Now().items;
    taken = std::max(taken, name.number);
  }
  if (name.stream.hop == name.stream.unit && !world_.country().HasChildren(name.stream.unit)) {
    NoteFirst(name, row);
  }
}

void CountryLoad::NoteFirst(const RowName& name, const std::string& row) {
  const std::int64_t now = world_.clock().MonotonicMicros();
  First& first = firsts_[name.stream.unit];
  if (name.what == RowName::What::kStaged && first.made == 0) {
    exchange::record::StagedItem staged;
    PAR_CHECK(exchange::DecodeRow(row, staged).ok());
    if (staged.item().type() != static_cast<std::uint32_t>(services::ItemType::kSubmission)) return;
    first.id = staged.item().submission_id();
    first.made = now;
    first.made_wall = world_.clock().WallMicros();
  } else if (name.what == RowName::What::kEvent && first.made != 0 && first.told == 0) {
    exchange::record::EventRow event;
    PAR_CHECK(exchange::DecodeRow(row, event).ok());
    if (event.item().submission_id() != first.id) return;
    if (name.side == Side::kLower) {
      first.told = now;
    } else if (first.taken == 0) {
      first.taken = now;
      first.taken_wall = world_.clock().WallMicros();
    }
  }
}

void CountryLoad::OnDeliver(const std::string& from, const std::string& to, bool up,
                            const exchange::v1::LinkMessage& message) {
  if (to == top_) Now().bytes += message.ByteSizeLong();
  oracle_.OnDeliver(from, to, up, message);
}

void CountryLoad::OnDeliverFile(const std::string& to, const exchange::v1::BlobMessage& message) {
  if (to == top_) Now().bytes += message.ByteSizeLong();
}

void CountryLoad::CountSessions() {
  if (world_.IsUp(top_)) sessions_ = std::max<std::uint64_t>(sessions_, world_.SessionsAt(top_));
}

LoadReport::Held CountryLoad::HeldBy(const Disk& disk) {
  LoadReport::Held held{.entries = ledger::ReadHead(disk).value().number};
  for (const auto& [key, value] : disk.rows()) held.row_bytes += key.size() + value.size();
  return held;
}

LoadReport CountryLoad::Report(std::int64_t deadline) const {
  LoadReport report;
  std::map<std::int64_t, std::uint64_t> minutes;
  for (const auto& [second, what] : seconds_) {
    report.items += what.items;
    report.items_in_a_second = std::max(report.items_in_a_second, what.items);
    report.bytes_in_a_second = std::max(report.bytes_in_a_second, what.bytes);
    minutes[second / 60] += what.items;
  }
  for (const auto& [minute, items] : minutes) {
    report.items_in_a_minute = std::max(report.items_in_a_minute, items);
  }
  report.held = HeldBy(world_.DiskOf(top_));
  report.sessions = sessions_;
  for (const auto& [unit, first] : firsts_) {
    if (first.made == 0) continue;
    if (first.told != 0) report.waits.push_back(first.told - first.made);
    if (first.made >= deadline) {
      ++report.handed_in_after;
    } else if (first.told != 0 && first.told < deadline) {
      ++report.told_by_deadline;
    } else {
      ++report.told_after;
      if (first.taken >= deadline) ++report.delivered_after;
    }
  }
  std::sort(report.waits.begin(), report.waits.end());
  return report;
}

}  // namespace par::sim
