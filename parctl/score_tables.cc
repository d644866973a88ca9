// What `parctl score` prints for people: Vietnamese or English, numbers in that language's format.
#include "common/domain/catalogue.h"
#include "common/domain/rule_words.h"
#include "parctl/language.h"
#include "parctl/scored_unit.h"
#include "parctl/table.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

using domain::NumberStyle;

class Tables {
 public:
  Tables(const domain::CriteriaSet& set, const Output& output)
      : set_(set), output_(output), style_(domain::StyleOf(output.language)) {}

  std::string OfOne(const ScoredUnit& unit, bool leaves) const {
    std::string text = Heading(unit);
    if (leaves) text += LeafTable(unit).Text(output_.width) + "\n";
    text += AreaTable(unit).Text(output_.width) + "\n" + Result(unit);
    return text;
  }

  std::string OfMany(const std::vector<ScoredUnit>& units, bool leaves) const {
    std::string text;
    if (leaves) {
      for (const ScoredUnit& unit : units) text += OfOne(unit, true) + "\n";
    }
    for (std::size_t first = 0; first < units.size();) {
      std::size_t end = first;
      while (end < units.size() && units[end].answers.group == units[first].answers.group) ++end;
      text += Say("Nhóm: ", "Group: ") + OneLine(units[first].answers.group) + "\n\n";
      text += Ranking(units, first, end).Text(output_.width);
      first = end;
      if (first < units.size()) text += '\n';
    }
    return text;
  }

 private:
  std::string Say(std::string_view vietnamese, std::string_view english) const {
    return std::string(Pick(output_.language, vietnamese, english));
  }
  std::string Leaf(domain::Points points) const { return points.Format(set_.leaf_places, style_); }
  std::string Percent(const domain::ScoreSheet& sheet) const {
    if (!sheet.percent_rounded.has_value()) return "-";
    return sheet.percent_rounded->Format(set_.total_places, style_) + " %";
  }
  std::string Class(const domain::ScoreSheet& sheet) const {
    const domain::ResultClass* found = ClassOf(set_, sheet);
    return found == nullptr ? "-" : OneLine(found->title);
  }
  static std::string Name(const ScoredUnit& unit) {
    return OneLine(unit.answers.title.empty() ? unit.answers.unit.value() : unit.answers.title);
  }

  std::string Heading(const ScoredUnit& unit) const {
    std::string text = OneLine(set_.title) + "\n" + Name(unit) + "\n";
    if (set_.sample) {
      text += Say("Bộ chỉ số mẫu, soạn để minh họa", "A sample set, composed for demonstration");
      text += '\n';
    }
    return text + "\n";
  }

  Table AreaTable(const ScoredUnit& unit) const {
    Table table({{.title = Say("Mã", "Id")},
                 {.title = Say("Lĩnh vực", "Area"), .may_shrink = true},
                 {.title = Say("Tối đa", "Maximum"), .to_the_right = true},
                 {.title = Say("Không phát sinh", "Not applicable"), .to_the_right = true},
                 {.title = Say("Điểm", "Score"), .to_the_right = true},
                 {.title = Say("Chưa chấm", "Not scored"), .to_the_right = true}});
    for (std::size_t i = 0; i < set_.nodes.size(); ++i) {
      const domain::Node& node = set_.nodes[i];
      if (node.parent != domain::kNone) continue;
      const domain::ScoreTotal& total = unit.sheet.nodes[i];
      table.Add({node.id, node.title, total.maximum.FormatShort(style_),
                 total.taken_out.FormatShort(style_), Leaf(total.score),
                 std::to_string(total.not_scored)});
    }
    return table;
  }

  Table LeafTable(const ScoredUnit& unit) const {
    Table table({{.title = Say("Mã", "Id")},
                 {.title = Say("Tiêu chí", "Criterion"), .may_shrink = true},
                 {.title = Say("Tối đa", "Maximum"), .to_the_right = true},
                 {.title = Say("Điểm", "Score"), .to_the_right = true},
                 {.title = Say("Cách tính", "Steps"), .may_shrink = true}});
    for (std::size_t i = 0; i < unit.sheet.leaves.size(); ++i) {
      const auto index = static_cast<domain::LeafIndex>(i);
      const domain::Node& node = set_.NodeOf(index);
      const domain::LeafScore& leaf = unit.sheet.leaves[i];
      table.Add({node.id, node.title, node.maximum.FormatShort(style_), Leaf(leaf.points),
                 Steps(index, leaf)});
    }
    return table;
  }

