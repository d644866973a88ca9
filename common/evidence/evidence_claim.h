// Who is at a file now: one at a time may change what came of it. For EvidenceStore's own files.
#pragma once

#include <mutex>

#include "common/base/sha256.h"
#include "common/evidence/evidence_store.h"

namespace par::evidence {

class EvidenceStore::Claim {
 public:
  enum class IfBusy { kGiveUp, kWait };
  Claim(EvidenceStore& store, const Sha256& sha256, IfBusy if_busy)
      : store_(store), sha256_(sha256) {
    std::unique_lock<std::mutex> lock(store_.mutex_);
    if (if_busy == IfBusy::kWait) {
      store_.freed_.wait(lock, [this] { return !store_.busy_.contains(sha256_); });
    }
    held_ = store_.busy_.insert(sha256_).second;
  }
  ~Claim() {
    if (!held_) return;
    {
      const std::lock_guard<std::mutex> lock(store_.mutex_);
      store_.busy_.erase(sha256_);
    }
    store_.freed_.notify_all();
  }
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;
  [[nodiscard]] bool held() const { return held_; }

 private:
  EvidenceStore& store_;
  const Sha256 sha256_;
  bool held_ = false;
};

}  // namespace par::evidence
