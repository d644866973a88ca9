// Tables and JSON of a reviewed remediation plan.
#include "parctl/remediation_view.h"

#include <algorithm>
#include <vector>

#include "common/base/json_writer.h"
#include "common/domain/catalogue.h"
#include "common/domain/figure_kind.h"
#include "common/domain/remediation_offices.h"
#include "parctl/language.h"
#include "parctl/table.h"
#include "parctl/table_sheet.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

using domain::NumberStyle;
using domain::Points;

class PlanView {
 public:
  PlanView(const Session& session, const ReviewedPlan& reviewed, NumberStyle style)
      : session_(session),
        set_(reviewed.set),
        sheet_(reviewed.sheet),
        plan_(reviewed.plan),
        review_(reviewed.review),
        reported_(reviewed.reported),
        on_(reviewed.on),
        style_(style) {
    if (set_ == nullptr) return;
    task_of_.assign(set_->leaves.size(), plan_.tasks.size());
    for (std::size_t i = 0; i < plan_.tasks.size(); ++i) {
      for (const domain::NodeIndex node : plan_.tasks[i].criteria) {
        const domain::Node& one = set_->nodes[node];
        std::fill(task_of_.begin() + one.first_leaf, task_of_.begin() + one.end_leaf, i);
      }
    }
  }

  std::string Text(const PlanTables& tables) const {
    const std::size_t width = session_.output.width;
    std::string text = OneLine(plan_.title) + " (" + std::to_string(plan_.year) + ")\n\n";
    if (set_ != nullptr) text += Losses().Text(width) + "\n";
    text += Tasks().Text(width) + "\n";
    if (tables.targets) text += Targets().Text(width) + "\n";
    if (tables.offices) text += Offices().Text(width) + "\n";
    if (set_ != nullptr) text += Sums();
    return text + Remarks();
  }

  spreadsheet::Book Book() const {
    spreadsheet::Book book{.title = plan_.title, .sheets = {}};
    if (set_ != nullptr) {
      book.sheets.push_back(SheetOf(Losses(), Say("Điểm bị trừ", "Losses")));
    }
    book.sheets.push_back(SheetOf(Tasks(), Say("Nhiệm vụ", "Tasks")));
    book.sheets.push_back(SheetOf(Targets(), Say("Chỉ tiêu", "Targets")));
    book.sheets.push_back(SheetOf(Offices(), Say("Cơ quan", "Offices")));
    return book;
  }

