#include "parctl/figure_tables.h"

#include "parctl/table.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

using domain::kNone;
using domain::NumberStyle;

constexpr std::size_t kMostColumns = 6;  // Parts beside each other; of more only the sum is shown.

class Tables {
 public:
  Tables(const Session& session, const FigureFiles& files)
      : session_(session),
        catalogue_(files.catalogue),
        report_(*files.report),
        rollup_(files.catalogue, *files.report),
        style_(session.vietnamese() ? NumberStyle::kVietnamese : NumberStyle::kPlain) {}

  std::string Report(std::size_t unit) const {
    std::string text = OneLine(report_.title) + '\n' + session_.Say("Kỳ báo cáo: ", "Period: ") +
                       report_.period.Title(session_.output.language) + '\n';
    if (!report_.source.empty()) {
      text += session_.Say("Nguồn: ", "Source: ") + OneLine(report_.source) + '\n';
    }
    if (report_.sample) {
      text += session_.Say("Số liệu mẫu, soạn để minh họa\n",
                           "Sample figures, composed for demonstration\n");
    }
    text += '\n' + Legend(unit);
    for (std::size_t group = 0; group < catalogue_.groups.size(); ++group) {
      text += Group(unit, group, OneLine(catalogue_.groups[group].title));
    }
    text += Group(unit, kNone, session_.Say("Chỉ tiêu khác", "Other indicators"));
    text += Rates(unit);
    if (text.find(" *") != std::string::npos) {
      text += session_.Say("* chưa đủ các đơn vị\n\n", "* not of all units yet\n\n");
    }
    return text + Reporting() + Targets();
  }

  std::string Drill(std::size_t unit, const std::string& id) const {
    const std::size_t rate = catalogue_.FindRate(id);
    const std::size_t indicator = catalogue_.FindIndicator(id);
    Table table({{.title = session_.Say("Đơn vị", "Unit"), .may_shrink = true},
                 {.title = session_.Say("Giá trị", "Value"), .to_the_right = true},
                 {.title = session_.Say("Từ", "From")}});
    DrillInto(unit, rate, indicator, 0, table);
    const std::string title = rate != kNone ? catalogue_.rates[rate].title
                                            : catalogue_.indicators[indicator].figure.title;
    return OneLine(title) + ", " + report_.period.Title(session_.output.language) + "\n\n" +
           table.Text(session_.output.width);
  }

 private:
  std::string Value(std::size_t unit, std::size_t indicator) const {
    const domain::RolledFigure* figure = rollup_.Of(unit, indicator);
    if (figure == nullptr) return "-";
    const domain::FigureKind kind = catalogue_.indicators[indicator].figure.range.kind;
    // What some parts have not given yet is marked.
    return domain::FormatFigure(kind, figure->value, style_) + (figure->complete ? "" : " *");
  }

  std::string Legend(std::size_t unit) const {
    std::string text = OneLine(report_.units[unit].title) + '\n';
    for (const std::size_t part : Columns(unit)) {
      text += "  " + report_.units[part].id + ": " + OneLine(report_.units[part].title) + '\n';
    }
    return text + '\n';
  }

  std::vector<std::size_t> Columns(std::size_t unit) const {
    const std::vector<std::size_t>& parts = report_.units[unit].parts;
    return parts.size() <= kMostColumns ? parts : std::vector<std::size_t>();
  }

  // Empty if nobody has a figure of it.
  std::string Group(std::size_t unit, std::size_t group, const std::string& title) const {
    std::vector<Column> columns = {{.title = title, .may_shrink = true},
                                   {.title = session_.Say("ĐVT", "Unit")}};
    const std::vector<std::size_t> parts = Columns(unit);
    for (const std::size_t part : parts) {
      columns.push_back({.title = report_.units[part].id, .to_the_right = true});
    }
    columns.push_back(
        {.title = parts.empty() ? session_.Say("Giá trị", "Value") : session_.Say("Cộng", "Sum"),
         .to_the_right = true});
    Table table(std::move(columns));
    for (std::size_t i = 0; i < catalogue_.indicators.size(); ++i) {
      const domain::Indicator& indicator = catalogue_.indicators[i];
      if (indicator.group != group) continue;
      bool any = rollup_.Of(unit, i) != nullptr;
      std::vector<std::string> cells = {indicator.figure.title, indicator.figure.unit};
      for (const std::size_t part : parts) {
        cells.push_back(Value(part, i));
        any = any || rollup_.Of(part, i) != nullptr;
      }
      cells.push_back(Value(unit, i));
      if (any) table.Add(std::move(cells));
    }
    return table.rows() == 0 ? "" : table.Text(session_.output.width) + '\n';
  }

  std::string Number(const domain::Rational& value) const {
    return domain::FormatFigure(domain::FigureKind::kAmount, value, style_);
  }

  std::string Work(const domain::RateValue& rate) const {
    return Number(rate.numerator) + '/' + Number(rate.denominator) + (rate.complete ? "" : " *");
  }

