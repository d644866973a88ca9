// What `parctl score` writes as a workbook: the ranking, and units by areas and by criteria.
#include <cstddef>
#include <utility>

#include "parctl/ranking_book.h"
#include "parctl/scored_unit.h"

namespace par::parctl {
namespace {

using domain::NumberStyle;

std::string ForCell(domain::Points points) { return points.FormatShort(NumberStyle::kPlain); }

std::string UnitName(const ScoredUnit& unit) {
  return unit.answers.title.empty() ? unit.answers.unit.value() : unit.answers.title;
}

RankingLine LineOf(const Session& session, const domain::CriteriaSet& set, const ScoredUnit& unit) {
  const domain::ScoreSheet& sheet = unit.sheet;
  const domain::ResultClass* const result = ClassOf(set, sheet);
  RankingLine line{.group = unit.answers.group,
                   .rank = unit.rank.has_value() ? std::to_string(*unit.rank) : "",
                   .unit = unit.answers.unit.value(),
                   .name = UnitName(unit),
                   .total = ForCell(sheet.total),
                   .rounded = ForCell(sheet.total_rounded),
                   .maximum = ForCell(sheet.effective_maximum),
                   .percent = "",
                   .classification = result == nullptr ? "" : result->title,
                   .remark = ""};
  if (sheet.percent_rounded.has_value()) line.percent = ForCell(*sheet.percent_rounded);
  if (sheet.not_scored > 0) {
    line.remark = session.Say("Số tiêu chí chưa chấm: ", "Criteria not scored: ") +
                  std::to_string(sheet.not_scored);
  }
  return line;
}

std::string LeafCell(const Session& session, const domain::LeafScore& leaf) {
  switch (leaf.state) {
    case domain::LeafState::kNotScored:
      return session.Say("chưa chấm", "not scored");
    case domain::LeafState::kNotApplicable:
      return session.Say("không phát sinh", "not applicable");
    case domain::LeafState::kWaived:
      if (leaf.points.IsZero()) return session.Say("miễn trừ", "waived");
      break;
    case domain::LeafState::kScored:
    case domain::LeafState::kZero:
      break;
  }
  return ForCell(leaf.points);
}

// Units by the nodes that `takes` says; a leaf's cell also says why it has no points.
template <typename Takes>
spreadsheet::BookSheet MatrixOf(const Session& session, const domain::CriteriaSet& set,
                                const std::vector<ScoredUnit>& units, std::string name,
                                const std::vector<std::string>& heading, Takes takes) {
  std::vector<MatrixColumn> columns;
  std::vector<std::size_t> nodes;
  for (std::size_t i = 0; i < set.nodes.size(); ++i) {
    const domain::Node& node = set.nodes[i];
    if (!takes(node)) continue;
    nodes.push_back(i);
    columns.push_back({.id = node.id, .title = node.title, .maximum = ForCell(node.maximum)});
  }
  std::vector<MatrixLine> lines;
  for (const ScoredUnit& unit : units) {
    MatrixLine& line = lines.emplace_back();
    line.unit = unit.answers.unit.value();
    line.name = UnitName(unit);
    for (const std::size_t i : nodes) {
      const domain::LeafIndex leaf = set.nodes[i].leaf;
      line.cells.push_back(leaf == domain::kNone ? ForCell(unit.sheet.nodes[i].score)
                                                 : LeafCell(session, unit.sheet.leaves[leaf]));
    }
  }
  return MatrixSheet(session, std::move(name), heading, columns, lines);
}

}  // namespace

spreadsheet::Book ScoreBook(const Session& session, const domain::CriteriaSet& set,
                            const std::vector<ScoredUnit>& units) {
  std::vector<std::string> heading = {set.title};
  if (set.sample) {
    heading.push_back(
        session.Say("Bộ chỉ số mẫu, soạn để minh họa", "A sample set, composed for demonstration"));
  }
  std::vector<RankingLine> lines;
  for (const ScoredUnit& unit : units) lines.push_back(LineOf(session, set, unit));
  spreadsheet::Book book;
  book.title = set.title;
  book.sheets.push_back(RankingSheet(session, heading, lines));
  book.sheets.push_back(
      MatrixOf(session, set, units, session.Say("Lĩnh vực", "Areas"), heading,
               [](const domain::Node& node) { return node.parent == domain::kNone; }));
  book.sheets.push_back(
      MatrixOf(session, set, units, session.Say("Tiêu chí", "Criteria"), heading,
               [](const domain::Node& node) { return node.leaf != domain::kNone; }));
  return book;
}

}  // namespace par::parctl
