#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/domain/published_years.h"

namespace par::domain {

std::vector<YearTable> YearTablesOf(const Decision& decision, std::string_view index) {
  std::map<std::string, YearTable> groups;
  const auto published = [&](Points points) {
    return *ParseDecimal(points.Format(decision.total_places, NumberStyle::kPlain), "points");
  };
  for (const DecisionLine& line : decision.lines) {
    YearTable& table = groups[line.group];
    if (!line.submitted) continue;
    YearRow row;
    row.unit = line.unit;
    row.name = line.name;
    row.total = published(line.total);
    row.maximum = line.effective_maximum.ToDecimal();
    if (line.converted.has_value()) row.percent = published(*line.converted);
    if (line.rank > 0) {
      row.rank = line.rank;
      table.group_size = table.group_size.value_or(0) + 1;
    }
    for (const ResultClass& one : decision.classes) {
      if (one.id == line.class_id) row.class_title = one.title;
    }
    for (const DecisionArea& area : line.areas) {
      const Points points = area.source == Source::kPenalty ? -area.total : area.total;
      row.areas.emplace_back(area.title.empty() ? area.id : area.title, published(points));
    }
    table.rows.push_back(std::move(row));
  }
  std::vector<YearTable> tables;
  for (auto& [group, table] : groups) {
    table.year = decision.year;
    table.index = index;
    table.group = group;
    table.set = decision.set_id + "@" + std::to_string(decision.set_version);
    table.document = decision.number.value();
    table.date = decision.date;
    table.issuer = decision.issuer.value();
    if (!table.rows.empty()) tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace par::domain
