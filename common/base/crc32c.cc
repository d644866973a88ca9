#include "common/base/crc32c.h"

#include <array>

namespace par {
namespace {

constexpr std::uint32_t kPolynomial = 0x82f63b78u;  // Reflected, as RFC 3720 has it.

constexpr std::array<std::uint32_t, 256> kTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value >> 1u) ^ ((value & 1u) != 0 ? kPolynomial : 0u);
    }
    table[byte] = value;
  }
  return table;
}();

}  // namespace

std::uint32_t Crc32c(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const char c : bytes) {
    crc = (crc >> 8u) ^ kTable[(crc ^ static_cast<unsigned char>(c)) & 0xffu];
  }
  return crc ^ 0xffffffffu;
}

}  // namespace par
