#include <cstdlib>
#include <iostream>

#include "parctl/app.h"

int main(int argc, char** argv) {
  const char* language = std::getenv("PARNET_LANG");
  return par::parctl::RunParctl(argc, argv, language == nullptr ? "" : language, std::cout,
                                std::cerr);
}
