// What a commune's node does: the unit's own assessment, and nothing above it.
#pragma once

#include <vector>

#include "common/node/common_desks.h"
#include "common/node/part.h"
#include "common/services/act_router.h"
#include "common/services/decision_handler.h"
#include "commune-node/assessment_desk.h"
#include "commune-node/assessment_handler.h"
#include "commune-node/assessment_views.h"
#include "commune-node/own_dossier_handler.h"
#include "commune-node/own_dossiers.h"

namespace par::commune {

class CommunePart final : public node::Part {
 public:
  explicit CommunePart(const node::NodePorts& ports);
  void Register(services::CommandRouter& commands, services::ItemRouter& items) override;
  [[nodiscard]] std::vector<grpc::Service*> Services() override;

 private:
  node::CommonDesks common_;
  services::ActRouter acts_;
  OwnDossiers own_;
  AssessmentDesk assessment_;
  AssessmentViews views_;
  services::EvidenceDesk evidence_;
  AssessmentHandler assessment_handler_;
  OwnDossierHandler dossier_handler_;
  services::DecisionReadHandler decision_handler_;
};

}  // namespace par::commune
