#include "common/signature/plain_text.h"

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

bool MayStand(std::string_view character) {
  const bool blank = character == "\t" || character == "\n";
  return !blank && !FirstControlCharacter(character).has_value();
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
