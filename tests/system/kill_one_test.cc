// Goal: a node that is killed (kill -9) again and again under load keeps all it acknowledged,
// counts nothing twice, and its ledger holds. Method: the real program of a province with communes
// directly below it. Four of their nodes push submissions and withdrawals over mutual TLS, a person
// at the province's own socket adds accounts, all at once; the process is killed after a number of
// acknowledgements drawn from a seed, with others under way. Every new connection compares what was
// promised with what is held, sends again what was not answered, and once something that was. At
// the end the disk is read.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>
#include <utility>

#include "common/base/status_macros.h"
#include "common/services/kinds.h"
#include "par/account/v1/account.grpc.pb.h"
#include "tests/support/status_matchers.h"
#include "tests/system/disk.h"
#include "tests/system/office.h"
#include "tests/system/peer_client.h"
#include "tests/system/run_length.h"

namespace par::testing {
namespace {

using account::v1::AccountService;

constexpr char kNode[] = "nut-tinh";
constexpr int kClients = 4;
constexpr int kUnitsEach = 2;
constexpr std::size_t kCycles = 24;

std::vector<NodePlan> Plans() {
  std::vector<NodePlan> plans = {
      {.id = kNode, .level = config::NodeLevel::kProvince, .units = {"tinh"}}};
  for (int i = 0; i < kClients; ++i) {
    NodePlan& plan = plans.emplace_back();
    plan.id = "nut-" + std::to_string(i);
    plan.upper = kNode;
    for (int unit = 0; unit < kUnitsEach; ++unit) {
      plan.units.push_back(CommuneOf(i * kUnitsEach + unit));
    }
  }
  return plans;
}

// Lets those who work at the node know which of its lives this is.
class Lives {
 public:
  void Begin(int port) {
    const std::lock_guard lock(mutex_);
    ++life_;
    port_ = port;
    changed_.notify_all();
  }
  // `serves`: the last life goes on; otherwise nobody need ask the node again.
  void End(bool serves) {
    const std::lock_guard lock(mutex_);
    over_ = true;
    gone_ = !serves;
    changed_.notify_all();
  }
  // Waits for a life after `last`; false when there will be none.
  bool Next(std::uint64_t& last, int& port) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return over_ || life_ > last; });
    port = port_;
    return std::exchange(last, life_) != life_;
  }
  // The node that was begun last may still be there.
  bool Lasts(std::uint64_t life) {
    const std::lock_guard lock(mutex_);
    return life_ == life && !gone_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t life_ = 0;
  int port_ = 0;
  bool over_ = false;
  bool gone_ = false;
};

class KillOne : public ::testing::Test {
 protected:
  // A submission, then its withdrawal, in one cycle after the other.
  PeerItem ItemOf(const std::string& unit, std::size_t number) const {
    const std::string cycle = "ky-" + std::to_string(number / 2 % kCycles);
    if (number % 2 == 1) {
      dossier::v1::Action action;
      action.set_kind("withdraw");
      action.set_unit(unit);
      action.set_cycle(cycle);
      return {.type = static_cast<std::uint32_t>(services::ItemType::kAction),
              .body = action.SerializeAsString()};
    }
    assessment::v1::Submission submission;
    submission.set_cycle(cycle);
    submission.set_unit(unit);
    *submission.mutable_answers() = answers_;
    submission.mutable_answers()->set_unit(unit);
    submission.set_set_sha256(SampleSetSha256().ToBytes());
    submission.set_filled_by(unit + ".clerk");
    submission.set_approved_by(unit + ".leader");
    submission.set_submitted_by(unit + ".leader");
    return {.type = static_cast<std::uint32_t>(services::ItemType::kSubmission),
            .body = submission.SerializeAsString()};
  }

  void SetUpCountry() {
    std::vector<std::string> cycles;
    for (std::size_t i = 0; i < kCycles; ++i) cycles.push_back("ky-" + std::to_string(i));
    ASSERT_OK(office_.OpenProvince(kNode, kClients * kUnitsEach, cycles));
  }

  // On one connection: OK only in the last life, once everything that was sent is answered.
  absl::Status PushOn(PeerClient& client, int port, SeededRandom& random) {
    RETURN_IF_ERROR(client.Connect(port));
    RETURN_IF_ERROR(client.PushAgain());
    while (!finishing_) {
      const std::uint64_t before = client.acknowledged();
      RETURN_IF_ERROR(client.PushSome(1 + random.Uint64() % 8));
      acknowledged_ += client.acknowledged() - before;
    }
    for (int i = 0; i < kUnitsEach; ++i) RETURN_IF_ERROR(client.PushSome(1));
    return absl::OkStatus();
  }
  void Push(PeerClient& client, std::uint64_t seed) {
    SeededRandom random(seed);
    std::uint64_t life = 0;
    int port = 0;
    while (lives_.Next(life, port)) {
      absl::Status status;
      (void)Eventually(
          [&] {
            status = PushOn(client, port, random);
            return !IsForLater(status) || !lives_.Lasts(life);
          },
          std::chrono::minutes(10));
      if (status.ok()) return;
      if (IsForLater(status)) continue;
      const std::lock_guard lock(mutex_);
      broken_promise_ = status.ToString();
      return;
    }
  }

