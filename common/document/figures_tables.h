// Inside figures_document: the tables of a periodic report. Not for other code.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/document/figures_document.h"
#include "common/document/official_document.h"

namespace par::document {

inline constexpr std::string_view kNothingArose = "không phát sinh";

// Each row that has parts: how many had to report, how many have, who has not.
[[nodiscard]] Table ReportingTable(const FiguresFacts& facts);

// The row's figures of one group beside those of before, in columns that are there only where some
// figure has one. Nothing where the row has none of the group.
[[nodiscard]] std::optional<Table> GroupTable(const FiguresFacts& facts, std::size_t group);

// What is below its target at the row and below it, by target. Without rows: nothing is.
[[nodiscard]] Table TargetsTable(const FiguresFacts& facts);

// The criteria that lose points, with what regains them. Without rows: none does.
[[nodiscard]] Table ForecastTable(const FiguresFacts& facts);

// The figures of all parts of one row beside each other, at most eight in a table; empty where no
// part has any.
[[nodiscard]] std::vector<Block> PartsTables(const FiguresFacts& facts, std::size_t unit);

}  // namespace par::document
