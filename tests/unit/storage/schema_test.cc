// Goal: a node never runs on a newer schema or on rows without one, and migrates an older one step
// by step, going on where a crash interrupted it.
// Method: stores of each kind in memory; a step that fails once.
#include "common/storage/schema.h"

#include <gtest/gtest.h>

#include <string>

#include "common/storage/memory_store.h"
#include "tests/support/status_matchers.h"

namespace par::storage {
namespace {

using testing::IsOkAndHolds;
using testing::ReasonIs;

Migration Appending(std::uint32_t from, const std::string& letter) {
  return {.from = from, .run = [letter](Store& store) {
            const auto before = store.Get("log");
            return ToStatus(
                store.Commit({{"log", before->value_or("") + letter}}, {}, Durability::kSynced));
          }};
}

void PutRow(Store& store, const Write& row) {
  ASSERT_EQ(store.Commit({row}, {}, Durability::kSynced), Outcome::kOk);
}

TEST(Schema, AnEmptyStoreGetsTheVersionOfTheProgram) {
  MemoryStore store;
  EXPECT_OK(OpenSchema(store));
  EXPECT_THAT(store.Get(SchemaRow(0).key), IsOkAndHolds(SchemaRow(kSchemaVersion).value));
  EXPECT_OK(OpenSchema(store)) << "and opens again";
}

TEST(Schema, ANewerStoreIsRefused) {
  MemoryStore store;
  PutRow(store, SchemaRow(kSchemaVersion + 1));
  EXPECT_THAT(OpenSchema(store), ReasonIs(absl::StatusCode::kFailedPrecondition, "schema_too_new"));
}

TEST(Schema, RowsWithoutAValidVersionAreRefused) {
  MemoryStore without;
  PutRow(without, {"x", "y"});
  EXPECT_THAT(OpenSchema(without), ReasonIs(absl::StatusCode::kDataLoss, "schema_unreadable"));
  MemoryStore damaged;
  PutRow(damaged, {SchemaRow(0).key, "abc"});
  EXPECT_THAT(OpenSchema(damaged), ReasonIs(absl::StatusCode::kDataLoss, "schema_unreadable"));
}

TEST(Schema, AnOlderStoreIsMigratedStepByStep) {
  MemoryStore store;
  PutRow(store, SchemaRow(1));
  EXPECT_OK(OpenSchema(store, 3, {Appending(2, "b"), Appending(1, "a")}));
  EXPECT_THAT(store.Get("log"), IsOkAndHolds(::testing::Optional(std::string("ab"))));
  EXPECT_THAT(store.Get(SchemaRow(0).key), IsOkAndHolds(SchemaRow(3).value));
}

TEST(Schema, AnInterruptedMigrationGoesOnWhereItStopped) {
  MemoryStore store;
  PutRow(store, SchemaRow(1));
  const Migration failing = {.from = 2, .run = [](Store&) { return ToStatus(Outcome::kNoSpace); }};
  EXPECT_THAT(OpenSchema(store, 3, {Appending(1, "a"), failing}), ReasonIs("store_no_space"));
  EXPECT_OK(OpenSchema(store, 3, {Appending(1, "a"), Appending(2, "b")}));
  EXPECT_THAT(store.Get("log"), IsOkAndHolds(::testing::Optional(std::string("ab"))));
}

TEST(Schema, AVersionThatNoStepStartsFromIsRefused) {
  MemoryStore store;
  PutRow(store, SchemaRow(1));
  EXPECT_THAT(OpenSchema(store, 3, {Appending(2, "b")}),
              ReasonIs(absl::StatusCode::kFailedPrecondition, "schema_too_old"));
  EXPECT_THAT(store.Get(SchemaRow(0).key), IsOkAndHolds(SchemaRow(1).value));
}

TEST(Schema, AStoreOfVersionOneIsRefusedAsOlder) {
  MemoryStore store;
  PutRow(store, SchemaRow(1));
  EXPECT_THAT(OpenSchema(store), ReasonIs(absl::StatusCode::kFailedPrecondition, "schema_too_old"))
      << "its entries would not make the rows that it holds";
}

}  // namespace
}  // namespace par::storage
