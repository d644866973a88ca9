// Goal: a document leaves a unit's own only if nothing may rely on it. Method: a row per place that
// may, each alone in a store beside the document; the command is carried out on it, and all rows
// are compared.
#include "common/services/document_use.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "common/exchange/rows.h"
#include "common/ledger/overlay.h"
#include "common/services/documents.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "common/storage/memory_store.h"
#include "par/record/v1/service_record.pb.h"
#include "tests/support/status_matchers.h"

namespace par::services {
namespace {

using evidence::v1::Document;
using exchange::Side;
using par::testing::ReasonIs;
using storage::KeyWriter;
using storage::Prefix;

const Sha256 kMistakenFile = Sha256::Of("%PDF-1.7 kế hoạch");

Document PlanDocument() {
  Document document;
  document.set_unit("la-ha");
  document.set_id(DocumentId(kMistakenFile));
  document.set_sha256(kMistakenFile.ToBytes());
  document.set_file_name("ke-hoach.pdf");
  return document;
}

record::v1::OwnDossier DraftNaming(const std::function<void(assessment::v1::EvidenceUse&)>& name) {
  record::v1::OwnDossier dossier;
  name(*dossier.mutable_answers()->add_declarations()->add_evidence());
  return dossier;
}

std::string DraftPlace(const std::string& cycle, const std::string& unit) {
  return KeyWriter(Prefix::kOwnDossier).Text(cycle).Text(unit).Take();
}

exchange::v1::Item ItemWithPlan() {
  exchange::v1::Item item;
  item.set_unit("la-ha");
  item.add_blobs()->set_sha256(Sha256::Of("another").ToBytes());
  item.add_blobs()->set_sha256(kMistakenFile.ToBytes());
  return item;
}

void PutSentItem(ledger::Transaction& rows, Side side, exchange::v1::Verdict verdict) {
  const exchange::StreamView up(rows, side, exchange::UpOf("la-ha"));
  exchange::record::StreamRow stream;
  stream.set_length(1);
  stream.set_head(kMistakenFile.ToBytes());
  rows.Put(up.RowKey(), exchange::EncodeRow(stream));
  exchange::record::EventRow event;
  *event.mutable_item() = ItemWithPlan();
  event.mutable_result()->set_verdict(verdict);
  rows.Put(up.EventKey(1), exchange::EncodeRow(event));
}

void PutWaiting(ledger::Transaction& rows) {
  const exchange::StreamView up(rows, Side::kLower, exchange::UpOf("la-ha"));
  exchange::record::StagedItem staged;
  *staged.mutable_item() = ItemWithPlan();
  rows.Put(up.StagedKey(7), exchange::EncodeRow(staged));
}

TEST(DocumentUse, ADocumentLeavesOnlyIfNothingReliesOnIt) {
  const auto by_hash = [](auto& use) { use.set_sha256(kMistakenFile.ToBytes()); };
  const auto by_id = [](auto& use) { use.set_document(DocumentId(kMistakenFile)); };
  const auto by_name = [](auto& use) { use.set_document("ke-hoach.pdf"); };
  const auto other = [](auto& use) { use.set_document("bao-cao.pdf"); };
  const struct {
    const char* why;
    std::function<void(ledger::Transaction&)> put;
    bool leaves;
  } rows[] = {
      {"nothing is there", [](auto&) {}, true},
      {"a draft names it by its hash",
       [&](auto& r) { WriteRow(r, DraftPlace("2024", "la-ha"), DraftNaming(by_hash)); }, false},
      {"by its id", [&](auto& r) { WriteRow(r, DraftPlace("2024", "la-ha"), DraftNaming(by_id)); },
       false},
      {"by its file's name",
       [&](auto& r) { WriteRow(r, DraftPlace("2024", "la-ha"), DraftNaming(by_name)); }, false},
      {"a draft of one cycle among several",
       [&](auto& r) {
         WriteRow(r, DraftPlace("2022", "la-ha"), DraftNaming(other));
         WriteRow(r, DraftPlace("2023", "an-phu"), DraftNaming(other));
         WriteRow(r, DraftPlace("2023", "song-ve"), DraftNaming(other));
         WriteRow(r, DraftPlace("2024", "la-ha"), DraftNaming(by_hash));
       },
       false},
      {"it was taken out of the draft again",
       [&](auto& r) { WriteRow(r, DraftPlace("2024", "la-ha"), DraftNaming(other)); }, true},
      {"another unit's draft names a file so",
       [&](auto& r) { WriteRow(r, DraftPlace("2024", "song-ve"), DraftNaming(by_name)); }, true},
      {"a figure's note names it",
       [](auto& r) {
         r.Put(KeyWriter(Prefix::kOwnFigures).Text("la-ha").Text("cat").Text("2024").Take(),
               "theo ke-hoach.pdf");
       },
       false},
      {"it was handed up to a unit that is here, too",
       [](auto& r) { WriteDocument(r, DocumentSide::kHeld, PlanDocument()); }, false},
      {"an old submission, sent",
       [](auto& r) { PutSentItem(r, Side::kLower, exchange::v1::VERDICT_APPLIED); }, false},
      {"one that was rejected above",
       [](auto& r) { PutSentItem(r, Side::kLower, exchange::v1::VERDICT_REJECTED); }, false},
      {"one that came from below on this node",
       [](auto& r) { PutSentItem(r, Side::kUpper, exchange::v1::VERDICT_APPLIED); }, false},
      {"one that waits to be sent", [](auto& r) { PutWaiting(r); }, false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    CommandRouter commands;
    RegisterLettingGo(commands);
    storage::MemoryStore store;
    ledger::Overlay state(store);
    WriteDocument(state, DocumentSide::kOwn, PlanDocument());
    row.put(state);
    ASSERT_OK_AND_ASSIGN(const bool relied_on, IsReliedOn(state, PlanDocument()));
    EXPECT_EQ(relied_on, !row.leaves);
    Document named;
    named.set_unit("la-ha");
    named.set_sha256(kMistakenFile.ToBytes());
    ledger::Entry entry;
    entry.command.kind = static_cast<std::uint32_t>(Kind::kLetGoDocument);
    entry.command.payload = named.SerializeAsString();
    const auto answer = commands.Apply(entry, state);
    if (row.leaves) {
      EXPECT_OK(answer);
    } else {
      EXPECT_THAT(answer, ReasonIs("evidence_relied_on"));
    }
    ASSERT_OK_AND_ASSIGN(const auto left,
                         FindDocument(state, DocumentSide::kOwn, "la-ha", kMistakenFile));
    EXPECT_EQ(left.has_value(), !row.leaves);
    if (row.leaves) {
      EXPECT_OK(commands.Apply(entry, state)) << "gone already is fine";
    }
  }
}

}  // namespace
}  // namespace par::services
