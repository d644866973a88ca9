// Goal: the audit trail finds every entry that answers, once, in both directions, over as many
// calls as it takes, and a question that few entries answer never makes one call read the whole
// ledger. Method: a ledger in memory with more entries than one call reads; every thousandth is of
// another kind.
#include "common/node/entry_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

#include "common/ledger/ledger.h"
#include "common/storage/memory_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"

namespace par::node {
namespace {

enum class SoughtKind : std::uint32_t { kCommon = 991, kRare = 992 };
constexpr std::uint64_t kEntries = kMostEntriesRead + 1'100;
constexpr std::uint64_t kEach = 1'000;

class EntrySearch : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const auto& [kind, name] : {std::pair(SoughtKind::kCommon, "sought.common"),
                                     std::pair(SoughtKind::kRare, "sought.rare")}) {
      commands_.On(kind, name, [](const ledger::Entry&, ledger::Transaction&) {
        return absl::StatusOr<std::string>(std::string());
      });
    }
    ASSERT_OK_AND_ASSIGN(ledger_, ledger::Ledger::Open(store_, mark_, commands_, clock_));
    for (std::uint64_t number = 1; number <= kEntries; ++number) {
      std::string id = std::to_string(number);
      id.resize(ledger::kCommandIdBytes, '.');
      const SoughtKind kind = number % kEach == 0 ? SoughtKind::kRare : SoughtKind::kCommon;
      ledger_->Submit({.id = id,
                       .actor = {"tinh", "lan", "administrator"},
                       .unit = "tinh",
                       .cycle = "",
                       .kind = static_cast<std::uint32_t>(kind),
                       .payload = ""},
                      [](const absl::StatusOr<ledger::Committed>& done) { ASSERT_OK(done); });
      if (number % 100 == 0) ledger_->CommitWaiting();
    }
    ledger_->CommitWaiting();
    ASSERT_EQ(ledger_->head().number, kEntries);
  }
  // The numbers found by one call; `next` as it answers.
  std::vector<std::uint64_t> Ask(v1::ListEntriesRequest& request) {
    const auto found = FindEntries(store_, commands_, request);
    EXPECT_OK(found);
    std::vector<std::uint64_t> numbers;
    if (!found.ok()) return numbers;
    for (const v1::EntrySummary& entry : found->entries()) numbers.push_back(entry.number());
    request.set_from(found->next());
    return numbers;
  }

  storage::MemoryStore store_;
  ledger::MemoryMark mark_;
  par::testing::ManualClock clock_;
  services::CommandRouter commands_;
  std::unique_ptr<ledger::Ledger> ledger_;
};

TEST_F(EntrySearch, FindsEveryEntryOnce) {
  for (const bool newest_first : {true, false}) {
    SCOPED_TRACE(newest_first);
    v1::ListEntriesRequest request;
    request.set_newest_first(newest_first);
    request.set_limit(333);
    std::vector<std::uint64_t> all;
    do {
      const std::vector<std::uint64_t> page = Ask(request);
      EXPECT_LE(page.size(), 333u);
      all.insert(all.end(), page.begin(), page.end());
    } while (request.from() != 0 && all.size() <= kEntries);
    std::vector<std::uint64_t> expected(kEntries);
    std::iota(expected.begin(), expected.end(), 1);
    if (newest_first) std::reverse(expected.begin(), expected.end());
    EXPECT_EQ(all, expected);
  }
}

TEST_F(EntrySearch, ReadsOnlySoMuchAtOnce) {
  v1::ListEntriesRequest request;
  request.set_kind("sought.rare");
  request.set_newest_first(true);
  using Numbers = std::vector<std::uint64_t>;
  EXPECT_EQ(Ask(request), (Numbers{6'000, 5'000, 4'000, 3'000, 2'000}));
  EXPECT_EQ(request.from(), kEntries - kMostEntriesRead);
  EXPECT_EQ(Ask(request), Numbers{1'000});
  EXPECT_EQ(request.from(), 0u);
}

}  // namespace
}  // namespace par::node
