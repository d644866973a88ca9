#include "common/domain/rule_lexer.h"

#include "common/base/unicode.h"

namespace par::domain {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsNameCharacter(char c) { return IsDigit(c) || IsLetter(c) || c == '_'; }
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Bytes of a date at the start of `text`: 10 or 0.
std::size_t DateLength(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-dd";
  if (text.size() < kShape.size()) return 0;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == 'd' ? !IsDigit(text[i]) : text[i] != kShape[i]) return 0;
  }
  return kShape.size();
}

// Takes what a person may have meant as one number, also where it is none ("1e5", "1.2.3"), so that
// the refusal shows all of it.
std::size_t NumberLength(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && (IsNameCharacter(text[length]) || text[length] == '.')) ++length;
  if (length < text.size() && text[length] == '%') ++length;
  return length;
}

std::size_t SymbolLength(std::string_view text) {
  for (const std::string_view symbol :
       {"<=", ">=", "!=", "(", ")", ",", "+", "-", "*", "/", "=", "<", ">"}) {
    if (text.substr(0, symbol.size()) == symbol) return symbol.size();
  }
  return 0;
}

std::size_t CharacterLength(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xc0u) == 0x80u) {
    ++length;
  }
  return length;
}

Token Make(TokenKind kind, std::string_view text, std::size_t begin, std::size_t length) {
  return {.kind = kind, .text = text.substr(begin, length), .begin = begin, .end = begin + length};
}

}  // namespace

Token NextToken(std::string_view text, std::size_t from) {
  while (from < text.size() && IsSpace(text[from])) ++from;
  if (from >= text.size()) return Make(TokenKind::kEnd, text, text.size(), 0);
  const std::string_view rest = text.substr(from);
  if (const std::size_t date = DateLength(rest); date > 0) {
    return Make(TokenKind::kDate, text, from, date);
  }
  if (IsDigit(rest.front()) || rest.front() == '.') {
    return Make(TokenKind::kNumber, text, from, NumberLength(rest));
  }
  if (IsLetter(rest.front())) {
    std::size_t length = 0;
    bool path = false;
    while (length < rest.size() && (IsNameCharacter(rest[length]) || rest[length] == '.')) {
      path = path || rest[length] == '.';
      ++length;
    }
    return Make(path ? TokenKind::kPath : TokenKind::kName, text, from, length);
  }
  if (const std::size_t symbol = SymbolLength(rest); symbol > 0) {
    return Make(TokenKind::kSymbol, text, from, symbol);
  }
  return Make(TokenKind::kUnknown, text, from, CharacterLength(rest));
}

}  // namespace par::domain
