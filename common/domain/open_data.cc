#include "common/domain/open_data.h"

#include <iterator>
#include <utility>

#include "absl/strings/str_join.h"

namespace par::domain {
namespace {

using Row = std::vector<std::string>;

constexpr std::string_view kPoints = "điểm";
constexpr std::string_view kPercent = "%";
constexpr std::string_view kOfDecision = "decision";
constexpr std::string_view kOfSet = "criteria set";
constexpr std::string_view kOfSignature = "signature";
constexpr std::string_view kOfDictionary = "dictionary";
constexpr std::string_view kSourceRange =
    "self_assessed | survey | external | leadership | bonus | penalty";

#include "common/domain/open_data_columns.inc"

// All four places, so that a column reads alike from top to bottom.
std::string PointsOf(Points points) { return points.Format(Points::kPlaces, NumberStyle::kPlain); }
std::string YesNo(bool yes) { return yes ? "true" : "false"; }
std::string Whole(std::int64_t value) { return std::to_string(value); }

std::string TieBreak(const CriteriaSet& set) {
  return absl::StrJoin(set.tie_break, "; ",
                       [&](std::string* out, NodeIndex node) { out->append(set.nodes[node].id); });
}

OpenTable DecisionTable(const Decision& decision, const CriteriaSet& set,
                        const OpenSignature& signature) {
  OpenTable table{.name = "decision",
                  .vietnamese = "Quyết định công bố và chữ ký",
                  .english = "The decision of publication and its signature"};
  table.columns.assign(std::begin(kDecisionColumns), std::end(kDecisionColumns));
  const bool first = decision.supersedes.value().empty();
  table.rows = {{std::string(kOpenDataFormat),
                 decision.number.value(),
                 decision.date.Iso(),
                 decision.issuer.value(),
                 decision.cycle.value(),
                 Whole(decision.year),
                 decision.set_id,
                 Whole(decision.set_version),
                 decision.set_hash.Hex(),
                 TieBreak(set),
                 Whole(decision.total_places),
                 decision.rank_by == RankBasis::kTotal ? "total" : "converted",
                 decision.ties == Ties::kGap ? "gap" : "dense",
                 Whole(static_cast<std::int64_t>(decision.lines.size())),
                 Sha256::Of(WholeBytes(decision)).Hex(),
                 RootOf(decision).Hex(),
                 YesNo(signature.superseded_by.empty()),
                 signature.superseded_by,
                 decision.supersedes.value(),
                 first ? "" : decision.superseded_hash.Hex(),
                 Whole(signature.signed_at),
                 signature.node,
                 signature.key,
                 signature.signature,
                 signature.certificate}};
  return table;
}

OpenTable BasesTable(const CriteriaSet& set) {
  OpenTable table{.name = "bases",
                  .vietnamese = "Căn cứ pháp lý của bộ chỉ số",
                  .english = "Legal bases of the criteria set"};
  table.columns.assign(std::begin(kBasesColumns), std::end(kBasesColumns));
  for (const Basis& basis : set.bases) {
    table.rows.push_back({basis.number, basis.date.Iso(), basis.issuer, basis.subject});
  }
  return table;
}

OpenTable CriteriaTable(const CriteriaSet& set) {
  OpenTable table{.name = "criteria",
                  .vietnamese = "Lĩnh vực, tiêu chí, tiêu chí thành phần theo thứ tự của bộ chỉ số",
                  .english = "Areas, criteria and sub-criteria in the order of the set"};
  table.columns.assign(std::begin(kCriteriaColumns), std::end(kCriteriaColumns));
  for (const Node& node : set.nodes) {
    const bool area = node.parent == kNone;
    const char* const kind = node.leaf != kNone ? "leaf" : (area ? "area" : "criterion");
    table.rows.push_back({node.id, area ? "" : set.nodes[node.parent].id, kind, node.title,
                          std::string(Name(node.source)), PointsOf(node.maximum), set.id,
                          Whole(set.version)});
  }
  return table;
}

OpenTable ClassesTable(const Decision& decision) {
  OpenTable table{.name = "classes",
                  .vietnamese = "Mức xếp loại, từ cao xuống thấp",
                  .english = "Classes, highest first"};
  table.columns.assign(std::begin(kClassesColumns), std::end(kClassesColumns));
  for (const ResultClass& one : decision.classes) {
    table.rows.push_back({one.id, one.title, one.from.FormatShort(NumberStyle::kPlain)});
  }
  return table;
}

OpenTable UnitsTable(const Decision& decision) {
  OpenTable table{
      .name = "units", .vietnamese = "Đơn vị được đánh giá", .english = "Units assessed"};
  table.columns.assign(std::begin(kUnitsColumns), std::end(kUnitsColumns));
  for (const DecisionLine& line : decision.lines) {
    table.rows.push_back({line.unit.value(), line.name, line.group, YesNo(line.submitted)});
  }
  return table;
}

OpenTable ScoresTable(const Decision& decision) {
  OpenTable table{.name = "scores",
                  .vietnamese = "Điểm từng tiêu chí thành phần của từng đơn vị",
                  .english = "Every leaf's score of every unit that submitted"};
  table.columns.assign(std::begin(kScoresColumns), std::end(kScoresColumns));
  for (const DecisionLine& line : decision.lines) {
    for (const DecisionArea& area : line.areas) {
      for (const DecisionLeaf& leaf : area.leaves) {
        table.rows.push_back({line.unit.value(), area.id, leaf.criterion,
                              std::string(Name(leaf.mark.state)), PointsOf(leaf.mark.points),
                              PointsOf(leaf.maximum), PointsOf(leaf.counted)});
      }
    }
  }
  return table;
}

OpenTable AreasTable(const Decision& decision) {
  OpenTable table{.name = "areas",
                  .vietnamese = "Điểm từng lĩnh vực của từng đơn vị",
                  .english = "Every area's sum of every unit that submitted"};
  table.columns.assign(std::begin(kAreasColumns), std::end(kAreasColumns));
  for (const DecisionLine& line : decision.lines) {
    for (const DecisionArea& area : line.areas) {
      table.rows.push_back({line.unit.value(), area.id, area.title, std::string(Name(area.source)),
                            PointsOf(area.total), PointsOf(area.maximum), PointsOf(area.counted)});
    }
  }
  return table;
}

OpenTable ResultsTable(const Decision& decision) {
  OpenTable table{.name = "results",
                  .vietnamese = "Tổng điểm, thứ hạng và xếp loại",
                  .english = "Totals, ranks and classes"};
  table.columns.assign(std::begin(kResultsColumns), std::end(kResultsColumns));
  for (const DecisionLine& line : decision.lines) {
    Row row = {line.unit.value(), line.group};
    row.push_back(line.rank == 0 ? "" : Whole(line.rank));
    if (line.submitted) {
      row.push_back(PointsOf(line.total));
      row.push_back(line.total.Format(decision.total_places, NumberStyle::kPlain));
      row.push_back(PointsOf(line.effective_maximum));
      row.push_back(line.converted.has_value() ? PointsOf(*line.converted) : "");
    } else {
      row.insert(row.end(), 4, "");
    }
    row.push_back(line.class_id);
    table.rows.push_back(std::move(row));
  }
  return table;
}

OpenTable ChangesTable(const Decision& decision) {
  OpenTable table{.name = "changes",
                  .vietnamese = "Thay đổi so với quyết định bị thay",
                  .english = "Changes against the superseded decision"};
  table.columns.assign(std::begin(kChangesColumns), std::end(kChangesColumns));
  for (const DecisionChange& change : decision.changes) {
    table.rows.push_back({change.unit.value(), change.what, change.before, change.after});
  }
  return table;
}

}  // namespace

std::string_view Name(OpenType type) {
  switch (type) {
    case OpenType::kText:
      return "text";
    case OpenType::kId:
      return "id";
    case OpenType::kInteger:
      return "integer";
    case OpenType::kDecimal:
      return "decimal";
    case OpenType::kDate:
      return "date";
    case OpenType::kTime:
      return "time";
    case OpenType::kYesNo:
      return "yes_no";
    case OpenType::kHex:
      return "hex";
  }
  return "";
}

std::vector<OpenTable> OpenTablesOf(const Decision& decision, const CriteriaSet& set,
                                    const OpenSignature& signature) {
  return {DecisionTable(decision, set, signature),
          BasesTable(set),
          CriteriaTable(set),
          ClassesTable(decision),
          UnitsTable(decision),
          ScoresTable(decision),
          AreasTable(decision),
          ResultsTable(decision),
          ChangesTable(decision)};
}

OpenTable DictionaryOf(const std::vector<OpenTable>& tables) {
  OpenTable dictionary{
      .name = kOfDictionary, .vietnamese = "Từ điển dữ liệu", .english = "Data dictionary"};
  dictionary.columns.assign(std::begin(kDictionaryColumns), std::end(kDictionaryColumns));
  for (const OpenTable& table : tables) {
    for (const OpenColumn& column : table.columns) {
      dictionary.rows.push_back({std::string(table.name), std::string(column.name),
                                 std::string(column.vietnamese), std::string(column.english),
                                 std::string(Name(column.type)), std::string(column.unit),
                                 std::string(column.range), std::string(column.source)});
    }
  }
  return dictionary;
}

}  // namespace par::domain
