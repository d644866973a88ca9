// Rankings and matrices of units by criteria as a workbook, however they were come by.
#pragma once

#include <string>
#include <vector>

#include "common/spreadsheet/book.h"
#include "parctl/app.h"

namespace par::parctl {

// Numbers are plain decimals ("86.2482"), written as numbers; empty where there is none.
struct RankingLine {
  std::string group;
  std::string rank;  // Empty: not ranked.
  std::string unit;
  std::string name;
  std::string total;
  std::string rounded;
  std::string maximum;
  std::string percent;
  std::string classification;
  std::string remark;  // The state of its dossier, or what is not scored yet.
};

struct MatrixColumn {
  std::string id;
  std::string title;
  std::string maximum;
};

struct MatrixLine {
  std::string unit;
  std::string name;
  std::vector<std::string> cells;  // Beside the columns; what is no number is written as text.
};

// `heading` stands above the table.
[[nodiscard]] spreadsheet::BookSheet RankingSheet(const Session& session,
                                                  const std::vector<std::string>& heading,
                                                  const std::vector<RankingLine>& lines);
[[nodiscard]] spreadsheet::BookSheet MatrixSheet(const Session& session, std::string name,
                                                 const std::vector<std::string>& heading,
                                                 const std::vector<MatrixColumn>& columns,
                                                 const std::vector<MatrixLine>& lines);

}  // namespace par::parctl
