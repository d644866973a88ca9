// Tables in plain text: columns lined up by the width that a terminal shows, numbers to the right.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace par::parctl {

struct Column {
  std::string title;
  bool to_the_right = false;  // Numbers.
  bool may_shrink = false;    // Long texts: cut with "…" when the table is wider than the terminal.
};

class Table {
 public:
  explicit Table(std::vector<Column> columns);

  // One text per column; line breaks become spaces.
  void Add(std::vector<std::string> cells);
  [[nodiscard]] std::size_t rows() const { return rows_.size(); }
  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
  [[nodiscard]] const std::vector<std::vector<std::string>>& cells() const { return rows_; }

  // Title, rule and rows, each line ended; no spaces at the end of a line. `width` 0: no limit. A
  // table whose unshrinkable columns are too wide stays too wide: numbers are never cut.
  [[nodiscard]] std::string Text(std::size_t width) const;

 private:
  [[nodiscard]] std::vector<std::size_t> Widths(std::size_t width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace par::parctl
