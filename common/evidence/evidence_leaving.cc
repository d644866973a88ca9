// How a file that nothing relies on leaves a store, and stays if somebody comes with it meanwhile.
#include <unistd.h>

#include <cstdio>

#include "common/base/folder.h"
#include "common/evidence/evidence_claim.h"
#include "common/evidence/evidence_store.h"

namespace par::evidence {
namespace {

constexpr std::size_t kManyTouched = 4096;

}  // namespace

std::filesystem::path EvidenceStore::HiddenOf(const Sha256& sha256) const {
  return folder_ / "leaving" / sha256.Hex();
}

// With the claim held.
void EvidenceStore::Touch(const Sha256& sha256) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::int64_t now = clock_.MonotonicMicros();
  if (touched_.size() >= kManyTouched) {
    std::erase_if(touched_, [now](const auto& file) { return now - file.second > kTouchedMicros; });
  }
  touched_[sha256] = now;
}

bool EvidenceStore::TouchedSince(const Sha256& sha256, std::int64_t micros) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto touched = touched_.find(sha256);
  return touched != touched_.end() && touched->second >= micros;
}

bool EvidenceStore::WhileUntouched(const Sha256& sha256, const std::function<void()>& step) {
  const Claim claim(*this, sha256, Claim::IfBusy::kGiveUp);
  if (!claim.held() || TouchedSince(sha256, clock_.MonotonicMicros() - kTouchedMicros)) {
    return false;
  }
  step();
  return true;
}

bool EvidenceStore::Hide(const Sha256& sha256) {
  bool hidden = false;
  WhileUntouched(sha256,
                 [&] { hidden = ::rename(PathOf(sha256).c_str(), HiddenOf(sha256).c_str()) == 0; });
  return hidden;
}

// Whoever brought the file meanwhile brought the same bytes.
bool EvidenceStore::Show(const Sha256& sha256) {
  const Claim claim(*this, sha256, Claim::IfBusy::kWait);
  const std::filesystem::path path = PathOf(sha256);
  return ::rename(HiddenOf(sha256).c_str(), path.c_str()) == 0 && !SyncPath(path.parent_path());
}

bool EvidenceStore::Drop(const Sha256& sha256) { return ::unlink(HiddenOf(sha256).c_str()) == 0; }

}  // namespace par::evidence
