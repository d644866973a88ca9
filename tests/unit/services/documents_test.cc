// Goal: a submission writes what it changes about the documents held of its unit, and nothing else;
// a document is on its way since it was first named.
// Method: submissions over a unit's documents, with every row that is written looked at.
#include "common/services/documents.h"

#include <gtest/gtest.h>

#include "common/ledger/overlay.h"
#include "common/storage/memory_store.h"
#include "tests/support/status_matchers.h"

namespace par::services {
namespace {

evidence::v1::Document DocumentOf(const std::string& bytes) {
  evidence::v1::Document document;
  const Sha256 sha256 = Sha256::Of(bytes);
  document.set_id(DocumentId(sha256));
  document.set_unit("la-ha");
  document.set_file_name(bytes + ".pdf");
  document.set_media_type("application/pdf");
  document.set_size(bytes.size());
  document.set_sha256(sha256.ToBytes());
  return document;
}

class HeldDocuments : public ::testing::Test {
 protected:
  // The number of rows that a submission of the cycle with these documents writes; criterion 1.1
  // relies on each.
  std::size_t Hand(const std::string& cycle, const std::vector<std::string>& documents,
                   std::int64_t now) {
    assessment::v1::Submission submission;
    submission.set_unit("la-ha");
    submission.set_cycle(cycle);
    auto& declared = *submission.mutable_answers()->add_declarations();
    declared.set_criterion("1.1");
    exchange::v1::Item item;
    for (const std::string& bytes : documents) {
      *submission.add_documents() = DocumentOf(bytes);
      declared.add_evidence()->set_sha256(DocumentOf(bytes).sha256());
      exchange::v1::BlobRef& blob = *item.add_blobs();
      blob.set_sha256(DocumentOf(bytes).sha256());
      blob.set_size(bytes.size());
    }
    item.set_body(submission.SerializeAsString());
    ledger::Overlay rows(store_);
    EXPECT_OK(TakeDocuments(submission, item, DocumentSide::kHeld, now, rows));
    rows.KeepStep();
    const storage::Batch batch = rows.TakeBatch();
    EXPECT_EQ(store_.Commit(batch, {}, storage::Durability::kSynced), storage::Outcome::kOk);
    return batch.size();
  }
  evidence::v1::Document Held(const std::string& bytes) {
    const auto found = FindDocument(store_, DocumentSide::kHeld, "la-ha", Sha256::Of(bytes));
    EXPECT_OK(found);
    return found->value();
  }

  storage::MemoryStore store_;
};

TEST_F(HeldDocuments, OnlyWhatChangesIsWritten) {
  EXPECT_EQ(Hand("c-2023", {"plan", "report"}, 10), 2u);
  EXPECT_EQ(Hand("c-2024", {"minutes"}, 20), 1u) << "last year's stand as they did";
  EXPECT_EQ(Hand("c-2024", {"minutes"}, 30), 0u) << "nothing new in it";
  EXPECT_EQ(Hand("c-2024", {"letter"}, 40), 2u) << "the minutes are no longer relied on";
  EXPECT_EQ(Held("minutes").places_size(), 0);
  EXPECT_EQ(Held("plan").places_size(), 1);
}

TEST_F(HeldDocuments, ADocumentIsOnItsWaySinceItWasFirstNamed) {
  Hand("c-2023", {"plan"}, 10);
  Hand("c-2024", {"plan", "report"}, 20);
  EXPECT_EQ(Held("plan").received_at(), 10);
  EXPECT_EQ(Held("report").received_at(), 20);
  EXPECT_EQ(Held("plan").places_size(), 2);
}

}  // namespace
}  // namespace par::services
