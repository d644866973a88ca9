// Goal: all that waits on an old disk is found, however large.
// Method: a database with what a node would have left in it; the rows are the exchange's own.
#include "common/node/salvage.h"

#include <gtest/gtest.h>

#include <string>

#include "common/exchange/log_writer.h"
#include "common/ledger/overlay.h"
#include "common/services/rows.h"
#include "common/services/units.h"
#include "common/storage/rocks/rocks_store.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::node {
namespace {

constexpr int kItems = 12;
constexpr std::size_t kBytes = 500'000;  // Together more than one page of rows holds.

TEST(ReadSalvage, FindsEveryItemThatWaits) {
  const par::testing::TempDir data;
  {
    ASSERT_OK_AND_ASSIGN(const auto store, storage::RocksStore::Open(data / "db"));
    ledger::Overlay rows(*store);
    record::v1::Hosting hosting;
    hosting.set_node("nut-la-ha");
    hosting.add_units("la-ha");
    services::WriteRow(rows, services::HostingKey(), hosting);
    rows.KeepStep();
    for (int i = 0; i < kItems; ++i) {
      ASSERT_OK_AND_ASSIGN(auto log, exchange::LogWriter::Open(rows, exchange::Side::kLower,
                                                               exchange::UpOf("la-ha")));
      exchange::record::StagedItem staged;
      staged.mutable_item()->set_submission_id(std::string(16, static_cast<char>('a' + i)));
      staged.mutable_item()->set_unit("la-ha");
      staged.mutable_body()->set_inline_(std::string(kBytes, 'x'));
      exchange::record::SubmissionRow submission;
      log.Stage(staged, submission);
      log.Save();
      rows.KeepStep();
      ASSERT_EQ(store->Commit(rows.TakeBatch(), {}, storage::Durability::kSynced),
                storage::Outcome::kOk);
    }
  }
  ASSERT_OK_AND_ASSIGN(const Salvage salvage, ReadSalvage(data.path()));
  ASSERT_EQ(salvage.items.size(), std::size_t{kItems});
  for (int i = 0; i < kItems; ++i) {
    const auto& item = salvage.items[static_cast<std::size_t>(i)].item;
    EXPECT_EQ(item.submission_id(), std::string(16, static_cast<char>('a' + i)));
    EXPECT_EQ(item.body().size(), kBytes);
  }
}

}  // namespace
}  // namespace par::node
