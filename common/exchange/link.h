// What goes into and comes out of the two machines of a line, ChildLink and ParentLink. A machine
// has no thread: its owner calls Step with everything that happens, one call at a time, and carries
// out the actions in their order. docs/formats/exchange.md tells the messages.
//
// The owner promises: commands of one machine are submitted in the order of their actions and
// answered in that order; every Submit is answered by one Committed (also after a disconnect);
// messages of one connection arrive in order or the connection is closed.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/exchange/ports.h"
#include "common/ledger/state_machine.h"
#include "common/storage/store.h"
#include "par/exchange/v1/exchange.pb.h"

namespace par::exchange {

struct Connected {};

struct MessageIn {
  v1::LinkMessage message;
};
struct Disconnected {
  absl::Status why;  // OK: the other side ended it without a word.
};
// At least once a second while the machine lives.
struct Tick {};
// The store changed: something may wait to be sent. May come as often as one likes.
struct StateChanged {};
struct Committed {
  std::uint64_t ticket = 0;
  absl::StatusOr<std::string> answer;  // Of the ledger.
};
using LinkInput = std::variant<Connected, MessageIn, Disconnected, Tick, StateChanged, Committed>;

struct Dial {};  // Only ChildLink: open the connection; answer with Connected or Disconnected.
struct Send {
  v1::LinkMessage message;
};
struct Submit {
  std::uint64_t ticket = 0;
  ledger::Command command;
};
struct Close {
  absl::Status why;
};
using LinkAction = std::variant<Dial, Send, Submit, Close>;
using LinkActions = std::vector<LinkAction>;

// What a machine needs of its node. All must outlive it.
struct LinkPorts {
  const storage::Store& store;
  const Topology& topology;
  const Signer& signer;
  const Verifier& verifier;
  const EntryPayloads& payloads;
  const Clock& clock;
  Random& random;
  // Null: every type is taken, whatever the services make of it.
  const ItemTypes* types = nullptr;
};

// For `parctl links` and the portal.
struct LinkStatus {
  std::string peer;
  bool connected = false;
  bool in_session = false;
  std::int64_t session_since = 0;  // Wall clock; 0: there is no session.
  std::int64_t last_contact = 0;   // Wall clock of the last message in; 0: never.
  std::int64_t clock_offset = 0;   // Peer's wall clock minus ours at the last hello, microseconds.
  std::uint64_t items_waiting = 0;
  std::uint64_t bytes_waiting = 0;  // Lower end only.
  // What the other side last said waits there for us.
  std::uint64_t items_waiting_there = 0;
  std::uint64_t bytes_waiting_there = 0;  // Upper end only.
  std::uint64_t bytes_per_second = 0;     // Of events, both ways, over the last ten seconds.
  absl::Status last_error;                // Since the last session began.
  // Only ChildLink: how far the streams are as the node above held them when both last compared.
  bool in_step = false;
  std::uint64_t items_here = 0;
  std::uint64_t items_above = 0;
  std::uint64_t bytes_received = 0;  // Since the process started.
  // The lower node's ledger: the last entry that the upper one has witnessed (0: none), and OK
  // while that is still in it.
  std::uint64_t witnessed = 0;
  absl::Status ledger_doubt;
};

// How it stands, without reading rows: for a log, after every step.
struct LinkStanding {
  bool connected = false;
  bool in_session = false;
  absl::Status last_error;         // As in LinkStatus.
  absl::Status ledger_doubt = {};  // As in LinkStatus; while it is in session.
  // Only ParentLink: with this session the node below has another ledger than before.
  bool another_ledger = false;
  friend bool operator==(const LinkStanding&, const LinkStanding&) = default;
};

}  // namespace par::exchange
