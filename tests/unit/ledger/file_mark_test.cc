// Goal: the mark written last is the mark read, whatever was torn after it; damage is never taken
// for an older mark.
// Method: real files in a folder of their own, cut and altered between closing and opening.
#include "common/ledger/file_mark.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::ledger {
namespace {

using testing::IsOkAndHolds;
using testing::ReasonIs;
using testing::StatusIs;

Mark MarkOf(std::uint64_t number) {
  return {.number = number, .hash = Sha256::Of(std::to_string(number))};
}

class FileMarkTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::optional<Mark>> ReadAgain() const {
    auto mark = FileMark::Open(path_);
    if (!mark.ok()) return mark.status();
    return (*mark)->Read();
  }
  void WriteUpTo(std::uint64_t last) const {
    auto mark = FileMark::Open(path_);
    ASSERT_OK(mark);
    const auto before = *(*mark)->Read();
    for (std::uint64_t n = before.has_value() ? before->number + 1 : 0; n <= last; ++n) {
      ASSERT_OK((*mark)->Write(MarkOf(n)));
    }
  }
  void Overwrite(std::size_t offset, const std::string& bytes) const {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(offset));
    file << bytes;
    ASSERT_TRUE(file.good());
  }

  testing::TempDir dir_;
  std::filesystem::path path_ = dir_ / "mark";
};

TEST_F(FileMarkTest, IsThereAgainAfterReopening) {
  EXPECT_THAT(ReadAgain(), IsOkAndHolds(std::nullopt));
  WriteUpTo(0);
  EXPECT_THAT(ReadAgain(), IsOkAndHolds(MarkOf(0)));
  WriteUpTo(5);
  EXPECT_THAT(ReadAgain(), IsOkAndHolds(MarkOf(5)));
}

TEST_F(FileMarkTest, AFullFileIsReplaced) {
  WriteUpTo(FileMark::kRecords - 1);
  const auto size = std::filesystem::file_size(path_);
  EXPECT_THAT(ReadAgain(), IsOkAndHolds(MarkOf(FileMark::kRecords - 1)));
  WriteUpTo(FileMark::kRecords + 2);
  EXPECT_THAT(ReadAgain(), IsOkAndHolds(MarkOf(FileMark::kRecords + 2)));
  EXPECT_EQ(std::filesystem::file_size(path_), size);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir_.path()), {}), 1);
}

TEST_F(FileMarkTest, ATornLastRecordIsPassedOver) {
  for (const std::size_t kept : {1u, 4u, 12u, 40u, 63u}) {
    SCOPED_TRACE(kept);
    std::filesystem::remove(path_);
    WriteUpTo(3);
    // What is left of a record whose end never reached the disk.
    Overwrite(3 * FileMark::kRecordBytes + kept, std::string(FileMark::kRecordBytes - kept, '\0'));
    EXPECT_THAT(ReadAgain(), IsOkAndHolds(MarkOf(2)));
    WriteUpTo(4);
    EXPECT_THAT(ReadAgain(), IsOkAndHolds(MarkOf(4)));
  }
}

TEST_F(FileMarkTest, DamageBeforeTheEndIsNotAnOlderMark) {
  for (const std::size_t offset : {0u, 9u, 20u, 63u}) {
    SCOPED_TRACE(offset);
    std::filesystem::remove(path_);
    WriteUpTo(3);
    Overwrite(FileMark::kRecordBytes + offset, "#");
    EXPECT_THAT(ReadAgain(), ReasonIs(absl::StatusCode::kDataLoss, "mark_damaged"));
  }
}

TEST_F(FileMarkTest, AFileThatNoMarkLeavesIsRefused) {
  WriteUpTo(0);
  Overwrite(0, "#");
  EXPECT_THAT(ReadAgain(), ReasonIs("mark_damaged")) << "a new file holds its first record";
  std::filesystem::resize_file(path_, FileMark::kRecordBytes * 3);
  EXPECT_THAT(ReadAgain(), ReasonIs("mark_damaged")) << "cut short";
  std::filesystem::resize_file(path_, 0);
  EXPECT_THAT(ReadAgain(), ReasonIs("mark_damaged")) << "empty";
  EXPECT_THAT(FileMark::Open(dir_.path()),
              ReasonIs(absl::StatusCode::kFailedPrecondition, "mark_unusable"));
}

TEST_F(FileMarkTest, AfterAFailedWriteNoneIsTaken) {
  std::filesystem::create_directory(dir_ / "folder");
  path_ = dir_ / "folder" / "mark";
  auto mark = FileMark::Open(path_);
  ASSERT_OK(mark);
  std::filesystem::remove(dir_ / "folder");
  EXPECT_THAT((*mark)->Write(MarkOf(1)), ReasonIs(absl::StatusCode::kUnavailable, "mark_unusable"));
  std::filesystem::create_directory(dir_ / "folder");
  EXPECT_THAT((*mark)->Write(MarkOf(1)), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT((*mark)->Read(), IsOkAndHolds(std::nullopt));
}

}  // namespace
}  // namespace par::ledger
