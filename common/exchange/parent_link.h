// The upper end of one connection from a child node: grants sessions, takes what comes up, sends
// down what was made for the units below. How to drive it: common/exchange/link.h; what comes
// before Connected changes nothing. One thread at a time.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/exchange/hash.h"
#include "common/exchange/kinds.h"
#include "common/exchange/link.h"
#include "common/exchange/link_step.h"
#include "common/exchange/rate_meter.h"
#include "common/exchange/stream.h"

namespace par::exchange {

struct ParentLinkConfig {
  std::string node_id;
  std::string peer_node;    // From the peer's certificate, never from a message.
  std::string parent_boot;  // 16 random bytes per start of this process.
  // Over how long those below should spread their return if this node goes away.
  std::uint64_t spread_ms = 0;
  Admission* admission = nullptr;  // Null: everybody may come in at once.
};

class ParentLink {
 public:
  ParentLink(ParentLinkConfig config, LinkPorts ports);
  ~ParentLink() { LeaveAdmission(); }
  ParentLink(const ParentLink&) = delete;
  ParentLink& operator=(const ParentLink&) = delete;

  [[nodiscard]] LinkActions Step(LinkInput input);
  [[nodiscard]] LinkStatus Status() const;
  [[nodiscard]] LinkStanding Standing() const {
    return {.connected = phase_ != Phase::kClosed,
            .in_session = phase_ == Phase::kInSession,
            .last_error = status_.last_error,
            .ledger_doubt = status_.ledger_doubt,
            .another_ledger = another_ledger_};
  }

 private:
  enum class Phase { kWaiting, kGranting, kInSession, kClosed };
  struct InFlight {
    std::uint64_t length;
    std::size_t bytes;
  };
  struct Line {
    v1::Session session;
    bool ready = false;  // Down: both sides agree, items may go.
    Position sent;       // Down.
    std::list<InFlight> in_flight;
    std::size_t in_flight_bytes = 0;
    std::int64_t last_sent = 0;
    std::int64_t waiting_since = 0;  // Since when an answer is awaited; 0: none is.
    // Up: what is still at the child, as it last said.
    bool heard = false;
    std::uint64_t items_there = 0;
    std::uint64_t bytes_there = 0;
  };
  struct Pending {
    Kind kind;
    StreamId stream;
    std::size_t bytes;
    Position position;  // TakeDownTail: where the other side ends.
  };

  void OnMessage(LinkStep& step, v1::LinkMessage& message);
  void OnCommitted(LinkStep& step, const Committed& committed);
  void OnHello(LinkStep& step, v1::Hello& hello);
  void OnPush(LinkStep& step, v1::Push& push);
  void OnPushCommitted(LinkStep& step, const StreamId& stream,
                       const absl::StatusOr<std::string>& answer);
  void OnTail(LinkStep& step, v1::Tail& tail);
  void OnDownAck(LinkStep& step, v1::DownAck& ack);
  void Grant(LinkStep& step, const std::string& granted);
  void TellWhatIsWitnessed(LinkStep& step, v1::HelloAck& ack);
  [[nodiscard]] bool Admitted(LinkStep& step);
  void LeaveAdmission();
  void TellOfRecovered(LinkStep& step);
  // The child has nothing more to bring, or has had its time.
  [[nodiscard]] bool CaughtUp(const LinkStep& step) const;
  void RefuseHello(LinkStep& step, v1::HelloStatus status, const absl::Status& why);
  absl::Status CheckHello(LinkStep& step, const v1::Hello& hello);
  absl::StatusOr<v1::StreamGrant> GrantOf(LinkStep& step, int index);
  [[nodiscard]] bool Silent(const LinkStep& step) const;
  void Pump(LinkStep& step);
  void PumpLine(LinkStep& step, const StreamId& stream, Line& line, std::size_t& under_way);
  [[nodiscard]] std::size_t UnderWay() const;
  void NeedHello(LinkStep& step, const v1::Stream& stream, v1::NeedHelloReason why,
                 const absl::Status& status = absl::OkStatus(), std::string submission_id = {});
  void AskTail(LinkStep& step, const StreamId& stream, Line& line);
  void SubmitCommand(LinkStep& step, Kind kind, const StreamId& stream, std::string payload,
                     Position position);
  void Fail(LinkStep& step, absl::Status why);
  Line* Find(const v1::Stream& wire, const v1::Session& session, StreamId& stream);

  const ParentLinkConfig config_;
  const LinkPorts ports_;
  Phase phase_ = Phase::kClosed;  // Until it is connected, and from its end on.
  std::int64_t last_in_ = 0;
  std::int64_t waiting_since_ = 0;  // For the child's hello; 0: not.
  std::uint64_t retry_after_ms_ = 0;
  std::int64_t admitted_at_ = 0;  // 0: holds no place of the admission's.
  v1::Hello hello_;
  std::vector<std::uint64_t> randoms_;
  std::uint64_t next_ticket_ = 1;
  std::map<std::uint64_t, Pending> pending_;
  std::size_t pending_bytes_ = 0;
  std::map<StreamId, Line> lines_;
  std::vector<StreamId> recovering_;  // By this node, so that the last hello got no session.
  std::uint64_t ledger_before_ = 0;   // Which the child had before its hello; 0: none was known.
  bool another_ledger_ = false;
  RateMeter rate_;
  LinkStatus status_;
};

}  // namespace par::exchange
