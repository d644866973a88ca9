#include "common/domain/figure_report_yaml.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "common/domain/figure_definition_yaml.h"
#include "common/domain/indicators_yaml.h"
#include "common/domain/limits.h"
#include "common/domain/unit_tree.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {
namespace {

constexpr std::array<std::string_view, 5> kStatedNames = {"value", "increase", "decrease",
                                                          "unchanged", "share"};

class ReportReader {
 public:
  ReportReader(const IndicatorCatalogue& catalogue, FindingList& findings)
      : catalogue_(catalogue), findings_(findings) {}

  std::optional<FigureReport> Read(const YamlValue& root) {
    YamlRecord record(root, "", findings_);
    record.Format("parnet/figures/1");
    report_.file_name = findings_.file();
    report_.sheets = findings_.sheets();
    ReadHead(record);
    if (const YamlValue* units = record.Required("units")) ReadUnits(*units);
    if (const YamlValue* figures = record.Required("figures")) {
      ReadFigures(*figures, "figures", &ReportUnit::figures);
    }
    if (const YamlValue* before = record.Optional("year_before")) {
      ReadFigures(*before, "year_before", &ReportUnit::year_before);
    }
    if (const YamlValue* stated = record.Optional("stated")) ReadStated(*stated);
    record.End();
    if (!findings_.empty()) return std::nullopt;
    return std::move(report_);
  }

 private:
  void ReadHead(YamlRecord& record) {
    report_.title = record.RequiredText("title", kLongestTitle);
    report_.source = record.OptionalText("source", kLongestNote);
    (void)record.OptionalText("note", kLongestNote);
    report_.sample = record.OptionalBool("sample", false);
    if (const YamlValue* indicators = record.Required("indicators")) {
      if (indicators->text != catalogue_.id) {
        findings_.Add(indicators->at, "figures_catalogue_other", "indicators",
                      {{"value", std::string(indicators->text)}, {"wanted", catalogue_.id}});
      }
    }
    if (const YamlValue* period = record.Required("period")) {
      const auto read = ReportPeriod::Parse(period->text);
      if (read.has_value()) {
        report_.period = *read;
      } else {
        findings_.Add(period->at, "report_period_malformed", "period",
                      {{"value", std::string(period->text)}});
      }
    }
    if (const YamlValue* window = record.Optional("window")) ReadWindow(*window, "window", kNone);
    const YamlValue* windows = record.Optional("windows");
    if (windows == nullptr || !YamlIsMap(*windows, "windows", kMostIndicatorGroups, findings_)) {
      return;
    }
    for (std::size_t i = 0; i < windows->items.size(); ++i) {
      const std::size_t group = catalogue_.FindGroup(windows->keys[i]);
      if (group == kNone) {
        findings_.Add(windows->keys_at[i], "indicator_group_unknown", "windows",
                      {{"value", std::string(windows->keys[i])}});
        continue;
      }
      ReadWindow(windows->items[i], "windows." + std::string(windows->keys[i]), group);
    }
  }

  void ReadWindow(const YamlValue& value, const std::string& field, std::size_t group) {
    YamlRecord record(value, field, findings_);
    const auto day = [&](std::string_view key) {
      const YamlValue* found = record.Required(key);
      return found == nullptr ? std::nullopt : YamlDate(*found, record.Field(key), findings_);
    };
    const auto from = day("from");
    const auto to = day("to");
    record.End();
    if (!from.has_value() || !to.has_value()) return;
    if (*to < *from) {
      findings_.Add(value.at, "period_reversed", field, {{"from", from->Iso()}, {"to", to->Iso()}});
    }
    report_.windows[group] = {.from = *from, .to = *to, .at = value.at};
  }

  void ReadUnits(const YamlValue& list) {
    if (!YamlIsList(list, "units", kMostReportUnits, findings_)) return;
    if (list.items.empty()) findings_.Add(list.at, "list_empty", "units");
    for (const YamlValue& item : list.items) {
      YamlRecord record(item, "units", findings_);
      ReportUnit unit;
      unit.at = item.at;
      unit.id = record.RequiredText("id", kLongestId);
      if (!unit.id.empty() && !IsPlainId(unit.id)) {
        findings_.Add(item.at, "id_malformed", "units.id",
                      {{"value", unit.id}, {"allowed", "a-z 0-9 -"}});
      } else if (RowOf(unit.id) != kNone) {
        findings_.Add(item.at, "id_repeated", "units.id", {{"value", unit.id}});
      }
      unit.title = record.RequiredText("title", kLongestTitle);
      unit.level = OptionalLevel(record);
      if (const YamlValue* reported = record.Optional("reported")) {
        unit.reported = YamlBool(*reported, "units.reported", findings_);
      }
      if (const YamlValue* under = record.Optional("under")) PutUnder(*under, unit);
      record.End();
      rows_.emplace(unit.id, report_.units.size());  // Now: nothing stands under itself.
      report_.units.push_back(std::move(unit));
    }
  }

  void PutUnder(const YamlValue& under, ReportUnit& unit) {
    unit.parent = RowOf(under.text);
    if (unit.parent == kNone) {
      findings_.Add(under.at, "report_unit_under", "units.under",
                    {{"value", std::string(under.text)}});
      return;
    }
    int depth = 1;
    for (std::size_t above = unit.parent; above != kNone; above = report_.units[above].parent) {
      ++depth;
    }
    if (depth > kDeepestReportUnit) {
      findings_.Add(under.at, "report_units_too_deep", "units.under",
                    {{"maximum", std::to_string(kDeepestReportUnit)}});
    }
    report_.units[unit.parent].parts.push_back(report_.units.size());
  }

