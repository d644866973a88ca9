// How much may be under way on one stream of a connection.
#pragma once

namespace par::rpc {

// What a peer may send before it is read. Fixed, for gRPC's own estimate grows to megabytes; at a
// round trip of 600 ms it still lets 3 Mbit/s through.
inline constexpr int kStreamWindow = 256 << 10;

}  // namespace par::rpc
