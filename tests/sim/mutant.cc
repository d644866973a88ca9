#include "tests/sim/mutant.h"

#include <string>

namespace par::sim {
namespace {

std::string& Present() {
  static std::string name;
  return name;
}

}  // namespace

bool IsMutant(std::string_view name) { return Present() == name; }
void SetMutant(std::string_view name) { Present() = name; }

}  // namespace par::sim
