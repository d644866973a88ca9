#include "common/base/random.h"

#include <openssl/rand.h>

#include <cstring>

#include "common/base/check.h"

namespace par {
namespace {

class MachineRandom final : public Random {
 public:
  std::string Bytes(std::size_t count) override {
    std::string bytes(count, '\0');
    PAR_CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) ==
              1);
    return bytes;
  }
};

}  // namespace

std::uint64_t Random::Uint64() {
  const std::string bytes = Bytes(sizeof(std::uint64_t));
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data(), sizeof(value));
  return value;
}

Random& SystemRandom() {
  static MachineRandom random;
  return random;
}

std::string SeededRandom::Bytes(std::size_t count) {
  std::string bytes;
  bytes.reserve(count);
  while (bytes.size() < count) {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30u)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27u)) * 0x94d049bb133111ebu;
    mixed ^= mixed >> 31u;
    for (int shift = 0; shift < 64 && bytes.size() < count; shift += 8) {
      bytes.push_back(static_cast<char>((mixed >> static_cast<unsigned>(shift)) & 0xffu));
    }
  }
  return bytes;
}

}  // namespace par
