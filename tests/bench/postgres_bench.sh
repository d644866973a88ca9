#!/usr/bin/env bash
# For comparison with submission_bench: the same rows (80 KB and six of 150 bytes, one synced
# transaction) by 1, 8 and 32 clients into PostgreSQL 15, in a cluster of its own that is made for
# the run and removed. Needs the package postgresql-15; as root it runs as the user postgres. About
# 20 seconds. The rows' bytes stand in a prepared statement and are not sent each time, which flatters
# PostgreSQL. TMPDIR chooses the disk.
#
#   tests/bench/postgres_bench.sh
set -euo pipefail

readonly bin=/usr/lib/postgresql/15/bin
readonly seconds=4
[[ -x $bin/initdb && -x $bin/pgbench ]] || { echo "PostgreSQL 15 is not installed" >&2; exit 1; }

folder=$(mktemp -d "${TMPDIR:-/tmp}/parnet-postgres-XXXXXX")
as=()
if [[ $(id -u) == 0 ]]; then
  as=(runuser -u postgres --)
  chown postgres "$folder"
fi
finish() {
  "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap finish EXIT

cd "$folder"
"${as[@]}" "$bin/initdb" -D "$folder/data" -A trust >/dev/null
# A socket in the folder and no port: nothing else on the machine is met.
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w \
  -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c max_wal_size=8GB" start >/dev/null

hex() { od -An -v -tx1 -N "$1" /dev/urandom | tr -d ' \n'; }
key="decode(md5(random()::text || clock_timestamp()::text), 'hex')"
{
  printf "INSERT INTO kv VALUES (%s, '\\\\x%s')" "$key" "$(hex 80000)"
  for _ in 1 2 3 4 5 6; do printf ", (%s, '\\\\x%s')" "$key" "$(hex 150)"; done
  echo ";"
} >"$folder/insert.sql"
chmod a+r "$folder/insert.sql"
"${as[@]}" psql -q -h "$folder" -d postgres -c \
  "CREATE TABLE kv (k bytea PRIMARY KEY, v bytea); ALTER TABLE kv ALTER v SET STORAGE EXTERNAL"

echo "clients  postgres/s"
for clients in 1 8 32; do
  rate=$("${as[@]}" "$bin/pgbench" -h "$folder" -n -M prepared -c "$clients" -j 2 -T "$seconds" \
    -f "$folder/insert.sql" postgres 2>/dev/null | sed -n 's/^tps = \([0-9]*\).*/\1/p')
  printf "%7d  %10d\n" "$clients" "$rate"
done
