#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/spreadsheet/answers_layout.h"
#include "common/spreadsheet/answers_workbook.h"

namespace par::spreadsheet {
namespace {

using domain::FigureKind;
using domain::NumberStyle;
using domain::RuleKind;
namespace layout = answers_layout;

BookCell Fixed(std::string text, Ink ink = Ink::kText) {
  return {.text = std::move(text), .ink = ink, .look = Look::kFixed};
}
BookCell Open(std::string text, Ink ink = Ink::kText) {
  return {.text = std::move(text), .ink = ink, .look = Look::kAnswer};
}

std::vector<BookColumn> ColumnsOf(const std::vector<std::string>& titles,
                                  const std::vector<double>& widths) {
  constexpr double kWraps = 20;
  std::vector<BookColumn> columns;
  for (std::size_t i = 0; i < titles.size(); ++i) {
    const double width = i < widths.size() ? widths[i] : 14;
    columns.push_back({.title = titles[i], .width = width, .wraps = width >= kWraps});
  }
  return columns;
}

Choice YesNoChoice(std::size_t row, std::size_t column) {
  return {.row = row,
          .column = column,
          .kind = Choice::Kind::kList,
          .list = {std::string(layout::kYes), std::string(layout::kNo)},
          .message = "Chọn có hoặc không."};
}

// Text that a list in one cell keeps: one document a line.
absl::StatusOr<std::string> EvidenceLines(const std::string& field,
                                          const std::vector<std::string>& evidence) {
  std::string lines;
  for (const std::string& one : evidence) {
    if (one.find('\n') != std::string::npos) {
      return domain::Invalid("sheet_text_unfit", {{"field", field}});
    }
    lines += (lines.empty() ? "" : "\n") + one;
  }
  return lines;
}

// Children's values come from decimals and results of at most 9 places: exact here.
std::string DecimalText(const std::optional<domain::Rational>& value) {
  if (!value.has_value()) return "";
  const auto decimal = value->RoundHalfUp(domain::Decimal::kMostPlaces);
  return decimal.has_value() ? decimal->FormatShort(NumberStyle::kPlain) : value->Text();
}

class AnswersWriter {
 public:
  AnswersWriter(const domain::CriteriaSet& set, const domain::Answers* answers)
      : set_(set), answers_(answers) {}

  absl::StatusOr<Book> Write() {
    Book book;
    book.title = set_.title;
    book.sheets.push_back(Info());
    ASSIGN_OR_RETURN(BookSheet criteria, Criteria());
    book.sheets.push_back(std::move(criteria));
    book.sheets.push_back(Figures());
    if (ReadsChildren() || (answers_ != nullptr && answers_->children_known)) {
      book.sheets.push_back(Children());
    }
    return book;
  }

 private:
  bool ReadsChildren() const {
    return std::any_of(set_.leaves.begin(), set_.leaves.end(),
                       [](const domain::Leaf& leaf) { return leaf.rule.reads_children; });
  }

  BookSheet Info() const {
    BookSheet sheet{.name = std::string(layout::kInfo),
                    .lines = {set_.title, "Chỉ nhập vào các ô nền vàng."},
                    .columns = ColumnsOf(layout::kInfoColumns, {12, 30, 60}),
                    .rows = {},
                    .choices = {},
                    .protect = true};
    const auto add = [&](std::string key, std::string title, BookCell value) {
      sheet.rows.push_back({Fixed(std::move(key)), Fixed(std::move(title)), std::move(value)});
    };
    const domain::Answers* const a = answers_;
    add("format", "Dạng tệp", Fixed(std::string(layout::kFormat)));
    add("set", "Bộ chỉ số", Fixed(set_.id + "@" + std::to_string(set_.version)));
    add("unit", "Mã đơn vị", Open(a == nullptr ? "" : a->unit.value()));
    add("title", "Tên đơn vị", Open(a == nullptr ? "" : a->title));
    add("group", "Nhóm xếp hạng (khối)", Open(a == nullptr ? "" : a->group));
    sheet.choices.push_back(YesNoChoice(sheet.rows.size(), layout::kInfoValue));
    add("ranked", "Được xếp hạng",
        Open(std::string(a == nullptr || a->ranked ? layout::kYes : layout::kNo)));
    sheet.choices.push_back(YesNoChoice(sheet.rows.size(), layout::kInfoValue));
    const bool children = a == nullptr ? ReadsChildren() : a->children_known;
    add("children", "Có số liệu của cấp dưới (trang Cấp dưới)",
        Open(std::string(children ? layout::kYes : layout::kNo)));
    return sheet;
  }

