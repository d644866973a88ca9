// Walks the bytes of a message field by field without making the message: texts are views of the
// bytes. For messages that are read often and wanted once; whoever uses it must read a subset of
// what Protocol Buffers reads, and leave the rest to it.
//
// Reads numbers and length-delimited fields with tags of at most two bytes and lengths of at most
// four, each in its shortest form, as our messages have them; anything else ends the walk
// (broken()). Pure; the bytes must outlive the views.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace par::codec {

class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}

  // Goes to the next field. False at the end, and at what it does not read: then broken().
  [[nodiscard]] bool Next() {
    if (rest_.empty()) return false;
    const std::string_view from = rest_;
    std::uint64_t tag = 0;
    broken_ = !Varint(kTagBytes, tag) || tag >> kTypeBits == 0;
    if (broken_) return false;
    field_ = static_cast<std::uint32_t>(tag >> kTypeBits);
    const std::uint64_t type = tag & ((1u << kTypeBits) - 1);
    is_text_ = type == kLengthDelimited;
    broken_ = (type != kVarint && !is_text_) ||
              !Varint(is_text_ ? kLengthBytes : kNumberBytes, number_) ||
              (is_text_ && number_ > rest_.size());
    if (broken_) return false;
    if (is_text_) {
      text_ = rest_.substr(0, static_cast<std::size_t>(number_));
      rest_.remove_prefix(text_.size());
    }
    whole_ = from.substr(0, from.size() - rest_.size());
    return true;
  }

  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] std::uint32_t field() const { return field_; }
  [[nodiscard]] bool is_text() const { return is_text_; }
  [[nodiscard]] std::string_view text() const { return text_; }    // If is_text().
  [[nodiscard]] std::uint64_t number() const { return number_; }   // Unless is_text().
  [[nodiscard]] std::string_view whole() const { return whole_; }  // The field with its tag.

 private:
  static constexpr unsigned kTypeBits = 3;
  static constexpr std::uint64_t kVarint = 0;
  static constexpr std::uint64_t kLengthDelimited = 2;
  static constexpr int kTagBytes = 2;
  static constexpr int kLengthBytes = 4;   // 256 MiB. Protocol Buffers refuses more than five.
  static constexpr int kNumberBytes = 10;  // 64 bits.

  // Only the shortest form: of longer ones readers take some and refuse some.
  bool Varint(int most, std::uint64_t& value) {
    value = 0;
    for (int i = 0; i < most && !rest_.empty(); ++i) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7fu} << (7 * static_cast<unsigned>(i));
      if (byte < 0x80) return i == 0 || (byte != 0 && (i < kNumberBytes - 1 || byte == 1));
    }
    return false;
  }

  std::string_view rest_;
  std::string_view text_;
  std::string_view whole_;
  std::uint64_t number_ = 0;
  std::uint32_t field_ = 0;
  bool is_text_ = false;
  bool broken_ = false;
};

}  // namespace par::codec
