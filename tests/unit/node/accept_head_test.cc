// Goal: a node that lost its high-water mark alone comes back, and nothing else does that way.
// Method: a node that has stopped, its mark lost or damaged, alone and with the database; what
// `verify --accept-head` answers, what lies there afterwards, whether the node starts.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "common/ledger/entry.h"
#include "common/node/look.h"
#include "common/node/node.h"
#include "common/node/storage.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/node/node_world.h"

namespace par::node {
namespace {

namespace fs = std::filesystem;
using par::testing::ReadText;
using par::testing::ReasonIs;
using testing::UnitProgram;

class AcceptHeadTest : public ::testing::Test {
 protected:
  void SetUp() override {
    config_ = world_.NewConfig("n1", config::NodeLevel::kProvince, "tinh");
    config_.language = domain::Language::kEnglish;
    ASSERT_OK_AND_ASSIGN(const auto node, Node::Start(config_, program_));
    mark_ = MarkFile(config_);
  }
  void Damage() const { std::ofstream(mark_, std::ios::binary) << "PHM1, and nothing more"; }

  testing::World world_;
  config::Config config_;
  const Program program_ = UnitProgram(config::NodeLevel::kProvince);
  fs::path mark_;
};

TEST_F(AcceptHeadTest, AMarkThatAloneIsLostIsWrittenAnew) {
  const struct {
    const char* why;
    std::function<void()> lose;
    const char* refusal;
    bool kept;  // The damaged file.
  } rows[] = {
      {"its disk died, a new one is empty", [&] { fs::remove(mark_); }, "ledger_mark_missing",
       false},
      {"its folder went with it", [&] { fs::remove_all(mark_.parent_path()); },
       "ledger_mark_missing", false},
      {"it is damaged, and kept", [&] { Damage(); }, "mark_damaged", true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    row.lose();
    EXPECT_THAT(Node::Start(config_, program_), ReasonIs(row.refusal));
    ASSERT_OK_AND_ASSIGN(const std::string text, AcceptHeadText(config_, program_));
    EXPECT_NE(text.find("a new mark was written at entry "), std::string::npos) << text;
    EXPECT_EQ(fs::exists(mark_.string() + ".damaged-1"), row.kept);
    EXPECT_OK(VerifyText(config_, program_));
    EXPECT_OK(Node::Start(config_, program_));
  }
  Damage();
  ASSERT_OK(AcceptHeadText(config_, program_));
  EXPECT_TRUE(fs::exists(mark_.string() + ".damaged-2")) << "the first is kept too";
}

TEST_F(AcceptHeadTest, AMarkThatIsWholeStaysAndIsStillHeeded) {
  const std::string before = ReadText(mark_);
  ASSERT_OK_AND_ASSIGN(const std::string text, AcceptHeadText(config_, program_));
  EXPECT_NE(text.find("nothing was changed"), std::string::npos) << text;
  EXPECT_EQ(ReadText(mark_), before);
  {
    ASSERT_OK_AND_ASSIGN(const NodeStorage storage, OpenStorage(config_, IfMissing::kRefuse));
    ASSERT_OK_AND_ASSIGN(const auto mark, storage.mark->Read());
    ASSERT_OK(storage.mark->Write({.number = mark->number + 1, .hash = mark->hash}));
  }
  EXPECT_THAT(AcceptHeadText(config_, program_), ReasonIs("ledger_behind_mark"))
      << "a ledger that lost its end is not whole";
}

TEST_F(AcceptHeadTest, ADatabaseThatDoesNotHoldGetsNoMark) {
  {
    ASSERT_OK_AND_ASSIGN(const NodeStorage storage, OpenStorage(config_, IfMissing::kRefuse));
    ASSERT_EQ(storage.store->Commit({{"\x44"
                                      "nobody made this",
                                      "x"}},
                                    {}, storage::Durability::kSynced),
              storage::Outcome::kOk);
  }
  Damage();
  EXPECT_THAT(AcceptHeadText(config_, program_), ReasonIs("ledger_state_differs"));
  EXPECT_EQ(ReadText(mark_), "PHM1, and nothing more") << "left as it was";
  fs::remove(mark_);
  EXPECT_THAT(AcceptHeadText(config_, program_), ReasonIs("ledger_state_differs"));
  EXPECT_FALSE(fs::exists(mark_));
}

}  // namespace
}  // namespace par::node
