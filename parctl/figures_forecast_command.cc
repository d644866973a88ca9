// `parctl figures forecast`: the rules of a criteria set applied to the figures to date.
#include <algorithm>
#include <memory>

#include "common/base/json_writer.h"
#include "common/domain/catalogue.h"
#include "common/domain/figure_feed.h"
#include "common/domain/rule_words.h"
#include "parctl/figure_files.h"
#include "parctl/inputs.h"
#include "parctl/report.h"
#include "parctl/table.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

using domain::ForecastState;

struct ForecastOptions {
  std::string criteria;
  std::string answers;
  FigureFileOptions files;
};

std::optional<domain::Answers> AnswersOrNone(Session& session, const domain::CriteriaSet& set,
                                             const std::string& file) {
  if (file.empty()) return domain::EmptyAnswers(set, domain::UnitId("-"));
  auto read = ReadAnswersOfUnits(session, set, {file});
  if (!read.has_value()) return std::nullopt;
  return std::move(read->front().answers);
}

std::optional<domain::FiguresToDate> Fed(Session& session, const FigureFiles& files,
                                         const domain::CriteriaSet& set, domain::Answers base) {
  domain::FindingList findings(files.catalogue.file_name);
  auto to_date =
      domain::FeedCriteria(files.catalogue, *files.report, set, std::move(base), findings);
  const std::size_t count = findings.count();
  PrintFindings(session, std::move(findings).TakeSorted(), count);
  return to_date;
}

std::optional<domain::FiguresToDate> ReadFigures(Session& session, const ForecastOptions& options,
                                                 const domain::CriteriaSet& set,
                                                 std::string& about) {
  auto base = AnswersOrNone(session, set, options.answers);
  if (!base.has_value()) return std::nullopt;
  about = base->title;
  if (options.files.files.empty()) return domain::ToDate(set, *std::move(base));
  const auto files = ReadFigureFiles(session, options.files);
  if (files == nullptr) return std::nullopt;
  about = files->report->title + ", " + files->report->period.Title(session.output.language);
  return Fed(session, *files, set, *std::move(base));
}

class ForecastTables {
 public:
  ForecastTables(const Session& session, const domain::CriteriaSet& set,
                 const domain::Forecast& forecast)
      : session_(session),
        set_(set),
        forecast_(forecast),
        style_(domain::StyleOf(session.output.language)) {}

  std::string Text(const std::string& about) const {
    return OneLine(set_.title) + '\n' + OneLine(about) + "\n\n" + Known() + Gains() + Unknown() +
           Total();
  }

 private:
  std::string Points(domain::Points points) const { return points.FormatShort(style_); }

  std::string Known() const {
    Table table({{.title = session_.Say("Mã", "Id")},
                 {.title = session_.Say("Tiêu chí", "Criterion"), .may_shrink = true},
                 {.title = session_.Say("Tối đa", "Maximum"), .to_the_right = true},
                 {.title = session_.Say("Đến nay", "To date"), .to_the_right = true},
                 {.title = session_.Say("Mất", "Lost"), .to_the_right = true},
                 {.title = session_.Say("Cách tính", "Steps"), .may_shrink = true}});
    for (const domain::LeafForecast& one : forecast_.leaves) {
      if (!one.known) continue;
      const domain::Node& node = set_.NodeOf(one.leaf);
      table.Add({node.id, node.title, Points(node.maximum), Points(one.points), Points(one.lost),
                 Steps(one)});
    }
    return table.Text(session_.output.width) + '\n';
  }

  std::string Steps(const domain::LeafForecast& one) const {
    if (one.state == ForecastState::kNotApplicable) {
      return session_.Say("không phát sinh", "not applicable");
    }
    if (one.state == ForecastState::kEntered) return session_.Say("đã nhập điểm", "points entered");
    if (one.trace == nullptr) return "";
    return domain::RenderSteps(*one.trace, domain::WordsScopeOf(set_, one.leaf),
                               session_.output.language);
  }

