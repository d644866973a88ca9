#include "common/document/figures_document.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/document/figures_tables.h"
#include "common/domain/vietnamese.h"

namespace par::document {
namespace {

using domain::FigureRef;
using domain::kNone;
using domain::NumberStyle;

constexpr std::size_t kMostNamedParts = 6;  // Whose rates a sentence names.

class Writer {
 public:
  Writer(const FiguresFacts& facts, const Particulars& particulars)
      : facts_(facts),
        particulars_(particulars),
        catalogue_(facts.now.catalogue()),
        report_(facts.now.report()),
        document_(WithParticulars(particulars)) {}

  OfficialDocument Write() {
    document_.bases.clear();  // They begin the first sentence.
    document_.kind = "Báo cáo";
    document_.subject = "Kết quả công tác cải cách hành chính " + About();
    Opening();
    Reporting();
    Groups();
    Targets();
    if (facts_.forecast != nullptr) Forecast();
    Tasks();
    Body("Trên đây là báo cáo kết quả công tác cải cách hành chính " + About());
    Units();
    return std::move(document_);
  }

 private:
  void Body(std::string text) { document_.blocks.emplace_back(Paragraph{.text = std::move(text)}); }
  void Note(std::string text) {
    document_.blocks.emplace_back(
        Paragraph{.text = std::move(text), .look = Paragraph::Look::kNote});
  }
  void Section(std::string text) {
    document_.blocks.emplace_back(
        Paragraph{.text = std::move(text), .look = Paragraph::Look::kSection});
  }
  void Chapter(std::string_view title) {
    Section(domain::RomanNumeral(++chapter_) + ". " + std::string(title));
  }

  // "quý III năm 2023 của huyện Tư Nghĩa"
  std::string About() const {
    return report_.period.Title(domain::Language::kVietnamese) + " của " + particulars_.unit;
  }

  void Opening() {
    std::string text;
    for (const std::string& basis : particulars_.bases) {
      const std::size_t end = basis.find_last_not_of(" .;,");
      text += (text.empty() ? "" : "; ") + basis.substr(0, end == std::string::npos ? 0 : end + 1);
    }
    Body(text + ", " + OneName(particulars_.issuer) +
         " báo cáo kết quả công tác cải cách hành chính " + About() + " như sau:");
  }

  void Reporting() {
    Chapter("Tình hình gửi báo cáo");
    const domain::Reported who = domain::WhoReported(report_, facts_.unit);
    Body("Có " + std::to_string(who.reported) + "/" + std::to_string(who.expected) +
         " đơn vị đã gửi số liệu của " + report_.period.Title(domain::Language::kVietnamese) + ".");
    Table table = ReportingTable(facts_);
    if (!table.rows.empty()) document_.blocks.emplace_back(std::move(table));
  }

  void Groups() {
    Chapter("Kết quả thực hiện");
    if (!report_.units[facts_.unit].parts.empty()) {
      Body("Số liệu của từng đơn vị tại Phụ lục kèm theo.");
    }
    int number = 0;
    bool marked = false;
    for (std::size_t i = 0; i <= catalogue_.groups.size(); ++i) {
      const std::size_t group = i < catalogue_.groups.size() ? i : kNone;
      auto table = GroupTable(facts_, group);
      if (!table.has_value()) continue;
      Section(std::to_string(++number) + ". " +
              (group == kNone ? "Chỉ tiêu khác" : catalogue_.groups[group].title));
      const std::string about = AboutGroup(group);
      if (!about.empty()) Body(about + ".");
      for (const FigureRef& figure : domain::FiguresOfGroup(catalogue_, group)) Rate(figure);
      for (const Row& row : table->rows) {
        marked = marked || std::any_of(row.cells.begin(), row.cells.end(),
                                       [](const auto& cell) { return cell.ends_with(" *"); });
      }
      document_.blocks.emplace_back(*std::move(table));
    }
    if (marked) Note("Ghi chú: Dấu * chỉ số liệu chưa có đủ của các đơn vị.");
  }

