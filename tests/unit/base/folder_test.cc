// Goal: folders are made with all that is missing above them, and what stands in the way is named.
// That their names survive a power cut is shown by tests/power.
// Method: real folders; rows of what is there before.
#include "common/base/folder.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temp_dir.h"

namespace par {
namespace {

TEST(Folder, IsMadeWithWhatIsMissingAboveIt) {
  const testing::TempDir dir;
  EXPECT_FALSE(MakeFolders(dir / "a/b/c"));
  EXPECT_TRUE(std::filesystem::is_directory(dir / "a/b/c"));
  EXPECT_FALSE(MakeFolders(dir / "a/b/c")) << "again";
  EXPECT_FALSE(MakeFolder(dir / "a/b/d"));
  EXPECT_EQ(MakeFolder(dir / "x/y"), std::errc::no_such_file_or_directory);
  EXPECT_FALSE(MakeFolders("/")) << "nothing lies above it";
}

TEST(Folder, AFileInTheWayIsNamed) {
  const testing::TempDir dir;
  std::ofstream(dir / "file") << "x";
  EXPECT_TRUE(MakeFolders(dir / "file"));
  EXPECT_TRUE(MakeFolders(dir / "file/below"));
  EXPECT_FALSE(SyncPath(dir / "file"));
  EXPECT_EQ(SyncPath(dir / "none"), std::errc::no_such_file_or_directory);
}

}  // namespace
}  // namespace par
