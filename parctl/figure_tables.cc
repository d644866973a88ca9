#include "parctl/figure_tables.h"

#include "common/domain/catalogue.h"
#include "parctl/table.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

using domain::FigureRef;
using domain::kNone;
using domain::NumberStyle;

constexpr std::size_t kMostColumns = 6;  // Parts beside each other; of more only the sum is shown.

class Tables {
 public:
  Tables(const Session& session, const FigureFiles& files)
      : session_(session),
        catalogue_(files.catalogue),
        report_(*files.report),
        shown_(files.catalogue, *files.report, domain::StyleOf(session.output.language)) {}

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

  std::string Drill(std::size_t unit, const FigureRef& figure) const {
    Table table({{.title = session_.Say("Đơn vị", "Unit"), .may_shrink = true},
                 {.title = session_.Say("Giá trị", "Value"), .to_the_right = true},
                 {.title = session_.Say("Từ", "From")}});
    DrillInto(unit, figure, 0, table);
    return OneLine(figure.Title(catalogue_)) + ", " +
           report_.period.Title(session_.output.language) + '\n' + About(figure) + '\n' +
           table.Text(session_.output.width);
  }

 private:
  // What it is and who answers for it, where the catalogue says so.
  std::string About(const FigureRef& figure) const {
    std::string text;
    if (!figure.Definition(catalogue_).empty()) {
      text += OneLine(figure.Definition(catalogue_)) + '\n';
    }
    if (figure.rate != kNone) {
      text += session_.Say("Công thức: ", "Formula: ") +
              OneLine(catalogue_.rates[figure.rate].text) + '\n';
    }
    if (!figure.Owner(catalogue_).empty()) {
      text += session_.Say("Phụ trách: ", "Owner: ") + OneLine(figure.Owner(catalogue_)) + '\n';
    }
    return text;
  }

  std::string Value(std::size_t unit, std::size_t indicator) const {
    const auto shown = shown_.Of(unit, {.indicator = indicator});
    return shown.has_value() ? shown->Marked("-") : "-";
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
      bool any = shown_.rollup().Of(unit, i) != nullptr;
      std::vector<std::string> cells = {indicator.figure.title, indicator.figure.unit};
      for (const std::size_t part : parts) {
        cells.push_back(Value(part, i));
        any = any || shown_.rollup().Of(part, i) != nullptr;
      }
      cells.push_back(Value(unit, i));
      if (any) table.Add(std::move(cells));
    }
    return table.rows() == 0 ? "" : table.Text(session_.output.width) + '\n';
  }

  std::string OrNothing(const std::string& percent) const {
    return percent.empty() ? session_.Say("không phát sinh", "nothing arose") : percent;
  }

  static std::string Work(const domain::ShownFigure& rate) {
    return rate.work + (rate.complete ? "" : " *");
  }

  std::string Rates(std::size_t unit) const {
    Table table({{.title = session_.Say("Tỷ lệ", "Rate"), .may_shrink = true},
                 {.title = session_.Say("Đơn vị", "Unit")},
                 {.title = session_.Say("Cách tính", "Made of"), .to_the_right = true},
                 {.title = session_.Say("Kết quả", "Result"), .to_the_right = true}});
    for (std::size_t rate = 0; rate < catalogue_.rates.size(); ++rate) {
      std::vector<std::size_t> rows = Columns(unit);
      rows.push_back(unit);
      for (const std::size_t row : rows) {
        const auto shown = shown_.Of(row, {.rate = rate});
        if (!shown.has_value()) continue;
        table.Add({catalogue_.rates[rate].title, report_.units[row].id, Work(*shown),
                   OrNothing(shown->text)});
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
    for (const domain::MissedTarget& missed :
         domain::MissedTargets(catalogue_, report_, shown_.rollup())) {
      table.Add({report_.units[missed.unit].title, FigureRef::Of(missed).Title(catalogue_),
                 shown_.Reached(missed), shown_.Wanted(missed)});
    }
    return table.rows() == 0 ? "" : table.Text(session_.output.width) + '\n';
  }

  void DrillInto(std::size_t unit, const FigureRef& figure, std::size_t depth, Table& table) const {
    const auto shown = shown_.Of(unit, figure);
    if (!shown.has_value()) return;
    const std::string name = std::string(2 * depth, ' ') + OneLine(report_.units[unit].title);
    if (figure.rate != kNone) {
      table.Add({name, OrNothing(shown->text), Work(*shown)});
    } else {
      table.Add({name, shown->Marked("-"), Origin(unit, figure)});
    }
    for (const std::size_t part : report_.units[unit].parts) {
      DrillInto(part, figure, depth + 1, table);
    }
  }

  std::string Origin(std::size_t unit, const FigureRef& figure) const {
    const domain::RolledFigure& rolled = *shown_.rollup().Of(unit, figure.indicator);
    if (rolled.own) return session_.Say("báo cáo", "reported");
    return session_.Say("cộng ", "sum of ") + std::to_string(rolled.with) + '/' +
           std::to_string(report_.units[unit].parts.size());
  }

  const Session& session_;
  const domain::IndicatorCatalogue& catalogue_;
  const domain::FigureReport& report_;
  const domain::ShownFigures shown_;
};

}  // namespace

std::string ReportTables(const Session& session, const FigureFiles& files, std::size_t unit) {
  return Tables(session, files).Report(unit);
}

std::string DrillDown(const Session& session, const FigureFiles& files, std::size_t unit,
                      const domain::FigureRef& figure) {
  return Tables(session, files).Drill(unit, figure);
}

}  // namespace par::parctl
