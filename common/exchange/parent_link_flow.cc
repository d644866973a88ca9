// ParentLink within a session: what comes up is checked and written, what waits goes down.
#include <utility>

#include "common/exchange/batch.h"
#include "common/exchange/exchange_state.h"
#include "common/exchange/limits.h"
#include "common/exchange/parent_link.h"
#include "common/exchange/receipt.h"
#include "common/exchange/received.h"

namespace par::exchange {
namespace {

// Twice what an honest child has under way, and then some for its other streams.
constexpr std::size_t kMaxPendingBytes = 16 * kWindowBytes;

}  // namespace

ParentLink::Line* ParentLink::Find(const v1::Stream& wire, const v1::Session& session,
                                   StreamId& stream) {
  const std::optional<StreamId> named = FromWire(wire);
  if (!named.has_value() || phase_ != Phase::kInSession) return nullptr;
  stream = *named;
  const auto at = lines_.find(stream);
  if (at == lines_.end() || !SameSession(at->second.session, session)) return nullptr;
  return &at->second;
}

void ParentLink::NeedHello(LinkStep& step, const v1::Stream& stream, v1::NeedHelloReason why,
                           const absl::Status& status, std::string submission_id) {
  if (!status.ok()) status_.last_error = status;
  step.SendMessage([&](v1::LinkMessage& m) {
    v1::NeedHello& need = *m.mutable_need_hello();
    *need.mutable_stream() = stream;
    need.set_why(why);
    need.set_submission_id(std::move(submission_id));
    need.set_reason(domain::ReasonOf(status));
    for (const domain::Parameter& parameter : domain::ParametersOf(status)) {
      need.add_parameters()->set_name(parameter.name);
      need.mutable_parameters()->rbegin()->set_value(parameter.value);
    }
  });
}

void ParentLink::OnMessage(LinkStep& step, v1::LinkMessage& message) {
  if (phase_ == Phase::kClosed) return;
  last_in_ = step.now();
  status_.last_contact = ports_.clock.WallMicros();
  switch (message.message_case()) {
    case v1::LinkMessage::kHello:
      return OnHello(step, *message.mutable_hello());
    case v1::LinkMessage::kPush:
      return OnPush(step, *message.mutable_push());
    case v1::LinkMessage::kTail:
      return OnTail(step, *message.mutable_tail());
    case v1::LinkMessage::kDownAck:
      return OnDownAck(step, *message.mutable_down_ack());
    case v1::LinkMessage::kPacked:  // One that could not be unpacked (common/rpc/packing.h).
      return Fail(step, Malformed("packed"));
    case v1::LinkMessage::kHelloAck:
    case v1::LinkMessage::kAck:
    case v1::LinkMessage::kNeedHello:
    case v1::LinkMessage::kDownPush:
    case v1::LinkMessage::MESSAGE_NOT_SET:
      break;
  }
  Fail(step, domain::Refusal(absl::StatusCode::kInvalidArgument, "exchange_unexpected",
                             {{"message", std::to_string(message.message_case())}}));
}

void ParentLink::OnPush(LinkStep& step, v1::Push& push) {
  StreamId stream;
  Line* line = Find(push.stream(), push.session(), stream);
  if (line == nullptr || stream.direction != Direction::kUp) {
    return NeedHello(step, push.stream(), v1::NEED_HELLO_REASON_SESSION);
  }
  line->heard = true;
  line->items_there = push.items_waiting();
  line->bytes_there = push.bytes_waiting();
  rate_.Add(step.now(), push.ByteSizeLong());
  if (push.events().empty()) {
    const auto row = StreamView(step.state(), Side::kUpper, stream).Row();
    if (!row.ok()) return Fail(step, row.status());
    if (!SameSession(row->session(), line->session)) {
      return NeedHello(step, push.stream(), v1::NEED_HELLO_REASON_SESSION);
    }
    if (EndOf(*row) != FromWire(push.base())) {
      return NeedHello(step, push.stream(), v1::NEED_HELLO_REASON_BASE_MISMATCH);
    }
    return step.SendMessage([&](v1::LinkMessage& m) {
      *m.mutable_ack()->mutable_stream() = push.stream();
      *m.mutable_ack()->mutable_session() = push.session();
      *m.mutable_ack()->mutable_durable() = push.base();
    });
  }
  record::ReceivedEvents received;
  std::string submission_id;
  const absl::Status checked = CheckEvents(std::move(*push.mutable_events()), Side::kUpper, stream,
                                           step.state(), ports_, received, submission_id);
  if (!checked.ok()) {
    return NeedHello(step, push.stream(), v1::NEED_HELLO_REASON_REFUSED, checked, submission_id);
  }
  if (ports_.types != nullptr) {
    for (int i = 0; i < received.events_size(); ++i) {
      ports_.types->Foresee(received.events(i).item(), Sha256::FromBytes(received.body_sha256(i)),
                            step.state());
    }
  }
  *received.mutable_session() = push.session();
  *received.mutable_base() = push.base();
  SubmitCommand(step, Kind::kReceivePush, stream, received.SerializeAsString(), {});
  if (pending_bytes_ > kMaxPendingBytes) Fail(step, Malformed("window"));
}

void ParentLink::OnPushCommitted(LinkStep& step, const StreamId& stream,
                                 const absl::StatusOr<std::string>& answer) {
  const std::string reason = domain::ReasonOf(answer.status());
  if (reason == "exchange_session") {
    return NeedHello(step, ToWire(stream), v1::NEED_HELLO_REASON_SESSION);
  }
  if (reason == "exchange_base_mismatch") {
    return NeedHello(step, ToWire(stream), v1::NEED_HELLO_REASON_BASE_MISMATCH);
  }
  if (absl::IsInvalidArgument(answer.status())) {
    return NeedHello(step, ToWire(stream), v1::NEED_HELLO_REASON_REFUSED, answer.status());
  }
  if (!answer.ok()) return Fail(step, answer.status());
  v1::Ack ack;
  if (!ack.ParseFromString(*answer)) return Fail(step, Malformed("ack"));
  const StreamView view(step.state(), Side::kUpper, stream);
  for (const v1::Result& result : ack.results()) {
    const auto event = view.Event(result.seq());
    if (!event.ok()) return Fail(step, event.status());
    if (!event->has_value()) continue;
    *ack.add_receipts() = MakeReceipt(stream, result.seq(), **event, config_.node_id, ports_.signer,
                                      ports_.clock.WallMicros());
  }
  if (ack.receipts_size() > 0) ack.set_signer_certificate(ports_.signer.Certificate());
  step.SendMessage([&](v1::LinkMessage& m) { *m.mutable_ack() = std::move(ack); });
}

void ParentLink::AskTail(LinkStep& step, const StreamId& stream, Line& line) {
  line.waiting_since = step.now();
  step.SendMessage([&](v1::LinkMessage& m) {
    *m.mutable_tail()->mutable_stream() = ToWire(stream);
    *m.mutable_tail()->mutable_session() = line.session;
    *m.mutable_tail()->mutable_base() = ToWire(line.sent);
  });
}

void ParentLink::OnTail(LinkStep& step, v1::Tail& tail) {
  StreamId stream;
  Line* line = Find(tail.stream(), tail.session(), stream);
  if (line == nullptr) return NeedHello(step, tail.stream(), v1::NEED_HELLO_REASON_SESSION);
  line->waiting_since = 0;
  const Position base = FromWire(tail.base());
  const StreamView view(step.state(), Side::kUpper, stream);
  if (stream.direction == Direction::kUp) {  // The child asks for what it does not have.
    const auto holds = view.Holds(base);
    const auto end = view.End();
    auto batch = BatchOfEvents(view, base, config_.node_id, step.state(), ports_);
    for (const absl::Status& read : {holds.status(), end.status(), batch.status()}) {
      if (!read.ok()) return Fail(step, read);
    }
    if (!*holds || base == *end) {
      return NeedHello(step, tail.stream(), v1::NEED_HELLO_REASON_BASE_MISMATCH);
    }
    for (const v1::Event& event : batch->events) {
      const auto row = view.Event(event.seq());
      if (!row.ok()) return Fail(step, row.status());
      *tail.add_receipts() = MakeReceipt(stream, event.seq(), **row, config_.node_id, ports_.signer,
                                         ports_.clock.WallMicros());
    }
    tail.set_signer_certificate(ports_.signer.Certificate());
    return step.SendMessage([&](v1::LinkMessage& m) {
      *m.mutable_tail() = std::move(tail);
      *m.mutable_tail()->mutable_events() = std::move(batch->events);
      *m.mutable_tail()->mutable_end() = ToWire(*end);
    });
  }
  if (line->ready || tail.events().empty() || base != line->sent) {
    return NeedHello(step, tail.stream(), v1::NEED_HELLO_REASON_BASE_MISMATCH);
  }
  record::ReceivedEvents received;
  std::string submission_id;
  absl::Status checked = CheckEvents(std::move(*tail.mutable_events()), Side::kUpper, stream,
                                     step.state(), ports_, received, submission_id);
  // What is not taken holds up this unit, and none of the others on the line.
  if (domain::ReasonOf(checked) == "exchange_not_entitled") {
    return NeedHello(step, tail.stream(), v1::NEED_HELLO_REASON_REFUSED, checked, submission_id);
  }
  if (!checked.ok()) return Fail(step, std::move(checked));
  *received.mutable_session() = tail.session();
  *received.mutable_base() = tail.base();
  *received.mutable_end() = tail.end();
  SubmitCommand(step, Kind::kTakeDownTail, stream, received.SerializeAsString(),
                FromWire(tail.end()));
}

void ParentLink::OnDownAck(LinkStep& step, v1::DownAck& ack) {
  StreamId stream;
  Line* line = Find(ack.stream(), ack.session(), stream);
  if (line == nullptr || !line->ready) return;
  const auto row = StreamView(step.state(), Side::kUpper, stream).Row();
  if (!row.ok()) return Fail(step, row.status());
  const Position durable = FromWire(ack.durable());
  while (!line->in_flight.empty() && line->in_flight.front().length <= durable.length) {
    line->in_flight_bytes -= line->in_flight.front().bytes;
    rate_.Add(step.now(), line->in_flight.front().bytes);
    line->in_flight.pop_front();
  }
  line->waiting_since = line->in_flight.empty() ? 0 : step.now();
  if (ack.results().empty() && FromWire(row->delivered()) == durable) return;
  SubmitCommand(step, Kind::kTakeDownAck, stream, ack.SerializeAsString(), {});
}

void ParentLink::OnCommitted(LinkStep& step, const Committed& committed) {
  const auto at = pending_.find(committed.ticket);
  if (at == pending_.end()) return;
  const Pending pending = at->second;
  pending_.erase(at);
  pending_bytes_ -= pending.bytes;
  if (phase_ == Phase::kClosed) return;
  const absl::Status& status = committed.answer.status();
  if (pending.kind == Kind::kGrantSession) {
    if (phase_ != Phase::kGranting) return;
    if (status.ok() && committed.answer->size() == randoms_.size()) {
      return Grant(step, *committed.answer);
    }
    const std::string reason = domain::ReasonOf(status);
    if (reason == "exchange_fenced") return RefuseHello(step, v1::HELLO_STATUS_FENCED, status);
    return RefuseHello(step, v1::HELLO_STATUS_BUSY, status);
  }
  if (pending.kind == Kind::kReceivePush) {
    return OnPushCommitted(step, pending.stream, committed.answer);
  }
  if (!status.ok()) return Fail(step, status);  // The child dials again, and both compare.
  if (pending.kind != Kind::kTakeDownTail) return;
  const auto found = lines_.find(pending.stream);
  if (found == lines_.end()) return;
  v1::Position reached;  // Written by ExchangeState a moment ago.
  if (!reached.ParseFromString(*committed.answer)) return Fail(step, Malformed("position"));
  found->second.sent = FromWire(reached);
  found->second.ready = found->second.sent == pending.position;
  if (!found->second.ready) return AskTail(step, pending.stream, found->second);
  // All is back: what comes up, withheld until now, may have its sessions.
  if (!lines_.contains(UpOf(pending.stream.unit))) {
    NeedHello(step, ToWire(UpOf(pending.stream.unit)), v1::NEED_HELLO_REASON_SESSION);
  }
}

// Each stream for itself: one that is answered says nothing about another's lost question.
bool ParentLink::Silent(const LinkStep& step) const {
  const auto overdue = [&](std::int64_t since) {
    return since != 0 && step.now() - since > kSilenceMicros;
  };
  if (overdue(waiting_since_)) return true;
  for (const auto& [stream, line] : lines_) {
    if (overdue(line.waiting_since)) return true;
  }
  return step.now() - last_in_ > 2 * kHeartbeatMicros + kSilenceMicros;
}

void ParentLink::Pump(LinkStep& step) {
  if (phase_ == Phase::kClosed) return;
  if (Silent(step)) {
    return Fail(step, domain::Refusal(absl::StatusCode::kUnavailable, "exchange_silent",
                                      {{"seconds", std::to_string(kSilenceMicros / kSecond)}}));
  }
  if (admitted_at_ != 0 && CaughtUp(step)) LeaveAdmission();
  if (phase_ != Phase::kInSession) return;
  TellOfRecovered(step);
  std::size_t under_way = UnderWay();
  for (auto& [stream, line] : lines_) {
    if (phase_ != Phase::kInSession) return;
    if (stream.direction == Direction::kDown && line.ready) PumpLine(step, stream, line, under_way);
  }
}

// The child asks again by itself, but after ever longer pauses.
void ParentLink::TellOfRecovered(LinkStep& step) {
  for (const StreamId& stream : recovering_) {
    const auto still = ExchangeState::Recovering(step.state(), ports_.topology, stream);
    if (!still.ok() || *still) continue;
    NeedHello(step, ToWire(stream), v1::NEED_HELLO_REASON_SESSION);
    recovering_.clear();  // Its hello is about all streams.
    return;
  }
}

std::size_t ParentLink::UnderWay() const {
  std::size_t bytes = 0;
  for (const auto& [stream, line] : lines_) bytes += line.in_flight_bytes;
  return bytes;
}

void ParentLink::PumpLine(LinkStep& step, const StreamId& stream, Line& line,
                          std::size_t& under_way) {
  while (line.in_flight_bytes < kWindowBytes && under_way < kLineWindowBytes) {
    const StreamView view(step.state(), Side::kUpper, stream);
    const auto row = view.Row();
    if (!row.ok()) return Fail(step, row.status());
    const bool idle = line.in_flight.empty() &&
                      (line.last_sent == 0 || step.now() - line.last_sent > kHeartbeatMicros);
    // The usual case: ten thousand lines are looked at every second.
    if (row->length() == line.sent.length && !idle) return;
    auto batch = BatchOfEvents(view, line.sent, config_.node_id, step.state(), ports_);
    if (!batch.ok()) return Fail(step, batch.status());
    const bool heartbeat = batch->events.empty();
    if (heartbeat && !idle) return;
    step.SendMessage([&](v1::LinkMessage& m) {
      *m.mutable_down_push()->mutable_stream() = ToWire(stream);
      *m.mutable_down_push()->mutable_session() = line.session;
      *m.mutable_down_push()->mutable_base() = ToWire(line.sent);
      *m.mutable_down_push()->mutable_events() = std::move(batch->events);
      m.mutable_down_push()->set_items_waiting(row->length() - batch->end.length +
                                               row->staged_items());
    });
    line.last_sent = step.now();
    if (line.waiting_since == 0) line.waiting_since = step.now();
    if (heartbeat) return;
    line.sent = batch->end;
    line.in_flight.push_back({.length = batch->end.length, .bytes = batch->bytes});
    line.in_flight_bytes += batch->bytes;
    under_way += batch->bytes;
  }
}

}  // namespace par::exchange
