// What everybody may read without an account, where the node's configuration says so: the decisions
// of publication on this node and the open data made of them (docs/formats/open-data.md). Nothing
// else of the node is reachable from here.
//
// Safe from many threads, each on a snapshot of its own.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/services/criteria_sets.h"
#include "common/services/decision_box.h"
#include "common/services/units.h"
#include "par/decision/v1/decision.pb.h"

namespace par::services {

// The text of the criteria set that a decision names, beside its open data.
inline constexpr std::string_view kCriteriaFile = "criteria.yaml";

class Published {
 public:
  // `open`: the configuration's portal.public.
  Published(const Units& units, const CriteriaSets& sets, const DecisionBox& box, bool open)
      : units_(units), sets_(sets), box_(box), open_(open) {}

  // The newest date first. NOT_FOUND public_off.
  [[nodiscard]] absl::StatusOr<decision::v1::ListPublishedResponse> List(
      const storage::Reader& state) const;
  // NOT_FOUND public_off, decision_unknown, public_file_unknown, criteria_set_unknown;
  // FAILED_PRECONDITION decision_set_wrong: this node has another text of the set.
  [[nodiscard]] absl::StatusOr<decision::v1::GetPublishedFileResponse> File(
      const storage::Reader& state, const decision::v1::GetPublishedFileRequest& request) const;

 private:
  [[nodiscard]] absl::Status CheckOpen() const;

  const Units& units_;
  const CriteriaSets& sets_;
  const DecisionBox& box_;
  const bool open_;
};

}  // namespace par::services
