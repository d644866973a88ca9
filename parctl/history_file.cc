// The files of earlier years: read, added to, written.
#include <algorithm>
#include <filesystem>
#include <system_error>
#include <tuple>
#include <utility>

#include "common/domain/refusal.h"
#include "common/spreadsheet/units_workbook.h"
#include "parctl/files.h"
#include "parctl/history_parts.h"
#include "parctl/report.h"
#include "parctl/show.h"

namespace par::parctl {
namespace {

using domain::YearTable;

bool IsSame(const YearTable& a, const YearTable& b) {
  return std::tie(a.year, a.index, a.group) == std::tie(b.year, b.index, b.group);
}

absl::Status ThereAlready(const YearTable& table) {
  return domain::Invalid("years_table_there",
                         {{"year", std::to_string(table.year)}, {"index", table.index}});
}

}  // namespace

std::optional<domain::PublishedYears> ReadYears(Session& session,
                                                const std::vector<std::string>& files) {
  domain::PublishedYears all;
  for (const std::string& path : files) {
    const auto text = ReadFile(path);
    if (!text.ok()) {
      PrintRefusal(session, "", text.status());
      return std::nullopt;
    }
    domain::FindingList findings(path);
    auto years = domain::ReadPublishedYears(*text, findings);
    PrintFindings(session, findings.findings(), findings.count());
    if (!years.has_value()) return std::nullopt;
    for (domain::YearTable& table : years->tables) {
      const bool there = std::any_of(all.tables.begin(), all.tables.end(),
                                     [&](const auto& one) { return IsSame(one, table); });
      if (there) {
        PrintRefusal(session, path, ThereAlready(table));
        return std::nullopt;
      }
      all.tables.push_back(std::move(table));
    }
  }
  return all;
}

std::optional<domain::UnitTree> ReadTree(Session& session, const std::string& file) {
  const auto text = ReadFile(file);
  if (!text.ok()) {
    PrintRefusal(session, "", text.status());
    return std::nullopt;
  }
  spreadsheet::UnitsAsText read = spreadsheet::ReadUnitsFile(*text, file);
  PrintFindings(session, read.file.findings, read.file.finding_count);
  return std::move(read.file.tree);
}

void KeepYears(Session& session, const std::string& path, std::vector<YearTable> tables,
               bool replace) {
  domain::PublishedYears years;
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    auto before = ReadYears(session, {path});
    if (!before.has_value()) return;
    years = *std::move(before);
  }
  std::size_t rows = 0;
  for (YearTable& table : tables) {
    const auto same = std::find_if(years.tables.begin(), years.tables.end(),
                                   [&](const YearTable& one) { return IsSame(one, table); });
    if (same != years.tables.end() && !replace) {
      return PrintRefusal(session, path, ThereAlready(table));
    }
    if (same != years.tables.end()) years.tables.erase(same);
    rows += table.rows.size();
    years.tables.push_back(std::move(table));
  }
  std::sort(years.tables.begin(), years.tables.end(), [](const YearTable& a, const YearTable& b) {
    return std::tie(a.index, a.group, a.year) < std::tie(b.index, b.group, b.year);
  });
  const std::string text = domain::PublishedYearsText(years);
  // What is written must be read again: a table may be right and yet no history.
  domain::FindingList findings(path);
  if (!domain::ReadPublishedYears(text, findings).has_value()) {
    return PrintFindings(session, findings.findings(), findings.count());
  }
  if (!SavedFor(session, path, text)) return;
  if (PrintedAsJson(session, {{"file", path}, {"rows", std::to_string(rows)}})) return;
  session.output.out << session.Say("Đã nhập ", "Imported ") << rows
                     << session.Say(" đơn vị vào ", " units into ") << path << '\n';
}

}  // namespace par::parctl
