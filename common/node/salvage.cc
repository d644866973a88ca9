#include "common/node/salvage.h"

#include <algorithm>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/evidence/evidence_store.h"
#include "common/exchange/blob_references.h"
#include "common/exchange/entry_payloads.h"
#include "common/exchange/rows.h"
#include "common/services/documents.h"
#include "common/services/rows.h"
#include "common/services/units.h"
#include "common/storage/key.h"
#include "common/storage/rocks/rocks_store.h"
#include "par/dossier/v1/dossier.pb.h"
#include "par/record/v1/service_record.pb.h"
#include "par/report/v1/report.pb.h"

namespace par::node {
namespace {

SalvagedItem Described(exchange::v1::Item item) {
  SalvagedItem salvaged{.item = std::move(item), .cycle = {}, .action = {}, .period = {}};
  if (salvaged.item.type() == static_cast<std::uint32_t>(services::ItemType::kSubmission)) {
    assessment::v1::Submission submission;
    if (submission.ParseFromString(salvaged.item.body())) salvaged.cycle = submission.cycle();
  } else if (salvaged.item.type() == static_cast<std::uint32_t>(services::ItemType::kAction)) {
    dossier::v1::Action action;
    if (action.ParseFromString(salvaged.item.body())) {
      salvaged.cycle = action.cycle();
      salvaged.action = action.kind();
    }
  } else if (salvaged.item.type() == static_cast<std::uint32_t>(services::ItemType::kFigures)) {
    report::v1::UnitFigures figures;
    if (figures.ParseFromString(salvaged.item.body())) salvaged.period = figures.period();
  }
  return salvaged;
}

absl::Status ReadWaiting(const storage::Reader& state, const exchange::StreamId& stream,
                         std::vector<SalvagedItem>& items) {
  const exchange::StreamView view(state, exchange::Side::kLower, stream);
  const exchange::LedgerPayloads payloads;
  return view.ForEachStaged([&](exchange::record::StagedItem& staged) -> absl::Status {
    // The lost machine's key is not to be certified any more.
    if (staged.item().type() ==
        static_cast<std::uint32_t>(services::ItemType::kCertificateRequest)) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(*staged.mutable_item()->mutable_body(),
                     exchange::ReadBody(staged.body(), state, payloads));
    items.push_back(Described(std::move(*staged.mutable_item())));
    return absl::OkStatus();
  });
}

// The files that the node above was told of. One of a rejected item is not taken there.
absl::Status NoteSent(const storage::Reader& state, const exchange::StreamId& stream,
                      std::set<Sha256>& sent) {
  const exchange::StreamView view(state, exchange::Side::kLower, stream);
  ASSIGN_OR_RETURN(const exchange::Position end, view.End());
  for (std::uint64_t seq = 1; seq <= end.length; ++seq) {
    ASSIGN_OR_RETURN(const auto event, view.Event(seq));
    if (!event.has_value()) continue;
    for (const exchange::Blob& blob : exchange::BlobsOf(*event)) sent.insert(blob.sha256);
  }
  return absl::OkStatus();
}

absl::Status ReadDrafts(const storage::Reader& state, Salvage& salvage) {
  const std::string prefix = storage::KeyWriter(storage::Prefix::kOwnDossier).Take();
  return services::ForEachRow<record::v1::OwnDossier>(
      state, prefix, [&](std::string_view, const record::v1::OwnDossier& row) -> absl::Status {
        ASSIGN_OR_RETURN(const domain::Dossier dossier, codec::Decode(row.dossier()));
        if (!row.has_answers() || !domain::UnitOwns(dossier.state)) return absl::OkStatus();
        salvage.drafts.push_back({.unit = dossier.unit.value(),
                                  .cycle = dossier.cycle.value(),
                                  .state = std::string(domain::Name(dossier.state)),
                                  .filled_by = row.filled_by(),
                                  .answers = row.answers()});
        return absl::OkStatus();
      });
}

absl::Status ReadFiles(const storage::Reader& state, const std::filesystem::path& data,
                       const std::set<Sha256>& sent, Salvage& salvage) {
  for (const std::string& unit : salvage.units) {
    ASSIGN_OR_RETURN(std::vector<evidence::v1::Document> documents,
                     services::DocumentsOf(state, services::DocumentSide::kOwn, unit));
    for (evidence::v1::Document& document : documents) {
      if (document.sha256().size() != sizeof(Sha256::bytes)) continue;
      const Sha256 sha256 = Sha256::FromBytes(document.sha256());
      std::error_code error;
      const bool here = std::filesystem::exists(SalvagedFilePath(data, sha256), error);
      const bool named_above = sent.contains(sha256);
      if (named_above && !here) continue;  // The node above has it, or nobody has.
      salvage.files.push_back({.document = std::move(document), .here = here, .sent = named_above});
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::filesystem::path SalvagedFilePath(const std::filesystem::path& data, const Sha256& sha256) {
  return evidence::PathIn(data / "evidence", sha256);
}

absl::StatusOr<Salvage> ReadSalvage(const std::filesystem::path& data) {
  ASSIGN_OR_RETURN(const std::unique_ptr<storage::RocksStore> store,
                   storage::RocksStore::OpenReadOnly(data / "db"));
  Salvage salvage;
  ASSIGN_OR_RETURN(const record::v1::Hosting hosting, services::ReadHosting(*store));
  salvage.node = hosting.node();
  salvage.units.assign(hosting.units().begin(), hosting.units().end());
  ASSIGN_OR_RETURN(const auto streams, exchange::AllStreams(*store, exchange::Side::kLower));
  std::set<Sha256> sent;
  for (const auto& [stream, row] : streams) {
    if (stream.direction != exchange::Direction::kUp) continue;
    const bool own =
        std::find(salvage.units.begin(), salvage.units.end(), stream.unit) != salvage.units.end();
    if (!own || stream.hop != stream.unit) {
      if (!own) salvage.passing += row.staged_items();
      continue;
    }
    RETURN_IF_ERROR(ReadWaiting(*store, stream, salvage.items));
    RETURN_IF_ERROR(NoteSent(*store, stream, sent));
  }
  RETURN_IF_ERROR(ReadDrafts(*store, salvage));
  RETURN_IF_ERROR(ReadFiles(*store, data, sent, salvage));
  return salvage;
}

}  // namespace par::node
