#include "common/document/review_minutes.h"

#include <algorithm>
#include <utility>

#include "common/domain/vietnamese.h"

namespace par::document {
namespace {

using domain::CountText;
using domain::NumberStyle;
using domain::Points;

Paragraph Body(std::string text) { return {.text = std::move(text)}; }
Paragraph Section(std::string text) {
  return {.text = std::move(text), .look = Paragraph::Look::kSection};
}

std::string Text(const Points& points) {
  return points.Format(Points::kPlaces, NumberStyle::kVietnamese);
}
std::string Text(const std::optional<Points>& points) {
  return points.has_value() ? Text(*points) : "–";
}

// What the review took or gave; with its sign. Where the review leaves a leaf without points
// (nothing arose, or it is waived with its maximum), nothing was lost.
std::string Difference(const ReviewedScore& score) {
  if (!score.reviewed.has_value()) return "–";
  const Points difference = score.reviewed.value_or(Points()) - score.own.value_or(Points());
  return (difference > Points() ? "+" : "") + Text(difference);
}

std::vector<Column> ScoreColumns(std::string what, int share) {
  return {{.title = "Mã", .share = 8, .align = Align::kCentre},
          {.title = std::move(what), .share = share},
          {.title = "Điểm tối đa", .share = 12, .align = Align::kCentre},
          {.title = "Điểm tự chấm", .share = 13, .align = Align::kCentre},
          {.title = "Điểm thẩm định", .share = 13, .align = Align::kCentre},
          {.title = "Tăng, giảm", .share = 13, .align = Align::kCentre}};
}

std::vector<std::string> ScoreCells(const MinutesPart& part) {
  return {part.id,
          part.title,
          part.score.maximum.has_value() ? part.score.maximum->FormatShort(NumberStyle::kVietnamese)
                                         : "–",
          Text(part.score.own),
          Text(part.score.reviewed),
          Difference(part.score)};
}

Table AreasTable(const MinutesFacts& facts) {
  Table table{.columns = ScoreColumns("Lĩnh vực", 41)};
  for (const MinutesPart& area : facts.areas) table.rows.push_back({.cells = ScoreCells(area)});
  const MinutesPart whole{.id = {},
                          .title = "Tổng cộng",
                          .score = {.maximum = facts.effective_maximum,
                                    .own = facts.own_total,
                                    .reviewed = facts.reviewed_total},
                          .reason = {}};
  table.rows.push_back({.cells = ScoreCells(whole), .bold = true});
  return table;
}

bool Changed(const MinutesPart& criterion) {
  return criterion.score.own != criterion.score.reviewed;
}

Appendix ChangesOf(const MinutesFacts& facts, const std::string& unit) {
  Table table{.columns = ScoreColumns("Tiêu chí", 40), .small = true};
  table.columns.push_back({.title = "Lý do", .share = 45});
  for (const MinutesPart& one : facts.criteria) {
    if (!Changed(one)) continue;
    std::vector<std::string> cells = ScoreCells(one);
    cells.push_back(one.reason.empty() ? "–" : one.reason);
    table.rows.push_back({.cells = std::move(cells)});
  }
  return {.title = "Các tiêu chí có điểm thẩm định khác điểm tự chấm của " + unit,
          .blocks = {std::move(table)},
          .landscape = true};
}

std::string CountsText(const MinutesFacts& facts, std::ptrdiff_t changed) {
  const auto all = static_cast<std::ptrdiff_t>(facts.criteria.size());
  std::string text = "Số tiêu chí được thẩm định: " + CountText(all) +
                     ", trong đó giữ nguyên điểm tự chấm " + CountText(all - changed) +
                     ", thay đổi điểm " + CountText(changed);
  if (changed > 0) text += " (Phụ lục kèm theo)";
  return text + ".";
}

std::string ResultText(const MinutesFacts& facts) {
  std::string text = "Tổng điểm sau thẩm định (làm tròn một lần): " +
                     facts.printed_total.Format(NumberStyle::kVietnamese) +
                     " điểm (bằng chữ: " + domain::InWords(facts.printed_total) + " điểm) trên " +
                     facts.effective_maximum.FormatShort(NumberStyle::kVietnamese) +
                     " điểm tối đa áp dụng";
  if (facts.converted.has_value()) {
    text += ", đạt " + facts.converted->Format(NumberStyle::kVietnamese) + " %";
  }
  if (!facts.class_title.empty()) text += "; xếp loại: " + facts.class_title;
  return text + ".";
}

std::string Joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : "; ") + text;
  return all;
}

