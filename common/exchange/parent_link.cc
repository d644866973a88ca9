#include "common/exchange/parent_link.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/base/status_macros.h"
#include "common/exchange/batch.h"
#include "common/exchange/common_position.h"
#include "common/exchange/exchange_state.h"
#include "common/exchange/limits.h"
#include "common/exchange/received.h"
#include "common/exchange/witness.h"

namespace par::exchange {
namespace {

constexpr std::uint64_t kBusyRetryMs = 5000;
// A child that is slow to catch up gives its place to the next one.
constexpr std::int64_t kLongestCatchingUp = 30 * kSecond;

}  // namespace

ParentLink::ParentLink(ParentLinkConfig config, LinkPorts ports)
    : config_(std::move(config)), ports_(ports) {
  status_.peer = config_.peer_node;
}

LinkActions ParentLink::Step(LinkInput input) {
  LinkStep step(ports_);
  if (std::holds_alternative<Connected>(input)) {
    phase_ = Phase::kWaiting;
    last_in_ = step.now();
    waiting_since_ = step.now();
  } else if (auto* in = std::get_if<MessageIn>(&input)) {
    OnMessage(step, in->message);
  } else if (auto* gone = std::get_if<Disconnected>(&input)) {
    if (!gone->why.ok() && status_.last_error.ok()) status_.last_error = gone->why;
    status_.session_since = 0;
    phase_ = Phase::kClosed;
    LeaveAdmission();
  } else if (auto* committed = std::get_if<Committed>(&input)) {
    OnCommitted(step, *committed);
  }
  Pump(step);
  return step.Take();
}

LinkStatus ParentLink::Status() const {
  LinkStatus status = status_;
  status.connected = phase_ != Phase::kClosed;
  status.in_session = phase_ == Phase::kInSession;
  status.bytes_per_second = rate_.PerSecond(ports_.clock.MonotonicMicros());
  for (const auto& [stream, line] : lines_) {
    status.items_waiting_there += line.items_there;
    status.bytes_waiting_there += line.bytes_there;
    const auto row = StreamView(ports_.store, Side::kUpper, stream).Row();
    if (!row.ok() || stream.direction != Direction::kDown) continue;
    status.items_waiting += row->length() - row->delivered().length() + row->staged_items();
  }
  return status;
}

void ParentLink::Fail(LinkStep& step, absl::Status why) {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  LeaveAdmission();
  status_.last_error = why;
  step.Act(Close{std::move(why)});
}

void ParentLink::SubmitCommand(LinkStep& step, Kind kind, const StreamId& stream,
                               std::string payload, Position position) {
  const std::uint64_t ticket = next_ticket_++;
  pending_bytes_ += payload.size();
  pending_.emplace(
      ticket,
      Pending{.kind = kind, .stream = stream, .bytes = payload.size(), .position = position});
  step.Act(Submit{.ticket = ticket,
                  .command = MakeCommand(static_cast<std::uint32_t>(kind), stream,
                                         config_.peer_node, std::move(payload), ports_.random)});
}

void ParentLink::RefuseHello(LinkStep& step, v1::HelloStatus status, const absl::Status& why) {
  status_.last_error = why;
  phase_ = Phase::kWaiting;
  LeaveAdmission();
  step.SendMessage([&](v1::LinkMessage& m) {
    v1::HelloAck& ack = *m.mutable_hello_ack();
    ack.set_echo_boot_nonce(hello_.boot_nonce());
    ack.set_parent_boot(config_.parent_boot);
    ack.set_status(status);
    ack.set_wall_time(ports_.clock.WallMicros());
    ack.set_node_id(config_.node_id);
    ack.set_reason(domain::ReasonOf(why));
    for (const domain::Parameter& parameter : domain::ParametersOf(why)) {
      v1::Parameter* given = ack.add_parameters();
      given->set_name(parameter.name);
      given->set_value(parameter.value);
    }
    if (status == v1::HELLO_STATUS_BUSY) ack.set_retry_after_ms(retry_after_ms_);
  });
}

absl::Status ParentLink::CheckHello(LinkStep& step, const v1::Hello& hello) {
  if (hello.node_id() != config_.peer_node) {
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "exchange_wrong_node",
                           {{"certificate", config_.peer_node}, {"claimed", hello.node_id()}});
  }
  if (hello.machine_id().empty() || hello.machine_id().size() > kMaxNameBytes) {
    return Malformed("machine_id");
  }
  if (hello.boot_nonce().size() > kMaxNameBytes) return Malformed("boot_nonce");
  std::set<StreamId> named;
  for (const v1::HelloStream& described : hello.streams()) {
    const std::optional<StreamId> stream = FromWire(described.stream());
    if (!stream.has_value()) return Malformed("streams");
    if (!named.insert(*stream).second) return Malformed("streams");  // Twice.
    // The ledger's thread looks for each of them, for those of a stream down with every one up.
    if (described.earlier_size() > kMaxEarlierPositions) return Malformed("streams.earlier");
    ASSIGN_OR_RETURN(const bool may, MaySpeak(*stream, config_.peer_node, config_.node_id,
                                              step.state(), ports_.topology));
    if (!may) {
      return domain::Refusal(absl::StatusCode::kPermissionDenied, "exchange_not_entitled",
                             {{"node", config_.peer_node}, {"stream", Name(*stream)}});
    }
  }
  return absl::OkStatus();
}

