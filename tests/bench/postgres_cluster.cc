#include "tests/bench/postgres_cluster.h"

#include <libpq-fe.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "common/base/check.h"
#include "tests/bench/postgres_store.h"

namespace par::bench {
namespace {

constexpr char kBin[] = "/usr/lib/postgresql/15/bin";

// Debian's defaults, but for room: checkpoints shall not fall into a round of half a second.
constexpr char kOptions[] = "-c listen_addresses= -c max_wal_size=8GB -c shared_buffers=256MB";

bool Run(const std::string& command) { return std::system(command.c_str()) == 0; }

}  // namespace

PostgresCluster::PostgresCluster() {
  if (::geteuid() != 0) return;
  const passwd* postgres = ::getpwnam("postgres");
  if (postgres == nullptr) return;  // initdb refuses root, and the caller says so.
  run_as_ = "runuser -u postgres -- ";
  PAR_CHECK(::chown(folder_.path().c_str(), postgres->pw_uid, postgres->pw_gid) == 0);
}

std::unique_ptr<PostgresCluster> PostgresCluster::Start() {
  if (!std::filesystem::exists(std::string(kBin) + "/initdb")) {
    std::fprintf(stderr, "PostgreSQL 15 is not installed: compared with RocksDB only\n");
    return nullptr;
  }
  std::unique_ptr<PostgresCluster> cluster(new PostgresCluster);
  const std::string folder = cluster->folder_.path().string();
  const std::string in = "cd " + folder + " && " + cluster->run_as_ + kBin;
  const std::string log = " >" + folder + ".log 2>&1";
  const bool started =
      Run(in + "/initdb -D data -A trust -U postgres" + log) &&
      Run(in + "/pg_ctl -D data -l log -w -o \"-c unix_socket_directories=" + folder + " " +
          kOptions + "\" start" + log);
  std::filesystem::remove(folder + ".log");
  if (started) return cluster;
  std::fprintf(stderr, "PostgreSQL 15 did not start: compared with RocksDB only\n");
  return nullptr;
}

PostgresCluster::~PostgresCluster() {
  const std::string folder = folder_.path().string();
  (void)Run("cd " + folder + " && " + run_as_ + kBin +
            "/pg_ctl -D data -m immediate -w stop >/dev/null 2>&1");
}

std::string PostgresCluster::ConnectionTo(const std::string& database) const {
  return "host=" + folder_.path().string() + " user=postgres dbname=" + database;
}

std::unique_ptr<FormedStore> PostgresCluster::NewStore() {
  const std::string name = "bench" + std::to_string(++databases_);
  PGconn* connection = PQconnectdb(ConnectionTo("postgres").c_str());
  PGresult* made = PQexec(connection, ("CREATE DATABASE " + name).c_str());
  PAR_CHECK(PQresultStatus(made) == PGRES_COMMAND_OK);
  PQclear(made);
  PQfinish(connection);
  return std::make_unique<PostgresStore>(ConnectionTo(name));
}

std::unique_ptr<Postgres> StartPostgres() { return PostgresCluster::Start(); }

}  // namespace par::bench