Table VotesTable(const MinutesSession& session) {
  Table table{.columns = {{.title = "Tiêu chí", .share = 10, .align = Align::kCentre},
                          {.title = "Lý do đưa ra phiên họp", .share = 20},
                          {.title = "Phương án biểu quyết", .share = 30},
                          {.title = "Tán thành", .share = 10, .align = Align::kCentre},
                          {.title = "Không tán thành", .share = 10, .align = Align::kCentre},
                          {.title = "Không có ý kiến", .share = 10, .align = Align::kCentre},
                          {.title = "Kết quả", .share = 16, .align = Align::kCentre}},
              .small = true};
  for (const MinutesVote& vote : session.votes) {
    table.rows.push_back(
        {.cells = {vote.criterion, vote.contest, Joined(vote.proposals), CountText(vote.in_favour),
                   CountText(vote.against), CountText(vote.abstained), vote.result}});
  }
  return table;
}

void AddSessions(const MinutesFacts& facts, std::vector<Block>& blocks) {
  blocks.emplace_back(Section("III. Phiên họp của Hội đồng thẩm định"));
  if (facts.sessions.empty()) {
    blocks.emplace_back(Body("Không có tiêu chí nào phải đưa ra biểu quyết."));
  }
  for (const MinutesSession& session : facts.sessions) {
    std::string text = session.title + " (mã " + session.id + "), ngày " +
                       session.held_on.Vietnamese() + "; chủ tọa: " + session.chair +
                       "; thành viên: ";
    for (std::size_t i = 0; i < session.members.size(); ++i) {
      text += (i == 0 ? "" : ", ") + session.members[i];
    }
    text += "; số thành viên biểu quyết tối thiểu: " + CountText(session.quorum) + ".";
    if (!session.excluded.empty()) {
      text +=
          " Không biểu quyết vì đang hoặc từng công tác tại đơn vị: " + Joined(session.excluded) +
          ".";
    }
    blocks.emplace_back(Body(std::move(text)));
    blocks.emplace_back(VotesTable(session));
  }
}

void AddAppeals(const MinutesFacts& facts, std::vector<Block>& blocks) {
  blocks.emplace_back(Section("IV. Kiến nghị của đơn vị"));
  if (facts.appeals.empty()) blocks.emplace_back(Body("Đơn vị không có kiến nghị."));
  for (const MinutesAppeal& one : facts.appeals) {
    std::string text = "Tiêu chí " + one.criterion + ": " + one.text + " – ";
    text += one.result.empty() ? "chưa quyết định" : one.result;
    if (one.after.has_value()) {
      text += " (điểm thẩm định " + Text(one.before) + ", sau kiến nghị " + Text(*one.after) + ")";
    }
    if (!one.reason.empty()) text += ": " + one.reason;
    blocks.emplace_back(Body("- " + std::move(text) + "."));
  }
}

}  // namespace

OfficialDocument ReviewMinutes(const MinutesFacts& facts, const Particulars& particulars) {
  OfficialDocument document = WithParticulars(particulars);
  document.kind = "Biên bản";
  document.subject =
      "Thẩm định kết quả tự đánh giá, chấm điểm cải cách hành chính của " + particulars.unit;
  std::vector<Block>& blocks = document.blocks;
  blocks.emplace_back(Section("I. Thành phần"));
  for (const std::string& one : particulars.present) blocks.emplace_back(Body("- " + one + "."));
  blocks.emplace_back(Section("II. Kết quả thẩm định"));
  blocks.emplace_back(Body("Kỳ đánh giá: " + facts.cycle + "; bộ chỉ số: " + facts.set +
                           "; vòng thẩm định thứ " + std::to_string(facts.round) + "."));
  const auto changed = std::count_if(facts.criteria.begin(), facts.criteria.end(), &Changed);
  blocks.emplace_back(Body(CountsText(facts, changed)));
  blocks.emplace_back(AreasTable(facts));
  blocks.emplace_back(Body(ResultText(facts)));
  AddSessions(facts, blocks);
  AddAppeals(facts, blocks);
  blocks.emplace_back(Body("Biên bản này được lập làm căn cứ công bố kết quả đánh giá."));
  if (changed > 0) document.appendices.push_back(ChangesOf(facts, particulars.unit));
  return document;
}

}  // namespace par::document
