#include "common/storage/rocks/rocks_store.h"

#include <rocksdb/db.h>
#include <rocksdb/iterator.h>
#include <rocksdb/listener.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <cstdarg>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "common/base/check.h"
#include "common/base/folder.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/storage/limits.h"
#include "common/storage/rocks/durable_folder.h"
#include "common/storage/rocks/rocks_log.h"
#include "common/storage/rocks/rocks_options.h"

namespace par::storage {
namespace {

rocksdb::Slice ToSlice(std::string_view text) { return {text.data(), text.size()}; }

Outcome OutcomeOf(const rocksdb::Status& status) {
  if (status.ok()) return Outcome::kOk;
  if (status.IsNoSpace()) return Outcome::kNoSpace;
  if (status.IsIOFenced()) return Outcome::kFenced;
  if (status.IsCorruption()) return Outcome::kCorrupt;
  return Outcome::kUnknown;
}

absl::Status ReadError(const rocksdb::Status& status) {
  if (status.IsCorruption()) return ToStatus(Outcome::kCorrupt);
  return domain::Refusal(absl::StatusCode::kUnavailable, "store_read_failed",
                         {{"cause", status.ToString()}});
}

absl::Status OpenError(const std::filesystem::path& path, const rocksdb::Status& status) {
  const std::string cause = status.ToString();
  // RocksDB has no code for a lock that is held; the message is "... lock ... /LOCK: ...".
  if (status.IsIOError() && cause.find("/LOCK") != std::string::npos &&
      cause.find("lock") != std::string::npos) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "store_locked",
                           {{"path", path.string()}});
  }
  const auto code =
      status.IsCorruption() ? absl::StatusCode::kDataLoss : absl::StatusCode::kFailedPrecondition;
  return domain::Refusal(code, "store_unreadable", {{"path", path.string()}, {"cause", cause}});
}

// Drops everything. RocksDB left to itself makes a log in the folder.
class NoLog final : public rocksdb::Logger {
 public:
  NoLog() : rocksdb::Logger(rocksdb::InfoLogLevel::FATAL_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

// Writes nothing there.
rocksdb::Status OpenToRead(const std::filesystem::path& path,
                           std::unique_ptr<rocksdb::DB>& opened) {
  rocksdb::Options settings = NodeOptions();
  settings.info_log = std::make_shared<NoLog>();
  settings.info_log_level = settings.info_log->GetInfoLogLevel();
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::OpenForReadOnly(settings, path.string(), &db);
  opened.reset(db);
  return status;
}

// Remembers the first failure; Outcome::kOk while there is none.
class FirstFailure {
 public:
  void Note(Outcome outcome) {
    Outcome none = Outcome::kOk;
    first_.compare_exchange_strong(none, outcome);
  }
  [[nodiscard]] Outcome get() const { return first_.load(); }

 private:
  std::atomic<Outcome> first_{Outcome::kOk};
};

// A flush or compaction that fails leaves a database that must be opened again.
class BackgroundErrors final : public rocksdb::EventListener {
 public:
  explicit BackgroundErrors(FirstFailure& failure) : failure_(failure) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason /*reason*/,
                         rocksdb::Status* status) override {
    if (status != nullptr && !status->ok()) failure_.Note(OutcomeOf(*status));
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status /*status*/,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  FirstFailure& failure_;
};

absl::StatusOr<std::optional<std::string>> Read(rocksdb::DB& db, const rocksdb::ReadOptions& how,
                                                std::string_view key) {
  if (key.size() > kMaxKeyBytes) return std::optional<std::string>();
  std::string value;
  const rocksdb::Status status = db.Get(how, ToSlice(key), &value);
  if (status.ok()) return std::optional<std::string>(std::move(value));
  if (status.IsNotFound()) return std::optional<std::string>();
  return ReadError(status);
}

absl::StatusOr<Page> ReadPage(rocksdb::DB& db, rocksdb::ReadOptions how, const Range& range,
                              const PageLimit& limit) {
  Page page;
  if (!range.end.empty() && range.first >= range.end) return page;
  const rocksdb::Slice end = ToSlice(range.end);
  if (!range.end.empty()) how.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> row(db.NewIterator(how));
  std::size_t bytes = 0;
  for (row->Seek(ToSlice(range.first)); row->Valid(); row->Next()) {
    bytes += row->key().size() + row->value().size();
    const bool full = page.rows.size() >= limit.rows || bytes > limit.bytes;
    if (full && !page.rows.empty()) {
      page.resume = row->key().ToString();
      break;
    }
    page.rows.emplace_back(row->key().ToString(), row->value().ToString());
  }
  if (!row->status().ok()) return ReadError(row->status());
  return page;
}

// Tables are compared with their checksums. RocksDB leaves the files of large values out, whose
// checksums are compared when they are read: so every value is read, past the cache.
rocksdb::Status VerifyFiles(rocksdb::DB& db) {
  rocksdb::ReadOptions how;
  how.fill_cache = false;
  rocksdb::Status status = db.VerifyChecksum(how);
  if (!status.ok()) return status;
  const std::unique_ptr<rocksdb::Iterator> row(db.NewIterator(how));
  for (row->SeekToFirst(); row->Valid(); row->Next()) (void)row->value();
  return row->status();
}

}  // namespace

struct RocksStore::Database {
  FirstFailure failure;       // The listener points to it, so it outlives db.
  std::shared_mutex commits;  // Guarded commits alone; others beside each other.
  std::unique_ptr<rocksdb::DB> db;
};

namespace {

class RocksSnapshot final : public Snapshot {
 public:
  explicit RocksSnapshot(std::shared_ptr<RocksStore::Database> database)
      : database_(std::move(database)) {
    how_.snapshot = database_->db->GetSnapshot();
  }
  ~RocksSnapshot() override { database_->db->ReleaseSnapshot(how_.snapshot); }
  RocksSnapshot(const RocksSnapshot&) = delete;
  RocksSnapshot& operator=(const RocksSnapshot&) = delete;

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    return Read(*database_->db, how_, key);
  }
  absl::StatusOr<Page> Scan(const Range& range, const PageLimit& limit) const override {
    return ReadPage(*database_->db, how_, range, limit);
  }

