// A folder of its own among the system's temporary files, for its owner's account alone; it goes
// with all it holds.
#pragma once

#include <filesystem>
#include <string_view>

namespace par {

class TemporaryFolder {
 public:
  // Its name begins with `prefix`.
  explicit TemporaryFolder(std::string_view prefix);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  // Empty if it could not be made.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace par
