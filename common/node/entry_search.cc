#include "common/node/entry_search.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/identity/accounts.h"
#include "common/ledger/entry.h"

namespace par::node {
namespace {

constexpr std::uint32_t kMostEntries = 500;
constexpr std::uint64_t kBlock = 500;  // Read together.

void DescribeEntry(const ledger::Entry& entry, std::string kind_name, v1::EntrySummary& summary) {
  summary.set_number(entry.number);
  summary.set_time(entry.time);
  summary.set_actor_unit(entry.command.actor.unit);
  summary.set_actor_account(entry.command.actor.account);
  summary.set_role(entry.command.actor.role);
  summary.set_unit(entry.command.unit);
  summary.set_cycle(entry.command.cycle);
  summary.set_kind(entry.command.kind);
  summary.set_kind_name(std::move(kind_name));
  summary.set_payload_bytes(static_cast<std::uint32_t>(entry.command.payload.size()));
  summary.set_sha256(entry.hash.Hex());
}

// What entries of other nodes bring in is done by the node itself, so an actor is of this node.
absl::Status NameActor(const storage::Reader& state, v1::EntrySummary& entry) {
  ASSIGN_OR_RETURN(const auto account,
                   identity::FindAccount(state, domain::AccountId(entry.actor_account())));
  if (!account.has_value() || account->unit.value() != entry.actor_unit()) return absl::OkStatus();
  entry.set_actor_name(account->full_name);
  entry.set_actor_position(account->position);
  return absl::OkStatus();
}

bool IsOfKind(const std::string& name, const std::string& wanted) {
  if (wanted.empty() || name == wanted) return true;
  return name.size() > wanted.size() && name.starts_with(wanted) && name[wanted.size()] == '.';
}

bool Answers(const v1::EntrySummary& entry, const v1::ListEntriesRequest& request) {
  return (request.unit().empty() || entry.unit() == request.unit() ||
          entry.actor_unit() == request.unit()) &&
         (request.account().empty() || entry.actor_account() == request.account()) &&
         IsOfKind(entry.kind_name(), request.kind()) && entry.time() >= request.since() &&
         (request.before() == 0 || entry.time() < request.before());
}

// Entries `first` to `last`, both included, as far as there are any. Their payloads are let go page
// by page: a block of the largest would be 250 MB.
absl::StatusOr<std::vector<v1::EntrySummary>> ReadBlock(const storage::Reader& state,
                                                        const services::CommandRouter& commands,
                                                        std::uint64_t first, std::uint64_t last) {
  std::vector<v1::EntrySummary> block;
  std::optional<std::uint64_t> next = first;
  while (next.has_value() && *next <= last) {
    storage::PageLimit limit;
    limit.rows = static_cast<std::size_t>(last - *next + 1);
    ASSIGN_OR_RETURN(const ledger::EntryPage page, ledger::ReadEntries(state, *next, limit));
    for (const ledger::Entry& entry : page.entries) {
      DescribeEntry(entry, commands.NameOf(entry.command.kind), block.emplace_back());
    }
    next = page.next;
  }
  return block;
}

}  // namespace

absl::StatusOr<v1::ListEntriesResponse> FindEntries(const storage::Reader& state,
                                                    const services::CommandRouter& commands,
                                                    const v1::ListEntriesRequest& request) {
  ASSIGN_OR_RETURN(const ledger::Mark head, ledger::ReadHead(state));
  const std::uint32_t wanted = request.limit() == 0 ? 50 : std::min(request.limit(), kMostEntries);
  const bool down = request.newest_first();
  const std::uint64_t from = request.from() == 0 && down ? head.number : request.from();
  std::uint64_t at = down ? std::min(from, head.number) : std::max<std::uint64_t>(from, 1);
  v1::ListEntriesResponse answer;
  for (std::uint64_t read = 0; at >= 1 && at <= head.number; read += kBlock) {
    answer.set_next(at);
    if (read >= kMostEntriesRead) return answer;
    const std::uint64_t first = !down ? at : at > kBlock ? at - kBlock + 1 : 1;
    const std::uint64_t last = down ? at : std::min(head.number, at + kBlock - 1);
    ASSIGN_OR_RETURN(std::vector<v1::EntrySummary> block, ReadBlock(state, commands, first, last));
    if (down) std::reverse(block.begin(), block.end());
    for (v1::EntrySummary& entry : block) {
      answer.set_next(entry.number());
      if (answer.entries_size() == static_cast<int>(wanted)) return answer;
      if (!Answers(entry, request)) continue;
      RETURN_IF_ERROR(NameActor(state, entry));
      *answer.add_entries() = std::move(entry);
    }
    at = down ? first - 1 : last + 1;
  }
  answer.set_next(0);
  return answer;
}

}  // namespace par::node
