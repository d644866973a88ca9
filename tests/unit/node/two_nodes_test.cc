// Goal: two nodes linked over mutual TLS hand items down and up through their ledgers, and go on
// where they were when one of them was away.
// Method: a province and a district as real nodes on the loopback; what arrives is waited for, by
// asking again and again (down) and by the upper node's own receiving (up).
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <future>
#include <mutex>
#include <set>
#include <utility>

#include "common/domain/refusal.h"
#include "common/ledger/ledger.h"
#include "common/ledger/verify.h"
#include "common/node/node.h"
#include "common/node/storage.h"
#include "common/rpc/client.h"
#include "common/services/command_router.h"
#include "common/services/courier.h"
#include "common/services/item_router.h"
#include "common/services/kinds.h"
#include "par/unit/v1/unit.pb.h"
#include "tests/support/patience.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/node/node_world.h"

namespace par::node {
namespace {

using config::NodeLevel;
using par::testing::Eventually;
using par::testing::IsOk;
using testing::Hooks;
using testing::kUnitsYaml;
using testing::UnitProgram;
using testing::World;

enum class TestKind : std::uint32_t { kSendUp = 9000 };

// What the province received from below, with a way to wait for a number of different ones.
class Arrivals {
 public:
  void Note(const std::string& id) {
    const std::lock_guard lock(mutex_);
    ids_.insert(id);
    ++times_;
    changed_.notify_all();
  }
  void WaitFor(std::size_t count) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(
        changed_.wait_for(lock, std::chrono::seconds(60), [&] { return ids_.size() >= count; }));
  }
  std::size_t times() {
    const std::lock_guard lock(mutex_);
    return times_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> ids_;
  std::size_t times_ = 0;
};

class TwoNodesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    upper_config_ = world_.NewConfig("nut-tinh", NodeLevel::kProvince, "tinh");
    upper_config_.peer_listen = "127.0.0.1:0";
    upper_config_.children = {{.id = "nut-huyen", .units = {"huyen"}}};
    lower_config_ = world_.NewConfig("nut-huyen", NodeLevel::kDistrict, "huyen");
    lower_config_.upper = {.id = "nut-tinh", .address = {}, .unit = "tinh"};
  }

  void StartUpper() {
    Hooks hooks;
    hooks.on_register = [this](const NodePorts&, services::CommandRouter&,
                               services::ItemRouter& items) {
      items.On(
          services::ItemType::kSubmission,
          [this](const ledger::Entry&, const exchange::Arrival& arrival, ledger::Transaction&) {
            arrivals_.Note(arrival.event.item().submission_id());
            return absl::OkStatus();
          });
    };
    ASSERT_OK_AND_ASSIGN(upper_,
                         Node::Start(upper_config_, UnitProgram(NodeLevel::kProvince, hooks)));
    const std::string address = "127.0.0.1:" + std::to_string(upper_->peer_port());
    upper_config_.peer_listen = address;  // The same port after a restart.
    lower_config_.upper.address = address;
  }

  // Each start of the lower node hands up one item of its own.
  void StartLower() {
    Hooks hooks;
    hooks.at_start = [this]() -> absl::StatusOr<std::vector<ledger::Command>> {
      ledger::Command command;
      command.id = rpc::NewRequestId();
      command.actor = {.unit = "huyen", .account = "quan-tri", .role = "administrator"};
      command.unit = "huyen";
      command.kind = static_cast<std::uint32_t>(TestKind::kSendUp);
      return std::vector<ledger::Command>{command};
    };
    hooks.on_register = [](const NodePorts& ports, services::CommandRouter& commands,
                           services::ItemRouter& items) {
      // Its own may come back from above: its receipt had not reached it.
      items.On(services::ItemType::kSubmission,
               [](const ledger::Entry&, const exchange::Arrival&, ledger::Transaction&) {
                 return absl::OkStatus();
               });
      commands.On(TestKind::kSendUp, "test.send_up",
                  [ports](const ledger::Entry& entry,
                          ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
                    unit::v1::Unit body;
                    body.set_id("huyen");
                    RETURN_IF_ERROR(ports.courier.Up(entry, transaction, "huyen",
                                                     services::ItemType::kSubmission, body,
                                                     entry.command.id));
                    return std::string();
                  });
    };
    ASSERT_OK_AND_ASSIGN(lower_,
                         Node::Start(lower_config_, UnitProgram(NodeLevel::kDistrict, hooks)));
  }

