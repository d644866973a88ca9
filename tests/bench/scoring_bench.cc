// How long the country takes: 10,598 communes under a set of 100 criteria, scored and ranked on one
// core without traces, and one changed unit ranked again. Aims: 1 second and 500 MB; 1 millisecond.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/random.h"
#include "common/domain/answers.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/ranking.h"
#include "common/domain/score_sheet.h"
#include "tests/bench/bench_set.h"

namespace par::domain {
namespace {

constexpr int kUnits = 10'598;

const CriteriaSet& TheSet() {
  static const CriteriaSet set = [] {
    auto parsed = ParseCriteriaSet(bench::SetText());
    PAR_CHECK(parsed.ok());
    return *std::move(parsed);
  }();
  return set;
}

const std::vector<Answers>& TheAnswers() {
  static const std::vector<Answers> all = [] {
    SeededRandom random(1);
    std::vector<Answers> made;
    for (int unit = 0; unit < kUnits; ++unit) {
      Answers answers = EmptyAnswers(TheSet(), UnitId("unit-" + std::to_string(unit)));
      for (std::size_t slot = 0; slot + 1 < answers.figures.size(); slot += 2) {
        const auto whole = static_cast<std::int64_t>(random.Uint64() % 2000);
        const auto part = whole - static_cast<std::int64_t>(
                                      random.Uint64() % static_cast<std::uint64_t>(whole / 10 + 1));
        answers.figures[slot] = Rational::FromInt(whole);
        answers.figures[slot + 1] = Rational::FromInt(part);
      }
      made.push_back(std::move(answers));
    }
    return made;
  }();
  return all;
}

std::vector<RankEntry> ScoreAll() {
  std::vector<RankEntry> entries;
  entries.reserve(TheAnswers().size());
  for (const Answers& answers : TheAnswers()) {
    const ScoreSheet sheet = Score(TheSet(), answers, {.traces = false});
    entries.push_back(MakeRankEntry(TheSet(), answers, sheet));
  }
  return entries;
}

double PeakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void BM_ScoreAndRankTheCountry(benchmark::State& state) {
  (void)TheAnswers();
  for (auto _ : state) {
    const std::vector<RankEntry> entries = ScoreAll();
    benchmark::DoNotOptimize(RankAll(entries, Ties::kGap));
  }
  state.counters["units/s"] =
      benchmark::Counter(kUnits, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["leaves/s"] = benchmark::Counter(static_cast<double>(kUnits) * bench::kCriteria,
                                                  benchmark::Counter::kIsIterationInvariantRate);
  state.counters["peak_MB"] = PeakMegabytes();
}
BENCHMARK(BM_ScoreAndRankTheCountry)->Unit(benchmark::kMillisecond);

void BM_RankTheCountry(benchmark::State& state) {
  const std::vector<RankEntry> entries = ScoreAll();
  for (auto _ : state) benchmark::DoNotOptimize(RankAll(entries, Ties::kGap));
}
BENCHMARK(BM_RankTheCountry)->Unit(benchmark::kMillisecond);

// One unit's answers change: its sheet, its place and its rank.
void BM_ScoreAndRankOneChangedUnit(benchmark::State& state) {
  RankIndex index(Ties::kGap);
  for (RankEntry& entry : ScoreAll()) index.Put(std::move(entry));
  Answers answers = TheAnswers().front();
  std::int64_t part = 0;
  for (auto _ : state) {
    answers.figures[0] = Rational::FromInt(100'000);
    answers.figures[1] = Rational::FromInt(part = (part + 7919) % 100'000);
    const ScoreSheet sheet = Score(TheSet(), answers, {.traces = false});
    index.Put(MakeRankEntry(TheSet(), answers, sheet));
    benchmark::DoNotOptimize(index.RankOf(answers.unit));
  }
}
BENCHMARK(BM_ScoreAndRankOneChangedUnit)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace par::domain

BENCHMARK_MAIN();
