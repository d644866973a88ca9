#include "common/document/decision_document.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/base/sha256.h"
#include "common/document/decision_lines.h"
#include "common/domain/vietnamese.h"

namespace par::document {
namespace {

using domain::CountText;
using domain::Decision;

constexpr std::size_t kMostNamed = 5;  // Groups whose first unit the text names.

// "Điều 1." and so on, in the order in which they are added.
class Articles {
 public:
  explicit Articles(std::vector<Block>& blocks) : blocks_(blocks) {}
  void Add(std::string text) {
    blocks_.emplace_back(
        Paragraph{.lead = "Điều " + std::to_string(++count_) + ".", .text = std::move(text)});
  }
  void More(std::string text) { blocks_.emplace_back(Paragraph{.text = std::move(text)}); }

 private:
  std::vector<Block>& blocks_;
  int count_ = 0;
};

std::string CountsText(const ShownDecision& shown) {
  std::int64_t submitted = 0;
  std::int64_t ranked = 0;
  for (const ShownLine& one : shown.lines) {
    submitted += one.line->submitted ? 1 : 0;
    ranked += one.line->rank > 0 ? 1 : 0;
  }
  const auto units = static_cast<std::int64_t>(shown.lines.size());
  if (ranked == units) {
    return "Có " + CountText(units) + " đơn vị được đánh giá và xếp hạng.";
  }
  std::string text = "Có " + CountText(units) + " đơn vị thuộc diện đánh giá, trong đó " +
                     CountText(submitted) + " đơn vị được đánh giá và " + CountText(ranked) +
                     " đơn vị được xếp hạng";
  std::vector<std::string> absent;
  for (const ShownLine& one : shown.lines) {
    if (!one.line->submitted) absent.push_back(one.line->name);
  }
  if (!absent.empty()) text += "; không gửi hồ sơ: " + absl::StrJoin(absent, ", ");
  return text + ".";
}

// "Xếp loại: Xuất sắc 03 đơn vị; Tốt 09 đơn vị.", the highest first; empty without classes.
std::string ClassesText(const Decision& decision) {
  std::vector<std::string> parts;
  for (const domain::ResultClass& one : decision.classes) {
    const auto count = std::count_if(decision.lines.begin(), decision.lines.end(),
                                     [&](const domain::DecisionLine& line) {
                                       return line.submitted && line.class_id == one.id;
                                     });
    if (count > 0) parts.push_back(one.title + " " + CountText(count) + " đơn vị");
  }
  return parts.empty() ? "" : "Kết quả xếp loại: " + absl::StrJoin(parts, "; ") + ".";
}

// Who stands first, in each of a few groups.
std::string FirstText(const ShownDecision& shown) {
  if (shown.groups.size() > kMostNamed) return "";
  std::vector<std::string> parts;
  for (const ShownLine& one : shown.lines) {
    if (one.line->rank != 1) continue;
    const std::string group = shown.groups.size() < 2 ? "" : " (khối " + one.line->group + ")";
    parts.push_back(one.line->name + group + ", " + one.total + " điểm");
  }
  return parts.empty() ? "" : "Xếp thứ nhất: " + absl::StrJoin(parts, "; ") + ".";
}

std::string AboutNumbers(const Decision& decision) {
  return "Ghi chú: Tổng điểm được cộng từ điểm các tiêu chí chưa làm tròn và chỉ làm tròn một lần, "
         "đến " +
         CountText(decision.total_places) +
         " chữ số thập phân. Điểm tối đa áp dụng không tính các tiêu chí không phát sinh nhiệm vụ "
         "hoặc được miễn; tỷ lệ quy đổi là tổng điểm so với điểm tối đa áp dụng. Thứ hạng xác định "
         "theo " +
         (decision.rank_by == domain::RankBasis::kConverted ? std::string("tỷ lệ quy đổi")
                                                            : std::string("tổng điểm")) +
         " chưa làm tròn trong từng khối.";
}

void AddArticles(const Decision& decision, const Particulars& particulars,
                 const ShownDecision& shown, OfficialDocument& document) {
  Articles articles(document.blocks);
  articles.Add("Công bố kết quả đánh giá, xếp hạng cải cách hành chính năm " +
               std::to_string(decision.year) + " của " + particulars.units +
               " (kết quả xếp hạng tại Phụ lục I, điểm từng lĩnh vực tại Phụ lục II).");
  articles.More(CountsText(shown));
  for (std::string text : {ClassesText(decision), FirstText(shown)}) {
    if (!text.empty()) articles.More(std::move(text));
  }
  for (const std::string& text : particulars.articles) articles.Add(text);
  std::string force = "Quyết định này có hiệu lực kể từ ngày ký";
  if (!decision.supersedes.value().empty()) {
    force += " và thay thế Quyết định số " + decision.supersedes.value() +
             "; các nội dung thay đổi nêu tại Phụ lục III";
  }
  articles.Add(force + ".");
  articles.Add(particulars.implementers + " chịu trách nhiệm thi hành Quyết định này.");
}

}  // namespace

OfficialDocument DecisionDocument(const Decision& decision, const Particulars& particulars) {
  const ShownDecision shown = Show(decision);
  OfficialDocument document = WithParticulars(particulars);
  document.number = decision.number.value();
  document.date = decision.date;
  document.kind = "Quyết định";
  const std::string result = "kết quả đánh giá, xếp hạng cải cách hành chính năm " +
                             std::to_string(decision.year) + " của " + particulars.units;
  document.subject = "Về việc công bố " + result;
  document.authority =
      particulars.authority.empty() ? OneName(particulars.issuer) : particulars.authority;
  document.resolution = "Quyết định";
  AddArticles(decision, particulars, shown, document);

  Appendix ranking{.title = result, .blocks = {RankingTable(shown)}};
  ranking.blocks.emplace_back(
      Paragraph{.text = AboutNumbers(decision), .look = Paragraph::Look::kNote});
  ranking.blocks.emplace_back(Paragraph{.text = "Mã băm SHA-256 của quyết định điện tử: " +
                                                Sha256::Of(domain::WholeBytes(decision)).Hex(),
                                        .look = Paragraph::Look::kNote});
  document.appendices.push_back(std::move(ranking));
  Appendix areas{.title = "Điểm từng lĩnh vực năm " + std::to_string(decision.year) + " của " +
                          particulars.units,
                 .blocks = AreaTables(shown),
                 .landscape = true};
  areas.blocks.emplace_back(Paragraph{
      .text = "Ghi chú: Hai số cách nhau bởi dấu “/” là điểm đạt và điểm tối đa áp dụng của lĩnh "
              "vực có tiêu chí không phát sinh nhiệm vụ hoặc được miễn.",
      .look = Paragraph::Look::kNote});
  document.appendices.push_back(std::move(areas));
  if (!decision.supersedes.value().empty()) {
    document.appendices.push_back(
        {.title = "Nội dung thay đổi so với Quyết định số " + decision.supersedes.value(),
         .blocks = {ChangesTable(decision)}});
  }
  return document;
}

}  // namespace par::document
