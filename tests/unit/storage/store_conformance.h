// The one suite that every engine passes: what common/storage/store.h promises. A test file of an
// engine includes it and instantiates StoreConformance with a way to make that engine.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/storage/limits.h"
#include "common/storage/store.h"
#include "tests/support/status_matchers.h"

namespace par::storage {

// One store that can be closed and opened again; the memory engine keeps its store.
class Engine {
 public:
  virtual ~Engine() = default;
  [[nodiscard]] virtual Store& store() = 0;
  virtual void Reopen() = 0;
};
using MakeEngine = std::function<std::unique_ptr<Engine>()>;

class StoreConformance : public ::testing::TestWithParam<MakeEngine> {
 protected:
  using Rows = std::vector<std::pair<std::string, std::string>>;

  Store& store() { return engine_->store(); }
  void Reopen() { engine_->Reopen(); }
  Outcome Put(std::string key, std::string value) {
    return store().Commit({{std::move(key), std::move(value)}}, {}, Durability::kSynced);
  }
  static std::optional<std::string> Read(const Reader& reader, std::string_view key) {
    const auto got = reader.Get(key);
    EXPECT_OK(got);
    return got.ok() ? *got : std::nullopt;
  }
  static Rows All(const Reader& reader, Range range, PageLimit limit = {}) {
    Rows rows;
    while (true) {
      auto page = reader.Scan(range, limit);
      EXPECT_OK(page);
      if (!page.ok()) return rows;
      EXPECT_LE(page->rows.size(), limit.rows);
      for (auto& row : page->rows) rows.push_back(std::move(row));
      if (!page->resume.has_value()) return rows;
      EXPECT_FALSE(page->rows.empty()) << "a page that goes on holds at least one row";
      range.first = *page->resume;
    }
  }

 private:
  std::unique_ptr<Engine> engine_ = GetParam()();
};

TEST_P(StoreConformance, AbsentIsNotEmpty) {
  ASSERT_EQ(Put("empty", ""), Outcome::kOk);
  EXPECT_EQ(Read(store(), "empty"), "");
  EXPECT_EQ(Read(store(), "absent"), std::nullopt);
  EXPECT_EQ(Read(store(), std::string(kMaxKeyBytes + 1, 'k')), std::nullopt);
}

TEST_P(StoreConformance, LaterWritesOfOneBatchWin) {
  const Batch batch = {{"a", "1"}, {"a", "2"}, {"b", "1"}, {"b", {}}, {"c", {}}, {"c", "3"}};
  ASSERT_EQ(store().Commit(batch, {}, Durability::kSynced), Outcome::kOk);
  EXPECT_EQ(All(store(), {}), (Rows{{"a", "2"}, {"c", "3"}}));
}

TEST_P(StoreConformance, ErasingAnAbsentKeyIsFine) {
  EXPECT_EQ(store().Commit({{"never", {}}}, {}, Durability::kUnsynced), Outcome::kOk);
  EXPECT_EQ(store().Commit({}, {}, Durability::kSynced), Outcome::kOk);
}

TEST_P(StoreConformance, GuardsDecideForTheWholeBatch) {
  ASSERT_EQ(Put("k", "1"), Outcome::kOk);
  const struct {
    const char* why;
    std::vector<Guard> guards;
    Outcome want;
  } cases[] = {
      {"another value", {{"k", "2"}}, Outcome::kConflict},
      {"thought absent, is there", {{"k", {}}}, Outcome::kConflict},
      {"thought there, is absent", {{"none", "1"}}, Outcome::kConflict},
      {"absent is not empty", {{"none", ""}}, Outcome::kConflict},
      {"one of two fails", {{"k", "1"}, {"none", "1"}}, Outcome::kConflict},
      {"all hold", {{"k", "1"}, {"none", {}}}, Outcome::kOk},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(store().Commit({{"new", "x"}, {"other", "y"}}, c.guards, Durability::kSynced),
              c.want);
    EXPECT_EQ(Read(store(), "new").has_value(), c.want == Outcome::kOk);
    EXPECT_EQ(Read(store(), "other").has_value(), c.want == Outcome::kOk);
  }
}

TEST_P(StoreConformance, KeysOrderAsUnsignedBytes) {
  const std::vector<std::string> keys = {std::string(1, '\0'),
                                         std::string("a\0", 2),
                                         "a\x01",
                                         "b",
                                         "\x7f",
                                         "\x80",
                                         "\xff",
                                         "\xff\xff"};
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    ASSERT_EQ(Put(*key, "v"), Outcome::kOk);
  }
  std::vector<std::string> found;
  for (const auto& row : All(store(), {})) found.push_back(row.first);
  EXPECT_EQ(found, keys);
}

