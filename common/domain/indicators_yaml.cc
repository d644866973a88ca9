#include "common/domain/indicators_yaml.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/domain/criteria_yaml_parts.h"
#include "common/domain/figure_definition_yaml.h"
#include "common/domain/limits.h"
#include "common/domain/unit_tree.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {
namespace {

class CatalogueReader {
 public:
  explicit CatalogueReader(FindingList& findings) : findings_(findings) {}

  std::optional<IndicatorCatalogue> Read(const YamlValue& root) {
    YamlRecord record(root, "", findings_);
    record.Format("parnet/indicators/1");
    catalogue_.file_name = findings_.file();
    catalogue_.id = PlainId(record, "id");
    catalogue_.title = record.RequiredText("title", kLongestTitle);
    ReadEvery(record);
    Map(record, "groups", kMostIndicatorGroups, &CatalogueReader::ReadGroup);
    Map(record, "indicators", kMostIndicators, &CatalogueReader::ReadIndicator);
    if (catalogue_.indicators.empty()) findings_.Add(root.at, "list_empty", "indicators");
    catalogue_.Index();
    if (const YamlValue* indicators = record.Optional("indicators")) ResolveIndicators(*indicators);
    Map(record, "rates", kMostIndicators, &CatalogueReader::ReadRate);
    catalogue_.Index();
    List(record, "identities", &CatalogueReader::ReadIdentity);
    List(record, "targets", &CatalogueReader::ReadTarget);
    if (const YamlValue* outliers = record.Optional("outliers")) ReadOutliers(*outliers);
    if (const YamlValue* criteria = record.Optional("criteria")) ReadFeed(*criteria);
    record.End();
    if (!findings_.empty()) return std::nullopt;
    return std::move(catalogue_);
  }

 private:
  using ReadOne = void (CatalogueReader::*)(YamlRecord&, const std::string&, Position);

  std::string PlainId(YamlRecord& record, std::string_view key) {
    const YamlValue* id = record.Required(key);
    if (id == nullptr) return "";
    const std::string text = YamlText(*id, record.Field(key), kLongestId, findings_).value_or("");
    if (!text.empty() && !IsPlainId(text)) {
      findings_.Add(id->at, "id_malformed", record.Field(key),
                    {{"value", text}, {"allowed", "a-z 0-9 -"}});
    }
    return text;
  }

  void ReadEvery(YamlRecord& record) {
    constexpr std::array kKinds = {PeriodKind::kMonth, PeriodKind::kQuarter, PeriodKind::kHalfYear,
                                   PeriodKind::kYear};
    const std::size_t chosen =
        record.OptionalChoice("every", kKinds.size(), {"month", "quarter", "half_year", "year"});
    if (chosen < kKinds.size()) catalogue_.every = kKinds.at(chosen);
  }

  // A map from names to records.
  void Map(YamlRecord& record, std::string_view key, std::size_t most, ReadOne read) {
    const YamlValue* map = record.Optional(key);
    if (map == nullptr || !YamlIsMap(*map, key, most, findings_)) return;
    for (std::size_t i = 0; i < map->items.size(); ++i) {
      const std::string name(map->keys[i]);
      if (!criteria_yaml::IsLocalName(name)) {
        findings_.Add(map->keys_at[i], "local_name_malformed", key, {{"value", name}});
      }
      YamlRecord one(map->items[i], name, findings_);
      (this->*read)(one, name, map->keys_at[i]);
      one.End();
    }
  }

  void List(YamlRecord& record, std::string_view key, ReadOne read) {
    const YamlValue* list = record.Optional(key);
    if (list == nullptr || !YamlIsList(*list, key, kMostIndicators, findings_)) return;
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      YamlRecord one(list->items[i], std::string(key) + '[' + std::to_string(i + 1) + ']',
                     findings_);
      (this->*read)(one, one.field(), list->items[i].at);
      one.End();
    }
  }

