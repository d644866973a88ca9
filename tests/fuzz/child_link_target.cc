// A node above that may say anything. Promised: what was saved here is never forgotten; what the
// unit was told from above never gets shorter; answers are bounded.
#include <memory>

#include "common/base/check.h"
#include "common/exchange/queries.h"
#include "tests/fuzz/link_conversation.h"
#include "tests/fuzz/targets.h"

namespace par::fuzz {
namespace {

using exchange::Position;
using exchange::v1::LinkMessage;

class Lower {
 public:
  Lower() : node_(LowerNode()), link_(LowerConfig(), node_.ports()) {
    for (const char* body : {"one", "two", "three"}) saved_.push_back(SaveItem(node_, body));
    Connect();
  }

  void Take(const Piece& piece) {
    if ((piece.how & kSomeTime) != 0) node_.clock().Advance(180 * exchange::kSecond);
    if ((piece.how & kReconnect) != 0) return Connect();
    if ((piece.how & kTick) != 0) return Step(exchange::Tick{});
    LinkMessage message;
    if (!ReadMessage(piece.bytes, message)) return;
    if ((piece.how & kFit) != 0) FitAnswer(message);
    facts_.ends[exchange::UpOf("c")] = sent_;
    facts_.ends[exchange::DownOf("c")] = End(exchange::DownOf("c"));
    Fit(piece.how, facts_, "P", message);
    Step(exchange::MessageIn{std::move(message)});
  }

  void CheckSaved() const {
    for (const std::string& id : saved_) {
      const auto standing = exchange::StandingOf(node_.store(), "c", id);
      PAR_CHECK(standing.ok());
      PAR_CHECK(standing->standing != exchange::Standing::kUnknown);
    }
  }

 private:
  // Breaks, and dials again as soon as it may.
  void Connect() {
    Step(exchange::Disconnected{absl::UnavailableError("broken")});
    node_.clock().Advance(3600 * exchange::kSecond);
    Step(exchange::Tick{});
    Step(exchange::Connected{});
  }

  // The honest answer to the last hello, or a refusal that is meant for it; and to the last push.
  void FitAnswer(LinkMessage& message) {
    if (message.has_hello_ack()) {
      exchange::v1::HelloAck& ack = *message.mutable_hello_ack();
      ack.set_echo_boot_nonce(hello_.boot_nonce());
      ack.set_node_id("P");
      if (ack.status() > exchange::v1::HELLO_STATUS_OK) return;
      ack.set_status(exchange::v1::HELLO_STATUS_OK);
      ack.clear_grants();
      ++sessions_;
      for (const exchange::v1::HelloStream& described : hello_.streams()) {
        exchange::v1::StreamGrant& grant = *ack.add_grants();
        *grant.mutable_stream() = described.stream();
        grant.mutable_session()->set_counter(sessions_);
        *grant.mutable_position() = described.position();
        *grant.mutable_common() = described.position();
        const auto stream = exchange::FromWire(described.stream());
        PAR_CHECK(stream.has_value());
        facts_.sessions[*stream] = grant.session();
      }
    }
    if (message.has_ack() && pushed_.events_size() > 0) {
      exchange::v1::Ack& ack = *message.mutable_ack();
      for (int i = 0; i < std::min(ack.results_size(), pushed_.events_size()); ++i) {
        ack.mutable_results(i)->set_submission_id(pushed_.events(i).item().submission_id());
        ack.mutable_results(i)->set_seq(pushed_.events(i).seq());
      }
    }
  }

  Position End(const exchange::StreamId& id) const {
    const auto end = exchange::StreamView(node_.store(), exchange::Side::kLower, id).End();
    PAR_CHECK(end.ok());
    return *end;
  }

  void Step(exchange::LinkInput input) {
    const Position down = End(exchange::DownOf("c"));
    const std::vector<LinkMessage> said = node_.Step(link_, std::move(input));
    CheckSaid(said);
    for (const LinkMessage& message : said) {
      if (message.has_hello()) hello_ = message.hello();
      if (!message.has_push()) continue;
      pushed_ = message.push();
      sent_ = exchange::FromWire(pushed_.base());
      if (pushed_.events_size() == 0) continue;
      const exchange::v1::Event& last = *pushed_.events().rbegin();
      exchange::v1::Position end;
      end.set_length(last.seq());
      end.set_head(last.hash());
      sent_ = exchange::FromWire(end);
    }
    PAR_CHECK(End(exchange::DownOf("c")).length >= down.length);
  }

  exchange::testing::HandSpokenNode node_;
  exchange::ChildLink link_;
  std::vector<std::string> saved_;
  LineFacts facts_;
  exchange::v1::Hello hello_;
  exchange::v1::Push pushed_;
  Position sent_;
  std::uint64_t sessions_ = 0;
};

}  // namespace

void FuzzChildLink(std::string_view input) {
  Lower lower;
  Feed(input, lower);
  lower.CheckSaved();
}

}  // namespace par::fuzz
