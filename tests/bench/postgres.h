// PostgreSQL 15 as the other side of a comparison, where it is installed: it is no part of the
// product.
#pragma once

#include <cstdint>
#include <memory>

#include "common/storage/store.h"

namespace par::bench {

// How rows are handed over, and whether the commands that waited together are one transaction or
// each its own on a connection of its own, all at once.
enum class PostgresForm : std::uint8_t { kUnnestOne, kCopyOne, kUnnestEach, kCopyEach };

class FormedStore : public storage::Store {
 public:
  virtual void Use(PostgresForm form) = 0;
};

class Postgres {
 public:
  virtual ~Postgres() = default;
  // A store in a database of its own.
  [[nodiscard]] virtual std::unique_ptr<FormedStore> NewStore() = 0;
};

// A cluster of its own for this run. Nothing where PostgreSQL 15 or its library is missing or the
// cluster does not start: says so on standard error.
[[nodiscard]] std::unique_ptr<Postgres> StartPostgres();

}  // namespace par::bench
