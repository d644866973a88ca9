// One commune's node in memory: a real ledger with the desks of a commune on it, a unit tree of one
// district and two communes, the sample set and an open cycle. What comes from above is given to
// the items' router inside an entry, as the exchange does.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/exchange/exchange_state.h"
#include "common/ledger/ledger.h"
#include "common/ledger/rebuild.h"
#include "common/services/act_router.h"
#include "common/services/courier.h"
#include "common/services/earlier_scores.h"
#include "common/services/unit_desk.h"
#include "common/storage/memory_store.h"
#include "commune-node/assessment_desk.h"
#include "tests/support/manual_clock.h"

namespace par::commune::testing {

// The desks of the node, as composed for a ledger or for a rebuild.
struct Desks {
  Desks();
  services::CommandRouter commands;
  services::ItemRouter items;
  services::Units units;
  services::CriteriaSets sets;
  exchange::ExchangeState exchange;
  services::Courier courier;
  services::DecisionBox box{units, sets, courier};
  services::EarlierScores earlier_scores{sets, box};
  services::UnitDesk unit_desk;
  services::ActRouter acts;
  OwnDossiers dossiers;
  AssessmentDesk desk;
};

class CommuneWorld {
 public:
  CommuneWorld();

  [[nodiscard]] absl::StatusOr<ledger::Committed> Run(services::CommandKind kind,
                                                      const google::protobuf::MessageLite& request,
                                                      std::string_view id,
                                                      std::string_view account = "lan",
                                                      std::string_view role = "clerk",
                                                      std::string_view unit = "la-ha");
  [[nodiscard]] absl::StatusOr<dossier::v1::ActResponse> Act(std::string_view action,
                                                             std::string_view id,
                                                             std::string_view role = "leader");
  // As if it had come down to la-ha, or, a submission, back to it; the item's id is Id(id). The
  // answer is the verdict's reason, empty if applied.
  [[nodiscard]] std::string Receive(services::ItemType type,
                                    const google::protobuf::MessageLite& body, std::string_view id);
  void MoveCycleTo(domain::CycleState state);

  [[nodiscard]] assessment::v1::FillAnswersRequest GoodRequest() const;
  [[nodiscard]] OwnWork Own() const;
  // With their bodies.
  [[nodiscard]] std::vector<exchange::v1::Item> Waiting() const;
  [[nodiscard]] storage::MemoryStore& store() { return store_; }
  [[nodiscard]] const domain::CriteriaSet& set() const { return set_; }
  [[nodiscard]] const Desks& desks() const { return desks_; }

 private:
  storage::MemoryStore store_;
  ledger::MemoryMark mark_;
  par::testing::ManualClock clock_;
  Desks desks_;
  domain::CriteriaSet set_;
  domain::Cycle cycle_;
  std::uint64_t cycle_version_ = 0;
  std::unique_ptr<ledger::Ledger> ledger_;
};

// 16 bytes that begin with `name`.
[[nodiscard]] std::string Id(std::string_view name);
[[nodiscard]] domain::Answers SampleAnswers(const domain::CriteriaSet& set, std::string_view unit);

}  // namespace par::commune::testing
