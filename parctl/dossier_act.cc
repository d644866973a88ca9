#include "parctl/dossier_act.h"

#include <cstdint>

#include "common/domain/points.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"

namespace par::parctl {
namespace {

// The areas in which the unit is reviewed, for an action that names none. Empty if the node
// refuses to show the dossier, which is then printed.
std::vector<std::string> AllAreas(Session& session, const DossierAction& action) {
  dossier::v1::OpenDossierRequest request;
  request.set_cycle(action.cycle);
  request.set_unit(action.unit);
  const auto opened = Ask(session, &dossier::v1::DossierService::Stub::OpenDossier, request);
  std::vector<std::string> areas;
  if (!opened.has_value()) return areas;
  for (const score::v1::Area& area : opened->self_sheet().areas()) {
    for (const score::v1::Leaf& leaf : opened->self_sheet().leaves()) {
      if (leaf.source() != "self_assessed" || !leaf.id().starts_with(area.id() + ".")) continue;
      areas.push_back(area.id());
      break;
    }
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
    areas = AllAreas(session, action);
    if (areas.empty() && session.exit != kFine) return;
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
