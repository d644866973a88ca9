// Places over the years as `parctl history` shows them.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/base/json_writer.h"
#include "common/domain/catalogue.h"
#include "parctl/history_parts.h"
#include "parctl/table.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

using domain::Decimal;
using domain::YearPlace;
using spreadsheet::BookCell;
using spreadsheet::BookSheet;
using spreadsheet::Ink;
using spreadsheet::Look;

std::string Shown(const Session& session, const std::optional<Decimal>& number) {
  if (!number.has_value()) return "-";
  return number->Format(domain::StyleOf(session.output.language));
}

std::string Plain(const std::optional<Decimal>& number) {
  return number.has_value() ? number->Text() : "";
}

// Without zeros at the end, so that it is a number to Excel, too, and stands in the chart.
std::string ForChart(const std::optional<Decimal>& number) {
  return number.has_value() ? number->FormatShort(domain::NumberStyle::kPlain) : "";
}

// "+11", "-2", "0".
std::string Signed(int value) { return (value > 0 ? "+" : "") + std::to_string(value); }
std::string Signed(const Session& session, const Decimal& value) {
  return (value.coefficient() > 0 ? "+" : "") + Shown(session, value);
}

std::string RankText(const YearPlace& place) {
  if (!place.rank.has_value()) return "-";
  return std::to_string(*place.rank) +
         (place.group_size.has_value() ? "/" + std::to_string(*place.group_size) : "");
}

std::string_view LineageName(domain::Lineage lineage) {
  switch (lineage) {
    case domain::Lineage::kItself:
      return "itself";
    case domain::Lineage::kPredecessor:
      return "predecessor";
    case domain::Lineage::kSuccessor:
      return "successor";
  }
  return "";
}

std::string ChangeText(const Session& session, const YearPlace& place) {
  if (!place.change.has_value()) return "-";
  return Signed(session, *place.change) +
         (place.change_in_percent ? session.Say(" điểm %", " % points") : "");
}

std::string Remark(const Session& session, const YearPlace& place) {
  std::vector<std::string> remarks;
  if (place.lineage == domain::Lineage::kPredecessor) {
    remarks.push_back(session.Say("đơn vị trước sáp nhập, chia tách", "before a merger or split"));
  } else if (place.lineage == domain::Lineage::kSuccessor) {
    remarks.push_back(session.Say("đơn vị sau sáp nhập, chia tách", "after a merger or split"));
  }
  if (place.derived) {
    remarks.push_back(session.Say("suy từ mức thay đổi nêu ở năm sau",
                                  "follows from the change that the next year states"));
  }
  if (place.change_in_percent && place.change.has_value()) {
    remarks.push_back(session.Say("khác bộ chỉ số hoặc điểm tối đa, so theo %",
                                  "another set or maximum, compared in %"));
  }
  if (place.stated_places_up.has_value()) {
    remarks.push_back(session.Say("văn bản nêu ", "the document states ") +
                      Signed(*place.stated_places_up) + session.Say(" bậc", " places"));
  }
  if (place.stated_points_up.has_value()) {
    remarks.push_back(session.Say("văn bản nêu ", "the document states ") +
                      Signed(session, *place.stated_points_up) + session.Say(" điểm", " points"));
  }
  return absl::StrJoin(remarks, "; ");
}

void WriteOptional(JsonWriter& json, std::string_view key, const std::optional<int>& value) {
  json.Key(key);
  if (value.has_value()) {
    json.Int(*value);
  } else {
    json.Null();
  }
}
void WriteOptional(JsonWriter& json, std::string_view key, const std::optional<Decimal>& value) {
  json.Key(key);
  if (value.has_value()) {
    json.Decimal(value->Text());
  } else {
    json.Null();
  }
}