  std::string Gains() const {
    std::string text;
    for (const domain::LeafForecast& one : forecast_.leaves) {
      if (one.state != ForecastState::kLoses) continue;
      const domain::Node& node = set_.NodeOf(one.leaf);
      text += node.id + " " + OneLine(node.title) + session_.Say(": mất ", ": loses ") +
              Points(one.lost) + session_.Say(" trên ", " of ") + Points(node.maximum) +
              session_.Say(" điểm\n", " points\n");
      for (const domain::Gain& gain : one.gains) {
        text += "  " + OneLine(domain::TextOf(gain, session_.output.language)) + '\n';
      }
      if (std::none_of(one.gains.begin(), one.gains.end(),
                       [](const domain::Gain& gain) { return gain.full; })) {
        text += session_.Say("  không một số liệu nào tự nó đưa được lên điểm tối đa\n",
                             "  no single figure reaches the maximum by itself\n");
      }
    }
    return text.empty() ? "" : text + '\n';
  }

  std::string Unknown() const {
    std::string text;
    for (const domain::LeafForecast& one : forecast_.leaves) {
      if (one.known) continue;
      text += "  " + set_.NodeOf(one.leaf).id + ": " + WhyUnknown(one) + '\n';
    }
    return text.empty() ? "" : session_.Say("Chưa dự báo được\n", "Not forecast\n") + text + '\n';
  }

  std::string WhyUnknown(const domain::LeafForecast& one) const {
    if (one.state == ForecastState::kEntered) {
      return session_.Say("điểm do người chấm hoặc nơi khác cho", "points are given by someone");
    }
    if (one.state == ForecastState::kFailed) {
      return OneLine(domain::TextOf(one.error, session_.output.language));
    }
    std::string text;
    for (const std::string& name : one.missing) {
      text += (text.empty() ? session_.Say("chưa có: ", "not given: ") : "; ") + Called(one, name);
    }
    return OneLine(text);
  }

  // What the rule calls "a" as the set titles it.
  std::string Called(const domain::LeafForecast& one, std::string_view name) const {
    constexpr std::string_view kPrevious = "previous.";
    const bool before = name.starts_with(kPrevious);
    const std::string_view local = before ? name.substr(kPrevious.size()) : name;
    for (const domain::LeafInput& input : set_.leaves[one.leaf].inputs) {
      if (input.name != local) continue;
      return set_.figures[input.slot].title +
             (before ? session_.Say(" (năm trước)", " (a year before)") : "");
    }
    if (name == "children") {
      return session_.Say("số liệu của từng đơn vị cấp dưới", "figures of each unit below");
    }
    return std::string(name);
  }

  std::string Total() const {
    return session_.Say("Điểm theo số liệu đến nay: ", "Points by the figures to date: ") +
           Points(forecast_.points) + session_.Say("; sẽ mất: ", "; will be lost: ") +
           Points(forecast_.lost) + session_.Say("; chưa dự báo được: ", "; not forecast: ") +
           Points(forecast_.unknown) + session_.Say(" điểm\n", " points\n");
  }

  const Session& session_;
  const domain::CriteriaSet& set_;
  const domain::Forecast& forecast_;
  const domain::NumberStyle style_;
};

std::string Plain(domain::Points points) { return points.FormatShort(domain::NumberStyle::kPlain); }

void WriteGain(JsonWriter& json, const Session& session, const domain::Gain& gain) {
  const auto value = [&](const domain::Rational& number) {
    return domain::FormatFigure(gain.kind, number, domain::NumberStyle::kPlain);
  };
  json.BeginObject();
  json.Key("figure").String(gain.figure);
  json.Key("from").String(value(gain.from));
  json.Key("to").String(value(gain.to));
  json.Key("gained").Decimal(Plain(gain.gained));
  json.Key("full").Bool(gain.full);
  json.Key("text").String(domain::TextOf(gain, session.output.language));
  json.EndObject();
}

