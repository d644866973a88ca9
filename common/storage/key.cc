#include "common/storage/key.h"

namespace par::storage {
namespace {

constexpr char kZero = '\x00';
constexpr char kEscapedZero = '\xff';
constexpr char kEnd = '\x01';
constexpr std::size_t kNumberBytes = 8;

}  // namespace

KeyWriter& KeyWriter::Number(std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    key_.push_back(static_cast<char>((number >> static_cast<unsigned>(shift)) & 0xffu));
  }
  return *this;
}

KeyWriter& KeyWriter::Text(std::string_view text) {
  for (const char c : text) {
    key_.push_back(c);
    if (c == kZero) key_.push_back(kEscapedZero);
  }
  key_.push_back(kZero);
  key_.push_back(kEnd);
  return *this;
}

bool KeyReader::TakePrefix(Prefix prefix) {
  good_ = good_ && !rest_.empty() && rest_.front() == static_cast<char>(prefix);
  if (good_) rest_.remove_prefix(1);
  return good_;
}

std::optional<std::uint64_t> KeyReader::TakeNumber() {
  good_ = good_ && rest_.size() >= kNumberBytes;
  if (!good_) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : rest_.substr(0, kNumberBytes)) {
    number = (number << 8u) | static_cast<unsigned char>(c);
  }
  rest_.remove_prefix(kNumberBytes);
  return number;
}

std::optional<std::string> KeyReader::TakeText() {
  std::string text;
  while (good_ && !rest_.empty()) {
    const char c = rest_.front();
    const char next = rest_.size() > 1 ? rest_[1] : kZero;
    rest_.remove_prefix(1);
    if (c != kZero) {
      text.push_back(c);
      continue;
    }
    if (next != kEnd && next != kEscapedZero) break;
    rest_.remove_prefix(1);
    if (next == kEnd) return text;
    text.push_back(kZero);
  }
  good_ = false;
  return std::nullopt;
}

}  // namespace par::storage
