// A workbook to be written, as plain data, and the writing of it. The same book is the same bytes.
//
// No text ever becomes a formula: texts are written as texts, also those that begin with =, +, -
// or @. Numbers are given as decimal texts and written as numbers where Excel keeps them exactly;
// any other number is written as the text that it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace par::spreadsheet {

enum class Ink : std::uint8_t {
  kText,
  kNumber,  // "1050", "12.35"; what Excel would change is written as text.
  kDay,     // "2023-12-20"; what is no day that Excel knows is written as text.
  kCode,    // "051": the cell is one of texts, so that what is typed keeps its zeros.
};

enum class Look : std::uint8_t {
  kFixed,    // Given; locked where the sheet is protected.
  kAnswer,   // To be filled in; open.
  kHeading,  // A line that groups others; locked.
};

struct BookCell {
  std::string text;  // Empty: an empty cell of this look.
  Ink ink = Ink::kText;
  Look look = Look::kFixed;
};

// What a cell may hold, offered and checked by Excel.
struct Choice {
  std::size_t row = 0;  // Of `rows`, and column, from 0.
  std::size_t column = 0;
  enum class Kind : std::uint8_t { kList, kWhole, kDecimal, kDay } kind = Kind::kList;
  std::vector<std::string> list =
      {};                  // kList: together at most 255 characters, or no list is offered.
  std::string least = {};  // kWhole, kDecimal: plain decimals; `most` may be empty.
  std::string most = {};
  std::string message = {};  // What Excel says of anything else.
  std::size_t rows = 1;      // kList: so many, from `row` on.
};

struct BookColumn {
  std::string title;
  double width = 12;  // Characters.
  bool wraps = false;
};

// A line for each row, below the table: the values of some columns, over the columns' titles.
struct BookChart {
  std::string title;
  std::size_t name_column = 0;
  std::size_t first_column = 0;
  std::size_t last_column = 0;
  bool best_is_least = false;  // Ranks: 1 stands at the top.
};

struct BookSheet {
  std::string name;  // At most 31 characters, without []:*?/\ and quotes at either end.
  std::vector<std::string> lines = {};  // Above the table.
  std::vector<BookColumn> columns = {};
  std::vector<std::vector<BookCell>> rows = {};
  std::vector<Choice> choices = {};
  std::optional<BookChart> chart = {};
  bool protect = false;  // Locked cells cannot be changed (without a password).
};

struct Book {
  std::string title;
  std::vector<BookSheet> sheets;
};

// Writes beside `path` and renames: the file is there whole or not at all. INVALID_ARGUMENT
// sheet_name_bad, sheet_text_too_long (over Excel's 32,767 characters, naming the cell), before
// anything is written; FAILED_PRECONDITION sheet_not_written {path, problem}.
[[nodiscard]] absl::Status WriteBook(const Book& book, const std::string& path);

}  // namespace par::spreadsheet
