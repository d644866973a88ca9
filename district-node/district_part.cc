#include "district-node/district_part.h"

#include <functional>
#include <vector>

#include "common/exchange/entry_payloads.h"
#include "common/node/common_desks.h"
#include "common/services/act_router.h"
#include "commune-node/assessment_desk.h"
#include "commune-node/assessment_handler.h"
#include "commune-node/assessment_views.h"
#include "commune-node/own_dossiers.h"
#include "district-node/decision_desk.h"
#include "district-node/decision_handler.h"
#include "district-node/decision_progress.h"
#include "district-node/dossier_handler.h"
#include "district-node/figures_desk.h"
#include "district-node/held_dossiers.h"
#include "district-node/ranking_desk.h"
#include "district-node/ranking_handler.h"
#include "district-node/review_desk.h"
#include "district-node/review_handler.h"
#include "district-node/roll_up_desk.h"
#include "district-node/survey_handler.h"

namespace par::district {
namespace {

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
  SecondMarkDesk second_marks_;
  ReviewSessions sessions_;
  ReviewQualityDesk quality_;
  RankingDesk ranking_;
  DecisionDesk decisions_;
  const DecisionProgress progress_;
  FiguresDesk figures_;
  RollUpDesk roll_up_;
  SurveyDesk surveys_;
  CouncilDesk councils_;
  commune::AssessmentHandler assessment_handler_;
  DossierHandler dossier_handler_;
  ReviewHandler review_handler_;
  RankingHandler ranking_handler_;
  FiguresHandler figures_handler_;
  DecisionHandler decision_handler_;
  SurveyHandler survey_handler_;
  CouncilHandler council_handler_;
};

DistrictPart::DistrictPart(const node::NodePorts& ports)
    : common_(ports),
      own_(ports.units, common_.sets),
      assessment_(ports.units, own_, ports.courier),
      views_(ports.units, own_, common_.earlier_scores),
      evidence_(ports.units, ports.files),
      held_(ports.units, common_.sets, payloads_),
      review_(ports.units, held_, ports.courier),
      second_marks_(ports.units, held_),
      sessions_(ports.units, held_, review_),
      quality_(held_),
      ranking_(held_, common_.sets, common_.decisions),
      decisions_(ports.units, held_, review_, common_.cycles, common_.decisions, ports.courier),
      progress_(ports.units, held_, decisions_, common_.decisions),
      figures_(held_),
      roll_up_(ports.units, own_, held_, common_.decisions),
      surveys_(ports.units, held_, review_),
      councils_(ports.units, held_, review_),
      assessment_handler_(ports.calls, common_.ports, views_),
      dossier_handler_(ports.calls, common_.ports, views_, evidence_, held_, review_),
      review_handler_(ports.calls, common_.ports, held_, second_marks_, sessions_, quality_),
      ranking_handler_(ports.calls, common_.ports, ranking_),
      figures_handler_(ports.calls, common_.ports, figures_),
      decision_handler_(ports.calls, common_.ports, common_.decisions, held_, decisions_, progress_,
                        ports.signer, ports.config),
      survey_handler_(ports.calls, common_.ports, held_, surveys_),
      council_handler_(ports.calls, common_.ports, held_, councils_) {}

void DistrictPart::Register(services::CommandRouter& commands, services::ItemRouter& items) {
  common_.Register(commands, items);
  common_.cycles.BeforeAdvance(std::bind_front(&HeldDossiers::CheckNobodyLeftBehind, &held_));
  assessment_.Register(commands, acts_, items);
  review_.Register(
      commands, acts_, items,
      [this](const exchange::Arrival& arrival, const assessment::v1::Submission& submission,
             ledger::Transaction& transaction) {
        return assessment_.TakeBackSubmission(arrival, submission, transaction);
      });
  acts_.Register(commands);
  second_marks_.Register(commands);
  sessions_.Register(commands);
  decisions_.Register(commands);
  roll_up_.Register(commands);
  surveys_.Register(commands);
  councils_.Register(commands);
}

std::vector<grpc::Service*> DistrictPart::Services() {
  std::vector<grpc::Service*> services = common_.Services();
  services.insert(services.end(),
                  {&assessment_handler_, &dossier_handler_, &review_handler_, &ranking_handler_,
                   &figures_handler_, &decision_handler_, &survey_handler_, &council_handler_});
  return services;
}

}  // namespace

std::unique_ptr<node::Part> MakeDistrictPart(const node::NodePorts& ports) {
  return std::make_unique<DistrictPart>(ports);
}

}  // namespace par::district
