#include "common/base/bytes.h"

#include <limits>

#include "common/base/check.h"

namespace par {

void ByteWriter::Unsigned(std::uint64_t value, int width) {
  for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
    bytes_.push_back(static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xffu));
  }
}

void ByteWriter::Text16(std::string_view text) {
  PAR_CHECK(text.size() <= std::numeric_limits<std::uint16_t>::max());
  U16(static_cast<std::uint16_t>(text.size()));
  Raw(text);
}

std::string_view ByteReader::Raw(std::size_t count) {
  if (!good_ || count > rest_.size()) {
    good_ = false;
    return {};
  }
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

std::uint64_t ByteReader::Unsigned(std::size_t width) {
  std::uint64_t value = 0;
  for (const char c : Raw(width)) value = (value << 8u) | static_cast<unsigned char>(c);
  return value;
}

}  // namespace par
