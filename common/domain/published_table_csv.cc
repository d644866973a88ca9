#include <algorithm>
#include <array>

#include "common/base/unicode.h"
#include "common/domain/limits.h"
#include "common/domain/published_table_yaml.h"
#include "common/domain/rational.h"

namespace par::domain {
namespace {

struct Cell {
  std::string text;
  Position at;
};
using Line = std::vector<Cell>;

constexpr std::array<std::string_view, 7> kHeader = {"kind",    "id",    "parent",        "title",
                                                     "maximum", "score", "not_applicable"};

// Splits the text into lines of cells; quoted cells may hold commas, quotes and line ends.
class Splitter {
 public:
  Splitter(std::string_view text, FindingList& findings) : rest_(text), findings_(findings) {}

  std::vector<Line> Run() {
    if (rest_.substr(0, 3) == "\xef\xbb\xbf") rest_.remove_prefix(3);
    std::vector<Line> lines;
    while (!rest_.empty()) {
      Line line = TakeLine();
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

  Line TakeLine() {
    Line line;
    while (true) {
      line.push_back(TakeCell());
      if (rest_.empty()) return line;
      const char end = Take();
      if (end == ',') continue;
      if (end == '\r' && !rest_.empty() && rest_.front() == '\n') (void)Take();
      return line;
    }
  }

  Cell TakeCell() {
    Cell cell{.text = {}, .at = here_};
    if (!rest_.empty() && rest_.front() == '"') {
      TakeQuoted(cell);
    }
    while (!rest_.empty() && rest_.front() != ',' && rest_.front() != '\n' &&
           rest_.front() != '\r') {
      cell.text += Take();
    }
    return cell;
  }

  void TakeQuoted(Cell& cell) {
    (void)Take();
    while (!rest_.empty()) {
      const char c = Take();
      if (c != '"') {
        cell.text += c;
      } else if (!rest_.empty() && rest_.front() == '"') {
        cell.text += Take();
      } else {
        const bool ended =
            rest_.empty() || rest_.front() == ',' || rest_.front() == '\n' || rest_.front() == '\r';
        if (!ended) findings_.Add(here_, "csv_quote", "csv");
        return;
      }
    }
    findings_.Add(cell.at, "csv_quote", "csv");
  }

  std::string_view rest_;
  Position here_{.line = 1, .column = 1};
  FindingList& findings_;
};

class CsvTableReader {
 public:
  explicit CsvTableReader(FindingList& findings) : findings_(findings) {}

  void Read(const Line& line) {
    if (line.size() != kHeader.size()) {
      findings_.Add(
          line.front().at, "csv_columns", "csv",
          {{"value", std::to_string(line.size())}, {"wanted", std::to_string(kHeader.size())}});
      return;
    }
    TableRow row;
    row.id = line[1].text;
    row.title = line[3].text;
    row.maximum = Number(line[4], "maximum");
    row.score = Number(line[5], "score");
    const auto not_applicable = Number(line[6], "not_applicable");
    row.not_applicable = not_applicable.value_or(Decimal());
    if (line[0].text == "total") {
      ReadTotal(row, line[0].at);
    } else if (line[0].text == "group") {
      row.kind = RowKind::kGroup;
      table_.groups.push_back(std::move(row));
    } else if (line[0].text == "area") {
      row.kind = RowKind::kArea;
      AddTo(Find(table_.groups, line[2].text), line[2], std::move(row));
    } else if (line[0].text == "leaf") {
      row.kind = RowKind::kLeaf;
      AddTo(FindArea(line[2].text), line[2], std::move(row));
    } else {
      findings_.Add(line[0].at, "csv_kind", "kind", {{"value", line[0].text}});
    }
  }

  PublishedTable Take() { return std::move(table_); }

 private:
  std::optional<Decimal> Number(const Cell& cell, std::string_view field) {
    if (cell.text.empty()) return std::nullopt;
    auto number = ParseDecimal(cell.text, field);
    if (number.ok()) return *number;
    findings_.Add(cell.at, number.status());
    return std::nullopt;
  }

  void ReadTotal(const TableRow& row, Position at) {
    if (table_.total.has_value() || table_.effective_maximum.has_value()) {
      findings_.Add(at, "csv_total_repeated", "total");
    }
    table_.title = row.title;
    table_.total = row.score;
    if (!row.maximum.has_value()) return;
    table_.effective_maximum =
        (Rational::FromDecimal(*row.maximum) - Rational::FromDecimal(row.not_applicable))
            .RoundHalfUp(std::max(row.maximum->scale(), row.not_applicable.scale()));
  }

  // The last with that id: the nearest above.
  static TableRow* Find(std::vector<TableRow>& rows, std::string_view id) {
    const auto at =
        std::find_if(rows.rbegin(), rows.rend(), [&](const TableRow& row) { return row.id == id; });
    return at == rows.rend() ? nullptr : &*at;
  }

  TableRow* FindArea(std::string_view id) {
    for (auto group = table_.groups.rbegin(); group != table_.groups.rend(); ++group) {
      if (TableRow* area = Find(group->parts, id)) return area;
    }
    return nullptr;
  }

  void AddTo(TableRow* parent, const Cell& cell, TableRow row) {
    if (parent == nullptr) {
      findings_.Add(cell.at, "csv_parent", "parent", {{"value", cell.text}});
      return;
    }
    parent->parts.push_back(std::move(row));
  }

  FindingList& findings_;
  PublishedTable table_;
};

bool IsHeader(const Line& line) {
  return std::equal(line.begin(), line.end(), kHeader.begin(), kHeader.end(),
                    [](const Cell& cell, std::string_view name) { return cell.text == name; });
}

}  // namespace

std::optional<PublishedTable> ReadPublishedTableCsv(std::string_view text, FindingList& findings) {
  const Position beginning{.line = 1, .column = 1};
  if (text.size() > kLongestFile) {
    findings.Add(
        beginning, "text_too_long", "csv",
        {{"length", std::to_string(text.size())}, {"maximum", std::to_string(kLongestFile)}});
    return std::nullopt;
  }
  if (const auto offset = FirstInvalidUtf8(text)) {
    findings.Add(beginning, "text_not_utf8", "csv", {{"offset", std::to_string(*offset)}});
    return std::nullopt;
  }
  const std::vector<Line> lines = Splitter(text, findings).Run();
  if (lines.empty() || !IsHeader(lines.front())) {
    findings.Add(beginning, "csv_header", "csv",
                 {{"wanted", "kind,id,parent,title,maximum,score,not_applicable"}});
    return std::nullopt;
  }
  CsvTableReader reader(findings);
  for (std::size_t i = 1; i < lines.size(); ++i) reader.Read(lines[i]);
  PublishedTable table = reader.Take();
  if (table.groups.empty() && findings.empty()) findings.Add(beginning, "table_empty", "groups");
  if (!findings.empty()) return std::nullopt;
  return table;
}

}  // namespace par::domain
