#include <cstdlib>
#include <iostream>

#include "parctl/app.h"

namespace {

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

int main(int argc, char** argv) {
  const par::parctl::Environment environment{.language = Variable("PARNET_LANG"),
                                             .node = Variable("PARNET_NODE"),
                                             .token_file = Variable("PARNET_TOKEN_FILE")};
  return par::parctl::RunParctl(argc, argv, environment, std::cout, std::cerr);
}