  std::string AboutGroup(std::size_t group) const {
    std::string text;
    if (group != kNone && !catalogue_.groups[group].owner.empty()) {
      text = "Cơ quan phụ trách: " + catalogue_.groups[group].owner;
    }
    auto window = report_.windows.find(group);
    if (window == report_.windows.end()) window = report_.windows.find(kNone);
    if (window == report_.windows.end()) return text;
    return text + (text.empty() ? "Số" : "; số") + " liệu từ ngày " +
           window->second.from.Vietnamese() + " đến hết ngày " + window->second.to.Vietnamese();
  }

  // "Tỷ lệ hồ sơ giải quyết đúng hạn: 99,97 % (8.738/8.741), trong đó: …".
  void Rate(const FigureRef& figure) {
    const auto shown = facts_.now.Of(facts_.unit, figure);
    if (figure.rate == kNone || !shown.has_value() || shown->text.empty()) return;
    std::string text =
        "- " + figure.Title(catalogue_) + ": " + shown->text + " (" + shown->work + ")";
    const std::vector<std::size_t>& parts = report_.units[facts_.unit].parts;
    std::string of_parts;
    for (const std::size_t part : parts) {
      const auto one = facts_.now.Of(part, figure);
      if (parts.size() > kMostNamedParts || !one.has_value() || one->text.empty()) continue;
      of_parts +=
          (of_parts.empty() ? "; trong đó: " : "; ") + report_.units[part].title + " " + one->text;
    }
    Body(text + of_parts + ".");
  }

  void Targets() {
    Chapter("Chỉ tiêu thấp hơn mức yêu cầu");
    Table table = TargetsTable(facts_);
    const auto below = std::count_if(table.rows.begin(), table.rows.end(),
                                     [](const Row& row) { return !row.heading; });
    if (below == 0) return Body("Không có chỉ tiêu nào thấp hơn mức yêu cầu.");
    Body("Có " + domain::CountText(below) + " kết quả thấp hơn mức yêu cầu:");
    document_.blocks.emplace_back(std::move(table));
  }

  void Forecast() {
    Chapter("Dự báo tiêu chí mất điểm");
    const auto points = [](domain::Points value) {
      return value.FormatShort(NumberStyle::kVietnamese);
    };
    Table table = ForecastTable(facts_);
    const auto lose = static_cast<std::int64_t>(table.rows.size());
    std::string text = "Áp dụng " + facts_.set->title + " vào số liệu đến nay: ";
    text += lose == 0 ? "không tiêu chí nào mất điểm"
                      : domain::CountText(lose) + " tiêu chí mất tổng cộng " +
                            points(facts_.forecast->lost) + " điểm";
    const auto unknown =
        std::count_if(facts_.forecast->leaves.begin(), facts_.forecast->leaves.end(),
                      [](const auto& one) { return !one.known; });
    if (unknown > 0) {
      text += "; " + domain::CountText(unknown) + " tiêu chí (tối đa " +
              points(facts_.forecast->unknown) + " điểm) chưa có số liệu để dự báo";
    }
    Body(text + ".");
    if (!table.rows.empty()) document_.blocks.emplace_back(std::move(table));
  }

  void Tasks() {
    if (particulars_.tasks.empty()) return;
    Chapter("Phương hướng, nhiệm vụ kỳ tới");
    for (const std::string& task : particulars_.tasks) Body("- " + task + ".");
  }

  void Units() {
    Appendix appendix{.title = "Số liệu của từng đơn vị", .blocks = {}, .landscape = true};
    for (const std::size_t unit : domain::AtAndBelow(report_, facts_.unit)) {
      std::vector<Block> tables = PartsTables(facts_, unit);
      if (tables.empty()) continue;
      appendix.blocks.emplace_back(
          Paragraph{.text = report_.units[unit].title, .look = Paragraph::Look::kSection});
      appendix.blocks.insert(appendix.blocks.end(), tables.begin(), tables.end());
    }
    if (!appendix.blocks.empty()) document_.appendices.push_back(std::move(appendix));
  }

  const FiguresFacts& facts_;
  const Particulars& particulars_;
  const domain::IndicatorCatalogue& catalogue_;
  const domain::FigureReport& report_;
  OfficialDocument document_;
  int chapter_ = 0;
};

}  // namespace

OfficialDocument FiguresDocument(const FiguresFacts& facts, const Particulars& particulars) {
  return Writer(facts, particulars).Write();
}

}  // namespace par::document
