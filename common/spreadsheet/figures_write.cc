#include <utility>

#include "common/domain/refusal.h"
#include "common/spreadsheet/figures_layout.h"
#include "common/spreadsheet/figures_workbook.h"

namespace par::spreadsheet {
namespace {

namespace figures = figures_layout;
using domain::FigureKind;
using domain::kNone;
using domain::ReportUnit;

constexpr std::size_t kRoomForStated = 20;

BookCell Given(std::string text, Ink ink = Ink::kText) {
  return {.text = std::move(text), .ink = ink, .look = Look::kFixed};
}
BookCell Asked(std::string text, Ink ink = Ink::kText) {
  return {.text = std::move(text), .ink = ink, .look = Look::kAnswer};
}

template <typename Names>
std::vector<std::string> ShownNames(const Names& names) {
  std::vector<std::string> shown;
  for (const figures::Shown& one : names) shown.emplace_back(one.shown);
  return shown;
}

std::vector<BookColumn> Titled(const std::vector<std::string>& titles,
                               const std::vector<double>& widths) {
  constexpr double kWideEnoughToWrap = 24;
  std::vector<BookColumn> columns;
  for (std::size_t i = 0; i < titles.size(); ++i) {
    columns.push_back(
        {.title = titles[i], .width = widths[i], .wraps = widths[i] >= kWideEnoughToWrap});
  }
  return columns;
}

class FiguresWriter {
 public:
  FiguresWriter(const domain::IndicatorCatalogue& catalogue, const domain::FigureReport& report,
                FiguresBookFor purpose)
      : catalogue_(catalogue), report_(report), fill_in_(purpose == FiguresBookFor::kFillIn) {}

  Book Write() const {
    Book book;
    book.title = report_.title;
    book.sheets.push_back(Info());
    book.sheets.push_back(Units());
    book.sheets.push_back(Figures(figures::kFigures, &ReportUnit::figures));
    book.sheets.push_back(Figures(figures::kYearBefore, &ReportUnit::year_before));
    book.sheets.push_back(Windows());
    book.sheets.push_back(Stated());
    return book;
  }

 private:
  BookSheet Sheet(std::string_view name, std::vector<BookColumn> columns) const {
    return {.name = std::string(name),
            .lines = {report_.title, report_.period.Title(domain::Language::kVietnamese) +
                                         (fill_in_ ? ". Chỉ nhập vào các ô nền vàng." : "")},
            .columns = std::move(columns),
            .rows = {},
            .choices = {},
            .protect = fill_in_};
  }

  // Open where a person works on the whole report, locked in what a unit fills in.
  BookCell Kept(std::string text) const {
    return fill_in_ ? Given(std::move(text)) : Asked(std::move(text));
  }

  BookSheet Info() const {
    BookSheet sheet = Sheet(figures::kInfo, Titled(figures::kInfoColumns, {14, 30, 60}));
    const auto add = [&](std::string key, std::string title, BookCell value) {
      sheet.rows.push_back({Given(std::move(key)), Given(std::move(title)), std::move(value)});
    };
    add("format", "Dạng tệp", Given(std::string(figures::kFormat)));
    add("indicators", "Hệ chỉ tiêu", Given(catalogue_.id));
    add("title", "Tên báo cáo", Asked(report_.title));
    add("period", "Kỳ báo cáo", Kept(report_.period.Text()));
    add("source", "Nguồn", Asked(report_.source));
    sheet.choices.push_back(Chosen(sheet.rows.size(), figures::kInfoValue,
                                   {std::string(figures::kYes), std::string(figures::kNo)}));
    add("sample", "Số liệu mẫu, không thật",
        Asked(std::string(report_.sample ? figures::kYes : figures::kNo)));
    return sheet;
  }

  static Choice Chosen(std::size_t row, std::size_t column, std::vector<std::string> list) {
    return {.row = row,
            .column = column,
            .kind = Choice::Kind::kList,
            .list = std::move(list),
            .message = "Chọn một giá trị trong danh sách."};
  }

