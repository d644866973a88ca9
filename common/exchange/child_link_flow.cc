// ChildLink within a session: what waits goes up, what comes down is taken.
#include <algorithm>
#include <utility>

#include "common/exchange/batch.h"
#include "common/exchange/child_link.h"
#include "common/exchange/limits.h"
#include "common/exchange/receipt.h"
#include "common/exchange/received.h"

namespace par::exchange {
namespace {

// What the window lets the node above send before we answer is less; the rest is noise.
constexpr std::size_t kMaxHeld = 4096;

}  // namespace

ChildLink::Line* ChildLink::Find(const v1::Stream& wire, const v1::Session& session,
                                 StreamId& stream) {
  const std::optional<StreamId> named = FromWire(wire);
  if (!named.has_value() || phase_ != Phase::kInSession) return nullptr;
  stream = *named;
  const auto at = lines_.find(stream);
  // Words of an earlier session may still arrive; they mean nothing now.
  if (at == lines_.end() || !SameSession(at->second.session, session)) return nullptr;
  return &at->second;
}

std::size_t ChildLink::UnderWay() const {
  std::size_t bytes = 0;
  for (const auto& [stream, line] : lines_) bytes += line.in_flight_bytes;
  return bytes;
}

void ChildLink::PumpLine(LinkStep& step, const StreamId& stream, Line& line,
                         std::size_t& under_way) {
  while (line.in_flight_bytes < kWindowBytes && under_way < kLineWindowBytes) {
    const StreamView view(step.state(), Side::kLower, stream);
    auto batch =
        BatchOfStaged(view, line.next_staged, line.sent, config_.node_id, step.state(), ports_);
    if (!batch.ok()) return Fail(step, batch.status());
    const auto row = view.Row();
    if (!row.ok()) return Fail(step, row.status());
    const bool heartbeat = batch->events.empty();
    const bool idle = line.in_flight.empty() && step.now() - line.last_sent > kHeartbeatMicros;
    if (heartbeat && !idle && line.last_sent != 0) return;
    if (heartbeat && !line.in_flight.empty()) return;
    step.SendMessage([&](v1::LinkMessage& m) {
      *m.mutable_push()->mutable_stream() = ToWire(stream);
      *m.mutable_push()->mutable_session() = line.session;
      *m.mutable_push()->mutable_base() = ToWire(line.sent);
      *m.mutable_push()->mutable_events() = std::move(batch->events);
      const std::uint64_t sent = batch->end.length - row->length();
      const std::uint64_t sent_bytes = line.in_flight_bytes + batch->bytes;
      m.mutable_push()->set_items_waiting(row->staged_items() -
                                          std::min<std::uint64_t>(row->staged_items(), sent));
      m.mutable_push()->set_bytes_waiting(row->staged_bytes() -
                                          std::min<std::uint64_t>(row->staged_bytes(), sent_bytes));
    });
    line.last_sent = step.now();
    if (line.waiting_since == 0) line.waiting_since = step.now();
    if (heartbeat) return;
    line.sent = batch->end;
    line.next_staged = batch->next_staged;
    line.in_flight.push_back({.length = batch->end.length, .bytes = batch->bytes});
    line.in_flight_bytes += batch->bytes;
    under_way += batch->bytes;
  }
}

void ChildLink::OnMessage(LinkStep& step, v1::LinkMessage& message) {
  if (phase_ < Phase::kConnected) return;
  last_in_ = step.now();
  status_.last_contact = ports_.clock.WallMicros();
  if (phase_ == Phase::kSettling) {
    if (held_.size() < kMaxHeld) held_.push_back(std::move(message));
    return;
  }
  Handle(step, message);
}

void ChildLink::Handle(LinkStep& step, v1::LinkMessage& message) {
  if (message.has_tail() || message.has_down_push()) {
    status_.bytes_received += message.ByteSizeLong();
  }
  switch (message.message_case()) {
    case v1::LinkMessage::kHelloAck:
      return OnHelloAck(step, message.hello_ack());
    case v1::LinkMessage::kAck:
      return OnAck(step, *message.mutable_ack());
    case v1::LinkMessage::kNeedHello:
      return OnNeedHello(step, message.need_hello());
    case v1::LinkMessage::kDownPush:
      return OnDownPush(step, *message.mutable_down_push());
    case v1::LinkMessage::kTail:
      return OnTail(step, *message.mutable_tail());
    case v1::LinkMessage::kPacked:  // One that could not be unpacked (common/rpc/packing.h).
      return Fail(step, Malformed("packed"));
    case v1::LinkMessage::kHello:
    case v1::LinkMessage::kPush:
    case v1::LinkMessage::kDownAck:
    case v1::LinkMessage::MESSAGE_NOT_SET:
      break;
  }
  Fail(step, domain::Refusal(absl::StatusCode::kInvalidArgument, "exchange_unexpected",
                             {{"message", std::to_string(message.message_case())}}));
}

void ChildLink::OnAck(LinkStep& step, v1::Ack& ack) {
  StreamId stream;
  Line* line = Find(ack.stream(), ack.session(), stream);
  if (line == nullptr || !line->ready) return;
  line->waiting_since = line->in_flight.empty() ? 0 : step.now();
  const Position durable = FromWire(ack.durable());
  if (ack.results().empty()) {
    if (line->in_flight.empty() && durable != line->sent) WantHello(BaseMismatch(stream));
    return;
  }
  // It is kept as proof: one that proves nothing is none.
  if (absl::Status checked = CheckReceipts(ack.receipts(), config_.parent_node, ports_.verifier);
      !checked.ok()) {
    return Fail(step, std::move(checked));
  }
  SubmitCommand(step, Kind::kTakeAck, stream, ack.SerializeAsString(), durable);
}

void ChildLink::OnNeedHello(LinkStep& step, const v1::NeedHello& need) {
  if (phase_ != Phase::kInSession) return;
  const std::optional<StreamId> stream = FromWire(need.stream());
  const std::string name = stream.has_value() ? Name(*stream) : std::string();
  const auto at = stream.has_value() ? lines_.find(*stream) : lines_.end();
  // What was under way behind a refused item is answered too: a hello now would only repeat it.
  if (at != lines_.end() && at->second.held) return;
  switch (need.why()) {
    case v1::NEED_HELLO_REASON_RECOVERING:
      return Fail(step, domain::Refusal(absl::StatusCode::kUnavailable, "exchange_recovering",
                                        {{"stream", name}}));
    case v1::NEED_HELLO_REASON_REFUSED: {
      // The item stays where it is, in sight; nobody but a person can mend this.
      absl::Status why = ReasonGiven(need.reason(), need.parameters());
      if (at == lines_.end()) return Fail(step, std::move(why));
      return Hold(step, at->second, std::move(why));
    }
    default:
      return WantHello(SessionMismatch(stream.value_or(StreamId())));
  }
}

void ChildLink::OnDownPush(LinkStep& step, v1::DownPush& push) {
  StreamId stream;
  Line* line = Find(push.stream(), push.session(), stream);
  if (line == nullptr || stream.direction != Direction::kDown || line->held) return;
  line->waiting_there = push.items_waiting();
  rate_.Add(step.now(), push.ByteSizeLong());
  if (push.events().empty()) {
    const Position base = FromWire(push.base());
    const auto end = StreamView(step.state(), Side::kLower, stream).End();
    if (!end.ok()) return Fail(step, end.status());
    if (*end != base && pending_.empty()) return WantHello(BaseMismatch(stream));
    step.SendMessage([&](v1::LinkMessage& m) {
      *m.mutable_down_ack()->mutable_stream() = push.stream();
      *m.mutable_down_ack()->mutable_session() = push.session();
      *m.mutable_down_ack()->mutable_durable() = ToWire(*end);
    });
    return;
  }
  record::ReceivedEvents received;
  std::string submission_id;
  if (absl::Status checked = CheckEvents(std::move(*push.mutable_events()), Side::kLower, stream,
                                         step.state(), ports_, received, submission_id);
      !checked.ok()) {
    return Refused(step, line, std::move(checked));
  }
  *received.mutable_session() = push.session();
  *received.mutable_base() = push.base();
  SubmitCommand(step, Kind::kReceiveDownPush, stream, received.SerializeAsString(), {});
}

void ChildLink::OnTail(LinkStep& step, v1::Tail& tail) {
  StreamId stream;
  Line* line = Find(tail.stream(), tail.session(), stream);
  if (line == nullptr) return;
  line->waiting_since = 0;
  const Position base = FromWire(tail.base());
  if (stream.direction == Direction::kDown) {  // The node above has lost some; it asks for them.
    const StreamView view(step.state(), Side::kLower, stream);
    const auto holds = view.Holds(base);
    auto batch = BatchOfEvents(view, base, config_.node_id, step.state(), ports_);
    const auto end = view.End();
    for (const absl::Status& read : {holds.status(), batch.status(), end.status()}) {
      if (!read.ok()) return Fail(step, read);
    }
    if (!*holds) return WantHello(BaseMismatch(stream));
    step.SendMessage([&](v1::LinkMessage& m) {
      *m.mutable_tail() = std::move(tail);
      *m.mutable_tail()->mutable_events() = std::move(batch->events);
      *m.mutable_tail()->mutable_end() = ToWire(*end);
    });
    return;
  }
  if (line->ready || tail.events().empty() || base != line->sent) {
    return WantHello(BaseMismatch(stream));
  }
  record::ReceivedEvents received;
  std::string submission_id;
  if (absl::Status checked = CheckEvents(std::move(*tail.mutable_events()), Side::kLower, stream,
                                         step.state(), ports_, received, submission_id);
      !checked.ok()) {
    return Refused(step, line, std::move(checked));
  }
  if (absl::Status checked = CheckReceipts(tail.receipts(), config_.parent_node, ports_.verifier);
      !checked.ok()) {
    return Fail(step, std::move(checked));
  }
  rate_.Add(step.now(), received.ByteSizeLong());
  *received.mutable_session() = tail.session();
  *received.mutable_base() = tail.base();
  *received.mutable_end() = tail.end();
  *received.mutable_receipts() = std::move(*tail.mutable_receipts());
  *received.mutable_signer_certificate() = std::move(*tail.mutable_signer_certificate());
  const Kind kind = stream.hop == stream.unit ? Kind::kAdoptTail : Kind::kAdoptRelayedTail;
  SubmitCommand(step, kind, stream, received.SerializeAsString(), FromWire(tail.end()));
}

void ChildLink::OnCommitted(LinkStep& step, const Committed& committed) {
  const auto at = pending_.find(committed.ticket);
  if (at == pending_.end()) return;
  const Pending pending = at->second;
  pending_.erase(at);
  if (pending.connection != connection_ || phase_ < Phase::kSettling) return;
  const absl::Status& status = committed.answer.status();
  if (absl::IsAborted(status)) return WantHello(status);
  if (!status.ok()) return Fail(step, status);
  if (pending.kind == Kind::kTakeHelloAck) {
    if (phase_ != Phase::kSettling || !pending_.empty()) return;
    clocks_kept_at_ = step.now();
    return BeginSession(step);
  }
  const auto found = lines_.find(pending.stream);
  if (found == lines_.end() || phase_ != Phase::kInSession) return;
  Line& line = found->second;
  if (pending.kind == Kind::kTakeAck) {
    std::uint64_t acknowledged = 0;
    while (!line.in_flight.empty() && line.in_flight.front().length <= pending.position.length) {
      acknowledged = line.in_flight.front().length;
      rate_.Add(step.now(), line.in_flight.front().bytes);
      line.in_flight_bytes -= line.in_flight.front().bytes;
      line.in_flight.pop_front();
    }
    if (line.in_flight.empty()) line.waiting_since = 0;
    // A part of a batch was taken: what follows it was numbered on a wrong assumption.
    if (acknowledged != pending.position.length) WantHello(BaseMismatch(pending.stream));
  } else if (pending.kind == Kind::kAdoptTail || pending.kind == Kind::kAdoptRelayedTail) {
    const auto end = StreamView(step.state(), Side::kLower, pending.stream).End();
    if (!end.ok()) return Fail(step, end.status());
    line.sent = *end;
    line.granted = pending.position;
    line.ready = *end == pending.position;
    if (!line.ready) AskTail(step, pending.stream, line);
  } else if (pending.kind == Kind::kReceiveDownPush) {
    step.SendMessage([&](v1::LinkMessage& m) {
      // Written by ExchangeState a moment ago; a reader of it can only fail on damaged memory.
      if (!m.mutable_down_ack()->ParseFromString(*committed.answer)) m.clear_down_ack();
    });
  }
}

}  // namespace par::exchange