std::string PlacesJson(const std::vector<YearPlace>& places) {
  JsonWriter json;
  json.BeginObject();
  json.Key("format").String("parnet/rank-history/1");
  json.Key("places").BeginArray();
  for (const YearPlace& place : places) {
    json.BeginObject();
    json.Key("index").String(place.index);
    json.Key("group").String(place.group);
    json.Key("year").Int(place.year);
    json.Key("unit").String(place.unit.value());
    json.Key("name").String(place.name);
    json.Key("lineage").String(LineageName(place.lineage));
    WriteOptional(json, "rank", place.rank);
    WriteOptional(json, "group_size", place.group_size);
    WriteOptional(json, "total", place.total);
    WriteOptional(json, "maximum", place.maximum);
    WriteOptional(json, "percent", place.percent);
    json.Key("class").String(place.class_title);
    WriteOptional(json, "places_up", place.places_up);
    WriteOptional(json, "change", place.change);
    json.Key("change_in_percent").Bool(place.change_in_percent);
    json.Key("derived").Bool(place.derived);
    WriteOptional(json, "stated_places_up", place.stated_places_up);
    WriteOptional(json, "stated_points_up", place.stated_points_up);
    json.Key("document").String(place.document);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

// One line for each unit of an index and group, one column for each year.
BookSheet YearsSheet(const std::string& name, const std::string& title, bool ranks,
                     const Session& session, const std::vector<YearPlace>& places) {
  std::set<int> years;
  std::map<std::string, std::map<int, std::string>> lines;
  std::map<std::string, std::string> names;
  std::vector<std::string> order;  // As the places come.
  for (const YearPlace& place : places) {
    years.insert(place.year);
    const std::string key = IndexTitle(place.index) + " · " + place.unit.value();
    if (lines.find(key) == lines.end()) order.push_back(key);
    names[key] =
        IndexTitle(place.index) + " · " + (place.name.empty() ? place.unit.value() : place.name);
    std::string& cell = lines[key][place.year];
    cell = !ranks                   ? ForChart(place.percent)
           : place.rank.has_value() ? std::to_string(*place.rank)
                                    : "";
  }
  BookSheet sheet{.name = name, .lines = {title}};
  sheet.columns = {{.title = session.Say("Đơn vị", "Unit"), .width = 34, .wraps = true}};
  for (const int year : years) sheet.columns.push_back({.title = std::to_string(year)});
  for (const std::string& key : order) {
    const std::map<int, std::string>& cells = lines[key];
    std::vector<BookCell> row = {{.text = names[key]}};
    for (const int year : years) {
      const auto cell = cells.find(year);
      row.push_back({.text = cell == cells.end() ? "" : cell->second, .ink = Ink::kNumber});
    }
    sheet.rows.push_back(std::move(row));
  }
  if (!years.empty()) {
    sheet.chart = spreadsheet::BookChart{.title = title,
                                         .name_column = 0,
                                         .first_column = 1,
                                         .last_column = years.size(),
                                         .best_is_least = ranks};
  }
  return sheet;
}

BookSheet SourcesSheet(const Session& session, const std::vector<YearPlace>& places) {
  BookSheet sheet{.name = session.Say("Nguồn", "Sources")};
  sheet.columns = {{.title = session.Say("Chỉ số", "Index")},
                   {.title = session.Say("Năm", "Year"), .width = 8},
                   {.title = session.Say("Đơn vị", "Unit"), .width = 28, .wraps = true},
                   {.title = session.Say("Hạng", "Rank"), .width = 10},
                   {.title = session.Say("Điểm", "Points")},
                   {.title = session.Say("Điểm tối đa", "Maximum")},
                   {.title = session.Say("Văn bản", "Document"), .width = 30, .wraps = true},
                   {.title = session.Say("Ghi chú", "Remark"), .width = 40, .wraps = true}};
  for (const YearPlace& place : places) {
    sheet.rows.push_back({{.text = IndexTitle(place.index)},
                          {.text = std::to_string(place.year), .ink = Ink::kNumber},
                          {.text = place.name.empty() ? place.unit.value() : place.name},
                          {.text = RankText(place)},
                          {.text = Plain(place.total), .ink = Ink::kNumber},
                          {.text = Plain(place.maximum), .ink = Ink::kNumber},
                          {.text = place.document},
                          {.text = Remark(session, place)}});
  }
  return sheet;
}

}  // namespace

std::string IndexTitle(const std::string& index) {
  if (index == "par") return "PAR Index";
  if (index == "sipas") return "SIPAS";
  if (index == "papi") return "PAPI";
  if (index == "ddci") return "DDCI";
  return index;
}

void PrintPlaces(Session& session, const std::string& title, const std::vector<YearPlace>& places) {
  if (session.output.format == Format::kJson) {
    session.output.out << PlacesJson(places);
    return;
  }
  session.output.out << OneLine(title) << '\n';
  std::vector<Column> columns = {
      {.title = session.Say("Chỉ số", "Index")},
      {.title = session.Say("Năm", "Year"), .to_the_right = true},
      {.title = session.Say("Đơn vị", "Unit"), .may_shrink = true},
      {.title = session.Say("Hạng", "Rank"), .to_the_right = true},
      {.title = session.Say("Bậc", "Places"), .to_the_right = true},
      {.title = session.Say("Điểm", "Points"), .to_the_right = true},
      {.title = session.Say("Tối đa", "Maximum"), .to_the_right = true},
      {.title = "%", .to_the_right = true},
      {.title = session.Say("Tăng, giảm", "Change"), .to_the_right = true},
      {.title = session.Say("Xếp loại", "Class")},
      {.title = session.Say("Văn bản", "Document"), .may_shrink = true},
      {.title = session.Say("Ghi chú", "Remark"), .may_shrink = true}};
  const bool several = std::any_of(places.begin(), places.end(), [&](const YearPlace& place) {
    return place.group != places.front().group;
  });
  if (several) {
    columns.insert(columns.begin() + 2,
                   {.title = session.Say("Khối", "Group"), .may_shrink = true});
  }
  Table table(columns);
  for (const YearPlace& place : places) {
    std::vector<std::string> cells = {IndexTitle(place.index),
                                      std::to_string(place.year),
                                      place.name.empty() ? place.unit.value() : place.name,
                                      RankText(place),
                                      place.places_up.has_value() ? Signed(*place.places_up) : "-",
                                      Shown(session, place.total),
                                      Shown(session, place.maximum),
                                      Shown(session, place.percent),
                                      ChangeText(session, place),
                                      place.class_title,
                                      place.document,
                                      Remark(session, place)};
    if (several) cells.insert(cells.begin() + 2, place.group);
    table.Add(std::move(cells));
  }
  session.output.out << table.Text(session.output.width);
}

spreadsheet::Book PlacesBook(const Session& session, const std::string& title,
                             const std::vector<YearPlace>& places) {
  spreadsheet::Book book;
  book.title = title;
  book.sheets = {YearsSheet(session.Say("Thứ hạng", "Ranks"),
                            session.Say("Thứ hạng qua các năm", "Ranks over the years"), true,
                            session, places),
                 YearsSheet(session.Say("Tỷ lệ %", "Percents"),
                            session.Say("Điểm quy đổi qua các năm (%)", "Percents over the years"),
                            false, session, places),
                 SourcesSheet(session, places)};
  return book;
}

}  // namespace par::parctl
