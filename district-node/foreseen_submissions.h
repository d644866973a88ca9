// Submissions read and scored ahead: on the threads of the lines while the committer is busy with
// those before them. Only remembers: what is kept for an item holds if and only if the same bytes
// arrive and are scored by the same set, so applying an entry comes to the same with or without it.
//
// Safe from many threads.
#pragma once

#include <google/protobuf/arena.h>

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/domain/dossier.h"
#include "par/assessment/v1/assessment.pb.h"

namespace par::district {

// What a submission claims by one set, or why it cannot be scored by it.
struct ScoredClaims {
  Sha256 set_hash;  // Of the set's text.
  absl::StatusOr<std::vector<domain::LeafClaim>> claims;
};

struct ForeseenSubmission {
  explicit ForeseenSubmission(std::string given) : body(std::move(given)) {}

  const std::string body;
  // Parsed from the body, in an arena: its thousand small parts are freed at once.
  google::protobuf::Arena arena;
  assessment::v1::Submission& submission =
      *google::protobuf::Arena::CreateMessage<assessment::v1::Submission>(&arena);
  ScoredClaims scored{{}, std::vector<domain::LeafClaim>()};
};

class ForeseenSubmissions {
 public:
  // Kept until it is taken; the oldest go when there are many, and are then simply read again.
  void Keep(std::string submission_id, std::shared_ptr<const ForeseenSubmission> foreseen);
  // Null unless this body was foreseen under this id. Forgets it.
  [[nodiscard]] std::shared_ptr<const ForeseenSubmission> Take(std::string_view submission_id,
                                                               std::string_view body);

 private:
  static constexpr std::size_t kMost = 64;

  std::mutex mutex_;  // Guards what follows.
  std::list<std::pair<std::string, std::shared_ptr<const ForeseenSubmission>>> kept_;
};

}  // namespace par::district
