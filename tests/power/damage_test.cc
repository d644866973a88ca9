// Goal: whatever file of a node is damaged, and however, nobody gets a wrong answer without being
// told: the node does not start, or reading fails, or verify says so, or nothing was lost at all.
// Method: one node written over several lives and copied for every cell of the matrix, one file of
// it damaged; a look at it, twice, for the first must not make it worse.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "common/ledger/file_mark.h"
#include "tests/power/damaged_node.h"
#include "tests/power/disk.h"
#include "tests/support/temp_dir.h"

namespace par::power {
namespace {

namespace fs = std::filesystem;

enum class Damage { kFlipped, kCut, kEmptied, kMissing, kOlder, kForeign };
constexpr std::uintmax_t kMarks = 37;  // Of no entry, and of each.
constexpr int kFlips = 24;             // Places for one flipped bit, over the whole file.

struct Cell {
  FileOf file;
  Damage damage;
  std::set<std::string> becomes;
  const char* why;
};

class DamageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    node_ = WriteNode(dir_ / "node", "la-ha");
    other_ = WriteNode(dir_ / "other", "ba-vi");
  }
  void Do(const Cell& cell, int flip, const fs::path& folder) {
    const fs::path path = PathOf(cell.file, folder, node_);
    const auto size = fs::file_size(path);
    switch (cell.damage) {
      case Damage::kFlipped: {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        // Most of a mark's file is space for later records.
        const auto used =
            cell.file == FileOf::kMark ? kMarks * ledger::FileMark::kRecordBytes : size;
        const auto at = static_cast<std::streamoff>(used * (2 * static_cast<unsigned>(flip) + 1) /
                                                    (2 * kFlips));
        file.seekg(at);
        const int byte = file.get();
        file.seekp(at);
        file.put(static_cast<char>(byte ^ 0x10));
        ASSERT_TRUE(file.good());
        break;
      }
      case Damage::kCut:
        fs::resize_file(path, size - std::min<std::uintmax_t>(size / 10 + 1, size));
        break;
      case Damage::kEmptied:
        fs::resize_file(path, 0);
        break;
      case Damage::kMissing:
        fs::remove(path);
        break;
      case Damage::kOlder:
        ASSERT_TRUE(node_.older.contains(cell.file));
        std::ofstream(path, std::ios::binary) << node_.older[cell.file];
        break;
      case Damage::kForeign:
        fs::copy_file(PathOf(cell.file, dir_ / "other", other_), path,
                      fs::copy_options::overwrite_existing);
        break;
    }
  }
  // What a look says after the damage; the second look when it says something else.
  std::set<std::string> Becomes(const Cell& cell) {
    std::set<std::string> seen;
    for (int flip = 0; flip < (cell.damage == Damage::kFlipped ? kFlips : 1); ++flip) {
      const testing::TempDir copy;
      fs::copy(dir_ / "node", copy.path(), fs::copy_options::recursive);
      Do(cell, flip, copy.path());
      const std::string first = LookAt(copy.path(), node_);
      const std::string second = LookAt(copy.path(), node_);
      seen.insert(first == second ? first : first + ", then " + second);
    }
    return seen;
  }
  // Holds nothing: with a disk of ours RocksDB does not wait a second after a failed flush.
  testing::TempDir unused_;
  Disk disk_{unused_.path()};
  testing::TempDir dir_;
  WrittenNode node_;
  WrittenNode other_;
};

TEST_F(DamageTest, Undamaged) { EXPECT_EQ(LookAt(dir_ / "node", node_), "harmless"); }

TEST_F(DamageTest, Matrix) {
  using enum FileOf;
  using enum Damage;
  const Cell cells[] = {
#include "tests/power/damage_cells.inc"
  };
  std::set<std::pair<FileOf, Damage>> covered;
  std::size_t looks = 0;
  for (const Cell& cell : cells) {
    SCOPED_TRACE(Name(cell.file) + ": " + cell.why);
    EXPECT_TRUE(covered.emplace(cell.file, cell.damage).second);
    EXPECT_EQ(Becomes(cell), cell.becomes);
    looks += cell.damage == kFlipped ? kFlips : 1;
  }
  std::cout << covered.size() << " cells, " << looks << " damaged nodes\n";
  EXPECT_EQ(covered.size(), std::size(kAllFiles) * 6) << "every file, every damage";
}

}  // namespace
}  // namespace par::power
