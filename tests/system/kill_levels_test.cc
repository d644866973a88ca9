// Goal: commune, district and province are killed (kill -9) again and again while everything
// travels between them, a file of 200 MB among it: nothing acknowledged is lost, nothing counts
// twice, the upload goes on where the disk above ends, and at rest all three hold the same.
// Method: the real programs, four processes. People of two communes fill in, approve, submit and
// withdraw in one cycle after the other, the district opens cycles, the province changes its unit
// tree; each request is repeated with its id until it is answered. One process at a time is killed
// when the file has moved on by an amount drawn from a seed. Bytes are counted on the line, places
// on the disk of the receiver. At the end every disk is read and compared.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <set>
#include <thread>

#include "common/base/sha256.h"
#include "common/evidence/evidence_store.h"
#include "common/exchange/blob.h"
#include "tests/support/status_matchers.h"
#include "tests/system/disk.h"
#include "tests/system/office.h"
#include "tests/system/run_length.h"

namespace par::testing {
namespace {

using config::NodeLevel;
using exchange::Side;

constexpr char kProvince[] = "nut-tinh";
constexpr char kDistrict[] = "nut-huyen";
constexpr char kLaHa[] = "nut-la-ha";
constexpr char kSongVe[] = "nut-song-ve";
constexpr char kUnits[] =
    "  - {id: quang-ngai, name: Tỉnh, kind: tinh}\n"
    "  - {id: tu-nghia, name: Huyện, kind: huyen, parent: quang-ngai}\n"
    "  - {id: la-ha, name: Thị trấn, kind: thi-tran, parent: tu-nghia}\n"
    "  - {id: song-ve, name: Thị trấn, kind: thi-tran, parent: tu-nghia}\n";
// The province's node hosts an office too, and changes its name again and again.
std::string UnitsWithOffice(int change) {
  return std::string(kUnits) + "  - {id: so-noi-vu, name: Sở Nội vụ " + std::to_string(change) +
         ", kind: so, parent: quang-ngai}\n";
}
constexpr char kFileCycle[] = "ky-tep";

constexpr std::size_t kMiB = std::size_t{1} << 20u;
constexpr std::uint64_t kMostSentAgain = exchange::kLargestBlobWindow + 4 * kMiB;
constexpr std::int64_t kLineBits = 48'000'000;  // So that a kill falls into the transfer.

std::vector<NodePlan> Plans() {
  return {
      {.id = kProvince, .level = NodeLevel::kProvince, .units = {"quang-ngai", "so-noi-vu"}},
      {.id = kDistrict, .level = NodeLevel::kDistrict, .units = {"tu-nghia"}, .upper = kProvince},
      {.id = kLaHa, .level = NodeLevel::kCommune, .units = {"la-ha"}, .upper = kDistrict},
      {.id = kSongVe, .level = NodeLevel::kCommune, .units = {"song-ve"}, .upper = kDistrict}};
}

// What one hop of the file's way has carried, and what of it is on the disk above.
struct Hop {
  const char* from;
  const char* to;
  std::uint64_t sent = 0;  // At the last kill of either end.
  std::uint64_t durable = 0;
  std::uint64_t most_again = 0;
  std::uint64_t all_again = 0;
  int kills = 0;
};

class KillLevels : public ::testing::Test {
 protected:
  void SetUpCountry() {
    for (const NodePlan& plan : Plans()) country_.Start(plan.id);
    ASSERT_OK(
        office_.ImportUnits(kProvince, "quang-ngai", UnitsWithOffice(0), rpc::NewRequestId()));
    ASSERT_TRUE(Eventually([&] { return office_.KnowsUnit(kDistrict, "tu-nghia", "la-ha"); }));
    ASSERT_OK(office_.PublishSet(kDistrict, "tu-nghia"));
    ASSERT_OK(office_.OpenCycle(kDistrict, "tu-nghia", kFileCycle, {"la-ha", "song-ve"}));
    ASSERT_TRUE(Eventually([&] { return office_.HasCycle(kLaHa, "la-ha", kFileCycle); }))
        << country_.LinkTo(kLaHa, kDistrict).ShortDebugString() << "\n"
        << country_.LinkTo(kDistrict, kLaHa).ShortDebugString() << "\n"
        << country_.LinkTo(kDistrict, kProvince).ShortDebugString();
  }

