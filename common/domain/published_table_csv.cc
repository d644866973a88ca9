#include <algorithm>
#include <array>

#include "common/domain/csv.h"
#include "common/domain/published_table_yaml.h"
#include "common/domain/rational.h"

namespace par::domain {
namespace {

constexpr std::array<std::string_view, 7> kHeader = {"kind",    "id",    "parent",        "title",
                                                     "maximum", "score", "not_applicable"};

class CsvTableReader {
 public:
  explicit CsvTableReader(FindingList& findings) : findings_(findings) {}

  void Read(const CsvLine& line) {
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
  std::optional<Decimal> Number(const CsvCell& cell, std::string_view field) {
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
    table_.unit = row.id;
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

  void AddTo(TableRow* parent, const CsvCell& cell, TableRow row) {
    if (parent == nullptr) {
      findings_.Add(cell.at, "csv_parent", "parent", {{"value", cell.text}});
      return;
    }
    parent->parts.push_back(std::move(row));
  }

  FindingList& findings_;
  PublishedTable table_;
};

bool IsHeader(const CsvLine& line) {
  return std::equal(line.begin(), line.end(), kHeader.begin(), kHeader.end(),
                    [](const CsvCell& cell, std::string_view name) { return cell.text == name; });
}

}  // namespace

std::optional<PublishedTable> ReadPublishedTableCsv(std::string_view text, FindingList& findings) {
  const Position beginning{.line = 1, .column = 1};
  const std::vector<CsvLine> lines = ReadCsv(text, findings);
  if (!findings.empty()) return std::nullopt;
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
