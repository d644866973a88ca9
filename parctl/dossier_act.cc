#include "parctl/dossier_act.h"

#include <cstdint>

#include "common/domain/criteria_set.h"
#include "common/domain/points.h"
#include "common/domain/refusal.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "parctl/cycle_set.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"

namespace par::parctl {
namespace {

// The areas in which units are reviewed, for an action that names none: those with a leaf that the
// unit scores itself. Empty if there is none or the node refuses the set, which is then printed:
// to assign no area would be to relieve the reviewer.
std::vector<std::string> AllAreas(Session& session, const std::string& cycle) {
  std::vector<std::string> areas;
  const auto set = SetOfCycle(session, cycle);
  if (!set.has_value()) return areas;
  for (const domain::Node& node : set->nodes) {
    if (node.parent != domain::kNone) continue;
    for (domain::LeafIndex leaf = node.first_leaf; leaf < node.end_leaf; ++leaf) {
      if (set->NodeOf(leaf).source != domain::Source::kSelfAssessed) continue;
      areas.push_back(node.id);
      break;
    }
  }
  if (areas.empty()) {
    PrintRefusal(session, "", domain::Invalid("areas_none_reviewed", {{"set", set->id}}));
  }
  return areas;
}

}  // namespace

void Act(Session& session, const DossierAction& action) {
  dossier::v1::ActRequest request;
  dossier::v1::Action& message = *request.mutable_action();
  message.set_kind(action.kind);
  message.set_cycle(action.cycle);
  message.set_unit(action.unit);
  if (action.base_version >= 0) {
    message.set_base_version(static_cast<std::uint64_t>(action.base_version));
  }
  message.set_criterion(action.criterion);
  message.set_text(action.text);
  message.set_upheld(action.upheld);
  message.set_query(action.query);
  message.set_account(action.account);
  for (const std::string& unit : action.home_units) message.add_home_units(unit);
  std::vector<std::string> areas = action.areas;
  if (areas.empty() && (action.kind == "agree_rest" || action.kind == "assign")) {
    areas = AllAreas(session, action.cycle);
    if (areas.empty()) return;
  }
  for (const std::string& area : areas) message.add_areas(area);
  if (action.not_applicable) {
    message.mutable_mark()->set_state(dossier::v1::MARK_STATE_NOT_APPLICABLE);
  } else if (!action.points.empty()) {
    const auto points = domain::ParsePoints(action.points, "--points");
    if (!points.ok()) return PrintRefusal(session, "", points.status());
    message.mutable_mark()->set_state(dossier::v1::MARK_STATE_SCORED);
    message.mutable_mark()->set_points_e4(points->e4());
  }
  const auto answer = Change(session, &dossier::v1::DossierService::Stub::Act, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << action.unit << ": " << DossierStateText(session, answer->state())
                     << session.Say(" (phiên bản ", " (version ") << answer->version() << ")\n";
}

}  // namespace par::parctl
