// A remediation plan (kế hoạch khắc phục tồn tại, hạn chế): what is done about the points that an
// assessment lost, by whom and until when, what each task is worth, and what index that promises.
//
// Every loss is answered by at most one task, so worths add up without counting a point twice. A
// systemic loss (every unit lost it, nobody's own fault) is named with its basis and is not
// expected back. Format: docs/formats/remediation-plan.md.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/criteria_set.h"
#include "common/domain/date.h"
#include "common/domain/finding.h"
#include "common/domain/points.h"
#include "common/domain/score_sheet.h"
#include "common/domain/shown_parameter.h"

namespace par::domain {

struct RemediationTask {
  std::string id;
  std::vector<NodeIndex> criteria;  // Whose losses it answers: areas, criteria or leaves.
  std::string reason;               // Lý do bị trừ điểm.
  std::string systemic;             // Not empty: why every unit lost it; nothing else is asked for.
  std::string measure;              // Biện pháp khắc phục.
  std::string lead;                 // Cơ quan chủ trì.
  std::vector<std::string> with;    // Cơ quan phối hợp.
  std::optional<Date> deadline;     // Thời hạn; a task without one is remarked on.
  std::string product;              // Sản phẩm.
  // What it is to bring back: points, or so many percent of the score ("tăng ít nhất 2 %").
  // Neither: all that was lost.
  std::optional<Points> regain;
  std::optional<Decimal> raise_percent;
  std::optional<Date> done;
  Position at;
};

// What the plan's own document prints for a criterion or an area; as printed, a loss with its sign.
struct StatedLoss {
  NodeIndex node = kNone;
  std::optional<Points> maximum;
  std::optional<Points> score;
  std::optional<Points> lost;
};

struct RemediationPlan {
  std::string title;
  UnitId unit;
  int year = 0;  // In which the tasks are done.
  std::vector<RemediationTask> tasks;
  std::vector<StatedLoss> stated;
};

// Nothing if the file has findings. The plan is bound to this version of the set.
[[nodiscard]] std::optional<RemediationPlan> ReadRemediationPlan(std::string_view text,
                                                                 const CriteriaSet& set,
                                                                 FindingList& findings);

// What a leaf, or the leaves below a node, lost: of the maximum that is left to it; of a penalty,
// what it took away. Bonuses are never lost. A leaf that is not scored has lost its maximum.
[[nodiscard]] Points LostAt(const CriteriaSet& set, const ScoreSheet& sheet, NodeIndex node);

struct TaskWorth {
  Points lost;   // By its criteria together.
  Points worth;  // Of that, what it is to bring back; 0 for a systemic loss.
  bool overdue = false;
  friend bool operator==(const TaskWorth&, const TaskWorth&) = default;
};

struct RemediationRemark {
  std::string_view reason;                 // Of catalogue/remediation.inc.
  std::vector<ShownParameter> parameters;  // The first says where: a task or a criterion.
};
[[nodiscard]] std::string TextOf(const RemediationRemark& remark, Language language);

struct RemediationReview {
  Points lost;
  Points systemic;
  Points planned;                     // The tasks' worths.
  Points forecast;                    // The total with them: next year's index, all else unchanged.
  std::vector<TaskWorth> tasks;       // By task.
  std::vector<LeafIndex> unanswered;  // Lost points that no task names.
  // What the plan's document states otherwise than the scores give, and what cannot be:
  //   remediation_stated_maximum, remediation_stated_score, remediation_stated_lost,
  //   remediation_stated_sign, remediation_nothing_lost, remediation_without_deadline,
  //   remediation_regain_beyond_loss (the worth is then the loss)
  std::vector<RemediationRemark> remarks;
};

// `sheet` is of this set; `on` is the day on which a task that is not done is overdue.
[[nodiscard]] RemediationReview ReviewPlan(const CriteriaSet& set, const ScoreSheet& sheet,
                                           const RemediationPlan& plan, const Date& on);

}  // namespace par::domain
