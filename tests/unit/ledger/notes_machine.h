// A small state machine for the ledger's tests: notes that can be written, erased, appended to and
// counted, and a wish it always refuses.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/ledger/state_machine.h"
#include "common/storage/limits.h"
#include "common/storage/store.h"

namespace par::ledger {

inline constexpr std::uint32_t kSet = 1;     // Payload "name=text"; answers "set".
inline constexpr std::uint32_t kErase = 2;   // Payload "name"; refused if there is no such note.
inline constexpr std::uint32_t kAppend = 3;  // Payload "name=text"; answers the whole note.
inline constexpr std::uint32_t kCount = 4;   // Answers how many notes there are, and notes it.
inline constexpr std::uint32_t kFlood = 5;   // Writes one row that no store takes.

inline constexpr std::string_view kNotes = "\x40";  // First byte of the notes' keys.

class NotesMachine final : public StateMachine {
 public:
  absl::StatusOr<std::string> Apply(const Entry& entry, Transaction& transaction) override {
    const std::string& payload = entry.command.payload;
    const std::size_t equals = payload.find('=');
    const std::string key = std::string(kNotes) + payload.substr(0, equals);
    const std::string text = equals == std::string::npos ? "" : payload.substr(equals + 1);
    switch (entry.command.kind) {
      case kSet:
        transaction.Put(key, text);
        return "set";
      case kErase: {
        ASSIGN_OR_RETURN(const auto before, transaction.Get(key));
        // Written first and refused then: nothing of it may stay.
        transaction.Put(std::string(kNotes) + "last erased", payload);
        if (!before.has_value()) {
          return domain::Refusal(absl::StatusCode::kNotFound, "text_empty", {{"field", payload}});
        }
        transaction.Erase(key);
        return "erased";
      }
      case kAppend: {
        ASSIGN_OR_RETURN(const auto before, transaction.Get(key));
        const std::string whole = before.value_or("") + text;
        transaction.Put(key, whole);
        return whole;
      }
      case kCount: {
        ASSIGN_OR_RETURN(const storage::Page page,
                         transaction.Scan(storage::PrefixRange(kNotes), {}));
        transaction.Put(key, std::to_string(page.rows.size()));
        return std::to_string(page.rows.size());
      }
      default:
        transaction.Put(key, std::string(storage::kMaxValueBytes + 1, 'x'));
        return "flooded";
    }
  }
};

// What the notes must be after the commands that were answered OK, by a plain map.
class NotesModel {
 public:
  void Carry(const Command& command) {
    const std::size_t equals = command.payload.find('=');
    const std::string name = command.payload.substr(0, equals);
    const std::string text = equals == std::string::npos ? "" : command.payload.substr(equals + 1);
    if (command.kind == kSet) notes_[name] = text;
    if (command.kind == kAppend) notes_[name] += text;
    if (command.kind == kErase) {
      notes_["last erased"] = command.payload;
      notes_.erase(name);
    }
    if (command.kind == kCount) notes_[name] = std::to_string(notes_.size());
  }
  [[nodiscard]] const std::map<std::string, std::string>& notes() const { return notes_; }

 private:
  std::map<std::string, std::string> notes_;
};

// The notes a store holds.
inline std::map<std::string, std::string> NotesIn(const storage::Reader& reader) {
  std::map<std::string, std::string> notes;
  storage::Range range = storage::PrefixRange(kNotes);
  while (true) {
    const auto page = reader.Scan(range, {});
    if (!page.ok()) return {};
    for (const auto& [key, value] : page->rows) notes[key.substr(1)] = value;
    if (!page->resume.has_value()) return notes;
    range.first = *page->resume;
  }
}

inline Command NoteCommand(std::uint64_t id, std::uint32_t kind, std::string payload) {
  return {.id = Sha256::Of(std::to_string(id)).ToBytes().substr(0, 16),
          .actor = {.unit = "51.01", .account = "lan", .role = "clerk"},
          .unit = "51.01",
          .cycle = "2024",
          .kind = kind,
          .payload = std::move(payload)};
}

}  // namespace par::ledger
