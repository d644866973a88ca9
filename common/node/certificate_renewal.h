// Has the node's own certificates renewed: in time it makes a new key beside the one in use, asks
// over its line (common/services/certificate_desk.h), and puts what comes back in place, from where
// the node's ports and lines take it up by themselves (common/rpc/tls.h). What it has stays good to
// its end, so nothing waits for the answer.
//
// Files beside those that the configuration names: `<key>.next` while a request waits, and
// `<certificate>.next` for the moment in which both are put in place.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/config/config.h"
#include "common/identity/signing_key.h"
#include "common/node/key_files.h"
#include "common/rpc/calls.h"
#include "common/storage/store.h"
#include "par/record/v1/certificate_record.pb.h"

namespace par::node {

// A request is made again so long after the last, whatever became of that.
inline constexpr std::int64_t kAskAgainDays = 7;

// Finishes putting a key and its certificate in place, where a stop came between the two. Before
// either is read. What ReadWholeFile and WriteFileDurably refuse; repeating it does nothing.
[[nodiscard]] absl::Status FinishRenewal(const config::CertificateFiles& files);

class CertificateRenewal {
 public:
  struct Ports {
    const config::Config& config;
    const storage::Store& store;
    const Clock& clock;
    Random& random;
    rpc::SubmitCommand submit;
  };
  // Everything in `ports` must outlive it, and the ledger must be closed before it goes.
  explicit CertificateRenewal(Ports ports) : ports_(std::move(ports)) {}

  // Takes an answer that has come, or asks where it is time. By one thread, every second or so.
  void Step();
  // Says of certificates that end soon how their renewal stands. Safe from any thread.
  void Describe(std::vector<KeyFile>& files) const;

 private:
  // Whether one of the node's certificates still holds and ends soon.
  [[nodiscard]] bool Due(std::int64_t now) const;
  [[nodiscard]] absl::Status Ask();
  // FAILED_PRECONDITION: it is of no use, as CheckRenewal says; else what the disk refuses.
  [[nodiscard]] absl::Status Take(const record::v1::OwnRenewalRow& row) const;
  void Note(absl::Status problem);

  const Ports ports_;
  // Touched by Step only: when to look at the files again, and the hashes of the requests whose
  // answer was tried, and is done with.
  std::int64_t next_look_ = 0;
  std::string tried_;
  std::string taken_;
  std::atomic<bool> asking_ = false;  // A command is on its way.

  mutable std::mutex mutex_;  // Guards what follows.
  absl::Status problem_;      // Why the last try came to nothing on this machine.
};

}  // namespace par::node
