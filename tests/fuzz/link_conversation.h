// The two nodes of a line as the fuzz targets use them, and what makes a message of any bytes fit
// the session: without it the search would never come behind the first check.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/exchange/child_link.h"
#include "common/exchange/parent_link.h"
#include "common/exchange/rows.h"
#include "tests/fuzz/pieces.h"
#include "tests/unit/exchange/hand_spoken_node.h"

namespace par::fuzz {

// Bits of Piece::how.
inline constexpr unsigned kFit = 0x01;        // Stream, session and base as the line has them.
inline constexpr unsigned kChain = 0x02;      // Events numbered and hashed.
inline constexpr unsigned kSign = 0x04;       // Items of the right unit and node, signed.
inline constexpr unsigned kSomeTime = 0x20;   // Time passes first: three minutes.
inline constexpr unsigned kTick = 0x40;       // A tick, and no message.
inline constexpr unsigned kReconnect = 0x80;  // The connection breaks and comes back.

[[nodiscard]] sim::Country SmallCountry();
// Node P, which hosts the unit above, and C, which hosts the unit below, as their machines begin.
[[nodiscard]] exchange::testing::HandSpokenNode UpperNode();
[[nodiscard]] exchange::testing::HandSpokenNode LowerNode();
[[nodiscard]] exchange::ParentLinkConfig UpperConfig();
[[nodiscard]] exchange::ChildLinkConfig LowerConfig();

// Saves a plain item on C for the unit above, or on P for the one below; its id.
std::string SaveItem(exchange::testing::HandSpokenNode& lower, const std::string& body);
void SendDown(exchange::testing::HandSpokenNode& upper, const std::string& body);

// What the machine at the end of a line is given of these bytes: unpacked where they are packed.
// False: they are no message.
[[nodiscard]] bool ReadMessage(std::string_view bytes, exchange::v1::LinkMessage& message);

// What the line knows that a message must fit.
struct LineFacts {
  std::map<exchange::StreamId, exchange::v1::Session> sessions;
  std::map<exchange::StreamId, exchange::Position> ends;
};
// Numbers, hashes and signs as `how` says; nothing where the message has no events.
void Fit(unsigned how, const LineFacts& facts, const std::string& signer,
         exchange::v1::LinkMessage& message);

// Stops the program unless what was said is what a line may carry.
void CheckSaid(const std::vector<exchange::v1::LinkMessage>& said);

}  // namespace par::fuzz
