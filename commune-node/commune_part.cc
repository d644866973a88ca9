#include "commune-node/commune_part.h"

namespace par::commune {

CommunePart::CommunePart(const node::NodePorts& ports)
    : common_(ports),
      own_(ports.units, common_.sets),
      assessment_(ports.units, own_, ports.courier),
      views_(ports.units, own_),
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

}  // namespace par::commune
