// What a unit's criteria were given in the year before: by a decision in force, or where none says
// so by an imported table (earlier_tables.h). Only criteria that the set of that year scores as the
// set of now does: where they differ nothing is said.
//
// Reads only; safe from many threads, each on a reader of its own.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/domain/criteria_set.h"
#include "common/domain/cycle.h"
#include "common/domain/points.h"
#include "common/domain/published_table.h"
#include "common/services/criteria_sets.h"
#include "common/services/decision_box.h"
#include "common/storage/store.h"
#include "par/assessment/v1/assessment.pb.h"

namespace par::services {

struct LeafPoints {
  domain::LeafIndex leaf = 0;
  domain::Points score;
  domain::Points maximum;  // Without what was not applicable.
};

// Of the leaves of `set` that the table gives points by their id, with the set's maximum where it
// states one; in the table's order. A leaf that stands there twice is left out.
[[nodiscard]] std::vector<LeafPoints> PointsIn(const domain::PublishedTable& table,
                                               const domain::CriteriaSet& set);

class EarlierScores {
 public:
  EarlierScores(const CriteriaSets& sets, const DecisionBox& box) : sets_(sets), box_(box) {}

  // Of the last year before the cycle's; a decision goes before a table of the same year. Nothing
  // where no criterion can be compared.
  [[nodiscard]] absl::StatusOr<std::optional<assessment::v1::EarlierScores>> Of(
      const storage::Reader& state, const domain::Cycle& cycle, const domain::CriteriaSet& set,
      const domain::UnitId& unit) const;

 private:
  [[nodiscard]] absl::StatusOr<std::optional<domain::Decision>> LastDecision(
      const storage::Reader& state, const domain::Cycle& cycle, const domain::UnitId& unit) const;
  // Nothing where the set of then is another one, or not known here.
  [[nodiscard]] std::shared_ptr<const domain::CriteriaSet> SetOfThen(const storage::Reader& state,
                                                                     const domain::CriteriaSet& now,
                                                                     std::string_view id,
                                                                     int version) const;

  const CriteriaSets& sets_;
  const DecisionBox& box_;
};

}  // namespace par::services