  BookSheet Units() const {
    BookSheet sheet = Sheet(figures::kUnits, Titled(figures::kUnitColumns, {20, 44, 14, 20, 14}));
    for (const ReportUnit& unit : report_.units) {
      const std::size_t row = sheet.rows.size();
      sheet.choices.push_back(Chosen(row, figures::kUnitReported,
                                     {std::string(figures::kYes), std::string(figures::kNo)}));
      std::string level;
      if (unit.level.has_value()) {
        level = domain::VietnameseName(*unit.level);
      }
      std::string reported;
      if (unit.reported.has_value()) reported = *unit.reported ? figures::kYes : figures::kNo;
      sheet.rows.push_back({Kept(unit.id), Kept(unit.title), Kept(std::move(level)),
                            Kept(unit.parent == kNone ? "" : report_.units[unit.parent].id),
                            Kept(std::move(reported))});
    }
    return sheet;
  }

  BookSheet Figures(std::string_view name, domain::ReportedFigures ReportUnit::* which) const {
    std::vector<BookColumn> columns = Titled(figures::kFigureColumns, {26, 50, 12, 40});
    std::vector<BookCell> names = {Given(std::string(figures::kNamesRow)), Given(""), Given(""),
                                   Given("")};
    for (const ReportUnit& unit : report_.units) {
      columns.push_back({.title = unit.id, .width = 16, .wraps = true});
      names.push_back(Given(unit.title));
    }
    BookSheet sheet = Sheet(name, std::move(columns));
    sheet.rows.push_back(std::move(names));
    for (std::size_t i = 0; i < catalogue_.indicators.size(); ++i) {
      AddChoices(catalogue_.indicators[i].figure, sheet);
      sheet.rows.push_back(FigureRow(i, which));
    }
    return sheet;
  }

  std::vector<BookCell> FigureRow(std::size_t indicator,
                                  domain::ReportedFigures ReportUnit::* which) const {
    const domain::FigureDefinition& figure = catalogue_.indicators[indicator].figure;
    std::vector<BookCell> row = {Given(figure.id), Given(figure.title), Given(UnitText(figure)),
                                 Given(Help(catalogue_.indicators[indicator]))};
    for (const ReportUnit& unit : report_.units) {
      const auto found = (unit.*which).find(indicator);
      row.push_back(found == (unit.*which).end() ? Asked("") : Value(figure, found->second.value));
    }
    return row;
  }

  static BookCell Value(const domain::FigureDefinition& figure, const domain::Rational& value) {
    const FigureKind kind = figure.range.kind;
    if (kind == FigureKind::kYesNo) {
      return Asked(std::string(value.IsZero() ? figures::kNo : figures::kYes));
    }
    return Asked(domain::FigureInput(kind, value),
                 kind == FigureKind::kDate ? Ink::kDay : Ink::kNumber);
  }

  static std::string UnitText(const domain::FigureDefinition& figure) {
    switch (figure.range.kind) {
      case FigureKind::kYesNo:
        return "có/không";
      case FigureKind::kDate:
        return "ngày";
      case FigureKind::kPercent:
        return "%";
      default:
        return figure.unit;
    }
  }

  // What is counted, of what it is a part, who answers for it: a line each.
  std::string Help(const domain::Indicator& indicator) const {
    std::string text = indicator.definition;
    const auto add = [&](const std::string& line) { text += (text.empty() ? "" : "\n") + line; };
    if (indicator.figure.range.part_of.has_value()) {
      add("Trong đó của: " + catalogue_.indicators[*indicator.figure.range.part_of].figure.title);
    }
    if (!indicator.figure.source.empty()) add("Nguồn: " + indicator.figure.source);
    if (!indicator.owner.empty()) add("Phụ trách: " + indicator.owner);
    return text;
  }