  std::string Steps(domain::LeafIndex index, const domain::LeafScore& leaf) const {
    if (!leaf.error.ok()) return domain::TextOf(leaf.error, output_.language);
    switch (leaf.state) {
      case domain::LeafState::kNotApplicable:
        return Say("không phát sinh", "not applicable");
      case domain::LeafState::kWaived:
        return Say("được miễn trừ", "waived");
      case domain::LeafState::kNotScored: {
        std::string text = Say("chưa chấm, thiếu:", "not scored, missing:");
        for (const std::string& name : leaf.missing) text += " " + name;
        return text;
      }
      case domain::LeafState::kScored:
      case domain::LeafState::kZero:
        break;
    }
    if (leaf.trace == nullptr) return "";
    return domain::RenderSteps(*leaf.trace, domain::WordsScopeOf(set_, index), output_.language);
  }

  std::string Result(const ScoredUnit& unit) const {
    const domain::ScoreSheet& sheet = unit.sheet;
    Table table({{.title = Say("Kết quả", "Result")}, {.title = " ", .to_the_right = true}});
    AddSources(sheet, table);
    table.Add({Say("Tổng điểm", "Total"), Leaf(sheet.total)});
    table.Add({Say("Tổng điểm làm tròn", "Total, rounded"),
               sheet.total.Format(set_.total_places, style_)});
    table.Add({Say("Điểm tối đa", "Maximum"), sheet.maximum.FormatShort(style_)});
    table.Add(
        {Say("Điểm tối đa sau khi trừ không phát sinh", "Maximum, what did not arise taken off"),
         sheet.effective_maximum.FormatShort(style_)});
    table.Add({Say("Tỷ lệ quy đổi", "Converted"), Percent(sheet)});
    table.Add({Say("Xếp loại", "Class"), Class(sheet)});
    if (sheet.not_scored > 0) {
      table.Add(
          {Say("Số tiêu chí chưa chấm", "Criteria not scored"), std::to_string(sheet.not_scored)});
    }
    return table.Text(output_.width);
  }

  // What was added to the reviewed points, where the set has it.
  void AddSources(const domain::ScoreSheet& sheet, Table& table) const {
    const struct {
      domain::Source source;
      std::string name;
    } rows[] = {{domain::Source::kSelfAssessed, Say("Tự đánh giá và thẩm định", "Assessed")},
                {domain::Source::kSurvey, Say("Điều tra xã hội học", "Survey")},
                {domain::Source::kExternal, Say("Kết quả bên ngoài", "External")},
                {domain::Source::kLeadership, Say("Lãnh đạo đánh giá", "Leadership")},
                {domain::Source::kBonus, Say("Điểm thưởng", "Bonus")},
                {domain::Source::kPenalty, Say("Điểm trừ", "Penalty")}};
    for (const auto& row : rows) {
      const domain::ScoreTotal& total = sheet.sources[static_cast<std::size_t>(row.source)];
      if (total.maximum.IsZero() && total.score.IsZero()) continue;
      const bool taken = row.source == domain::Source::kPenalty;
      table.Add({row.name, Leaf(taken ? -total.score : total.score)});
    }
  }

  Table Ranking(const std::vector<ScoredUnit>& units, std::size_t first, std::size_t end) const {
    Table table({{.title = Say("Hạng", "Rank"), .to_the_right = true},
                 {.title = Say("Đơn vị", "Unit"), .may_shrink = true},
                 {.title = Say("Tổng điểm", "Total"), .to_the_right = true},
                 {.title = Say("Tối đa", "Maximum"), .to_the_right = true},
                 {.title = Say("Quy đổi", "Converted"), .to_the_right = true},
                 {.title = Say("Xếp loại", "Class")},
                 {.title = Say("Chưa chấm", "Not scored"), .to_the_right = true}});
    for (std::size_t i = first; i < end; ++i) {
      const ScoredUnit& unit = units[i];
      table.Add({unit.rank.has_value() ? std::to_string(*unit.rank) : "-", Name(unit),
                 Leaf(unit.sheet.total), unit.sheet.effective_maximum.FormatShort(style_),
                 Percent(unit.sheet), Class(unit.sheet), std::to_string(unit.sheet.not_scored)});
    }
    return table;
  }

  const domain::CriteriaSet& set_;
  const Output& output_;
  const NumberStyle style_;
};

}  // namespace

const domain::ResultClass* ClassOf(const domain::CriteriaSet& set,
                                   const domain::ScoreSheet& sheet) {
  if (sheet.result_class == domain::kNone) return nullptr;
  return &set.classes[sheet.result_class];
}

std::string ScoreTables(const domain::CriteriaSet& set, const std::vector<ScoredUnit>& units,
                        bool leaves, const Output& output) {
  const Tables tables(set, output);
  return units.size() == 1 ? tables.OfOne(units.front(), leaves) : tables.OfMany(units, leaves);
}

}  // namespace par::parctl
