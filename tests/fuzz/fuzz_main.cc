// The program `fuzz`: libFuzzer on one target. Its own options come after the target's name:
//   build/fuzz/tests/fuzz/fuzz --target=parent_link -max_total_time=60
//   tests/fuzz/corpus/parent_link
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "tests/fuzz/targets.h"

namespace {

const par::fuzz::Target* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  constexpr std::string_view kOption = "--target=";
  for (int i = 1; i < *argc; ++i) {
    const std::string_view word = (*argv)[i];
    if (word.starts_with(kOption)) chosen = par::fuzz::FindTarget(word.substr(kOption.size()));
  }
  if (chosen != nullptr) return 0;
  std::cerr << "fuzz: --target= one of:";
  for (const par::fuzz::Target& target : par::fuzz::Targets()) std::cerr << ' ' << target.name;
  std::cerr << '\n';
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chosen->run({reinterpret_cast<const char*>(data), size});
  return 0;
}
