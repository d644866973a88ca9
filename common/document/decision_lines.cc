#include "common/document/decision_lines.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "common/domain/vietnamese.h"

namespace par::document {
namespace {

using domain::Decision;
using domain::DecisionArea;
using domain::DecisionLine;
using domain::NumberStyle;
using domain::Points;

constexpr std::size_t kMostAreas = 10;  // Beside each other.
constexpr std::string_view kNotRanked = "Không xếp hạng";
constexpr std::string_view kNothing = "–";

std::string ClassTitle(const Decision& decision, std::string_view id) {
  for (const domain::ResultClass& one : decision.classes) {
    if (one.id == id) return one.title;
  }
  return std::string(id);
}

ShownLine ShowLine(const Decision& decision, const DecisionLine& line) {
  ShownLine shown{
      .line = &line, .rank = {}, .total = {}, .maximum = {}, .converted = {}, .class_title = {}};
  if (!line.submitted) return shown;
  if (line.rank > 0) shown.rank = std::to_string(line.rank);
  shown.total = domain::PrintedTotal(decision, line, NumberStyle::kVietnamese);
  shown.maximum = line.effective_maximum.FormatShort(NumberStyle::kVietnamese);
  if (line.converted.has_value()) {
    shown.converted = line.converted->Format(decision.total_places, NumberStyle::kVietnamese);
  }
  shown.class_title = ClassTitle(decision, line.class_id);
  return shown;
}

// Before each group's first line, where there are several.
void AddGroupRow(const ShownDecision& shown, const ShownLine& line, std::string& last,
                 Table& table) {
  if (shown.groups.size() < 2 || (line.line->group == last && !table.rows.empty())) return;
  last = line.line->group;
  table.rows.push_back({.cells = {"Khối " + last}, .heading = true});
}

std::string OrNothing(const std::string& text) {
  return text.empty() ? std::string(kNothing) : text;
}

const DecisionArea* FindArea(const DecisionLine& line, std::string_view id) {
  for (const DecisionArea& area : line.areas) {
    if (area.id == id) return &area;
  }
  return nullptr;
}

// The most places that any area's points need, so that a column's numbers stand below each other.
int PlacesOf(const ShownDecision& shown) {
  int places = 2;
  for (const ShownLine& line : shown.lines) {
    for (const DecisionArea& area : line.line->areas) {
      while (places < Points::kPlaces &&
             area.total.e4() %
                     static_cast<std::int64_t>(domain::PowerOfTen(Points::kPlaces - places)) !=
                 0) {
        ++places;
      }
    }
  }
  return places;
}

// "7,75", and "7,75/8,5" where some of the area's maximum was taken out.
std::string AreaText(const DecisionArea& area, int places) {
  std::string text = area.total.Format(places, NumberStyle::kVietnamese);
  if (area.source == domain::Source::kPenalty && !area.total.IsZero()) text.insert(0, "-");
  if (area.counted == area.maximum || domain::OutsideMaximum(area.source)) return text;
  return text + "/" + area.counted.FormatShort(NumberStyle::kVietnamese);
}

Column AreaColumn(const DecisionArea& area) {
  std::string title = area.title;
  if (!domain::OutsideMaximum(area.source)) {
    title += " (tối\u00A0đa\u00A0" + area.maximum.FormatShort(NumberStyle::kVietnamese) + ")";
  }
  return {.title = std::move(title), .share = 9, .align = Align::kCentre};
}

Table AreaTable(const ShownDecision& shown, const std::vector<const DecisionArea*>& areas,
                int places) {
  Table table;
  table.small = true;
  table.columns = {{.title = "Hạng", .share = 6, .align = Align::kCentre},
                   {.title = "Đơn vị", .share = 14}};
  for (const DecisionArea* area : areas) table.columns.push_back(AreaColumn(*area));
  table.columns.push_back({.title = "Tổng điểm", .share = 8, .align = Align::kCentre});
  std::string group;
  for (const ShownLine& line : shown.lines) {
    if (!line.line->submitted) continue;
    AddGroupRow(shown, line, group, table);
    Row row;
    row.cells = {OrNothing(line.rank), line.line->name};
    for (const DecisionArea* wanted : areas) {
      const DecisionArea* area = FindArea(*line.line, wanted->id);
      row.cells.push_back(area == nullptr ? std::string(kNothing) : AreaText(*area, places));
    }
    row.cells.push_back(line.total);
    table.rows.push_back(std::move(row));
  }
  return table;
}

// "leaf 3.1" as people say it; DecisionChange has the words of the records.
std::string ChangedText(const std::string& what) {
  if (what.starts_with("leaf ")) return "Điểm tiêu chí " + what.substr(5);
  constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"criteria set", "Bộ chỉ số"},
      {"submitted", "Gửi hồ sơ"},
      {"group", "Khối xếp hạng"},
      {"total", "Tổng điểm chưa làm tròn"},
      {"effective maximum", "Điểm tối đa áp dụng"},
      {"converted", "Tỷ lệ quy đổi (%)"},
      {"rank", "Thứ hạng"},
      {"class", "Xếp loại"},
      {"unit", "Đơn vị"}};
  for (const auto& [name, text] : kWords) {
    if (what == name) return std::string(text);
  }
  return what;
}

