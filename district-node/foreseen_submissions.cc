#include "district-node/foreseen_submissions.h"

#include <algorithm>

namespace par::district {

void ForeseenSubmissions::Keep(std::string submission_id,
                               std::shared_ptr<const ForeseenSubmission> foreseen) {
  std::shared_ptr<const ForeseenSubmission> gone;  // Destroyed after the lock is let go.
  const std::lock_guard lock(mutex_);
  kept_.emplace_back(std::move(submission_id), std::move(foreseen));
  if (kept_.size() <= kMost) return;
  gone = std::move(kept_.front().second);
  kept_.pop_front();
}

std::shared_ptr<const ForeseenSubmission> ForeseenSubmissions::Take(std::string_view submission_id,
                                                                    std::string_view body) {
  std::shared_ptr<const ForeseenSubmission> found;
  {
    const std::lock_guard lock(mutex_);
    const auto at = std::find_if(kept_.begin(), kept_.end(),
                                 [&](const auto& kept) { return kept.first == submission_id; });
    if (at == kept_.end()) return nullptr;
    found = std::move(at->second);
    kept_.erase(at);
  }
  return found->body == body ? found : nullptr;
}

}  // namespace par::district
