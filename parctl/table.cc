#include "parctl/table.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "common/base/check.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 8;  // A column is not shrunk below this.

std::string Padded(const std::string& cell, std::size_t width, bool to_the_right) {
  const std::string text = CutToWidth(cell, std::max<std::size_t>(width, 1));
  const std::size_t shown = DisplayWidth(text);
  const std::string space(width > shown ? width - shown : 0, ' ');
  return to_the_right ? space + text : text + space;
}

void EndLine(std::string& text) {
  text.erase(text.find_last_not_of(' ') + 1);
  text += '\n';
}

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {
  PAR_CHECK(!columns_.empty());
}

void Table::Add(std::vector<std::string> cells) {
  PAR_CHECK(cells.size() == columns_.size());
  for (std::string& cell : cells) cell = OneLine(cell);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::Widths(std::size_t width) const {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::size_t widest = DisplayWidth(columns_[c].title);
    for (const auto& row : rows_) widest = std::max(widest, DisplayWidth(row[c]));
    widths.push_back(widest);
  }
  const auto total = [&] {
    return std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  };
  // Take from the widest column that may shrink, so that the narrow ones stay whole.
  while (width != 0 && total() > width) {
    std::size_t* widest = nullptr;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (!columns_[c].may_shrink || widths[c] <= kNarrowest) continue;
      if (widest == nullptr || widths[c] > *widest) widest = &widths[c];
    }
    if (widest == nullptr) break;
    --*widest;
  }
  return widths;
}

std::string Table::Text(std::size_t width) const {
  const std::vector<std::size_t> widths = Widths(width);
  std::string text;
  const std::string gap(kGap, ' ');
  const auto add = [&](const auto& cell_of) {
    std::string line;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (c > 0) line += gap;
      line += Padded(cell_of(c), widths[c], columns_[c].to_the_right);
    }
    EndLine(line);
    text += line;
  };
  add([&](std::size_t c) { return columns_[c].title; });
  add([&](std::size_t c) { return std::string(widths[c], '-'); });
  for (const auto& row : rows_) add([&](std::size_t c) { return row[c]; });
  return text;
}

}  // namespace par::parctl
