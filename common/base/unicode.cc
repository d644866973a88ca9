#include "common/base/unicode.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace par {
namespace {

struct Form {
  unsigned char lead_mask;
  unsigned char lead;
  std::size_t length;
  std::uint32_t least;  // Smaller values in this form are overlong.
};
constexpr Form kForms[] = {{0xe0, 0xc0, 2, 0x80}, {0xf0, 0xe0, 3, 0x800}, {0xf8, 0xf0, 4, 0x10000}};

// The length of the code point at `text`, or 0 if it is malformed.
std::size_t Length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xc0u) == 0x80u; };
  // Nearly all there is: ASCII, and the letters of Vietnamese (to U+07FF, and U+1000 to U+CFFF).
  if (byte(0) < 0x80) return 1;
  if (byte(0) >= 0xc2 && byte(0) <= 0xdf && text.size() > 1 && continues(1)) return 2;
  if (byte(0) >= 0xe1 && byte(0) <= 0xec && text.size() > 2 && continues(1) && continues(2)) {
    return 3;
  }
  for (const Form& form : kForms) {
    if ((byte(0) & form.lead_mask) != form.lead) continue;
    if (text.size() < form.length) return 0;
    auto value = static_cast<std::uint32_t>(byte(0) & static_cast<unsigned char>(~form.lead_mask));
    for (std::size_t i = 1; i < form.length; ++i) {
      if (!continues(i)) return 0;
      value = (value << 6u) | (byte(i) & 0x3fu);
    }
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    return value < form.least || value > 0x10ffff || surrogate ? 0 : form.length;
  }
  return 0;
}

constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::uint64_t kEachByte = 0x0101010101010101u;
constexpr std::uint64_t kHighBits = 0x80 * kEachByte;

// Eight bytes at once.
std::uint64_t WordAt(std::string_view text, std::size_t at) {
  std::uint64_t word = 0;
  std::memcpy(&word, text.data() + at, kWord);
  return word;
}

// How many ASCII characters the word begins with; the first byte is its lowest.
std::size_t AsciiBefore(std::uint64_t word) {
  static_assert(std::endian::native == std::endian::little);
  return static_cast<std::size_t>(std::countr_zero(word & kHighBits)) / 8;
}

bool HasZero(std::uint64_t word) { return ((word - kEachByte) & ~word & kHighBits) != 0; }

// Whether a byte is below U+0020, is U+007F, or begins U+0080 to U+00BF or U+2000 to U+2FFF: only
// there can a control character be.
bool MayHoldControl(std::uint64_t word) {
  const bool below = ((word - 0x20 * kEachByte) & ~word & kHighBits) != 0;
  return below || HasZero(word ^ (0x7f * kEachByte)) || HasZero(word ^ (0xc2 * kEachByte)) ||
         HasZero(word ^ (0xe2 * kEachByte));
}

// U+200E to U+200F, U+202A to U+202E, U+2066 to U+2069: with them a text or a file's name is read
// in another order than it is written.
bool TurnsDirection(std::string_view text) {
  if (text.size() < 3 || text[0] != '\xe2') return false;
  const auto second = static_cast<unsigned char>(text[1]);
  const auto third = static_cast<unsigned char>(text[2]);
  if (second == 0x80) return (third >= 0x8e && third <= 0x8f) || (third >= 0xaa && third <= 0xae);
  return second == 0x81 && third >= 0xa6 && third <= 0xa9;
}

// What may come next, for IsPlainText. Numbers of states are places in a row of kRows.
enum PlainState : std::uint8_t {
  kBegin,    // A character.
  kWrong,    // For good.
  kOne,      // One byte more, ...
  kTwo,      // ... two, ...
  kThree,    // ... three.
  kAfterC2,  // Not U+0080 to U+009F, which are control characters.
  kAfterE0,  // Not overlong.
  kAfterEd,  // No surrogate.
  kAfterF0,  // Not overlong.
  kAfterF4,  // Not above U+10FFFF.
  kStates,
};
constexpr unsigned kStateBits = 6;

constexpr PlainState NextState(PlainState state, unsigned byte) {
  const auto within = [byte](unsigned least, unsigned most, PlainState next) {
    return byte >= least && byte <= most ? next : kWrong;
  };
  switch (state) {
    case kOne:
      return within(0x80, 0xbf, kBegin);
    case kTwo:
      return within(0x80, 0xbf, kOne);
    case kThree:
      return within(0x80, 0xbf, kTwo);
    case kAfterC2:
      return within(0xa0, 0xbf, kBegin);
    case kAfterE0:
      return within(0xa0, 0xbf, kOne);
    case kAfterEd:
      return within(0x80, 0x9f, kOne);
    case kAfterF0:
      return within(0x90, 0xbf, kTwo);
    case kAfterF4:
      return within(0x80, 0x8f, kTwo);
    case kBegin:
      break;
    default:
      return kWrong;
  }
  if (byte < 0x80) {
    const bool plain = (byte >= 0x20 && byte != 0x7f) || byte == '\t' || byte == '\n';
    return plain ? kBegin : kWrong;
  }
  if (byte < 0xc2 || byte > 0xf4) return kWrong;
  if (byte == 0xc2) return kAfterC2;
  if (byte < 0xe0) return kOne;
  if (byte == 0xe0) return kAfterE0;
  if (byte == 0xed) return kAfterEd;
  if (byte < 0xf0) return kTwo;
  if (byte == 0xf0) return kAfterF0;
  return byte == 0xf4 ? kAfterF4 : kThree;
}

// For each byte a row with what follows each state, six bits each: the state's own place in a row
// is the number of bits by which rows are shifted. So no step waits for anything but a shift.
constexpr std::array<std::uint64_t, 256> kRows = [] {
  static_assert(kStates * kStateBits <= 64);
  std::array<std::uint64_t, 256> rows{};
  for (unsigned byte = 0; byte < rows.size(); ++byte) {
    for (unsigned state = 0; state < kStates; ++state) {
      const std::uint64_t next = NextState(static_cast<PlainState>(state), byte) * kStateBits;
      rows[byte] |= next << (state * kStateBits);
    }
  }
  return rows;
}();

}  // namespace

bool IsPlainText(std::string_view text) {
  std::uint64_t state = 0;
  for (const char c : text) state = kRows[static_cast<unsigned char>(c)] >> (state & 63u);
  if ((state & 63u) != kBegin * kStateBits) return false;
  for (std::size_t at = text.find('\xe2'); at != std::string_view::npos;
       at = text.find('\xe2', at + 1)) {
    if (TurnsDirection(text.substr(at))) return false;
  }
  return true;
}

std::optional<std::size_t> FirstInvalidUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (at + kWord <= text.size()) {
      at += AsciiBefore(WordAt(text, at));
      if (at == text.size()) break;
      if (static_cast<unsigned char>(text[at]) < 0x80) continue;
    }
    const std::size_t length = Length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::optional<std::size_t> FirstControlCharacter(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at + kWord <= text.size() && !MayHoldControl(WordAt(text, at))) {
      at += kWord - 1;
      continue;
    }
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x20 && byte != '\t' && byte != '\n') return at;
    if (byte == 0x7f) return at;
    const bool c1 =
        byte == 0xc2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xa0;
    if (c1 || TurnsDirection(text.substr(at))) return at;
  }
  return std::nullopt;
}

std::size_t CodePoints(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u;
  }));
}

}  // namespace par