  std::string Json() const {
    JsonWriter json;
    json.BeginObject();
    json.Key("format").String("parnet/remediation-review/1");
    json.Key("title").String(plan_.title);
    json.Key("unit").String(plan_.unit.value());
    json.Key("year").Int(plan_.year);
    if (set_ != nullptr) WriteSums(json);
    json.Key("tasks").BeginArray();
    for (std::size_t i = 0; i < plan_.tasks.size(); ++i) WriteTask(json, i);
    json.EndArray();
    json.Key("targets").BeginArray();
    for (const domain::RemediationTarget& target : plan_.targets) WriteTarget(json, target);
    json.EndArray();
    json.Key("offices").BeginArray();
    for (const domain::OfficeWork& work : Work()) WriteOffice(json, work);
    json.EndArray();
    json.Key("remarks").BeginArray();
    for (const domain::RemediationRemark& remark : review_.remarks) {
      json.BeginObject();
      json.Key("reason").String(remark.reason);
      json.Key("text").String(domain::TextOf(remark, session_.output.language));
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
    return json.Take();
  }

 private:
  std::string Say(std::string_view vietnamese, std::string_view english) const {
    return std::string(Pick(session_.output.language, vietnamese, english));
  }
  std::string Show(Points points) const { return points.FormatShort(style_); }
  std::string Day(const std::optional<domain::Date>& day) const {
    if (!day.has_value()) return "-";
    return style_ == NumberStyle::kVietnamese ? day->Vietnamese() : day->Iso();
  }
  static void Decimal(JsonWriter& json, std::string_view key, Points points) {
    json.Key(key).Decimal(points.FormatShort(NumberStyle::kPlain));
  }
  bool Answered(domain::LeafIndex leaf) const { return task_of_[leaf] < plan_.tasks.size(); }

  void AddLoss(Table& table, domain::NodeIndex node, const std::string& task) const {
    const domain::ScoreTotal& total = sheet_->nodes[node];
    table.Add({set_->nodes[node].id, set_->nodes[node].title, Show(total.effective_maximum()),
               Show(total.score), Show(domain::LostAt(*set_, *sheet_, node)), task});
  }

  // Areas with what they lost, and under each its leaves that lost something.
  Table Losses() const {
    Table table({{.title = Say("Mã", "Id")},
                 {.title = Say("Lĩnh vực, tiêu chí", "Area, criterion"), .may_shrink = true},
                 {.title = Say("Điểm chuẩn", "Maximum"), .to_the_right = true},
                 {.title = Say("Điểm đạt", "Score"), .to_the_right = true},
                 {.title = Say("Bị trừ", "Lost"), .to_the_right = true},
                 {.title = Say("Nhiệm vụ", "Task")}});
    for (domain::NodeIndex node = 0; node < set_->nodes.size(); ++node) {
      const domain::Node& one = set_->nodes[node];
      if (domain::LostAt(*set_, *sheet_, node).IsZero()) continue;
      if (one.parent == domain::kNone) AddLoss(table, node, "");
      if (one.leaf == domain::kNone) continue;
      AddLoss(table, node,
              Answered(one.leaf) ? plan_.tasks[task_of_[one.leaf]].id : Say("chưa có", "none"));
    }
    return table;
  }

  std::string State(std::size_t task) const {
    const domain::RemediationTask& one = plan_.tasks[task];
    if (!one.systemic.empty()) return Say("nguyên nhân chung", "systemic");
    if (one.done.has_value()) return Say("xong ", "done ") + Day(one.done);
    if (review_.tasks[task].overdue) return Say("quá hạn", "overdue");
    return Say("đang làm", "open");
  }

  Table Tasks() const {
    Table table({{.title = Say("Nhiệm vụ", "Task")},
                 {.title = Say("Lý do bị trừ điểm", "Reason"), .may_shrink = true},
                 {.title = Say("Biện pháp", "Measure"), .may_shrink = true},
                 {.title = Say("Chủ trì", "Lead"), .may_shrink = true},
                 {.title = Say("Thời hạn", "Deadline")},
                 {.title = Say("Sản phẩm", "Product"), .may_shrink = true},
                 {.title = Say("Lấy lại", "Worth"), .to_the_right = true},
                 {.title = Say("Tình trạng", "State")}});
    for (std::size_t i = 0; i < plan_.tasks.size(); ++i) {
      const domain::RemediationTask& task = plan_.tasks[i];
      const std::string& measure = task.systemic.empty() ? task.measure : task.systemic;
      const std::string deadline = task.deadline.has_value() ? Day(task.deadline) : task.when;
      table.Add({task.id, task.reason, measure, plan_.NameOf(task.lead),
                 deadline.empty() ? "-" : deadline, task.product,
                 task.criteria.empty() ? "-" : Show(review_.tasks[i].worth), State(i)});
    }
    return table;
  }

  std::string Sums() const {
    Points unanswered;
    for (const domain::LeafIndex leaf : review_.unanswered) {
      unanswered += domain::LostAt(*set_, *sheet_, set_->leaves[leaf].node);
    }
    const auto line = [&](std::string_view vietnamese, std::string_view english, Points points) {
      return Say(vietnamese, english) + Show(points) + "\n";
    };
    std::string text = line("Điểm bị trừ: ", "Points lost: ", review_.lost);
    text += line("  do nguyên nhân chung, không tính lấy lại: ",
                 "  for everybody, not expected back: ", review_.systemic);
    text += line("  các nhiệm vụ lấy lại: ", "  the tasks bring back: ", review_.planned);
    text += line("  chưa có nhiệm vụ: ", "  no task answers for: ", unanswered);
    if (!review_.achieved.IsZero()) {
      text += line("  đã hoàn thành: ", "  of that done: ", review_.achieved);
    }
    text += Say("Chỉ số năm sau nếu hoàn thành: ", "Next year's index if all is done: ") +
            Show(review_.forecast) + " = " + Show(sheet_->total) + " + " + Show(review_.planned) +
            "\n";
    return text;
  }

  std::string Remarks() const {
    std::string text;
    for (const domain::RemediationRemark& remark : review_.remarks) {
      text += Say("  lưu ý: ", "  note: ") +
              OneLine(domain::TextOf(remark, session_.output.language)) + "\n";
    }
    return text;
  }

  const domain::BaseFigure* BaseOf(const domain::RemediationTarget& target) const {
    return domain::NeedsBase(target.aim.kind) ? &plan_.bases[target.base] : nullptr;
  }

  // What is asked for, as a number where it is one.
  std::string Wanted(const domain::RemediationTarget& target) const {
    const auto bound = domain::Resolve(target.aim, BaseOf(target));
    if (bound.has_value()) return domain::TextOf(*bound, target.unit, style_);
    if (target.aim.kind == domain::AimKind::kRequirement) return Say("đúng yêu cầu", "as required");
    return Say("thiếu số gốc", "base missing");
  }

  domain::TargetState StateOf(const domain::RemediationTarget& target) const {
    const auto actual = reported_.find(target.indicator);
    const auto bound = domain::Resolve(target.aim, BaseOf(target));
    if (actual == reported_.end() || !bound.has_value()) return domain::TargetState::kUnknown;
    return domain::StateOf(*bound, actual->second, target.deadline, plan_.year, on_);
  }

  // What the figures say of it: "90,86: chưa đạt".
  std::string Reached(const domain::RemediationTarget& target) const {
    const domain::TargetState state = StateOf(target);
    if (state == domain::TargetState::kUnknown) return "";
    std::string text = domain::FormatFigure(domain::FigureKind::kAmount,
                                            reported_.at(target.indicator).Rounded(4), style_);
    if (state == domain::TargetState::kReached) return text + Say(": đạt", ": reached");
    if (state == domain::TargetState::kMissed) return text + Say(": không đạt", ": missed");
    return text + Say(": chưa đạt", ": on the way");
  }

  Table Targets() const {
    Table table({{.title = Say("Chỉ tiêu", "Target")},
                 {.title = Say("Mã", "Of")},
                 {.title = Say("Nội dung", "Title"), .may_shrink = true},
                 {.title = Say("Mức", "Aim")},
                 {.title = Say("Cách tính", "Made of")},
                 {.title = Say("Thực hiện", "Reported"), .to_the_right = true},
                 {.title = Say("Chủ trì", "Lead"), .may_shrink = true},
                 {.title = Say("Thời hạn", "Deadline"), .may_shrink = true}});
    std::size_t area = plan_.areas.size();
    for (const domain::RemediationTarget& target : plan_.targets) {
      if (target.area != area) {
        area = target.area;
        table.Add({plan_.areas[area].id, "", plan_.areas[area].title, "", "", "", "", ""});
      }
      table.Add({target.id, target.of, target.title, Wanted(target),
                 domain::StepsOf(target.aim, BaseOf(target), style_), Reached(target),
                 plan_.NameOf(target.lead),
                 target.deadline.has_value() ? Day(target.deadline) : target.when});
    }
    return table;
  }

  std::vector<domain::OfficeWork> Work() const {
    return domain::WorkByOffice(set_, sheet_, plan_, review_);
  }

  Table Offices() const {
    Table table({{.title = Say("Cơ quan", "Office"), .may_shrink = true},
                 {.title = Say("Điểm phụ trách", "Answers for"), .to_the_right = true},
                 {.title = Say("Bị trừ", "Lost"), .to_the_right = true},
                 {.title = Say("Chủ trì", "Leads"), .to_the_right = true},
                 {.title = Say("Xong", "Done"), .to_the_right = true},
                 {.title = Say("Phối hợp", "With"), .to_the_right = true},
                 {.title = Say("Chỉ tiêu", "Targets"), .to_the_right = true},
                 {.title = Say("Điểm còn phải lấy lại", "At stake"), .to_the_right = true},
                 {.title = Say("Hạn gần nhất", "Next")},
                 {.title = Say("Quá hạn", "Overdue"), .to_the_right = true}});
    for (const domain::OfficeWork& work : Work()) {
      table.Add({plan_.NameOf(work.office), Show(work.maximum), Show(work.lost),
                 std::to_string(work.led), std::to_string(work.done), std::to_string(work.with),
                 std::to_string(work.targets), Show(work.at_stake), Day(work.next),
                 std::to_string(work.overdue)});
    }
    return table;
  }

  void WriteSums(JsonWriter& json) const {
    Decimal(json, "score", sheet_->total);
    Decimal(json, "lost", review_.lost);
    Decimal(json, "systemic", review_.systemic);
    Decimal(json, "planned", review_.planned);
    Decimal(json, "achieved", review_.achieved);
    Decimal(json, "forecast", review_.forecast);
    Decimal(json, "forecast_done", review_.forecast_done);
    json.Key("losses").BeginArray();
    for (domain::LeafIndex leaf = 0; leaf < set_->leaves.size(); ++leaf) WriteLoss(json, leaf);
    json.EndArray();
  }

  void WriteTarget(JsonWriter& json, const domain::RemediationTarget& target) const {
    const auto bound = domain::Resolve(target.aim, BaseOf(target));
    json.BeginObject();
    json.Key("id").String(target.id);
    json.Key("area").String(plan_.areas[target.area].id);
    json.Key("of").String(target.of);
    json.Key("title").String(target.title);
    json.Key("aim").String(domain::Name(target.aim.kind));
    json.Key("bound");
    if (bound.has_value()) {
      json.String(domain::TextOf(*bound, target.unit, NumberStyle::kPlain));
    } else {
      json.Null();
    }
    json.Key("steps").String(domain::StepsOf(target.aim, BaseOf(target), NumberStyle::kPlain));
    json.Key("state").String(domain::Name(StateOf(target)));
    json.Key("lead").String(target.lead);
    json.Key("deadline").String(target.deadline.has_value() ? target.deadline->Iso() : "");
    json.Key("when").String(target.when);
    json.EndObject();
  }

  void WriteOffice(JsonWriter& json, const domain::OfficeWork& work) const {
    json.BeginObject();
    json.Key("id").String(work.office);
    json.Key("name").String(plan_.NameOf(work.office));
    Decimal(json, "maximum", work.maximum);
    Decimal(json, "lost", work.lost);
    json.Key("leads").Int(work.led);
    json.Key("done").Int(work.done);
    json.Key("overdue").Int(work.overdue);
    json.Key("with").Int(work.with);
    json.Key("targets").Int(work.targets);
    Decimal(json, "at_stake", work.at_stake);
    json.Key("next").String(work.next.has_value() ? work.next->Iso() : "");
    json.EndObject();
  }

  void WriteLoss(JsonWriter& json, domain::LeafIndex leaf) const {
    const domain::NodeIndex node = set_->leaves[leaf].node;
    const Points lost = domain::LostAt(*set_, *sheet_, node);
    if (lost.IsZero()) return;
    json.BeginObject();
    json.Key("criterion").String(set_->nodes[node].id);
    json.Key("title").String(set_->nodes[node].title);
    Decimal(json, "maximum", sheet_->nodes[node].effective_maximum());
    Decimal(json, "score", sheet_->nodes[node].score);
    Decimal(json, "lost", lost);
    json.Key("task");
    if (Answered(leaf)) {
      json.String(plan_.tasks[task_of_[leaf]].id);
    } else {
      json.Null();
    }
    json.EndObject();
  }

  void WriteTask(JsonWriter& json, std::size_t i) const {
    const domain::RemediationTask& task = plan_.tasks[i];
    json.BeginObject();
    json.Key("id").String(task.id);
    json.Key("index").String(task.index == domain::kNone ? "" : plan_.indexes[task.index].id);
    json.Key("reason").String(task.reason);
    json.Key("systemic").String(task.systemic);
    json.Key("measure").String(task.measure);
    json.Key("lead").String(task.lead);
    json.Key("with").BeginArray();
    for (const std::string& name : task.with) json.String(name);
    json.EndArray();
    json.Key("deadline").String(task.deadline.has_value() ? task.deadline->Iso() : "");
    json.Key("product").String(task.product);
    json.Key("done").String(task.done.has_value() ? task.done->Iso() : "");
    json.Key("overdue").Bool(review_.tasks[i].overdue);
    Decimal(json, "lost", review_.tasks[i].lost);
    Decimal(json, "worth", review_.tasks[i].worth);
    json.EndObject();
  }

  const Session& session_;
  const domain::CriteriaSet* const set_;   // Null: a plan without a set.
  const domain::ScoreSheet* const sheet_;  // With the set.
  const domain::RemediationPlan& plan_;
  const domain::RemediationReview& review_;
  const ReportedByIndicator& reported_;
  const domain::Date on_;
  const NumberStyle style_;
  std::vector<std::size_t> task_of_;  // By leaf; the number of tasks: none.
};

}  // namespace

std::string PlanText(const Session& session, const ReviewedPlan& reviewed,
                     const PlanTables& tables) {
  const NumberStyle style = domain::StyleOf(session.output.language);
  return PlanView(session, reviewed, style).Text(tables);
}

std::string PlanJson(const Session& session, const ReviewedPlan& reviewed) {
  return PlanView(session, reviewed, NumberStyle::kPlain).Json();
}

spreadsheet::Book ReviewBook(const Session& session, const ReviewedPlan& reviewed) {
  return PlanView(session, reviewed, NumberStyle::kPlain).Book();
}

}  // namespace par::parctl
