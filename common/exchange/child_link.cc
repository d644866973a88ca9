#include "common/exchange/child_link.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/exchange/batch.h"
#include "common/exchange/blob_references.h"
#include "common/exchange/common_position.h"
#include "common/exchange/hello_steps.h"
#include "common/exchange/limits.h"
#include "common/exchange/received.h"

namespace par::exchange {
namespace {

constexpr std::int64_t kLookAtTopologyMicros = 5 * kSecond;
// For streams without a session: each hello is an entry above, and a node above that lost its disk
// may itself wait for days for the node above it. It says when it is in step.
constexpr std::int64_t kHelloAgainMicros = 5 * kSecond;
constexpr std::int64_t kHelloAgainLongest = 300 * kSecond;
// Before the node above takes it for silence that nothing of what it sent is acknowledged.
constexpr std::int64_t kHeldAgainMicros = kSilenceMicros * 3 / 4;

// What the node above asks for, in its milliseconds.
std::int64_t AwayMicros(std::uint64_t ms) {
  return static_cast<std::int64_t>(std::min(ms, kMostAwayMs)) * 1000;
}

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

}  // namespace

ChildLink::ChildLink(ChildLinkConfig config, LinkPorts ports)
    : config_(std::move(config)), ports_(ports), ledger_(config_.node_id) {
  status_.peer = config_.parent_node;
}

LinkActions ChildLink::Step(LinkInput input) {
  LinkStep step(ports_);
  std::visit(Overloaded{[&](Connected&) { OnConnected(step); },
                        [&](MessageIn& in) { OnMessage(step, in.message); },
                        [&](Disconnected& in) { OnDisconnected(step, in.why); }, [](Tick&) {},
                        [](StateChanged&) {}, [&](Committed& in) { OnCommitted(step, in); }},
             input);
  Pump(step);
  return step.Take();
}

LinkStatus ChildLink::Status() const {
  LinkStatus status = status_;
  status.connected = phase_ >= Phase::kConnected;
  status.in_session = phase_ == Phase::kInSession;
  CompareStreams(status);
  status.bytes_per_second = rate_.PerSecond(ports_.clock.MonotonicMicros());
  for (const auto& [stream, line] : lines_) status.items_waiting_there += line.waiting_there;
  status.witnessed = ledger_.witnessed();
  status.ledger_doubt = ledger_.doubt();
  return status;
}

void ChildLink::CompareStreams(LinkStatus& status) const {
  const auto streams = Streams(ports_.store);
  if (!streams.ok()) return;
  // The unit tree comes over this very line: with it there may be streams not yet spoken of.
  status.in_step = status.in_session && !streams->empty() && streams->size() == lines_.size();
  for (const StreamId& stream : *streams) {
    const auto row = StreamView(ports_.store, Side::kLower, stream).Row();
    const auto at = lines_.find(stream);
    if (row.ok()) {
      status.items_waiting += row->staged_items();
      status.bytes_waiting += row->staged_bytes();
    }
    if (!row.ok() || at == lines_.end()) {
      status.in_step = false;
      continue;
    }
    const Line& line = at->second;
    if (line.held) status.in_step = false;
    status.items_here += row->length();
    status.items_above += std::max(row->length(), line.granted.length);
    if (line.session.counter() == 0 || row->length() < line.granted.length) status.in_step = false;
    if (stream.direction == Direction::kUp && !line.ready) status.in_step = false;
  }
}

// What waits over `hop` for units that stand elsewhere by now: they stood below it when it came.
absl::StatusOr<std::vector<StreamId>> ChildLink::LeftOver(const storage::Reader& state,
                                                          const std::string& hop,
                                                          const std::vector<std::string>& below) {
  std::vector<StreamId> left;
  ASSIGN_OR_RETURN(const auto rows, StreamsOver(state, Side::kLower, hop));
  for (const auto& [stream, row] : rows) {
    if (stream.direction != Direction::kUp || row.staged_items() == 0) continue;
    const bool present = std::find(below.begin(), below.end(), stream.unit) != below.end();
    if (stream.unit != hop && !present) left.push_back(stream);
  }
  return left;
}

absl::StatusOr<std::vector<StreamId>> ChildLink::Streams(const storage::Reader& state) const {
  std::vector<StreamId> streams;
  std::vector<StreamId> left;
  ASSIGN_OR_RETURN(const std::vector<std::string> hops,
                   HopsBetween(state, ports_.topology, config_.node_id, config_.parent_node));
  for (const std::string& unit : hops) {
    streams.push_back(UpOf(unit));
    streams.push_back(DownOf(unit));
    ASSIGN_OR_RETURN(const std::vector<std::string> below, ports_.topology.UnitsBelow(state, unit));
    for (const std::string& lower : below) streams.push_back(RelayOf(lower, unit));
    ASSIGN_OR_RETURN(const std::vector<StreamId> over, LeftOver(state, unit, below));
    left.insert(left.end(), over.begin(), over.end());
  }
  // The node above has it whole before the same stream goes on over another hop.
  for (const StreamId& first : left) {
    std::erase_if(streams, [&](const StreamId& stream) {
      return stream.direction == Direction::kUp && stream.unit == first.unit;
    });
  }
  streams.insert(streams.end(), left.begin(), left.end());
  std::sort(streams.begin(), streams.end());
  return streams;
}

void ChildLink::OnConnected(LinkStep& step) {
  ++connection_;
  phase_ = Phase::kConnected;
  want_hello_ = true;
  hello_not_before_ = 0;
  last_in_ = step.now();
  waiting_since_ = 0;
}

void ChildLink::OnDisconnected(LinkStep& step, const absl::Status& why) {
  if (phase_ == Phase::kWaiting) return;
  if (!why.ok() && (phase_ == Phase::kDialing || status_.last_error.ok())) {
    status_.last_error = why;
  }
  // All who were in session lose it together when the node above goes away.
  const bool spread = phase_ >= Phase::kSettling && spread_ > 0;
  phase_ = Phase::kWaiting;
  status_.session_since = 0;
  ForgetQuestions();
  dial_at_ = step.now() + std::max(retry_after_, NextDelay(config_.retry, attempt_, ports_.random));
  if (spread) {
    dial_at_ +=
        static_cast<std::int64_t>(ports_.random.Uint64() % static_cast<std::uint64_t>(spread_));
  }
  retry_after_ = 0;
  ++attempt_;
}

void ChildLink::Fail(LinkStep& step, absl::Status why) {
  status_.last_error = why;
  if (phase_ >= Phase::kDialing) step.Act(Close{std::move(why)});
  // What this node does not take comes again with the next session: that one is not hurried.
  if (phase_ == Phase::kInSession && step.now() - session_began_ < kSilenceMicros) {
    attempt_ = attempts_before_session_;
  }
  OnDisconnected(step, absl::OkStatus());
}

void ChildLink::Hold(LinkStep& step, Line& line, absl::Status why) {
  status_.last_error = std::move(why);
  line.held = true;
  line.ready = false;
  line.waiting_since = 0;
  if (hello_again_at_ == 0) hello_again_at_ = step.now() + kHeldAgainMicros;
}

void ChildLink::Refused(LinkStep& step, Line* line, absl::Status why) {
  if (line == nullptr || domain::ReasonOf(why) != kTypeNewer) return Fail(step, std::move(why));
  Hold(step, *line, std::move(why));
}

void ChildLink::WantHello(absl::Status why) {
  status_.last_error = std::move(why);
  if (phase_ != Phase::kInSession && phase_ != Phase::kSettling) return;
  want_hello_ = true;
  phase_ = Phase::kConnected;
  ForgetQuestions();
}

// What was asked before means nothing after; nobody may be blamed for not answering it.
void ChildLink::ForgetQuestions() {
  waiting_since_ = 0;
  for (auto& [stream, line] : lines_) {
    line.ready = false;
    line.waiting_since = 0;
  }
}

void ChildLink::SubmitCommand(LinkStep& step, Kind kind, const StreamId& stream,
                              std::string payload, Position position) {
  const std::uint64_t ticket = next_ticket_++;
  pending_.emplace(
      ticket,
      Pending{.kind = kind, .stream = stream, .connection = connection_, .position = position});
  step.Act(Submit{.ticket = ticket,
                  .command = MakeCommand(static_cast<std::uint32_t>(kind), stream,
                                         config_.parent_node, std::move(payload), ports_.random)});
}

void ChildLink::PumpHello(LinkStep& step) {
  // What is still being written decides where our streams end.
  if (!want_hello_ || !pending_.empty() || step.now() < hello_not_before_) return;
  const auto streams = Streams(step.state());
  if (!streams.ok()) return Fail(step, streams.status());
  v1::Hello hello;
  hello.set_node_id(config_.node_id);
  hello.set_machine_id(config_.machine_id);
  hello.set_boot_nonce(config_.boot_nonce);
  hello.set_echo_parent_boot(parent_boot_);
  hello.set_protocol_minimum(kProtocolMinimum);
  hello.set_protocol_maximum(kProtocolMaximum);
  hello.set_wall_time(ports_.clock.WallMicros());
  lines_.clear();
  held_.clear();
  bool fresh = true;
  for (const StreamId& stream : *streams) {
    const StreamView view(step.state(), Side::kLower, stream);
    auto described = Describe(view);
    const auto row = view.Row();
    for (const absl::Status& read : {described.status(), row.status()}) {
      if (!read.ok()) return Fail(step, read);
    }
    fresh = fresh && !row->joined();
    *hello.add_streams() = *std::move(described);
    lines_[stream];
  }
  // Nobody is a witness of himself: each word would be an entry to tell of.
  if (config_.parent_node != config_.node_id) ledger_.Describe(step.state(), fresh, hello);
  want_hello_ = false;
  phase_ = Phase::kHelloSent;
  waiting_since_ = step.now();
  step.SendMessage([&](v1::LinkMessage& m) { *m.mutable_hello() = std::move(hello); });
}

void ChildLink::OnHelloAck(LinkStep& step, const v1::HelloAck& ack) {
  if (phase_ != Phase::kHelloSent || ack.echo_boot_nonce() != config_.boot_nonce) return;
  parent_boot_ = ack.parent_boot();
  status_.clock_offset = ClockOffset(ack.wall_time(), ports_.clock.WallMicros());
  if (ack.status() == v1::HELLO_STATUS_BUSY) {  // The line is good: only the hello is repeated.
    status_.last_error = ReasonGiven(ack.reason(), ack.parameters());
    phase_ = Phase::kConnected;
    waiting_since_ = 0;
    want_hello_ = true;
    hello_not_before_ = step.now() + AwayMicros(ack.retry_after_ms());
    return;
  }
  if (ack.status() != v1::HELLO_STATUS_OK) {
    retry_after_ = AwayMicros(ack.retry_after_ms());
    return Fail(step, ReasonGiven(ack.reason(), ack.parameters()));
  }
  spread_ = AwayMicros(ack.spread_ms());
  ledger_.Take(step.state(), ack, step.now());
  bool compare = false;
  if (absl::Status taken = TakeGrants(step, ack, compare); !taken.ok()) {
    return Fail(step, std::move(taken));
  }
  phase_ = Phase::kSettling;
  waiting_since_ = 0;
  // A stream without a session: the node above is itself not yet in step with the one above it.
  const bool all = std::all_of(lines_.begin(), lines_.end(),
                               [](const auto& line) { return line.second.session.counter() != 0; });
  hello_pause_ = all ? 0 : std::clamp(2 * hello_pause_, kHelloAgainMicros, kHelloAgainLongest);
  hello_again_at_ = all ? 0 : step.now() + hello_pause_;
  if (!compare) return BeginSession(step);
  const auto parts = InSteps(step.state(), ack);
  if (!parts.ok()) return Fail(step, parts.status());
  for (const v1::HelloAck& part : *parts) {
    SubmitCommand(step, Kind::kTakeHelloAck, lines_.begin()->first, part.SerializeAsString(), {});
  }
}

absl::Status ChildLink::TakeGrants(LinkStep& step, const v1::HelloAck& ack, bool& compare) {
  // Whatever the clocks show: nothing that is said may depend on them.
  const bool clocks =
      !clocks_kept_at_.has_value() || step.now() - *clocks_kept_at_ >= kClocksComparedMicros;
  for (const v1::StreamGrant& grant : ack.grants()) {
    const std::optional<StreamId> stream = FromWire(grant.stream());
    const auto at = stream.has_value() ? lines_.find(*stream) : lines_.end();
    if (at == lines_.end()) continue;
    Line& line = at->second;
    line.session = grant.session();
    line.granted = FromWire(grant.position());
    ASSIGN_OR_RETURN(const record::StreamRow row,
                     StreamView(step.state(), Side::kLower, *stream).Row());
    const Position common = FromWire(grant.common());
    if (stream->direction == Direction::kUp) {
      const bool joins = !row.joined() && line.granted == common;
      compare = compare || clocks || joins || common != EndOf(row);
    }
  }
  return absl::OkStatus();
}

void ChildLink::BeginSession(LinkStep& step) {
  phase_ = Phase::kInSession;
  session_began_ = step.now();
  attempts_before_session_ = std::exchange(attempt_, 0);
  status_.last_error = absl::OkStatus();
  if (status_.session_since == 0) status_.session_since = ports_.clock.WallMicros();
  for (auto& [stream, line] : lines_) {
    if (stream.direction != Direction::kUp || line.session.counter() == 0) continue;
    const auto end = StreamView(step.state(), Side::kLower, stream).End();
    if (!end.ok()) return Fail(step, end.status());
    line.sent = *end;
    line.ready = line.granted == *end;
    if (!line.ready) AskTail(step, stream, line);
  }
  std::vector<v1::LinkMessage> held = std::move(held_);
  held_.clear();
  for (v1::LinkMessage& message : held) {
    if (phase_ == Phase::kInSession) Handle(step, message);
  }
}

void ChildLink::AskTail(LinkStep& step, const StreamId& stream, Line& line) {
  line.waiting_since = step.now();
  step.SendMessage([&](v1::LinkMessage& m) {
    *m.mutable_tail()->mutable_stream() = ToWire(stream);
    *m.mutable_tail()->mutable_session() = line.session;
    *m.mutable_tail()->mutable_base() = ToWire(line.sent);
  });
}

// Each stream for itself: one that is answered says nothing about another's lost question.
bool ChildLink::Silent(const LinkStep& step) const {
  const auto overdue = [&](std::int64_t since) {
    return since != 0 && step.now() - since > kSilenceMicros;
  };
  if (overdue(waiting_since_)) return true;
  if (phase_ == Phase::kDialing) return false;  // What came on earlier lines says nothing.
  for (const auto& [stream, line] : lines_) {
    if (overdue(line.waiting_since)) return true;
  }
  return step.now() - last_in_ > 2 * kHeartbeatMicros + kSilenceMicros;
}

// Not while something is on its way: it would be sent again.
bool ChildLink::MustTellOfLedger(LinkStep& step) {
  if (ledger_.due_at() == 0 || step.now() < ledger_.due_at()) return false;
  return pending_.empty() && UnderWay() == 0 && ledger_.Due(step.state(), step.now());
}

void ChildLink::Pump(LinkStep& step) {
  if (phase_ == Phase::kWaiting) {
    if (step.now() < dial_at_) return;
    phase_ = Phase::kDialing;
    waiting_since_ = step.now();
    step.Act(Dial{});
    return;
  }
  if (Silent(step)) {
    return Fail(step, domain::Refusal(absl::StatusCode::kUnavailable, "exchange_silent",
                                      {{"seconds", std::to_string(kSilenceMicros / kSecond)}}));
  }
  if (phase_ == Phase::kDialing) return;
  if (phase_ == Phase::kInSession && step.now() - looked_at_topology_ > kLookAtTopologyMicros) {
    looked_at_topology_ = step.now();
    const auto streams = Streams(step.state());
    const auto known = [&](const StreamId& stream) { return lines_.contains(stream); };
    if (streams.ok() && (streams->size() != lines_.size() ||
                         !std::all_of(streams->begin(), streams->end(), known))) {
      WantHello(absl::OkStatus());
    }
  }
  const bool again = hello_again_at_ != 0 && step.now() >= hello_again_at_;
  const bool clocks = step.now() - session_began_ >= kClocksComparedMicros;
  if (phase_ == Phase::kInSession && (again || clocks || MustTellOfLedger(step))) {
    WantHello(absl::OkStatus());
  }
  if (phase_ == Phase::kConnected) PumpHello(step);
  if (phase_ != Phase::kInSession) return;
  std::size_t under_way = UnderWay();
  for (auto& [stream, line] : lines_) {
    if (phase_ != Phase::kInSession) return;
    if (stream.direction == Direction::kUp && line.ready) PumpLine(step, stream, line, under_way);
  }
}

}  // namespace par::exchange
