// Goal: a whole node serves commands and queries over gRPC with the ledger behind it, starts from
// what it left, stops cleanly, and stops by itself once it can no longer keep its promises.
// Method: real nodes on the loopback, with RocksDB and with the store in memory; one store whose
// commits fail on demand.
#include "common/node/node.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>

#include "common/identity/secret_file.h"
#include "common/identity/token.h"
#include "common/ledger/entry.h"
#include "common/ledger/mark.h"
#include "common/node/inspection.h"
#include "common/rpc/client.h"
#include "common/storage/memory_store.h"
#include "common/storage/rocks/rocks_store.h"
#include "par/node/v1/node.grpc.pb.h"
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

// The verdict on the ledger and the state, asked for until it is there.
absl::StatusOr<v1::VerifyLedgerResponse> Rebuilt(v1::NodeService::Stub& stub,
                                                 const std::string& token) {
  v1::VerifyLedgerRequest request;
  request.set_rebuild(true);
  while (true) {
    auto answer = rpc::Call(stub, &v1::NodeService::Stub::VerifyLedger, request, token);
    if (!answer.ok() || answer->run().empty()) return answer;
    request.set_run(answer->run());
  }
}

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
    if (GetParam()) return Node::Start(config, program_);
    return Node::Start(config, program_,
                       {.store = std::make_unique<storage::MemoryStore>(),
                        .mark = std::make_unique<ledger::MemoryMark>()});
  }
  const Program program_ = UnitProgram(NodeLevel::kProvince);
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

// One node with its administrator, asked through NodeService.
class NodeServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    config_ = world_.NewConfig("n1", NodeLevel::kProvince, "tinh");
    ASSERT_OK_AND_ASSIGN(node_, Node::Start(config_, program_));
    stub_ = v1::NodeService::NewStub(node_->InsideChannel());
    ASSERT_THAT(world_.Import(*node_, "tinh", kUnitsYaml, rpc::NewRequestId()), IsOk());
  }
  World world_;
  config::Config config_;
  const Program program_ = UnitProgram(NodeLevel::kProvince);
  std::unique_ptr<Node> node_;
  std::unique_ptr<v1::NodeService::Stub> stub_;
};

TEST_F(NodeServiceTest, SaysWhoItIsAndWhatItHolds) {
  ASSERT_OK_AND_ASSIGN(const auto status, rpc::Call(*stub_, &v1::NodeService::Stub::GetStatus,
                                                    v1::GetStatusRequest(), world_.token()));
  EXPECT_EQ(status.node_id(), "n1");
  EXPECT_EQ(status.level(), "province");
  EXPECT_EQ(status.entries(), 4u) << "hosting, the day, first accounts, units";
  EXPECT_GT(status.resident_bytes(), 0u);
  EXPECT_EQ(status.waiting_down(), 1u) << "the units, for the district that never came";
  ASSERT_EQ(status.key_files_size(), 3) << "authority, node, keys of all nodes";
  EXPECT_EQ(status.key_files(1).setting(), "certificates.certificate");
  EXPECT_GT(status.key_files(1).not_after(), status.started_at());
  for (const v1::KeyFile& file : status.key_files()) EXPECT_EQ(file.problem(), "");
  ASSERT_OK_AND_ASSIGN(const auto entries, rpc::Call(*stub_, &v1::NodeService::Stub::ListEntries,
                                                     v1::ListEntriesRequest(), world_.token()));
  ASSERT_EQ(entries.entries_size(), 4);
  EXPECT_EQ(entries.entries(3).actor_account(), "quan-tri");
  EXPECT_EQ(entries.entries(3).sha256(), status.head_sha256());
  EXPECT_EQ(entries.next(), 0u);
  EXPECT_EQ(status.last_copy_at(), 0);
}

