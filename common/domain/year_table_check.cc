#include "common/domain/year_table_check.h"

#include <charconv>
#include <string>
#include <string_view>

#include "common/domain/refusal.h"

namespace par::domain {
namespace {

std::string_view ReasonOfCheck(Check check) {
  if (check == Check::kRank) return "year_rank_wrong";
  return check == Check::kConverted ? "year_percent_wrong" : "year_sum_wrong";
}

PublishedTable SumsOfRow(const YearTable& table, const YearRow& row) {
  PublishedTable sums;
  sums.total = row.total;
  sums.effective_maximum = row.maximum.has_value() ? row.maximum : table.maximum;
  sums.converted = row.percent;
  for (const auto& [title, points] : row.areas) {
    TableRow area;
    area.id = title;
    area.title = title;
    area.score = points;
    sums.groups.push_back(std::move(area));
  }
  return sums;
}

}  // namespace

std::vector<YearDifference> DifferencesOf(const YearTable& table) {
  std::vector<YearDifference> all;
  PublishedTable ranks;
  // Where maxima differ the table does not say whether points or percents are ranked.
  bool whole = !table.group_size.has_value() ||
               table.rows.size() == static_cast<std::size_t>(*table.group_size);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const YearRow& row = table.rows[i];
    for (Difference& one : Reconcile(SumsOfRow(table, row)).differences) {
      all.push_back({.row = i, .difference = std::move(one)});
    }
    whole = whole && row.rank.has_value() && row.total.has_value() &&
            row.maximum == table.rows.front().maximum;
    // Without a title: a difference names the unit by this id, which is the row's number.
    ranks.units.push_back({.id = std::to_string(i),
                           .title = {},
                           .group = {},
                           .total = row.total.value_or(Decimal()),
                           .rank = row.rank.value_or(0)});
  }
  if (!whole) return all;
  for (Difference& one : Reconcile(ranks).differences) {
    std::size_t at = 0;
    std::from_chars(one.where.data(), one.where.data() + one.where.size(), at);
    all.push_back({.row = at, .difference = std::move(one)});
  }
  return all;
}

absl::Status ToRefusal(const YearTable& table, const YearDifference& one) {
  const YearRow& row = table.rows[one.row];
  const Difference& difference = one.difference;
  return Invalid(ReasonOfCheck(difference.check),
                 {{"field", row.name.empty() ? row.unit.value() : row.name},
                  {"stated", difference.stated.Text()},
                  {"computed", difference.computed.FormatShort(NumberStyle::kPlain)},
                  {"apart", difference.apart.FormatShort(NumberStyle::kPlain)}});
}

}  // namespace par::domain
