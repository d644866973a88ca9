#include "tests/system/disk.h"

#include "common/base/status_macros.h"
#include "common/exchange/queries.h"
#include "common/exchange/rows.h"
#include "common/ledger/entry.h"
#include "common/node/storage.h"

namespace par::testing {
namespace {

absl::Status ReadLedger(const storage::Reader& state, NodeDisk& disk) {
  std::uint64_t from = 1;
  for (;;) {
    storage::PageLimit limit;
    limit.rows = 500;
    ASSIGN_OR_RETURN(const ledger::EntryPage page, ledger::ReadEntries(state, from, limit));
    for (const ledger::Entry& entry : page.entries) disk.command_ids.insert(entry.command.id);
    if (!page.next.has_value()) return absl::OkStatus();
    from = *page.next;
  }
}

}  // namespace

std::vector<HeldEvent> NodeDisk::EventsOf(exchange::Side side,
                                          const exchange::StreamId& stream) const {
  const auto found = streams.find({side, stream});
  return found == streams.end() ? std::vector<HeldEvent>() : found->second;
}

std::size_t NodeDisk::Twice() const {
  std::size_t twice = 0;
  for (const auto& [name, events] : streams) {
    std::set<std::string> seen;
    for (const HeldEvent& event : events) {
      if (!seen.insert(event.submission_id).second) ++twice;
    }
  }
  return twice;
}

absl::StatusOr<NodeDisk> ReadNodeDisk(const config::Config& config) {
  ASSIGN_OR_RETURN(const node::NodeStorage storage,
                   node::OpenStorage(config, node::IfMissing::kRefuse));
  const std::unique_ptr<storage::Snapshot> state = storage.store->NewSnapshot();
  NodeDisk disk;
  RETURN_IF_ERROR(ReadLedger(*state, disk));
  ASSIGN_OR_RETURN(const auto streams, exchange::StreamStates(*state));
  for (const exchange::StreamState& stream : streams) {
    std::vector<HeldEvent>& held = disk.streams[{stream.side, stream.stream}];
    const exchange::StreamView view(*state, stream.side, stream.stream);
    for (std::uint64_t seq = 1; seq <= stream.end.length; ++seq) {
      ASSIGN_OR_RETURN(const auto event, view.Event(seq));
      if (!event.has_value()) return absl::DataLossError("a stream has a hole");
      held.push_back({.submission_id = event->item().submission_id(),
                      .hash = event->hash(),
                      .verdict = event->result().verdict()});
    }
  }
  return disk;
}

}  // namespace par::testing
