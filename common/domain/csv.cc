#include "common/domain/csv.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/base/unicode.h"
#include "common/domain/limits.h"

namespace par::domain {
namespace {

// Splits the text into lines of cells; quoted cells may hold commas, quotes and line ends.
class CsvSplitter {
 public:
  CsvSplitter(std::string_view text, char separator, FindingList& findings)
      : rest_(text), separator_(separator), findings_(findings) {}

  std::vector<CsvLine> Run() {
    if (rest_.substr(0, 3) == "\xef\xbb\xbf") rest_.remove_prefix(3);
    std::vector<CsvLine> lines;
    std::size_t cells = 0;
    while (!rest_.empty()) {
      CsvLine line = TakeLine();
      cells += line.size();
      if (cells > kMostCsvCells) {
        findings_.Add(here_, "yaml_too_many_values", "csv",
                      {{"maximum", std::to_string(kMostCsvCells)}});
        return {};
      }
      const bool blank = line.size() == 1 && line.front().text.empty();
      if (!blank) lines.push_back(std::move(line));
    }
    return lines;
  }

 private:
  // Takes one byte and keeps count of lines and of characters.
  char Take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == '\n') {
      ++here_.line;
      here_.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0u) != 0x80u) {
      ++here_.column;
    }
    return c;
  }

  CsvLine TakeLine() {
    CsvLine line;
    while (true) {
      line.push_back(TakeCell());
      if (rest_.empty() || line.size() > kMostCsvCells) return line;
      const char end = Take();
      if (end == separator_) continue;
      if (end == '\r' && !rest_.empty() && rest_.front() == '\n') (void)Take();
      return line;
    }
  }

  CsvCell TakeCell() {
    CsvCell cell{.text = {}, .at = here_};
    if (!rest_.empty() && rest_.front() == '"') {
      TakeQuoted(cell);
    }
    while (!rest_.empty() && rest_.front() != separator_ && rest_.front() != '\n' &&
           rest_.front() != '\r') {
      cell.text += Take();
    }
    return cell;
  }

  void TakeQuoted(CsvCell& cell) {
    (void)Take();
    while (!rest_.empty()) {
      const char c = Take();
      if (c != '"') {
        cell.text += c;
      } else if (!rest_.empty() && rest_.front() == '"') {
        cell.text += Take();
      } else {
        const bool ended = rest_.empty() || rest_.front() == separator_ || rest_.front() == '\n' ||
                           rest_.front() == '\r';
        if (!ended) findings_.Add(here_, "csv_quote", "csv");
        return;
      }
    }
    findings_.Add(cell.at, "csv_quote", "csv");
  }

  std::string_view rest_;
  char separator_;
  Position here_{.line = 1, .column = 1};
  FindingList& findings_;
};

}  // namespace

std::vector<CsvLine> ReadCsv(std::string_view text, FindingList& findings, char separator) {
  const Position beginning{.line = 1, .column = 1};
  if (text.size() > kLongestFile) {
    findings.Add(
        beginning, "text_too_long", "csv",
        {{"length", std::to_string(text.size())}, {"maximum", std::to_string(kLongestFile)}});
    return {};
  }
  if (const auto offset = FirstInvalidUtf8(text)) {
    findings.Add(beginning, "text_not_utf8", "csv", {{"offset", std::to_string(*offset)}});
    return {};
  }
  return CsvSplitter(text, separator, findings).Run();
}

std::string CsvLineOf(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) {
    if (&cell != cells.data()) line += ',';
    const bool spaced = !cell.empty() && (cell.front() == ' ' || cell.back() == ' ');
    if (!spaced && cell.find_first_of(",\"\r\n") == std::string::npos) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  return line + "\r\n";
}

std::string GuardedCsvText(std::string_view text) {
  constexpr std::array<std::string_view, 11> kDangerous = {
      "=", "+", "-", "@", "\t", "\r", "'", "\uff1d", "\uff0b", "\uff0d", "\uff20"};
  const bool guarded =
      std::any_of(kDangerous.begin(), kDangerous.end(),
                  [&](std::string_view beginning) { return text.starts_with(beginning); });
  return (guarded ? "'" : "") + std::string(text);
}

}  // namespace par::domain