  void ReadGroup(YamlRecord& record, const std::string& id, Position) {
    IndicatorGroup group{.id = id,
                         .title = record.RequiredText("title", kLongestTitle),
                         .owner = record.OptionalText("owner", kLongestTitle)};
    if (const YamlValue* days = record.Optional("cutoff_days")) {
      constexpr int kMostDays = 60;
      group.cutoff_days = static_cast<int>(
          YamlWhole(*days, record.Field("cutoff_days"), 0, kMostDays, findings_).value_or(0));
    }
    catalogue_.groups.push_back(std::move(group));
  }

  std::size_t ReadGroupOf(YamlRecord& record, std::string& owner) {
    const YamlValue* value = record.Optional("group");
    const std::string id = record.OptionalText("group", kLongestId);
    const std::size_t group = catalogue_.FindGroup(id);
    if (value != nullptr && !id.empty() && group == kNone) {
      findings_.Add(value->at, "indicator_group_unknown", record.Field("group"), {{"value", id}});
    }
    if (owner.empty() && group != kNone) owner = catalogue_.groups[group].owner;
    return group;
  }

  void ReadIndicator(YamlRecord& record, const std::string& id, Position at) {
    Indicator indicator;
    indicator.figure = ReadFigureDefinition(record, id, at, findings_);
    indicator.definition = record.OptionalText("definition", kLongestNote);
    indicator.owner = record.OptionalText("owner", kLongestTitle);
    indicator.group = ReadGroupOf(record, indicator.owner);
    (void)record.Optional("over_time");  // When all indicators are known.
    catalogue_.indicators.push_back(std::move(indicator));
  }

  RuleScope Scope(std::string field, bool has_previous) const {
    RuleScope scope;
    scope.field = std::move(field);
    for (std::size_t i = 0; i < catalogue_.indicators.size(); ++i) {
      const FigureDefinition& figure = catalogue_.indicators[i].figure;
      scope.names.push_back(
          {.name = figure.id, .slot = i, .kind = figure.range.kind, .has_previous = has_previous});
    }
    return scope;
  }

  void ResolveIndicators(const YamlValue& map) {
    if (map.kind != YamlKind::kMap || map.items.size() != catalogue_.indicators.size()) return;
    for (std::size_t i = 0; i < map.items.size(); ++i) {
      if (const YamlValue* part_of = map.items[i].Find("part_of")) ResolvePartOf(*part_of, i);
      if (const YamlValue* over_time = map.items[i].Find("over_time")) ReadOverTime(*over_time, i);
    }
    for (const Indicator& indicator : catalogue_.indicators) {
      if (!indicator.formula.has_value()) continue;
      for (const std::size_t slot : SlotsRead(*indicator.formula, RuleOp::kFigure)) {
        if (!catalogue_.indicators[slot].formula.has_value()) continue;
        findings_.Add(indicator.figure.at, "indicator_over_time_chain", indicator.figure.id,
                      {{"value", catalogue_.indicators[slot].figure.id}});
      }
    }
  }

  void ResolvePartOf(const YamlValue& value, std::size_t indicator) {
    FigureDefinition& figure = catalogue_.indicators[indicator].figure;
    const std::size_t whole = catalogue_.FindIndicator(value.text);
    if (whole != kNone && whole != indicator) {
      figure.range.part_of = whole;
      return;
    }
    findings_.Add(value.at, "figure_unknown", figure.id + ".part_of",
                  {{"value", std::string(value.text)}});
  }

  void ReadOverTime(const YamlValue& value, std::size_t index) {
    Indicator& indicator = catalogue_.indicators[index];
    const std::string field = indicator.figure.id + ".over_time";
    const auto text = YamlText(value, field, kLongestExpression, findings_);
    if (!text.has_value() || *text == "sum") return;
    indicator.over_time = OverTime::kFormula;
    if (*text == "first") indicator.over_time = OverTime::kFirst;
    if (*text == "last") indicator.over_time = OverTime::kLast;
    if (indicator.over_time != OverTime::kFormula) return;
    auto formula = ParseNumber(*text, Scope(field, false));
    if (!formula.ok()) return findings_.Add(value.at, formula.status());
    indicator.formula = *std::move(formula);
  }

