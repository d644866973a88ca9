// The desks that a node of every level has, and their handlers: accounts, units, criteria sets,
// cycles, periodic reports, and the decisions that have come. A level's part holds one and adds its
// own work.
#pragma once

#include <vector>

#include "common/node/part.h"
#include "common/services/account_handler.h"
#include "common/services/criteria_desk.h"
#include "common/services/criteria_handler.h"
#include "common/services/criteria_sets.h"
#include "common/services/cycle_desk.h"
#include "common/services/cycle_handler.h"
#include "common/services/decision_box.h"
#include "common/services/earlier_scores.h"
#include "common/services/handler_ports.h"
#include "common/services/history_desk.h"
#include "common/services/history_handler.h"
#include "common/services/published_handler.h"
#include "common/services/remediation_desk.h"
#include "common/services/remediation_handler.h"
#include "common/services/remediation_plans.h"
#include "common/services/remediation_status.h"
#include "common/services/report_desk.h"
#include "common/services/report_handler.h"
#include "common/services/unit_desk.h"
#include "common/services/unit_handler.h"

namespace par::node {

class CommonDesks {
 public:
  explicit CommonDesks(const NodePorts& node);
  CommonDesks(const CommonDesks&) = delete;
  CommonDesks& operator=(const CommonDesks&) = delete;

  void Register(services::CommandRouter& commands, services::ItemRouter& items);
  [[nodiscard]] std::vector<grpc::Service*> Services();

  const services::HandlerPorts ports;
  const services::CriteriaSets sets;
  services::UnitDesk units;
  services::CriteriaDesk criteria;
  services::CycleDesk cycles;
  services::DecisionBox decisions;
  const services::EarlierScores earlier_scores;
  services::ReportDesk reports;
  const services::RemediationPlans plans;
  services::RemediationDesk remediation;
  services::HistoryDesk history;

 private:
  services::AccountHandler account_handler_;
  services::UnitHandler unit_handler_;
  services::CriteriaHandler criteria_handler_;
  services::CycleHandler cycle_handler_;
  services::ReportHandler report_handler_;
  const services::RemediationStatus remediation_status_;
  services::RemediationHandler remediation_handler_;
  services::PublishedHandler published_handler_;
  services::HistoryHandler history_handler_;
};

}  // namespace par::node