  std::size_t RowOf(std::string_view id) const {
    const auto found = rows_.find(id);
    return found == rows_.end() ? kNone : found->second;
  }

  // Of a map keyed by units, or a statement.
  std::size_t UnitOf(std::string_view id, Position at, std::string_view field) {
    const std::size_t unit = RowOf(id);
    if (unit == kNone) {
      findings_.Add(at, "report_unit_unknown", field, {{"value", std::string(id)}});
    }
    return unit;
  }

  void ReadFigures(const YamlValue& map, const std::string& field,
                   ReportedFigures ReportUnit::* into) {
    if (!YamlIsMap(map, field, kMostReportUnits, findings_)) return;
    for (std::size_t i = 0; i < map.items.size(); ++i) {
      const std::size_t unit = UnitOf(map.keys[i], map.keys_at[i], field);
      if (unit == kNone) continue;
      ReadFiguresOf(map.items[i], field + '.' + std::string(map.keys[i]),
                    report_.units[unit].*into);
    }
  }

  void ReadFiguresOf(const YamlValue& map, const std::string& field, ReportedFigures& figures) {
    if (!YamlIsMap(map, field, kMostIndicators, findings_)) return;
    for (std::size_t i = 0; i < map.items.size(); ++i) {
      const YamlValue& item = map.items[i];
      const std::size_t indicator = catalogue_.FindIndicator(map.keys[i]);
      if (indicator == kNone) {
        findings_.Add(map.keys_at[i], "figure_unknown", field,
                      {{"value", std::string(map.keys[i])}});
        continue;
      }
      const FigureRange& range = catalogue_.indicators[indicator].figure.range;
      const std::string name = field + '.' + range.name;
      const auto text = YamlText(item, name, kLongestId, findings_);
      if (!text.has_value()) continue;
      const absl::StatusOr<Rational> value = ParseFigure(range.kind, *text, name);
      if (!value.ok()) {
        findings_.Add(item.at, value.status());
        continue;
      }
      CheckBounds(range, *value, item.at, findings_);
      figures[indicator] = {.value = *value, .at = item.at};
    }
  }

  void ReadStated(const YamlValue& list) {
    if (!YamlIsList(list, "stated", kMostStated, findings_)) return;
    for (const YamlValue& item : list.items) {
      YamlRecord record(item, "stated", findings_);
      StatedFigure stated;
      stated.at = item.at;
      stated.where = record.RequiredText("where", kLongestTitle);
      if (const YamlValue* unit = record.Required("unit")) {
        stated.unit = UnitOf(unit->text, unit->at, "stated.unit");
      }
      if (const YamlValue* of = record.Required("of")) ReadSubject(*of, stated);
      stated.as = static_cast<StatedAs>(
          record.OptionalChoice("as", 0, {kStatedNames.begin(), kStatedNames.end()}));
      if (stated.as != StatedAs::kUnchanged) {
        if (const YamlValue* says = record.Required("says")) {
          stated.says = YamlDecimal(*says, "stated.says", findings_).value_or(Decimal());
        }
      }
      record.End();
      CheckSubject(stated, item.at);
      report_.stated.push_back(std::move(stated));
    }
  }

  void ReadSubject(const YamlValue& of, StatedFigure& stated) {
    stated.indicator = catalogue_.FindIndicator(of.text);
    stated.rate = catalogue_.FindRate(of.text);
    if (stated.indicator != kNone || stated.rate != kNone) return;
    findings_.Add(of.at, "indicator_unknown", "stated.of", {{"value", std::string(of.text)}});
  }

  // Only what is added up has a change in percent; a day or a yes has no number at all.
  void CheckSubject(const StatedFigure& stated, Position at) {
    bool fits = stated.as == StatedAs::kValue;
    std::string id;
    if (stated.indicator != kNone) {
      const Indicator& indicator = catalogue_.indicators[stated.indicator];
      const FigureKind kind = indicator.figure.range.kind;
      fits = fits && kind != FigureKind::kDate && kind != FigureKind::kYesNo;
      fits = fits || indicator.IsSummed();
      id = indicator.figure.id;
    } else if (stated.rate != kNone) {
      id = catalogue_.rates[stated.rate].id;
    }
    if (!fits && !id.empty()) findings_.Add(at, "stated_not_summed", "stated", {{"value", id}});
  }

  const IndicatorCatalogue& catalogue_;
  FindingList& findings_;
  FigureReport report_;
  std::map<std::string, std::size_t, std::less<>> rows_;
};

}  // namespace

std::size_t FigureReport::FindUnit(std::string_view id) const {
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (units[i].id == id) return i;
  }
  return kNone;
}

ReportRows::ReportRows(const FigureReport& report) {
  by_id_.reserve(report.units.size());
  for (std::size_t i = 0; i < report.units.size(); ++i) {
    by_id_.emplace_back(report.units[i].id, i);
  }
  std::sort(by_id_.begin(), by_id_.end());
}

std::size_t ReportRows::Find(std::string_view id) const {
  const auto at = std::lower_bound(by_id_.begin(), by_id_.end(), std::pair(id, std::size_t{0}));
  return at != by_id_.end() && at->first == id ? at->second : kNone;
}

std::optional<FigureReport> ReadFigureReport(std::string_view text,
                                             const IndicatorCatalogue& catalogue,
                                             FindingList& findings) {
  const auto yaml = ReadYaml(text, findings);
  if (!yaml.has_value()) return std::nullopt;
  return ReadFigureReport(yaml->root, catalogue, findings);
}

std::optional<FigureReport> ReadFigureReport(const YamlValue& root,
                                             const IndicatorCatalogue& catalogue,
                                             FindingList& findings) {
  return ReportReader(catalogue, findings).Read(root);
}

}  // namespace par::domain
