#include "tests/bench/postgres_store.h"

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/base/hex.h"
#include "common/storage/key.h"

namespace par::bench {
namespace {

constexpr std::size_t kConnections = 32;  // The most commands that wait at once in the benchmark.
constexpr std::uint32_t kByteaType = 17;

constexpr char kUnnest[] =
    "INSERT INTO kv SELECT * FROM unnest($1::bytea[], $2::bytea[]) "
    "ON CONFLICT (k) DO UPDATE SET v = EXCLUDED.v";
constexpr char kCopyNew[] = "COPY kv FROM STDIN (FORMAT binary)";

// Ends the program with the reason: a benchmark of failures would look fast.
void Must(bool right, PGconn* connection) {
  if (!right) std::fprintf(stderr, "postgres: %s\n", PQerrorMessage(connection));
  PAR_CHECK(right);
}

void Execute(PGconn* connection, const std::string& sql) {
  PGresult* result = PQexec(connection, sql.c_str());
  Must(PQresultStatus(result) == PGRES_COMMAND_OK, connection);
  PQclear(result);
}

// Waits for the end of what was sent; the transaction is then committed.
void Finish(PGconn* connection) {
  while (PGresult* result = PQgetResult(connection)) {
    Must(PQresultStatus(result) == PGRES_COMMAND_OK, connection);
    PQclear(result);
  }
}

void AppendField(ByteWriter& out, std::string_view bytes) {
  out.U32(static_cast<std::uint32_t>(bytes.size()));
  out.Raw(bytes);
}

// PostgreSQL's binary form of bytea[]: dimensions, no nulls, type, length, lower bound, elements.
ByteWriter ArrayOf(std::size_t length) {
  ByteWriter out;
  out.U32(1);
  out.U32(0);
  out.U32(kByteaType);
  out.U32(static_cast<std::uint32_t>(length));
  out.U32(1);
  return out;
}

class Present final : public storage::Snapshot {
 public:
  explicit Present(const storage::Reader& store) : store_(store) {}
  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    return store_.Get(key);
  }
  absl::StatusOr<storage::Page> Scan(const storage::Range& range,
                                     const storage::PageLimit& limit) const override {
    return store_.Scan(range, limit);
  }

 private:
  const storage::Reader& store_;
};

}  // namespace

PostgresStore::PostgresStore(const std::string& connection) {
  for (std::size_t i = 0; i < kConnections; ++i) {
    connections_.push_back(PQconnectdb(connection.c_str()));
    PGconn* made = connections_.back();
    Must(PQstatus(made) == CONNECTION_OK, made);
    Execute(made, "SET synchronous_commit = on");
    if (i == 0) {
      // What PostgreSQL would compress costs it more than it saves here.
      Execute(made, "CREATE TABLE kv (k bytea PRIMARY KEY, v bytea)");
      Execute(made, "ALTER TABLE kv ALTER v SET STORAGE EXTERNAL");
    }
    PGresult* prepared = PQprepare(made, "unnest", kUnnest, 2, nullptr);
    Must(PQresultStatus(prepared) == PGRES_COMMAND_OK, made);
    PQclear(prepared);
  }
}

PostgresStore::~PostgresStore() {
  for (PGconn* connection : connections_) PQfinish(connection);
}

absl::StatusOr<std::optional<std::string>> PostgresStore::Get(std::string_view key) const {
  const std::shared_lock lock(mutex_);
  return storage::ValueOf(rows_, key);
}

absl::StatusOr<storage::Page> PostgresStore::Scan(const storage::Range& range,
                                                  const storage::PageLimit& limit) const {
  const std::shared_lock lock(mutex_);
  return storage::PageOf(rows_, range, limit);
}

std::unique_ptr<storage::Snapshot> PostgresStore::NewSnapshot() const {
  return std::make_unique<Present>(*this);
}

