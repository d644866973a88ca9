// The parts of a workbook other than the cells. Inside common/spreadsheet's reader only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/finding.h"
#include "common/spreadsheet/package.h"
#include "common/spreadsheet/stored_value.h"
#include "common/spreadsheet/workbook.h"

namespace par::spreadsheet {

struct SheetPlace {
  std::string name;
  std::string part;
};

struct Outline {
  std::vector<SheetPlace> sheets;
  std::string styles;  // Parts; empty where there is none.
  std::string strings;
  bool since_1904 = false;
};

// What the cells refer to.
struct SharedParts {
  std::vector<NumberShape> shapes;   // By cell style.
  std::vector<std::string> strings;  // As PlainText gives them.
  bool since_1904 = false;
};

// Of all sheets so far, against kMostCells and kMostCellBytes.
struct TakenCells {
  std::size_t count = 0;
  std::size_t bytes = 0;
};

// All of these: nothing (false), with a finding, where the workbook is to be refused.
[[nodiscard]] std::optional<Outline> ReadOutline(const Package& package,
                                                 domain::FindingList& findings);
[[nodiscard]] std::optional<SharedParts> ReadSharedParts(const Package& package,
                                                         const Outline& outline,
                                                         domain::FindingList& findings);
// Fills `sheet`, whose Position::sheet is `number`; its cells are added to `taken`.
[[nodiscard]] bool ReadCells(const Package& package, const std::string& part,
                             const SharedParts& shared, int number, TakenCells& taken, Sheet& sheet,
                             domain::FindingList& findings);

// "D12", "$D$12" as row and column; nothing if it is no cell.
[[nodiscard]] std::optional<domain::Position> ParseCellName(std::string_view name);

}  // namespace par::spreadsheet
