// A child that may say anything, in its own name and on its own connection. Promised: what is
// refused changes nothing; the stream never gets shorter; answers are bounded; after a line was
// closed it says nothing more; and an honest machine of that child gets through afterwards.
#include <memory>

#include "common/base/check.h"
#include "common/domain/refusal.h"
#include "tests/fuzz/link_conversation.h"
#include "tests/fuzz/targets.h"

namespace par::fuzz {
namespace {

using exchange::ParentLink;
using exchange::Position;
using exchange::v1::LinkMessage;

class Upper {
 public:
  Upper() : node_(UpperNode()) {
    SendDown(node_, "for the unit below");
    Connect();
  }

  void Take(const Piece& piece) {
    if ((piece.how & kSomeTime) != 0) node_.clock().Advance(180 * exchange::kSecond);
    if ((piece.how & kReconnect) != 0) return Connect();
    if ((piece.how & kTick) != 0) return Step(exchange::Tick{});
    LinkMessage message;
    if (!ReadMessage(piece.bytes, message)) return;
    if (message.has_hello() && (piece.how & kFit) != 0) FitHello(*message.mutable_hello());
    facts_.ends[exchange::UpOf("c")] = End(exchange::UpOf("c"));
    facts_.ends[exchange::DownOf("c")] = End(exchange::DownOf("c"));
    Fit(piece.how, facts_, "C", message);
    Step(exchange::MessageIn{std::move(message)});
  }

  // Whatever happened: a new machine of the child says hello and hands up one item.
  void HearAnHonestChild() {
    Connect();
    LinkMessage hello;
    FitHello(*hello.mutable_hello());
    hello.mutable_hello()->set_machine_id("the honest child's new machine");
    Step(exchange::MessageIn{hello});
    PAR_CHECK(facts_.sessions.contains(exchange::UpOf("c")));
    LinkMessage push;
    push.mutable_push()->add_events()->mutable_item()->set_submission_id("honest child's");
    const Position before = End(exchange::UpOf("c"));
    facts_.ends[exchange::UpOf("c")] = before;
    Fit(kFit | kChain | kSign, facts_, "C", push);
    Step(exchange::MessageIn{push});
    PAR_CHECK(End(exchange::UpOf("c")).length == before.length + 1);
  }

 private:
  void Connect() {
    facts_.sessions.clear();
    link_ = std::make_unique<ParentLink>(UpperConfig(), node_.ports());
    Step(exchange::Connected{});
  }

  void FitHello(exchange::v1::Hello& hello) const {
    hello.set_node_id("C");
    hello.set_protocol_minimum(1);
    hello.set_protocol_maximum(1);
    hello.clear_streams();
    for (const auto& id : {exchange::UpOf("c"), exchange::DownOf("c")}) {
      exchange::v1::HelloStream& stream = *hello.add_streams();
      *stream.mutable_stream() = exchange::ToWire(id);
      *stream.mutable_position() = exchange::ToWire(End(id));
    }
  }

  Position End(const exchange::StreamId& id) const {
    const auto end = exchange::StreamView(node_.store(), exchange::Side::kUpper, id).End();
    PAR_CHECK(end.ok());
    return *end;
  }

  void Step(exchange::LinkInput input) {
    const bool was_closed = closed_seen_ && !std::holds_alternative<exchange::Connected>(input);
    const std::uint64_t entries = node_.entries();
    const Position up = End(exchange::UpOf("c"));
    const std::size_t closes = node_.closes();
    const std::vector<LinkMessage> said = node_.Step(*link_, std::move(input));
    CheckSaid(said);
    // A line that is given up for its silence may have taken something in the same moment.
    bool refused = node_.closes() > closes && domain::ReasonOf(node_.closed()) != "exchange_silent";
    bool taken = false;
    for (const LinkMessage& message : said) {
      const bool greeted =
          message.has_hello_ack() && message.hello_ack().status() == exchange::v1::HELLO_STATUS_OK;
      refused = refused || message.has_need_hello() || (message.has_hello_ack() && !greeted);
      taken = taken || message.has_ack() || greeted;
      if (greeted) Learn(message.hello_ack());
    }
    if (refused && !taken) PAR_CHECK(node_.entries() == entries);
    PAR_CHECK(End(exchange::UpOf("c")).length >= up.length);
    if (was_closed) PAR_CHECK(said.empty() && node_.entries() == entries);
    closed_seen_ = node_.closes() > closes || was_closed;
  }

  void Learn(const exchange::v1::HelloAck& ack) {
    for (const exchange::v1::StreamGrant& grant : ack.grants()) {
      const auto stream = exchange::FromWire(grant.stream());
      PAR_CHECK(stream.has_value());
      facts_.sessions[*stream] = grant.session();
    }
  }

  exchange::testing::HandSpokenNode node_;
  LineFacts facts_;
  std::unique_ptr<ParentLink> link_;
  bool closed_seen_ = false;
};

}  // namespace

void FuzzParentLink(std::string_view input) {
  Upper upper;
  Feed(input, upper);
  upper.HearAnHonestChild();
}

}  // namespace par::fuzz
