#include "common/base/temporary_folder.h"

#include <cstdlib>
#include <string>
#include <system_error>

namespace par {

TemporaryFolder::TemporaryFolder(std::string_view prefix) {
  std::error_code error;
  const auto above = std::filesystem::temp_directory_path(error);
  if (error) return;
  std::string name = (above / (std::string(prefix) + "XXXXXX")).string();
  if (mkdtemp(name.data()) != nullptr) path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace par
