// Submissions read and scored ahead: on the threads of the lines while the committer is busy with
// those before them. Only remembers: what is kept for an item holds if and only if the same bytes
// arrive and are scored by the same set, so applying an entry comes to the same with or without it.
// What is wrong or unusual in them is not foreseen and is left to the committer.
//
// Safe from many threads.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/domain/dossier.h"
#include "common/services/criteria_sets.h"
#include "par/assessment/v1/assessment.pb.h"

namespace par::district {

struct ForeseenSubmission {
  assessment::v1::Submission submission;  // Of its answers only the unit.
  // What the answers claim by the set that the submission names (set_sha256).
  std::vector<domain::LeafClaim> claims;
};

class ForeseenSubmissions {
 public:
  // Kept until it is taken; the oldest go when there are many, and are then simply read again.
  void Keep(std::string submission_id, const Sha256& body_sha256,
            std::shared_ptr<const ForeseenSubmission> foreseen);
  // Null unless this body was foreseen under this id. Forgets it. A hash that is not 32 bytes is of
  // no body.
  [[nodiscard]] std::shared_ptr<const ForeseenSubmission> Take(std::string_view submission_id,
                                                               std::string_view body_sha256);

  // The set that `submission` names by its hash, if its cycle is assessed by that; null otherwise.
  // `find` says by what a cycle is assessed now; it is asked once for a cycle and a hash.
  using FindSet = std::function<absl::StatusOr<services::LoadedSet>(const std::string& cycle)>;
  [[nodiscard]] std::shared_ptr<const domain::CriteriaSet> SetOf(
      const assessment::v1::Submission& submission, const FindSet& find);

 private:
  // As many as 32 lines have under way (rpc::kMostAwaited each); some 20 KB each.
  static constexpr std::size_t kMost = 256;
  static constexpr std::size_t kMostSets = 64;

  struct Kept {
    std::string submission_id;
    Sha256 body_sha256;
    std::shared_ptr<const ForeseenSubmission> foreseen;
  };

  std::mutex mutex_;  // Guards what follows.
  std::list<Kept> kept_;
  // By cycle and hash.
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const domain::CriteriaSet>> sets_;
};

}  // namespace par::district
