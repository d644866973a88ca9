// What one TLS connection holds. A node may have ten thousand of them, nearly all of them quiet,
// and most of what gRPC and OpenSSL keep for each is room for a burst that does not come. gRPC has
// settings for the least of it (docs/adr/2026-11-21-small-tls-connections.md).
#pragma once

namespace par::rpc {

// GRPC_ARG_TSI_MAX_FRAME_SIZE of every channel and server with TLS: the longest record that is
// sent; 1 % of it is TLS's own. Whoever leaves it out cannot send more than some 2 kB at once.
inline constexpr int kTlsFrameBytes = 2048;
// What is said in one such record: gRPC sets 100 bytes aside for TLS.
inline constexpr int kTlsRecordBytes = kTlsFrameBytes - 100;

// From now on, for every connection of this process. Repeating it does nothing.
void KeepTlsConnectionsSmall();

}  // namespace par::rpc