  // Asks the lower node until it lists `count` units.
  void WaitForUnitsBelow(int count) {
    ASSERT_TRUE(Eventually([&] {
      const auto units = world_.List(*lower_, world_.token());
      return units.ok() && units->units_size() == count;
    })) << "the units do not come down: "
        << lower_->Lines().front().link.last_error << " "
        << lower_->Lines().front().link.in_session;
  }

  World world_;
  Arrivals arrivals_;
  config::Config upper_config_;
  config::Config lower_config_;
  std::unique_ptr<Node> upper_;
  std::unique_ptr<Node> lower_;
};

TEST_F(TwoNodesTest, ItemsTravelDownAndUp) {
  StartUpper();
  StartLower();
  ASSERT_THAT(world_.Import(*upper_, "tinh", kUnitsYaml, rpc::NewRequestId()), IsOk());
  WaitForUnitsBelow(2);
  arrivals_.WaitFor(1);
}

TEST_F(TwoNodesTest, ANodeThatWasAwayCatchesUp) {
  StartUpper();
  ASSERT_THAT(world_.Import(*upper_, "tinh", kUnitsYaml, rpc::NewRequestId()), IsOk());
  StartLower();
  arrivals_.WaitFor(1);
  lower_->Stop();
  lower_.reset();
  const std::string more =
      std::string(kUnitsYaml) + "  - {id: so, name: Sở, kind: so, parent: tinh}\n";
  ASSERT_THAT(world_.Import(*upper_, "tinh", more, rpc::NewRequestId()), IsOk());
  StartLower();
  WaitForUnitsBelow(3);
  arrivals_.WaitFor(2);
  EXPECT_EQ(arrivals_.times(), 2u) << "each item counts once";
}

// A merger is imported before its day; also a node that starts meanwhile goes by who leads it now.
TEST_F(TwoNodesTest, AComingChangeOfParentsLeavesTheLineAlone) {
  StartUpper();
  ASSERT_THAT(world_.Import(*upper_, "tinh", kUnitsYaml, rpc::NewRequestId()), IsOk());
  StartLower();
  arrivals_.WaitFor(1);
  const std::string merger =
      "format: parnet/units/1\nunits:\n"
      "  - {id: tinh, name: Tỉnh, kind: tinh}\n"
      "  - {id: tinh-moi, name: Tỉnh mới, kind: tinh}\n"
      "  - id: huyen\n    name: Huyện\n    kind: huyen\n    parents:\n"
      "      - {id: tinh, until: 2099-06-30}\n      - {id: tinh-moi, from: 2099-07-01}\n";
  ASSERT_THAT(world_.Import(*upper_, "tinh", merger, rpc::NewRequestId()), IsOk());
  WaitForUnitsBelow(3);
  lower_.reset();
  StartLower();
  arrivals_.WaitFor(2);
}

TEST_F(TwoNodesTest, ADatabaseThatLostItsEndIsRefusedAndGetsItBackFromAbove) {
  StartUpper();
  ASSERT_THAT(world_.Import(*upper_, "tinh", kUnitsYaml, rpc::NewRequestId()), IsOk());
  StartLower();
  WaitForUnitsBelow(2);
  lower_.reset();
  const std::string more =
      std::string(kUnitsYaml) + "  - {id: so, name: Sở, kind: so, parent: tinh}\n";
  ASSERT_THAT(world_.Import(*upper_, "tinh", more, rpc::NewRequestId()), IsOk());
  StartLower();
  WaitForUnitsBelow(3);
  arrivals_.WaitFor(2);
  lower_.reset();
  // What RocksDB does not miss: the log with everything since the last start.
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(lower_config_.data_directory) / "db")) {
    if (entry.path().extension() == ".log") std::filesystem::remove(entry.path());
  }
  for (int again = 0; again < 2; ++again) {
    EXPECT_THAT(Node::Start(lower_config_, UnitProgram(NodeLevel::kDistrict)),
                par::testing::ReasonIs(absl::StatusCode::kDataLoss, "ledger_behind_mark"));
  }
  {
    ASSERT_OK_AND_ASSIGN(const NodeStorage storage, OpenStorage(lower_config_, IfMissing::kRefuse));
    ASSERT_OK(ledger::AcceptHead(*storage.store, *storage.mark));
  }
  StartLower();
  WaitForUnitsBelow(3);
  arrivals_.WaitFor(3);
  EXPECT_EQ(arrivals_.times(), 3u) << "what was lost below and held above is not taken again";
  lower_.reset();
  ASSERT_OK_AND_ASSIGN(const NodeStorage storage, OpenStorage(lower_config_, IfMissing::kRefuse));
  ASSERT_OK_AND_ASSIGN(const auto mark, storage.mark->Read());
  EXPECT_OK(ledger::VerifyLedger(*storage.store, *mark));
}

