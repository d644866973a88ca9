#include "common/ledger/entry.h"

#include <array>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/storage/key.h"

namespace par::ledger {
namespace {

using domain::Refusal;
using storage::KeyWriter;
using storage::Prefix;

// Version bytes of the three kinds of rows. The layouts stand in docs/formats/ledger.md.
constexpr std::uint8_t kEntryVersion = 1;
constexpr std::uint8_t kHeadVersion = 1;
constexpr std::uint8_t kAnswerVersion = 1;
constexpr std::string_view kEntryDomain = "parnet entry 1\n";
constexpr std::string_view kCommandDomain = "parnet command 1\n";
constexpr std::size_t kHashBytes = 32;
// What the place in the chain decides: version, number, time, previous hash, own hash.
constexpr std::size_t kPlaceBytes = 1 + 8 + 8 + 2 * kHashBytes;

std::array<const std::string*, 5> TextsOf(const Command& command) {
  return {&command.actor.unit, &command.actor.account, &command.actor.role, &command.unit,
          &command.cycle};
}

// The part of a row that the command alone decides, without its payload.
std::string CommandHeader(const Command& command, const Sha256& payload) {
  ByteWriter out;
  out.U32(command.kind);
  out.Raw(command.id);
  out.Raw(payload.ToBytes());
  for (const std::string* text : TextsOf(command)) out.Text16(*text);
  return std::move(out).Take();
}

Sha256 DigestOf(std::string_view header) {
  Sha256Stream stream;
  stream.Add(kCommandDomain);
  stream.Add(header);
  return stream.Finish();
}

std::string PlaceBytes(const Mark& place, std::int64_t time, const Sha256& previous) {
  ByteWriter out;
  out.U8(kEntryVersion);
  out.U64(place.number);
  out.U64(static_cast<std::uint64_t>(time));
  out.Raw(previous.ToBytes());
  out.Raw(place.hash.ToBytes());
  return std::move(out).Take();
}

absl::Status Fault(std::string_view reason, std::uint64_t number) {
  return Refusal(absl::StatusCode::kDataLoss, reason, {{"number", std::to_string(number)}});
}

}  // namespace

absl::Status CheckLimits(const Command& command) {
  if (command.id.size() != kCommandIdBytes) {
    return Refusal(absl::StatusCode::kInvalidArgument, "command_id_malformed",
                   {{"length", std::to_string(command.id.size())},
                    {"expected", std::to_string(kCommandIdBytes)}});
  }
  if (command.payload.size() > kMaxPayloadBytes) {
    return Refusal(absl::StatusCode::kInvalidArgument, "command_too_large",
                   {{"what", "payload"},
                    {"length", std::to_string(command.payload.size())},
                    {"maximum", std::to_string(kMaxPayloadBytes)}});
  }
  constexpr std::array<const char*, 5> kNames = {"actor.unit", "actor.account", "actor.role",
                                                 "unit", "cycle"};
  const auto texts = TextsOf(command);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i]->size() <= kMaxFieldBytes) continue;
    return Refusal(absl::StatusCode::kInvalidArgument, "text_too_long",
                   {{"field", kNames[i]},
                    {"length", std::to_string(texts[i]->size())},
                    {"maximum", std::to_string(kMaxFieldBytes)}});
  }
  return absl::OkStatus();
}

PreparedCommand::PreparedCommand(Command command) : command_(std::move(command)) {
  PAR_CHECK(CheckLimits(command_).ok());
  const std::string header = CommandHeader(command_, Sha256::Of(command_.payload));
  digest_ = DigestOf(header);
  row_.reserve(kPlaceBytes + header.size() + command_.payload.size());
  row_.assign(kPlaceBytes, '\0');
  row_ += header;
  row_ += command_.payload;
}

PreparedCommand::Placed PreparedCommand::Place(const Mark& head, std::int64_t time) && {
  Placed placed;
  placed.entry.number = head.number + 1;
  placed.entry.time = time;
  placed.entry.previous = head.hash;
  placed.entry.hash = EntryHash(placed.entry.number, time, head.hash, digest_);
  placed.entry.command = std::move(command_);
  placed.row = std::move(row_);
  placed.row.replace(
      0, kPlaceBytes,
      PlaceBytes({.number = placed.entry.number, .hash = placed.entry.hash}, time, head.hash));
  return placed;
}

Sha256 EntryHash(std::uint64_t number, std::int64_t time, const Sha256& previous,
                 const Sha256& command_digest) {
  ByteWriter out;
  out.Raw(kEntryDomain);
  out.U64(number);
  out.U64(static_cast<std::uint64_t>(time));
  out.Raw(previous.ToBytes());
  out.Raw(command_digest.ToBytes());
  return Sha256::Of(std::move(out).Take());
}

std::string EntryKey(std::uint64_t number) {
  return KeyWriter(Prefix::kEntry).Number(number).Take();
}

