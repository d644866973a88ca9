// A sheet read as a table: a heading row, below it a row per id. Heading lines above the table are
// skipped. Whatever would be lost silently is a finding with its cell: a column nobody knows, a
// value outside the columns, merged cells, a row twice or without id, a cell that holds no value.
//
// One thread; keeps references to the workbook and the findings.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/finding.h"
#include "common/spreadsheet/workbook.h"

namespace par::spreadsheet {

// What stands in a cell of a table.
struct Entry {
  domain::Position at;
  CellKind kind = CellKind::kText;
  std::string_view text;  // Empty where nothing stands, or nothing usable.
  bool usable = true;     // False: the finding is made.
};

// Without spaces and line feeds at either end: of ids, choices and numbers.
[[nodiscard]] std::string_view Trimmed(std::string_view text);

class Table {
 public:
  enum class Ids { kOnce, kRepeat };
  // Nothing, with a finding, if the workbook has no sheet of that name or the sheet no heading row
  // with every one of `titles`. The first column holds the ids; `ids` says whether two rows may
  // have the same.
  [[nodiscard]] static std::optional<Table> Find(const Workbook& workbook, std::string_view sheet,
                                                 std::vector<std::string> titles,
                                                 domain::FindingList& findings,
                                                 Ids ids = Ids::kOnce);

  struct Row {
    int number = 0;  // Of the sheet.
    std::string id;  // Trimmed, never empty.
    domain::Position at;
  };
  // Those with something in them, from the top.
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
  [[nodiscard]] Entry At(const Row& row, std::size_t column) const;
  // Where the table as a whole stands: its heading row.
  [[nodiscard]] domain::Position at() const;

 private:
  Table(const Sheet& sheet, int number, std::vector<std::string> titles,
        domain::FindingList& findings)
      : sheet_(&sheet), number_(number), titles_(std::move(titles)), findings_(&findings) {}

  [[nodiscard]] domain::Position Place(int row, int column) const {
    return {.line = row, .column = column, .sheet = number_};
  }
  bool FindHeading();
  void TakeHeading(const Cell& cell);
  void CheckMerged();
  void CheckOutside();
  void TakeRows(Ids ids);
  Entry Read(int row, int column) const;

  const Sheet* sheet_;
  int number_;
  std::vector<std::string> titles_;
  domain::FindingList* findings_;
  int heading_ = 0;
  std::vector<int> columns_;  // Beside titles_; 0: absent.
  std::vector<Row> rows_;
};

}  // namespace par::spreadsheet
