// Goal: a file becomes visible only whole and true, and an upload that was cut goes on where it
// stopped. Method: real files in a folder of the test's own; uploads cut after every piece by
// opening the store anew; a table of wrong pieces.
#include "common/evidence/evidence_store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::evidence {
namespace {

using par::testing::IsOk;
using par::testing::ReasonIs;
using par::testing::TempDir;

std::string Pdf(std::size_t bytes) {
  std::string text = "%PDF-1.7\n";
  while (text.size() < bytes) text += std::to_string(text.size()) + " ";
  text.resize(bytes);
  return text;
}

EvidenceStore Opened(const TempDir& folder) {
  auto store = EvidenceStore::Open(folder.path() / "evidence");
  EXPECT_OK(store);
  return *std::move(store);
}

TEST(EvidenceStore, AnUploadCutAfterEveryPieceGoesOnWhereItStopped) {
  const TempDir folder;
  const std::string file = Pdf(100'000);
  const Sha256 hash = Sha256::Of(file);
  constexpr std::size_t kPiece = 7001;
  for (std::size_t sent = 0; sent < file.size();) {
    EvidenceStore store = Opened(folder);  // As after a crash.
    ASSERT_OK_AND_ASSIGN(const Intake intake, store.Begin(hash, file.size()));
    ASSERT_EQ(intake.durable_offset, sent);
    EXPECT_FALSE(intake.complete);
    EXPECT_FALSE(store.Has(hash));
    EXPECT_THAT(store.Finish(hash, file.size(), FileKind::kPdf), ReasonIs("evidence_offset"));
    ASSERT_OK_AND_ASSIGN(
        sent, store.Put(hash, file.size(), sent, std::string_view(file).substr(sent, kPiece)));
  }
  EvidenceStore store = Opened(folder);
  ASSERT_OK(store.Finish(hash, file.size(), FileKind::kPdf));
  EXPECT_OK(store.Finish(hash, file.size(), FileKind::kPdf));
  EXPECT_TRUE(store.Has(hash));
  ASSERT_OK_AND_ASSIGN(const Intake again, store.Begin(hash, file.size()));
  EXPECT_TRUE(again.complete);
  ASSERT_OK_AND_ASSIGN(const std::string read, store.Read(hash, 0, file.size() + 10));
  EXPECT_EQ(read, file);
  EXPECT_OK(store.Verify(hash));
}

TEST(EvidenceStore, WrongPiecesChangeNothing) {
  const TempDir folder;
  EvidenceStore store = Opened(folder);
  const std::string file = Pdf(1000);
  const Sha256 hash = Sha256::Of(file);
  ASSERT_OK(store.Put(hash, 1000, 0, file.substr(0, 400)));
  struct Row {
    std::string_view why;
    std::uint64_t offset;
    std::size_t bytes;
    std::string_view reason;
  };
  const Row rows[] = {
      {"overlaps what is here", 399, 10, "evidence_offset"},
      {"the same piece again", 0, 400, "evidence_offset"},
      {"leaves a gap", 401, 10, "evidence_offset"},
      {"ends beyond the size", 400, 601, "evidence_beyond_size"},
      {"begins beyond the size", 1001, 1, "evidence_beyond_size"},
      {"an offset that would overflow", UINT64_MAX, 2, "evidence_beyond_size"},
      {"an offset of 2^63", std::uint64_t{1} << 63u, 1, "evidence_beyond_size"},
      {"nothing in it", 400, 0, "evidence_piece"},
      {"too large a piece", 400, kMaxPieceBytes + 1, "evidence_piece"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_THAT(store.Put(hash, 1000, row.offset, std::string(row.bytes, 'x')),
                ReasonIs(std::string(row.reason)));
    ASSERT_OK_AND_ASSIGN(const Intake intake, store.Begin(hash, 1000));
    EXPECT_EQ(intake.durable_offset, 400u);
  }
  ASSERT_OK(store.Put(hash, 1000, 400, file.substr(400)));
  EXPECT_OK(store.Finish(hash, 1000, FileKind::kPdf));
}

TEST(EvidenceStore, AnotherSizeReplacesWhatCameOnlyWithItsFirstPiece) {
  const TempDir folder;
  EvidenceStore store = Opened(folder);
  const std::string file = Pdf(1000);
  const Sha256 hash = Sha256::Of(file);
  ASSERT_OK(store.Put(hash, 2000, 0, std::string(1500, 'x')));
  ASSERT_OK_AND_ASSIGN(const Intake other, store.Begin(hash, 1000));
  EXPECT_EQ(other.durable_offset, 0u);
  ASSERT_OK_AND_ASSIGN(const Intake first, store.Begin(hash, 2000));
  EXPECT_EQ(first.durable_offset, 1500u) << "asking throws nothing away";
  ASSERT_OK(store.Put(hash, 1000, 0, file));
  EXPECT_OK(store.Finish(hash, 1000, FileKind::kPdf));
}

// Several lines may bring one file at a time: it becomes visible once, and true.
TEST(EvidenceStore, ManyWhoBringTheSameFileGetItOnce) {
  const TempDir folder;
  EvidenceStore store = Opened(folder);
  const std::string file = Pdf(200'000);
  const Sha256 hash = Sha256::Of(file);
  const auto bring = [&] {
    while (true) {
      const auto intake = store.Begin(hash, file.size());
      if (!intake.ok() || intake->complete) return intake.status();
      if (intake->durable_offset == file.size()) {
        const absl::Status finished = store.Finish(hash, file.size(), FileKind::kPdf);
        if (!finished.ok()) return finished;
        continue;
      }
      const auto put = store.Put(hash, file.size(), intake->durable_offset,
                                 std::string_view(file).substr(intake->durable_offset, 10'000));
      // Somebody else was quicker, or is at it.
      if (!put.ok() && !absl::IsAborted(put.status()) &&
          !absl::IsFailedPrecondition(put.status())) {
        return put.status();
      }
    }
  };
  std::vector<std::future<absl::Status>> all;
  for (int i = 0; i < 4; ++i) all.push_back(std::async(std::launch::async, bring));
  for (auto& one : all) EXPECT_OK(one.get());
  EXPECT_OK(store.Verify(hash));
}

TEST(EvidenceStore, SizesHaveLimits) {
  const TempDir folder;
  EvidenceStore store = Opened(folder);
  const Sha256 hash = Sha256::Of("x");
  EXPECT_THAT(store.Begin(hash, 0), ReasonIs("evidence_empty"));
  EXPECT_OK(store.Begin(hash, kMaxFileBytes));
  EXPECT_THAT(store.Begin(hash, kMaxFileBytes + 1), ReasonIs("evidence_too_large"));
}

TEST(EvidenceStore, BytesThatAreNotTheOnesAnnouncedAreThrownAway) {
  const TempDir folder;
  EvidenceStore store = Opened(folder);
  const std::string file = Pdf(1000);
  const Sha256 other = Sha256::Of("another file");
  ASSERT_OK(store.Put(other, 1000, 0, file));
  EXPECT_THAT(store.Finish(other, 1000, FileKind::kPdf), ReasonIs("evidence_hash_differs"));
  EXPECT_FALSE(store.Has(other));
  ASSERT_OK_AND_ASSIGN(const Intake intake, store.Begin(other, 1000));
  EXPECT_EQ(intake.durable_offset, 0u);
}

TEST(EvidenceStore, APieceThatAPowerCutToreDoesNotMakeAnHonestFileWrong) {
  const TempDir folder;
  const std::string file = Pdf(1000);
  const Sha256 hash = Sha256::Of(file);
  {
    EvidenceStore store = Opened(folder);
    ASSERT_OK(store.Put(hash, 1000, 0, file.substr(0, 400)));
  }
  // Of the next piece only its length came to the disk.
  std::filesystem::resize_file(folder.path() / "evidence" / "intake" / (hash.Hex() + ".part"), 600);
  EvidenceStore store = Opened(folder);
  ASSERT_OK(store.Put(hash, 1000, 600, file.substr(600)));
  EXPECT_THAT(store.Finish(hash, 1000, FileKind::kPdf), ReasonIs("evidence_offset"))
      << "not that the sender's file is wrong: it goes on at 0";
  ASSERT_OK(store.Put(hash, 1000, 0, file));
  EXPECT_OK(store.Finish(hash, 1000, FileKind::kPdf));
}

TEST(EvidenceStore, AFileThatAnEndedProcessMadeVisibleIsSettledBeforeAnybodyIsTold) {
  const TempDir folder;
  const std::string file = Pdf(1000);
  const Sha256 hash = Sha256::Of(file);
  const auto part = folder.path() / "evidence" / "intake" / (hash.Hex() + ".part");
  {
    EvidenceStore store = Opened(folder);
    ASSERT_OK(store.Put(hash, 1000, 0, file));
    std::filesystem::create_directories(store.PathOf(hash).parent_path());
    std::filesystem::create_hard_link(part, store.PathOf(hash));
    ASSERT_OK_AND_ASSIGN(const Intake intake, store.Begin(hash, 1000));
    EXPECT_FALSE(intake.complete) << "its name may not be synced";
    EXPECT_EQ(intake.durable_offset, 1000u);
    EXPECT_OK(store.Finish(hash, 1000, FileKind::kPdf));
    EXPECT_FALSE(std::filesystem::exists(part));
    std::filesystem::create_hard_link(store.PathOf(hash), part);
  }
  EvidenceStore store = Opened(folder);
  ASSERT_OK_AND_ASSIGN(const Intake intake, store.Begin(hash, 1000));
  EXPECT_TRUE(intake.complete);
  EXPECT_FALSE(std::filesystem::exists(part));
  EXPECT_OK(store.Verify(hash));
}

TEST(EvidenceStore, AFileThatIsNotWhatItsNameSaysIsThrownAway) {
  const TempDir folder;
  EvidenceStore store = Opened(folder);
  const std::string program = "MZ" + std::string(500, 'x');
  const Sha256 hash = Sha256::Of(program);
  ASSERT_OK(store.Put(hash, program.size(), 0, program));
  EXPECT_THAT(store.Finish(hash, program.size(), FileKind::kPdf),
              ReasonIs("evidence_not_what_it_says"));
  EXPECT_FALSE(store.Has(hash));
}

TEST(EvidenceStore, ADamagedFileIsSetAsideUntilItComesAgain) {
  const TempDir folder;
  EvidenceStore store = Opened(folder);
  const std::string file = Pdf(1000);
  const Sha256 hash = Sha256::Of(file);
  EXPECT_THAT(store.Verify(hash), ReasonIs("evidence_missing"));
  ASSERT_OK(store.Put(hash, 1000, 0, file));
  ASSERT_OK(store.Finish(hash, 1000, FileKind::kPdf));
  std::fstream(store.PathOf(hash), std::ios::in | std::ios::out).seekp(500).put('~');
  EXPECT_THAT(store.Verify(hash), ReasonIs("evidence_damaged"));
  EXPECT_THAT(store.Verify(hash), ReasonIs("evidence_missing"));
  EXPECT_FALSE(store.Has(hash));
  EXPECT_EQ(store.Damaged(), std::set<Sha256>{hash});

  EvidenceStore anew = Opened(folder);
  EXPECT_EQ(anew.Damaged(), std::set<Sha256>{hash});
  ASSERT_OK_AND_ASSIGN(const Intake intake, anew.Begin(hash, 1000));
  EXPECT_FALSE(intake.complete);
  ASSERT_OK(anew.Put(hash, 1000, 0, file));
  ASSERT_OK(anew.Finish(hash, 1000, FileKind::kPdf));
  EXPECT_OK(anew.Verify(hash));
  EXPECT_TRUE(anew.Damaged().empty());
  EXPECT_TRUE(Opened(folder).Damaged().empty()) << "what was set aside is gone from the disk";
}

TEST(FileKind, TheNameMustFitTheBytes) {
  struct Row {
    std::string_view why, name, bytes;
    bool named, fits;
  };
  const Row rows[] = {
      {"a PDF", "Kế hoạch.PDF", "%PDF-1.4", true, true},
      {"a PDF after other bytes, as in a file of two kinds", "a.pdf", "x%PDF-1.4", true, false},
      {"an archive called a PDF", "a.pdf", "PK\x03\x04", true, false},
      {"a photograph", "a.jpeg", "\xff\xd8\xff\xe0", true, true},
      {"a picture", "a.png", "\x89PNG\r\n\x1a\n", true, true},
      {"a workbook", "a.xlsx", "PK\x03\x04 [Content_Types].xml", true, true},
      {"any archive called a workbook", "a.xlsx", "PK\x03\x04 run.exe", true, false},
      {"a kind that is not taken", "a.docm", "PK\x03\x04", false, false},
      {"only an ending", ".pdf", "%PDF-1.4", false, false},
      {"two endings: the last counts", "a.pdf.exe", "%PDF-1.4", false, false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const auto kind = KindOfName(row.name);
    ASSERT_EQ(kind.has_value(), row.named);
    if (kind.has_value()) {
      EXPECT_EQ(LooksLike(*kind, row.bytes), row.fits);
      EXPECT_EQ(KindOfMediaType(MediaType(*kind)), kind);
    }
  }
}

TEST(EvidenceStore, ASenderBeginsOnlySoMuchThatItDoesNotFinish) {
  const TempDir folder;
  EvidenceStore store = Opened(folder);
  const auto begin = [&store](int number, std::uint64_t size, std::string_view sender) {
    return store.Put(Sha256::Of(std::to_string(number)), size, 0, "%PDF", sender).status();
  };
  for (int i = 0; i < 3; ++i) ASSERT_OK(begin(i, kMaxFileBytes, "node a"));
  EXPECT_THAT(begin(3, 4, "node a"),
              ReasonIs(absl::StatusCode::kResourceExhausted, "evidence_many_unfinished"));
  EXPECT_OK(begin(3, 4, "node b")) << "a sibling's affair is its own";
  EXPECT_OK(store.Put(Sha256::Of("0"), kMaxFileBytes, 4, "more", "node a")) << "what was begun";
  for (std::size_t i = 0; i < kMostUnfinishedFiles; ++i) {
    ASSERT_OK(begin(100 + static_cast<int>(i), 4, "node c"));
  }
  EXPECT_THAT(begin(99, 4, "node c"), ReasonIs("evidence_many_unfinished"));
  // One that is finished, or turns out to be something else, counts no more.
  EXPECT_THAT(store.Finish(Sha256::Of("100"), 4, FileKind::kPdf),
              ReasonIs("evidence_hash_differs"));
  EXPECT_OK(begin(99, 4, "node c"));
}

TEST(EvidenceStore, APieceThatIsNotTakenBeginsNothing) {
  const TempDir folder;
  const struct {
    std::string_view why;
    std::function<void(EvidenceStore&, const std::string&)> prepare;
    std::uint64_t offset;
    bool large;  // By what the sender says.
    std::string_view reason;
  } rows[] = {
      {"leaves a gap at the beginning", [](EvidenceStore&, const std::string&) {}, 4, true,
       "evidence_offset"},
      {"of a file that is here",
       [](EvidenceStore& store, const std::string& file) {
         ASSERT_OK(store.Put(Sha256::Of(file), file.size(), 0, file));
         ASSERT_OK(store.Finish(Sha256::Of(file), file.size(), FileKind::kPdf));
       },
       0, true, "evidence_offset"},
      {"the disk does not let it be written",
       [&folder](EvidenceStore&, const std::string& file) {
         std::filesystem::create_directory(folder.path() / "evidence" / "intake" /
                                           (Sha256::Of(file).Hex() + ".part"));
       },
       0, false, "evidence_disk"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    EvidenceStore store = Opened(folder);
    // As many as may be begun, by their bytes or by their number.
    const std::size_t most =
        row.large ? kMostUnfinishedBytes / kMaxFileBytes : kMostUnfinishedFiles;
    for (std::size_t i = 0; i < most; ++i) {
      const std::string file = Pdf(20) + std::to_string(i);
      row.prepare(store, file);
      EXPECT_THAT(store.Put(Sha256::Of(file), row.large ? kMaxFileBytes : file.size(), row.offset,
                            file.substr(row.offset), "node a"),
                  ReasonIs(std::string(row.reason)));
    }
    EXPECT_OK(store.Put(Sha256::Of(row.why), kMaxFileBytes, 0, "%PDF", "node a"));
    std::filesystem::remove_all(folder.path() / "evidence");
  }
}

TEST(EvidenceStore, ItsFoldersAreNotForEverybody) {
  const TempDir folder;
  const mode_t before = ::umask(0);
  EvidenceStore store = Opened(folder);
  const std::string file = Pdf(1000);
  const Sha256 hash = Sha256::Of(file);
  EXPECT_OK(store.Put(hash, 1000, 0, file));
  EXPECT_OK(store.Finish(hash, 1000, FileKind::kPdf));
  (void)::umask(before);
  std::size_t folders = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    const std::filesystem::perms others =
        entry.status().permissions() & std::filesystem::perms::others_all;
    EXPECT_EQ(others, std::filesystem::perms::none) << entry.path();
    if (entry.is_directory()) ++folders;
  }
  EXPECT_EQ(folders, 7u) << "evidence, damaged, intake, leaving, sha256, aa, bb";
}

TEST(EvidenceStore, WhatNobodyFinishesIsThrownAwayAfterAWeek) {
  const TempDir folder;
  EvidenceStore store = Opened(folder);
  const std::string file = Pdf(1000);
  const Sha256 hash = Sha256::Of(file);
  ASSERT_OK(store.Put(hash, 1000, 0, file.substr(0, 400), "node a"));
  struct stat info{};
  const auto part = folder.path() / "evidence" / "intake" / (hash.Hex() + ".part");
  ASSERT_EQ(::stat(part.c_str(), &info), 0);
  std::ofstream(folder.path() / "evidence" / "intake" / "notes.txt") << "not ours";
  EXPECT_EQ(store.DiscardOld(info.st_mtime + kUnfinishedSeconds - 1), 0u);
  ASSERT_OK_AND_ASSIGN(const Intake kept, store.Begin(hash, 1000));
  EXPECT_EQ(kept.durable_offset, 400u);
  EXPECT_EQ(store.DiscardOld(info.st_mtime + kUnfinishedSeconds), 1u);
  ASSERT_OK_AND_ASSIGN(const Intake gone, store.Begin(hash, 1000));
  EXPECT_EQ(gone.durable_offset, 0u);
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "evidence" / "intake" / "notes.txt"));
}

}  // namespace
}  // namespace par::evidence
