#include "common/node/common_desks.h"

namespace par::node {

CommonDesks::CommonDesks(const NodePorts& node)
    : ports{.store = node.store, .units = node.units, .clock = node.clock},
      units(node.units, node.courier),
      criteria(node.units, sets, node.courier),
      cycles(node.units, sets, node.courier),
      decisions(node.units, sets, node.courier),
      earlier_scores(sets, decisions),
      reports(node.units, node.courier),
      plans(sets),
      remediation(node.units, node.courier, plans),
      history(node.units, sets),
      account_handler_(node.calls, ports),
      unit_handler_(node.calls, ports, units),
      criteria_handler_(node.calls, ports, criteria),
      cycle_handler_(node.calls, ports, cycles),
      report_handler_(node.calls, ports, reports, sets),
      remediation_status_(node.units, decisions, plans),
      remediation_handler_(node.calls, ports, remediation_status_),
      published_handler_(
          node.calls, ports,
          services::Published(node.units, sets, decisions, node.config.portal.open_to_public)),
      history_handler_(node.calls, ports, history) {}

void CommonDesks::Register(services::CommandRouter& commands, services::ItemRouter& items) {
  units.Register(commands, items);
  units.OnNewChild([this](const ledger::Entry& entry, const std::string& unit,
                          const std::string& child, ledger::Transaction& transaction) {
    return criteria.SendTo(entry, unit, child, transaction);
  });
  units.OnNewChild([this](const ledger::Entry& entry, const std::string& unit,
                          const std::string& child, ledger::Transaction& transaction) {
    return decisions.SendTo(entry, unit, child, transaction);
  });
  units.OnNewChild([this](const ledger::Entry& entry, const std::string& unit,
                          const std::string& child, ledger::Transaction& transaction) {
    return reports.SendTo(entry, unit, child, transaction);
  });
  units.OnNewChild([this](const ledger::Entry& entry, const std::string& unit,
                          const std::string& child, ledger::Transaction& transaction) {
    return remediation.SendTo(entry, unit, child, transaction);
  });
  criteria.Register(commands, items);
  cycles.Register(commands, items);
  decisions.Register(items);
  reports.Register(commands, items);
  remediation.Register(commands, items);
  history.Register(commands);
}

std::vector<grpc::Service*> CommonDesks::Services() {
  return {&account_handler_, &unit_handler_,        &criteria_handler_,  &cycle_handler_,
          &report_handler_,  &remediation_handler_, &published_handler_, &history_handler_};
}

}  // namespace par::node