TEST_F(NodeServiceTest, FindsEntriesInTheAuditTrail) {
  const std::int64_t hour = std::int64_t{3'600} * 1'000'000;
  ASSERT_OK_AND_ASSIGN(const auto status, rpc::Call(*stub_, &v1::NodeService::Stub::GetStatus,
                                                    v1::GetStatusRequest(), world_.token()));
  const std::int64_t now = status.started_at();
  const auto from = [](v1::ListEntriesRequest& request, std::uint64_t number, bool newest_first) {
    request.set_from(number);
    request.set_limit(2);
    request.set_newest_first(newest_first);
  };
  const struct {
    const char* why;
    std::function<void(v1::ListEntriesRequest&)> set;
    std::vector<std::uint64_t> numbers;
    std::uint64_t next = 0;
  } rows[] = {
      {"the newest first", [&](auto& r) { from(r, 0, true); }, {4, 3}, 2},
      {"on from there", [&](auto& r) { from(r, 2, true); }, {2, 1}},
      {"from beyond the end, downwards", [&](auto& r) { from(r, 99, true); }, {4, 3}, 2},
      {"the oldest first", [&](auto& r) { from(r, 0, false); }, {1, 2}, 3},
      {"from beyond the end, upwards", [&](auto& r) { from(r, 99, false); }, {}},
      {"a person's", [](auto& r) { r.set_account("quan-tri"); }, {4}},
      {"a subject's", [](auto& r) { r.set_kind("unit"); }, {2, 4}},
      {"a kind's", [](auto& r) { r.set_kind("unit.import"); }, {4}},
      {"half a name is no subject", [](auto& r) { r.set_kind("uni"); }, {}},
      {"a unit's", [](auto& r) { r.set_unit("tinh"); }, {1, 2, 3, 4}},
      {"no such unit", [](auto& r) { r.set_unit("huyen-la"); }, {}},
      {"since an hour ago", [&](auto& r) { r.set_since(now - hour); }, {1, 2, 3, 4}},
      {"before that", [&](auto& r) { r.set_before(now - hour); }, {}},
      {"from then on", [&](auto& r) { r.set_since(now + hour); }, {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    v1::ListEntriesRequest request;
    row.set(request);
    ASSERT_OK_AND_ASSIGN(const auto found, rpc::Call(*stub_, &v1::NodeService::Stub::ListEntries,
                                                     request, world_.token()));
    std::vector<std::uint64_t> numbers;
    for (const auto& entry : found.entries()) numbers.push_back(entry.number());
    EXPECT_EQ(numbers, row.numbers);
    EXPECT_EQ(found.next(), row.next);
  }
}

TEST_F(NodeServiceTest, ReplaysItsLedgerWhileItServes) {
  ASSERT_OK_AND_ASSIGN(const auto answer, Rebuilt(*stub_, world_.token()));
  EXPECT_TRUE(answer.holds()) << answer.fault();
  EXPECT_EQ(answer.entries(), 4u);
  EXPECT_GT(answer.rows_compared(), 3u);
}

TEST_F(NodeServiceTest, AnExportIsAStoreOfItsOwn) {
  const par::testing::TempDir folder;
  v1::ExportRequest request;
  request.set_folder((folder / "copy").string());
  ASSERT_OK_AND_ASSIGN(const auto made,
                       rpc::Call(*stub_, &v1::NodeService::Stub::Export, request, world_.token()));
  EXPECT_EQ(made.entries(), 4u);
  EXPECT_GT(made.bytes(), 0u);
  EXPECT_THAT(rpc::Call(*stub_, &v1::NodeService::Stub::Export, request, world_.token()),
              ReasonIs("export_folder"));
  ASSERT_OK_AND_ASSIGN(const auto copy, storage::RocksStore::Open(folder / "copy" / "db"));
  ASSERT_OK_AND_ASSIGN(const auto head, ledger::ReadHead(*copy));
  EXPECT_TRUE(CheckLedger(*copy, head, nullptr).fault.ok());
  ASSERT_OK_AND_ASSIGN(const auto status, rpc::Call(*stub_, &v1::NodeService::Stub::GetStatus,
                                                    v1::GetStatusRequest(), world_.token()));
  EXPECT_GE(status.last_copy_at(), status.started_at());
}

TEST_F(NodeServiceTest, AnExportHoldsTheEvidenceAndItsListIsWhatSha256sumReads) {
  const std::filesystem::path evidence =
      std::filesystem::path(config_.data_directory) / "evidence" / "sha256" / "aa" / "bb";
  std::filesystem::create_directories(evidence);
  ASSERT_OK(identity::WriteFileDurably(evidence / "aabb", "tài liệu", identity::Secrecy::kPublic));
  const par::testing::TempDir folder;
  v1::ExportRequest request;
  request.set_folder((folder / "copy").string());
  ASSERT_OK_AND_ASSIGN(const auto made,
                       rpc::Call(*stub_, &v1::NodeService::Stub::Export, request, world_.token()));
  ASSERT_OK_AND_ASSIGN(
      const std::string sums,
      identity::ReadWholeFile(folder / "copy" / "SHA256SUMS", identity::Secrecy::kPublic));
  EXPECT_EQ(made.manifest_sha256(), Sha256::Of(sums).Hex());
  EXPECT_NE(sums.find(Sha256::Of("tài liệu").Hex() + "  evidence/sha256/aa/bb/aabb\n"),
            std::string::npos)
      << sums;
  EXPECT_NE(sums.find("  db/CURRENT\n"), std::string::npos) << sums;
  const std::string check = "cd '" + (folder / "copy").string() + "' && sha256sum -c SHA256SUMS";
  EXPECT_EQ(std::system((check + " > /dev/null").c_str()), 0);
  std::ofstream(folder / "copy" / "db" / "CURRENT", std::ios::app) << "x";
  EXPECT_NE(std::system((check + " > /dev/null 2>&1").c_str()), 0);
}

TEST_F(NodeServiceTest, ACopyLiesInTheDataFolderUnlessToldAndIsItsOwnersAlone) {
  ASSERT_OK_AND_ASSIGN(const auto made, rpc::Call(*stub_, &v1::NodeService::Stub::Export,
                                                  v1::ExportRequest(), world_.token()));
  const std::filesystem::path folder(made.folder());
  EXPECT_EQ(folder.parent_path(), config_.data_directory);
  EXPECT_TRUE(std::filesystem::exists(folder / "backup.txt"));
  EXPECT_EQ(std::filesystem::status(folder).permissions(), std::filesystem::perms::owner_all);
}

TEST_F(NodeServiceTest, ACopyThatFailsLeavesNothing) {
  const std::filesystem::path evidence =
      std::filesystem::path(config_.data_directory) / "evidence" / "sha256";
  std::filesystem::remove_all(evidence);
  std::ofstream(evidence) << "not a folder";
  const par::testing::TempDir folder;
  v1::ExportRequest request;
  request.set_folder((folder / "copy").string());
  EXPECT_THAT(rpc::Call(*stub_, &v1::NodeService::Stub::Export, request, world_.token()),
              ReasonIs("export_not_read"));
  EXPECT_FALSE(std::filesystem::exists(folder / "copy"));
}

TEST(NodeService, TellsTheLedgerOnlyToThoseWithARightOverAUnitOfTheNode) {
  World world;
  config::Config config = world.NewConfig("n1", NodeLevel::kProvince, "tinh");
  const auto account = [](const std::string& name, const std::string& unit,
                          const std::string& role) {
    return "  - account: " + name + "\n    full_name: Lan\n    unit: " + unit + "\n    roles: [" +
           role + "]\n    token_sha256: " + identity::HashOfToken("token-" + name).Hex() + "\n";
  };
  ASSERT_OK(identity::WriteFileDurably(
      config.bootstrap_accounts,
      "format: parnet/accounts/1\naccounts:\n" + account("quan-tri", "tinh", "administrator") +
          account("chuyen-vien", "tinh", "clerk") + account("cap-duoi", "huyen", "administrator"),
      identity::Secrecy::kPublic));
  const Program program = UnitProgram(NodeLevel::kProvince);
  ASSERT_OK_AND_ASSIGN(const auto node, Node::Start(config, program));
  const auto stub = v1::NodeService::NewStub(node->InsideChannel());
  const par::testing::TempDir folder;
  const struct {
    const char* why;
    const char* token;
    const char* reason;  // Empty: told.
  } rows[] = {
      {"a clerk takes no part in audits", "token-chuyen-vien", "not_permitted"},
      {"an administrator, but of a unit that lives elsewhere", "token-cap-duoi", "not_permitted"},
      {"the administrator of the unit hosted here", "token-quan-tri", ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    v1::ExportRequest copy;
    copy.set_folder((folder / "copy").string());
    EXPECT_THAT(
        rpc::Call(*stub, &v1::NodeService::Stub::ListEntries, v1::ListEntriesRequest(), row.token),
        ReasonIs(row.reason));
    EXPECT_THAT(rpc::Call(*stub, &v1::NodeService::Stub::VerifyLedger, v1::VerifyLedgerRequest(),
                          row.token),
                ReasonIs(row.reason));
    EXPECT_THAT(rpc::Call(*stub, &v1::NodeService::Stub::ListWitnessed, v1::ListWitnessedRequest(),
                          row.token),
                ReasonIs(row.reason));
    EXPECT_THAT(rpc::Call(*stub, &v1::NodeService::Stub::Export, copy, row.token),
                ReasonIs(row.reason));
    EXPECT_EQ(std::filesystem::exists(folder / "copy"), *row.reason == '\0');
    EXPECT_THAT(
        rpc::Call(*stub, &v1::NodeService::Stub::GetStatus, v1::GetStatusRequest(), row.token),
        IsOk());
  }
}

TEST(CheckLedger, NamesTheRowThatTheEntriesDoNotMake) {
  World world;
  const auto config = world.NewConfig("n1", NodeLevel::kProvince, "tinh");
  const Program program = UnitProgram(NodeLevel::kProvince);
  auto owned = std::make_unique<storage::MemoryStore>();
  storage::MemoryStore& store = *owned;
  ASSERT_OK_AND_ASSIGN(
      const auto node,
      Node::Start(config, program,
                  {.store = std::move(owned), .mark = std::make_unique<ledger::MemoryMark>()}));
  ASSERT_EQ(store.Commit({{"\x44"
                           "nobody made this",
                           "x"}},
                         {}, storage::Durability::kSynced),
            storage::Outcome::kOk);
  const auto stub = v1::NodeService::NewStub(node->InsideChannel());
  ASSERT_OK_AND_ASSIGN(const auto answer, Rebuilt(*stub, world.token()));
  EXPECT_FALSE(answer.holds());
  EXPECT_FALSE(answer.fault().empty());
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
