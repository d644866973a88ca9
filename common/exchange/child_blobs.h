// The lower end of a line's Blob stream: finds the files that items received above refer to, dials
// where there is something to send, and sends them one after the other. How to drive it:
// common/exchange/blob.h. One thread at a time.
//
// A file is offered once the item that refers to it has been received above (the node above takes
// nothing else) and the file is here; at a relay that may be later than the item. One that is not
// here and will not come is named as lost, so that nobody above waits for it. Nothing about
// files is stored: after a start, and after a break but at most every ten minutes, all are offered
// again, and what is there already costs one question. A refusal is final until the next start, but
// not "no item refers to it (so)": that, and a file that could not be read here, is tried again
// with the next connection and after ten minutes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/exchange/blob.h"
#include "common/exchange/blob_fetcher.h"
#include "common/exchange/blob_references.h"
#include "common/exchange/blob_sender.h"
#include "common/exchange/limits.h"
#include "common/exchange/ports.h"
#include "common/exchange/rate_meter.h"
#include "common/exchange/retry_policy.h"
#include "common/storage/store.h"

namespace par::exchange {

inline constexpr std::int64_t kOfferAgainMicros = 600 * kSecond;

struct ChildBlobsConfig {
  std::string node_id;
  std::string parent_node;
  RetryPolicy retry;
};
// All must outlive the machine.
struct ChildBlobsPorts {
  const storage::Store& store;
  const Topology& topology;
  BlobStore& blobs;
  const Clock& clock;
  Random& random;
};

class ChildBlobs {
 public:
  ChildBlobs(ChildBlobsConfig config, ChildBlobsPorts ports);

  [[nodiscard]] BlobActions Step(BlobInput input);
  [[nodiscard]] BlobTraffic Traffic() const;

  // Fetches from the node above what should be here and is not: for a machine that lost its disk.
  // To be called again for what is found missing later; what did not come is asked for again with
  // the next connection and after ten minutes, so that whoever waits for an end sees one.
  // `only`: nothing but these files.
  void FetchMissing(const std::set<Sha256>* only = nullptr);
  [[nodiscard]] BlobLoss Loss() const;
  // Files that were here may have gone: all that items refer to are looked at with the next tick.
  void LookAgain();

 private:
  enum class Phase { kDown, kDialling, kUp };

  [[nodiscard]] absl::Status Look();
  void LookAgainAfterABreak(std::int64_t now);
  void ForgetOffered();
  [[nodiscard]] bool Lost(const Blob& blob) const;
  void Offer(Blob blob);
  void OfferAgain();
  void Note(const BlobAction& action);
  void NoteSettled(const BlobSettled& settled);
  void NoteFetched(const BlobAction& action);

  const ChildBlobsConfig config_;
  const ChildBlobsPorts ports_;
  BlobSender sender_;
  BlobFetcher fetcher_;
  BlobReferences references_{Side::kLower};
  Phase phase_ = Phase::kDown;
  bool changed_ = true;
  bool broken_ = false;  // The line was, since all was looked at.
  std::optional<std::int64_t> looked_at_all_;
  std::uint32_t attempt_ = 0;
  std::int64_t dial_at_ = 0;
  std::int64_t offer_again_at_ = 0;
  std::set<BlobReference> refused_;         // For good.
  std::set<BlobReference> known_;           // Offered, refused, or in one of the two lists below.
  std::map<BlobReference, Blob> not_here_;  // Will come from below, or can be fetched from above.
  std::set<BlobReference> told_lost_;       // Of these, which the node above was told are lost.
  std::set<BlobReference> not_got_;         // Of these, which were asked for and did not come.
  std::int64_t fetch_again_at_ = 0;
  std::vector<Blob> put_aside_;  // Refused for now.
  std::uint64_t offered_bytes_ = 0;
  std::uint64_t sent_bytes_ = 0;
  RateMeter rate_;
  absl::Status last_error_;
};

}  // namespace par::exchange
