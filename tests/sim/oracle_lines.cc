// What the Oracle checks of messages and of the entries they become.
#include <optional>

#include "common/base/check.h"
#include "common/exchange/kinds.h"
#include "common/exchange/rows.h"
#include "tests/sim/oracle.h"

namespace par::sim {
namespace {

using exchange::v1::LinkMessage;

// The streams that a message is about.
std::vector<exchange::StreamId> StreamsOf(const LinkMessage& message) {
  std::vector<exchange::StreamId> streams;
  const auto add = [&](const exchange::v1::Stream& wire) {
    const std::optional<exchange::StreamId> stream = exchange::FromWire(wire);
    if (stream.has_value()) streams.push_back(*stream);
  };
  if (message.has_push()) add(message.push().stream());
  if (message.has_ack()) add(message.ack().stream());
  if (message.has_tail()) add(message.tail().stream());
  if (message.has_need_hello()) add(message.need_hello().stream());
  if (message.has_down_push()) add(message.down_push().stream());
  if (message.has_down_ack()) add(message.down_ack().stream());
  for (const auto& described : message.hello().streams()) add(described.stream());
  for (const auto& grant : message.hello_ack().grants()) add(grant.stream());
  return streams;
}

const google::protobuf::RepeatedPtrField<exchange::v1::Event>& EventsOf(
    const LinkMessage& message) {
  if (message.has_tail()) return message.tail().events();
  if (message.has_down_push()) return message.down_push().events();
  return message.push().events();
}

}  // namespace

// S5: what comes in under a session comes in under the latest one granted.
void Oracle::Fencing(const std::string& process, const ledger::Entry& entry) {
  const auto kind = static_cast<exchange::Kind>(entry.command.kind);
  if (kind == exchange::Kind::kGrantSession) {
    exchange::record::GrantSession grant;
    PAR_CHECK(grant.ParseFromString(entry.command.payload));
    const auto answer = ledger::ReadAnswer(world_.DiskOf(process), entry.command.id);
    PAR_CHECK(answer.ok() && answer->has_value());
    for (int i = 0; i < grant.randoms_size(); ++i) {
      const auto stream = exchange::FromWire(grant.hello().streams(i).stream());
      if ((*answer)->response.at(static_cast<std::size_t>(i)) != 'g') continue;
      marks_[{process, *stream}].random = grant.randoms(i);
    }
    return;
  }
  if (kind != exchange::Kind::kReceivePush) return;
  exchange::record::ReceivedEvents received;
  PAR_CHECK(received.ParseFromString(entry.command.payload));
  const auto stream = exchange::FromWire(received.stream());
  PAR_CHECK(stream.has_value());
  if (received.session().random() != marks_[{process, *stream}].random) {
    Report("S5: " + process + " took a push to " + exchange::Name(*stream) +
           " under a session that is not the latest");
  }
}

void Oracle::OnSend(const std::string& from, const std::string& /*to*/, bool up,
                    const LinkMessage& message) {
  AckSoundness(from, up, message);
}

// S4: whoever says that he holds something holds it after a power cut.
void Oracle::AckSoundness(const std::string& from, bool up, const LinkMessage& message) {
  if (!message.has_ack() && !message.has_down_ack()) return;
  const auto stream = exchange::FromWire(up ? message.down_ack().stream() : message.ack().stream());
  const exchange::Position durable =
      exchange::FromWire(up ? message.down_ack().durable() : message.ack().durable());
  if (!stream.has_value() || durable.length == 0) return;
  const Disk& disk = world_.DiskOf(from);
  const exchange::StreamView view(disk, up ? exchange::Side::kLower : exchange::Side::kUpper,
                                  *stream);
  const std::optional<std::string> row = disk.DurableValue(view.EventKey(durable.length));
  exchange::record::EventRow event;
  if (!row.has_value() || !exchange::DecodeRow(*row, event).ok() ||
      event.hash() != durable.head.ToBytes()) {
    Report("S4: " + from + " acknowledges " + exchange::Name(*stream) + " up to " +
           std::to_string(durable.length) + ", which it does not hold durably");
  }
}

void Oracle::OnDeliver(const std::string& /*from*/, const std::string& to, bool up,
                       const LinkMessage& message) {
  PrivacyOfScope(to, up, message);
}

// S17: a node hears only of units that are its own, or below one of its own.
void Oracle::PrivacyOfScope(const std::string& to, bool up, const LinkMessage& message) {
  const std::string node = to.substr(0, to.find('~'));
  for (const exchange::StreamId& stream : StreamsOf(message)) {
    const bool known = country_.Knows(stream.unit) && country_.Knows(stream.hop);
    const std::string& mine =
        !known || !up ? stream.hop : country_.ParentOf(stream.hop);  // The unit that hears.
    if (!known || mine.empty() || country_.NodeOf(mine) != node ||
        !country_.IsWithin(stream.unit, stream.hop)) {
      Report("S17: " + to + " hears of " + exchange::Name(stream));
    }
    if (up) continue;  // What a lower node claims is for the upper one to check.
    for (const exchange::v1::Event& event : EventsOf(message)) {
      const bool of_stream = stream.direction == exchange::Direction::kUp
                                 ? event.item().unit() == stream.unit
                                 : event.item().unit() == country_.ParentOf(stream.unit);
      if (!of_stream) Report("S17: " + to + " is told of a unit that is not its own");
    }
  }
}

}  // namespace par::sim
