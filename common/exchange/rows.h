// The exchange's rows: their keys, their bytes, and how one side of one stream is read. The layout
// is docs/formats/exchange.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/exchange/hash.h"
#include "common/exchange/ports.h"
#include "common/exchange/stream.h"
#include "common/storage/store.h"
#include "par/record/v1/exchange_record.pb.h"

namespace par::exchange {

namespace record = par::record::v1;

// The value of a row: a version byte (1), then the message.
[[nodiscard]] std::string EncodeRow(const google::protobuf::MessageLite& row);
// DATA_LOSS exchange_row_unreadable.
[[nodiscard]] absl::Status DecodeRow(std::string_view value, google::protobuf::MessageLite& row);

struct Staged {
  std::uint64_t number = 0;
  record::StagedItem item;
};

// One side of one stream, for reading. Absent rows read as an empty stream.
class StreamView {
 public:
  StreamView(const storage::Reader& state, Side side, StreamId stream)
      : state_(state), side_(side), stream_(std::move(stream)) {}

  [[nodiscard]] const StreamId& stream() const { return stream_; }
  [[nodiscard]] absl::StatusOr<record::StreamRow> Row() const;
  [[nodiscard]] absl::StatusOr<Position> End() const;
  // The hash of the event `length`, zero at 0, nothing beyond the end.
  [[nodiscard]] absl::StatusOr<std::optional<Sha256>> HashAt(std::uint64_t length) const;
  // The stream had this position as its end once, or has it now.
  [[nodiscard]] absl::StatusOr<bool> Holds(const Position& position) const;
  [[nodiscard]] absl::StatusOr<std::optional<record::EventRow>> Event(std::uint64_t seq) const;
  [[nodiscard]] absl::StatusOr<std::optional<record::SubmissionRow>> Submission(
      std::string_view submission_id) const;
  // Waiting items in their order, numbers from `from` on: at most `limit`, and what 4 MiB of rows
  // hold, so only none at all means that there are no more.
  [[nodiscard]] absl::StatusOr<std::vector<Staged>> StagedFrom(std::uint64_t from,
                                                               std::size_t limit) const;
  // All that waits, in its order, a page at a time; stops at the first that is not OK.
  [[nodiscard]] absl::Status ForEachStaged(
      const std::function<absl::Status(record::StagedItem&)>& use) const;
  [[nodiscard]] absl::StatusOr<std::optional<record::StagedItem>> StagedAt(
      std::uint64_t number) const;

  [[nodiscard]] std::string RowKey() const;
  [[nodiscard]] std::string EventKey(std::uint64_t seq) const;
  [[nodiscard]] std::string SubmissionKey(std::string_view submission_id) const;
  [[nodiscard]] std::string StagedKey(std::uint64_t number) const;

 private:
  const storage::Reader& state_;
  Side side_;
  StreamId stream_;
};

[[nodiscard]] Position EndOf(const record::StreamRow& row);

// All streams that have rows on `side`, in key order.
[[nodiscard]] absl::StatusOr<std::vector<std::pair<StreamId, record::StreamRow>>> AllStreams(
    const storage::Reader& state, Side side);
// Those of the line whose lower unit is `hop`.
[[nodiscard]] absl::StatusOr<std::vector<std::pair<StreamId, record::StreamRow>>> StreamsOver(
    const storage::Reader& state, Side side, std::string_view hop);

[[nodiscard]] std::string PeerKey(std::string_view node_id);
[[nodiscard]] absl::StatusOr<record::PeerRow> ReadPeer(const storage::Reader& state,
                                                       std::string_view node_id);

// Where `body` is to be kept: in the entry's payload if it is found there from `cursor` on (which
// then moves behind it) and is not small; in the row otherwise.
[[nodiscard]] record::BodyPlace PlaceBody(const ledger::Entry& entry, std::string_view body,
                                          std::size_t& cursor);
// DATA_LOSS if the entry is missing or too short.
[[nodiscard]] absl::StatusOr<std::string> ReadBody(const record::BodyPlace& place,
                                                   const storage::Reader& state,
                                                   const EntryPayloads& payloads);

}  // namespace par::exchange
