// Goal: reads through an overlay are those of a store to which its changes were already written.
// Method: single rules by hand; then random changes and scans against a store that has them.
#include "common/ledger/overlay.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "common/storage/limits.h"
#include "common/storage/memory_store.h"
#include "tests/support/status_matchers.h"

namespace par::ledger {
namespace {

using storage::Durability;
using storage::MemoryStore;
using storage::Outcome;
using testing::ReasonIs;

std::string Key(std::uint64_t number) { return "\x40" + std::to_string(100 + number % 50); }

std::vector<std::pair<std::string, std::string>> All(const storage::Reader& reader,
                                                     storage::Range range,
                                                     const storage::PageLimit& limit) {
  std::vector<std::pair<std::string, std::string>> rows;
  while (true) {
    const auto page = reader.Scan(range, limit);
    EXPECT_OK(page);
    EXPECT_LE(page->rows.size(), limit.rows);
    rows.insert(rows.end(), page->rows.begin(), page->rows.end());
    if (!page->resume.has_value()) return rows;
    range.first = *page->resume;
  }
}

TEST(Overlay, ADroppedStepIsGoneAndAKeptOneStays) {
  MemoryStore store;
  Overlay overlay(store);
  overlay.Put(Key(1), "kept");
  overlay.KeepStep();
  overlay.Erase(Key(1));
  EXPECT_THAT(overlay.Get(Key(1)), testing::IsOkAndHolds(std::nullopt));
  overlay.DropStep();
  EXPECT_THAT(overlay.Get(Key(1)), testing::IsOkAndHolds(::testing::Optional(std::string("kept"))));
  EXPECT_EQ(overlay.bytes(), Key(1).size() + 4);
  EXPECT_EQ(overlay.TakeBatch().size(), 1u);
  EXPECT_EQ(overlay.bytes(), 0u);
}

TEST(Overlay, RefusesAStepThatNoStoreTakes) {
  MemoryStore store;
  Overlay overlay(store);
  overlay.Put(Key(1) + std::string(storage::kMaxKeyBytes, 'k'), "");
  EXPECT_THAT(overlay.CheckStep(), ReasonIs("command_too_large"));
  overlay.DropStep();
  overlay.Put(Key(1), std::string(storage::kMaxValueBytes + 1, 'v'));
  EXPECT_THAT(overlay.CheckStep(), ReasonIs("command_too_large"));
  overlay.DropStep();
  for (std::uint64_t i = 0; i <= kMaxStepBytes / storage::kMaxValueBytes; ++i) {
    overlay.Put(Key(i), std::string(storage::kMaxValueBytes, 'v'));
  }
  EXPECT_THAT(overlay.CheckStep(), ReasonIs("command_too_large"));
  overlay.DropStep();
  EXPECT_OK(overlay.CheckStep());
}

TEST(Overlay, AStateMachineMayNotTouchRowsThatAreNotDerived) {
  MemoryStore store;
  Overlay overlay(store);
  EXPECT_DEATH(overlay.Put("\x03", "an entry"), "IsDerived");
  EXPECT_DEATH(overlay.Erase("\x0f"), "IsDerived");
  EXPECT_DEATH(overlay.Put("\x80", "a session"), "IsDerived");
}

TEST(Overlay, ReadsAsIfItsChangesWereWritten) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int round = 0; round < 60; ++round) {
    MemoryStore base;
    MemoryStore model;
    for (int i = 0; i < 30; ++i) {
      const storage::Batch row = {{Key(random()), "base"}};
      ASSERT_EQ(base.Commit(row, {}, Durability::kUnsynced), Outcome::kOk);
      ASSERT_EQ(model.Commit(row, {}, Durability::kUnsynced), Outcome::kOk);
    }
    Overlay overlay(base);
    for (int i = 0; i < 40; ++i) {
      storage::Write row{Key(random()), std::to_string(i)};
      if (random() % 3 == 0) row.value.reset();
      ASSERT_EQ(model.Commit({row}, {}, Durability::kUnsynced), Outcome::kOk);
      row.value.has_value() ? overlay.Put(row.key, *row.value) : overlay.Erase(row.key);
      if (random() % 4 == 0) overlay.KeepStep();
      storage::Range range{Key(random()), random() % 4 == 0 ? "" : Key(random())};
      const storage::PageLimit limit{.rows = 1 + random() % 6, .bytes = 1 + random() % 60};
      EXPECT_EQ(All(overlay, range, limit), All(model, range, limit));
      const std::string key = Key(random());
      EXPECT_EQ(*overlay.Get(key), *model.Get(key));
    }
    overlay.KeepStep();
    ASSERT_EQ(base.Commit(overlay.TakeBatch(), {}, Durability::kUnsynced), Outcome::kOk);
    EXPECT_EQ(All(base, {}, {}), All(model, {}, {}));
  }
}

}  // namespace
}  // namespace par::ledger
