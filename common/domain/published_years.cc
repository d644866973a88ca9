#include "common/domain/published_years.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "common/domain/limits.h"
#include "common/domain/rational.h"
#include "common/domain/unit_tree.h"
#include "common/domain/yaml_reader.h"
#include "common/domain/yaml_writer.h"

namespace par::domain {
namespace {

constexpr std::string_view kYearsFormat = "parnet/published-years/1";
constexpr std::size_t kMostYearTables = 500;
constexpr std::size_t kMostYearRows = 20'000;
constexpr std::size_t kMostYearAreas = 100;
constexpr std::int64_t kMostPlaces = 1'000'000;

class YearsReader {
 public:
  explicit YearsReader(FindingList& findings) : findings_(findings) {}

  PublishedYears Read(const YamlValue& root) {
    PublishedYears years;
    YamlRecord record(root, "", findings_);
    record.Format(kYearsFormat);
    const YamlValue* const tables = record.Required("tables");
    if (tables != nullptr && YamlIsList(*tables, "tables", kMostYearTables, findings_)) {
      for (const YamlValue& item : tables->items) {
        YearTable table = ReadTable(item);
        if (!seen_.emplace(table.year, table.index, table.group).second) {
          findings_.Add(item.at, "years_table_repeated", "tables",
                        {{"year", std::to_string(table.year)}, {"index", table.index}});
        }
        years.tables.push_back(std::move(table));
      }
    }
    record.End();
    return years;
  }

 private:
  std::optional<int> Whole(YamlRecord& record, std::string_view key, std::int64_t least,
                           std::int64_t most) {
    const YamlValue* const value = record.Optional(key);
    if (value == nullptr) return std::nullopt;
    const auto read = YamlWhole(*value, record.Field(key), least, most, findings_);
    return read.has_value() ? std::optional(static_cast<int>(*read)) : std::nullopt;
  }

  std::optional<Decimal> Number(YamlRecord& record, std::string_view key) {
    const YamlValue* const value = record.Optional(key);
    return value == nullptr ? std::nullopt : YamlDecimal(*value, record.Field(key), findings_);
  }

  YearTable ReadTable(const YamlValue& value) {
    YamlRecord record(value, "tables", findings_);
    YearTable table;
    (void)record.Required("year");
    table.year = Whole(record, "year", 1990, 2199).value_or(0);
    table.index = record.RequiredText("index", kLongestId);
    if (!table.index.empty() && !IsPlainId(table.index)) {
      findings_.Add(value.at, "unit_id_malformed", "index", {{"unit", table.index}});
    }
    table.group = record.OptionalText("group", kLongestTitle);
    table.group_size = Whole(record, "group_size", 1, kMostPlaces);
    table.maximum = Number(record, "maximum");
    table.set = record.OptionalText("set", kLongestTitle);
    if (const YamlValue* document = record.Required("document")) ReadDocument(*document, table);
    if (const YamlValue* file = record.Optional("file")) {
      YamlRecord about(*file, record.Field("file"), findings_);
      table.file = about.RequiredText("name", kLongestTitle);
      table.file_hash = about.RequiredText("sha256", kLongestId);
      about.End();
    }
    table.note = record.OptionalText("note", kLongestNote);
    const YamlValue* const rows = record.Required("rows");
    if (rows != nullptr && YamlIsList(*rows, record.Field("rows"), kMostYearRows, findings_)) {
      ReadRows(*rows, table);
    }
    record.End();
    return table;
  }

  void ReadDocument(const YamlValue& value, YearTable& table) {
    YamlRecord record(value, "document", findings_);
    table.document = record.RequiredText("number", kLongestTitle);
    if (const YamlValue* date = record.Optional("date")) {
      table.date = YamlDate(*date, record.Field("date"), findings_);
    }
    table.issuer = record.OptionalText("issuer", kLongestTitle);
    record.End();
  }

  void ReadRows(const YamlValue& list, YearTable& table) {
    std::set<std::string> units;
    for (const YamlValue& item : list.items) {
      YearRow row = ReadRow(item);
      const std::string& unit = row.unit.value();
      if (!units.insert(unit).second) findings_.Add(item.at, "years_unit_repeated", unit);
      if (!row.rank && !row.total && !row.places_up && !row.points_up) {
        findings_.Add(item.at, "years_row_empty", unit);
      }
      if (row.rank && table.group_size && *row.rank > *table.group_size) {
        findings_.Add(
            item.at, "years_rank_beyond", unit,
            {{"rank", std::to_string(*row.rank)}, {"size", std::to_string(*table.group_size)}});
      }
      table.rows.push_back(std::move(row));
    }
    CheckOrder(list, table);
  }