bool ParentLink::Admitted(LinkStep& step) {
  retry_after_ms_ = kBusyRetryMs;
  LeaveAdmission();  // A hello more is counted like the first.
  if (config_.admission == nullptr) return true;
  const std::optional<std::uint64_t> wait = config_.admission->Enter(config_.peer_node);
  if (wait.has_value()) {
    retry_after_ms_ = *wait;
    return false;
  }
  admitted_at_ = std::max<std::int64_t>(step.now(), 1);
  return true;
}

void ParentLink::LeaveAdmission() {
  if (admitted_at_ == 0) return;
  admitted_at_ = 0;
  config_.admission->Leave();
}

bool ParentLink::CaughtUp(const LinkStep& step) const {
  if (step.now() - admitted_at_ > kLongestCatchingUp) return true;
  if (phase_ != Phase::kInSession || !pending_.empty()) return false;
  return std::all_of(lines_.begin(), lines_.end(), [](const auto& one) {
    return one.first.direction != Direction::kUp ||
           (one.second.heard && one.second.items_there == 0);
  });
}

void ParentLink::OnHello(LinkStep& step, v1::Hello& hello) {
  // One hello at a time: a second one before the answer is a copy that the line made.
  if (phase_ == Phase::kGranting) return;
  hello_ = std::move(hello);
  lines_.clear();
  recovering_.clear();
  waiting_since_ = 0;
  if (hello_.protocol_minimum() > kProtocolMaximum ||
      hello_.protocol_maximum() < kProtocolMinimum) {
    return RefuseHello(step, v1::HELLO_STATUS_UPGRADE,
                       domain::Refusal(absl::StatusCode::kFailedPrecondition, "exchange_upgrade",
                                       {{"theirs", std::to_string(hello_.protocol_maximum())},
                                        {"ours", std::to_string(kProtocolMaximum)}}));
  }
  if (const absl::Status checked = CheckHello(step, hello_); !checked.ok()) {
    return RefuseHello(step, v1::HELLO_STATUS_REFUSED, checked);
  }
  if (!Admitted(step)) {
    return RefuseHello(
        step, v1::HELLO_STATUS_BUSY,
        domain::Refusal(absl::StatusCode::kUnavailable, "exchange_many_at_once",
                        {{"seconds", std::to_string((retry_after_ms_ + 999) / 1000)}}));
  }
  record::GrantSession grant;
  *grant.mutable_hello() = hello_;
  randoms_.clear();
  for (int i = 0; i < hello_.streams_size(); ++i) {
    randoms_.push_back(ports_.random.Uint64());
    grant.add_randoms(randoms_.back());
  }
  const auto witness = ReadWitness(step.state(), config_.peer_node);
  ledger_before_ = witness.ok() ? witness->ledger() : 0;
  phase_ = Phase::kGranting;
  SubmitCommand(step, Kind::kGrantSession, StreamId(), grant.SerializeAsString(), {});
}

