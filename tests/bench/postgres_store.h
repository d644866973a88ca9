// The node's store on PostgreSQL 15: one table of keys and values, every batch a transaction with
// synchronous_commit on. Only for comparison, and kind to PostgreSQL: reads and guards are answered
// from a copy in this process and cost no query, snapshots read the present, and nothing is
// erased.
#pragma once

#include <libpq-fe.h>

#include <atomic>
#include <memory>
#include <shared_mutex>
#include <string>
#include <vector>

#include "common/storage/memory_rows.h"
#include "tests/bench/postgres.h"

namespace par::bench {

// Commit by one thread at a time; everything else from many.
class PostgresStore final : public FormedStore {
 public:
  // `connection` names an empty database, for libpq.
  explicit PostgresStore(const std::string& connection);
  ~PostgresStore() override;
  PostgresStore(const PostgresStore&) = delete;
  PostgresStore& operator=(const PostgresStore&) = delete;

  void Use(PostgresForm form) override { form_ = form; }

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override;
  absl::StatusOr<storage::Page> Scan(const storage::Range& range,
                                     const storage::PageLimit& limit) const override;
  std::unique_ptr<storage::Snapshot> NewSnapshot() const override;
  storage::Outcome Commit(const storage::Batch& batch, const std::vector<storage::Guard>& guards,
                          storage::Durability durability) override;

 private:
  using Rows = std::vector<const storage::Write*>;
  [[nodiscard]] bool IsKnown(const storage::Write& write) const;
  void Send(PGconn* connection, const Rows& rows) const;
  void SendUnnest(PGconn* connection, const Rows& rows) const;
  void SendCopy(PGconn* connection, const Rows& rows) const;

  std::vector<PGconn*> connections_;
  std::atomic<PostgresForm> form_ = PostgresForm::kUnnestOne;
  mutable std::shared_mutex mutex_;  // Guards what follows.
  storage::MemoryRows rows_;
};

}  // namespace par::bench
