// Goal: an item that a desk refuses leaves nothing but the answer, however much the desk had
// written before it refused; one that is applied leaves every row. Method: a desk that writes,
// erases, reads back what it wrote and then gives the answer of the row; the rows of the
// transaction are compared with those of before.
#include "common/services/item_router.h"

#include <gtest/gtest.h>

#include "common/ledger/overlay.h"
#include "common/storage/key.h"
#include "common/storage/memory_store.h"
#include "tests/support/status_matchers.h"

namespace par::services {
namespace {

using par::testing::IsOkAndHolds;

std::string KeyOf(std::string_view name) {
  return storage::KeyWriter(storage::Prefix::kCycle).Text(name).Take();
}

TEST(ItemRouter, WhatADeskWroteBeforeItRefusedIsDropped) {
  struct Case {
    const char* why;
    absl::Status said;
    bool kept;
    std::string reason;  // Of the judgement; "-": the store failed.
  };
  const Case kCases[] = {
      {"applied", absl::OkStatus(), true, ""},
      {"refused at the end", domain::Invalid("text_empty", {{"field", "x"}}), false, "text_empty"},
      {"the store failed: the whole batch comes again", absl::DataLossError("torn"), false, "-"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    storage::MemoryStore store;
    ledger::Overlay transaction(store);
    transaction.Put(KeyOf("changed"), "before");
    transaction.Put(KeyOf("erased"), "before");
    ItemRouter items;
    items.On(ItemType::kAction,
             [&](const ledger::Entry&, const exchange::Arrival&,
                 ledger::Transaction& rows) -> absl::Status {
               rows.Put(KeyOf("new"), "after");
               rows.Put(KeyOf("changed"), "after");
               rows.Erase(KeyOf("erased"));
               EXPECT_THAT(rows.Get(KeyOf("changed")),
                           IsOkAndHolds(std::optional<std::string>("after")));
               EXPECT_THAT(rows.Get(KeyOf("erased")), IsOkAndHolds(std::optional<std::string>()));
               return c.said;
             });
    exchange::v1::Event event;
    event.mutable_item()->set_type(static_cast<std::uint32_t>(ItemType::kAction));
    const auto judged =
        items.Receive({}, {.stream = exchange::UpOf("la-ha"), .event = event}, transaction);
    EXPECT_EQ(judged.ok() ? judged->reason : "-", c.reason);
    using Row = std::optional<std::string>;
    EXPECT_THAT(transaction.Get(KeyOf("new")), IsOkAndHolds(c.kept ? Row("after") : Row()));
    EXPECT_THAT(transaction.Get(KeyOf("changed")), IsOkAndHolds(Row(c.kept ? "after" : "before")));
    EXPECT_THAT(transaction.Get(KeyOf("erased")), IsOkAndHolds(c.kept ? Row() : Row("before")));
  }
}

}  // namespace
}  // namespace par::services
