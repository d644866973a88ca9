#include "common/exchange/blob_references.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"

namespace par::exchange {

absl::StatusOr<std::vector<std::string>> HopsBetween(const storage::Reader& state,
                                                     const Topology& topology,
                                                     std::string_view lower_node,
                                                     std::string_view upper_node) {
  ASSIGN_OR_RETURN(const std::vector<std::string> units, topology.UnitsOn(state, lower_node));
  std::vector<std::string> hops;
  for (const std::string& unit : units) {
    ASSIGN_OR_RETURN(const std::optional<std::string> parent, topology.ParentOf(state, unit));
    if (!parent.has_value()) continue;
    ASSIGN_OR_RETURN(const std::optional<std::string> host, topology.NodeOf(state, *parent));
    if (host == upper_node) hops.push_back(unit);
  }
  return hops;
}

std::vector<Blob> BlobsOf(const record::EventRow& event) {
  std::vector<Blob> blobs;
  if (event.result().verdict() == v1::VERDICT_REJECTED ||
      event.below().verdict() == v1::VERDICT_REJECTED) {
    return blobs;
  }
  for (const v1::BlobRef& ref : event.item().blobs()) {
    if (ref.sha256().size() != sizeof(Sha256::bytes)) continue;
    blobs.push_back({.sha256 = Sha256::FromBytes(ref.sha256()),
                     .size = ref.size(),
                     .media_type = ref.media_type(),
                     .unit = event.item().unit()});
  }
  return blobs;
}

absl::StatusOr<bool> BlobReferences::Update(const storage::Reader& state,
                                            const std::vector<std::string>& hops,
                                            const std::function<void(Blob)>& take) {
  bool again = false;
  for (const std::string& hop : hops) {
    ASSIGN_OR_RETURN(const auto streams, StreamsOver(state, side_, hop));
    for (const auto& [stream, row] : streams) {
      const Position end = EndOf(row);
      Position& position = read_[stream];
      if (stream.direction != Direction::kUp || position == end) continue;
      const StreamView view(state, side_, stream);
      ASSIGN_OR_RETURN(const bool holds, view.Holds(position));
      if (!holds) {
        position = {};
        again = true;
      }
      for (std::uint64_t seq = position.length + 1; seq <= end.length; ++seq) {
        ASSIGN_OR_RETURN(const std::optional<record::EventRow> event, view.Event(seq));
        if (!event.has_value()) {
          return domain::Refusal(absl::StatusCode::kDataLoss, "exchange_row_unreadable");
        }
        for (Blob& blob : BlobsOf(*event)) take(std::move(blob));
      }
      position = end;
    }
  }
  return again;
}

}  // namespace par::exchange
