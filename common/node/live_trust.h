// The trust anchors and revocation lists that signatures of documents are checked against, as the
// files of `evidence.anchors` and `evidence.revocation_lists` say now. Files that cannot be used
// change nothing while the node runs, and do not keep it from starting; why, key_files.h says.
//
// Safe from many threads.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/base/sha256.h"
#include "common/config/config.h"
#include "common/base/watched_file.h"

namespace par::node {

struct Trust {
  std::string pem;     // As signature::Checker wants it; empty: nobody is asked about.
  Sha256 fingerprint;  // Of `pem`.
};

class LiveTrust {
 public:
  explicit LiveTrust(const config::EvidenceTrust& files);

  // Null if the files could not be read since the start.
  [[nodiscard]] std::shared_ptr<const Trust> Now() const;
  // Reads the files again if one was written since. By one thread.
  void Refresh();

 private:
  const config::EvidenceTrust files_;
  std::vector<WatchedFile> watched_;

  mutable std::mutex mutex_;  // Guards trust_.
  std::shared_ptr<const Trust> trust_;
};

}  // namespace par::node
