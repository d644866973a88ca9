// Entries and the ledger's other rows as stored (docs/formats/ledger.md holds the layout; the
// golden bytes are in tests/contract/ledger_format_test.cc). The payload is stored once, in the
// entry's row, and enters the hashes by its SHA-256.
//
// Pure functions; safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/ledger/mark.h"
#include "common/ledger/state_machine.h"
#include "common/storage/limits.h"
#include "common/storage/store.h"

namespace par::ledger {

inline constexpr std::size_t kCommandIdBytes = 16;
inline constexpr std::size_t kMaxFieldBytes = 255;  // Each text of the actor, the unit, the cycle.
inline constexpr std::size_t kMaxAnswerBytes = std::size_t{64} << 10u;
inline constexpr std::size_t kMaxPayloadBytes = storage::kMaxValueBytes - (std::size_t{4} << 10u);

// INVALID_ARGUMENT command_id_malformed, command_too_large, text_too_long.
[[nodiscard]] absl::Status CheckLimits(const Command& command);

// A command with what can be worked out before its place in the chain is known, so that many
// threads can do it while one decides. `command` must have passed CheckLimits.
class PreparedCommand {
 public:
  explicit PreparedCommand(Command command);
  [[nodiscard]] const Command& command() const { return command_; }
  // Covers everything in the command: equal digests mean the same wish of the same actor.
  [[nodiscard]] const Sha256& digest() const { return digest_; }
  [[nodiscard]] std::size_t bytes() const { return row_.size(); }

  // Gives the command its place; only once. `row` is then the value of the entry's row.
  struct Placed {
    Entry entry;
    std::string row;
  };
  [[nodiscard]] Placed Place(const Mark& head, std::int64_t time) &&;

 private:
  Command command_;
  Sha256 digest_;
  std::string row_;  // As stored, with zeros for what the place decides.
};

// The hash of the entry with these fields.
[[nodiscard]] Sha256 EntryHash(std::uint64_t number, std::int64_t time, const Sha256& previous,
                               const Sha256& command_digest);

[[nodiscard]] std::string EntryKey(std::uint64_t number);
// DATA_LOSS ledger_entry_malformed. Does not check hashes: see CheckEntry.
[[nodiscard]] absl::StatusOr<Entry> DecodeEntry(std::uint64_t number, std::string_view row);
// DATA_LOSS ledger_payload_altered, ledger_entry_altered, ledger_chain_broken: the row of `entry`
// does not fit the entry before it, `head`.
[[nodiscard]] absl::Status CheckEntry(const Entry& entry, std::string_view row, const Mark& head);

// The number and hash of the last entry.
[[nodiscard]] storage::Write HeadRow(const Mark& head);
[[nodiscard]] absl::StatusOr<Mark> ReadHead(const storage::Reader& reader);

// What a command was answered, under its id, so that a repeat gets the same.
struct Answer {
  std::uint64_t number = 0;
  Sha256 hash;            // Of the entry.
  Sha256 command_digest;  // So that the id with other content is noticed.
  std::string response;
  friend bool operator==(const Answer&, const Answer&) = default;
};
[[nodiscard]] storage::Write AnswerRow(std::string_view command_id, const Answer& answer);
// Nothing if no entry carries this id.
[[nodiscard]] absl::StatusOr<std::optional<Answer>> ReadAnswer(const storage::Reader& reader,
                                                               std::string_view command_id);

// Entry `number`; nothing if there is none.
[[nodiscard]] absl::StatusOr<std::optional<Entry>> ReadEntry(const storage::Reader& reader,
                                                             std::uint64_t number);

struct EntryPage {
  std::vector<Entry> entries;
  std::optional<std::uint64_t> next;  // Read on from here; nothing after the last entry.
};
// Entries from number `first` on, in order, whole ones only.
[[nodiscard]] absl::StatusOr<EntryPage> ReadEntries(const storage::Reader& reader,
                                                    std::uint64_t first,
                                                    const storage::PageLimit& limit);

}  // namespace par::ledger
