#include "common/rpc/tls_memory.h"

#include <dlfcn.h>
#include <grpc/event_engine/memory_allocator.h>
#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstddef>

#include "absl/synchronization/mutex.h"
#include "common/base/check.h"

namespace par::rpc {
namespace {

// What gRPC reads of a socket at once: none of it may be left over during a handshake.
constexpr std::size_t kBytesToTls = 8192;
// A record with its frame. A handshake's messages are taken out piece by piece.
constexpr std::size_t kBytesFromTls = kTlsFrameBytes + 256;
// Of the slices that gRPC keeps for the next bytes (8 KiB: one for what is read, two for what goes
// into and comes out of TLS). A busy connection asks for 64 KiB and gets them.
constexpr std::size_t kUsualSlice = 8192;
constexpr std::size_t kIdleSlice = 1900;
// Where the last record of a write has left TLS at one go, gRPC (1.51 as later ones: nothing tells
// it that a flush had nothing to add) sends the rest of its slice, too, and the other side ends the
// connection. A full record must therefore be longer than a slice. gRPC's own are 16 KiB and 8.
static_assert(kIdleSlice < kTlsRecordBytes);

void Trim(SSL* ssl) {
  // Otherwise 17 KB for reading and as much for writing stay as long as the connection.
  SSL_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS);
  // Nobody resumes a session: every dial is a new connection. They hold the other side's
  // certificate, so two of them are 2 kB on the line.
  SSL_set_num_tickets(ssl, 0);
  // gRPC asks for P-256 alone, whose keys take 6 KB for each connection and more time.
  PAR_CHECK(SSL_set1_groups_list(ssl, "X25519:P-256") == 1);
}

}  // namespace

void KeepTlsConnectionsSmall() {
  static const int told = [] {
    // Debian builds Abseil with its watch over the order of locks: 2 KiB a connection, and a graph
    // that every lock of gRPC's goes through.
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
    // Each SSL object is told when it is made.
    return SSL_get_ex_new_index(
        0, nullptr,
        [](void* ssl, void* /*data*/, CRYPTO_EX_DATA* /*all*/, int /*index*/, long /*number*/,
           void* /*pointer*/) { Trim(static_cast<SSL*>(ssl)); },
        nullptr, nullptr);
  }();
  PAR_CHECK(told >= 0);
}

}  // namespace par::rpc

// The two functions below stand in front of those of the libraries, which gRPC would call; both are
// declared in public headers. Where a library no longer asks for them, its connections are larger.

// OpenSSL's: the pipe between gRPC (the first) and TLS (the second), 17 KB each way by default.
extern "C" int BIO_new_bio_pair(BIO** first, std::size_t first_bytes, BIO** second,
                                std::size_t second_bytes) {
  using par::rpc::kBytesFromTls;
  using par::rpc::kBytesToTls;
  *first = BIO_new(BIO_s_bio());
  *second = BIO_new(BIO_s_bio());
  const auto size = [](std::size_t asked, std::size_t usual) {
    return static_cast<long>(asked != 0 ? asked : usual);
  };
  if (*first != nullptr && *second != nullptr &&
      BIO_set_write_buf_size(*first, size(first_bytes, kBytesToTls)) == 1 &&
      BIO_set_write_buf_size(*second, size(second_bytes, kBytesFromTls)) == 1 &&
      BIO_make_bio_pair(*first, *second) == 1) {
    return 1;
  }
  BIO_free(*first);
  BIO_free(*second);
  *first = nullptr;
  *second = nullptr;
  return 0;
}

namespace grpc_event_engine::experimental {

// gRPC's, which counts them against its quota and makes them.
grpc_slice MemoryAllocator::MakeSlice(MemoryRequest request) {
  using Made = grpc_slice (*)(MemoryAllocator*, MemoryRequest);
  static const auto made = reinterpret_cast<Made>(
      dlsym(RTLD_NEXT,
            "_ZN17grpc_event_engine12experimental15MemoryAllocator9MakeSliceENS0_"
            "13MemoryRequestE"));
  PAR_CHECK(made != nullptr);
  return made(
      this, request.min() == par::rpc::kUsualSlice ? MemoryRequest(par::rpc::kIdleSlice) : request);
}

}  // namespace grpc_event_engine::experimental
