// A PostgreSQL 15 cluster of its own for one run: a folder under TMPDIR, a Unix socket in it and no
// port, the user postgres where the program is root. Stopped and removed at the end.
#pragma once

#include <memory>
#include <string>

#include "tests/bench/postgres.h"
#include "tests/support/temp_dir.h"

namespace par::bench {

class PostgresCluster final : public Postgres {
 public:
  // Nothing where PostgreSQL 15 is not installed or did not start; says so on standard error.
  [[nodiscard]] static std::unique_ptr<PostgresCluster> Start();
  ~PostgresCluster() override;
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  std::unique_ptr<FormedStore> NewStore() override;

 private:
  PostgresCluster();
  [[nodiscard]] std::string ConnectionTo(const std::string& database) const;

  testing::TempDir folder_;
  std::string run_as_;  // What stands before a command; empty for the present user.
  int databases_ = 0;
};

}  // namespace par::bench
