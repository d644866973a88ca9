#include "common/domain/review_quality_published.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

absl::Status AddRow(const CriteriaSet& set, const Answers& answers, const ScoreSheet& sheet,
                    const TableRow& row, const TableRow& area, std::vector<QualityCase>& cases) {
  if (!row.score.has_value() || !row.maximum.has_value()) return absl::OkStatus();
  const NodeIndex node = set.FindNode(row.id);
  if (node == kNone) {
    return Refusal(absl::StatusCode::kInvalidArgument, "published_criterion_unknown",
                   {{"criterion", row.id}, {"set", set.id}});
  }
  QualityCase one;
  one.cycle = set.id;
  one.unit = answers.unit;
  one.criterion = row.id;
  one.area = area.id;
  one.self = Mark::Scored(sheet.nodes[node].score);
  ASSIGN_OR_RETURN(one.maximum, PointsFromDecimal(*row.maximum, row.id));
  ASSIGN_OR_RETURN(const Points published, PointsFromDecimal(*row.score, row.id));
  one.reviewed = Mark::Scored(published);
  cases.push_back(std::move(one));
  return absl::OkStatus();
}

}  // namespace

absl::Status AddPublished(const CriteriaSet& set, const Answers& answers, const ScoreSheet& sheet,
                          const PublishedTable& table, std::vector<QualityCase>& cases) {
  for (const TableRow& group : table.groups) {
    for (const TableRow& area : group.parts) {
      if (area.parts.empty()) RETURN_IF_ERROR(AddRow(set, answers, sheet, area, area, cases));
      for (const TableRow& leaf : area.parts) {
        RETURN_IF_ERROR(AddRow(set, answers, sheet, leaf, area, cases));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace par::domain