  void ReadRate(YamlRecord& record, const std::string& id, Position at) {
    RateIndicator rate{.id = id,
                       .title = record.RequiredText("title", kLongestTitle),
                       .definition = record.OptionalText("definition", kLongestNote),
                       .owner = record.OptionalText("owner", kLongestTitle),
                       .numerator = {},
                       .denominator = {},
                       .text = {},
                       .reads = {},
                       .at = at};
    rate.group = ReadGroupOf(record, rate.owner);
    if (catalogue_.FindIndicator(id) != kNone) {
      findings_.Add(at, "id_repeated", "rates", {{"value", id}});
    }
    if (const YamlValue* places = record.Optional("places")) {
      rate.places = static_cast<int>(
          YamlWhole(*places, record.Field("places"), 0, Points::kPlaces, findings_).value_or(2));
    }
    if (const YamlValue* of = record.Required("of")) ReadQuotient(*of, record.Field("of"), rate);
    catalogue_.rates.push_back(std::move(rate));
  }

  void ReadQuotient(const YamlValue& value, const std::string& field, RateIndicator& rate) {
    const auto text = YamlText(value, field, kLongestExpression, findings_);
    if (!text.has_value()) return;
    const auto whole = ParseNumber(*text, Scope(field, false));
    if (!whole.ok()) return findings_.Add(value.at, whole.status());
    if (whole->root().op != RuleOp::kDivide) {
      return findings_.Add(value.at, "rate_not_a_quotient", field, {{"value", *text}});
    }
    rate.text = *text;
    rate.numerator = OperandOf(*whole, whole->root().a);
    rate.denominator = OperandOf(*whole, whole->root().b);
    rate.reads = SlotsRead(*whole, RuleOp::kFigure);
  }

  void ReadIdentity(YamlRecord& record, const std::string&, Position at) {
    Identity identity{.id = PlainId(record, "id"),
                      .title = record.OptionalText("title", kLongestTitle),
                      .left = {},
                      .right = {},
                      .reads = {},
                      .reads_previous = {},
                      .at = at};
    const auto same = [&](const Identity& other) { return other.id == identity.id; };
    if (std::any_of(catalogue_.identities.begin(), catalogue_.identities.end(), same)) {
      findings_.Add(at, "id_repeated", record.Field("id"), {{"value", identity.id}});
    }
    const YamlValue* holds = record.Required("holds");
    if (holds != nullptr) ReadComparison(*holds, record.Field("holds"), identity);
    catalogue_.identities.push_back(std::move(identity));
  }

  void ReadComparison(const YamlValue& value, const std::string& field, Identity& identity) {
    const auto text = YamlText(value, field, kLongestExpression, findings_);
    if (!text.has_value()) return;
    const auto whole = ParseCondition(*text, Scope(field, true));
    if (!whole.ok()) return findings_.Add(value.at, whole.status());
    identity.op = whole->root().op;
    if (identity.op != RuleOp::kIsEqual && identity.op != RuleOp::kIsLessOrEqual) {
      return findings_.Add(value.at, "identity_not_comparison", field, {{"value", *text}});
    }
    identity.left = OperandOf(*whole, whole->root().a);
    identity.right = OperandOf(*whole, whole->root().b);
    identity.reads = SlotsRead(*whole, RuleOp::kFigure);
    identity.reads_previous = SlotsRead(*whole, RuleOp::kPrevious);
  }

  // Rates and percentages are written in percent.
  [[nodiscard]] bool IsPlainNumber(std::size_t indicator) const {
    return indicator != kNone &&
           catalogue_.indicators[indicator].figure.range.kind != FigureKind::kPercent;
  }

