// A province's node in memory whose desks take units, criteria sets and cycles: real ledger, real
// files of criteria/. For one thread.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/check.h"
#include "common/exchange/exchange_state.h"
#include "common/exchange/queries.h"
#include "common/exchange/rows.h"
#include "common/ledger/ledger.h"
#include "common/ledger/rebuild.h"
#include "common/services/courier.h"
#include "common/services/criteria_desk.h"
#include "common/services/cycle_desk.h"
#include "common/services/kinds.h"
#include "common/services/report_desk.h"
#include "common/services/unit_desk.h"
#include "common/storage/memory_store.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/services/desk_ledger.h"

namespace par::services {

// Commands of tests.
enum class TestKind : std::uint32_t { kSentBack = 990, kReceived = 991 };

struct Desks {
  Desks() {
    // What nghia-hanh was told before this node lost its disk comes back from there.
    TakesFor("nghia-hanh", exchange::Side::kUpper, TestKind::kSentBack, "test.sent_back");
    // What the province's own node would send to tu-nghia.
    TakesFor("tu-nghia", exchange::Side::kLower, TestKind::kReceived, "test.received");
    units_desk.Register(commands, items);
    units_desk.OnNewChild([this](const ledger::Entry& entry, const std::string& unit,
                                 const std::string& child, ledger::Transaction& transaction) {
      return criteria.SendTo(entry, unit, child, transaction);
    });
    criteria.Register(commands, items);
    cycles.Register(commands, items);
    reports.Register(commands, items);
  }
  void TakesFor(const std::string& unit, exchange::Side side, TestKind kind, const char* name) {
    commands.On(
        kind, name,
        [this, unit, side](const ledger::Entry& entry,
                           ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
          exchange::v1::Event event;
          PAR_CHECK(event.ParseFromString(entry.command.payload));
          ASSIGN_OR_RETURN(const exchange::Judgement judgement,
                           items.Receive(entry,
                                         {.stream = exchange::DownOf(unit),
                                          .event = event,
                                          .side = side,
                                          .restored = side == exchange::Side::kUpper},
                                         transaction));
          return judgement.reason;
        });
  }
  CommandRouter commands;
  ItemRouter items;
  Units units;
  CriteriaSets sets;
  exchange::ExchangeState exchange{"quang-ngai-node", units, items};
  Courier courier{units, exchange};
  UnitDesk units_desk{units, courier};
  CriteriaDesk criteria{units, sets, courier};
  CycleDesk cycles{units, sets, courier};
  ReportDesk reports{units, courier};
};

class CommonDesks : public DeskLedger<Desks> {
 protected:
  absl::Status Import(const std::string& yaml, std::vector<std::string> accepted = {},
                      std::string_view role = "publisher", const std::string& unit = "quang-ngai") {
    criteria::v1::ImportSetRequest request;
    request.set_actor_unit(unit);
    request.set_criteria_yaml(yaml);
    for (std::string& reason : accepted) request.add_accept_defects(std::move(reason));
    return Run(Kind::kImportSet, request, role, unit).status();
  }
  template <typename Request>
  absl::Status Move(Kind kind, const std::string& id, std::uint32_t version,
                    const std::string& unit) {
    Request request;
    request.set_actor_unit(unit);
    request.set_id(id);
    request.set_version(version);
    return Run(kind, request, "publisher", unit).status();
  }
  absl::Status Publish(const std::string& id, std::uint32_t version,
                       const std::string& unit = "quang-ngai") {
    return Move<criteria::v1::PublishSetRequest>(Kind::kPublishSet, id, version, unit);
  }
  absl::Status Activate(const std::string& id, std::uint32_t version,
                        const std::string& unit = "quang-ngai") {
    return Move<criteria::v1::ActivateSetRequest>(Kind::kActivateSet, id, version, unit);
  }
  // The reason why an item that comes to a unit of this node is not taken; "" if it is.
  std::string Come(TestKind kind, ItemType type, const google::protobuf::MessageLite& body) {
    exchange::v1::Event event;
    event.mutable_item()->set_type(static_cast<std::uint32_t>(type));
    event.mutable_item()->set_unit("quang-ngai");
    event.mutable_item()->set_body(body.SerializeAsString());
    const auto taken = Run(kind, event, "node");
    EXPECT_OK(taken);
    return taken.ok() ? taken->response : "";
  }
  absl::Status ImportUnits(const std::string& yaml, const std::string& unit = "quang-ngai") {
    unit::v1::ImportUnitsRequest request;
    request.set_actor_unit(unit);
    request.set_units_yaml(yaml);
    return Run(Kind::kImportUnits, request, "administrator", unit).status();
  }
  void GiveUnits() {
    ASSERT_OK(ImportUnits(par::testing::ReadText("criteria/units/quang-ngai-2023.yaml")));
  }

  // The types of what stands on down:<unit>, in their order.
  std::vector<std::uint32_t> TypesSentTo(const std::string& unit) {
    std::vector<std::uint32_t> types;
    const exchange::StreamView down(store_, exchange::Side::kUpper, exchange::DownOf(unit));
    for (std::uint64_t seq = 1; seq <= SentTo(unit); ++seq) {
      types.push_back((*down.Event(seq))->item().type());
    }
    return types;
  }
  std::uint64_t Entries() { return ledger_->head().number; }
};

inline constexpr char kRealSet[] = "criteria/quang-ngai-district-2023.yaml";
inline constexpr char kUsableSet[] = "criteria/quang-ngai-district-2023-v2.yaml";
inline constexpr char kCommuneSet[] = "criteria/commune-sample-2023.yaml";

}  // namespace par::services
