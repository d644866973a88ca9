// Event batches are smaller on the line: towards a peer that speaks version 2 of the exchange, a
// Tail, Push or DownPush goes as one zstd frame where that gains. Which frames are taken is told by
// docs/formats/exchange.md. The machines of common/exchange know nothing of it: their windows,
// limits and rates count the bytes of events, whatever the line carries.
//
// Safe from many threads.
#pragma once

#include <cstddef>
#include <optional>

#include "common/rpc/pipe.h"
#include "par/exchange/v1/exchange.pb.h"

namespace par::rpc {

// Bytes. What is smaller fits a packet as it is.
inline constexpr std::size_t kLeastPacked = 1024;

// `message` packed, or nothing where it goes as it is: it is none of the three, smaller than
// kLeastPacked or larger than exchange::kMaxMessageBytes, or the frame would be larger than three
// quarters of it.
[[nodiscard]] std::optional<exchange::v1::LinkMessage> Pack(
    const exchange::v1::LinkMessage& message);

// What was packed; nothing where a rule of the format is broken. Takes at most
// exchange::kMaxMessageBytes and what a message of that size takes, whatever the frame holds.
[[nodiscard]] std::optional<exchange::v1::LinkMessage> Unpack(const exchange::v1::Packed& packed);

// `take` at either end of a line over the network. It sends and is given messages as if nothing
// were packed; one that breaks a rule, or comes before a hello was answered with version 2, is
// given as it came, and the machine refuses it as any other malformed message.
[[nodiscard]] TakePipe<exchange::v1::LinkMessage> Packing(TakePipe<exchange::v1::LinkMessage> take);

}  // namespace par::rpc