  void ReadTarget(YamlRecord& record, const std::string&, Position at) {
    IndicatorTarget target{.title = record.OptionalText("title", kLongestTitle),
                           .at_least = {},
                           .level = {},
                           .at = at};
    if (const YamlValue* of = record.Required("of")) {
      const std::string id = YamlText(*of, record.Field("of"), kLongestId, findings_).value_or("");
      target.indicator = catalogue_.FindIndicator(id);
      target.rate = catalogue_.FindRate(id);
      // A group may have an indicator's name; the single figure is then meant.
      if (target.indicator == kNone && target.rate == kNone) {
        target.group = catalogue_.FindGroup(id);
      }
      if (target.indicator == kNone && target.rate == kNone && target.group == kNone &&
          !id.empty()) {
        findings_.Add(of->at, "indicator_unknown", record.Field("of"), {{"value", id}});
      }
    }
    if (const YamlValue* least = record.Required("at_least")) {
      if (const auto number = YamlDecimal(*least, record.Field("at_least"), findings_)) {
        target.at_least = Rational::FromDecimal(*number);
        if (!IsPlainNumber(target.indicator)) {
          target.at_least = target.at_least / Rational::FromInt(100);
        }
      }
    }
    target.level = OptionalLevel(record);
    catalogue_.targets.push_back(std::move(target));
  }

  void ReadOutliers(const YamlValue& value) {
    YamlRecord record(value, "outliers", findings_);
    constexpr int kMostPeriods = 60;
    const auto whole = [&](std::string_view key, int least, int most) {
      const YamlValue* found = record.Optional(key);
      return found == nullptr ? std::optional<std::int64_t>()
                              : YamlWhole(*found, record.Field(key), least, most, findings_);
    };
    if (const auto periods = whole("periods", 2, kMostPeriods)) {
      catalogue_.outliers.periods = static_cast<std::size_t>(*periods);
    }
    if (const auto times = whole("times", 1, 1000)) {
      catalogue_.outliers.times = Rational::FromInt(*times);
    }
    if (const auto share = whole("share", 0, 10'000)) {
      catalogue_.outliers.share = Rational::FromFraction(*share, 100);
    }
    record.End();
  }

  void ReadFeed(const YamlValue& value) {
    YamlRecord record(value, "criteria", findings_);
    CriteriaFeed& feed = catalogue_.feed;
    feed.set = PlainId(record, "set");
    if (const YamlValue* figures = record.Optional("figures")) {
      ReadFeeds(*figures, "criteria.figures", true, feed.figures);
    }
    if (const YamlValue* children = record.Optional("children")) {
      YamlRecord below(*children, "criteria.children", findings_);
      feed.children_of = PlainId(below, "of");
      if (const YamlValue* figures = below.Required("figures")) {
        ReadFeeds(*figures, "criteria.children.figures", false, feed.children);
      }
      below.End();
    }
    record.End();
  }

  // `ID: {of: INDICATOR, unit: ROW}`.
  void ReadFeeds(const YamlValue& map, const std::string& field, bool with_unit,
                 std::vector<CriteriaFeed::Figure>& figures) {
    if (!YamlIsMap(map, field, kMostIndicators, findings_)) return;
    for (std::size_t i = 0; i < map.items.size(); ++i) {
      YamlRecord record(map.items[i], field + '.' + std::string(map.keys[i]), findings_);
      CriteriaFeed::Figure figure{
          .figure = std::string(map.keys[i]), .unit = {}, .at = map.keys_at[i]};
      if (const YamlValue* of = record.Required("of")) {
        const std::string id =
            YamlText(*of, record.Field("of"), kLongestId, findings_).value_or("");
        figure.indicator = catalogue_.FindIndicator(id);
        if (figure.indicator == kNone && !id.empty()) {
          findings_.Add(of->at, "indicator_unknown", record.Field("of"), {{"value", id}});
        }
      }
      if (with_unit) figure.unit = PlainId(record, "unit");
      record.End();
      figures.push_back(std::move(figure));
    }
  }

  FindingList& findings_;
  IndicatorCatalogue catalogue_;
};

}  // namespace

std::optional<IndicatorCatalogue> ReadIndicators(std::string_view text, FindingList& findings) {
  const auto yaml = ReadYaml(text, findings);
  if (!yaml.has_value()) return std::nullopt;
  return CatalogueReader(findings).Read(yaml->root);
}

}  // namespace par::domain
