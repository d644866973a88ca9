// Goal: a key file is whole, replaced in one step and readable by its owner only.
// Method: writing twice, reading back, and files that must not be trusted.
#include "common/identity/secret_file.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::identity {
namespace {

using testing::IsOkAndHolds;
using testing::ReasonIs;
using Perms = std::filesystem::perms;

TEST(SecretFile, ReplacesTheWholeFileAndKeepsItPrivate) {
  const testing::TempDir folder;
  const auto path = folder / "node.key";
  ASSERT_OK(WriteFileDurably(path, "a longer first content", Secrecy::kSecret));
  ASSERT_OK(WriteFileDurably(path, "second", Secrecy::kSecret));
  EXPECT_THAT(ReadWholeFile(path, Secrecy::kSecret), IsOkAndHolds("second"));
  EXPECT_EQ(std::filesystem::status(path).permissions(), Perms::owner_read | Perms::owner_write);
  EXPECT_FALSE(std::filesystem::exists(folder / "node.key.new"));
}

TEST(SecretFile, RefusesASecretThatOthersMayRead) {
  const testing::TempDir folder;
  ASSERT_OK(WriteFileDurably(folder / "k", "x", Secrecy::kPublic));
  EXPECT_THAT(ReadWholeFile(folder / "k", Secrecy::kSecret), ReasonIs("key_file_open_to_others"));
  EXPECT_THAT(ReadWholeFile(folder / "k", Secrecy::kPublic), IsOkAndHolds("x"));
}

TEST(SecretFile, SaysWhichFileIsMissingOrCannotBeWritten) {
  const testing::TempDir folder;
  EXPECT_THAT(ReadWholeFile(folder / "none", Secrecy::kPublic),
              ReasonIs(absl::StatusCode::kNotFound, "file_not_read"));
  EXPECT_THAT(WriteFileDurably(folder / "none/k", "x", Secrecy::kPublic),
              ReasonIs("file_not_written"));
}

}  // namespace
}  // namespace par::identity
