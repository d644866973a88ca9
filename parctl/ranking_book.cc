#include "parctl/ranking_book.h"

#include <utility>

#include "common/domain/decimal.h"

namespace par::parctl {

using spreadsheet::BookCell;
using spreadsheet::BookSheet;
using spreadsheet::Ink;
using spreadsheet::Look;

namespace {

BookCell TextCell(std::string text) { return {.text = std::move(text)}; }
// Without zeros at the end, which a number in Excel does not have.
BookCell NumberCell(const std::string& text) {
  const auto number = domain::ParseDecimal(text, "");
  return {.text = number.ok() ? number->FormatShort(domain::NumberStyle::kPlain) : text,
          .ink = Ink::kNumber};
}
BookCell HeadingCell(std::string text, Ink ink = Ink::kText) {
  return {.text = std::move(text), .ink = ink, .look = Look::kHeading};
}

constexpr double kNumbers = 11;  // Widths of columns.
constexpr double kNames = 30;

}  // namespace

BookSheet RankingSheet(const Session& session, const std::vector<std::string>& heading,
                       const std::vector<RankingLine>& lines) {
  BookSheet sheet{.name = session.Say("Xếp hạng", "Ranking"), .lines = heading};
  sheet.columns = {{.title = session.Say("Hạng", "Rank"), .width = 8},
                   {.title = session.Say("Nhóm", "Group"), .width = 20, .wraps = true},
                   {.title = session.Say("Mã đơn vị", "Unit"), .width = 18},
                   {.title = session.Say("Tên đơn vị", "Name"), .width = kNames, .wraps = true},
                   {.title = session.Say("Tổng điểm", "Total"), .width = kNumbers},
                   {.title = session.Say("Làm tròn", "Rounded"), .width = kNumbers},
                   {.title = session.Say("Điểm tối đa", "Maximum"), .width = kNumbers},
                   {.title = session.Say("Quy đổi (%)", "Converted (%)"), .width = kNumbers},
                   {.title = session.Say("Xếp loại", "Class"), .width = 14},
                   {.title = session.Say("Ghi chú", "Remark"), .width = 24, .wraps = true}};
  for (const RankingLine& line : lines) {
    sheet.rows.push_back({NumberCell(line.rank), TextCell(line.group), TextCell(line.unit),
                          TextCell(line.name), NumberCell(line.total), NumberCell(line.rounded),
                          NumberCell(line.maximum), NumberCell(line.percent),
                          TextCell(line.classification), TextCell(line.remark)});
  }
  return sheet;
}

BookSheet MatrixSheet(const Session& session, std::string name,
                      const std::vector<std::string>& heading,
                      const std::vector<MatrixColumn>& columns,
                      const std::vector<MatrixLine>& lines) {
  BookSheet sheet{.name = std::move(name), .lines = heading};
  sheet.columns = {{.title = session.Say("Mã đơn vị", "Unit"), .width = 18},
                   {.title = session.Say("Tên đơn vị", "Name"), .width = kNames, .wraps = true}};
  std::vector<BookCell> titles = {HeadingCell(""),
                                  HeadingCell(session.Say("Tiêu chí", "Criterion"))};
  std::vector<BookCell> maxima = {HeadingCell(""),
                                  HeadingCell(session.Say("Điểm tối đa", "Maximum"))};
  for (const MatrixColumn& column : columns) {
    sheet.columns.push_back({.title = column.id, .width = 14, .wraps = true});
    titles.push_back(HeadingCell(column.title));
    maxima.push_back(HeadingCell(column.maximum, Ink::kNumber));
  }
  sheet.rows = {std::move(titles), std::move(maxima)};
  for (const MatrixLine& line : lines) {
    std::vector<BookCell> cells = {TextCell(line.unit), TextCell(line.name)};
    for (const std::string& cell : line.cells) cells.push_back(NumberCell(cell));
    sheet.rows.push_back(std::move(cells));
  }
  return sheet;
}

}  // namespace par::parctl
