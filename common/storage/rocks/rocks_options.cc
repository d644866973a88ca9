#include "common/storage/rocks/rocks_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include <cstddef>

namespace par::storage {
namespace {

constexpr std::size_t kKiB = std::size_t{1} << 10u;
constexpr std::size_t kMiB = std::size_t{1} << 20u;

}  // namespace

rocksdb::Options NodeOptions() {
  rocksdb::Options options;

  // What was synced stays, what was torn at the end of the log goes. Damage further inside cuts the
  // log short without an error: the high-water mark notices.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.paranoid_checks = true;
  // RocksDB 7.8.3 may write log entries twice after it recovered from an error by itself.
  options.max_bgerror_resume_count = 0;

  // A commune's machine may have 2 GB: one cache for blocks, indexes and filters, and write buffers
  // counted within it.
  const auto cache = rocksdb::NewLRUCache(64 * kMiB);
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.filter_policy.reset(rocksdb::NewRibbonFilterPolicy(10));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(32 * kMiB, cache);
  options.write_buffer_size = 8 * kMiB;
  options.max_write_buffer_number = 2;
  options.max_total_wal_size = 64 * kMiB;
  options.max_open_files = 256;
  options.compression = rocksdb::kLZ4Compression;

  // Entries, dossiers and events are large and seldom change: in files of their own they are
  // written once, at the flush, and not again with every compaction of the small rows around them
  // (with them in the tables, compaction took two thirds of a receiving node's processor time). No
  // garbage collection, which would copy entries again: a row that is overwritten leaves its old
  // value behind, but the entry that wrote that stays too and is no smaller. No compression either:
  // all submissions of a province's communes in a year are some ten megabytes.
  options.enable_blob_files = true;
  options.min_blob_size = 2 * kKiB;
  options.blob_cache = cache;

  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

}  // namespace par::storage
