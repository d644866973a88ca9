#include "tests/power/machine.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/ledger/entry.h"
#include "common/ledger/rebuild.h"
#include "common/ledger/verify.h"
#include "common/storage/memory_store.h"

namespace par::power {
namespace {

constexpr std::size_t kUploads = 3;    // Under way at a time.
constexpr std::uint64_t kCalls = 120;  // Of a life at most, that change or sync something.

}  // namespace

Machine::Machine(Disk& disk, const std::filesystem::path& folder, std::uint64_t seed,
                 Totals& totals)
    : disk_(disk), folder_(folder), totals_(totals), random_(seed) {
  config_.data_directory = (folder / "data").string();
  config_.mark_directory = (folder / "mark").string();
}

std::vector<std::string> Machine::Live() {
  ++lives_;
  ++totals_.lives;
  disk_.CutAt(1 + Below(kCalls));
  {
    Opened opened;
    const absl::Status started = Open(opened);
    if (started.ok()) {
      CheckLedger(opened);
      CheckFiles(*opened.files);
      Work(opened);
    } else if (disk_.off()) {
      ++totals_.cut_at_start;
    } else {
      Refused(started);
    }
    disk_.CutNow();
  }
  if (Below(5) == 0) {
    disk_.Resume();
    ++totals_.died;
  } else {
    disk_.Restart(random_);
  }
  return std::exchange(broken_, {});
}

absl::Status Machine::Open(Opened& opened) {
  ASSIGN_OR_RETURN(opened.storage, node::OpenStorage(config_, node::IfMissing::kMake));
  ASSIGN_OR_RETURN(evidence::EvidenceStore files, node::OpenEvidence(config_));
  opened.files = std::make_unique<evidence::EvidenceStore>(std::move(files));
  ASSIGN_OR_RETURN(opened.ledger, ledger::Ledger::Open(*opened.storage.store, *opened.storage.mark,
                                                       machine_, clock_));
  return absl::OkStatus();
}

// A power cut is no reason to refuse a start. On a disk that lies RocksDB may find its list of
// files torn: that alone does not count as something lost that was noticed.
void Machine::Refused(const absl::Status& why) {
  refused_ = true;
  const std::string reason = domain::ReasonOf(why);
  ++totals_.refused[reason];
  if (!disk_.lies() || reason != "store_unreadable") {
    Broke(absl::StrCat("start refused: ", why.ToString()));
  }
}

void Machine::CheckLedger(const Opened& opened) {
  const storage::Store& store = *opened.storage.store;
  const std::uint64_t head = opened.ledger->head().number;
  if (head != sure_ && head != sure_ + perhaps_) {
    Broke(absl::StrCat("entries up to ", head, ", where ", sure_, " or ", sure_ + perhaps_,
                       " were possible"));
  }
  if (perhaps_ > 0) {
    ++totals_.batches_cut;
    if (head > sure_) ++totals_.batches_kept;
  }
  sure_ = head;
  perhaps_ = 0;
  carried_.clear();
  std::uint64_t lost = 0;
  for (const auto& [number, hash] : told_) {
    const auto entry = ledger::ReadEntry(store, number);
    if (!entry.ok() || !entry->has_value() || (*entry)->hash != hash) ++lost;
  }
  const auto entries = ledger::ReadEntries(store, 1, {.rows = head + 1});
  if (entries.ok()) {
    for (const ledger::Entry& entry : entries->entries) carried_.insert(entry.command.id);
  }
  if (carried_.size() != head) Broke("a command was carried out twice");
  if (lost > 0) Broke(absl::StrCat(lost, " entries were acknowledged and are lost"));
  const auto mark = opened.storage.mark->Read();
  if (!mark.ok() || *mark != opened.ledger->head()) Broke("the mark is not at the end");
  const auto verified = ledger::VerifyLedger(store, opened.ledger->head());
  if (!verified.ok()) Broke(absl::StrCat("the chain: ", verified.status().ToString()));
  storage::MemoryStore empty;
  const auto rebuilt = ledger::RebuildAndCompare(store, machine_, empty);
  if (!rebuilt.ok()) {
    Broke(absl::StrCat("rebuilding: ", rebuilt.status().ToString()));
  } else if (rebuilt->difference.has_value()) {
    Broke("a batch is there by half: the rows are not what the entries make of them");
  }
}

void Machine::CheckFiles(evidence::EvidenceStore& files) {
  for (Upload& upload : uploads_) {
    const auto intake = files.Begin(upload.sha256, upload.bytes.size());
    if (!intake.ok()) {
      Broke(absl::StrCat("a file: ", intake.status().ToString()));
    } else if (intake->complete) {
      if (const absl::Status good = files.Verify(upload.sha256); !good.ok()) {
        Broke(absl::StrCat("a file is visible and wrong: ", good.ToString()));
      }
      upload.whole = true;
    } else if (upload.whole || intake->durable_offset < upload.told) {
      Broke(absl::StrCat("of a file ", upload.told, " bytes were confirmed",
                         upload.whole ? " and the whole" : "", ", and ", intake->durable_offset,
                         " are left"));
    }
  }
  std::erase_if(uploads_, [](const Upload& upload) { return upload.whole; });
}

void Machine::Work(Opened& opened) {
  while (!disk_.off()) {
    switch (Below(12)) {
      case 0:
        if (opened.ledger->status().ok() && lives_ % 4 == 0) {
          const std::string copy = (folder_ / absl::StrCat("copy", ++copies_)).string();
          if (node::CopyStore(*opened.storage.store, copy).ok()) ++totals_.copies;
        }
        break;
      case 1:
      case 2:
      case 3:
        Upload1(*opened.files);
        break;
      default:
        Commit(*opened.ledger);
    }
  }
}

ledger::Command Machine::NewCommand() {
  const std::string name(1, static_cast<char>('a' + Below(6)));
  switch (Below(8)) {
    case 0:
      return ledger::NoteCommand(next_id_++, ledger::kCount, name);
    case 1:  // A large value, which RocksDB keeps in a file of its own.
      return ledger::NoteCommand(next_id_++, ledger::kSet,
                                 name + "=" + std::string(2000 + Below(4000), 'v'));
    case 2:
      return ledger::NoteCommand(next_id_++, ledger::kAppend, name + "=+");
    default:
      return ledger::NoteCommand(next_id_++, ledger::kSet, name + "=" + std::to_string(random_()));
  }
}

void Machine::Commit(ledger::Ledger& ledger) {
  if (!ledger.status().ok()) {
    disk_.CutNow();  // A node whose ledger stopped ends.
    return;
  }
  for (std::uint64_t batches = 1 + Below(2); batches > 0; --batches) {
    std::vector<ledger::Command> wishes = std::exchange(unsure_, {});
    for (std::uint64_t i = 1 + Below(5); i > 0; --i) wishes.push_back(NewCommand());
    for (const ledger::Command& wish : wishes) {
      ledger.Submit(wish, [this, wish](const absl::StatusOr<ledger::Committed>& answer) {
        if (!answer.ok()) {
          unsure_.push_back(wish);
        } else {
          ++totals_.told;
          told_[answer->number] = answer->hash;
        }
      });
    }
    const std::uint64_t before = ledger.head().number;
    ledger.WriteNext();
    if (!ledger.status().ok()) {
      perhaps_ = static_cast<std::uint64_t>(std::count_if(
          wishes.begin(), wishes.end(),
          [this](const ledger::Command& wish) { return !carried_.contains(wish.id); }));
      break;
    }
    sure_ = ledger.head().number;
    if (sure_ > before) ++totals_.batches;
  }
  ledger.AcknowledgeWritten();
}

void Machine::Upload1(evidence::EvidenceStore& files) {
  if (uploads_.size() < kUploads) {
    Upload fresh;
    fresh.bytes = "%PDF-1.7\n";
    for (std::uint64_t i = Below(2500); i > 0; --i)
      absl::StrAppend(&fresh.bytes, random_() % 100000);
    fresh.sha256 = Sha256::Of(fresh.bytes);
    uploads_.push_back(std::move(fresh));
  }
  Upload& upload = uploads_[Below(uploads_.size())];
  const std::uint64_t size = upload.bytes.size();
  const auto intake = files.Begin(upload.sha256, size);
  if (!intake.ok() || intake->complete) return;
  if (intake->durable_offset == size) return Finish(files, upload);
  const std::string_view piece =
      std::string_view(upload.bytes).substr(intake->durable_offset, 1 + Below(6000));
  const auto durable = files.Put(upload.sha256, size, intake->durable_offset, piece);
  if (!durable.ok()) return;
  if (intake->durable_offset == 0) upload.begun = lives_;
  ++totals_.pieces;
  upload.told = *durable;
}

void Machine::Finish(evidence::EvidenceStore& files, Upload& upload) {
  const absl::Status finished =
      files.Finish(upload.sha256, upload.bytes.size(), evidence::FileKind::kPdf);
  if (finished.ok()) {
    ++totals_.files;
    upload.whole = true;
  } else if (domain::ReasonOf(finished) == "evidence_offset" && upload.begun < lives_) {
    ++totals_.begun_anew;  // The power cut tore a piece that was not confirmed.
    upload.told = 0;
  } else if (!disk_.off()) {
    Broke(absl::StrCat("an honest file is refused: ", finished.ToString()));
  }
}

}  // namespace par::power
