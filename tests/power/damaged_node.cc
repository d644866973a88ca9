#include "tests/power/damaged_node.h"

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/ledger/ledger.h"
#include "common/node/inspection.h"
#include "common/node/storage.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/ledger/notes_machine.h"

namespace par::power {
namespace {

namespace fs = std::filesystem;

std::string Bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  PAR_CHECK(file.good());
  return bytes.str();
}

std::string Pdf(const std::string& name) {
  std::string bytes = "%PDF-1.7\n";
  while (bytes.size() < 20'000) bytes += name;
  return bytes;
}

// One life of the node.
class Life {
 public:
  explicit Life(const fs::path& folder) : folder_(folder), config_(ConfigIn(folder)) {
    auto storage = node::OpenStorage(config_, node::IfMissing::kMake);
    PAR_CHECK(storage.ok());
    storage_ = *std::move(storage);
    auto ledger = ledger::Ledger::Open(*storage_.store, *storage_.mark, machine_, clock_);
    PAR_CHECK(ledger.ok());
    ledger_ = *std::move(ledger);
  }
  // Every third text is so large that RocksDB keeps it apart.
  void Write(const std::string& name, std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t id = first; id <= last; ++id) {
      std::string text = absl::StrCat("note", id % 7, "=", name, id);
      if (id % 3 == 0) text.append(3000, name[0]);
      ledger_->Submit(ledger::NoteCommand(id, ledger::kSet, text),
                      [](const auto& answer) { PAR_CHECK(answer.ok()); });
      ledger_->CommitWaiting();
    }
  }
  // Moves all rows into tables.
  void Flush() {
    PAR_CHECK(node::CopyStore(*storage_.store, (folder_ / "copy").string()).ok());
    fs::remove_all(folder_ / "copy");
  }
  [[nodiscard]] std::map<std::string, std::string> Rows() const;

 private:
  const fs::path folder_;
  const config::Config config_;
  ledger::NotesMachine machine_;
  testing::ManualClock clock_;
  node::NodeStorage storage_;
  std::unique_ptr<ledger::Ledger> ledger_;
};

absl::StatusOr<std::map<std::string, std::string>> ReadRows(const storage::Reader& reader) {
  std::map<std::string, std::string> rows;
  storage::Range range;
  while (true) {
    ASSIGN_OR_RETURN(const storage::Page page, reader.Scan(range, {}));
    rows.insert(page.rows.begin(), page.rows.end());
    if (!page.resume.has_value()) return rows;
    range.first = *page.resume;
  }
}

std::map<std::string, std::string> Life::Rows() const {
  auto rows = ReadRows(*storage_.store);
  PAR_CHECK(rows.ok());
  return *std::move(rows);
}

Sha256 WriteEvidence(const fs::path& folder, const std::string& name) {
  auto files = node::OpenEvidence(ConfigIn(folder));
  PAR_CHECK(files.ok());
  const std::string bytes = Pdf(name);
  const Sha256 sha256 = Sha256::Of(bytes);
  PAR_CHECK(files->Put(sha256, bytes.size(), 0, bytes).ok());
  PAR_CHECK(files->Finish(sha256, bytes.size(), evidence::FileKind::kPdf).ok());
  return sha256;
}

std::string EndsWith(FileOf file) {
  return file == FileOf::kLog ? ".log" : file == FileOf::kTable ? ".sst" : ".blob";
}

std::string Reason(const absl::Status& status) {
  const std::string reason = domain::ReasonOf(status);
  return reason.empty() ? status.ToString() : reason;
}

std::string LookAtEvidence(const config::Config& config, const Sha256& sha256) {
  auto files = node::OpenEvidence(config);
  if (!files.ok()) return "refused: " + Reason(files.status());
  const absl::Status good = files->Verify(sha256);
  const auto bytes = files->Read(sha256, 0, 1 << 20);
  if (absl::IsDataLoss(good)) {  // Set aside: nobody is shown it any more.
    return bytes.ok() ? "WRONG" : "verify: " + Reason(good);
  }
  if (!bytes.ok()) return "read: " + Reason(bytes.status());
  return good.ok() && Sha256::Of(*bytes) == sha256 ? "harmless" : "WRONG";
}

}  // namespace

