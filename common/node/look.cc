#include "common/node/look.h"

#include "absl/strings/str_cat.h"
#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/date.h"
#include "common/domain/refusal.h"
#include "common/ledger/entry.h"
#include "common/ledger/rebuild.h"
#include "common/ledger/verify.h"
#include "common/node/composition.h"
#include "common/node/storage.h"
#include "common/storage/memory_store.h"

namespace par::node {

absl::StatusOr<std::string> VerifyText(const config::Config& config, const Program& program) {
  ASSIGN_OR_RETURN(const NodeStorage storage, OpenStorage(config, IfMissing::kRefuse));
  ASSIGN_OR_RETURN(const std::optional<ledger::Mark> mark, storage.mark->Read());
  const std::unique_ptr<storage::Snapshot> live = storage.store->NewSnapshot();
  ASSIGN_OR_RETURN(const ledger::VerifyReport chain,
                   ledger::VerifyLedger(*live, mark.value_or(ledger::Mark())));
  ASSIGN_OR_RETURN(std::unique_ptr<identity::Signer> signer, OpenSigner(config));
  const rpc::CallPorts no_calls;
  storage::MemoryStore empty;
  Composition composition(program, config, empty, no_calls, std::move(signer));
  ASSIGN_OR_RETURN(const ledger::RebuildReport rebuilt,
                   ledger::RebuildAndCompare(*live, composition.commands(), empty));
  if (rebuilt.difference.has_value()) {
    return domain::Refusal(absl::StatusCode::kDataLoss, "ledger_state_differs",
                           {{"key", ToHex(rebuilt.difference->key)}});
  }
  const bool english = config.language == domain::Language::kEnglish;
  return absl::StrCat(english ? "ledger: " : "sổ cái: ", chain.entries,
                      english ? " entries, head " : " mục, đầu chuỗi ", chain.head.Hex(),
                      english ? "\nrebuilt: " : "\ndựng lại: ", rebuilt.rows,
                      english ? " rows, all equal\n" : " bản ghi, tất cả trùng khớp\n");
}

absl::StatusOr<std::string> InspectText(const config::Config& config, const Program& program,
                                        std::uint64_t from, std::uint64_t limit) {
  ASSIGN_OR_RETURN(const NodeStorage storage, OpenStorage(config, IfMissing::kRefuse));
  ASSIGN_OR_RETURN(std::unique_ptr<identity::Signer> signer, OpenSigner(config));
  const rpc::CallPorts no_calls;
  Composition composition(program, config, *storage.store, no_calls, std::move(signer));
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
