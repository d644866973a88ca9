#include "common/signature/plain_text.h"

#include <cstdint>

#include "common/base/unicode.h"

namespace par::signature {
namespace {

constexpr std::size_t kLongest = 200;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// The bytes of the character that begins here, 0 if none does.
std::size_t LengthAt(std::string_view text) {
  for (std::size_t length = 1; length <= 4 && length <= text.size(); ++length) {
    if (!FirstInvalidUtf8(text.substr(0, length)).has_value()) return length;
  }
  return 0;
}

// U+200E to U+200F, U+202A to U+202E, U+2066 to U+2069.
bool TurnsDirection(std::string_view character) {
  if (character.size() != 3 || character[0] != '\xE2') return false;
  const auto second = static_cast<std::uint8_t>(character[1]);
  const auto third = static_cast<std::uint8_t>(character[2]);
  if (second == 0x80) return (third >= 0x8E && third <= 0x8F) || (third >= 0xAA && third <= 0xAE);
  return second == 0x81 && third >= 0xA6 && third <= 0xA9;
}

bool MayStand(std::string_view character) {
  const bool blank = character == "\t" || character == "\n";
  return !blank && !FirstControlCharacter(character).has_value() && !TurnsDirection(character);
}

}  // namespace

std::string PlainText(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t length = LengthAt(text);
    const std::string_view one = text.substr(0, length);
    const std::string_view shown = length > 0 && MayStand(one) ? one : kReplacement;
    if (plain.size() + shown.size() > kLongest) break;
    plain += shown;
    text.remove_prefix(length > 0 ? length : 1);
  }
  return plain;
}

}  // namespace par::signature