TEST_F(TwoNodesTest, TheUpperNodeMayComeBackLater) {
  StartUpper();
  ASSERT_THAT(world_.Import(*upper_, "tinh", kUnitsYaml, rpc::NewRequestId()), IsOk());
  upper_->Stop();
  upper_.reset();
  StartLower();  // Nobody above answers: the item waits in the district's ledger.
  StartUpper();
  arrivals_.WaitFor(1);
}

LineStatus LineOf(Node& node, Direction direction) {
  for (LineStatus& line : node.Lines()) {
    if (line.direction == direction) return line;
  }
  return {};
}

TEST_F(TwoNodesTest, ALineThatIsDownStillSaysWhoIsMissingAndWhy) {
  StartUpper();
  ASSERT_THAT(world_.Import(*upper_, "tinh", kUnitsYaml, rpc::NewRequestId()), IsOk());
  LineStatus never = LineOf(*upper_, Direction::kDown);
  EXPECT_EQ(never.link.peer, "nut-huyen");
  EXPECT_EQ(never.units, std::vector<std::string>{"huyen"});
  EXPECT_EQ(never.link.last_contact, 0);
  StartLower();
  WaitForUnitsBelow(2);
  ASSERT_TRUE(Eventually([&] {
    return LineOf(*upper_, Direction::kDown).link.in_session &&
           LineOf(*lower_, Direction::kUp).units == std::vector<std::string>{"tinh"} &&
           LineOf(*lower_, Direction::kUp).link.items_waiting == 0;  // It knows what arrived.
  }));
  lower_->Stop();
  lower_.reset();
  ASSERT_TRUE(Eventually([&] { return !LineOf(*upper_, Direction::kDown).link.connected; }));
  const LineStatus gone = LineOf(*upper_, Direction::kDown);
  EXPECT_GT(gone.link.last_contact, 0);
  EXPECT_EQ(gone.link.session_since, 0);
  EXPECT_EQ(gone.link.items_waiting, 0u);
  const std::string more =
      std::string(kUnitsYaml) + "  - {id: so, name: Sở, kind: so, parent: tinh}\n";
  ASSERT_THAT(world_.Import(*upper_, "tinh", more, rpc::NewRequestId()), IsOk());
  EXPECT_EQ(LineOf(*upper_, Direction::kDown).link.items_waiting, 1u);
  upper_->Stop();
  upper_.reset();
  StartLower();
  ASSERT_TRUE(Eventually([&] {
    return domain::ReasonOf(LineOf(*lower_, Direction::kUp).link.last_error) ==
           "line_not_listening";
  }));
  EXPECT_EQ(LineOf(*lower_, Direction::kUp).link.items_waiting, 1u) << "saved here";
}

// Twenty thousand lines are not all described for the page that shows some.
TEST_F(TwoNodesTest, OnlyTheLinesThatAreWantedAreDescribed) {
  StartUpper();
  ASSERT_THAT(world_.Import(*upper_, "tinh", kUnitsYaml, rpc::NewRequestId()), IsOk());
  std::vector<std::pair<Direction, std::string>> asked;
  const auto note = [&](bool wanted) {
    return [&asked, wanted](Direction direction, std::string_view peer) {
      asked.emplace_back(direction, peer);
      return wanted;
    };
  };
  EXPECT_TRUE(upper_->Lines(note(false)).empty());
  EXPECT_TRUE(std::is_sorted(asked.begin(), asked.end())) << "in the order of the lines";
  const auto every = std::exchange(asked, {});
  const std::pair<Direction, std::string> below(Direction::kDown, "nut-huyen");
  EXPECT_EQ(std::count(every.begin(), every.end(), below), 1);
  const std::vector<LineStatus> first = upper_->Lines(note(true), 1);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(std::pair(first[0].direction, first[0].link.peer), every.front());
  EXPECT_EQ(upper_->Lines({}, 0).size(), 0u);
  EXPECT_EQ(upper_->Lines().size(), upper_->Lines(note(true)).size());
}

}  // namespace
}  // namespace par::node
