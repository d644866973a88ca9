// What moves evidence files over the Blob stream of a line: the sender's and the receiver's machine
// are stepped as those of common/exchange/link.h are, but Step reads and writes files through the
// store (a chunk at a time; a finished file is hashed once), so run it where blocking is allowed.
// Either end of a line may be either. docs/formats/exchange.md tells the messages.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "par/exchange/v1/exchange.pb.h"

namespace par::exchange {

inline constexpr std::size_t kSmallestChunk = std::size_t{8} << 10u;
inline constexpr std::size_t kLargestChunk = std::size_t{256} << 10u;
// What a sender may have under way without an answer: so many seconds of what the line carries, and
// never less or more than this. An item that is sent now waits on the line behind it, so it is
// seconds on the slowest line (64 kbit/s).
inline constexpr std::int64_t kBlobWindowSeconds = 2;
inline constexpr std::size_t kSmallestBlobWindow = 2 * kSmallestChunk;
inline constexpr std::size_t kLargestBlobWindow = std::size_t{1} << 20u;

struct Blob {
  Sha256 sha256;
  std::uint64_t size = 0;
  std::string media_type;
  std::string unit;  // Whose item refers to it.
};

// How items may name a file. Of two that name the same bytes one may be wrong about their number or
// type, and what is said of that one says nothing of the other.
struct BlobReference {
  Sha256 sha256;
  std::uint64_t size = 0;
  std::string media_type;
  friend auto operator<=>(const BlobReference&, const BlobReference&) = default;
};
[[nodiscard]] inline BlobReference ReferenceOf(const Blob& blob) {
  return {.sha256 = blob.sha256, .size = blob.size, .media_type = blob.media_type};
}

struct BlobPlace {
  std::uint64_t durable_offset = 0;
  bool complete = false;
};

// The node's evidence files (common/evidence/evidence_store.h keeps these promises).
class BlobStore {
 public:
  virtual ~BlobStore() = default;
  // How much is here. A refusal says that a file of this size or kind is not taken.
  [[nodiscard]] virtual absl::StatusOr<BlobPlace> Begin(const Blob& blob) = 0;
  // Durable when it returns; the new durable offset. FAILED_PRECONDITION: not the durable offset.
  // ABORTED: another is at the file.
  [[nodiscard]] virtual absl::StatusOr<std::uint64_t> Put(const Blob& blob, std::uint64_t offset,
                                                          std::string_view data) = 0;
  // It is here, whole and verified.
  [[nodiscard]] virtual bool Has(const Sha256& sha256) const = 0;
  // Whoever was to send it has it no more. Until it comes after all.
  virtual void NoteLost(const Sha256& sha256) = 0;
  [[nodiscard]] virtual bool IsLost(const Sha256& sha256) const = 0;
  // All bytes are here: verify and keep. INVALID_ARGUMENT: wrong hash or kind, thrown away.
  [[nodiscard]] virtual absl::Status Finish(const Blob& blob) = 0;
  // At most `length` bytes from `offset`.
  [[nodiscard]] virtual absl::StatusOr<std::string> Read(const Blob& blob, std::uint64_t offset,
                                                         std::size_t length) = 0;
};

struct BlobConnected {};
struct BlobIn {
  v1::BlobMessage message;
};
struct BlobDisconnected {
  absl::Status why;
};
// At least once a second while the machine lives.
struct BlobTick {};
// Rows were committed or a file came: there may be more to send. As often as one likes.
struct BlobsChanged {};
using BlobInput = std::variant<BlobConnected, BlobIn, BlobDisconnected, BlobTick, BlobsChanged>;

// Only ChildBlobs: open the stream; answer with BlobConnected or BlobDisconnected.
struct BlobDial {};

struct BlobSend {
  v1::BlobMessage message;
};
struct BlobClose {
  absl::Status why;
};
// Sender: the other side has it, or never will. Receiver: the file is here, or its sender lost it.
// Fetcher: the file is here, or did not come.
struct BlobSettled {
  Blob blob;
  v1::BlobOutcome outcome = v1::BLOB_OUTCOME_UNSPECIFIED;
  std::string reason;  // From the catalogue; empty if verified.
};
using BlobAction = std::variant<BlobDial, BlobSend, BlobClose, BlobSettled>;
using BlobActions = std::vector<BlobAction>;

// What a node that lost its files still has to fetch from the node above.
struct BlobLoss {
  std::uint64_t files_missing = 0;  // Referred to by what the node above received, and not here.
  std::uint64_t bytes_missing = 0;
  std::uint64_t files_asked = 0;    // Of these, how many are being fetched or wait for it.
  std::uint64_t bytes_fetched = 0;  // Since the process started.
  absl::Status last_error;
};

// Of one line, for `parctl links` and the portal.
struct BlobTraffic {
  std::uint64_t files_waiting = 0;     // Below: to be sent. Above: referred to, and not here yet.
  std::uint64_t bytes_waiting = 0;     // Below: less what is on the disk above. Above: whole files.
  std::uint64_t bytes_moved = 0;       // Sent, or taken whole, since the process started.
  std::uint64_t bytes_per_second = 0;  // Over the last ten seconds.
  absl::Status last_error;
};

// CRC-32C (Castagnoli) as in RFC 3720.
[[nodiscard]] std::uint32_t Crc32c(std::string_view data);

}  // namespace par::exchange