  void HandUpFile() {
    ASSERT_OK_AND_ASSIGN(
        const evidence::v1::Document document,
        office_.AddDocument(kLaHa, "la-ha", FileBytes(), "tai-lieu-" + std::to_string(RunSeed())));
    file_ = Sha256::FromBytes(document.sha256());
    for (const char* node : {kLaHa, kDistrict}) {
      country_.LineOf(node).Shape({.bits_per_second = kLineBits});
    }
    const std::string submitted = rpc::NewRequestId();
    ASSERT_OK(office_.Fill(kLaHa, "la-ha", kFileCycle, {document.id()}, rpc::NewRequestId()));
    ASSERT_OK(office_.Act(kLaHa, "la-ha", kFileCycle, "approve", rpc::NewRequestId()));
    ASSERT_OK(office_.Act(kLaHa, "la-ha", kFileCycle, "submit", submitted));
    Acknowledged(kLaHa, submitted, /*item=*/true);
  }
  static std::size_t FileBytes() { return static_cast<std::size_t>(ShortOrLong(24, 200)) * kMiB; }

  void Acknowledged(const std::string& node, const std::string& id, bool item) {
    const std::lock_guard lock(mutex_);
    commands_[node].insert(id);
    if (item) items_.insert(id);
    ++acknowledged_;
  }
  // Carried out, or refused by a rule: either way an answer.
  void Must(const absl::Status& status) {
    if (status.ok() || !domain::ReasonOf(status).empty()) return;
    const std::lock_guard lock(mutex_);
    if (trouble_.empty()) trouble_ = Describe(status);
  }
  bool Goes() {
    const std::lock_guard lock(mutex_);
    return !stopping_ && trouble_.empty();
  }

  // Returns when it holds, or nobody works any more.
  template <typename Condition>
  void Await(const Condition& holds) {
    EXPECT_TRUE(Eventually([&] { return !Goes() || holds(); }, std::chrono::minutes(10)));
  }

  // A commune's people: every cycle once, and every other one is taken back.
  void WorkAt(const std::string& node, const std::string& unit) {
    for (int n = 0; Goes(); ++n) {
      const std::string cycle = "ky-" + std::to_string(n);
      Await([&] { return office_.HasCycle(node, unit, cycle); });
      if (!Goes()) return;
      wanted_cycles_ = std::max(wanted_cycles_.load(), n + 3);
      const std::string filled = rpc::NewRequestId();
      const absl::Status fill = office_.Fill(node, unit, cycle, {}, filled);
      Must(fill);
      if (fill.ok()) Acknowledged(node, filled, /*item=*/false);
      for (const char* kind : {"approve", "submit", "withdraw"}) {
        if (n % 2 == 0 && std::string_view(kind) == "withdraw") continue;
        const std::string id = rpc::NewRequestId();
        const absl::Status status = office_.Act(node, unit, cycle, kind, id);
        Must(status);
        if (status.ok()) Acknowledged(node, id, std::string_view(kind) != "approve");
      }
    }
  }
  void OpenCycles() {
    for (int n = 0; Goes(); ++n) {
      Await([&] { return n <= wanted_cycles_; });
      Must(office_.OpenCycle(kDistrict, "tu-nghia", "ky-" + std::to_string(n),
                             {"la-ha", "song-ve"}));
    }
  }
  void ChangeUnits() {
    for (int n = 0; Goes(); ++n) {
      Await([&] { return n <= kills_; });
      const std::string id = rpc::NewRequestId();
      const absl::Status status =
          office_.ImportUnits(kProvince, "quang-ngai", UnitsWithOffice(n + 1), id);
      Must(status);
      if (status.ok()) Acknowledged(kProvince, id, /*item=*/false);
    }
  }

