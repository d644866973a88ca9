#include "common/exchange/rows.h"

#include <string.h>

#include "common/base/status_macros.h"
#include "common/exchange/limits.h"
#include "common/storage/key.h"

namespace par::exchange {
namespace {

constexpr char kRowVersion = 1;
constexpr std::size_t kBodyBeginning = 32;

using storage::KeyReader;
using storage::KeyWriter;
using storage::Prefix;

KeyWriter StreamKey(Prefix prefix, Side side, const StreamId& stream) {
  KeyWriter key(prefix);
  key.Number(static_cast<std::uint64_t>(side)).Text(stream.hop);
  key.Number(static_cast<std::uint64_t>(stream.direction)).Text(stream.unit);
  return key;
}

absl::Status Unreadable() {
  return domain::Refusal(absl::StatusCode::kDataLoss, "exchange_row_unreadable");
}

template <typename Row>
absl::StatusOr<std::optional<Row>> Read(const storage::Reader& state, std::string_view key) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value, state.Get(key));
  if (!value.has_value()) return std::optional<Row>();
  Row row;
  RETURN_IF_ERROR(DecodeRow(*value, row));
  return std::optional<Row>(std::move(row));
}

// Where `body` first stands in `payload` from `from` on; npos if it does not. Almost always the
// first place that begins as the body does is it. A sender may make a body of which this is not
// true: after a few such places memmem goes on, slower (it studies the whole needle first), but
// linear whatever the bytes are.
std::size_t FindBody(std::string_view payload, std::string_view body, std::size_t from) {
  constexpr int kTries = 8;
  const std::string_view beginning = body.substr(0, kBodyBeginning);
  for (int i = 0; i < kTries; ++i, ++from) {
    const std::string_view rest = payload.substr(from);
    const void* at = memmem(rest.data(), rest.size(), beginning.data(), beginning.size());
    if (at == nullptr) return std::string_view::npos;
    from = static_cast<std::size_t>(static_cast<const char*>(at) - payload.data());
    if (payload.substr(from, body.size()) == body) return from;
  }
  const std::string_view rest = payload.substr(from);
  const void* at = memmem(rest.data(), rest.size(), body.data(), body.size());
  if (at == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(at) - payload.data());
}

}  // namespace

std::string EncodeRow(const google::protobuf::MessageLite& row) {
  std::string value(1, kRowVersion);
  row.AppendToString(&value);
  return value;
}

absl::Status DecodeRow(std::string_view value, google::protobuf::MessageLite& row) {
  if (value.empty() || value.front() != kRowVersion) return Unreadable();
  value.remove_prefix(1);
  if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) return Unreadable();
  return absl::OkStatus();
}

std::string StreamView::RowKey() const {
  return StreamKey(Prefix::kExchangeStream, side_, stream_).Take();
}
std::string StreamView::EventKey(std::uint64_t seq) const {
  return StreamKey(Prefix::kExchangeEvent, side_, stream_).Number(seq).Take();
}
std::string StreamView::SubmissionKey(std::string_view submission_id) const {
  return StreamKey(Prefix::kExchangeSubmission, side_, stream_).Text(submission_id).Take();
}
std::string StreamView::StagedKey(std::uint64_t number) const {
  return StreamKey(Prefix::kExchangeStaged, side_, stream_).Number(number).Take();
}

absl::StatusOr<record::StreamRow> StreamView::Row() const {
  ASSIGN_OR_RETURN(std::optional<record::StreamRow> row, Read<record::StreamRow>(state_, RowKey()));
  return row.value_or(record::StreamRow());
}

Position EndOf(const record::StreamRow& row) {
  if (row.length() == 0) return {};
  return {.length = row.length(), .head = Sha256::FromBytes(row.head())};
}

absl::StatusOr<Position> StreamView::End() const {
  ASSIGN_OR_RETURN(const record::StreamRow row, Row());
  return EndOf(row);
}

absl::StatusOr<std::optional<Sha256>> StreamView::HashAt(std::uint64_t length) const {
  if (length == 0) return std::optional<Sha256>(Sha256{});
  ASSIGN_OR_RETURN(const std::optional<record::EventRow> row, Event(length));
  if (!row.has_value()) return std::optional<Sha256>();
  return std::optional<Sha256>(Sha256::FromBytes(row->hash()));
}

absl::StatusOr<bool> StreamView::Holds(const Position& position) const {
  ASSIGN_OR_RETURN(const std::optional<Sha256> hash, HashAt(position.length));
  return hash == position.head;
}

absl::StatusOr<std::optional<record::EventRow>> StreamView::Event(std::uint64_t seq) const {
  return Read<record::EventRow>(state_, EventKey(seq));
}

absl::StatusOr<std::optional<record::SubmissionRow>> StreamView::Submission(
    std::string_view submission_id) const {
  return Read<record::SubmissionRow>(state_, SubmissionKey(submission_id));
}