  absl::StatusOr<BookSheet> Criteria() const {
    BookSheet sheet{
        .name = std::string(layout::kCriteria),
        .lines = {set_.title},
        .columns = ColumnsOf(layout::kCriteriaColumns, {9, 40, 8, 32, 18, 9, 32, 32, 32}),
        .rows = {},
        .choices = {},
        .protect = true};
    for (domain::LeafIndex leaf = 0; leaf < set_.leaves.size(); ++leaf) {
      AddChoices(leaf, sheet);
      ASSIGN_OR_RETURN(auto row, LeafRow(leaf));
      sheet.rows.push_back(std::move(row));
    }
    return sheet;
  }

  absl::StatusOr<std::vector<BookCell>> LeafRow(domain::LeafIndex leaf) const {
    const domain::Node& node = set_.NodeOf(leaf);
    const domain::Declaration* const declared =
        answers_ == nullptr ? nullptr : answers_->Find(leaf);
    std::vector<BookCell> row = {Fixed(node.id), Fixed(node.title),
                                 Fixed(node.maximum.FormatShort(NumberStyle::kPlain), Ink::kNumber),
                                 Fixed(FiguresOf(set_.leaves[leaf]))};
    if (declared == nullptr) {
      for (int i = layout::kDeclared; i <= layout::kEvidence; ++i) row.push_back(Open(""));
      return row;
    }
    const auto as = std::find_if(layout::kDeclarations.begin(), layout::kDeclarations.end(),
                                 [&](const auto& one) { return one.kind == declared->kind; });
    const bool names = as != layout::kDeclarations.end();
    const bool points = names && !as->points_key.empty();
    row.push_back(Open(names ? std::string(as->shown) : ""));
    row.push_back(
        Open(points ? declared->points.FormatShort(NumberStyle::kPlain) : "", Ink::kNumber));
    row.push_back(Open(names ? declared->reason : ""));
    row.push_back(Open(declared->explanation));
    ASSIGN_OR_RETURN(std::string lines, EvidenceLines(node.id, declared->evidence));
    row.push_back(Open(std::move(lines)));
    return row;
  }

  // "a: Số nhiệm vụ trong kế hoạch", a line each.
  std::string FiguresOf(const domain::Leaf& leaf) const {
    std::string text;
    for (const domain::LeafInput& input : leaf.inputs) {
      const domain::FigureDefinition& figure = set_.figures[input.slot];
      text += (text.empty() ? "" : "\n") + figure.id + ": " + figure.title;
    }
    return text;
  }

  void AddChoices(domain::LeafIndex index, BookSheet& sheet) const {
    const domain::Leaf& leaf = set_.leaves[index];
    const RuleKind kind = leaf.rule.kind;
    const std::size_t row = sheet.rows.size();
    Choice declared{.row = row,
                    .column = layout::kDeclared,
                    .kind = Choice::Kind::kList,
                    .message = "Chọn một giá trị trong danh sách, hoặc để trống."};
    const bool judged = kind == RuleKind::kJudgedSteps || kind == RuleKind::kJudgedAny;
    for (const auto& one : layout::kDeclarations) {
      using domain::DeclarationKind;
      const bool fits =
          (one.kind == DeclarationKind::kNotApplicable && leaf.may_be_declared_not_applicable) ||
          one.kind == DeclarationKind::kWaived ||
          (one.kind == DeclarationKind::kJudged && judged) ||
          (one.kind == DeclarationKind::kPoints && kind == RuleKind::kGiven);
      if (fits) declared.list.emplace_back(one.shown);
    }
    sheet.choices.push_back(std::move(declared));
    const std::string most = set_.NodeOf(index).maximum.FormatShort(NumberStyle::kPlain);
    Choice points{.row = row,
                  .column = layout::kPoints,
                  .kind = Choice::Kind::kDecimal,
                  .least = "0",
                  .most = most,
                  .message = "Điểm từ 0 đến " + most + "."};
    sheet.choices.push_back(std::move(points));
  }

