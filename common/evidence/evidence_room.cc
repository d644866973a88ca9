// How much a sender may begin and not finish, and what makes room for more.
#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "common/domain/refusal.h"
#include "common/evidence/evidence_store.h"

namespace par::evidence {

absl::Status EvidenceStore::Begun(const Sha256& sha256, std::uint64_t size,
                                  std::string_view sender) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::int64_t now = clock_.MonotonicMicros();
  if (const auto begun = unfinished_.find(sha256); begun != unfinished_.end()) {
    begun->second.touched = now;
    return absl::OkStatus();
  }
  std::uint64_t bytes = size;
  std::size_t files = 1;
  std::vector<decltype(unfinished_)::iterator> idle;
  for (auto at = unfinished_.begin(); at != unfinished_.end(); ++at) {
    if (at->second.sender != sender) continue;
    bytes += at->second.size;
    ++files;
    const bool abandoned = now - at->second.touched >= kAbandonedMicros;
    // As DiscardOld: what came whole and is seen is settled, not thrown away.
    if (abandoned && !busy_.contains(at->first) && !Has(at->first)) idle.push_back(at);
  }
  // Those that are in parts first, the longest untouched first.
  std::ranges::sort(idle, {},
                    [](auto at) { return std::pair(at->second.whole, at->second.touched); });
  auto kept = idle.begin();
  const auto too_many = [&] {
    return bytes > kMostUnfinishedBytes || files > kMostUnfinishedFiles;
  };
  for (; kept != idle.end() && too_many(); ++kept, --files) bytes -= (*kept)->second.size;
  if (too_many()) {
    return domain::Refusal(absl::StatusCode::kResourceExhausted, "evidence_many_unfinished",
                           {{"files", std::to_string(kMostUnfinishedFiles)},
                            {"maximum", std::to_string(kMostUnfinishedBytes)}});
  }
  for (auto gone = idle.begin(); gone != kept; ++gone) {
    ::unlink(PartOf((*gone)->first).c_str());  // Nobody begins with it while the lock is held.
    unfinished_.erase(*gone);
  }
  unfinished_[sha256] = {.sender = std::string(sender), .size = size, .touched = now};
  return absl::OkStatus();
}

}  // namespace par::evidence
