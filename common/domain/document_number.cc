#include "common/domain/document_number.h"

#include <array>

#include "common/base/unicode.h"

namespace par::domain {
namespace {

constexpr std::size_t kMostDigits = 6;

struct TypeRow {
  std::string_view abbreviation;
  std::string_view type;
};

// Decree 30/2020, appendix III, and the three legal documents that a local authority issues.
constexpr std::array kTypes = {
    TypeRow{"NQ", "nghị quyết"},
    TypeRow{"QĐ", "quyết định"},
    TypeRow{"CT", "chỉ thị"},
    TypeRow{"QC", "quy chế"},
    TypeRow{"QyĐ", "quy định"},
    TypeRow{"TC", "thông cáo"},
    TypeRow{"TB", "thông báo"},
    TypeRow{"HD", "hướng dẫn"},
    TypeRow{"CTr", "chương trình"},
    TypeRow{"KH", "kế hoạch"},
    TypeRow{"PA", "phương án"},
    TypeRow{"ĐA", "đề án"},
    TypeRow{"DA", "dự án"},
    TypeRow{"BC", "báo cáo"},
    TypeRow{"BB", "biên bản"},
    TypeRow{"TTr", "tờ trình"},
    TypeRow{"HĐ", "hợp đồng"},
    TypeRow{"CĐ", "công điện"},
    TypeRow{"BGN", "bản ghi nhớ"},
    TypeRow{"BTT", "bản thỏa thuận"},
    TypeRow{"GUQ", "giấy ủy quyền"},
    TypeRow{"GM", "giấy mời"},
    TypeRow{"GGT", "giấy giới thiệu"},
    TypeRow{"GNP", "giấy nghỉ phép"},
    TypeRow{"PG", "phiếu gửi"},
    TypeRow{"PC", "phiếu chuyển"},
    TypeRow{"PB", "phiếu báo"},
};

std::size_t DigitsAt(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && IsDigit(text[count])) ++count;
  return count;
}

// Takes "2023/" off the front.
void SkipYear(std::string_view& text) {
  if (DigitsAt(text) == 4 && text.size() > 5 && text[4] == '/') text.remove_prefix(5);
}

bool IsSuffix(std::string_view text) {
  if (text.empty()) return true;
  const char c = text.front();
  return text.size() == 1 && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
}

}  // namespace

std::optional<DocumentNumber> DocumentNumber::Parse(std::string_view text) {
  const std::size_t digits = DigitsAt(text);
  const std::size_t slash = text.find('/');
  if (digits == 0 || digits > kMostDigits || slash == std::string_view::npos) return std::nullopt;
  DocumentNumber parsed;
  for (const char c : text.substr(0, digits)) {
    parsed.number = parsed.number * 10 + static_cast<std::uint32_t>(c - '0');
  }
  const std::string_view suffix = text.substr(digits, slash - digits);
  std::string_view symbol = text.substr(slash + 1);
  SkipYear(symbol);
  const bool one_word = symbol.find_first_of(" \t\n") == std::string_view::npos;
  if (parsed.number == 0 || !IsSuffix(suffix) || symbol.empty() || !one_word) return std::nullopt;
  parsed.suffix = suffix;
  parsed.symbol = symbol;
  return parsed;
}

std::weak_ordering DocumentNumber::Compare(const DocumentNumber& other) const {
  if (number != other.number) return number <=> other.number;
  return suffix.compare(other.suffix) <=> 0;
}

std::string_view DocumentType(const DocumentNumber& number) {
  const std::string_view first = std::string_view(number.symbol).substr(0, number.symbol.find('-'));
  for (const TypeRow& row : kTypes) {
    if (first == row.abbreviation) return row.type;
  }
  return "công văn";
}

}  // namespace par::domain
