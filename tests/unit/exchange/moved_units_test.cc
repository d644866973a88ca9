// Goal: a unit's change of parents counts for its line from its day on, on each node when it sees
// the day; nothing that it saved or was told is lost or comes twice, and what waits has its way.
// Method: a small country with real ledgers and exchange state whose tree says that a commune comes
// under another unit on a day to come; each node is told of the day by itself, as its own clock
// would do it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/base/sha256.h"
#include "common/domain/date.h"
#include "common/domain/refusal.h"
#include "common/exchange/hash.h"
#include "common/exchange/limits.h"
#include "common/exchange/queries.h"
#include "common/exchange/rows.h"
#include "common/services/kinds.h"
#include "par/unit/v1/unit.pb.h"
#include "tests/sim/desks.h"
#include "tests/sim/world.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/exchange/hand_spoken_parent.h"

namespace par::exchange {
namespace {

using par::testing::IsOk;

constexpr char kBeforeTheMove[] = "2023-10-25";
constexpr char kMoveDay[] = "2023-11-01";

// Commune x comes from below district d to directly below province p; its neighbour y stays.
class MovedUnits : public ::testing::Test {
 protected:
  // On the node of the district, which hands on what x sends up.
  void Begin(const std::string& node_of_x, std::uint64_t seed) {
    world_ = std::make_unique<sim::World>(
        sim::Country({{"p", "", "P"}, {"d", "p", "D"}, {"x", "d", node_of_x}, {"y", "d", "Y"}}),
        seed);
    SetDay(kBeforeTheMove);
    for (const std::string& node : world_->country().Nodes()) Count(node);
  }
  void SetDay(const std::string& day) {
    world_->clock().SetWall(domain::Date::Parse(day)->days() * std::int64_t{86'400} * kSecond);
  }
  void Count(const std::string& node) {
    EXPECT_THAT(world_->Run(node, {.unit = node, .account = {}, .role = "node"},
                            services::Kind::kCountDay, ""),
                IsOk());
  }
  // The tree in which x goes over on kMoveDay; or that never was to.
  void Import(bool moves) {
    unit::v1::ImportUnitsRequest request;
    request.set_actor_unit("p");
    request.set_units_yaml(
        "format: parnet/units/1\nunits:\n  - {id: p, name: p, kind: tinh}\n"
        "  - {id: d, name: d, kind: huyen, parent: p}\n"
        "  - {id: y, name: y, kind: xa, parent: d}\n" +
        std::string(moves
                        ? "  - id: x\n    name: x\n    kind: xa\n    parents:\n"
                          "      - {id: d, until: 2023-10-31}\n      - {id: p, from: 2023-11-01}\n"
                        : "  - {id: x, name: x, kind: xa, parent: d}\n"));
    EXPECT_THAT(world_->Run("P", {.unit = "p", .account = "minh", .role = "administrator"},
                            services::Kind::kImportUnits, request.SerializeAsString()),
                IsOk());
    Settle();
  }
  void Settle() { world_->RunFor(60 * kSecond); }
  std::string Stage(const std::string& unit) {
    return world_->Stage(unit, "item " + std::to_string(++items_));
  }
  // An item of p for x, made on the province's node.
  std::string TellX() {
    v1::Item item;
    item.set_submission_id(world_->NewId());
    item.set_type(world_->DesksOf("P").plain_type());
    item.set_body("of the province");
    item.set_unit("p");
    ledger::Command command{.id = item.submission_id(),
                            .actor = {.unit = "p", .account = "reviewer", .role = "clerk"},
                            .unit = "x",
                            .cycle = {},
                            .kind = static_cast<std::uint32_t>(sim::SimKind::kSendDown),
                            .payload = item.SerializeAsString()};
    EXPECT_TRUE(
        world_->Submit("P", std::move(command),
                       [](const absl::StatusOr<std::string>& done) { EXPECT_THAT(done, IsOk()); }));
    return item.submission_id();
  }
  Standing StandingIn(const std::string& unit, const std::string& id) {
    return StandingOf(world_->StateOf(world_->country().NodeOf(unit)), unit, id)->standing;
  }
  std::uint64_t Waiting(const std::string& node, const StreamId& stream) {
    return StreamView(world_->StateOf(node), Side::kLower, stream).Row()->staged_items();
  }
  int Effects(const StreamId& stream, const std::string& id, sim::Came came = sim::Came::kFirst) {
    return sim::EffectsOf(world_->StateOf("P"), stream, id, came);
  }
  // Both ends of the line between x and p hold the same, and the rows are what the entries make.
  void ExpectXBelowP() {
    for (const StreamId& stream : {UpOf("x"), DownOf("x")}) {
      SCOPED_TRACE(Name(stream));
      EXPECT_EQ(world_->EndOf(world_->country().NodeOf("x"), Side::kLower, stream),
                world_->EndOf("P", Side::kUpper, stream));
    }
    EXPECT_EQ(Waiting(world_->country().NodeOf("x"), UpOf("x")), 0u);
    EXPECT_THAT(world_->Faults(), ::testing::IsEmpty());
    EXPECT_EQ(world_->RebuildFault(), "");
  }

  std::unique_ptr<sim::World> world_;
  int items_ = 0;
};

// A merger on 1 July is imported in June.
TEST_F(MovedUnits, GoOnUnderWhoLeadsThemUntilTheDay) {
  Begin("X", 1);
  Import(/*moves=*/true);
  const std::string sent = Stage("x");
  world_->SendDown("x", "of the district");
  Settle();
  EXPECT_EQ(StandingIn("x", sent), Standing::kReceived);
  EXPECT_EQ(world_->EndOf("D", Side::kUpper, UpOf("x")).length, 1u);
  EXPECT_EQ(Effects(RelayOf("x", "d"), sent), 1);
  EXPECT_EQ(world_->EndOf("X", Side::kLower, DownOf("x")),
            world_->EndOf("D", Side::kUpper, DownOf("x")));
  EXPECT_EQ(world_->RebuildFault(), "");
}

TEST_F(MovedUnits, StayWhereTheChangeIsTakenBackBeforeItsDay) {
  Begin("D", 2);
  Import(/*moves=*/true);
  Import(/*moves=*/false);
  SetDay(kMoveDay);
  for (const char* node : {"P", "D", "Y"}) Count(node);
  const std::string sent = Stage("x");
  Settle();
  EXPECT_EQ(Effects(RelayOf("x", "d"), sent), 1);
  EXPECT_EQ(world_->EndOf("P", Side::kUpper, DownOf("x")).length, 0u);
  EXPECT_EQ(world_->RebuildFault(), "");
}

// The district's node goes on to serve x, whose line now leads to the province.
TEST_F(MovedUnits, TakeTheirStreamsAlongOnTheDay) {
  struct Case {
    const char* why;
    std::vector<const char*> in_order;  // In which the nodes see the day.
  };
  const Case cases[] = {
      {"the node above is first", {"P", "D", "Y"}},
      {"the node below is first", {"D", "Y", "P"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    Begin("D", 3);
    Import(/*moves=*/true);
    std::vector<std::string> earlier;
    for (int i = 0; i < 5; ++i) earlier.push_back(Stage("x"));
    world_->SendDown("x", "of the district");
    Settle();
    SetDay(kMoveDay);
    std::vector<std::string> between;
    for (const char* node : c.in_order) {
      Count(node);
      between.push_back(Stage("y"));
      world_->RunFor(20 * kSecond);
    }
    const std::string later = Stage("x");
    TellX();
    world_->RunFor(600 * kSecond);
    EXPECT_EQ(StandingIn("x", later), Standing::kReceived);
    EXPECT_EQ(Effects(UpOf("x"), later), 1);
    EXPECT_EQ(world_->EndOf("P", Side::kUpper, UpOf("x")).length, 6u) << "numbers go on";
    for (const std::string& id : earlier) {
      EXPECT_EQ(StandingIn("x", id), Standing::kReceived);
      EXPECT_EQ(Effects(RelayOf("x", "d"), id), 1);
      EXPECT_EQ(Effects(UpOf("x"), id), 0) << "not a second time";
      EXPECT_EQ(StandingOf(world_->StateOf("D"), "x", id)->receipt.node_id(), "D")
          << "who received it then";
    }
    for (const std::string& id : between) EXPECT_EQ(Effects(RelayOf("y", "d"), id), 1);
    ExpectXBelowP();
    // What the district said is not the province's to take back.
    const StreamView down(world_->StateOf("P"), Side::kUpper, DownOf("x"));
    for (const std::uint64_t seq : {1u, 2u}) {  // The tree, and the item.
      const auto told = down.Event(seq);
      ASSERT_TRUE(told.ok() && told->has_value());
      EXPECT_EQ((*told)->item().unit(), "d");
      EXPECT_EQ(Effects(DownOf("x"), (*told)->item().submission_id(), sim::Came::kBack), 0);
    }
  }
}

// What the district had taken before the day goes up as what it was, before x goes on by itself.
TEST_F(MovedUnits, LoseNothingThatWaitedOnTheDay) {
  Begin("D", 4);
  Import(/*moves=*/true);
  std::vector<std::string> earlier = {Stage("x")};
  Settle();
  world_->SetIsolated("P", true);
  // More than is under way at once.
  for (int i = 0; i < 1000; ++i) earlier.push_back(world_->Stage("x", std::string(2000, 'a')));
  Settle();
  EXPECT_EQ(Waiting("D", RelayOf("x", "d")), 1000u);
  SetDay(kMoveDay);
  Count("D");
  const std::string later = Stage("x");
  Settle();
  EXPECT_EQ(StandingIn("x", later), Standing::kSaved);
  Count("P");
  world_->SetIsolated("P", false);
  world_->RunFor(600 * kSecond);
  for (const std::string& id : earlier) {
    EXPECT_EQ(Effects(RelayOf("x", "d"), id), 1);
    EXPECT_EQ(Effects(UpOf("x"), id), 0);
  }
  EXPECT_EQ(Effects(UpOf("x"), later), 1);
  EXPECT_EQ(Waiting("D", RelayOf("x", "d")), 0u);
  ExpectXBelowP();
}

// What one entry may change is little against a unit's years.
TEST_F(MovedUnits, TakeALongStreamAlongInSteps) {
  Begin("D", 5);
  Import(/*moves=*/true);
  for (int i = 0; i < 4000; ++i) Stage("x");
  world_->RunFor(600 * kSecond);
  ASSERT_EQ(world_->EndOf("P", Side::kUpper, RelayOf("x", "d")).length, 4000u);
  SetDay(kMoveDay);
  for (const char* node : {"P", "D", "Y"}) Count(node);
  world_->RunFor(5 * kSecond);
  const std::string later = Stage("x");
  world_->RunFor(600 * kSecond);
  EXPECT_EQ(Effects(UpOf("x"), later), 1);
  EXPECT_EQ(world_->EndOf("P", Side::kUpper, UpOf("x")).length, 4001u);
  ExpectXBelowP();
}

TEST_F(MovedUnits, GetBackWhatTheyHadFromBothWhenTheirMachineIsLost) {
  Begin("D", 6);
  Import(/*moves=*/true);
  const std::string earlier = Stage("x");
  world_->SendDown("x", "of the district");
  Settle();
  SetDay(kMoveDay);
  for (const char* node : {"P", "D", "Y"}) Count(node);
  Settle();
  const std::string later = Stage("x");
  TellX();
  world_->RunFor(600 * kSecond);
  ExpectXBelowP();
  const std::uint64_t told = world_->EndOf("P", Side::kUpper, DownOf("x")).length;
  world_->Replace("D", {}, /*machine=*/2);
  Count("D");
  world_->RunFor(1200 * kSecond);
  for (const std::string& id : {earlier, later}) {
    EXPECT_EQ(StandingIn("x", id), Standing::kReceived);
  }
  EXPECT_GE(world_->EndOf("D", Side::kLower, DownOf("x")).length, told);
  ExpectXBelowP();
}

// From another province, whose units nobody here knows: its neighbours on the line go on.
TEST(AMovedUnit, IsHeldAloneByWhatAnUnknownSuperiorHadToldIt) {
  testing::HandSpokenParent node;
  const StreamId stream = DownOf("c");
  v1::Event event;
  v1::Item& item = *event.mutable_item();
  item.set_submission_id(std::string(kSubmissionIdBytes, 'i'));
  item.set_type(sim::kPlainItem);
  item.set_body("of before");
  item.set_unit("elsewhere");
  item.set_origin_node("E");
  const Sha256 sha256 = Sha256::Of(item.body());
  item.set_origin_signature(sim::HashSigner("E").Sign(SignedBytes(item, sha256)));
  event.set_seq(1);
  event.set_hash(EventHash(stream, Position{}, item, sha256).ToBytes());
  const Position end{.length = 1, .head = Sha256::FromBytes(event.hash())};
  v1::LinkMessage hello = testing::HandSpokenParent::Hello("C", "m1", {stream});
  *hello.mutable_hello()->mutable_streams(0)->mutable_position() = ToWire(end);
  const auto link = node.Connect("C");
  const auto said = node.Hear(*link, hello);
  ASSERT_EQ(said.size(), 2u);
  EXPECT_TRUE(said[1].has_tail()) << "it may be its own end that was lost";
  v1::LinkMessage message;
  v1::Tail& tail = *message.mutable_tail();
  *tail.mutable_stream() = ToWire(stream);
  *tail.mutable_session() = said[0].hello_ack().grants(0).session();
  *tail.mutable_base() = ToWire(Position{});
  *tail.mutable_end() = ToWire(end);
  *tail.add_events() = event;
  const auto answer = node.Hear(*link, message);
  ASSERT_EQ(answer.size(), 1u);
  EXPECT_EQ(answer[0].need_hello().why(), v1::NEED_HELLO_REASON_REFUSED);
  EXPECT_EQ(answer[0].need_hello().reason(), "exchange_not_entitled");
  EXPECT_THAT(node.closed(), IsOk()) << "the line is up";
}

}  // namespace
}  // namespace par::exchange
