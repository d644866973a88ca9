// How much of the rate of bare synced RocksDB writes the ledger keeps, side by side in one run, so
// that a busy or slow machine burdens both: closed-loop writers, payloads of 80 KB, each answered
// only when synced. Counters: bare and ledger in commands per second, ratio = ledger / bare.
//
//   build/release/tests/bench/ledger_bench
#include <benchmark/benchmark.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/base/check.h"
#include "common/base/random.h"
#include "common/ledger/file_mark.h"
#include "common/ledger/ledger.h"
#include "common/storage/key.h"
#include "common/storage/rocks/rocks_store.h"
#include "tests/support/temp_dir.h"

namespace par::ledger {
namespace {

constexpr std::size_t kPayloadBytes = 80'000;
constexpr auto kSliceTime = std::chrono::milliseconds(500);
constexpr int kSlices = 4;  // Of each side, in turns.

// Notes where the payload is, as a desk does that keeps the accepted submission in its entry.
class PointerMachine final : public StateMachine {
 public:
  absl::StatusOr<std::string> Apply(const Entry& entry, Transaction& transaction) override {
    transaction.Put("\x40" + entry.command.id, std::to_string(entry.number));
    return "ok";
  }
};

// Runs `once` in each of `writers` threads again and again for a while; returns the rate.
double Rate(int writers, const std::function<void(SeededRandom&)>& once) {
  std::atomic<bool> stop = false;
  std::atomic<std::int64_t> done = 0;
  std::vector<std::thread> threads;
  const auto start = std::chrono::steady_clock::now();
  static std::uint64_t seed = 0;
  for (int i = 0; i < writers; ++i) {
    threads.emplace_back([&, own = ++seed] {
      SeededRandom random(own);
      while (!stop) {
        once(random);
        ++done;
      }
    });
  }
  std::this_thread::sleep_for(kSliceTime);
  stop = true;
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return static_cast<double>(done) / took.count();
}

class LedgerSide {
 public:
  LedgerSide() {
    PAR_CHECK(ledger_ != nullptr);
    threads_.emplace_back([this] {
      while (ledger_->WaitToWrite()) ledger_->WriteNext();
    });
    threads_.emplace_back([this] {
      while (ledger_->WaitToAcknowledge()) ledger_->AcknowledgeWritten();
    });
  }
  ~LedgerSide() {
    ledger_->Close();
    for (std::thread& thread : threads_) thread.join();
  }
  LedgerSide(const LedgerSide&) = delete;
  LedgerSide& operator=(const LedgerSide&) = delete;

  void Commit(const std::string& payload, SeededRandom& random) {
    std::promise<bool> answered;
    ledger_->Submit({.id = random.Bytes(16),
                     .actor = {.unit = "51.01", .account = "lan", .role = "clerk"},
                     .unit = "51.01",
                     .cycle = "2024",
                     .kind = 1,
                     .payload = payload},
                    [&](const auto& answer) { answered.set_value(answer.ok()); });
    PAR_CHECK(answered.get_future().get());
  }

 private:
  testing::TempDir dir_;
  std::unique_ptr<storage::RocksStore> store_ = *storage::RocksStore::Open(dir_ / "db");
  std::unique_ptr<FileMark> mark_ = *FileMark::Open(dir_ / "mark");
  PointerMachine machine_;
  std::unique_ptr<Ledger> ledger_ = *Ledger::Open(*store_, *mark_, machine_, SystemClock());
  std::vector<std::thread> threads_;
};

void BareAndLedger(benchmark::State& state) {
  const int writers = static_cast<int>(state.range(0));
  const std::string payload = SeededRandom(1).Bytes(kPayloadBytes);
  const testing::TempDir dir;
  const auto bare_store = *storage::RocksStore::Open(dir / "db");
  LedgerSide ledger_side;
  double bare = 0;
  double ledger = 0;
  for (auto _ : state) {
    for (int slice = 0; slice < kSlices; ++slice) {
      bare += Rate(writers, [&](SeededRandom& random) {
        PAR_CHECK(bare_store->Commit({{"\x03" + random.Bytes(8), payload}}, {},
                                     storage::Durability::kSynced) == storage::Outcome::kOk);
      });
      ledger += Rate(writers, [&](SeededRandom& random) { ledger_side.Commit(payload, random); });
    }
  }
  state.counters["bare"] = bare / kSlices;
  state.counters["ledger"] = ledger / kSlices;
  state.counters["ratio"] = ledger / bare;
}
BENCHMARK(BareAndLedger)
    ->ArgName("writers")
    ->Arg(1)
    ->Arg(8)
    ->Arg(32)
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

}  // namespace
}  // namespace par::ledger

BENCHMARK_MAIN();
