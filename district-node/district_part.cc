#include "district-node/district_part.h"

namespace par::district {

DistrictPart::DistrictPart(const node::NodePorts& ports)
    : common_(ports),
      own_(ports.units, common_.sets),
      assessment_(ports.units, own_, ports.courier),
      views_(ports.units, own_),
      evidence_(ports.units, ports.files),
      held_(ports.units, common_.sets, payloads_),
      review_(ports.units, held_, ports.courier),
      ranking_(held_, common_.sets),
      decisions_(ports.units, held_, review_, common_.cycles, common_.decisions, ports.courier),
      figures_(held_),
      roll_up_(ports.units, own_, held_, common_.decisions),
      assessment_handler_(ports.calls, common_.ports, views_),
      dossier_handler_(ports.calls, common_.ports, views_, evidence_, held_, review_),
      ranking_handler_(ports.calls, common_.ports, ranking_),
      figures_handler_(ports.calls, common_.ports, figures_),
      decision_handler_(ports.calls, common_.ports, common_.decisions, held_, decisions_,
                        ports.signer, ports.config) {}

void DistrictPart::Register(services::CommandRouter& commands, services::ItemRouter& items) {
  common_.Register(commands, items);
  assessment_.Register(commands, acts_, items);
  review_.Register(
      commands, acts_, items,
      [this](const exchange::Arrival& arrival, const assessment::v1::Submission& submission,
             ledger::Transaction& transaction) {
        return assessment_.TakeBackSubmission(arrival, submission, transaction);
      });
  acts_.Register(commands);
  decisions_.Register(commands);
  roll_up_.Register(commands);
}

std::vector<grpc::Service*> DistrictPart::Services() {
  std::vector<grpc::Service*> services = common_.Services();
  services.insert(services.end(), {&assessment_handler_, &dossier_handler_, &ranking_handler_,
                                   &figures_handler_, &decision_handler_});
  return services;
}

}  // namespace par::district
