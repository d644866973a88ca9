// The bytes of an event that are hashed and those of an item that are signed
// (docs/formats/exchange.md). Never change them: stored chains and signatures rest on them.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/sha256.h"
#include "common/exchange/stream.h"
#include "par/exchange/v1/exchange.pb.h"

namespace par::exchange {

// The end of a stream, or any place in it.
struct Position {
  std::uint64_t length = 0;
  Sha256 head;  // All zero at length 0.
  friend bool operator==(const Position&, const Position&) = default;
};
[[nodiscard]] v1::Position ToWire(const Position& position);
// A head that is not 32 bytes, or that is not zero at length 0, matches no stream: it is read as
// length 2^64-1.
[[nodiscard]] Position FromWire(const v1::Position& position);

// The hash of the event at `previous.length` + 1. The body enters by `body_sha256`, item.body() is
// not looked at. The hop is left out, so that a relayed stream keeps its hashes; so are the
// signature, which stands by itself, and what receivers made of the item.
[[nodiscard]] Sha256 EventHash(const StreamId& stream, const Position& previous,
                               const v1::Item& item, const Sha256& body_sha256);

// What the originating node signs.
[[nodiscard]] std::string SignedBytes(const v1::Item& item, const Sha256& body_sha256);

// What the node above signs: that it holds the item, where and since when.
[[nodiscard]] std::string SignedBytes(const v1::Receipt& receipt);

}  // namespace par::exchange
