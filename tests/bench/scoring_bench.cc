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

namespace par::domain {
namespace {

constexpr int kUnits = 10'598;
constexpr int kCriteria = 100;

// Ten areas of ten leaves, with the kinds of rules met in real sets.
std::string SetText() {
  std::string text =
      "format: parnet/criteria-set/1\nid: bench\nversion: 1\ntitle: t\nlevel: commune\n"
      "year: 2023\nbasis:\n  - {number: 1, date: 2023-01-02, issuer: i}\n"
      "effective: {from: 2023-01-01, to: 2023-12-31}\nmaximum: 100\nareas:\n";
  const std::string rules[] = {
      "(b/a) * max",
      "[{when: a >= 1000, score: (b/a) * max}, {when: a < 1000 and b/a >= 0.97, score: (b/a) * "
      "max}, "
      "{when: a < 1000 and 0.95 <= b/a < 0.97, score: 0.9}, {when: a < 1000 and b/a < 0.95, score: "
      "0}]",
      "[{when: b/a >= 1, score: max}, {when: 0.5 <= b/a < 1, score: 0.5}, {otherwise: 0}]",
      "(b/a) * 0.6 + (b/a) * 0.4",
      "min(b/a / 0.8 * max, max)",
  };
  for (int area = 0; area < kCriteria / 10; ++area) {
    const std::string id = std::to_string(area + 1);
    text += "  - id: \"" + id + "\"\n    title: t\n    maximum: 10\n    criteria:\n";
    for (int i = 0; i < 10; ++i) {
      text += "      - id: \"" + id + '.' + std::to_string(i + 1) + "\"\n" +
              "        title: t\n        maximum: 1\n        inputs:\n" +
              "          a: {title: a, kind: count}\n" +
              "          b: {title: b, kind: count, part_of: a}\n" +
              "        nothing_arises: {when: a = 0, then: not_applicable}\n" +
              "        rule: " + rules[i % 5] + "\n";
    }
  }
  return text;
}

const CriteriaSet& TheSet() {
  static const CriteriaSet set = [] {
    auto parsed = ParseCriteriaSet(SetText());
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
  state.counters["leaves/s"] = benchmark::Counter(static_cast<double>(kUnits) * kCriteria,
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
