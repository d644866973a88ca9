// One node that hosts a province, a district and three of its communes, with a real ledger and the
// real exchange between all of them in one database, and the desks of both sides.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/exchange/child_link.h"
#include "common/exchange/entry_payloads.h"
#include "common/exchange/exchange_state.h"
#include "common/exchange/parent_link.h"
#include "common/exchange/queries.h"
#include "common/identity/ca.h"
#include "common/identity/signing_key.h"
#include "common/ledger/ledger.h"
#include "common/services/act_router.h"
#include "common/services/command_router.h"
#include "common/services/courier.h"
#include "common/services/cycle_desk.h"
#include "common/services/decision_box.h"
#include "common/services/earlier_scores.h"
#include "common/services/history_desk.h"
#include "common/services/item_router.h"
#include "common/services/remediation_desk.h"
#include "common/services/remediation_status.h"
#include "common/services/report_desk.h"
#include "common/storage/memory_store.h"
#include "commune-node/assessment_desk.h"
#include "district-node/decision_desk.h"
#include "district-node/figures_desk.h"
#include "district-node/ranking_desk.h"
#include "district-node/review_desk.h"
#include "district-node/review_quality_desk.h"
#include "district-node/review_sessions.h"
#include "district-node/roll_up_desk.h"
#include "district-node/second_mark_desk.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temp_dir.h"

namespace par::district::testing {

inline constexpr const char* kNode = "node-tu-nghia";
inline constexpr const char* kCycle = "communes-2023";
inline constexpr const char* kDistrictCycle = "districts-2023";
inline constexpr const char* kCommunes[] = {"la-ha", "nghia-ky", "song-ve"};

// Communes of the district besides these: xa-1, xa-2, …
[[nodiscard]] std::vector<std::string> MoreCommunes(std::size_t count);

// The sample answers of a commune, and a text with its first `from` replaced, which must be there.
[[nodiscard]] std::string Answers(const std::string& unit);
[[nodiscard]] std::string Replaced(std::string text, const std::string& from,
                                   const std::string& to);

// Everything a node is made of, in the order it is wired.
struct Parts final : ledger::StateMachine {
  Parts();
  absl::StatusOr<std::string> Apply(const ledger::Entry& entry,
                                    ledger::Transaction& transaction) override;

  services::Units units;
  services::CriteriaSets sets;
  services::ItemRouter items;
  services::CommandRouter commands;
  services::ActRouter acts;
  exchange::LedgerPayloads payloads;
  exchange::ExchangeState exchange{kNode, units, items};
  services::Courier courier{units, exchange};
  services::CycleDesk cycles{units, sets, courier};
  services::DecisionBox box{units, sets, courier};
  HeldDossiers dossiers{units, sets, payloads};
  ReviewDesk review{units, dossiers, courier};
  SecondMarkDesk second_marks{units, dossiers};
  ReviewSessions sessions{units, dossiers, review};
  ReviewQualityDesk quality{dossiers};
  RankingDesk ranking{dossiers, sets, box};
  DecisionDesk decisions{units, dossiers, review, cycles, box, courier};
  FiguresDesk figures{dossiers};
  commune::OwnDossiers own{units, sets};
  commune::AssessmentDesk assessment{units, own, courier};
  RollUpDesk roll_up{units, own, dossiers, box};
  services::ReportDesk reports{units, courier};
  services::RemediationPlans plans{sets};
  services::RemediationDesk remediation{units, courier, plans};
  services::RemediationStatus remediation_status{units, box, plans};
  services::HistoryDesk history{units, sets};
  services::EarlierScores earlier_scores{sets, box};
};

class OneNode {
 public:
  explicit OneNode(std::size_t more_communes = 0);

  // Enters a command; its answer or the refusal.
  absl::StatusOr<std::string> Run(services::CommandKind kind, const ledger::Actor& actor,
                                  const std::string& payload);
  // The superior's action, and the new state.
  absl::StatusOr<std::string> Act(const ledger::Actor& actor, dossier::v1::Action action);
  absl::StatusOr<std::string> Act(const std::string& unit, const std::string& kind);

  // The unit's clerk fills in, its leader approves and submits. Returns the submission's id; see
  // Deliver, ResultOf.
  std::string Submit(const std::string& unit, const std::string& yaml);
  // The unit's leader acts on the unit's own side.
  std::string UnitActs(const std::string& unit, dossier::v1::Action action);
  // What another program, or a wrong one, might stage in the unit's name.
  std::string SubmitMessage(const std::string& unit, const assessment::v1::Submission& submission);
  std::string SubmitBody(const std::string& unit, const std::string& body);
  std::string SendAction(const std::string& unit, dossier::v1::Action action);
  std::string SendProgress(const std::string& unit, const remediation::v1::TaskReport& report);
  std::string SendFigures(const std::string& unit, const report::v1::UnitFigures& figures);
  // Runs the line between the district and its communes until nothing is under way.
  void Deliver();
  // "" while unknown, "applied", or the reason it was rejected for.
  std::string ResultOf(const std::string& unit, const std::string& id);