absl::StatusOr<Entry> DecodeEntry(std::uint64_t number, std::string_view row) {
  ByteReader in(row);
  Entry entry;
  const std::uint8_t version = in.U8();
  entry.number = in.U64();
  entry.time = static_cast<std::int64_t>(in.U64());
  const std::string_view previous = in.Raw(kHashBytes);
  const std::string_view hash = in.Raw(kHashBytes);
  Command& command = entry.command;
  command.kind = in.U32();
  command.id = in.Raw(kCommandIdBytes);
  (void)in.Raw(kHashBytes);  // The payload's hash; CheckEntry compares it.
  for (std::string* text : {&command.actor.unit, &command.actor.account, &command.actor.role,
                            &command.unit, &command.cycle}) {
    *text = in.Text16();
  }
  command.payload = in.Rest();
  if (!in.good() || version != kEntryVersion || entry.number != number ||
      !CheckLimits(command).ok()) {
    return Fault("ledger_entry_malformed", number);
  }
  entry.previous = Sha256::FromBytes(previous);
  entry.hash = Sha256::FromBytes(hash);
  return entry;
}

absl::Status CheckEntry(const Entry& entry, std::string_view row, const Mark& head) {
  const Sha256 payload = Sha256::Of(entry.command.payload);
  const std::string header = CommandHeader(entry.command, payload);
  if (row.substr(kPlaceBytes, header.size()) != header) {
    return Fault("ledger_payload_altered", entry.number);
  }
  if (entry.hash != EntryHash(entry.number, entry.time, entry.previous, DigestOf(header))) {
    return Fault("ledger_entry_altered", entry.number);
  }
  if (entry.number != head.number + 1 || entry.previous != head.hash) {
    return Fault("ledger_chain_broken", entry.number);
  }
  return absl::OkStatus();
}

storage::Write HeadRow(const Mark& head) {
  ByteWriter out;
  out.U8(kHeadVersion);
  out.U64(head.number);
  out.Raw(head.hash.ToBytes());
  return {.key = KeyWriter(Prefix::kLedgerHead).Take(), .value = std::move(out).Take()};
}

absl::StatusOr<Mark> ReadHead(const storage::Reader& reader) {
  ASSIGN_OR_RETURN(const std::optional<std::string> row, reader.Get(HeadRow({}).key));
  if (!row.has_value()) return Mark{};
  ByteReader in(*row);
  const std::uint8_t version = in.U8();
  Mark head;
  head.number = in.U64();
  const std::string_view hash = in.Raw(kHashBytes);
  if (!in.AtEnd() || version != kHeadVersion) return Fault("ledger_head_differs", head.number);
  head.hash = Sha256::FromBytes(hash);
  return head;
}

storage::Write AnswerRow(std::string_view command_id, const Answer& answer) {
  ByteWriter out;
  out.U8(kAnswerVersion);
  out.U64(answer.number);
  out.Raw(answer.hash.ToBytes());
  out.Raw(answer.command_digest.ToBytes());
  out.Raw(answer.response);
  return {.key = KeyWriter(Prefix::kAnswer).Text(command_id).Take(),
          .value = std::move(out).Take()};
}

absl::StatusOr<std::optional<Answer>> ReadAnswer(const storage::Reader& reader,
                                                 std::string_view command_id) {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   reader.Get(KeyWriter(Prefix::kAnswer).Text(command_id).Take()));
  if (!row.has_value()) return std::optional<Answer>();
  ByteReader in(*row);
  const std::uint8_t version = in.U8();
  Answer answer;
  answer.number = in.U64();
  const std::string_view hash = in.Raw(kHashBytes);
  const std::string_view digest = in.Raw(kHashBytes);
  answer.response = in.Rest();
  if (!in.good() || version != kAnswerVersion) {
    return Refusal(absl::StatusCode::kDataLoss, "ledger_answer_damaged",
                   {{"id", ToHex(command_id)}});
  }
  answer.hash = Sha256::FromBytes(hash);
  answer.command_digest = Sha256::FromBytes(digest);
  return std::optional<Answer>(std::move(answer));
}

absl::StatusOr<std::optional<Entry>> ReadEntry(const storage::Reader& reader,
                                               std::uint64_t number) {
  ASSIGN_OR_RETURN(const std::optional<std::string> row, reader.Get(EntryKey(number)));
  if (!row.has_value()) return std::optional<Entry>();
  ASSIGN_OR_RETURN(Entry entry, DecodeEntry(number, *row));
  return std::optional<Entry>(std::move(entry));
}

absl::StatusOr<EntryPage> ReadEntries(const storage::Reader& reader, std::uint64_t first,
                                      const storage::PageLimit& limit) {
  storage::Range range = storage::PrefixRange(KeyWriter(Prefix::kEntry).Take());
  range.first = EntryKey(first);
  ASSIGN_OR_RETURN(const storage::Page page, reader.Scan(range, limit));
  EntryPage entries;
  for (const auto& [key, row] : page.rows) {
    storage::KeyReader in(key);
    (void)in.TakePrefix(Prefix::kEntry);
    ASSIGN_OR_RETURN(Entry entry, DecodeEntry(in.TakeNumber().value_or(0), row));
    entries.entries.push_back(std::move(entry));
  }
  if (page.resume.has_value()) entries.next = entries.entries.back().number + 1;
  return entries;
}

}  // namespace par::ledger
