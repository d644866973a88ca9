#include "district-node/foreseen_submissions.h"

#include <algorithm>

namespace par::district {

void ForeseenSubmissions::Keep(std::string submission_id, const Sha256& body_sha256,
                               std::shared_ptr<const ForeseenSubmission> foreseen) {
  std::shared_ptr<const ForeseenSubmission> gone;  // Destroyed after the lock is let go.
  const std::lock_guard lock(mutex_);
  kept_.push_back({.submission_id = std::move(submission_id),
                   .body_sha256 = body_sha256,
                   .foreseen = std::move(foreseen)});
  if (kept_.size() <= kMost) return;
  gone = std::move(kept_.front().foreseen);
  kept_.pop_front();
}

std::shared_ptr<const ForeseenSubmission> ForeseenSubmissions::Take(std::string_view submission_id,
                                                                    std::string_view body_sha256) {
  Kept found;
  {
    const std::lock_guard lock(mutex_);
    const auto at = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) {
      return kept.submission_id == submission_id;
    });
    if (at == kept_.end()) return nullptr;
    found = std::move(*at);
    kept_.erase(at);
  }
  const bool same = body_sha256.size() == found.body_sha256.bytes.size() &&
                    Sha256::FromBytes(body_sha256) == found.body_sha256;
  return same ? std::move(found.foreseen) : nullptr;
}

std::shared_ptr<const domain::CriteriaSet> ForeseenSubmissions::SetOf(
    const assessment::v1::Submission& submission, const FindSet& find) {
  std::pair key(submission.cycle(), submission.set_sha256());
  {
    const std::lock_guard lock(mutex_);
    const auto known = sets_.find(key);
    if (known != sets_.end()) return known->second;
  }
  const auto found = find(submission.cycle());
  if (!found.ok() || found->text_hash.ToBytes() != submission.set_sha256()) return nullptr;
  const std::lock_guard lock(mutex_);
  if (sets_.size() >= kMostSets) sets_.clear();
  sets_.insert_or_assign(std::move(key), found->set);
  return found->set;
}

}  // namespace par::district
