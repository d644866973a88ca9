// The words of a rule's expression. Used by the parser only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace par::domain {

enum class TokenKind : std::uint8_t {
  kEnd,
  kNumber,   // 0.97, 97%
  kDate,     // 2023-12-20
  kName,     // a, max, and
  kPath,     // previous.a, children.tthc.commune.resolved
  kSymbol,   // ( ) , + - * / = != < <= > >=
  kUnknown,  // A character that no rule has.
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The token at or after byte `from`. Never fails: what is not known is kUnknown.
[[nodiscard]] Token NextToken(std::string_view text, std::size_t from);

}  // namespace par::domain
