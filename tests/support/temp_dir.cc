#include "tests/support/temp_dir.h"

#include <stdlib.h>

#include <string>
#include <system_error>

#include "common/base/check.h"

namespace par::testing {

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "parnet-test-XXXXXX").string();
  PAR_CHECK(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;  // A folder left behind must not hide what the test found.
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace par::testing