// FAILED_PRECONDITION exchange_superseded: somebody else was granted a session since.
absl::StatusOr<v1::StreamGrant> ParentLink::GrantOf(LinkStep& step, int index) {
  const v1::HelloStream& theirs = hello_.streams(index);
  const std::optional<StreamId> stream = FromWire(theirs.stream());
  const StreamView view(step.state(), Side::kUpper, stream.value_or(StreamId()));
  ASSIGN_OR_RETURN(const record::StreamRow row, view.Row());
  if (row.session().random() != randoms_[static_cast<std::size_t>(index)]) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "exchange_superseded",
                           {{"node", config_.peer_node}});
  }
  ASSIGN_OR_RETURN(const Position common, CommonPosition(view, theirs));
  v1::StreamGrant grant;
  *grant.mutable_stream() = theirs.stream();
  *grant.mutable_session() = row.session();
  *grant.mutable_position() = ToWire(EndOf(row));
  *grant.mutable_common() = ToWire(common);
  Line& line = lines_[view.stream()];
  line.session = row.session();
  if (view.stream().direction == Direction::kDown) {
    line.sent = common;
    line.ready = common == FromWire(theirs.position());
  }
  return grant;
}

void ParentLink::TellWhatIsWitnessed(LinkStep& step, v1::HelloAck& ack) {
  const auto row = ReadWitness(step.state(), config_.peer_node);
  if (!row.ok() || row->ledger() == 0) return;  // Of no use, but nothing else depends on it.
  *ack.mutable_witnessed() = row->newest();
  status_.witnessed = row->newest().length();
  status_.ledger_doubt = DoubtOf(*row, config_.peer_node);
  another_ledger_ = ledger_before_ != 0 && row->ledger() > ledger_before_;
}

void ParentLink::Grant(LinkStep& step, const std::string& granted) {
  v1::HelloAck ack;
  ack.set_echo_boot_nonce(hello_.boot_nonce());
  ack.set_parent_boot(config_.parent_boot);
  ack.set_status(v1::HELLO_STATUS_OK);
  ack.set_protocol(std::min(kProtocolMaximum, hello_.protocol_maximum()));
  ack.set_wall_time(ports_.clock.WallMicros());
  ack.set_node_id(config_.node_id);
  ack.set_spread_ms(config_.spread_ms);
  if (hello_.has_ledger()) TellWhatIsWitnessed(step, ack);
  for (int i = 0; i < hello_.streams_size(); ++i) {
    if (granted[static_cast<std::size_t>(i)] != kGranted) {
      const StreamId stream = FromWire(hello_.streams(i).stream()).value_or(StreamId());
      const auto recovering = ExchangeState::Recovering(step.state(), ports_.topology, stream);
      if (recovering.ok() && *recovering) recovering_.push_back(stream);
      continue;
    }
    auto grant = GrantOf(step, i);
    if (!grant.ok()) return Fail(step, grant.status());
    *ack.add_grants() = *std::move(grant);
  }
  phase_ = Phase::kInSession;
  status_.last_error = absl::OkStatus();
  if (status_.session_since == 0) status_.session_since = ports_.clock.WallMicros();
  status_.clock_offset = ClockOffset(hello_.wall_time(), ports_.clock.WallMicros());
  step.SendMessage([&](v1::LinkMessage& m) { *m.mutable_hello_ack() = std::move(ack); });
  for (auto& [stream, line] : lines_) {
    if (stream.direction != Direction::kDown || line.ready) continue;
    // The child holds something that is not here: this node lost it, and takes it back.
    AskTail(step, stream, line);
  }
}

}  // namespace par::exchange
