#include "common/domain/published_table_yaml.h"

#include "common/domain/limits.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {
namespace {

class YamlTableReader {
 public:
  explicit YamlTableReader(FindingList& findings) : findings_(findings) {}

  std::optional<PublishedTable> Read(const YamlValue& root) {
    PublishedTable table;
    YamlRecord record(root, "", findings_);
    record.Format("parnet/published-table/1");
    table.title = record.OptionalText("title", kLongestTitle);
    table.unit = record.OptionalText("unit", kLongestId);
    (void)record.OptionalText("note", kLongestNote);
    if (const YamlValue* stated = record.Optional("stated")) ReadStated(*stated, table);
    if (const YamlValue* groups = record.Optional("groups")) {
      ReadRows(*groups, "groups", RowKind::kGroup, table.groups);
    }
    if (const YamlValue* units = record.Optional("units")) ReadUnits(*units, table);
    table.ties = static_cast<TieRule>(record.OptionalChoice("ties", 0, {"gap", "dense"}));
    record.End();
    if (table.groups.empty() && table.units.empty() && findings_.empty()) {
      findings_.Add(root.at, "table_empty", "groups");
    }
    if (!findings_.empty()) return std::nullopt;
    return table;
  }

 private:
  std::optional<Decimal> Number(YamlRecord& record, std::string_view key) {
    const YamlValue* value = record.Optional(key);
    return value == nullptr ? std::nullopt : YamlDecimal(*value, record.Field(key), findings_);
  }

  std::optional<int> Rank(YamlRecord& record, const YamlValue* value) {
    if (value == nullptr) return std::nullopt;
    const auto rank = YamlWhole(*value, record.Field("rank"), 1, 1'000'000, findings_);
    return rank.has_value() ? std::optional(static_cast<int>(*rank)) : std::nullopt;
  }

  void ReadStated(const YamlValue& value, PublishedTable& table) {
    YamlRecord record(value, "stated", findings_);
    (void)record.Required("total");
    table.total = Number(record, "total");
    table.effective_maximum = Number(record, "effective_maximum");
    table.converted = Number(record, "converted");
    table.rank = Rank(record, record.Optional("rank"));
    record.End();
  }

  void ReadRows(const YamlValue& list, const std::string& field, RowKind kind,
                std::vector<TableRow>& rows) {
    if (!YamlIsList(list, field, kMostTableRows, findings_)) return;
    for (const YamlValue& item : list.items) {
      YamlRecord record(item, field, findings_);
      TableRow row;
      row.kind = kind;
      row.id = record.RequiredText("id", kLongestId);
      row.title = record.OptionalText("title", kLongestTitle);
      row.maximum = Number(record, "maximum");
      row.score = Number(record, "score");
      row.not_applicable = Number(record, "not_applicable").value_or(Decimal());
      if (kind == RowKind::kGroup) {
        row.bonus = record.OptionalBool("bonus", false);
        ReadParts(record, "areas", RowKind::kArea, row);
      } else if (kind == RowKind::kArea) {
        ReadParts(record, "leaves", RowKind::kLeaf, row);
      }
      record.End();
      rows.push_back(std::move(row));
    }
  }

  void ReadParts(YamlRecord& record, std::string_view key, RowKind kind, TableRow& row) {
    const YamlValue* parts = record.Optional(key);
    if (parts != nullptr) ReadRows(*parts, record.Field(key), kind, row.parts);
  }

  void ReadUnits(const YamlValue& list, PublishedTable& table) {
    if (!YamlIsList(list, "units", kMostTableRows, findings_)) return;
    for (const YamlValue& item : list.items) {
      YamlRecord record(item, "units", findings_);
      StatedRank unit;
      unit.id = record.RequiredText("id", kLongestId);
      unit.title = record.OptionalText("title", kLongestTitle);
      unit.group = record.OptionalText("group", kLongestId);
      (void)record.Required("total");
      unit.total = Number(record, "total").value_or(Decimal());
      unit.rank = Rank(record, record.Required("rank")).value_or(0);
      record.End();
      table.units.push_back(std::move(unit));
    }
  }

  FindingList& findings_;
};

}  // namespace

std::optional<PublishedTable> ReadPublishedTable(std::string_view text, FindingList& findings) {
  const auto yaml = ReadYaml(text, findings);
  if (!yaml.has_value()) return std::nullopt;
  return YamlTableReader(findings).Read(yaml->root);
}

}  // namespace par::domain