  YearRow ReadRow(const YamlValue& value) {
    YamlRecord record(value, "rows", findings_);
    YearRow row;
    row.unit = UnitId(record.RequiredText("unit", kLongestId));
    row.name = record.OptionalText("name", kLongestTitle);
    row.rank = Whole(record, "rank", 1, kMostPlaces);
    row.total = Number(record, "total");
    row.maximum = Number(record, "maximum");
    row.percent = Number(record, "percent");
    row.class_title = record.OptionalText("class", kLongestTitle);
    row.places_up = Whole(record, "places_up", -kMostPlaces, kMostPlaces);
    row.points_up = Number(record, "points_up");
    row.differs = record.OptionalBool("differs", false);
    const YamlValue* const areas = record.Optional("areas");
    if (areas != nullptr && YamlIsMap(*areas, "areas", kMostYearAreas, findings_)) {
      for (std::size_t i = 0; i < areas->items.size(); ++i) {
        const std::string title(areas->keys[i]);
        const auto points = YamlDecimal(areas->items[i], title, findings_);
        if (points.has_value()) row.areas.emplace_back(title, *points);
      }
    }
    record.End();
    return row;
  }

  // Among those that have both. Where maxima differ, points do not say who is ahead.
  void CheckOrder(const YamlValue& list, const YearTable& table) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      if (table.rows[i].rank.has_value() && table.rows[i].total.has_value()) places.push_back(i);
    }
    std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
      return *table.rows[a].rank < *table.rows[b].rank;
    });
    for (std::size_t i = 1; i < places.size(); ++i) {
      const YearRow& better = table.rows[places[i - 1]];
      const YearRow& worse = table.rows[places[i]];
      if (*worse.rank == *better.rank || *worse.total <= *better.total ||
          worse.maximum != better.maximum) {
        continue;
      }
      findings_.Add(list.items[places[i]].at, "years_rank_order", worse.unit.value(),
                    {{"rank", std::to_string(*worse.rank)},
                     {"points", worse.total->Text()},
                     {"other", better.unit.value()}});
    }
  }

  FindingList& findings_;
  std::set<std::tuple<int, std::string, std::string>> seen_;
};

// One key of a map in braces; nothing where there is no text.
void PutText(std::string& line, std::string_view key, const std::string& text) {
  if (!text.empty()) line += ", " + std::string(key) + ": " + QuotedYaml(text);
}
void PutNumber(std::string& line, std::string_view key, const std::optional<Decimal>& number) {
  if (number.has_value()) line += ", " + std::string(key) + ": " + number->Text();
}
void PutWhole(std::string& line, std::string_view key, const std::optional<int>& number) {
  if (number.has_value()) line += ", " + std::string(key) + ": " + std::to_string(*number);
}

std::string RowText(const YearRow& row) {
  std::string line = "{unit: " + QuotedYaml(row.unit.value());
  PutText(line, "name", row.name);
  PutWhole(line, "rank", row.rank);
  PutNumber(line, "total", row.total);
  PutNumber(line, "maximum", row.maximum);
  PutNumber(line, "percent", row.percent);
  PutText(line, "class", row.class_title);
  PutWhole(line, "places_up", row.places_up);
  PutNumber(line, "points_up", row.points_up);
  if (row.differs) line += ", differs: true";
  if (!row.areas.empty()) {
    std::string areas;
    for (const auto& [title, points] : row.areas) {
      areas += (areas.empty() ? "" : ", ") + QuotedYaml(title) + ": " + points.Text();
    }
    line += ", areas: {" + areas + "}";
  }
  return line + "}";
}

}  // namespace

std::optional<PublishedYears> ReadPublishedYears(std::string_view text, FindingList& findings) {
  const auto yaml = ReadYaml(text, findings);
  if (!yaml.has_value()) return std::nullopt;
  PublishedYears years = YearsReader(findings).Read(yaml->root);
  if (!findings.empty()) return std::nullopt;
  return years;
}

std::string PublishedYearsText(const PublishedYears& years) {
  std::string text = "format: " + std::string(kYearsFormat) + "\ntables:\n";
  for (const YearTable& table : years.tables) {
    std::string head = "year: " + std::to_string(table.year);
    PutText(head, "index", table.index);
    PutText(head, "group", table.group);
    PutWhole(head, "group_size", table.group_size);
    PutNumber(head, "maximum", table.maximum);
    PutText(head, "set", table.set);
    std::string document = "number: " + QuotedYaml(table.document);
    if (table.date.has_value()) document += ", date: " + table.date->Iso();
    PutText(document, "issuer", table.issuer);
    head += ", document: {" + document + "}";
    if (!table.file.empty()) {
      head += ", file: {name: " + QuotedYaml(table.file) +
              ", sha256: " + QuotedYaml(table.file_hash) + "}";
    }
    PutText(head, "note", table.note);
    text += "  - {" + head + ",\n     rows: [";
    for (const YearRow& row : table.rows) {
      text += (&row == table.rows.data() ? "\n       " : ",\n       ") + RowText(row);
    }
    text += "]}\n";
  }
  return text;
}

std::optional<Decimal> PercentOf(const YearTable& table, const YearRow& row) {
  if (row.percent.has_value()) return row.percent;
  const std::optional<Decimal>& maximum = row.maximum.has_value() ? row.maximum : table.maximum;
  if (!row.total.has_value() || !maximum.has_value() || maximum->coefficient() <= 0) {
    return std::nullopt;
  }
  constexpr int kPlacesOfPercent = 2;
  return (Rational::FromDecimal(*row.total) * Rational::FromInt(100) /
          Rational::FromDecimal(*maximum))
      .RoundHalfUp(kPlacesOfPercent);
}

}  // namespace par::domain
