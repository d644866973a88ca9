// Goal: a file that nothing relies on goes after 30 days of the node's own time, and no other ever
// does, whoever comes meanwhile. Method: unused_files_world.h; a row per thing that may rely on a
// file, and whoever comes comes just before a snapshot or a command.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "common/node/unused_files.h"
#include "tests/unit/node/unused_files_world.h"

namespace par::node {
namespace {

TEST_F(UnusedFilesTest, AFileOfNoDocumentGoesAfterThirtyDays) {
  const Sha256 file = Bring("tải lên rồi bỏ dở");
  Look(1);
  EXPECT_EQ(unused_->waiting().files, 1u);
  EXPECT_EQ(unused_->waiting().bytes, files_->SizeOf(file).value());
  Look(kLooksUntilItGoes - 1);
  EXPECT_TRUE(files_->Has(file));
  Look(1);
  EXPECT_FALSE(files_->Has(file));
  EXPECT_EQ(log_.said, std::vector<std::string>{"sha256=" + file.Hex()});
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "evidence" / "leaving"));
  Look(1);
  EXPECT_EQ(unused_->waiting().files, 0u);
}

TEST_F(UnusedFilesTest, WhatADraftLetGoOfIsNoDocumentAnyMoreAndThenGoes) {
  const Sha256 file = Bring("nhầm tệp");
  Add(file);
  SaveDraft(file);
  LookUntilItGoes();
  EXPECT_EQ(unused_->waiting().files, 0u) << "the draft relies on it";
  EXPECT_TRUE(IsADocument(file));
  SaveDraft(std::nullopt);
  Look(kLooksUntilItGoes);
  EXPECT_TRUE(IsADocument(file)) << "the days count from when nothing relied on it";
  Look(1);
  EXPECT_FALSE(IsADocument(file));
  EXPECT_TRUE(files_->Has(file)) << "one look later";
  Look(1);
  EXPECT_FALSE(files_->Has(file));
}

TEST_F(UnusedFilesTest, WhatAnythingReliesOnStays) {
  const struct {
    const char* why;
    std::function<void(const Sha256&)> rely;
  } rows[] = {
      {"a draft", [this](const Sha256& file) { SaveDraft(file); }},
      {"only an old submission", [this](const Sha256& file) { HandUp(file); }},
      {"an item of another unit on its way through",
       [this](const Sha256& file) { HandUp(file, "song-ve"); }},
      {"what is held of a unit below",
       [this](const Sha256& file) {
         ledger::Overlay held(store_);
         services::WriteDocument(held, services::DocumentSide::kHeld, DocumentOf(file));
         Keep(held);
       }},
      {"a kind of row that nobody knows here, in digits",
       [this](const Sha256& file) {
         ledger::Overlay unknown(store_);
         unknown.Put(
             "\x7e"
             "row",
             "{\"file\": \"" + file.Hex() + "\"}");
         Keep(unknown);
       }},
  };
  for (const bool is_document : {true, false}) {
    for (const auto& row : rows) {
      SCOPED_TRACE(row.why);
      const Sha256 file = Bring(std::string(row.why) + (is_document ? "" : ", a file alone"));
      if (is_document) Add(file);
      row.rely(file);
      LookUntilItGoes();
      EXPECT_TRUE(files_->Has(file));
      EXPECT_EQ(IsADocument(file), is_document);
    }
  }
}

TEST_F(UnusedFilesTest, ADraftThatNamesTheDocumentJustBeforeTheCommandKeepsIt) {
  const Sha256 file = Bring("đính lại vào phút chót");
  Add(file);
  before_command = [&] { SaveDraft(file); };
  LookUntilItGoes();
  EXPECT_FALSE(before_command) << "it came to the command";
  EXPECT_TRUE(IsADocument(file));
  EXPECT_TRUE(files_->Has(file));
}

TEST_F(UnusedFilesTest, WhatComesWhileTheFileIsOutOfSightBringsItBack) {
  const struct {
    const char* why;
    std::function<void(const Sha256&)> come;
  } rows[] = {
      {"an item that refers to it", [this](const Sha256& file) { HandUp(file, "song-ve"); }},
      {"its document, whose file was looked at before", [this](const Sha256& file) { Add(file); }},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const Sha256 file = Bring(row.why);
    bool came = false;
    store_.before_snapshot = [&] {
      if (came || files_->Has(file)) return;
      came = true;
      row.come(file);
    };
    LookUntilItGoes();
    EXPECT_TRUE(came);
    EXPECT_OK(files_->Verify(file));
    store_.before_snapshot = nullptr;
  }
}

TEST_F(UnusedFilesTest, ManyGoALittleAtATime) {
  for (std::size_t i = 0; i < UnusedFiles::kMostAtOnce + 1; ++i) Bring(std::to_string(i));
  Look(kLooksUntilItGoes + 1);
  EXPECT_TRUE(files_->Next(std::nullopt).has_value());
  Look(1);
  EXPECT_FALSE(files_->Next(std::nullopt).has_value());
}

TEST_F(UnusedFilesTest, WhatIsDamagedIsLeftToWhoeverMendsIt) {
  const Sha256 file = Bring("đĩa hỏng");
  Add(file);
  std::fstream(files_->PathOf(file), std::ios::in | std::ios::out).seekp(10).put('~');
  EXPECT_FALSE(files_->Verify(file).ok());
  LookUntilItGoes();
  EXPECT_EQ(unused_->waiting().files, 0u);
  EXPECT_TRUE(IsADocument(file));
  EXPECT_EQ(files_->Damaged().count(file), 1u);
}

TEST_F(UnusedFilesTest, RowsThatCannotBeReadLetNothingGo) {
  const Sha256 file = Bring("cơ sở dữ liệu hỏng");
  ledger::Overlay rows(store_);
  rows.Put(storage::KeyWriter(storage::Prefix::kOwnDocument).Text("la-ha").Text("d-0").Take(),
           "\x01\xff\xff");
  Keep(rows);
  LookUntilItGoes();
  EXPECT_TRUE(files_->Has(file));
}

}  // namespace
}  // namespace par::node
