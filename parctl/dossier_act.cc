#include "parctl/dossier_act.h"

#include "common/domain/points.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"

namespace par::parctl {

void Act(Session& session, const DossierAction& action) {
  dossier::v1::ActRequest request;
  dossier::v1::Action& message = *request.mutable_action();
  message.set_kind(action.kind);
  message.set_cycle(action.cycle);
  message.set_unit(action.unit);
  message.set_criterion(action.criterion);
  message.set_text(action.text);
  message.set_upheld(action.upheld);
  message.set_query(action.query);
  message.set_account(action.account);
  message.set_home_unit(action.home_unit);
  for (const std::string& area : action.areas) message.add_areas(area);
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