absl::StatusOr<std::optional<record::StagedItem>> StreamView::StagedAt(std::uint64_t number) const {
  return Read<record::StagedItem>(state_, StagedKey(number));
}

absl::StatusOr<std::vector<Staged>> StreamView::StagedFrom(std::uint64_t from,
                                                           std::size_t limit) const {
  storage::Range range =
      storage::PrefixRange(StreamKey(Prefix::kExchangeStaged, side_, stream_).Take());
  range.first = StagedKey(from);
  ASSIGN_OR_RETURN(const storage::Page page,
                   state_.Scan(range, {.rows = limit, .bytes = std::size_t{4} << 20u}));
  std::vector<Staged> found;
  for (const auto& [key, value] : page.rows) {
    KeyReader number(std::string_view(key).substr(key.size() - sizeof(std::uint64_t)));
    Staged staged{.number = number.TakeNumber().value_or(0), .item = {}};
    RETURN_IF_ERROR(DecodeRow(value, staged.item));
    found.push_back(std::move(staged));
  }
  return found;
}

absl::Status StreamView::ForEachStaged(
    const std::function<absl::Status(record::StagedItem&)>& use) const {
  constexpr std::size_t kPageItems = 256;
  std::uint64_t from = 0;
  while (true) {
    ASSIGN_OR_RETURN(std::vector<Staged> page, StagedFrom(from, kPageItems));
    if (page.empty()) return absl::OkStatus();
    for (Staged& staged : page) RETURN_IF_ERROR(use(staged.item));
    from = page.back().number + 1;
  }
}

namespace {

absl::StatusOr<std::vector<std::pair<StreamId, record::StreamRow>>> StreamsIn(
    const storage::Reader& state, const std::string& beginning) {
  storage::Range range = storage::PrefixRange(beginning);
  std::vector<std::pair<StreamId, record::StreamRow>> found;
  while (true) {
    ASSIGN_OR_RETURN(const storage::Page page, state.Scan(range, {}));
    for (const auto& [key, value] : page.rows) {
      KeyReader reader(key);
      (void)reader.TakePrefix(Prefix::kExchangeStream);
      (void)reader.TakeNumber();
      StreamId stream;
      stream.hop = reader.TakeText().value_or("");
      stream.direction = static_cast<Direction>(reader.TakeNumber().value_or(0));
      stream.unit = reader.TakeText().value_or("");
      if (!reader.AtEnd()) return Unreadable();
      record::StreamRow row;
      RETURN_IF_ERROR(DecodeRow(value, row));
      found.emplace_back(std::move(stream), std::move(row));
    }
    if (!page.resume.has_value()) return found;
    range.first = *page.resume;
  }
}

}  // namespace

absl::StatusOr<std::vector<std::pair<StreamId, record::StreamRow>>> AllStreams(
    const storage::Reader& state, Side side) {
  return StreamsIn(
      state, KeyWriter(Prefix::kExchangeStream).Number(static_cast<std::uint64_t>(side)).Take());
}

absl::StatusOr<std::vector<std::pair<StreamId, record::StreamRow>>> StreamsOver(
    const storage::Reader& state, Side side, std::string_view hop) {
  return StreamsIn(
      state,
      KeyWriter(Prefix::kExchangeStream).Number(static_cast<std::uint64_t>(side)).Text(hop).Take());
}

std::string PeerKey(std::string_view node_id) {
  return KeyWriter(Prefix::kExchangePeer).Text(node_id).Take();
}

absl::StatusOr<record::PeerRow> ReadPeer(const storage::Reader& state, std::string_view node_id) {
  ASSIGN_OR_RETURN(std::optional<record::PeerRow> row,
                   Read<record::PeerRow>(state, PeerKey(node_id)));
  return row.value_or(record::PeerRow());
}

record::BodyPlace PlaceBody(const ledger::Entry& entry, std::string_view body,
                            std::size_t& cursor) {
  record::BodyPlace place;
  const std::string_view payload = entry.command.payload;
  if (body.size() >= kInlineBodyBytes && cursor < payload.size()) {
    const std::size_t offset = FindBody(payload, body, cursor);
    if (offset != std::string_view::npos) {
      place.set_entry(entry.number);
      place.set_offset(offset);
      place.set_length(body.size());
      cursor = offset + body.size();
      return place;
    }
  }
  place.set_inline_(std::string(body));
  place.set_length(body.size());
  return place;
}

absl::StatusOr<std::string> ReadBody(const record::BodyPlace& place, const storage::Reader& state,
                                     const EntryPayloads& payloads) {
  if (place.entry() == 0) return place.inline_();
  ASSIGN_OR_RETURN(const std::string payload, payloads.Payload(state, place.entry()));
  if (place.offset() > payload.size() || payload.size() - place.offset() < place.length()) {
    return Unreadable();
  }
  return payload.substr(place.offset(), place.length());
}

}  // namespace par::exchange
