#include "parctl/figure_book.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/domain/figure_show.h"

namespace par::parctl {
namespace {

using domain::FigureRef;
using domain::kNone;
using spreadsheet::BookCell;
using spreadsheet::BookSheet;
using spreadsheet::Ink;
using spreadsheet::Look;

BookCell TextOf(std::string text) { return {.text = std::move(text)}; }

// "99.97 %" as 99.97; what is not of all units yet stays the text that says so.
BookCell NumberOf(std::string text) {
  if (text.ends_with(" %")) text.resize(text.size() - 2);
  return {.text = std::move(text), .ink = Ink::kNumber};
}

class BookMaker {
 public:
  BookMaker(const Session& session, const FigureFiles& files, std::size_t unit)
      : session_(session),
        catalogue_(files.catalogue),
        report_(*files.report),
        shown_(files.catalogue, *files.report, domain::NumberStyle::kPlain),
        units_(domain::AtAndBelow(*files.report, unit)) {}

  spreadsheet::Book Make(const std::vector<domain::FigureFinding>& findings) const {
    return {.title = report_.title, .sheets = {Figures(), Reporting(), Targets(), Found(findings)}};
  }

 private:
  std::vector<std::string> Heading() const {
    return {report_.title, report_.period.Title(session_.output.language)};
  }

  BookSheet Figures() const {
    BookSheet sheet{.name = session_.Say("Số liệu", "Figures"), .lines = Heading()};
    sheet.lines.push_back(session_.Say("* chưa đủ các đơn vị", "* not of all units yet"));
    sheet.columns = {{.title = session_.Say("Mã", "Id"), .width = 24},
                     {.title = session_.Say("Chỉ tiêu", "Indicator"), .width = 50, .wraps = true},
                     {.title = session_.Say("ĐVT", "Unit"), .width = 10}};
    for (const std::size_t unit : units_) {
      sheet.columns.push_back({.title = report_.units[unit].title, .width = 16, .wraps = true});
    }
    for (std::size_t i = 0; i <= catalogue_.groups.size(); ++i) {
      const std::size_t group = i < catalogue_.groups.size() ? i : kNone;
      AddGroup(group, sheet);
    }
    return sheet;
  }

  void AddGroup(std::size_t group, BookSheet& sheet) const {
    bool titled = group == kNone;
    for (const FigureRef& figure : domain::FiguresOfGroup(catalogue_, group)) {
      std::vector<BookCell> row = {TextOf(figure.Id(catalogue_)), TextOf(figure.Title(catalogue_)),
                                   TextOf(figure.Unit(catalogue_))};
      bool any = false;
      for (const std::size_t unit : units_) {
        const auto shown = shown_.Of(unit, figure);
        any = any || shown.has_value();
        row.push_back(shown.has_value() ? NumberOf(shown->Marked("")) : TextOf(""));
      }
      if (!any) continue;
      if (!titled) {
        sheet.rows.push_back({{.text = "", .look = Look::kHeading},
                              {.text = catalogue_.groups[group].title, .look = Look::kHeading}});
      }
      titled = true;
      sheet.rows.push_back(std::move(row));
    }
  }

  BookSheet Reporting() const {
    BookSheet sheet{.name = session_.Say("Gửi báo cáo", "Reporting"), .lines = Heading()};
    sheet.columns = {
        {.title = session_.Say("Đơn vị", "Unit"), .width = 44, .wraps = true},
        {.title = session_.Say("Phải báo cáo", "Expected"), .width = 14},
        {.title = session_.Say("Đã báo cáo", "Reported"), .width = 14},
        {.title = session_.Say("Chưa báo cáo", "Missing"), .width = 60, .wraps = true}};
    for (const std::size_t unit : units_) {
      if (report_.units[unit].parts.empty() && units_.size() > 1) continue;
      const domain::Reported who = domain::WhoReported(report_, unit);
      std::string missing;
      for (const domain::UnitId& one : who.missing) {
        missing +=
            (missing.empty() ? "" : ", ") + report_.units[shown_.rows().Find(one.value())].title;
      }
      sheet.rows.push_back({TextOf(report_.units[unit].title),
                            NumberOf(std::to_string(who.expected)),
                            NumberOf(std::to_string(who.reported)), TextOf(std::move(missing))});
    }
    return sheet;
  }

  BookSheet Targets() const {
    BookSheet sheet{.name = session_.Say("Dưới chỉ tiêu", "Below target"), .lines = Heading()};
    sheet.columns = {{.title = session_.Say("Đơn vị", "Unit"), .width = 44, .wraps = true},
                     {.title = session_.Say("Chỉ tiêu", "Indicator"), .width = 50, .wraps = true},
                     {.title = session_.Say("ĐVT", "Unit of it"), .width = 10},
                     {.title = session_.Say("Đạt", "Reached"), .width = 12},
                     {.title = session_.Say("Mức", "Target"), .width = 12}};
    for (const domain::MissedTarget& missed :
         domain::MissedTargets(catalogue_, report_, shown_.rollup())) {
      if (!std::binary_search(units_.begin(), units_.end(), missed.unit)) continue;
      const FigureRef figure = FigureRef::Of(missed);
      sheet.rows.push_back({TextOf(report_.units[missed.unit].title),
                            TextOf(figure.Title(catalogue_)), TextOf(figure.Unit(catalogue_)),
                            NumberOf(shown_.Reached(missed)), NumberOf(shown_.Wanted(missed))});
    }
    return sheet;
  }

  BookSheet Found(const std::vector<domain::FigureFinding>& findings) const {
    BookSheet sheet{.name = session_.Say("Sai lệch", "Findings"), .lines = Heading()};
    sheet.columns = {{.title = session_.Say("Loại", "Kind"), .width = 14},
                     {.title = session_.Say("Vị trí trong tệp số liệu", "Place"), .width = 24},
                     {.title = session_.Say("Nội dung", "Text"), .width = 110, .wraps = true}};
    for (const domain::FigureFinding& finding : findings) {
      const bool counts = finding.weight == domain::FindingWeight::kDifference;
      sheet.rows.push_back({TextOf(counts ? session_.Say("chênh lệch", "difference")
                                          : session_.Say("lưu ý", "note")),
                            TextOf(PlaceText(session_, report_, finding.at)),
                            TextOf(domain::TextOf(finding, session_.output.language))});
    }
    return sheet;
  }

  const Session& session_;
  const domain::IndicatorCatalogue& catalogue_;
  const domain::FigureReport& report_;
  const domain::ShownFigures shown_;
  const std::vector<std::size_t> units_;
};

}  // namespace

spreadsheet::Book ReportBook(const Session& session, const FigureFiles& files, std::size_t unit,
                             const std::vector<domain::FigureFinding>& findings) {
  return BookMaker(session, files, unit).Make(findings);
}

}  // namespace par::parctl