  // How much of the file is on that node's disk.
  std::uint64_t HeldAt(const std::string& node) const {
    const auto folder = std::filesystem::path(country_.ConfigOf(node).data_directory) / "evidence";
    const std::string hex = file_.Hex();
    std::error_code none;
    if (std::filesystem::exists(folder / "sha256" / hex.substr(0, 2) / hex.substr(2, 2) / hex,
                                none)) {
      return FileBytes();
    }
    return country_.HeldOf(node, file_);
  }
  std::uint64_t Moved() const { return HeldAt(kDistrict) + HeldAt(kProvince); }

  std::string Victim(SeededRandom& random) const {
    const bool first_hop = HeldAt(kDistrict) < FileBytes();
    const char* likely[2] = {first_hop ? kLaHa : kProvince, kDistrict};
    const std::uint64_t drawn = random.Uint64() % 10;
    if (drawn < 8) return likely[drawn % 2];
    return first_hop ? kProvince : drawn == 8 ? kLaHa : kSongVe;
  }

  // After the kill of an end: what was sent since the last one and is not on the disk above is sent
  // again. Whatever else went over the line counts against the upload here.
  void Count(Hop& hop, const std::string& killed) {
    if (killed != hop.from && killed != hop.to) return;
    const std::uint64_t sent = country_.LineOf(hop.from).passed().sent_up;
    const std::uint64_t durable = std::max(hop.durable, HeldAt(hop.to));
    const std::uint64_t moved = durable - hop.durable;
    const std::uint64_t again = sent - hop.sent > moved ? sent - hop.sent - moved : 0;
    hop.sent = sent;
    hop.durable = durable;
    if (moved == 0 || durable == FileBytes()) return;  // Not in the middle of this hop.
    ++hop.kills;
    hop.all_again += again;
    hop.most_again = std::max(hop.most_again, again);
    EXPECT_LE(again, kMostSentAgain) << "killed " << killed << " at " << durable;
  }

  void KillOnce(SeededRandom& random) {
    const std::uint64_t until =
        std::min<std::uint64_t>(Moved() + kMiB / 4 + random.Uint64() % (5 * kMiB), 2 * FileBytes());
    EXPECT_TRUE(Eventually([&] { return Moved() >= until || !Goes(); }))
        << "the file stands still: " << country_.LinkTo(kLaHa, kDistrict).ShortDebugString()
        << country_.LinkTo(kDistrict, kProvince).ShortDebugString();
    const std::string victim = Victim(random);
    EXPECT_TRUE(country_.Kill(victim)) << country_.LogOf(victim);
    for (Hop& hop : hops_) Count(hop, victim);
    country_.Start(victim);
    ++kills_;
  }

  bool AtRest() {
    for (const NodePlan& plan : Plans()) {
      const auto status =
          country_.Ask(plan.id, plan.units.front() + ".administrator",
                       &node::v1::NodeService::Stub::GetStatus, node::v1::GetStatusRequest{});
      if (!status.ok() || status->waiting_up() + status->waiting_down() != 0) return false;
    }
    return HeldAt(kProvince) == FileBytes();
  }