// A value of a change: numbers as documents write them, names by their titles.
std::string ValueText(const Decision& decision, const std::string& what, const std::string& value) {
  if (value.empty()) return std::string(kNothing);
  if (what == "class") return ClassTitle(decision, value);
  if (what == "submitted") return value == "yes" ? "Có" : "Không";
  if (what == "rank") return value == "0" ? std::string(kNotRanked) : value;
  if (value == domain::Name(domain::MarkState::kNotApplicable)) return "Không phát sinh";
  if (value == domain::Name(domain::MarkState::kNotScored)) return "Chưa chấm";
  if (value == domain::Name(domain::MarkState::kWaived)) return "Được miễn";
  if (what == "unit" || what == "group" || what == "criteria set") return value;
  const auto number = domain::ParseDecimal(value, what);
  return number.ok() ? number->FormatShort(NumberStyle::kVietnamese) : value;
}

}  // namespace

ShownDecision Show(const Decision& decision) {
  ShownDecision shown;
  for (const DecisionLine& line : decision.lines) {
    shown.lines.push_back(ShowLine(decision, line));
    if (std::find(shown.groups.begin(), shown.groups.end(), line.group) == shown.groups.end()) {
      shown.groups.push_back(line.group);
    }
  }
  const auto key = [&](const ShownLine& one) {
    const auto group = std::find(shown.groups.begin(), shown.groups.end(), one.line->group);
    return std::make_tuple(group - shown.groups.begin(), !one.line->submitted, one.line->rank == 0,
                           one.line->rank, std::string_view(one.line->name));
  };
  std::stable_sort(shown.lines.begin(), shown.lines.end(),
                   [&](const ShownLine& a, const ShownLine& b) { return key(a) < key(b); });
  return shown;
}

Table RankingTable(const ShownDecision& shown) {
  Table table;
  table.columns = {{.title = "Hạng", .share = 12, .align = Align::kCentre},
                   {.title = "Đơn vị", .share = 34},
                   {.title = "Tổng điểm", .share = 15, .align = Align::kCentre},
                   {.title = "Điểm tối đa áp dụng", .share = 16, .align = Align::kCentre},
                   {.title = "Tỷ lệ quy đổi (%)", .share = 15, .align = Align::kCentre},
                   {.title = "Xếp loại", .share = 16, .align = Align::kCentre}};
  std::string group;
  for (const ShownLine& one : shown.lines) {
    AddGroupRow(shown, one, group, table);
    const std::string rank = one.rank.empty() ? std::string(kNotRanked) : one.rank;
    if (!one.line->submitted) {
      const std::string none(kNothing);
      table.rows.push_back({.cells = {rank, one.line->name, none, none, none, "Không gửi hồ sơ"}});
      continue;
    }
    table.rows.push_back({.cells = {rank, one.line->name, one.total, one.maximum,
                                    OrNothing(one.converted), OrNothing(one.class_title)}});
  }
  return table;
}

std::vector<Block> AreaTables(const ShownDecision& shown) {
  std::vector<const DecisionArea*> areas;  // Every one that any line has.
  for (const ShownLine& line : shown.lines) {
    for (const DecisionArea& area : line.line->areas) {
      const bool known = std::any_of(areas.begin(), areas.end(),
                                     [&](const DecisionArea* one) { return one->id == area.id; });
      if (!known) areas.push_back(&area);
    }
  }
  std::vector<Block> tables;
  for (std::size_t at = 0; at < areas.size(); at += kMostAreas) {
    const std::size_t end = std::min(at + kMostAreas, areas.size());
    tables.emplace_back(AreaTable(shown,
                                  {areas.begin() + static_cast<std::ptrdiff_t>(at),
                                   areas.begin() + static_cast<std::ptrdiff_t>(end)},
                                  PlacesOf(shown)));
  }
  return tables;
}

Table ChangesTable(const Decision& decision) {
  Table table;
  table.columns = {{.title = "TT", .share = 6, .align = Align::kCentre},
                   {.title = "Đơn vị", .share = 26},
                   {.title = "Nội dung", .share = 26},
                   {.title = "Trước", .share = 16, .align = Align::kCentre},
                   {.title = "Nay", .share = 16, .align = Align::kCentre}};
  for (const domain::DecisionChange& change : decision.changes) {
    std::string name = change.unit.value();
    for (const DecisionLine& line : decision.lines) {
      if (line.unit == change.unit) name = line.name;
    }
    table.rows.push_back(
        {.cells = {std::to_string(table.rows.size() + 1), OrNothing(name), ChangedText(change.what),
                   ValueText(decision, change.what, change.before),
                   ValueText(decision, change.what, change.after)}});
  }
  return table;
}

}  // namespace par::document
