// The numbers of the exchange's ledger commands (100-199). Stored: never renumber or reuse one.
#pragma once

#include <cstdint>

namespace par::exchange {

enum class Kind : std::uint32_t {
  kGrantSession = 100,     // Upper side: par.record.v1.GrantSession.
  kReceivePush = 101,      // Upper side: par.record.v1.ReceivedEvents.
  kTakeAck = 102,          // Lower side: par.exchange.v1.Ack.
  kTakeHelloAck = 103,     // Lower side: par.exchange.v1.HelloAck.
  kAdoptTail = 104,        // Lower side, up streams: par.record.v1.ReceivedEvents.
  kReceiveDownPush = 105,  // Lower side: par.record.v1.ReceivedEvents.
  kTakeDownAck = 106,      // Upper side: par.exchange.v1.DownAck.
  kTakeDownTail = 107,     // Upper side, down streams it has lost: par.record.v1.ReceivedEvents.
  kNoteRestored = 108,  // By the node itself when it starts from a backup: par.record.v1.Restored.
  // As kAdoptTail, of a stream that is handed on: the side towards below follows with each piece,
  // for all of it at the end may be more than one entry can change.
  kAdoptRelayedTail = 109,
};

inline constexpr std::uint32_t kFirstKind = 100;
inline constexpr std::uint32_t kLastKind = 199;

}  // namespace par::exchange