  static std::vector<std::string> Hashes(const std::vector<HeldEvent>& events) {
    std::vector<std::string> hashes;
    for (const HeldEvent& event : events) hashes.push_back(event.hash);
    return hashes;
  }
  void CompareDisks() {
    std::map<std::string, NodeDisk> disks;
    for (const NodePlan& plan : Plans()) {
      EXPECT_EQ(country_.Stop(plan.id), 0) << country_.LogOf(plan.id);
      std::string said;
      EXPECT_EQ(country_.Verify(plan.id, said), 0) << said;
      ASSERT_OK_AND_ASSIGN(disks[plan.id], ReadNodeDisk(country_.ConfigOf(plan.id)));
      EXPECT_EQ(disks[plan.id].Twice(), 0u) << plan.id;
      for (const std::string& id : commands_[plan.id]) {
        EXPECT_EQ(disks[plan.id].command_ids.count(id), 1u) << plan.id;
      }
    }
    std::multiset<std::string> at_the_top;
    for (const auto& [node, unit] : {std::pair(kLaHa, "la-ha"), std::pair(kSongVe, "song-ve")}) {
      const auto relay = exchange::RelayOf(unit, "tu-nghia");
      const auto top = disks[kProvince].EventsOf(Side::kUpper, relay);
      const auto up = exchange::UpOf(unit);
      EXPECT_EQ(Hashes(disks[node].EventsOf(Side::kLower, up)), Hashes(top)) << unit;
      EXPECT_EQ(Hashes(disks[kDistrict].EventsOf(Side::kUpper, up)), Hashes(top)) << unit;
      EXPECT_EQ(Hashes(disks[kDistrict].EventsOf(Side::kLower, relay)), Hashes(top)) << unit;
      const auto down = exchange::DownOf(unit);
      EXPECT_EQ(Hashes(disks[node].EventsOf(Side::kLower, down)),
                Hashes(disks[kDistrict].EventsOf(Side::kUpper, down)));
      for (const HeldEvent& event : top) at_the_top.insert(event.submission_id);
    }
    const auto down = exchange::DownOf("tu-nghia");
    EXPECT_EQ(Hashes(disks[kDistrict].EventsOf(Side::kLower, down)),
              Hashes(disks[kProvince].EventsOf(Side::kUpper, down)));
    for (const std::string& id : items_) EXPECT_EQ(at_the_top.count(id), 1u);
    for (const char* node : {kDistrict, kProvince}) {
      auto files = evidence::EvidenceStore::Open(
          std::filesystem::path(country_.ConfigOf(node).data_directory) / "evidence");
      ASSERT_OK(files);
      EXPECT_OK(files->Verify(file_)) << node;
    }
  }

  Country country_{Plans()};
  Office office_{country_};
  Sha256 file_;
  Hop hops_[2] = {{.from = kLaHa, .to = kDistrict}, {.from = kDistrict, .to = kProvince}};
  std::atomic<int> kills_ = 0;
  std::atomic<int> wanted_cycles_ = 3;
  std::mutex mutex_;  // Guards what follows.
  bool stopping_ = false;
  std::string trouble_;
  std::uint64_t acknowledged_ = 0;
  std::map<std::string, std::set<std::string>> commands_;  // Request ids, by node.
  std::set<std::string> items_;                            // Those that made an item.
};

TEST_F(KillLevels, AllLevelsComeToHoldTheSame) {
  const int kills = ShortOrLong(5, 100);
  const auto begun = std::chrono::steady_clock::now();
  SeededRandom random(RunSeed());
  ASSERT_NO_FATAL_FAILURE(SetUpCountry());
  ASSERT_NO_FATAL_FAILURE(HandUpFile());
  for (Hop& hop : hops_) hop.sent = country_.LineOf(hop.from).passed().sent_up;
  std::vector<std::thread> people;
  people.emplace_back([this] { WorkAt(kLaHa, "la-ha"); });
  people.emplace_back([this] { WorkAt(kSongVe, "song-ve"); });
  people.emplace_back([this] { OpenCycles(); });
  people.emplace_back([this] { ChangeUnits(); });
  while (kills_ < kills && Goes() && !HasFailure()) KillOnce(random);
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : people) thread.join();
  for (const char* node : {kLaHa, kDistrict}) country_.LineOf(node).Shape({});
  EXPECT_EQ(trouble_, "");
  EXPECT_TRUE(Eventually([this] { return AtRest(); }, std::chrono::seconds(120)))
      << HeldAt(kDistrict) << " and " << HeldAt(kProvince) << " bytes of the file";
  CompareDisks();
  EXPECT_FALSE(commands_[kProvince].empty());
  EXPECT_GE(hops_[0].kills + hops_[1].kills, kills / 2) << "kills fell into the transfer";
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::printf(
      "PAR_SEED=%llu: %d kills, %d of them of an end of the transfer, %llu acknowledged, "
      "%zu items; sent again at most %llu KiB after one kill, %llu KiB in all; %.0f s\n",
      static_cast<unsigned long long>(RunSeed()), kills_.load(), hops_[0].kills + hops_[1].kills,
      static_cast<unsigned long long>(acknowledged_), items_.size(),
      static_cast<unsigned long long>(std::max(hops_[0].most_again, hops_[1].most_again) >> 10u),
      static_cast<unsigned long long>((hops_[0].all_again + hops_[1].all_again) >> 10u),
      took.count());
}

}  // namespace
}  // namespace par::testing
