#include "commune-node/commune_part.h"

#include <vector>

#include "common/node/common_desks.h"
#include "common/services/act_router.h"
#include "common/services/decision_handler.h"
#include "commune-node/assessment_desk.h"
#include "commune-node/assessment_handler.h"
#include "commune-node/assessment_views.h"
#include "commune-node/own_dossier_handler.h"
#include "commune-node/own_dossiers.h"

namespace par::commune {
namespace {

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

CommunePart::CommunePart(const node::NodePorts& ports)
    : common_(ports),
      own_(ports.units, common_.sets),
      assessment_(ports.units, own_, ports.courier),
      views_(ports.units, own_, common_.earlier_scores),
      evidence_(ports.units, ports.files),
      assessment_handler_(ports.calls, common_.ports, views_),
      dossier_handler_(ports.calls, common_.ports, views_, evidence_),
      decision_handler_(ports.calls, common_.ports, common_.decisions) {}

void CommunePart::Register(services::CommandRouter& commands, services::ItemRouter& items) {
  common_.Register(commands, items);
  assessment_.Register(commands, acts_, items);
  assessment_.RegisterOwnItems(items);
  acts_.Register(commands);
}

std::vector<grpc::Service*> CommunePart::Services() {
  std::vector<grpc::Service*> services = common_.Services();
  services.insert(services.end(), {&assessment_handler_, &dossier_handler_, &decision_handler_});
  return services;
}

}  // namespace

std::unique_ptr<node::Part> MakeCommunePart(const node::NodePorts& ports) {
  return std::make_unique<CommunePart>(ports);
}

}  // namespace par::commune
