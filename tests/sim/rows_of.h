// The exchange's rows of a disk, read for checkers by the layout of docs/formats/exchange.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "common/exchange/stream.h"
#include "par/exchange/v1/exchange.pb.h"
#include "tests/sim/disk.h"

namespace par::sim {

// Where an item stands on one disk.
struct ItemPlace {
  exchange::Side side = exchange::Side::kLower;
  exchange::StreamId stream;
  std::uint64_t seq = 0;  // 0: it waits.
  std::string hash;       // Of the event, where there is one.
  exchange::v1::Result result;
};

// Every item that waits or stands in a stream, in key order; without bodies.
void ForEachItem(const Disk& disk,
                 absl::FunctionRef<void(const ItemPlace&, const exchange::v1::Item&)> visit);

// What a row of the exchange is about; nothing for other rows.
struct RowName {
  enum class What { kStream, kStaged, kEvent, kSubmission };
  What what;
  exchange::Side side;
  exchange::StreamId stream;
  std::uint64_t number = 0;  // Of an event.
  std::string submission_id;
};
[[nodiscard]] std::optional<RowName> NameOfRow(std::string_view key);

}  // namespace par::sim
