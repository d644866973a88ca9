#include "common/node/at_start.h"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/exchange/kinds.h"
#include "common/identity/accounts.h"
#include "common/identity/bootstrap_file.h"
#include "common/identity/kinds.h"
#include "common/identity/secret_file.h"
#include "common/node/sealed_backup.h"
#include "common/services/kinds.h"
#include "common/services/units.h"
#include "par/record/v1/exchange_record.pb.h"
#include "par/record/v1/service_record.pb.h"

namespace par::node {
namespace {

absl::StatusOr<record::v1::Hosting> HostingOf(const config::Config& config) {
  record::v1::Hosting hosting;
  hosting.set_node(config.node_id);
  hosting.set_level(std::string(config::Name(config.level)));
  for (const std::string& unit : config.units) hosting.add_units(unit);
  hosting.set_upper_node(config.upper.id);
  hosting.set_upper_unit(config.upper.unit);
  for (const config::ChildNode& child : config.children) {
    record::v1::ChildNode* added = hosting.add_children();
    added->set_node(child.id);
    for (const std::string& unit : child.units) added->add_units(unit);
  }
  if (!config.certificates.authority.empty()) {
    ASSIGN_OR_RETURN(
        *hosting.mutable_authorities(),
        identity::ReadWholeFile(config.certificates.authority, identity::Secrecy::kPublic));
  }
  return hosting;
}

}  // namespace

ledger::Command NodeCommand(const config::Config& config, std::string id, std::uint32_t kind,
                            std::string payload) {
  return {.id = std::move(id),
          .actor = {.unit = config.node_id, .account = {}, .role = "node"},
          .unit = config.units.front(),
          .cycle = {},
          .kind = kind,
          .payload = std::move(payload)};
}

absl::StatusOr<std::vector<ledger::Command>> HostingCommand(const config::Config& config,
                                                            const storage::Reader& state) {
  ASSIGN_OR_RETURN(const record::v1::Hosting hosting, HostingOf(config));
  const std::string wanted = hosting.SerializeAsString();
  ASSIGN_OR_RETURN(const record::v1::Hosting entered, services::ReadHosting(state));
  std::vector<ledger::Command> commands;
  if (entered.SerializeAsString() != wanted) {
    commands.push_back(NodeCommand(config, SystemRandom().Bytes(16),
                                   static_cast<std::uint32_t>(services::Kind::kSetHosting),
                                   wanted));
  }
  return commands;
}

absl::StatusOr<std::vector<ledger::Command>> DayCommand(const config::Config& config,
                                                        const services::Units& units,
                                                        const storage::Reader& state,
                                                        std::int64_t now) {
  std::vector<ledger::Command> commands;
  ASSIGN_OR_RETURN(const bool due, units.DayIsDue(state, now));
  if (due) {
    commands.push_back(NodeCommand(config, SystemRandom().Bytes(16),
                                   static_cast<std::uint32_t>(services::Kind::kCountDay), ""));
  }
  return commands;
}

absl::StatusOr<std::vector<ledger::Command>> RestoredCommand(const config::Config& config) {
  std::vector<ledger::Command> commands;
  const std::filesystem::path file = std::filesystem::path(config.data_directory) / kRestoredFile;
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return commands;
  ASSIGN_OR_RETURN(const std::string note,
                   identity::ReadWholeFile(file, identity::Secrecy::kSecret));
  if (note.size() <= kRestoredIdBytes + sizeof(Sha256::bytes)) {
    return domain::Refusal(absl::StatusCode::kDataLoss, "backup_manifest_wrong",
                           {{"line", file.string()}});
  }
  ASSIGN_OR_RETURN(
      const BackupManifest manifest,
      ParseBackupManifest(std::string_view(note).substr(kRestoredIdBytes + sizeof(Sha256::bytes))));
  record::v1::Restored restored;
  restored.set_manifest_sha256(note.substr(kRestoredIdBytes, sizeof(Sha256::bytes)));
  restored.set_made_at(manifest.head.made);
  commands.push_back(NodeCommand(config, note.substr(0, kRestoredIdBytes),
                                 static_cast<std::uint32_t>(exchange::Kind::kNoteRestored),
                                 restored.SerializeAsString()));
  return commands;
}

void ForgetRestored(const config::Config& config) {
  std::error_code error;  // Noting it again changes nothing: the command has its id.
  std::filesystem::remove(std::filesystem::path(config.data_directory) / kRestoredFile, error);
}

absl::StatusOr<std::vector<ledger::Command>> FirstAccounts(const config::Config& config,
                                                           const storage::Reader& state) {
  std::vector<ledger::Command> commands;
  ASSIGN_OR_RETURN(const bool none_yet, identity::HasNoAccount(state));
  if (!none_yet || config.bootstrap_accounts.empty()) return commands;
  ASSIGN_OR_RETURN(const std::string yaml,
                   identity::ReadWholeFile(config.bootstrap_accounts, identity::Secrecy::kPublic));
  const identity::BootstrapFile file = identity::ReadBootstrapFile(yaml, config.bootstrap_accounts);
  if (!file.request.has_value()) return file.findings.front().refusal;
  commands.push_back(NodeCommand(config, file.request->request_id(),
                                 static_cast<std::uint32_t>(identity::Kind::kBootstrap),
                                 file.request->SerializeAsString()));
  return commands;
}

}  // namespace par::node