std::string ForecastJson(const Session& session, const domain::CriteriaSet& set,
                         const domain::Forecast& forecast) {
  JsonWriter json;
  json.BeginObject();
  json.Key("format").String("parnet/figure-forecast/1");
  json.Key("set").String(set.id + "@" + std::to_string(set.version));
  json.Key("points").Decimal(Plain(forecast.points));
  json.Key("lost").Decimal(Plain(forecast.lost));
  json.Key("unknown").Decimal(Plain(forecast.unknown));
  json.Key("criteria").BeginArray();
  for (const domain::LeafForecast& one : forecast.leaves) {
    const domain::Node& node = set.NodeOf(one.leaf);
    json.BeginObject();
    json.Key("id").String(node.id);
    json.Key("state").String(domain::Name(one.state));
    json.Key("maximum").Decimal(Plain(node.maximum));
    if (one.known) {
      json.Key("points").Decimal(Plain(one.points));
      json.Key("lost").Decimal(Plain(one.lost));
    }
    json.Key("missing").BeginArray();
    for (const std::string& name : one.missing) json.String(name);
    json.EndArray();
    json.Key("gains").BeginArray();
    for (const domain::Gain& gain : one.gains) WriteGain(json, session, gain);
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take();
}

void RunForecast(Session& session, const ForecastOptions& options) {
  if (options.files.files.empty() && options.answers.empty()) {
    MissingArgument("--figures | --answers");
  }
  const auto set = ReadSet(session, options.criteria);
  if (!set.has_value()) return;
  std::string about;
  const auto figures = ReadFigures(session, options, *set, about);
  if (!figures.has_value()) return;
  const domain::Forecast forecast = domain::ForecastOf(*set, *figures);
  session.output.out << (session.output.format == Format::kJson
                             ? ForecastJson(session, *set, forecast)
                             : ForecastTables(session, *set, forecast).Text(about));
}

}  // namespace

std::optional<domain::Forecast> ForecastOfReport(Session& session, const FigureFiles& files,
                                                 const domain::CriteriaSet& set,
                                                 const std::string& answers) {
  auto base = AnswersOrNone(session, set, answers);
  if (!base.has_value()) return std::nullopt;
  const auto figures = Fed(session, files, set, *std::move(base));
  if (!figures.has_value()) return std::nullopt;
  return domain::ForecastOf(set, *figures);
}

void AddFigureForecast(Command figures, Session& session) {
  auto options = std::make_shared<ForecastOptions>();
  const Command forecast = AddVerb(
      figures, session, "forecast",
      {"Tiêu chí nào sẽ mất điểm theo số liệu đến nay, mất bao nhiêu, cần thêm gì để lấy lại",
       "Which criteria will lose points by the figures to date, how many, what regains them"},
      {"parctl figures forecast --criteria criteria/quang-ngai-district-2023-v2.yaml "
       "--indicators figures/indicators-district-2023.yaml --figures "
       "figures/tu-nghia-2023-q3.yaml",
       "parctl figures forecast --criteria criteria/quang-ngai-district-2023-v2.yaml "
       "--answers criteria/answers/tu-nghia-district-2023.yaml"});
  const std::string file = session.Say("TỆP", "FILE");
  Take(forecast, session, "--criteria", options->criteria,
       {"Tệp YAML của bộ chỉ số", "YAML file of the criteria set"}, file)
      .Required();
  const Argument indicators =
      Take(forecast, session, "--indicators", options->files.indicators,
           {"Tệp YAML của hệ chỉ tiêu", "YAML file of the indicators"}, file);
  TakeMany(forecast, session, "--figures", options->files.files,
           {"Tệp YAML số liệu báo cáo định kỳ", "YAML files of reported figures"}, file)
      .Needs(indicators);
  Take(forecast, session, "--period", options->files.period,
       {"Kỳ báo cáo; mặc định là kỳ cuối", "The period; default the last one"}, "2023-Q3");
  Take(forecast, session, "--answers", options->answers,
       {"Tệp YAML số liệu theo bộ chỉ số; số liệu báo cáo định kỳ thay cho số liệu cùng tên",
        "YAML file of answers to the set; reported figures replace those of the same name"},
       file);
  forecast.Does([options, &session] { RunForecast(session, *options); });
}

}  // namespace par::parctl