bool PostgresStore::IsKnown(const storage::Write& write) const {
  const std::shared_lock lock(mutex_);
  return rows_.find(write.key) != rows_.end();
}

storage::Outcome PostgresStore::Commit(const storage::Batch& batch,
                                       const std::vector<storage::Guard>& /*guards*/,
                                       storage::Durability /*durability*/) {
  const PostgresForm form = form_;
  const bool each = form == PostgresForm::kUnnestEach || form == PostgresForm::kCopyEach;
  std::size_t entries = 0;
  Rows put;
  for (const storage::Write& write : batch) {
    if (write.key.front() == static_cast<char>(storage::Prefix::kEntry)) ++entries;
    if (write.value.has_value()) {
      put.push_back(&write);
    } else {
      Execute(connections_[0], "DELETE FROM kv WHERE k = '\\x" + ToHex(write.key) + "'");
    }
  }
  const std::size_t transactions =
      each ? std::min(std::max<std::size_t>(entries, 1), kConnections) : 1;
  std::vector<Rows> split(transactions);
  for (std::size_t i = 0; i < put.size(); ++i) split[i % transactions].push_back(put[i]);
  for (std::size_t i = 0; i < transactions; ++i) Send(connections_[i], split[i]);
  for (std::size_t i = 0; i < transactions; ++i) Finish(connections_[i]);
  const std::unique_lock lock(mutex_);
  for (const storage::Write& write : batch) storage::Put(write, rows_);
  return storage::Outcome::kOk;
}

void PostgresStore::Send(PGconn* connection, const Rows& rows) const {
  const PostgresForm form = form_;
  if (form == PostgresForm::kCopyOne || form == PostgresForm::kCopyEach) {
    SendCopy(connection, rows);
  } else {
    SendUnnest(connection, rows);
  }
}

void PostgresStore::SendUnnest(PGconn* connection, const Rows& rows) const {
  ByteWriter keys = ArrayOf(rows.size());
  ByteWriter values = ArrayOf(rows.size());
  for (const storage::Write* row : rows) {
    AppendField(keys, row->key);
    AppendField(values, *row->value);
  }
  const std::string arrays[] = {std::move(keys).Take(), std::move(values).Take()};
  const char* texts[] = {arrays[0].data(), arrays[1].data()};
  const int lengths[] = {static_cast<int>(arrays[0].size()), static_cast<int>(arrays[1].size())};
  const int formats[] = {1, 1};
  Must(PQsendQueryPrepared(connection, "unnest", 2, texts, lengths, formats, 0) == 1, connection);
}

// COPY cannot replace rows: those that are known follow as statements of the same transaction,
// which one message of several statements is.
void PostgresStore::SendCopy(PGconn* connection, const Rows& rows) const {
  std::string sql = kCopyNew;
  ByteWriter copied;
  copied.Raw(std::string_view("PGCOPY\n\377\r\n\0", 11));
  copied.U32(0);
  copied.U32(0);
  for (const storage::Write* row : rows) {
    if (IsKnown(*row)) {
      sql += ";INSERT INTO kv VALUES ('\\x" + ToHex(row->key) + "','\\x" + ToHex(*row->value) +
             "') ON CONFLICT (k) DO UPDATE SET v = EXCLUDED.v";
      continue;
    }
    copied.Raw(std::string_view("\0\2", 2));  // Columns.
    AppendField(copied, row->key);
    AppendField(copied, *row->value);
  }
  copied.Raw("\377\377");
  const std::string bytes = std::move(copied).Take();
  Must(PQsendQuery(connection, sql.c_str()) == 1, connection);
  PGresult* ready = PQgetResult(connection);
  Must(PQresultStatus(ready) == PGRES_COPY_IN, connection);
  PQclear(ready);
  Must(PQputCopyData(connection, bytes.data(), static_cast<int>(bytes.size())) == 1, connection);
  Must(PQputCopyEnd(connection, nullptr) == 1, connection);
}

}  // namespace par::bench
