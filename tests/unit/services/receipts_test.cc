// Goal: everything that a unit handed up is listed, however much of it waits, and a listing ends
// even where a row has gone.
// Method: a stream's rows written as the exchange writes them, read page by page.
#include "common/services/receipts.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/base/check.h"
#include "common/exchange/entry_payloads.h"
#include "common/exchange/log_writer.h"
#include "common/ledger/overlay.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/storage/memory_store.h"
#include "tests/sim/keys.h"
#include "tests/support/status_matchers.h"

namespace par::services {
namespace {

constexpr std::uint64_t kMostPages = 20;  // What is asked for here has fewer.

std::string IdOf(const std::string& kind, std::uint64_t number) {
  std::string id = kind + std::to_string(number);
  id.resize(16, '.');
  return id;
}

class ReceiptsList : public ::testing::Test {
 protected:
  // la-ha has handed up `received` items, and so many more wait.
  static void HandUp(storage::Store& store, std::uint64_t received, std::uint64_t waiting) {
    ledger::Overlay rows(store);
    record::v1::Hosting hosting;
    hosting.add_units("la-ha");
    WriteRow(rows, HostingKey(), hosting);
    auto log = exchange::LogWriter::Open(rows, exchange::Side::kLower, exchange::UpOf("la-ha"));
    PAR_CHECK(log.ok());
    for (std::uint64_t i = 1; i <= received; ++i) {
      exchange::record::EventRow event;
      *event.mutable_item() = ItemOf(IdOf("received", i));
      event.set_body_sha256(Sha256::Of("").ToBytes());
      log->Append(event);
    }
    for (std::uint64_t i = 1; i <= waiting; ++i) {
      exchange::record::StagedItem staged;
      *staged.mutable_item() = ItemOf(IdOf("waiting", i));
      exchange::record::SubmissionRow submission;
      log->Stage(staged, submission);
      log->PutSubmission(staged.item().submission_id(), submission);
    }
    log->Save();
    rows.KeepStep();
    PAR_CHECK(store.Commit(rows.TakeBatch(), {}, storage::Durability::kSynced) ==
              storage::Outcome::kOk);
  }
  // Every item's id, in the order of the pages.
  std::vector<std::string> ListAll(const storage::Reader& store) {
    receipt::v1::ListItemsRequest request;
    request.set_unit("la-ha");
    std::vector<std::string> ids;
    for (std::uint64_t pages = 0; pages < kMostPages; ++pages) {
      const auto page = receipts_.List(store, request);
      EXPECT_OK(page);
      for (const auto& item : page->items()) ids.push_back(item.submission_id());
      EXPECT_LE(page->items_size(), 200);
      request.set_before(page->next());
      request.set_waiting(page->next_waiting());
      if (request.before() == 0 && request.waiting() == 0) return ids;
    }
    ADD_FAILURE() << "the listing does not end";
    return ids;
  }

  Units units_;
  exchange::LedgerPayloads payloads_;
  sim::HashSigner signer_{"nut-la-ha"};
  Receipts receipts_{"nut-la-ha", units_, payloads_, signer_};

 private:
  static exchange::v1::Item ItemOf(const std::string& id) {
    exchange::v1::Item item;
    item.set_submission_id(id);
    item.set_type(static_cast<std::uint32_t>(ItemType::kAction));
    item.set_unit("la-ha");
    return item;
  }
};

TEST_F(ReceiptsList, ListsAllThatWaitsThenAllThatWasReceived) {
  const struct {
    const char* why;
    std::uint64_t received;
    std::uint64_t waiting;
  } rows[] = {
      {"nothing", 0, 0},         {"a page and one more of both", 101, 101},
      {"whole pages", 200, 200}, {"months without a line", 3, 250},
      {"all received", 250, 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    storage::MemoryStore store;
    HandUp(store, row.received, row.waiting);
    std::vector<std::string> wanted;
    for (std::uint64_t i = 1; i <= row.waiting; ++i) wanted.push_back(IdOf("waiting", i));
    for (std::uint64_t i = row.received; i > 0; --i) wanted.push_back(IdOf("received", i));
    EXPECT_EQ(ListAll(store), wanted);
  }
}

TEST_F(ReceiptsList, EndsWhereARowHasGone) {
  storage::MemoryStore store;
  HandUp(store, 150, 0);
  const exchange::StreamView view(store, exchange::Side::kLower, exchange::UpOf("la-ha"));
  ASSERT_EQ(store.Commit({{view.EventKey(120), std::nullopt}}, {}, storage::Durability::kSynced),
            storage::Outcome::kOk);
  EXPECT_EQ(ListAll(store).size(), 30u);
}

}  // namespace
}  // namespace par::services