TEST_P(StoreConformance, ARangeHoldsItsFirstAndNotItsEnd) {
  for (const char* key : {"a", "b", "b1", "c"}) ASSERT_EQ(Put(key, "v"), Outcome::kOk);
  EXPECT_EQ(All(store(), {"b", "c"}), (Rows{{"b", "v"}, {"b1", "v"}}));
  EXPECT_EQ(All(store(), {"b", ""}), (Rows{{"b", "v"}, {"b1", "v"}, {"c", "v"}}));
  EXPECT_EQ(All(store(), {"b", "b"}), Rows{});
  EXPECT_EQ(All(store(), {"c", "b"}), Rows{});
  EXPECT_EQ(All(store(), PrefixRange("b")), (Rows{{"b", "v"}, {"b1", "v"}}));
}

TEST_P(StoreConformance, PagesAddUpToTheRange) {
  Rows rows;
  for (int i = 100; i < 125; ++i) rows.emplace_back(std::to_string(i), std::string(10, 'v'));
  for (const auto& [key, value] : rows) ASSERT_EQ(Put(key, value), Outcome::kOk);
  const struct {
    const char* why;
    PageLimit limit;
  } cases[] = {{"one row a page", {.rows = 1}},
               {"a last page that is full", {.rows = 5}},
               {"a last page that is not", {.rows = 7}},
               {"two rows by bytes", {.rows = 100, .bytes = 27}},
               {"a row larger than the limit", {.rows = 100, .bytes = 1}}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(All(store(), {}, c.limit), rows);
  }
  const auto exact = store().Scan({}, {.rows = rows.size()});
  ASSERT_OK(exact);
  EXPECT_EQ(exact->resume, std::nullopt) << "nothing is left, so there is nothing to resume";
}

TEST_P(StoreConformance, ASnapshotNeverChanges) {
  ASSERT_EQ(Put("a", "1"), Outcome::kOk);
  ASSERT_EQ(Put("b", "1"), Outcome::kOk);
  const std::unique_ptr<Snapshot> snapshot = store().NewSnapshot();
  ASSERT_EQ(store().Commit({{"a", "2"}, {"b", {}}, {"c", "1"}}, {}, Durability::kSynced),
            Outcome::kOk);
  EXPECT_EQ(All(*snapshot, {}), (Rows{{"a", "1"}, {"b", "1"}}));
  EXPECT_EQ(Read(*snapshot, "c"), std::nullopt);
  EXPECT_EQ(All(store(), {}), (Rows{{"a", "2"}, {"c", "1"}}));
  EXPECT_EQ(All(*store().NewSnapshot(), {}), (Rows{{"a", "2"}, {"c", "1"}}));
}

TEST_P(StoreConformance, TheLargestKeyAndValueComeBack) {
  const std::string key(kMaxKeyBytes, '\xff');
  const std::string value(kMaxValueBytes, 'v');
  ASSERT_EQ(Put(key, value), Outcome::kOk);
  Reopen();
  EXPECT_EQ(Read(store(), key), value);
}

TEST_P(StoreConformance, WhatWasSyncedIsThereAfterReopening) {
  const std::string binary("\0\xff\x01", 3);
  ASSERT_EQ(Put("a", binary), Outcome::kOk);
  ASSERT_EQ(store().Commit({{"b", "1"}, {"c", "1"}}, {}, Durability::kSynced), Outcome::kOk);
  ASSERT_EQ(store().Commit({{"b", {}}}, {{"c", "1"}}, Durability::kSynced), Outcome::kOk);
  Reopen();
  EXPECT_EQ(All(store(), {}), (Rows{{"a", binary}, {"c", "1"}}));
}

TEST_P(StoreConformance, ABatchBeyondTheLimitsIsOurOwnMistake) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // An engine may have threads of its own.
  EXPECT_DEATH((void)Put("", "v"), "WithinLimits");
  EXPECT_DEATH((void)Put(std::string(kMaxKeyBytes + 1, 'k'), "v"), "WithinLimits");
  EXPECT_DEATH((void)Put("k", std::string(kMaxValueBytes + 1, 'v')), "WithinLimits");
}

}  // namespace par::storage
