// The only source of randomness. A node uses the operating system's; a simulation a seeded one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace par {

class Random {
 public:
  virtual ~Random() = default;
  // `count` random bytes.
  [[nodiscard]] virtual std::string Bytes(std::size_t count) = 0;
  [[nodiscard]] std::uint64_t Uint64();
};

// Cryptographically strong. Safe from many threads.
[[nodiscard]] Random& SystemRandom();

// splitmix64: the same seed gives the same bytes on every machine. Not for secrets.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  std::string Bytes(std::size_t count) override;

 private:
  std::uint64_t state_;
};

}  // namespace par
