// A real node (ledger, exchange state, desks) whose line a test speaks to by hand: a link is
// stepped with what the test says in the other side's name, and the commands it submits are carried
// out at once.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/exchange/entry_payloads.h"
#include "common/exchange/limits.h"
#include "common/exchange/link.h"
#include "common/exchange/ports.h"
#include "common/ledger/ledger.h"
#include "common/storage/memory_store.h"
#include "tests/sim/country.h"
#include "tests/sim/desks.h"
#include "tests/sim/keys.h"
#include "tests/sim/papers.h"
#include "tests/support/manual_clock.h"

namespace par::exchange::testing {

class HandSpokenNode {
 public:
  // Node `name`, which hosts `unit`, in this country.
  HandSpokenNode(std::string name, std::string unit, const sim::Country& country, bool superior)
      : name_(std::move(name)),
        unit_(std::move(unit)),
        signer_(name_),
        desks_(name_, library_, superior),
        ledger_(*ledger::Ledger::Open(store_, mark_, desks_, clock_)) {
    clock_.Advance(kSecond);
    for (auto& [kind, payload] : sim::FoundingOf(country, name_, /*desks=*/false)) {
      Enter(kind.number(), std::move(payload));
    }
  }

  void Enter(std::uint32_t kind, std::string payload) {
    EnterAs({.unit = name_, .account = {}, .role = "node"}, kind, std::move(payload));
  }
  // `about`: the unit that it concerns; empty: the one that is hosted here.
  void EnterAs(ledger::Actor actor, std::uint32_t kind, std::string payload,
               std::string about = {}) {
    ledger_->Submit({.id = random_.Bytes(kSubmissionIdBytes),
                     .actor = std::move(actor),
                     .unit = about.empty() ? unit_ : std::move(about),
                     .cycle = {},
                     .kind = kind,
                     .payload = std::move(payload)},
                    [](const absl::StatusOr<ledger::Committed>& done) { PAR_CHECK(done.ok()); });
    ledger_->CommitWaiting();
  }

  // Carried out at once.
  template <typename Done>
  void Submit(ledger::Command command, Done done) {
    ledger_->Submit(std::move(command), [&](const absl::StatusOr<ledger::Committed>& committed) {
      done(committed.ok() ? absl::StatusOr<std::string>(committed->response) : committed.status());
    });
    ledger_->CommitWaiting();
  }

  // What the link said.
  template <typename Link>
  std::vector<v1::LinkMessage> Step(Link& link, LinkInput input) {
    std::vector<v1::LinkMessage> said;
    for (LinkAction& action : link.Step(std::move(input))) {
      if (auto* send = std::get_if<Send>(&action)) said.push_back(send->message);
      if (std::holds_alternative<Dial>(action)) ++dials_;
      if (auto* close = std::get_if<Close>(&action)) {
        closed_ = close->why;
        ++closes_;
      }
      auto* submit = std::get_if<exchange::Submit>(&action);
      if (submit == nullptr) continue;
      Committed committed{.ticket = submit->ticket, .answer = std::string()};
      Submit(std::move(submit->command),
             [&](absl::StatusOr<std::string> answer) { committed.answer = std::move(answer); });
      for (v1::LinkMessage& more : Step(link, committed)) said.push_back(std::move(more));
    }
    return said;
  }

  [[nodiscard]] LinkPorts ports() {
    return {.store = store_,
            .topology = library_.units,
            .signer = signer_,
            .verifier = verifier_,
            .payloads = payloads_,
            .clock = clock_,
            .random = random_};
  }
  [[nodiscard]] par::testing::ManualClock& clock() { return clock_; }
  [[nodiscard]] std::string NewId() { return random_.Bytes(kSubmissionIdBytes); }
  [[nodiscard]] std::uint64_t entries() const { return ledger_->head().number; }
  [[nodiscard]] const storage::MemoryStore& store() const { return store_; }
  // What a failing disk does to a row.
  void Spoil(const std::string& key) {
    const auto done = store_.Commit({{key, "no row"}}, {}, storage::Durability::kSynced);
    EXPECT_EQ(done, storage::Outcome::kOk);
  }
  // Why a link was closed last, and how often one was.
  [[nodiscard]] const absl::Status& closed() const { return closed_; }
  [[nodiscard]] std::size_t closes() const { return closes_; }
  [[nodiscard]] std::size_t dials() const { return dials_; }

 private:
  const std::string name_;
  const std::string unit_;
  sim::Library library_;
  sim::HashSigner signer_;
  sim::HashVerifier verifier_;
  LedgerPayloads payloads_;
  SeededRandom random_{1};
  par::testing::ManualClock clock_;
  storage::MemoryStore store_;
  ledger::MemoryMark mark_;
  sim::Desks desks_;
  std::unique_ptr<ledger::Ledger> ledger_;
  absl::Status closed_;
  std::size_t closes_ = 0;
  std::size_t dials_ = 0;
};

}  // namespace par::exchange::testing
