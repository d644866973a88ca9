#include "parctl/text_width.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

#include "common/base/check.h"

namespace par::parctl {
namespace {

constexpr UChar32 kReplacement = 0xfffd;

// Takes the next code point; a negative one is malformed.
UChar32 Next(std::string_view text, std::int32_t& at) {
  UChar32 point = 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  U8_NEXT(bytes, at, static_cast<std::int32_t>(text.size()), point);
  return point;
}

void Append(std::string& text, UChar32 point) {
  std::uint8_t bytes[U8_MAX_LENGTH];
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, point);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

// Format characters (such as the marks that turn the direction of writing) could disguise a text.
bool IsUnsafe(UChar32 point) {
  const auto type = u_charType(point);
  return point < 0 || type == U_CONTROL_CHAR || type == U_FORMAT_CHAR || type == U_SURROGATE ||
         type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR;
}

std::size_t WidthOf(UChar32 point) {
  const auto type = u_charType(point);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK) return 0;
  const auto width = u_getIntPropertyValue(point, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

std::string OneLine(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  for (std::int32_t at = 0; static_cast<std::size_t>(at) < text.size();) {
    const UChar32 point = Next(text, at);
    if (point == '\n' || point == '\t' || point == '\r') {
      line += ' ';
    } else {
      Append(line, IsUnsafe(point) ? kReplacement : point);
    }
  }
  return line;
}

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  for (std::int32_t at = 0; static_cast<std::size_t>(at) < text.size();) {
    width += WidthOf(Next(text, at));
  }
  return width;
}

std::string CutToWidth(std::string_view text, std::size_t columns) {
  PAR_CHECK(columns > 0);
  if (DisplayWidth(text) <= columns) return std::string(text);
  std::size_t width = 0;
  std::int32_t end = 0;
  for (std::int32_t at = 0; static_cast<std::size_t>(at) < text.size();) {
    width += WidthOf(Next(text, at));
    if (width > columns - 1) break;
    end = at;
  }
  return std::string(text.substr(0, static_cast<std::size_t>(end))) + "…";
}

}  // namespace par::parctl
