// Keys are tuples whose bytes order as the tuples do. A key begins with the prefix byte of its kind
// of row (common/storage/schema.h); then come its parts:
//
//  - a number: eight bytes, big end first;
//  - a text (or any bytes): 0x00 becomes 0x00 0xff, and 0x00 0x01 ends the text.
//
// So "a" < "a\0" < "ab", and no key is the beginning of another with the same kinds of parts. Never
// change this: it is stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/storage/schema.h"

namespace par::storage {

// KeyWriter(Prefix::kEntry).Number(7).Take()
class KeyWriter {
 public:
  explicit KeyWriter(Prefix prefix) : key_(1, static_cast<char>(prefix)) {}
  KeyWriter& Number(std::uint64_t number);
  KeyWriter& Text(std::string_view text);
  // What was written so far; also the beginning of every key that goes on from here, for
  // PrefixRange.
  [[nodiscard]] std::string Take() { return std::move(key_); }

 private:
  std::string key_;
};

// Takes the parts of a key in their order. Once a part is malformed every further one is nothing.
class KeyReader {
 public:
  // `key` must outlive the reader.
  explicit KeyReader(std::string_view key) : rest_(key) {}
  [[nodiscard]] bool TakePrefix(Prefix prefix);
  [[nodiscard]] std::optional<std::uint64_t> TakeNumber();
  [[nodiscard]] std::optional<std::string> TakeText();
  // Everything was well formed and nothing is left.
  [[nodiscard]] bool AtEnd() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

}  // namespace par::storage
