#include "common/document/official_document.h"

namespace par::document {

std::string OneName(const std::vector<std::string>& lines) {
  std::string name;
  for (const std::string& line : lines) {
    if (!name.empty()) name += ' ';
    name += line;
  }
  return name;
}

}  // namespace par::document
