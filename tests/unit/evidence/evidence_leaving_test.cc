// Goal: a file that is put out of sight is missing for everybody, comes back whole whenever it is
// wanted, and none is touched that somebody has just brought or is at. Method: a store on the disk
// and a clock that stands still; whoever comes meanwhile comes by hand.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>

#include "common/evidence/evidence_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::evidence {
namespace {

using par::testing::ReasonIs;

class EvidenceLeavingTest : public ::testing::Test {
 protected:
  EvidenceLeavingTest() { Open(); }

  void Open() {
    store_.reset();
    auto store = EvidenceStore::Open(folder_ / "evidence", clock_);
    EXPECT_OK(store);
    store_ = std::make_unique<EvidenceStore>(*std::move(store));
  }
  void Bring() {
    EXPECT_OK(store_->Put(kHash, kFile.size(), 0, kFile));
    EXPECT_OK(store_->Finish(kHash, kFile.size(), FileKind::kPdf));
  }
  bool Hidden() const {
    return std::filesystem::exists(folder_ / "evidence" / "leaving" / kHash.Hex());
  }
  void ExpectWhole() { EXPECT_OK(store_->Verify(kHash)); }

  const std::string kFile = "%PDF-1.7 nhầm tệp";
  const Sha256 kHash = Sha256::Of(kFile);
  const par::testing::TempDir folder_;
  par::testing::ManualClock clock_;
  std::unique_ptr<EvidenceStore> store_;
};

TEST_F(EvidenceLeavingTest, AHiddenFileIsMissingUntilItIsShown) {
  Bring();
  clock_.Advance(kTouchedMicros + 1);
  ASSERT_TRUE(store_->Hide(kHash));
  EXPECT_FALSE(store_->Has(kHash));
  EXPECT_THAT(store_->Read(kHash, 0, 10), ReasonIs("evidence_missing"));
  EXPECT_EQ(store_->Next(std::nullopt), std::nullopt);
  ASSERT_OK_AND_ASSIGN(const Intake intake, store_->Begin(kHash, kFile.size()));
  EXPECT_EQ(intake.durable_offset, 0u);
  EXPECT_FALSE(intake.complete) << "whoever comes with it is told to bring it";
  EXPECT_TRUE(store_->Show(kHash));
  ExpectWhole();
  EXPECT_FALSE(Hidden());
}

TEST_F(EvidenceLeavingTest, AllAreThoseThatAreSeen) {
  EXPECT_TRUE(store_->All().empty());
  Bring();
  const std::string text = "%PDF-1.7 kế hoạch";
  const Sha256 other = Sha256::Of(text);
  EXPECT_OK(store_->Put(other, text.size(), 0, text));
  EXPECT_EQ(store_->All(), std::set<Sha256>{kHash}) << "the other is not whole yet";
  EXPECT_OK(store_->Finish(other, text.size(), FileKind::kPdf));
  EXPECT_EQ(store_->All(), (std::set<Sha256>{kHash, other}));
  clock_.Advance(kTouchedMicros + 1);
  ASSERT_TRUE(store_->Hide(kHash));
  EXPECT_EQ(store_->All(), std::set<Sha256>{other});
}

TEST_F(EvidenceLeavingTest, ADroppedFileMayComeAgain) {
  Bring();
  clock_.Advance(kTouchedMicros + 1);
  ASSERT_TRUE(store_->Hide(kHash));
  EXPECT_TRUE(store_->Drop(kHash));
  EXPECT_FALSE(Hidden());
  // As the handler does that enters a document whose file went just now.
  EXPECT_THAT(store_->Finish(kHash, kFile.size(), FileKind::kPdf), ReasonIs("evidence_offset"));
  Bring();
  ExpectWhole();
}

TEST_F(EvidenceLeavingTest, WhatWasBroughtOrStatedJustNowStays) {
  Bring();
  const std::int64_t brought_at = clock_.MonotonicMicros();
  EXPECT_FALSE(store_->Hide(kHash)) << "just brought";
  clock_.Advance(kTouchedMicros);
  EXPECT_FALSE(store_->Hide(kHash));
  clock_.Advance(1);
  EXPECT_OK(store_->Finish(kHash, kFile.size(), FileKind::kPdf));
  EXPECT_FALSE(store_->Hide(kHash)) << "stated as a document";
  EXPECT_TRUE(store_->TouchedSince(kHash, brought_at + 1));
  EXPECT_FALSE(store_->TouchedSince(kHash, clock_.MonotonicMicros() + 1));
  ExpectWhole();
  EXPECT_FALSE(store_->Hide(Sha256::Of("another"))) << "one that is not here";
}

TEST_F(EvidenceLeavingTest, NobodyComesInBetween) {
  Bring();
  clock_.Advance(kTouchedMicros + 1);
  EXPECT_TRUE(store_->WhileUntouched(kHash, [&] {
    EXPECT_FALSE(store_->Hide(kHash)) << "one at a time";
    EXPECT_THAT(store_->Put(kHash, kFile.size(), 0, kFile), ReasonIs("evidence_busy"));
  }));
}

TEST_F(EvidenceLeavingTest, WhatCameMeanwhileIsTheSameFile) {
  Bring();
  clock_.Advance(kTouchedMicros + 1);
  ASSERT_TRUE(store_->Hide(kHash));
  Bring();
  EXPECT_TRUE(store_->Show(kHash));
  ExpectWhole();
  EXPECT_FALSE(Hidden());
}

TEST_F(EvidenceLeavingTest, AStartBringsBackWhatWasHidden) {
  Bring();
  clock_.Advance(kTouchedMicros + 1);
  ASSERT_TRUE(store_->Hide(kHash));
  std::ofstream(folder_ / "evidence" / "leaving" / "not ours") << "x";
  Open();
  EXPECT_FALSE(Hidden());
  ExpectWhole();
}

TEST_F(EvidenceLeavingTest, WhatWasSetAsideAsDamagedIsNotTouched) {
  Bring();
  std::fstream(store_->PathOf(kHash), std::ios::in | std::ios::out).seekp(10).put('~');
  EXPECT_THAT(store_->Verify(kHash), ReasonIs("evidence_damaged"));
  clock_.Advance(kTouchedMicros + 1);
  EXPECT_FALSE(store_->Hide(kHash));
  EXPECT_FALSE(store_->Drop(kHash));
  EXPECT_EQ(store_->Damaged().count(kHash), 1u);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "evidence" / "damaged" / kHash.Hex()));
}

}  // namespace
}  // namespace par::evidence
