// Writes and reads fixed binary layouts: numbers big end first, texts with their length before
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace par {

class ByteWriter {
 public:
  void U8(std::uint8_t value) { Unsigned(value, 1); }
  void U16(std::uint16_t value) { Unsigned(value, 2); }
  void U32(std::uint32_t value) { Unsigned(value, 4); }
  void U64(std::uint64_t value) { Unsigned(value, 8); }
  void Raw(std::string_view bytes) { bytes_ += bytes; }
  // Two bytes of length, then the text, which is at most 65,535 bytes long.
  void Text16(std::string_view text);
  [[nodiscard]] std::string Take() && { return std::move(bytes_); }

 private:
  void Unsigned(std::uint64_t value, int width);

  std::string bytes_;
};

// Reads what a ByteWriter wrote. Past the end everything is zero or empty and good() is false, so a
// caller checks once, after the last field. Views live as long as the bytes.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}
  [[nodiscard]] std::uint8_t U8() { return static_cast<std::uint8_t>(Unsigned(1)); }
  [[nodiscard]] std::uint16_t U16() { return static_cast<std::uint16_t>(Unsigned(2)); }
  [[nodiscard]] std::uint32_t U32() { return static_cast<std::uint32_t>(Unsigned(4)); }
  [[nodiscard]] std::uint64_t U64() { return Unsigned(8); }
  [[nodiscard]] std::string_view Raw(std::size_t count);
  [[nodiscard]] std::string_view Text16() { return Raw(U16()); }
  [[nodiscard]] std::string_view Rest() { return Raw(rest_.size()); }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool AtEnd() const { return good_ && rest_.empty(); }

 private:
  std::uint64_t Unsigned(std::size_t width);

  std::string_view rest_;
  bool good_ = true;
};

}  // namespace par
