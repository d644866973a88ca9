#include "common/node/look.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/base/folder.h"
#include "common/base/status_macros.h"
#include "common/domain/date.h"
#include "common/domain/refusal.h"
#include "common/identity/secret_file.h"
#include "common/ledger/entry.h"
#include "common/ledger/file_mark.h"
#include "common/ledger/ledger.h"
#include "common/node/composition.h"
#include "common/node/inspection.h"
#include "common/node/storage.h"
#include "common/node/witness_file.h"

namespace par::node {

namespace {

absl::StatusOr<LedgerCheck> Check(const config::Config& config, const Program& program,
                                  storage::Store& store, const ledger::Mark& mark) {
  const std::unique_ptr<storage::Snapshot> live = store.NewSnapshot();
  ASSIGN_OR_RETURN(std::unique_ptr<identity::Signer> signer, OpenSigner(config));
  ASSIGN_OR_RETURN(evidence::EvidenceStore files, OpenEvidence(config));
  const rpc::CallPorts no_calls;
  Composition composition(program, config, store, files, no_calls, std::move(signer));
  LedgerCheck check = CheckLedger(*live, mark, &composition.commands());
  RETURN_IF_ERROR(check.fault);
  return check;
}

std::string TextOf(const config::Config& config, const LedgerCheck& check) {
  const bool english = config.language == domain::Language::kEnglish;
  return absl::StrCat(english ? "ledger: " : "sổ cái: ", check.entries,
                      english ? " entries, head " : " mục, đầu chuỗi ", check.head.Hex(),
                      english ? "\nrebuilt: " : "\ndựng lại: ", check.rows_compared,
                      english ? " rows, all equal\n" : " bản ghi, tất cả trùng khớp\n");
}

absl::StatusOr<std::string> HeldAgainst(const config::Config& config, const storage::Reader& state,
                                        const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text,
                   identity::ReadWholeFile(path, identity::Secrecy::kPublic));
  ASSIGN_OR_RETURN(const WitnessFile file, ReadWitnessFile(text, path, config.node_id));
  ASSIGN_OR_RETURN(
      const WitnessCheck check,
      CheckWitnessed(file, [&](std::uint64_t number) -> absl::StatusOr<std::optional<std::string>> {
        ASSIGN_OR_RETURN(const std::optional<ledger::Entry> entry,
                         ledger::ReadEntry(state, number));
        if (!entry.has_value()) return std::optional<std::string>();
        return std::optional(entry->hash.Hex());
      }));
  RETURN_IF_ERROR(check.fault);
  return WitnessText(file, check, config.language);
}

// Where a damaged mark is kept: the first name that nothing has.
std::filesystem::path AsideOf(const std::filesystem::path& file) {
  for (int number = 1;; ++number) {
    std::filesystem::path aside = absl::StrCat(file.string(), ".damaged-", number);
    if (!std::filesystem::exists(std::filesystem::symlink_status(aside))) return aside;
  }
}

absl::Status MoveAside(const std::filesystem::path& file) {
  std::error_code error;
  std::filesystem::rename(file, AsideOf(file), error);
  if (!error) error = SyncPath(FolderOf(file));
  if (!error) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kInternal, "file_not_written",
                         {{"file", file.string()}, {"why", error.message()}});
}

// A new mark at the head of a ledger that was found whole.
absl::Status WriteNewMark(const config::Config& config, const storage::Store& store, bool damaged) {
  const std::filesystem::path file = MarkFile(config);
  if (damaged) RETURN_IF_ERROR(MoveAside(file));
  if (const std::error_code error = MakeFolders(FolderOf(file)); error) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "folder_not_made",
                           {{"folder", FolderOf(file).string()}, {"why", error.message()}});
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<ledger::FileMark> mark, ledger::FileMark::Open(file));
  return ledger::AcceptHead(store, *mark);
}

}  // namespace

absl::StatusOr<std::string> VerifyText(const config::Config& config, const Program& program,
                                       const std::string& witness) {
  ASSIGN_OR_RETURN(const NodeStorage storage, OpenStorage(config, IfMissing::kRefuse));
  ASSIGN_OR_RETURN(const std::optional<ledger::Mark> mark, storage.mark->Read());
  ASSIGN_OR_RETURN(const LedgerCheck check,
                   Check(config, program, *storage.store, mark.value_or(ledger::Mark())));
  if (witness.empty()) return TextOf(config, check);
  ASSIGN_OR_RETURN(const std::string held, HeldAgainst(config, *storage.store, witness));
  return TextOf(config, check) + held;
}

absl::StatusOr<std::string> AcceptHeadText(const config::Config& config, const Program& program) {
  ASSIGN_OR_RETURN(const std::unique_ptr<storage::Store> store, OpenStore(config));
  std::optional<ledger::Mark> known;
  bool damaged = false;
  if (const auto mark = ledger::FileMark::Open(MarkFile(config)); mark.ok()) {
    ASSIGN_OR_RETURN(known, (*mark)->Read());
  } else {
    damaged = domain::ReasonOf(mark.status()) == "mark_damaged";
    if (!damaged) return mark.status();
  }
  ASSIGN_OR_RETURN(const LedgerCheck check,
                   Check(config, program, *store, known.value_or(ledger::Mark())));
  const bool english = config.language == domain::Language::kEnglish;
  if (known.has_value()) {
    return absl::StrCat(TextOf(config, check),
                        english ? "the mark is whole: nothing was changed\n"
                                : "tệp mốc xác nhận nguyên vẹn: không thay đổi gì\n");
  }
  RETURN_IF_ERROR(WriteNewMark(config, *store, damaged));
  return absl::StrCat(
      TextOf(config, check),
      english ? "a new mark was written at entry " : "đã lập tệp mốc xác nhận mới tại mục ",
      check.entries, "\n");
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
