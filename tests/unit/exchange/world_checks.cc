// What a country at rest must look like.
#include "common/base/check.h"
#include "common/ledger/rebuild.h"
#include "tests/unit/exchange/world_node.h"

namespace par::exchange::testing {

World::Disk World::Copy(const std::string& id) const {
  Disk disk;
  storage::Range range;
  while (true) {
    const auto page = At(id).store->Scan(range, {});
    PAR_CHECK(page.ok());
    disk.insert(page->rows.begin(), page->rows.end());
    if (!page->resume.has_value()) return disk;
    range.first = *page->resume;
  }
}

const storage::Reader& World::StateOf(const std::string& node) const { return *At(node).store; }

Position World::EndOf(const std::string& node, Side side, const StreamId& stream) const {
  return StreamView(StateOf(node), side, stream).End().value();
}

LinkStatus World::UpLink(const std::string& node, const std::string& above) const {
  return At(node).up.at(above)->Status();
}

std::string World::Disagreement() const {
  for (const TableTopology::Row& row : topology_.rows()) {
    if (row.parent.empty()) continue;
    const storage::Reader& below = StateOf(row.node);
    const std::string above = *topology_.NodeOf(below, row.parent).value();
    std::vector<StreamId> streams = {UpOf(row.unit), DownOf(row.unit)};
    const std::vector<std::string> relayed = topology_.UnitsBelow(below, row.unit).value();
    for (const std::string& unit : relayed) {
      streams.push_back(RelayOf(unit, row.unit));
    }
    for (const StreamId& stream : streams) {
      const Position lower = EndOf(row.node, Side::kLower, stream);
      const Position upper = EndOf(above, Side::kUpper, stream);
      const auto staged = StreamView(below, Side::kLower, stream).Row()->staged_items();
      if (lower != upper || staged != 0) {
        return Name(stream) + ": " + std::to_string(lower.length) + " below, " +
               std::to_string(upper.length) + " above, " + std::to_string(staged) + " waiting; " +
               UpLink(row.node, above).last_error.ToString();
      }
    }
  }
  return {};
}

std::string World::Lost() const {
  for (const Saved& saved : saved_) {
    // Every line between the unit and the top must have it once, with at most one effect.
    std::string hop = saved.unit;
    while (true) {
      const storage::Reader& any = *nodes_.begin()->second->store;
      const auto parent = topology_.ParentOf(any, hop).value();
      if (!parent.has_value()) break;
      const StreamId stream = saved.down ? DownOf(hop) : RelayOf(saved.unit, hop);
      const Side side = saved.down ? Side::kLower : Side::kUpper;
      const std::string node = *topology_.NodeOf(any, saved.down ? hop : *parent).value();
      const StreamView view(StateOf(node), side, stream);
      const auto row = view.Submission(saved.id).value();
      if (!row.has_value() || row->seq() == 0) return Name(stream) + ": an item is missing";
      const auto event = view.Event(row->seq()).value();
      if (!event.has_value() || event->item().submission_id() != saved.id) {
        return Name(stream) + ": an item is not where its row says";
      }
      const int expected = row->result().verdict() == v1::VERDICT_REJECTED ? 0 : 1;
      if (EffectsOf(StateOf(node), stream, saved.id) != expected) {
        return Name(stream) + ": effects " +
               std::to_string(EffectsOf(StateOf(node), stream, saved.id));
      }
      if (saved.down) break;
      hop = *parent;
    }
  }
  return {};
}

std::string World::RebuildFault() const {
  for (const auto& [id, node] : nodes_) {
    storage::MemoryStore empty;
    const auto report = ledger::RebuildAndCompare(*node->store, *node->machine, empty);
    if (!report.ok()) return id + ": " + report.status().ToString();
    if (report->difference.has_value()) return id + ": a row differs after a rebuild";
  }
  return {};
}

}  // namespace par::exchange::testing