  void AddAccounts() {
    std::uint64_t life = 0;
    int port = 0;
    account::v1::AddAccountRequest request;
    while (lives_.Next(life, port)) {
      while (!finishing_) {
        if (request.request_id().empty()) {
          request.set_request_id(rpc::NewRequestId());
          request.mutable_account()->set_name("a-" + std::to_string(accounts_.size()));
          request.mutable_account()->set_full_name("Lê Văn Bình");
          request.mutable_account()->set_unit("tinh");
          request.mutable_account()->add_roles(account::v1::ROLE_CLERK);
        }
        const auto answer =
            country_.Ask(kNode, "tinh.administrator", &AccountService::Stub::AddAccount, request);
        if (IsForLater(answer.status())) {
          if (lives_.Lasts(life)) continue;  // Again, with the same id.
          break;
        }
        if (!answer.ok()) {
          const std::lock_guard lock(mutex_);
          broken_promise_ = Describe(answer.status());
          return;
        }
        accounts_.push_back(request.request_id());
        request.Clear();
        ++acknowledged_;
      }
    }
  }

  std::string BrokenPromise() {
    const std::lock_guard lock(mutex_);
    return broken_promise_;
  }

  void CheckDisk(const std::vector<std::unique_ptr<PeerClient>>& clients) {
    std::string said;
    EXPECT_EQ(country_.Verify(kNode, said), 0) << said;
    ASSERT_OK_AND_ASSIGN(const NodeDisk disk, ReadNodeDisk(country_.ConfigOf(kNode)));
    EXPECT_EQ(disk.Twice(), 0u);
    for (const std::string& id : accounts_) EXPECT_EQ(disk.command_ids.count(id), 1u);
    for (int i = 0; i < kClients * kUnitsEach; ++i) {
      std::vector<std::string> held;
      for (const HeldEvent& event :
           disk.EventsOf(exchange::Side::kUpper, exchange::UpOf(CommuneOf(i)))) {
        held.push_back(event.submission_id);
        EXPECT_EQ(event.verdict, exchange::v1::VERDICT_APPLIED);
      }
      EXPECT_EQ(held,
                clients[static_cast<std::size_t>(i / kUnitsEach)]->AcknowledgedOf(CommuneOf(i)))
          << CommuneOf(i);
    }
  }

  Country country_{Plans()};
  Office office_{country_};
  const assessment::v1::Answers answers_ = office_.AnswersOf("song-ve", {});
  Lives lives_;
  std::atomic<std::uint64_t> acknowledged_ = 0;
  std::atomic<bool> finishing_ = false;
  std::vector<std::string> accounts_;  // Request ids that were answered.
  std::mutex mutex_;
  std::string broken_promise_;
};

TEST_F(KillOne, LosesNothingAndCountsNothingTwice) {
  const int kills = ShortOrLong(25, 500);
  const std::uint64_t seed = RunSeed();
  const auto begun = std::chrono::steady_clock::now();
  SeededRandom random(seed);
  country_.Start(kNode);
  SetUpCountry();
  std::vector<std::unique_ptr<PeerClient>> clients;
  std::vector<std::thread> threads;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<PeerClient>(
        country_.ConfigOf("nut-" + std::to_string(i)), kNode,
        [this](const std::string& unit, std::size_t number) { return ItemOf(unit, number); }));
    threads.emplace_back(
        [this, client = clients.back().get(), own = random.Uint64()] { Push(*client, own); });
  }
  threads.emplace_back([this] { AddAccounts(); });
  std::uint64_t entries = 0;
  for (int kill = 0; kill < kills && BrokenPromise().empty() && !HasFatalFailure(); ++kill) {
    const std::uint64_t until = acknowledged_ + 1 + random.Uint64() % 80;
    lives_.Begin(country_.PeerPort(kNode));
    EXPECT_TRUE(Eventually([&] { return acknowledged_ >= until || !BrokenPromise().empty(); }));
    EXPECT_TRUE(country_.Kill(kNode)) << country_.LogOf(kNode);
    country_.Start(kNode);
    node::v1::VerifyLedgerRequest piece;
    absl::StatusOr<node::v1::VerifyLedgerResponse> verified;
    do {
      verified = country_.Insist(kNode, "tinh.administrator",
                                 &node::v1::NodeService::Stub::VerifyLedger, piece);
      if (verified.ok()) piece.set_run(verified->run());
    } while (!piece.run().empty() && verified.ok());
    EXPECT_OK(verified);
    if (!verified.ok()) break;
    EXPECT_TRUE(verified->holds()) << verified->fault();
    EXPECT_GT(verified->entries(), entries) << "what was acknowledged is in the ledger";
    entries = verified->entries();
  }
  finishing_ = true;
  lives_.Begin(country_.PeerPort(kNode));
  lives_.End(/*serves=*/!HasFatalFailure());
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(BrokenPromise(), "");
  EXPECT_EQ(country_.Stop(kNode), 0);
  CheckDisk(clients);
  std::uint64_t again = 0;
  for (const auto& client : clients) again += client->sent_again();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::printf(
      "PAR_SEED=%llu: %d kills, %llu acknowledged (%zu over the socket), %llu items sent again, "
      "%llu entries, %.0f s\n",
      static_cast<unsigned long long>(seed), kills,
      static_cast<unsigned long long>(acknowledged_.load()), accounts_.size(),
      static_cast<unsigned long long>(again), static_cast<unsigned long long>(entries),
      took.count());
}

}  // namespace
}  // namespace par::testing
