#include "common/storage/rocks/rocks_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <string>
#include <system_error>

#include "common/base/clock.h"

namespace par::storage {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{4} << 20u;

}  // namespace

RocksLog::~RocksLog() {
  if (file_ >= 0) ::close(file_);
}

void RocksLog::Open() {
  if (file_ >= 0 && bytes_ >= kMaxBytes) {
    ::close(file_);
    file_ = -1;
    std::error_code ignored;  // Then the old file goes on growing by what fits on the disk.
    std::filesystem::rename(path_, path_.string() + ".old", ignored);
  }
  if (file_ >= 0) return;
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const off_t end = file_ >= 0 ? ::lseek(file_, 0, SEEK_END) : 0;
  bytes_ = end > 0 ? static_cast<std::size_t>(end) : 0;
}

void RocksLog::Logv(const char* format, va_list arguments) {
  std::array<char, 2000> text{};
  const int wanted = std::vsnprintf(text.data(), text.size(), format, arguments);
  if (wanted <= 0) return;
  const std::size_t length = std::min(static_cast<std::size_t>(wanted), text.size() - 1);
  const std::string line =
      std::to_string(SystemClock().WallMicros()) + " " + std::string(text.data(), length) + "\n";
  const std::lock_guard<std::mutex> lock(mutex_);
  Open();
  if (file_ < 0) return;
  const ssize_t written = ::write(file_, line.data(), line.size());
  if (written > 0) bytes_ += static_cast<std::size_t>(written);
}

}  // namespace par::storage
