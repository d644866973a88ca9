#include "tests/support/read_text.h"

#include <fstream>
#include <sstream>

#include "common/base/check.h"

namespace par::testing {

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  PAR_CHECK(file.is_open());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace par::testing
