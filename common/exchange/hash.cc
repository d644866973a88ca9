#include "common/exchange/hash.h"

#include <limits>
#include <string_view>

namespace par::exchange {
namespace {

std::string NumberBytes(std::uint64_t number) {
  std::string bytes;
  for (unsigned shift = 0; shift < 64; shift += 8) {
    bytes.push_back(static_cast<char>((number >> shift) & 0xffu));
  }
  return bytes;
}

// Fields as Sha256Stream::AddField writes them, into text or into a hash.
struct TextFields {
  std::string text;
  void Add(std::string_view field) {
    text += NumberBytes(field.size());
    text += field;
  }
};
struct HashFields {
  Sha256Stream& hash;
  void Add(std::string_view field) { hash.AddField(field); }
};

template <typename Fields>
void AddBlobs(Fields& fields, const v1::Item& item) {
  fields.Add(NumberBytes(static_cast<std::uint64_t>(item.blobs_size())));
  for (const v1::BlobRef& blob : item.blobs()) {
    fields.Add(blob.sha256());
    fields.Add(NumberBytes(blob.size()));
    fields.Add(blob.media_type());
  }
}

}  // namespace

v1::Position ToWire(const Position& position) {
  v1::Position wire;
  wire.set_length(position.length);
  wire.set_head(position.head.ToBytes());
  return wire;
}

Position FromWire(const v1::Position& position) {
  Position found{.length = std::numeric_limits<std::uint64_t>::max(), .head = {}};
  if (position.head().size() != found.head.bytes.size()) return found;
  const Sha256 head = Sha256::FromBytes(position.head());
  if (position.length() == 0 && head != Sha256{}) return found;
  return {.length = position.length(), .head = head};
}

Sha256 EventHash(const StreamId& stream, const Position& previous, const v1::Item& item,
                 const Sha256& body_sha256) {
  Sha256Stream hash;
  hash.Add(std::string_view("\0", 1));
  HashFields fields{hash};
  fields.Add(stream.direction == Direction::kUp ? "up" : "down");
  fields.Add(stream.unit);
  fields.Add(NumberBytes(previous.length + 1));
  fields.Add(previous.head.ToBytes());
  fields.Add(item.submission_id());
  fields.Add(NumberBytes(item.type()));
  fields.Add(NumberBytes(item.schema_version()));
  fields.Add(NumberBytes(item.base_version()));
  fields.Add(body_sha256.ToBytes());
  AddBlobs(fields, item);
  fields.Add(item.author());
  fields.Add(item.unit());
  fields.Add(item.origin_node());
  fields.Add(NumberBytes(static_cast<std::uint64_t>(item.wall_time())));
  fields.Add(NumberBytes(static_cast<std::uint64_t>(item.clock_quality())));
  return hash.Finish();
}

std::string SignedBytes(const v1::Item& item, const Sha256& body_sha256) {
  TextFields fields;
  fields.Add("parnet item 1");
  fields.Add(item.submission_id());
  fields.Add(NumberBytes(item.type()));
  fields.Add(body_sha256.ToBytes());
  AddBlobs(fields, item);
  fields.Add(item.unit());
  fields.Add(item.origin_node());
  return fields.text;
}

std::string SignedBytes(const v1::Receipt& receipt) {
  TextFields fields;
  fields.Add("parnet receipt 2");
  fields.Add(receipt.submission_id());
  fields.Add(NumberBytes(static_cast<std::uint64_t>(receipt.stream().direction())));
  fields.Add(receipt.stream().unit());
  fields.Add(NumberBytes(receipt.seq()));
  fields.Add(receipt.head());
  fields.Add(NumberBytes(static_cast<std::uint64_t>(receipt.received_at())));
  fields.Add(receipt.node_id());
  fields.Add(NumberBytes(static_cast<std::uint64_t>(receipt.signed_at())));
  return fields.text;
}

}  // namespace par::exchange
