#include "common/node/look.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/domain/date.h"
#include "common/ledger/entry.h"
#include "common/node/composition.h"
#include "common/node/inspection.h"
#include "common/node/storage.h"

namespace par::node {

absl::StatusOr<std::string> VerifyText(const config::Config& config, const Program& program) {
  ASSIGN_OR_RETURN(const NodeStorage storage, OpenStorage(config, IfMissing::kRefuse));
  ASSIGN_OR_RETURN(const std::optional<ledger::Mark> mark, storage.mark->Read());
  const std::unique_ptr<storage::Snapshot> live = storage.store->NewSnapshot();
  ASSIGN_OR_RETURN(std::unique_ptr<identity::Signer> signer, OpenSigner(config));
  ASSIGN_OR_RETURN(evidence::EvidenceStore files, OpenEvidence(config));
  const rpc::CallPorts no_calls;
  Composition composition(program, config, *storage.store, files, no_calls, std::move(signer));
  const LedgerCheck check =
      CheckLedger(*live, mark.value_or(ledger::Mark()), &composition.commands());
  RETURN_IF_ERROR(check.fault);
  const bool english = config.language == domain::Language::kEnglish;
  return absl::StrCat(english ? "ledger: " : "sổ cái: ", check.entries,
                      english ? " entries, head " : " mục, đầu chuỗi ", check.head.Hex(),
                      english ? "\nrebuilt: " : "\ndựng lại: ", check.rows_compared,
                      english ? " rows, all equal\n" : " bản ghi, tất cả trùng khớp\n");
}

absl::StatusOr<std::string> InspectText(const config::Config& config, const Program& program,
                                        std::uint64_t from, std::uint64_t limit) {
  ASSIGN_OR_RETURN(const NodeStorage storage, OpenStorage(config, IfMissing::kRefuse));
  ASSIGN_OR_RETURN(std::unique_ptr<identity::Signer> signer, OpenSigner(config));
  ASSIGN_OR_RETURN(evidence::EvidenceStore files, OpenEvidence(config));
  const rpc::CallPorts no_calls;
  Composition composition(program, config, *storage.store, files, no_calls, std::move(signer));
  ASSIGN_OR_RETURN(const ledger::EntryPage page,
                   ledger::ReadEntries(*storage.store, from, {.rows = limit}));
  std::string text;
  for (const ledger::Entry& entry : page.entries) {
    const ledger::Actor& actor = entry.command.actor;
    absl::StrAppend(&text, entry.number, "  ", domain::Date::InVietnam(entry.time).Iso(), "  ",
                    composition.commands().NameOf(entry.command.kind), "  ", entry.command.unit,
                    "  ", entry.command.cycle, "  ", actor.account, "@", actor.unit, " (",
                    actor.role, ")  ", entry.command.payload.size(), " B  ",
                    entry.hash.Hex().substr(0, 16), "\n");
  }
  return text;
}

}  // namespace par::node
