// Knows what people were told and what was ever seen, and says which invariant a run breaks. The
// names S1 to S19 are those of docs/testing.md. It trusts the disks' bytes and the country's table,
// not what the nodes say of themselves.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/exchange/hash.h"
#include "common/ledger/entry.h"
#include "par/record/v1/service_record.pb.h"
#include "tests/sim/rows_of.h"
#include "tests/sim/world.h"

namespace par::sim {

class Oracle final : public Watcher {
 public:
  // Watches `world` from here on; the country's first machines have started already.
  explicit Oracle(World& world);
  ~Oracle() override { world_.SetWatcher(nullptr); }
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  // At any moment between two events of the run.
  void CheckNow();
  // When the country is at rest.
  void CheckAtRest();
  // S19, a few minutes later: a node that has just started has yet to say what it holds.
  void CheckWitnesses();
  // No disk was lost in this run: then even the order in which a unit saved its items must stand.
  void ExpectOrder() { expect_order_ = true; }

  // Every invariant broken so far, "S4: …", first seen first; the same kind at most a few times.
  [[nodiscard]] const std::vector<std::string>& violations() const { return violations_; }
  // Acknowledged items that every disk that held them took along: reported, never hidden.
  [[nodiscard]] std::uint64_t lost_with_their_disks() const;
  [[nodiscard]] std::uint64_t items() const { return items_.size(); }
  [[nodiscard]] std::uint64_t decisions() const { return decisions_.size(); }

  void OnBoot(const std::string& process) override;
  void OnCommit(const std::string& process, const storage::Batch& batch) override;
  void OnAcknowledged(const std::string& process, const std::string& command_id) override;
  void OnSend(const std::string& from, const std::string& to, bool up,
              const exchange::v1::LinkMessage& message) override;
  void OnDeliver(const std::string& from, const std::string& to, bool up,
                 const exchange::v1::LinkMessage& message) override;
  void OnDiskGone(const std::string& process) override;

 private:
  struct Made {
    exchange::StreamId stream;  // Of the first line.
    std::string unit;           // In whose name.
    std::string node;
    std::string body_sha256;
    std::uint64_t order = 0;
    bool acknowledged = false;
    bool died_with_disks = false;
  };
  using StreamOn = std::pair<std::string, exchange::StreamId>;  // Process and upper stream.
  struct Mark {
    std::uint64_t length = 0;
    std::uint64_t counter = 0;
    std::uint64_t random = 0;  // Of the session.
  };

  // Of one node's present ledger, by the node above: every head, by its number.
  struct Witnessed {
    std::uint64_t ledger = 0;
    std::set<std::pair<std::uint64_t, Sha256>> heads;
  };

  struct Published {
    std::string issuer;
    std::string text;
    bool forgotten = false;  // Its publisher's disk was set back behind it.
    bool twin = false;       // It, or another on its cycle, was published while that was so.
  };

  void Report(std::string what);
  // While the run goes on (oracle.cc, oracle_lines.cc).
  void NoteItem(const std::string& process, const RowName& name, const exchange::v1::Item& item,
                const std::string& body_sha256);  // S10
  void SingleHistory(const std::string& process, const RowName& name, const std::string& hash);
  void Monotonic(const std::string& process, const RowName& name, const std::string& row);  // S15
  void Fencing(const std::string& process, const ledger::Entry& entry);                     // S5
  void AckSoundness(const std::string& from, bool up,
                    const exchange::v1::LinkMessage& message);  // S4
  void PrivacyOfScope(const std::string& to, bool up,
                      const exchange::v1::LinkMessage& message);  // S17
  // Over what lies on the disks now (checks.cc).
  void NoAcknowledgedLoss();                                                    // S1
  void ExactlyOnce();                                                           // S2
  void NodesAgree();                                                            // S3, at rest
  void EvidenceIntegrity();                                                     // S9
  void Authority();                                                             // S10
  void Accounting();                                                            // S11
  void OrderOfSaving();                                                         // S16
  void DossiersAgree();                                                         // S6, of the desks
  void NoteWitnessed(const std::string& process, const storage::Write& write);  // S19
  // Decisions (checks_decisions.cc), S18.
  void NoteDecision(const std::string& process, const std::string& value);
  void CheckSecond(const std::string& id, const record::v1::DecisionRow& row);
  void NoteForgotten(const std::string& process);
  void PublishedIsDecided();
  void DecisionsAgree();  // At rest.
  [[nodiscard]] std::set<std::string> HeldSomewhere(const std::string& except) const;

  World& world_;
  const Country& country_;
  std::vector<std::string> violations_;
  std::map<std::string, Made> items_;
  std::set<std::string> acknowledged_;  // Ids of commands.
  // What a stream said at a place where nobody may change it any more: hash by stream and number.
  std::map<std::pair<std::string, std::uint64_t>, std::string> told_;
  std::map<StreamOn, Mark> marks_;
  std::map<std::pair<std::string, std::string>, Witnessed> witnessed_;  // By witness and node.
  std::map<std::string, Published> decisions_;                          // By id.
  std::set<std::string> other_disk_;  // Processes that will start on another one.
  bool expect_order_ = false;
};

}  // namespace par::sim