 private:
  std::shared_ptr<RocksStore::Database> database_;
  rocksdb::ReadOptions how_;
};

absl::StatusOr<bool> Hold(rocksdb::DB& db, const std::vector<Guard>& guards) {
  for (const Guard& guard : guards) {
    ASSIGN_OR_RETURN(const std::optional<std::string> value, Read(db, {}, guard.key));
    if (value != guard.expected) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<std::unique_ptr<RocksStore>> RocksStore::Open(const std::filesystem::path& path,
                                                             const RocksOptions& options) {
  const std::string missing = MissingAmongOthers(path);
  if (!missing.empty()) return OpenError(path, rocksdb::Status::Corruption("missing", missing));
  if (options.create_if_missing) {
    if (const std::error_code error = MakeFolder(path); error) {
      return OpenError(path, rocksdb::Status::IOError(error.message()));
    }
  }
  auto database = std::make_shared<Database>();
  rocksdb::Options settings = NodeOptions();
  settings.create_if_missing = options.create_if_missing;
  settings.info_log = std::make_shared<RocksLog>(path);
  settings.info_log_level = settings.info_log->GetInfoLogLevel();
  settings.listeners.push_back(std::make_shared<BackgroundErrors>(database->failure));
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(settings, path.string(), &db);
  if (!status.ok()) return OpenError(path, status);
  database->db.reset(db);
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(database)));
}

absl::StatusOr<std::unique_ptr<RocksStore>> RocksStore::OpenReadOnly(
    const std::filesystem::path& path) {
  auto database = std::make_shared<Database>();
  const rocksdb::Status status = OpenToRead(path, database->db);
  if (!status.ok()) return OpenError(path, status);
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(database)));
}

RocksStore::~RocksStore() = default;

absl::StatusOr<std::optional<std::string>> RocksStore::Get(std::string_view key) const {
  return Read(*database_->db, {}, key);
}

absl::StatusOr<Page> RocksStore::Scan(const Range& range, const PageLimit& limit) const {
  return ReadPage(*database_->db, {}, range, limit);
}

std::unique_ptr<Snapshot> RocksStore::NewSnapshot() const {
  return std::make_unique<RocksSnapshot>(database_);
}

Outcome RocksStore::Commit(const Batch& batch, const std::vector<Guard>& guards,
                           Durability durability) {
  PAR_CHECK(WithinLimits(batch));
  rocksdb::WriteBatch writes(SizeOf(batch) + 32 * batch.size());
  for (const Write& write : batch) {
    const rocksdb::Status added = write.value.has_value()
                                      ? writes.Put(ToSlice(write.key), ToSlice(*write.value))
                                      : writes.Delete(ToSlice(write.key));
    PAR_CHECK(added.ok());
  }
  std::shared_lock<std::shared_mutex> beside(database_->commits, std::defer_lock);
  std::unique_lock<std::shared_mutex> alone(database_->commits, std::defer_lock);
  guards.empty() ? beside.lock() : alone.lock();
  if (const Outcome failed = database_->failure.get(); failed != Outcome::kOk) return failed;
  const absl::StatusOr<bool> hold = Hold(*database_->db, guards);
  if (!hold.ok()) {  // Nothing was written, but a store that cannot be read must not go on.
    database_->failure.Note(absl::IsDataLoss(hold.status()) ? Outcome::kCorrupt
                                                            : Outcome::kUnknown);
    return database_->failure.get();
  }
  if (!*hold) return Outcome::kConflict;
  rocksdb::WriteOptions how;
  how.sync = durability == Durability::kSynced;
  const Outcome outcome = OutcomeOf(database_->db->Write(how, &writes));
  if (outcome != Outcome::kOk) database_->failure.Note(outcome);
  return outcome;
}

absl::Status RocksStore::VerifyChecksums() const {
  const rocksdb::Status status = VerifyFiles(*database_->db);
  return status.ok() ? absl::OkStatus() : ReadError(status);
}

absl::Status RocksStore::Checkpoint(const std::filesystem::path& path) const {
  const auto failed = [&path](const std::string& cause) {
    return domain::Refusal(absl::StatusCode::kUnavailable, "store_copy_failed",
                           {{"path", path.string()}, {"cause", cause}});
  };
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(database_->db.get(), &made);
  if (!status.ok()) return failed(status.ToString());
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  // Zero: rows still in memory go into table files first. RocksDB 7.8.3 may otherwise link a log
  // that is not synced to its end.
  status = checkpoint->CreateCheckpoint(path.string(), 0);
  if (!status.ok()) return failed(status.ToString());
  if (const std::string cause = SyncFolder(path); !cause.empty()) return failed(cause);
  std::unique_ptr<rocksdb::DB> copy;
  status = OpenToRead(path, copy);
  if (status.ok()) status = VerifyFiles(*copy);
  return status.ok() ? absl::OkStatus() : failed(status.ToString());
}

}  // namespace par::storage
