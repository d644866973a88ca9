#include <cstdio>

#include "tests/bench/postgres.h"

namespace par::bench {

std::unique_ptr<Postgres> StartPostgres() {
  std::fprintf(stderr, "built without libpq-dev: compared with RocksDB only\n");
  return nullptr;
}

}  // namespace par::bench
