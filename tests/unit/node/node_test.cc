// Goal: a whole node serves commands and queries over gRPC with the ledger behind it, starts from
// what it left, stops cleanly, and stops by itself once it can no longer keep its promises.
// Method: real nodes on the loopback, with RocksDB and with the store in memory; one store whose
// commits fail on demand.
#include "common/node/node.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>

#include "common/ledger/mark.h"
#include "common/rpc/client.h"
#include "common/storage/memory_store.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/node/node_world.h"

namespace par::node {
namespace {

using config::NodeLevel;
using par::testing::IsOk;
using par::testing::ReasonIs;
using testing::kUnitsYaml;
using testing::UnitProgram;
using testing::World;

// Fails every commit once told to, as a disk does that is full or broken.
class FailingStore final : public storage::Store {
 public:
  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    return inner.Get(key);
  }
  absl::StatusOr<storage::Page> Scan(const storage::Range& range,
                                     const storage::PageLimit& limit) const override {
    return inner.Scan(range, limit);
  }
  std::unique_ptr<storage::Snapshot> NewSnapshot() const override { return inner.NewSnapshot(); }
  storage::Outcome Commit(const storage::Batch& batch, const std::vector<storage::Guard>& guards,
                          storage::Durability durability) override {
    return failing ? storage::Outcome::kNoSpace : inner.Commit(batch, guards, durability);
  }
  storage::MemoryStore inner;
  std::atomic<bool> failing = false;
};

class NodeTest : public ::testing::TestWithParam<bool> {
 protected:
  absl::StatusOr<std::unique_ptr<Node>> Start(const config::Config& config) {
    const Program program = UnitProgram(NodeLevel::kProvince);
    if (GetParam()) return Node::Start(config, program);
    return Node::Start(config, program,
                       {.store = std::make_unique<storage::MemoryStore>(),
                        .mark = std::make_unique<ledger::MemoryMark>()});
  }
  World world_;
};

TEST_P(NodeTest, CarriesACommandFromTheClientToTheStateAndBack) {
  ASSERT_OK_AND_ASSIGN(const auto node,
                       Start(world_.NewConfig("n1", NodeLevel::kProvince, "tinh")));
  const std::string id = rpc::NewRequestId();
  ASSERT_OK_AND_ASSIGN(const auto first, world_.Import(*node, "tinh", kUnitsYaml, id));
  EXPECT_EQ(first.units(), 2u);
  ASSERT_OK_AND_ASSIGN(const auto again, world_.Import(*node, "tinh", kUnitsYaml, id));
  EXPECT_EQ(again.version(), first.version()) << "a repeat gets the stored answer";
  ASSERT_OK_AND_ASSIGN(const auto units, world_.List(*node, world_.token()));
  EXPECT_EQ(units.units_size(), 2);
}

TEST_P(NodeTest, TheLedgersRefusalArrivesWithItsReason) {
  ASSERT_OK_AND_ASSIGN(const auto node,
                       Start(world_.NewConfig("n1", NodeLevel::kProvince, "tinh")));
  EXPECT_THAT(world_.Import(*node, "huyen", kUnitsYaml, rpc::NewRequestId()),
              ReasonIs("unit_not_hosted"));
  EXPECT_THAT(world_.List(*node, "parnet_guessed"), ReasonIs("token_not_good"));
  EXPECT_THAT(world_.List(*node, ""), ReasonIs("token_missing"));
}

INSTANTIATE_TEST_SUITE_P(Stores, NodeTest, ::testing::Bool(),
                         [](const auto& p) { return p.param ? "Rocks" : "Memory"; });

TEST(Node, StartsAgainFromWhatItLeft) {
  World world;
  const auto config = world.NewConfig("n1", NodeLevel::kProvince, "tinh");
  const Program program = UnitProgram(NodeLevel::kProvince);
  {
    ASSERT_OK_AND_ASSIGN(const auto node, Node::Start(config, program));
    ASSERT_THAT(world.Import(*node, "tinh", kUnitsYaml, rpc::NewRequestId()), IsOk());
    EXPECT_THAT(Node::Start(config, program), ReasonIs("store_locked"));
    node->Stop();
    node->Stop();
  }
  ASSERT_OK_AND_ASSIGN(const auto node, Node::Start(config, program));
  ASSERT_OK_AND_ASSIGN(const auto units, world.List(*node, world.token()));
  EXPECT_EQ(units.units_size(), 2);
}

TEST(Node, WaitReturnsWhenAskedToStop) {
  World world;
  ASSERT_OK_AND_ASSIGN(const auto node,
                       Node::Start(world.NewConfig("n1", NodeLevel::kProvince, "tinh"),
                                   UnitProgram(NodeLevel::kProvince)));
  auto waiting = std::async(std::launch::async, [&] { return node->Wait(); });
  node->RequestStop();
  EXPECT_THAT(waiting.get(), IsOk());
}

TEST(Node, AcknowledgesNothingAfterAFailedCommitAndEnds) {
  World world;
  auto failing = std::make_unique<FailingStore>();
  FailingStore& store = *failing;
  ASSERT_OK_AND_ASSIGN(
      const auto node,
      Node::Start(world.NewConfig("n1", NodeLevel::kProvince, "tinh"),
                  UnitProgram(NodeLevel::kProvince),
                  {.store = std::move(failing), .mark = std::make_unique<ledger::MemoryMark>()}));
  store.failing = true;
  EXPECT_FALSE(world.Import(*node, "tinh", kUnitsYaml, rpc::NewRequestId()).ok());
  EXPECT_FALSE(node->Wait().ok());
  store.failing = false;  // Too late: this process has lost count and must start again.
  EXPECT_FALSE(world.Import(*node, "tinh", kUnitsYaml, rpc::NewRequestId()).ok());
}

TEST(Node, RefusesAnotherLevelsConfiguration) {
  World world;
  EXPECT_THAT(Node::Start(world.NewConfig("n1", NodeLevel::kDistrict, "huyen"),
                          UnitProgram(NodeLevel::kProvince)),
              ReasonIs("level_differs"));
}

TEST(Node, IdleMemory) {
  World world;
  ASSERT_OK_AND_ASSIGN(const auto node,
                       Node::Start(world.NewConfig("n1", NodeLevel::kProvince, "tinh"),
                                   UnitProgram(NodeLevel::kProvince)));
  std::ifstream status("/proc/self/status");
  long kilobytes = 0;
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) kilobytes = std::stol(line.substr(6));
  }
  RecordProperty("idle_rss_kib", std::to_string(kilobytes));
  std::printf("idle node, RSS of the test process: %ld KiB\n", kilobytes);
  EXPECT_GT(kilobytes, 0);
  EXPECT_LT(kilobytes, 256 << 10) << "an idle node fits a commune's machine";
}

}  // namespace
}  // namespace par::node
