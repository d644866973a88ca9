// What a level with units below it does: its own assessment, and receiving, reviewing, ranking and
// publishing theirs.
#pragma once

#include <vector>

#include "common/exchange/entry_payloads.h"
#include "common/node/common_desks.h"
#include "common/node/part.h"
#include "common/services/act_router.h"
#include "commune-node/assessment_desk.h"
#include "commune-node/assessment_handler.h"
#include "commune-node/assessment_views.h"
#include "commune-node/own_dossiers.h"
#include "district-node/decision_desk.h"
#include "district-node/decision_handler.h"
#include "district-node/dossier_handler.h"
#include "district-node/figures_desk.h"
#include "district-node/held_dossiers.h"
#include "district-node/ranking_desk.h"
#include "district-node/ranking_handler.h"
#include "district-node/review_desk.h"
#include "district-node/roll_up_desk.h"

namespace par::district {

class DistrictPart final : public node::Part {
 public:
  explicit DistrictPart(const node::NodePorts& ports);
  void Register(services::CommandRouter& commands, services::ItemRouter& items) override;
  [[nodiscard]] std::vector<grpc::Service*> Services() override;

 private:
  node::CommonDesks common_;
  services::ActRouter acts_;
  const exchange::LedgerPayloads payloads_;
  commune::OwnDossiers own_;
  commune::AssessmentDesk assessment_;
  commune::AssessmentViews views_;
  services::EvidenceDesk evidence_;
  HeldDossiers held_;
  ReviewDesk review_;
  RankingDesk ranking_;
  DecisionDesk decisions_;
  FiguresDesk figures_;
  RollUpDesk roll_up_;
  commune::AssessmentHandler assessment_handler_;
  DossierHandler dossier_handler_;
  RankingHandler ranking_handler_;
  FiguresHandler figures_handler_;
  DecisionHandler decision_handler_;
};

}  // namespace par::district
