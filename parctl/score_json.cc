// What `parctl score --format json` prints (docs/formats/scores.md). Points are numbers with their
// exact digits; values inside a trace are exact fractions as texts.
#include "common/base/json_writer.h"
#include "common/domain/rule_words.h"
#include "parctl/scored_unit.h"

namespace par::parctl {
namespace {

using domain::NumberStyle;

std::string Plain(domain::Points points) { return points.FormatShort(NumberStyle::kPlain); }

class ScoresWriter {
 public:
  ScoresWriter(const domain::CriteriaSet& set, domain::Language language)
      : set_(set), language_(language) {}

  std::string Write(const std::vector<ScoredUnit>& units) {
    json_.BeginObject();
    json_.Key("format").String("parnet/scores/1");
    json_.Key("set").BeginObject();
    json_.Key("id").String(set_.id);
    json_.Key("version").Int(set_.version);
    json_.Key("title").String(set_.title);
    json_.Key("year").Int(set_.year);
    json_.Key("sample").Bool(set_.sample);
    json_.EndObject();
    json_.Key("units").BeginArray();
    for (const ScoredUnit& unit : units) WriteUnit(unit);
    json_.EndArray();
    json_.EndObject();
    return json_.Take();
  }

 private:
  void WriteUnit(const ScoredUnit& unit) {
    const domain::ScoreSheet& sheet = unit.sheet;
    json_.BeginObject();
    json_.Key("unit").String(unit.answers.unit.value());
    json_.Key("title").String(unit.answers.title);
    json_.Key("group").String(unit.answers.group);
    json_.Key("file").String(unit.file);
    json_.Key("rank");
    unit.rank.has_value() ? json_.Int(*unit.rank) : json_.Null();
    json_.Key("total").Decimal(Plain(sheet.total));
    json_.Key("total_rounded").Decimal(Plain(sheet.total_rounded));
    json_.Key("maximum").Decimal(Plain(sheet.maximum));
    json_.Key("effective_maximum").Decimal(Plain(sheet.effective_maximum));
    json_.Key("converted");
    sheet.percent_rounded.has_value() ? json_.Decimal(Plain(*sheet.percent_rounded)) : json_.Null();
    json_.Key("class");
    const domain::ResultClass* found = ClassOf(set_, sheet);
    found == nullptr ? json_.Null() : json_.String(found->id);
    json_.Key("not_scored").Int(sheet.not_scored);
    WriteSources(sheet);
    WriteAreas(sheet);
    json_.Key("leaves").BeginArray();
    for (std::size_t i = 0; i < sheet.leaves.size(); ++i) {
      WriteLeaf(static_cast<domain::LeafIndex>(i), sheet.leaves[i]);
    }
    json_.EndArray();
    json_.EndObject();
  }

  void WriteTotal(const domain::ScoreTotal& total) {
    json_.Key("maximum").Decimal(Plain(total.maximum));
    json_.Key("not_applicable").Decimal(Plain(total.taken_out));
    json_.Key("effective_maximum").Decimal(Plain(total.effective_maximum()));
    json_.Key("score").Decimal(Plain(total.score));
    json_.Key("not_scored").Int(total.not_scored);
  }

  void WriteSources(const domain::ScoreSheet& sheet) {
    json_.Key("sources").BeginObject();
    for (std::size_t i = 0; i < sheet.sources.size(); ++i) {
      json_.Key(domain::Name(static_cast<domain::Source>(i))).BeginObject();
      WriteTotal(sheet.sources[i]);
      json_.EndObject();
    }
    json_.EndObject();
  }

  void WriteAreas(const domain::ScoreSheet& sheet) {
    json_.Key("areas").BeginArray();
    for (std::size_t i = 0; i < set_.nodes.size(); ++i) {
      if (set_.nodes[i].parent != domain::kNone) continue;
      json_.BeginObject();
      json_.Key("id").String(set_.nodes[i].id);
      json_.Key("title").String(set_.nodes[i].title);
      WriteTotal(sheet.nodes[i]);
      json_.EndObject();
    }
    json_.EndArray();
  }

  void WriteLeaf(domain::LeafIndex index, const domain::LeafScore& leaf) {
    const domain::Node& node = set_.NodeOf(index);
    json_.BeginObject();
    json_.Key("id").String(node.id);
    json_.Key("title").String(node.title);
    json_.Key("source").String(domain::Name(node.source));
    json_.Key("maximum").Decimal(Plain(node.maximum));
    json_.Key("state").String(domain::Name(leaf.state));
    json_.Key("score");
    // Not scored is not zero.
    leaf.state == domain::LeafState::kNotScored ? json_.Null() : json_.Decimal(Plain(leaf.points));
    json_.Key("missing").BeginArray();
    for (const std::string& name : leaf.missing) json_.String(name);
    json_.EndArray();
    json_.Key("error");
    leaf.error.ok() ? json_.Null() : json_.String(domain::TextOf(leaf.error, language_));
    json_.Key("trace");
    leaf.trace == nullptr ? void(json_.Null())
                          : WriteTrace(*leaf.trace, domain::WordsScopeOf(set_, index));
    json_.EndObject();
  }

  void WriteTrace(const domain::Trace& trace, const domain::RuleWordsScope& scope) {
    json_.BeginObject();
    json_.Key("inputs").BeginArray();
    for (const domain::TraceInput& input : trace.inputs) {
      json_.BeginObject();
      json_.Key("name").String((input.previous ? "previous." : "") + input.name);
      json_.Key("kind").String(domain::Name(input.kind));
      json_.Key("value");
      input.value.has_value() ? json_.String(input.value->Text()) : json_.Null();
      json_.EndObject();
    }
    json_.EndArray();
    const domain::RuleCase none;
    const domain::RuleCase* found = domain::TakenCase(scope.rule, trace);
    const domain::RuleCase& taken = found == nullptr ? none : *found;
    json_.Key("nothing_arises").Bool(trace.taken_case == domain::kNothingArisesCase);
    json_.Key("when").String(taken.when ? taken.when->text : "");
    WriteSteps("when_steps", taken.when, trace.when_steps);
    json_.Key("expression").String(taken.score ? taken.score->text : "");
    WriteSteps("steps", taken.score, trace.steps);
    json_.Key("exact");
    trace.exact.has_value() ? json_.String(trace.exact->Text()) : json_.Null();
    json_.Key("places").Int(trace.places);
    json_.Key("rounded");
    trace.rounded.has_value() ? json_.Decimal(Plain(*trace.rounded)) : json_.Null();
    json_.Key("text").String(domain::RenderTrace(trace, scope, language_));
    json_.EndObject();
  }

  void WriteSteps(std::string_view name, const std::optional<domain::Expression>& of,
                  const std::vector<domain::TraceStep>& steps) {
    json_.Key(name).BeginArray();
    for (const domain::TraceStep& step : steps) {
      json_.BeginObject();
      json_.Key("expression").String(of->TextOf(of->nodes[step.node]));
      json_.Key("operands").BeginArray();
      for (const domain::Rational& operand : step.operands) json_.String(operand.Text());
      json_.EndArray();
      json_.Key("result").String(step.result.Text());
      json_.EndObject();
    }
    json_.EndArray();
  }

  const domain::CriteriaSet& set_;
  const domain::Language language_;
  JsonWriter json_;
};

}  // namespace

std::string ScoresJson(const domain::CriteriaSet& set, const std::vector<ScoredUnit>& units,
                       domain::Language language) {
  return ScoresWriter(set, language).Write(units);
}

}  // namespace par::parctl
