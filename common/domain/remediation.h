// A remediation plan (kế hoạch khắc phục tồn tại, hạn chế): what is done about the points that an
// assessment lost, by whom and until when, what each task is worth, and what index that promises.
//
// Every loss is answered by at most one task, so worths add up without counting a point twice. A
// systemic loss (every unit lost it, nobody's own fault) is named with its basis and is not
// expected back. A plan may be bound to the criteria set by which points were lost; without one
// (a plan for several indexes, or for a set that is not at hand) its tasks name an index and are
// worth no points that could be counted. Format: docs/formats/remediation-plan.md.
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
#include "common/domain/remediation_targets.h"
#include "common/domain/score_sheet.h"
#include "common/domain/shown_parameter.h"

namespace par::domain {

struct YamlValue;

// One of the indexes that a plan is for: PAR Index, SIPAS, PAPI.
struct PlanIndex {
  std::string id;
  std::string title;
};

// Cơ quan chủ trì, cơ quan phối hợp.
struct PlanOffice {
  std::string id;
  std::string name;
  std::vector<std::string> also;  // How else the plan's document writes its name.
  std::vector<UnitId> units;      // Who it is in the unit tree; a group has several.
  bool outside = false;           // Not an office of the plan's unit nor below it.
  std::vector<NodeIndex> answers_for;
  std::vector<std::string> duties;
};

// What a task says of a target, where the document says it once more.
struct TaskAim {
  std::size_t target = 0;  // Of the plan's targets.
  std::optional<Aim> aim;  // Nothing: it does not repeat it.
};

struct RemediationTask {
  std::string id;
  std::size_t index = kNone;        // Of the plan's indexes.
  std::vector<NodeIndex> criteria;  // Whose losses it answers: areas, criteria or leaves.
  std::vector<TaskAim> aims;
  std::string reason;             // Lý do bị trừ điểm.
  std::string systemic;           // Not empty: why every unit lost it; nothing else is asked for.
  std::string measure;            // Biện pháp khắc phục.
  std::string lead;               // Cơ quan chủ trì; an id where the plan lists its offices.
  std::vector<std::string> with;  // Cơ quan phối hợp.
  std::optional<Date> deadline;   // Thời hạn; a task without one is remarked on.
  std::string when;               // What the document says of the time, where that is no day.
  std::string product;            // Sản phẩm.
  // What it is to bring back: points, or so many percent of the score ("tăng ít nhất 2 %").
  // Neither: all that was lost.
  std::optional<Points> regain;
  std::optional<Decimal> raise_percent;
  std::optional<Date> done;
  std::string withdrawn;  // Not empty: why it was taken back since; it is then worth nothing.
  Position at;
};

// What the plan's own document prints for a criterion or an area; as printed, a loss with its sign.
struct StatedLoss {
  NodeIndex node = kNone;
  std::optional<Points> maximum;
  std::optional<Points> score;
  std::optional<Points> lost;
};

// What the document prints as the sum of rows that it prints too.
struct StatedSum {
  std::string title;
  std::vector<NodeIndex> of;
  std::optional<Points> maximum;
  std::optional<Points> score;
};

struct RemediationPlan {
  std::string title;
  UnitId unit;
  int year = 0;                // In which the tasks are done.
  std::string number;          // Of the document; may be empty.
  std::optional<Date> issued;  // Of the document.
  std::string set;             // As the plan names it; empty: none.
  std::vector<PlanIndex> indexes;
  std::vector<PlanArea> areas;  // Of the targets.
  std::vector<PlanOffice> offices;
  std::vector<BaseFigure> bases;
  std::vector<RemediationTarget> targets;
  std::vector<RemediationTask> tasks;
  std::vector<StatedLoss> stated;
  std::vector<StatedSum> sums;

  // Null if there is none.
  [[nodiscard]] const PlanOffice* FindOffice(std::string_view id) const;
  // The office's name; the text itself where the plan lists no such office.
  [[nodiscard]] const std::string& NameOf(const std::string& office) const;
};

// Nothing if the file has findings. The plan is bound to this version of the set; `set` is null for
// a plan that names none.
[[nodiscard]] std::optional<RemediationPlan> ReadRemediationPlan(std::string_view text,
                                                                 const CriteriaSet* set,
                                                                 FindingList& findings);
// The same from a tree, of a file or a workbook.
[[nodiscard]] std::optional<RemediationPlan> ReadRemediationPlan(const YamlValue& root,
                                                                 const CriteriaSet* set,
                                                                 FindingList& findings);
// Finds what can be found where the set that the plan may name is not at hand: the ids of criteria
// are taken as they are written.
void CheckPlanWithoutSet(const YamlValue& root, FindingList& findings);
// The set that the plan names, before it is read with it: "id" or "id@version"; empty if it names
// none. Nothing if it is no YAML map; `findings` says why.
[[nodiscard]] std::optional<std::string> SetNamedByPlan(const YamlValue& root,
                                                        FindingList& findings);
[[nodiscard]] std::optional<std::string> SetNamedByPlan(std::string_view text,
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
  Points achieved;                    // The worths of tasks that are done.
  Points forecast;                    // The total with them: next year's index, all else unchanged.
  Points forecast_done;               // The total with what is done already.
  std::vector<TaskWorth> tasks;       // By task.
  std::vector<LeafIndex> unanswered;  // Lost points that no task names.
  // What the plan's document states otherwise than the scores give, and what cannot be:
  //   remediation_stated_maximum, remediation_stated_score, remediation_stated_lost,
  //   remediation_stated_sign, remediation_nothing_lost, remediation_without_deadline,
  //   remediation_regain_beyond_loss (the worth is then the loss), remediation_stated_sum,
  //   and those of RemarksOnText
  std::vector<RemediationRemark> remarks;
};

// What the plan says against itself, without any score: remediation_without_lead,
// remediation_lead_outside, remediation_office_names, remediation_deadline_before_issue; of targets
// remediation_base_missing, remediation_base_twice, remediation_percent_of_percent,
// remediation_beyond_whole, remediation_targets_contradict, remediation_targets_undated,
// remediation_aim_other, remediation_aim_deadline, remediation_aim_lead.
[[nodiscard]] std::vector<RemediationRemark> RemarksOnText(const RemediationPlan& plan);

// For a plan that names no set: its tasks are worth nothing that could be counted.
[[nodiscard]] RemediationReview ReviewPlanWithoutSet(const RemediationPlan& plan, const Date& on);

// A leaf that units lost points at.
struct SharedLoss {
  LeafIndex leaf = 0;
  Points least;  // That a unit lost; 0 if one lost nothing.
  Points most;
  Points sum;     // Over the units.
  int units = 0;  // For which the leaf counts.
  int lost_by = 0;
  int waived = 0;  // For which it was waived: they are none of `units`.
  // Every unit lost some, or it was waived there: nobody's own fault. So a waiver that stopped half
  // way can be finished. Fewer than two units share nothing.
  [[nodiscard]] bool systemic() const { return units + waived > 1 && lost_by == units; }
};
// In the set's order, leaves that nobody lost anything at left out. A leaf that a unit has no score
// for says nothing of that unit.
[[nodiscard]] std::vector<SharedLoss> SharedLosses(const CriteriaSet& set,
                                                   const std::vector<const ScoreSheet*>& sheets);

// `sheet` is of this set; `on` is the day on which a task that is not done is overdue.
[[nodiscard]] RemediationReview ReviewPlan(const CriteriaSet& set, const ScoreSheet& sheet,
                                           const RemediationPlan& plan, const Date& on);

}  // namespace par::domain
