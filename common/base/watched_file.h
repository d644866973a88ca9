// Whether a file was written since it was last looked at.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

namespace par {

// One thread at a time.
class WatchedFile {
 public:
  // An empty path is a file that never changes.
  explicit WatchedFile(std::filesystem::path file) : file_(std::move(file)) {}

  [[nodiscard]] const std::filesystem::path& path() const { return file_; }
  // True the first time too. Ask before reading: what is written in between is read the next time.
  [[nodiscard]] bool Changed() {
    Stamp now;
    std::error_code unreadable;  // Then the stamp is that of no file, and reading says why.
    if (!file_.empty()) {
      now.written = std::filesystem::last_write_time(file_, unreadable);
      now.size = std::filesystem::file_size(file_, unreadable);
    }
    return std::exchange(seen_, now) != now;
  }

 private:
  // Changes with every way of writing the file anew: by renaming or in place.
  struct Stamp {
    std::filesystem::file_time_type written;
    std::uintmax_t size = 0;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  const std::filesystem::path file_;
  std::optional<Stamp> seen_;
};

}  // namespace par
