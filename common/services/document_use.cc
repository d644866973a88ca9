#include "common/services/document_use.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/refusal.h"
#include "common/exchange/rows.h"
#include "common/services/documents.h"
#include "common/services/kinds.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

using evidence::v1::Document;
using storage::KeyWriter;
using storage::Prefix;

// Answers name a document by its hash, its id or its file's name.
bool RowNames(std::string_view row, const Document& document) {
  const auto holds = [row](std::string_view name) {
    return !name.empty() && row.find(name) != std::string_view::npos;
  };
  return holds(document.sha256()) || holds(document.id()) || holds(document.file_name());
}

absl::StatusOr<bool> AnyRowNames(const storage::Reader& state, std::string_view prefix,
                                 const Document& document) {
  storage::Range range = storage::PrefixRange(prefix);
  while (true) {
    ASSIGN_OR_RETURN(storage::Page page, state.Scan(range, {}));
    for (const auto& [key, value] : page.rows) {
      if (RowNames(value, document)) return true;
    }
    if (!page.resume.has_value()) return false;
    range.first = *page.resume;
  }
}

// Their keys are of cycle and unit: from each cycle to the next.
absl::StatusOr<bool> ADraftNames(const storage::Reader& state, const Document& document) {
  storage::Range range = storage::PrefixRange(KeyWriter(Prefix::kOwnDossier).Take());
  while (true) {
    ASSIGN_OR_RETURN(const storage::Page page, state.Scan(range, {.rows = 1}));
    if (page.rows.empty()) return false;
    storage::KeyReader key(page.rows.front().first);
    const bool ours = key.TakePrefix(Prefix::kOwnDossier);
    const std::optional<std::string> cycle = key.TakeText();
    if (!ours || !cycle.has_value()) {
      return domain::Refusal(absl::StatusCode::kDataLoss, "row_unreadable",
                             {{"record", "OwnDossier"}});
    }
    ASSIGN_OR_RETURN(
        const auto dossier,
        state.Get(KeyWriter(Prefix::kOwnDossier).Text(*cycle).Text(document.unit()).Take()));
    if (dossier.has_value() && RowNames(*dossier, document)) return true;
    range.first = storage::PrefixRange(KeyWriter(Prefix::kOwnDossier).Text(*cycle).Take()).end;
  }
}

bool Refers(const exchange::v1::Item& item, const Document& document) {
  for (const exchange::v1::BlobRef& blob : item.blobs()) {
    if (blob.sha256() == document.sha256()) return true;
  }
  return false;
}

absl::StatusOr<bool> AnItemRefers(const storage::Reader& state, exchange::Side side,
                                  const Document& document) {
  const exchange::StreamView up(state, side, exchange::UpOf(document.unit()));
  ASSIGN_OR_RETURN(const exchange::Position end, up.End());
  for (std::uint64_t seq = 1; seq <= end.length; ++seq) {
    ASSIGN_OR_RETURN(const auto event, up.Event(seq));
    if (!event.has_value()) {
      return domain::Refusal(absl::StatusCode::kDataLoss, "exchange_row_unreadable");
    }
    if (Refers(event->item(), document)) return true;
  }
  bool found = false;
  RETURN_IF_ERROR(up.ForEachStaged([&](exchange::record::StagedItem& staged) {
    found = found || Refers(staged.item(), document);
    return absl::OkStatus();
  }));
  return found;
}

absl::StatusOr<std::string> LetGo(const Document& named, ledger::Transaction& transaction) {
  ASSIGN_OR_RETURN(const Sha256 sha256, ReadHash(named.sha256()));
  ASSIGN_OR_RETURN(const auto document,
                   FindDocument(transaction, DocumentSide::kOwn, named.unit(), sha256));
  if (!document.has_value()) return std::string();
  ASSIGN_OR_RETURN(const bool relied_on, IsReliedOn(transaction, *document));
  if (relied_on) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "evidence_relied_on",
                           {{"file", document->file_name()}, {"unit", document->unit()}});
  }
  EraseDocument(transaction, DocumentSide::kOwn, *document);
  return std::string();
}

}  // namespace

absl::StatusOr<bool> IsReliedOn(const storage::Reader& state, const Document& document) {
  ASSIGN_OR_RETURN(const Sha256 sha256, ReadHash(document.sha256()));
  ASSIGN_OR_RETURN(const auto held,
                   FindDocument(state, DocumentSide::kHeld, document.unit(), sha256));
  if (held.has_value()) return true;
  ASSIGN_OR_RETURN(bool found, ADraftNames(state, document));
  for (const Prefix kind : {Prefix::kOwnFigures, Prefix::kOwnProgress, Prefix::kRemediationPlan}) {
    if (found) return true;
    ASSIGN_OR_RETURN(found,
                     AnyRowNames(state, KeyWriter(kind).Text(document.unit()).Take(), document));
  }
  for (const exchange::Side side : {exchange::Side::kLower, exchange::Side::kUpper}) {
    if (found) return true;
    ASSIGN_OR_RETURN(found, AnItemRefers(state, side, document));
  }
  return found;
}

void RegisterLettingGo(CommandRouter& commands) {
  commands.On(Kind::kLetGoDocument, "evidence.let_go",
              [](const ledger::Entry& entry,
                 ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
                Document document;
                if (!document.ParseFromString(entry.command.payload)) {
                  return codec::BadField("payload", std::to_string(entry.command.kind));
                }
                return LetGo(document, transaction);
              });
}

}  // namespace par::services