  std::string Percent(const domain::RateValue& value, const domain::RateIndicator& rate) const {
    const auto percent = value.Percent(rate.places);
    if (!percent.has_value()) return session_.Say("không phát sinh", "nothing arose");
    return percent->Format(style_) + " %";
  }

  std::string Rates(std::size_t unit) const {
    Table table({{.title = session_.Say("Tỷ lệ", "Rate"), .may_shrink = true},
                 {.title = session_.Say("Đơn vị", "Unit")},
                 {.title = session_.Say("Cách tính", "Made of"), .to_the_right = true},
                 {.title = session_.Say("Kết quả", "Result"), .to_the_right = true}});
    for (const domain::RateIndicator& rate : catalogue_.rates) {
      std::vector<std::size_t> rows = Columns(unit);
      rows.push_back(unit);
      for (const std::size_t row : rows) {
        const auto value = rollup_.Rate(row, rate);
        if (!value.has_value()) continue;
        table.Add({rate.title, report_.units[row].id, Work(*value), Percent(*value, rate)});
      }
    }
    return table.rows() == 0 ? "" : table.Text(session_.output.width) + '\n';
  }

  std::string Reporting() const {
    std::string text = session_.Say("Đã báo cáo\n", "Who has reported\n");
    for (std::size_t unit = 0; unit < report_.units.size(); ++unit) {
      if (report_.units[unit].parts.empty() && report_.units.size() > 1) continue;
      const domain::Reported who = domain::WhoReported(report_, unit);
      text += "  " + OneLine(report_.units[unit].title) + ": " + std::to_string(who.reported) +
              '/' + std::to_string(who.expected);
      if (!who.missing.empty()) text += session_.Say("; chưa báo cáo:", "; missing:");
      for (const domain::UnitId& missing : who.missing) text += ' ' + missing.value();
      text += '\n';
    }
    return text + '\n';
  }

  std::string Targets() const {
    Table table({{.title = session_.Say("Dưới chỉ tiêu", "Below its target"), .may_shrink = true},
                 {.title = session_.Say("Nội dung", "Indicator"), .may_shrink = true},
                 {.title = session_.Say("Đạt", "Reached"), .to_the_right = true},
                 {.title = session_.Say("Mức", "Target"), .to_the_right = true}});
    for (const domain::MissedTarget& missed : domain::MissedTargets(catalogue_, report_, rollup_)) {
      const domain::FigureKind kind =
          missed.rate != kNone ? domain::FigureKind::kPercent
                               : catalogue_.indicators[missed.indicator].figure.range.kind;
      const domain::IndicatorTarget& target = catalogue_.targets[missed.target];
      table.Add({report_.units[missed.unit].title,
                 missed.rate != kNone ? catalogue_.rates[missed.rate].title
                                      : catalogue_.indicators[missed.indicator].figure.title,
                 Reached(missed, kind), domain::FormatFigure(kind, target.at_least, style_)});
    }
    return table.rows() == 0 ? "" : table.Text(session_.output.width) + '\n';
  }

  std::string Reached(const domain::MissedTarget& missed, domain::FigureKind kind) const {
    if (missed.rate == kNone) return domain::FormatFigure(kind, missed.value, style_);
    const auto percent = (missed.value * domain::Rational::FromInt(100))
                             .RoundHalfUp(catalogue_.rates[missed.rate].places);
    return percent.has_value() ? percent->Format(style_) + " %" : "-";
  }

  void DrillInto(std::size_t unit, std::size_t rate, std::size_t indicator, std::size_t depth,
                 Table& table) const {
    const std::string name = std::string(2 * depth, ' ') + OneLine(report_.units[unit].title);
    if (rate != kNone) {
      const auto value = rollup_.Rate(unit, catalogue_.rates[rate]);
      if (!value.has_value()) return;
      table.Add({name, Percent(*value, catalogue_.rates[rate]), Work(*value)});
    } else {
      const domain::RolledFigure* figure = rollup_.Of(unit, indicator);
      if (figure == nullptr) return;
      table.Add({name, Value(unit, indicator), Origin(*figure, unit)});
    }
    for (const std::size_t part : report_.units[unit].parts) {
      DrillInto(part, rate, indicator, depth + 1, table);
    }
  }

  std::string Origin(const domain::RolledFigure& figure, std::size_t unit) const {
    if (figure.own) return session_.Say("báo cáo", "reported");
    return session_.Say("cộng ", "sum of ") + std::to_string(figure.with) + '/' +
           std::to_string(report_.units[unit].parts.size());
  }

  const Session& session_;
  const domain::IndicatorCatalogue& catalogue_;
  const domain::FigureReport& report_;
  const domain::FigureRollUp rollup_;
  const NumberStyle style_;
};

}  // namespace

std::string ReportTables(const Session& session, const FigureFiles& files, std::size_t unit) {
  return Tables(session, files).Report(unit);
}

std::string DrillDown(const Session& session, const FigureFiles& files, std::size_t unit,
                      const std::string& id) {
  return Tables(session, files).Drill(unit, id);
}

}  // namespace par::parctl
