// What packing an event batch saves on the line and costs in processor time: a submission as the
// commune Song Vệ made it, and the same with every criterion explained (40 KB of text, nothing
// twice). Hashes, ids and the signature are random, as they are for whoever packs.
#include <benchmark/benchmark.h>

#include <string>

#include "common/base/check.h"
#include "common/base/random.h"
#include "common/rpc/packing.h"
#include "tests/support/sample_cycle.h"

namespace par::rpc {
namespace {

using exchange::v1::LinkMessage;

LinkMessage PushOf(const assessment::v1::Answers& answers) {
  SeededRandom random(1);
  LinkMessage message;
  exchange::v1::Push& push = *message.mutable_push();
  push.mutable_stream()->set_unit("25001");
  push.mutable_stream()->set_hop("25001");
  push.mutable_session()->set_random(random.Uint64());
  push.mutable_base()->set_head(random.Bytes(32));
  exchange::v1::Event& event = *push.add_events();
  event.set_prev_hash(random.Bytes(32));
  event.set_hash(random.Bytes(32));
  exchange::v1::Item& item = *event.mutable_item();
  item.set_submission_id(random.Bytes(16));
  item.set_body(answers.SerializeAsString());
  item.set_origin_signature(random.Bytes(64));
  return message;
}

void Count(benchmark::State& state, const LinkMessage& message, const LinkMessage& packed) {
  const auto bytes = static_cast<double>(message.ByteSizeLong());
  state.counters["bytes"] = bytes;
  state.counters["packed"] = static_cast<double>(packed.ByteSizeLong());
  state.counters["of_it"] = static_cast<double>(packed.ByteSizeLong()) / bytes;
}

void BM_Pack(benchmark::State& state, const LinkMessage& message) {
  for (auto _ : state) benchmark::DoNotOptimize(Pack(message));
  Count(state, message, Pack(message).value_or(message));
}

void BM_Unpack(benchmark::State& state, const LinkMessage& message) {
  const auto packed = Pack(message);
  PAR_CHECK(packed.has_value());
  for (auto _ : state) benchmark::DoNotOptimize(Unpack(packed->packed()));
  Count(state, message, *packed);
}

// What reading the message costs that was not packed: it is part of unpacking.
void BM_Read(benchmark::State& state, const LinkMessage& message) {
  const std::string bytes = message.SerializeAsString();
  for (auto _ : state) {
    LinkMessage read;
    PAR_CHECK(read.ParseFromString(bytes));
    benchmark::DoNotOptimize(read);
  }
}

const LinkMessage& SongVe() {
  static const LinkMessage push = PushOf(testing::SampleAnswers("25001"));
  return push;
}
const LinkMessage& Explained() {
  static const LinkMessage push = PushOf(testing::ExplainedAnswers("25001"));
  return push;
}

BENCHMARK_CAPTURE(BM_Pack, song_ve, SongVe())->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_Unpack, song_ve, SongVe())->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_Read, song_ve, SongVe())->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_Pack, explained, Explained())->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_Unpack, explained, Explained())->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_Read, explained, Explained())->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace par::rpc

BENCHMARK_MAIN();
