// What the commands of `parctl history` share: tables of earlier years from files, and places over
// the years as a table, JSON and a workbook.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/published_years.h"
#include "common/domain/rank_history.h"
#include "common/domain/unit_tree.h"
#include "common/spreadsheet/book.h"
#include "parctl/app.h"

namespace par::parctl {

// The tables of all the files. Nothing, with what is wrong printed; one year, index and group in
// two files is wrong.
[[nodiscard]] std::optional<domain::PublishedYears> ReadYears(
    Session& session, const std::vector<std::string>& files);
[[nodiscard]] std::optional<domain::UnitTree> ReadTree(Session& session, const std::string& file);

// Adds the tables to the file, which need not be there, and says so; prints what is wrong and
// changes nothing where a table of that year, index and group is there already (but for `replace`).
void KeepYears(Session& session, const std::string& path, std::vector<domain::YearTable> tables,
               bool replace);

// "par" as people know it: "PAR Index".
[[nodiscard]] std::string IndexTitle(const std::string& index);

void PrintPlaces(Session& session, const std::string& title,
                 const std::vector<domain::YearPlace>& places);

// Ranks and percents, a line for each unit, with charts; and where every number comes from.
[[nodiscard]] spreadsheet::Book PlacesBook(const Session& session, const std::string& title,
                                           const std::vector<domain::YearPlace>& places);

}  // namespace par::parctl
