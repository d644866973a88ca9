// A province's node in memory with a real ledger, for tests of the desks that every node has:
// quang-ngai and tu-nghia live on it, the other units on nodes of their own.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "common/exchange/exchange_state.h"
#include "common/exchange/queries.h"
#include "common/exchange/rows.h"
#include "common/ledger/ledger.h"
#include "common/services/kinds.h"
#include "common/storage/memory_store.h"
#include "par/record/v1/service_record.pb.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"

namespace par::services {

// `Desks` has the CommandRouter `commands`.
template <typename Desks>
class DeskLedger : public ::testing::Test {
 protected:
  DeskLedger() : ledger_(*ledger::Ledger::Open(store_, mark_, desks_.commands, clock_)) {
    record::v1::Hosting hosting;
    hosting.set_node("quang-ngai-node");
    hosting.add_units("quang-ngai");
    hosting.add_units("tu-nghia");
    EXPECT_OK(Run(Kind::kSetHosting, hosting, "node"));
  }

  absl::StatusOr<ledger::Committed> Run(CommandKind kind,
                                        const google::protobuf::MessageLite& request,
                                        std::string_view role,
                                        std::string_view unit = "quang-ngai") {
    std::string id = "command-" + std::to_string(++commands_);
    id.resize(16, '.');
    absl::StatusOr<ledger::Committed> answer = absl::UnknownError("not called");
    ledger_->Submit({.id = id,
                     .actor = {std::string(unit), "minh", std::string(role)},
                     .unit = std::string(unit),
                     .cycle = "",
                     .kind = kind.number(),
                     .payload = request.SerializeAsString()},
                    [&](absl::StatusOr<ledger::Committed> given) { answer = std::move(given); });
    ledger_->CommitWaiting();
    return answer;
  }

  // Events on down:<unit>.
  std::uint64_t SentTo(const std::string& unit) {
    const exchange::StreamView down(store_, exchange::Side::kUpper, exchange::DownOf(unit));
    const auto end = down.End();
    return end.ok() ? end->length : 0;
  }

  storage::MemoryStore store_;
  ledger::MemoryMark mark_;
  par::testing::ManualClock clock_;
  Desks desks_;
  std::unique_ptr<ledger::Ledger> ledger_;
  int commands_ = 0;
};

}  // namespace par::services