  BookSheet Figures() const {
    BookSheet sheet{.name = std::string(layout::kFigures),
                    .lines = {set_.title},
                    .columns = ColumnsOf(layout::kFiguresColumns, {26, 50, 12, 16, 30, 16, 16}),
                    .rows = {},
                    .choices = {},
                    .protect = true};
    for (domain::FigureSlot slot = 0; slot < set_.figures.size(); ++slot) {
      const domain::FigureDefinition& figure = set_.figures[slot];
      if (figure.used_by.empty()) continue;
      AddFigureChoice(figure, layout::kFigureValue, sheet);
      AddFigureChoice(figure, layout::kFigurePrevious, sheet);
      std::string users;
      for (const domain::LeafIndex leaf : figure.used_by) {
        users += (users.empty() ? "" : ", ") + set_.NodeOf(leaf).id;
      }
      std::string source = figure.source;
      if (figure.cutoff.has_value()) {
        source += (source.empty() ? "đến " : ", đến ") + figure.cutoff->Vietnamese();
      }
      const bool given = answers_ != nullptr;
      sheet.rows.push_back({Fixed(figure.id), Fixed(figure.title), Fixed(UnitOf(figure)),
                            Fixed(std::move(users)), Fixed(std::move(source)),
                            Value(slot, given ? answers_->figures : nothing_,
                                  given ? answers_->figure_texts : none_),
                            Value(slot, given ? answers_->previous : nothing_,
                                  given ? answers_->previous_texts : none_)});
    }
    return sheet;
  }

  static std::string UnitOf(const domain::FigureDefinition& figure) {
    if (figure.range.kind == FigureKind::kYesNo) return "có/không";
    if (figure.range.kind == FigureKind::kDate) return "ngày";
    if (figure.range.kind == FigureKind::kPercent) return "%";
    return figure.unit;
  }

  BookCell Value(domain::FigureSlot slot,
                 const std::vector<std::optional<domain::Rational>>& values,
                 const std::vector<std::string>& texts) const {
    if (slot >= values.size() || !values[slot].has_value()) return Open("");
    const FigureKind kind = set_.figures[slot].range.kind;
    if (kind == FigureKind::kYesNo) {
      return Open(std::string(values[slot]->IsZero() ? layout::kNo : layout::kYes));
    }
    return Open(texts[slot], kind == FigureKind::kDate ? Ink::kDay : Ink::kNumber);
  }

  static void AddFigureChoice(const domain::FigureDefinition& figure, std::size_t column,
                              BookSheet& sheet) {
    const std::size_t row = sheet.rows.size();
    switch (figure.range.kind) {
      case FigureKind::kYesNo:
        sheet.choices.push_back(YesNoChoice(row, column));
        return;
      case FigureKind::kDate:
        sheet.choices.push_back({.row = row,
                                 .column = column,
                                 .kind = Choice::Kind::kDay,
                                 .message = "Nhập một ngày, ví dụ 20/12/2023."});
        return;
      case FigureKind::kSigned:
        return;
      case FigureKind::kCount:
      case FigureKind::kRank:
        sheet.choices.push_back({.row = row,
                                 .column = column,
                                 .kind = Choice::Kind::kWhole,
                                 .least = figure.range.kind == FigureKind::kRank ? "1" : "0",
                                 .message = "Nhập một số nguyên không âm."});
        return;
      case FigureKind::kAmount:
      case FigureKind::kPercent:
        sheet.choices.push_back({.row = row,
                                 .column = column,
                                 .kind = Choice::Kind::kDecimal,
                                 .least = "0",
                                 .message = "Nhập một số không âm."});
        return;
    }
  }

  BookSheet Children() const {
    constexpr std::size_t kEmptyRows = 40;  // Room to fill in.
    std::vector<std::string> titles = layout::kChildrenColumns;
    const std::vector<std::string>& ids = set_.child_figures.ids();
    titles.insert(titles.end(), ids.begin(), ids.end());
    BookSheet sheet{.name = std::string(layout::kChildren),
                    .lines = {set_.title},
                    .columns = ColumnsOf(titles, {18, 12, 12}),
                    .rows = {},
                    .choices = {},
                    .protect = true};
    if (answers_ != nullptr) {
      for (const domain::ChildAnswers& child : answers_->children) {
        std::vector<BookCell> row = {Open(child.unit.value()),
                                     Open(DecimalText(child.index), Ink::kNumber),
                                     Open(DecimalText(child.score), Ink::kNumber)};
        for (std::size_t i = 0; i < ids.size(); ++i) {
          row.push_back(Open(DecimalText(child.figures[i]), Ink::kNumber));
        }
        sheet.rows.push_back(std::move(row));
      }
    }
    while (sheet.rows.size() < kEmptyRows) {
      sheet.rows.emplace_back(titles.size(), Open(""));
    }
    return sheet;
  }

  const domain::CriteriaSet& set_;
  const domain::Answers* answers_;
  const std::vector<std::optional<domain::Rational>> nothing_;
  const std::vector<std::string> none_;
};

}  // namespace

absl::StatusOr<Book> AnswersBook(const domain::CriteriaSet& set, const domain::Answers* answers) {
  return AnswersWriter(set, answers).Write();
}

}  // namespace par::spreadsheet
