// The end of a simulated cycle: what the council and the publisher of its owner do, from the review
// to the decision and its correction. They look at what their own node shows and enter the next
// step; what no longer fits when it is decided is refused, as with any people.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/random.h"
#include "common/domain/dossier.h"
#include "common/services/command_kind.h"
#include "par/dossier/v1/dossier.pb.h"
#include "tests/sim/world.h"

namespace par::sim {

// Somebody of `actor`'s unit enters a command about `of_unit` at their node, if it runs.
void Enter(World& world, const ledger::Actor& actor, services::CommandKind kind,
           const std::string& payload, const std::string& of_unit);

class CycleEnd {
 public:
  CycleEnd(World& world, Random& random) : world_(world), random_(random) {}

  // One stage of the owner's cycle: reviewed and settled; appeals decided and final; published;
  // corrected. The calendar of the whole country goes on with it.
  void GoOn(const std::string& owner);
  // True if the unit had a result to appeal against, and did.
  bool Appeal(const std::string& owner, const std::string& unit);

 private:
  std::uint64_t Draw(std::uint64_t below) { return random_.Uint64() % below; }
  void Review(const std::string& owner);
  void Finish(const std::string& owner);
  void Correct(const std::string& owner);
  void Publish(const std::string& owner, const std::string& supersedes);
  void ActAs(const ledger::Actor& actor, const dossier::v1::ActRequest& request);
  void Advance(const std::string& owner, const std::string& state);
  void EnterPoints(const std::string& owner, const std::string& unit);
  // Whether the dossier of a unit of the cycle stands so at its owner's node.
  [[nodiscard]] bool AnyIn(const std::string& owner, domain::DossierState state) const;

  World& world_;
  Random& random_;
  int number_ = 0;  // Of the last decision.
};

}  // namespace par::sim
