#include "common/services/command_router.h"

#include "common/base/check.h"
#include "common/domain/refusal.h"

namespace par::services {

void CommandRouter::On(CommandKind kind, std::string_view name, ApplyFunction apply) {
  PAR_CHECK(kind.number() != 0);
  PAR_CHECK(apply != nullptr);
  const bool added =
      parts_.emplace(kind.number(), Part{.name = std::string(name), .apply = std::move(apply)})
          .second;
  PAR_CHECK(added);
}

absl::StatusOr<std::string> CommandRouter::Apply(const ledger::Entry& entry,
                                                 ledger::Transaction& transaction) {
  const auto part = parts_.find(entry.command.kind);
  if (part == parts_.end()) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "command_kind_unknown",
                           {{"kind", std::to_string(entry.command.kind)}});
  }
  return part->second.apply(entry, transaction);
}

std::string CommandRouter::NameOf(std::uint32_t kind) const {
  const auto part = parts_.find(kind);
  return part == parts_.end() ? "kind " + std::to_string(kind) : part->second.name;
}

absl::Status CommandRouter::BadPayload(const std::string& name) {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "command_payload_invalid",
                         {{"command", name}});
}

}  // namespace par::services