std::string Name(FileOf file) {
  switch (file) {
    case FileOf::kLog:
      return "log";
    case FileOf::kTable:
      return "table";
    case FileOf::kValues:
      return "large values";
    case FileOf::kManifest:
      return "MANIFEST";
    case FileOf::kCurrent:
      return "CURRENT";
    case FileOf::kOptions:
      return "OPTIONS";
    case FileOf::kMark:
      return "mark";
    case FileOf::kEvidence:
      return "evidence";
  }
  return "";
}

config::Config ConfigIn(const fs::path& folder) {
  config::Config config = config::DefaultConfig();
  config.data_directory = (folder / "data").string();
  config.mark_directory = (folder / "mark").string();
  return config;
}

fs::path PathOf(FileOf file, const fs::path& folder, const WrittenNode& node) {
  if (file == FileOf::kMark) return folder / "mark" / "ledger.mark";
  if (file == FileOf::kCurrent) return folder / "data" / "db" / "CURRENT";
  if (file == FileOf::kEvidence) {
    return node::OpenEvidence(ConfigIn(folder))->PathOf(node.evidence);
  }
  fs::path newest;
  for (const auto& entry : fs::directory_iterator(folder / "data" / "db")) {
    const std::string name = entry.path().filename().string();
    const bool fits = file == FileOf::kManifest  ? name.rfind("MANIFEST-", 0) == 0
                      : file == FileOf::kOptions ? name.rfind("OPTIONS-", 0) == 0
                                                 : entry.path().extension() == EndsWith(file);
    if (fits && entry.path() > newest) newest = entry.path();
  }
  PAR_CHECK(!newest.empty());
  return newest;
}

WrittenNode WriteNode(const fs::path& folder, const std::string& name) {
  WrittenNode node;
  const auto keep = [&](FileOf file) { node.older[file] = Bytes(PathOf(file, folder, node)); };
  Life(folder).Write(name, 1, 12);
  {
    Life life(folder);  // Opening moved the rows from the log into a table.
    life.Write(name, 13, 20);
    for (const FileOf file :
         {FileOf::kTable, FileOf::kValues, FileOf::kCurrent, FileOf::kOptions}) {
      keep(file);
    }
  }
  Life life(folder);
  life.Write(name, 21, 26);
  keep(FileOf::kManifest);
  life.Flush();
  life.Write(name, 27, 30);
  keep(FileOf::kLog);
  keep(FileOf::kMark);
  life.Write(name, 31, 36);
  node.rows = life.Rows();
  node.older[FileOf::kEvidence] = Pdf("an older file of " + name);
  node.evidence = WriteEvidence(folder, name);
  return node;
}

std::string LookAt(const fs::path& folder, const WrittenNode& node) {
  const config::Config config = ConfigIn(folder);
  const auto storage = node::OpenStorage(config, node::IfMissing::kMake);
  if (!storage.ok()) return "refused: " + Reason(storage.status());
  ledger::NotesMachine machine;
  testing::ManualClock clock;
  const auto ledger = ledger::Ledger::Open(*storage->store, *storage->mark, machine, clock);
  if (!ledger.ok()) return "refused: " + Reason(ledger.status());
  const auto rows = ReadRows(*storage->store);
  if (!rows.ok()) return "read: " + Reason(rows.status());
  if (*rows != node.rows) {
    const node::LedgerCheck check = node::CheckLedger(*storage->store, (*ledger)->head(), &machine);
    return check.fault.ok() ? "WRONG" : "verify: " + Reason(check.fault);
  }
  return LookAtEvidence(config, node.evidence);
}

}  // namespace par::power