  void AddChoices(const domain::FigureDefinition& figure, BookSheet& sheet) const {
    for (std::size_t unit = 0; unit < report_.units.size(); ++unit) {
      Choice choice{.row = sheet.rows.size(),
                    .column = figures::kFigureValues + unit,
                    .kind = Choice::Kind::kDecimal,
                    .least = "0",
                    .message = "Nhập một số không âm."};
      switch (figure.range.kind) {
        case FigureKind::kSigned:
          continue;
        case FigureKind::kYesNo:
          choice = Chosen(choice.row, choice.column,
                          {std::string(figures::kYes), std::string(figures::kNo)});
          break;
        case FigureKind::kDate:
          choice.kind = Choice::Kind::kDay;
          choice.message = "Nhập một ngày, ví dụ 20/12/2023.";
          break;
        case FigureKind::kCount:
        case FigureKind::kRank:
          choice.kind = Choice::Kind::kWhole;
          choice.least = figure.range.kind == FigureKind::kRank ? "1" : "0";
          choice.message = "Nhập một số nguyên không âm.";
          break;
        case FigureKind::kAmount:
        case FigureKind::kPercent:
          break;
      }
      sheet.choices.push_back(std::move(choice));
    }
  }

  BookSheet Windows() const {
    BookSheet sheet = Sheet(figures::kWindows, Titled(figures::kWindowColumns, {20, 50, 14, 14}));
    const auto add = [&](std::size_t group, std::string id, std::string title) {
      const auto found = report_.windows.find(group);
      const bool given = found != report_.windows.end();
      sheet.rows.push_back({Given(std::move(id)), Given(std::move(title)),
                            Asked(given ? found->second.from.Iso() : "", Ink::kDay),
                            Asked(given ? found->second.to.Iso() : "", Ink::kDay)});
    };
    add(kNone, std::string(figures::kOtherGroups), "Tất cả nhóm khác");
    for (std::size_t i = 0; i < catalogue_.groups.size(); ++i) {
      add(i, catalogue_.groups[i].id, catalogue_.groups[i].title);
    }
    return sheet;
  }

  BookSheet Stated() const {
    BookSheet sheet =
        Sheet(figures::kStated, Titled(figures::kStatedColumns, {20, 20, 30, 14, 14}));
    for (const domain::StatedFigure& stated : report_.stated) {
      const bool number = stated.as != domain::StatedAs::kUnchanged;
      sheet.rows.push_back(
          {Asked(stated.where), Asked(report_.units[stated.unit].id),
           Asked(stated.rate != kNone ? catalogue_.rates[stated.rate].id
                                      : catalogue_.indicators[stated.indicator].figure.id),
           Asked(
               std::string(figures::kStatedAsNames.at(static_cast<std::size_t>(stated.as)).shown)),
           Asked(number ? stated.says.Text() : "", Ink::kNumber)});
    }
    const std::size_t rows = report_.stated.size() + kRoomForStated;
    while (sheet.rows.size() < rows) {
      sheet.rows.emplace_back(figures::kStatedColumns.size(), Asked(""));
    }
    for (std::size_t row = 0; row < rows; ++row) {
      sheet.choices.push_back(Chosen(row, figures::kStatedAs, ShownNames(figures::kStatedAsNames)));
    }
    return sheet;
  }

  const domain::IndicatorCatalogue& catalogue_;
  const domain::FigureReport& report_;
  const bool fill_in_;
};

}  // namespace

absl::StatusOr<Book> FiguresBook(const domain::IndicatorCatalogue& catalogue,
                                 const domain::FigureReport& report, FiguresBookFor purpose) {
  if (report.units.size() > kMostUnitColumns) {
    return domain::Invalid("sheet_units_too_many", {{"value", std::to_string(report.units.size())},
                                                    {"maximum", std::to_string(kMostUnitColumns)}});
  }
  return FiguresWriter(catalogue, report, purpose).Write();
}

}  // namespace par::spreadsheet