  // An account of the node; `home_units`: others that the person worked in.
  void AddAccount(const std::string& name, const std::string& unit,
                  const std::vector<domain::Role>& roles,
                  const std::vector<std::string>& home_units = {});
  // The unit tree in force from now on.
  void SetUnits(const std::string& units_yaml);
  // A row as another program, or an earlier day, left it.
  void Put(const std::string& key_bytes, const std::string& value);
  // Applying every entry again makes the same rows.
  void ExpectRebuilds();

  // Sends the unit a decision and returns why it was rejected there; "" if it was taken.
  std::string RejectionBelow(const std::string& unit, const decision::v1::SignedDecision& decision);
  // The dossier as the unit itself knows it.
  dossier::v1::Dossier NoticeOf(const std::string& unit);

  assessment::v1::Submission SubmissionOf(const std::string& unit, const std::string& yaml);
  void MoveCycle(const std::string& state);
  // La Hà, which has handed in, on the way to the last state before publication; the other units'
  // deadlines have passed.
  void ReviewToTheEnd();
  void SetDay(const std::string& date);
  domain::Dossier Dossier(const std::string& unit);
  identity::Caller CallerOf(const std::string& unit, const std::string& account, domain::Role role);
  std::unique_ptr<storage::Snapshot> Snapshot() { return store.NewSnapshot(); }
  void PutSet(const std::string& id, std::uint32_t version, const std::string& level,
              const std::string& yaml,
              criteria::v1::SetState state = criteria::v1::SET_STATE_PUBLISHED);
  // Kept as what the district published for the same cycle in an earlier year.
  void KeepAsPast(const domain::Decision& decision, int year);
  // The node's certificate over its signing key, DER, for `units`: from the authority of the node,
  // or from another one.
  std::string CertificateFor(const std::vector<std::string>& units);
  std::string CertificateOf(const identity::Authority& other,
                            const std::vector<std::string>& units);
  // The request as the handler signs it.
  absl::StatusOr<decision::v1::PublishDecisionRequest> Sign(
      const decision::v1::PublishDecisionRequest& request);
  // Signs and publishes as the handler does.
  absl::StatusOr<decision::v1::PublishDecisionResponse> Publish(
      decision::v1::PublishDecisionRequest request, const ledger::Actor& actor);

  storage::MemoryStore store;
  ledger::MemoryMark mark;
  ::par::testing::ManualClock clock;
  Parts parts;
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<identity::SigningKey> key;
  // One for every node of the program: two that did the same hold the same rows.
  const identity::Authority* const authority;
  std::string certificate;  // For the district.

  const ledger::Actor council{"tu-nghia", "hoi-dong", "council"};
  const ledger::Actor reviewer{"tu-nghia", "tham-dinh", "reviewer"};
  const ledger::Actor publisher{"tu-nghia", "cong-bo", "publisher"};
  const ledger::Actor administrator{"tu-nghia", "quan-tri", "administrator"};

 private:
  struct KeySigner final : exchange::Signer, exchange::Verifier {
    explicit KeySigner(const OneNode& node) : owner(node) {}
    std::string Sign(std::string_view bytes) const override;
    std::string PublicKey() const override { return owner.key->public_key(); }
    // Two nodes that did the same are to hold the same rows, and certificates are drawn by chance.
    std::string Certificate() const override { return "certificate of this key"; }
    bool Verify(std::string_view node, std::string_view bytes,
                std::string_view signature) const override;
    const OneNode& owner;
  };
  void OpenCycle(const std::string& yaml, const ledger::Actor& actor);
  std::string NewId();
  // Carries out a machine's command when its turn comes, and steps the machine with the answer.
  void SubmitFor(void (OneNode::*step)(exchange::LinkInput), exchange::Submit submit);
  void StepChild(exchange::LinkInput input);
  void StepParent(exchange::LinkInput input);

  SeededRandom random_{7};
  std::string last_id_;  // Of the last command.
  KeySigner signer_{*this};
  std::unique_ptr<exchange::ChildLink> child_;
  std::unique_ptr<exchange::ParentLink> parent_;
  std::deque<std::function<void()>> agenda_;
  exchange::LinkPorts ports_;
};

}  // namespace par::district::testing
