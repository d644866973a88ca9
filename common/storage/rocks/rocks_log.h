// RocksDB's own messages, in a file of bounded size beside the database. RocksDB's built-in log
// cannot be used: as built by Debian it stops the process at the first message after one that could
// not be written, so that a full disk would end all reading too. Private to this folder.
#pragma once

#include <rocksdb/env.h>

#include <cstdarg>
#include <filesystem>
#include <mutex>

namespace par::storage {

// Safe from many threads. What cannot be written is dropped.
class RocksLog final : public rocksdb::Logger {
 public:
  // Writes to EVENTS in `folder`, which need not exist yet; a full file becomes EVENTS.old.
  explicit RocksLog(const std::filesystem::path& folder)
      : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL), path_(folder / "EVENTS") {}
  ~RocksLog() override;

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override;

 private:
  void Open();

  const std::filesystem::path path_;
  std::mutex mutex_;  // Guards what follows.
  int file_ = -1;
  std::size_t bytes_ = 0;
};

}  // namespace par::storage
