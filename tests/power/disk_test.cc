// Goal: the disk under the power-cut tests keeps what was synced, always, and loses in every way
// what was not; otherwise those tests prove nothing.
// Method: the C library's own calls on files below its folder, then a cut; many seeds for what may
// be left, and what was seen in all of them together.
#include "tests/power/disk.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <string>

#include "tests/support/temp_dir.h"

namespace par::power {
namespace {

constexpr int kSeeds = 200;
constexpr const char* kGone = "(gone)";

class DiskTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return dir_ / name; }
  void Put(const std::string& name, const std::string& bytes, bool sync, int flags = O_TRUNC) {
    const int file = open(Path(name).c_str(), O_WRONLY | O_CREAT | flags, 0600);
    ASSERT_GE(file, 0);
    ASSERT_EQ(write(file, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    if (sync) {
      ASSERT_EQ(fdatasync(file), 0);
    }
    close(file);
  }
  int SyncFolder(const std::string& name) {
    const int file = open(Path(name).c_str(), O_RDONLY | O_DIRECTORY);
    const int synced = fsync(file);
    close(file);
    return synced;
  }
  std::string Text(const std::string& name) const {
    std::ifstream file(Path(name));
    if (!file) return kGone;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  // What is left of `name` after `work` and a cut, over many seeds.
  std::set<std::string> Left(const std::string& name, const std::function<void()>& work) {
    std::set<std::string> left;
    for (int seed = 0; seed < kSeeds; ++seed) {
      disk_.Replace();
      mkdir(Path("f").c_str(), 0700);
      EXPECT_EQ(SyncFolder(""), 0);
      work();
      disk_.CutNow();
      std::mt19937_64 random(static_cast<std::uint64_t>(seed));
      disk_.Restart(random);
      left.insert(Text(name));
    }
    return left;
  }

  testing::TempDir dir_;
  Disk disk_{dir_.path()};
};

TEST_F(DiskTest, WhatIsSyncedStays) {
  EXPECT_EQ(Left("f/a",
                 [&] {
                   Put("f/a", "bytes", true);
                   ASSERT_EQ(SyncFolder("f"), 0);
                 }),
            std::set<std::string>{"bytes"});
}

TEST_F(DiskTest, BytesThatAreNotSyncedMayBeLostOrTorn) {
  const std::string before(2048, 'b');
  const std::set<std::string> left = Left("f/a", [&] {
    Put("f/a", before, true);
    ASSERT_EQ(SyncFolder("f"), 0);
    Put("f/a", std::string(2048, 'n'), false, O_APPEND);
  });
  bool hole = false;
  bool prefix = false;
  for (const std::string& text : left) {
    EXPECT_EQ(text.substr(0, 2048), before) << "what was synced before is untouched";
    const std::string added = text.substr(2048);
    EXPECT_EQ(added.find_first_not_of(std::string("n\0", 2)), std::string::npos);
    if (added.find(std::string("\0n", 2)) != std::string::npos) hole = true;
    if (added.size() % 512 != 0 && added == std::string(added.size(), 'n')) prefix = true;
  }
  EXPECT_TRUE(left.contains(before)) << "none of it";
  EXPECT_TRUE(left.contains(before + std::string(2048, 'n'))) << "all of it";
  EXPECT_TRUE(left.contains(before + std::string(2048, '\0'))) << "its length only";
  EXPECT_TRUE(hole);
  EXPECT_TRUE(prefix);
}

TEST_F(DiskTest, EntriesThatAreNotSyncedMayBeUndone) {
  struct Row {
    const char* why;
    std::function<void()> work;
    std::set<std::string> left;  // Of f/a.
  };
  const auto synced = [this](const std::string& name, const std::string& bytes) {
    Put(name, bytes, true);
    ASSERT_EQ(SyncFolder("f"), 0);
  };
  const Row rows[] = {
      {"made: its bytes are synced, its name is not", [&] { Put("f/a", "1", true); }, {kGone, "1"}},
      {"erased: it may come back",
       [&] {
         synced("f/a", "1");
         unlink(Path("f/a").c_str());
       },
       {kGone, "1"}},
      {"renamed over: the old or the new, never neither",
       [&] {
         synced("f/a", "1");
         synced("f/new", "2");
         rename(Path("f/new").c_str(), Path("f/a").c_str());
       },
       {"1", "2"}},
      {"erased and made again without a sync: the old, nothing or the new",
       [&] {
         synced("f/a", "1");
         unlink(Path("f/a").c_str());
         Put("f/a", "2", true);
       },
       {"1", kGone, "2"}},
      {"a sync of the folder settles it",
       [&] {
         synced("f/a", "1");
         unlink(Path("f/a").c_str());
         ASSERT_EQ(SyncFolder("f"), 0);
       },
       {kGone}},
      {"a sync of the file does not", [&] { Put("f/a", "1", true); }, {kGone, "1"}},
      {"in a folder whose own name is not synced, the folder's sync does not help",
       [&] {
         rmdir(Path("f").c_str());
         ASSERT_EQ(SyncFolder(""), 0);
         mkdir(Path("f").c_str(), 0700);
         synced("f/a", "1");
       },
       {kGone, "1"}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(Left("f/a", row.work), row.left);
  }
}

TEST_F(DiskTest, AfterTheCutNothingIsWritten) {
  Put("a", "1", true);
  ASSERT_EQ(SyncFolder(""), 0);
  disk_.CutAt(2);
  const int file = open(Path("a").c_str(), O_WRONLY | O_APPEND);
  EXPECT_EQ(write(file, "2", 1), 1);
  EXPECT_EQ(fdatasync(file), -1) << "the cut comes at this call";
  EXPECT_EQ(errno, EIO);
  EXPECT_EQ(write(file, "3", 1), -1);
  close(file);
  EXPECT_LT(open(Path("b").c_str(), O_WRONLY | O_CREAT, 0600), 0);
  EXPECT_EQ(rename(Path("a").c_str(), Path("b").c_str()), -1);
  EXPECT_EQ(Text("a"), "12") << "the dying process may read on";
  std::mt19937_64 random(1);
  disk_.Restart(random);
  EXPECT_THAT(Text("a"), ::testing::AnyOf("1", "12", std::string("1\0", 2)));
  Put("a", "4", true);
  EXPECT_EQ(Text("a"), "4") << "and then it works again";
}

TEST_F(DiskTest, AProcessThatDiesLosesNothingButMakesNothingDurableEither) {
  const std::set<std::string> left = Left("f/a", [&] {
    Put("f/a", "1", true);
    ASSERT_EQ(SyncFolder("f"), 0);
    Put("f/a", "2", false, O_APPEND);
    disk_.CutNow();
    disk_.Resume();
    EXPECT_EQ(Text("f/a"), "12");
  });
  EXPECT_EQ(left, (std::set<std::string>{"1", "12", std::string("1\0", 2)}));
}

TEST_F(DiskTest, ASyncThatFailedIsNotMadeGoodByTheNext) {
  const std::set<std::string> left = Left("f/a", [&] {
    Put("f/a", "1", true);
    ASSERT_EQ(SyncFolder("f"), 0);
    const int file = open(Path("f/a").c_str(), O_WRONLY | O_APPEND);
    EXPECT_EQ(write(file, "2", 1), 1);
    disk_.Fail({.call = Fault::Call::kSync, .path_part = "f/a", .error = EIO, .once = true});
    EXPECT_EQ(fsync(file), -1);
    EXPECT_EQ(fsync(file), 0);
    close(file);
  });
  EXPECT_EQ(left, std::set<std::string>{"1"});
}

TEST_F(DiskTest, AFullDiskTakesWhatFits) {
  disk_.Fail({.call = Fault::Call::kWrite, .path_part = "", .error = ENOSPC, .bytes = 3});
  const int file = open(Path("a").c_str(), O_WRONLY | O_CREAT, 0600);
  EXPECT_EQ(write(file, "12345", 5), 2) << "making the file took the first";
  EXPECT_EQ(write(file, "345", 3), -1);
  EXPECT_EQ(errno, ENOSPC);
  disk_.Heal();
  EXPECT_EQ(write(file, "345", 3), 3);
  close(file);
  EXPECT_EQ(Text("a"), "12345");
}

TEST_F(DiskTest, LeavesOtherFilesAlone) {
  const testing::TempDir elsewhere;
  disk_.CutNow();
  std::ofstream(elsewhere / "a") << "1";
  EXPECT_TRUE(std::filesystem::exists(elsewhere / "a"));
}

}  // namespace
}  // namespace par::power
