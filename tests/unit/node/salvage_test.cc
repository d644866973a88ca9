// Goal: all that waits on an old disk is found, however large, and every file that may not have
// come up. Method: a database with what a node would have left in it; the rows are the exchange's
// own.
#include "common/node/salvage.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "common/exchange/log_writer.h"
#include "common/ledger/overlay.h"
#include "common/services/documents.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/services/units.h"
#include "common/storage/rocks/rocks_store.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::node {
namespace {

constexpr char kUnit[] = "la-ha";
constexpr int kItems = 12;
constexpr std::size_t kBytes = 500'000;  // Together more than one page of rows holds.

void WriteHosting(ledger::Transaction& rows) {
  record::v1::Hosting hosting;
  hosting.set_node("nut-la-ha");
  hosting.add_units(kUnit);
  services::WriteRow(rows, services::HostingKey(), hosting);
}

TEST(ReadSalvage, FindsEveryItemThatWaits) {
  const par::testing::TempDir data;
  {
    ASSERT_OK_AND_ASSIGN(const auto store, storage::RocksStore::Open(data / "db"));
    ledger::Overlay rows(*store);
    WriteHosting(rows);
    rows.KeepStep();
    for (int i = 0; i < kItems; ++i) {
      ASSERT_OK_AND_ASSIGN(
          auto log, exchange::LogWriter::Open(rows, exchange::Side::kLower, exchange::UpOf(kUnit)));
      exchange::record::StagedItem staged;
      staged.mutable_item()->set_submission_id(std::string(16, static_cast<char>('a' + i)));
      staged.mutable_item()->set_unit(kUnit);
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

// It would have the lost machine's key certified.
TEST(ReadSalvage, LeavesOutTheRequestToRenewACertificate) {
  const par::testing::TempDir data;
  {
    ASSERT_OK_AND_ASSIGN(const auto store, storage::RocksStore::Open(data / "db"));
    ledger::Overlay rows(*store);
    WriteHosting(rows);
    ASSERT_OK_AND_ASSIGN(
        auto log, exchange::LogWriter::Open(rows, exchange::Side::kLower, exchange::UpOf(kUnit)));
    for (const auto type :
         {services::ItemType::kCertificateRequest, services::ItemType::kDecisionCopy}) {
      exchange::record::StagedItem staged;
      staged.mutable_item()->set_type(static_cast<std::uint32_t>(type));
      staged.mutable_item()->set_unit(kUnit);
      staged.mutable_body()->set_inline_("x");
      exchange::record::SubmissionRow submission;
      log.Stage(staged, submission);
    }
    log.Save();
    rows.KeepStep();
    ASSERT_EQ(store->Commit(rows.TakeBatch(), {}, storage::Durability::kSynced),
              storage::Outcome::kOk);
  }
  ASSERT_OK_AND_ASSIGN(const Salvage salvage, ReadSalvage(data.path()));
  ASSERT_EQ(salvage.items.size(), 1u);
  EXPECT_EQ(salvage.items.front().item.type(),
            static_cast<std::uint32_t>(services::ItemType::kDecisionCopy));
}

// An item goes up at once, its files after it: hours later on a slow line.
TEST(ReadSalvage, LeavesOutNoFileThatTheDiskHas) {
  enum class Item : std::uint8_t { kNone, kSent, kRejected };
  struct Case {
    std::string_view why;
    Item item;
    bool on_disk;
    std::string_view want;  // "", "new" or "sent", and " gone" where the disk has not got it.
  };
  const Case cases[] = {
      {"nothing names it yet", Item::kNone, true, "new"},
      {"it was lost before the machine was", Item::kNone, false, "new gone"},
      {"its item was sent, its bytes may not have been", Item::kSent, true, "sent"},
      {"it can only come from above", Item::kSent, false, ""},
      {"its item was rejected: nobody above took it", Item::kRejected, true, "new"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    const par::testing::TempDir data;
    evidence::v1::Document document;
    document.set_unit(kUnit);
    document.set_file_name("ke-hoach.pdf");
    document.set_size(3);
    const Sha256 sha256 = Sha256::Of("pdf");
    document.set_sha256(sha256.ToBytes());
    {
      ASSERT_OK_AND_ASSIGN(const auto store, storage::RocksStore::Open(data / "db"));
      ledger::Overlay rows(*store);
      WriteHosting(rows);
      services::WriteDocument(rows, services::DocumentSide::kOwn, document);
      if (c.item != Item::kNone) {
        ASSERT_OK_AND_ASSIGN(auto log, exchange::LogWriter::Open(rows, exchange::Side::kLower,
                                                                 exchange::UpOf(kUnit)));
        exchange::record::EventRow event;
        event.mutable_item()->set_submission_id(std::string(16, 'a'));
        event.mutable_item()->set_unit(kUnit);
        event.mutable_item()->add_blobs()->set_sha256(document.sha256());
        event.set_body_sha256(Sha256::Of("").ToBytes());
        if (c.item == Item::kRejected) {
          event.mutable_result()->set_verdict(exchange::v1::VERDICT_REJECTED);
        }
        log.Append(std::move(event));
        log.Save();
      }
      rows.KeepStep();
      ASSERT_EQ(store->Commit(rows.TakeBatch(), {}, storage::Durability::kSynced),
                storage::Outcome::kOk);
    }
    if (c.on_disk) {
      const auto path = SalvagedFilePath(data.path(), sha256);
      std::filesystem::create_directories(path.parent_path());
      std::ofstream(path) << "pdf";
    }
    ASSERT_OK_AND_ASSIGN(const Salvage salvage, ReadSalvage(data.path()));
    std::string found;
    for (const SalvagedFile& file : salvage.files) {
      found += std::string(file.sent ? "sent" : "new") + (file.here ? "" : " gone");
    }
    EXPECT_EQ(found, c.want);
  }
}

}  // namespace
}  // namespace par::node
