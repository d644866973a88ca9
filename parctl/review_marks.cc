#include "parctl/review_marks.h"

#include "common/domain/points.h"
#include "parctl/report.h"
#include "parctl/verbs.h"

namespace par::parctl {

void TakeLeaf(Command verb, Session& session, LeafMark& leaf, bool mark) {
  TakeCycle(verb, session, leaf.cycle);
  TakeUnit(verb, session, leaf.unit, true);
  Take(verb, session, "--criterion", leaf.criterion, {"Mã tiêu chí", "Id of the criterion"}, "ID")
      .Required();
  if (!mark) return;
  const Argument points = Take(verb, session, "--points", leaf.points,
                               {"Điểm, ví dụ 1.25", "Points, such as 1.25"}, "1.25");
  TakeFlag(verb, session, "--not-applicable", leaf.not_applicable,
           {"Không phát sinh nhiệm vụ", "Not applicable"})
      .Excludes(points);
  Take(verb, session, "--text,--reason", leaf.reason, {"Lý do", "Reason"}, "TEXT").Required();
}

std::optional<dossier::v1::Mark> MarkFrom(Session& session, const LeafMark& leaf) {
  dossier::v1::Mark mark;
  if (leaf.not_applicable) {
    mark.set_state(dossier::v1::MARK_STATE_NOT_APPLICABLE);
    return mark;
  }
  if (leaf.points.empty()) MissingArgument("--points, --not-applicable");
  const auto points = domain::ParsePoints(leaf.points, "--points");
  if (!points.ok()) {
    PrintRefusal(session, "", points.status());
    return std::nullopt;
  }
  mark.set_state(dossier::v1::MARK_STATE_SCORED);
  mark.set_points_e4(points->e4());
  return mark;
}

}  // namespace par::parctl
