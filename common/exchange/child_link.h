// The lower end of a line: dials the node above, says hello for every unit it hosts whose parent is
// hosted there (and every unit below those), hands up what waits and takes what comes down.
// How to drive it: common/exchange/link.h. One thread at a time.
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
#include "common/exchange/own_ledger.h"
#include "common/exchange/rate_meter.h"
#include "common/exchange/retry_policy.h"
#include "common/exchange/stream.h"
#include "common/storage/store.h"

namespace par::exchange {

struct ChildLinkConfig {
  std::string node_id;
  std::string parent_node;
  std::string machine_id;  // Fingerprint of the machine's key.
  std::string boot_nonce;  // 16 random bytes per start of the process.
  RetryPolicy retry;
};

class ChildLink {
 public:
  ChildLink(ChildLinkConfig config, LinkPorts ports);

  [[nodiscard]] LinkActions Step(LinkInput input);
  [[nodiscard]] LinkStatus Status() const;
  [[nodiscard]] LinkStanding Standing() const {
    return {.connected = phase_ >= Phase::kConnected,
            .in_session = phase_ == Phase::kInSession,
            .last_error = status_.last_error,
            .ledger_doubt = ledger_.doubt()};
  }

 private:
  enum class Phase { kWaiting, kDialing, kConnected, kHelloSent, kSettling, kInSession };
  struct InFlight {
    std::uint64_t length;  // The stream's length once it is acknowledged.
    std::size_t bytes;
  };
  struct Line {
    v1::Session session;
    bool ready = false;  // Up: both sides agree, items may go.
    Position sent;       // Up: what the node above will hold when all is acknowledged.
    Position granted;    // What the node above held at its HelloAck.
    std::uint64_t next_staged = 0;
    std::list<InFlight> in_flight;
    std::size_t in_flight_bytes = 0;
    std::int64_t last_sent = 0;
    std::int64_t waiting_since = 0;   // Since when an answer is awaited; 0: none is.
    bool held = false;                // See Hold.
    std::uint64_t waiting_there = 0;  // Down: items at the node above, as it last said.
  };
  struct Pending {
    Kind kind;
    StreamId stream;
    std::uint64_t connection;
    Position position;  // TakeAck: the length acknowledged. Of a tail: where the other side ends.
  };

  void OnConnected(LinkStep& step);
  void OnDisconnected(LinkStep& step, const absl::Status& why);
  void OnMessage(LinkStep& step, v1::LinkMessage& message);
  void OnCommitted(LinkStep& step, const Committed& committed);
  void OnHelloAck(LinkStep& step, const v1::HelloAck& ack);
  void OnAck(LinkStep& step, v1::Ack& ack);
  void OnNeedHello(LinkStep& step, const v1::NeedHello& need);
  void OnDownPush(LinkStep& step, v1::DownPush& push);
  void OnTail(LinkStep& step, v1::Tail& tail);
  // Into in_step, items_here and items_above.
  void CompareStreams(LinkStatus& status) const;
  [[nodiscard]] bool Silent(const LinkStep& step) const;
  void Pump(LinkStep& step);
  void PumpHello(LinkStep& step);
  [[nodiscard]] bool MustTellOfLedger(LinkStep& step);
  void PumpLine(LinkStep& step, const StreamId& stream, Line& line, std::size_t& under_way);
  [[nodiscard]] std::size_t UnderWay() const;
  absl::Status TakeGrants(LinkStep& step, const v1::HelloAck& ack, bool& compare);
  void BeginSession(LinkStep& step);
  void Handle(LinkStep& step, v1::LinkMessage& message);
  void AskTail(LinkStep& step, const StreamId& stream, Line& line);
  void SubmitCommand(LinkStep& step, Kind kind, const StreamId& stream, std::string payload,
                     Position position);
  void Fail(LinkStep& step, absl::Status why);
  // By this node. Hold if it says that an item is newer, otherwise Fail.
  void Refused(LinkStep& step, Line* line, absl::Status why);
  // An item of this stream that is not taken: it waits where it is, and what follows it too, until
  // the node that does not know it has been upgraded, or a person has mended what else is wrong.
  // The other streams go on.
  void Hold(LinkStep& step, Line& line, absl::Status why);
  // Compare again from the start; `why` is shown until the next success.
  void WantHello(absl::Status why);
  void ForgetQuestions();
  Line* Find(const v1::Stream& wire, const v1::Session& session, StreamId& stream);
  absl::StatusOr<std::vector<StreamId>> Streams(const storage::Reader& state) const;
  static absl::StatusOr<std::vector<StreamId>> LeftOver(const storage::Reader& state,
                                                        const std::string& hop,
                                                        const std::vector<std::string>& below);

  const ChildLinkConfig config_;
  const LinkPorts ports_;
  Phase phase_ = Phase::kWaiting;
  std::uint64_t connection_ = 0;
  std::uint32_t attempt_ = 0;
  std::uint32_t attempts_before_session_ = 0;
  std::int64_t dial_at_ = 0;
  std::int64_t retry_after_ = 0;
  std::int64_t spread_ = 0;  // Of the return after a session, as the node above wishes.
  std::int64_t last_in_ = 0;
  std::int64_t waiting_since_ = 0;  // For the answer to a dial or our hello; 0: not.
  std::int64_t looked_at_topology_ = 0;
  std::int64_t session_began_ = 0;              // The last, on whichever connection.
  std::optional<std::int64_t> clocks_kept_at_;  // Whether they agreed, since the process started.
  bool want_hello_ = false;
  std::int64_t hello_not_before_ = 0;  // The node above was busy.
  std::int64_t hello_pause_ = 0;       // The last for streams without a session; it doubles.
  std::int64_t hello_again_at_ = 0;    // For streams without a session, and held ones; 0: none.
  std::vector<v1::LinkMessage> held_;  // Came before the session had begun on this side.
  std::string parent_boot_;
  std::uint64_t next_ticket_ = 1;
  std::map<std::uint64_t, Pending> pending_;
  std::map<StreamId, Line> lines_;
  OwnLedger ledger_;
  RateMeter rate_;
  LinkStatus status_;
};

}  // namespace par::exchange
