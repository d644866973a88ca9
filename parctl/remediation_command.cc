// `parctl remediation`: what was lost, what is done about it, and what that is worth. No node.
#include <memory>
#include <utility>

#include "common/base/clock.h"
#include "common/codec/score_codec.h"
#include "common/domain/remediation.h"
#include "common/domain/yaml_writer.h"
#include "parctl/files.h"
#include "parctl/inputs.h"
#include "parctl/json_writer.h"
#include "parctl/language.h"
#include "parctl/report.h"
#include "parctl/table.h"
#include "parctl/text_width.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using domain::NumberStyle;
using domain::Points;

struct RemediationOptions {
  std::string criteria;
  std::string answers;
  std::string plan;
  std::string on;
};

// What both commands begin with.
struct Assessed {
  domain::CriteriaSet set;
  domain::Answers answers;
  domain::ScoreSheet sheet;
};

std::optional<Assessed> Assess(Session& session, const RemediationOptions& options) {
  auto set = ReadSet(session, options.criteria);
  if (!set.has_value()) return std::nullopt;
  auto read = ReadAnswersOfUnits(session, *set, {options.answers});
  if (!read.has_value()) return std::nullopt;
  Assessed assessed{
      .set = *std::move(set), .answers = std::move(read->front().answers), .sheet = {}};
  assessed.sheet = domain::Score(assessed.set, assessed.answers);
  return assessed;
}

class PlanView {
 public:
  PlanView(const Session& session, const Assessed& assessed, const domain::RemediationPlan& plan,
           const domain::RemediationReview& review)
      : session_(session),
        set_(assessed.set),
        sheet_(assessed.sheet),
        plan_(plan),
        review_(review),
        style_(session.output.language == domain::Language::kVietnamese ? NumberStyle::kVietnamese
                                                                        : NumberStyle::kPlain),
        task_of_(set_.leaves.size(), plan.tasks.size()) {
    for (std::size_t i = 0; i < plan.tasks.size(); ++i) {
      for (const domain::NodeIndex node : plan.tasks[i].criteria) {
        for (domain::LeafIndex leaf = set_.nodes[node].first_leaf; leaf < set_.nodes[node].end_leaf;
             ++leaf) {
          task_of_[leaf] = i;
        }
      }
    }
  }

  std::string Text() const {
    return OneLine(plan_.title) + " (" + std::to_string(plan_.year) + ")\n\n" +
           Losses().Text(session_.output.width) + "\n" + Tasks().Text(session_.output.width) +
           "\n" + Sums();
  }

  std::string Json() const {
    JsonWriter json;
    json.BeginObject();
    json.Key("format").String("parnet/remediation-review/1");
    json.Key("title").String(plan_.title);
    json.Key("unit").String(plan_.unit.value());
    json.Key("year").Int(plan_.year);
    Decimal(json, "score", sheet_.total);
    Decimal(json, "lost", review_.lost);
    Decimal(json, "systemic", review_.systemic);
    Decimal(json, "planned", review_.planned);
    Decimal(json, "forecast", review_.forecast);
    json.Key("losses").BeginArray();
    for (domain::LeafIndex leaf = 0; leaf < set_.leaves.size(); ++leaf) WriteLoss(json, leaf);
    json.EndArray();
    json.Key("tasks").BeginArray();
    for (std::size_t i = 0; i < plan_.tasks.size(); ++i) WriteTask(json, i);
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
    const domain::ScoreTotal& total = sheet_.nodes[node];
    table.Add({set_.nodes[node].id, set_.nodes[node].title, Show(total.effective_maximum()),
               Show(total.score), Show(domain::LostAt(set_, sheet_, node)), task});
  }

  // Areas with what they lost, and under each its leaves that lost something.
  Table Losses() const {
    Table table({{.title = Say("Mã", "Id")},
                 {.title = Say("Lĩnh vực, tiêu chí", "Area, criterion"), .may_shrink = true},
                 {.title = Say("Điểm chuẩn", "Maximum"), .to_the_right = true},
                 {.title = Say("Điểm đạt", "Score"), .to_the_right = true},
                 {.title = Say("Bị trừ", "Lost"), .to_the_right = true},
                 {.title = Say("Nhiệm vụ", "Task")}});
    for (domain::NodeIndex node = 0; node < set_.nodes.size(); ++node) {
      const domain::Node& one = set_.nodes[node];
      if (domain::LostAt(set_, sheet_, node).IsZero()) continue;
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
      table.Add({task.id, task.reason, measure, task.lead, Day(task.deadline), task.product,
                 Show(review_.tasks[i].worth), State(i)});
    }
    return table;
  }

  std::string Sums() const {
    Points unanswered;
    for (const domain::LeafIndex leaf : review_.unanswered) {
      unanswered += domain::LostAt(set_, sheet_, set_.leaves[leaf].node);
    }
    const auto line = [&](std::string_view vietnamese, std::string_view english, Points points) {
      return Say(vietnamese, english) + Show(points) + "\n";
    };
    std::string text = line("Điểm bị trừ: ", "Points lost: ", review_.lost);
    text += line("  do nguyên nhân chung, không tính lấy lại: ",
                 "  for everybody, not expected back: ", review_.systemic);
    text += line("  các nhiệm vụ lấy lại: ", "  the tasks bring back: ", review_.planned);
    text += line("  chưa có nhiệm vụ: ", "  no task answers for: ", unanswered);
    text += Say("Chỉ số năm sau nếu hoàn thành: ", "Next year's index if all is done: ") +
            Show(review_.forecast) + " = " + Show(sheet_.total) + " + " + Show(review_.planned) +
            "\n";
    for (const domain::RemediationRemark& remark : review_.remarks) {
      text += Say("  lưu ý: ", "  note: ") +
              OneLine(domain::TextOf(remark, session_.output.language)) + "\n";
    }
    return text;
  }

  void WriteLoss(JsonWriter& json, domain::LeafIndex leaf) const {
    const domain::NodeIndex node = set_.leaves[leaf].node;
    const Points lost = domain::LostAt(set_, sheet_, node);
    if (lost.IsZero()) return;
    json.BeginObject();
    json.Key("criterion").String(set_.nodes[node].id);
    json.Key("title").String(set_.nodes[node].title);
    Decimal(json, "maximum", sheet_.nodes[node].effective_maximum());
    Decimal(json, "score", sheet_.nodes[node].score);
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
  const domain::CriteriaSet& set_;
  const domain::ScoreSheet& sheet_;
  const domain::RemediationPlan& plan_;
  const domain::RemediationReview& review_;
  const NumberStyle style_;
  std::vector<std::size_t> task_of_;  // By leaf; the number of tasks: none.
};

void RunReview(Session& session, const RemediationOptions& options) {
  const auto on = options.on.empty() ? domain::Date::InVietnam(SystemClock().WallMicros())
                                     : domain::Date::Parse(options.on);
  if (!on.has_value()) {
    return PrintRefusal(session, "--on",
                        domain::Refusal(absl::StatusCode::kInvalidArgument, "yaml_not_date",
                                        {{"field", "--on"}, {"value", options.on}}));
  }
  const auto assessed = Assess(session, options);
  if (!assessed.has_value()) return;
  const auto content = ReadFile(options.plan);
  if (!content.ok()) return PrintRefusal(session, "", content.status());
  domain::FindingList list(options.plan);
  const auto plan = domain::ReadRemediationPlan(*content, assessed->set, list);
  const std::size_t count = list.count();
  PrintFindings(session, std::move(list).TakeSorted(), count);
  if (!plan.has_value()) return;
  const auto review = domain::ReviewPlan(assessed->set, assessed->sheet, *plan, *on);
  if (!review.remarks.empty() || !review.unanswered.empty()) session.exit = kFindings;
  const PlanView view(session, *assessed, *plan, review);
  session.output.out << (session.output.format == Format::kJson ? view.Json() : view.Text());
}

// A plan with a task for each leaf that lost points, for its office to fill in.
void RunDraft(Session& session, const RemediationOptions& options) {
  const auto assessed = Assess(session, options);
  if (!assessed.has_value()) return;
  const domain::CriteriaSet& set = assessed->set;
  const auto rows = codec::Encode(set, assessed->answers, assessed->sheet, session.output.language);
  std::string text =
      "format: parnet/remediation-plan/1\ntitle: # \nunit: " + assessed->answers.unit.value() +
      "\nset: " + set.id + "@" + std::to_string(set.version) + "\nyear: # \ntasks:\n";
  for (int i = 0; i < rows.leaves_size(); ++i) {
    const auto leaf = static_cast<domain::LeafIndex>(i);
    const Points lost = domain::LostAt(set, assessed->sheet, set.leaves[leaf].node);
    if (lost.IsZero()) continue;
    const domain::Node& node = set.NodeOf(leaf);
    const std::string& reach = rows.leaves(i).to_maximum();
    text += "  # " + OneLine(node.title) + ": " + lost.FormatShort(NumberStyle::kPlain) + "\n";
    text += "  - id: " + domain::QuotedYaml("nv-" + node.id) + "\n    criteria: [" +
            domain::QuotedYaml(node.id) + "]\n";
    text += "    reason: " + (reach.empty() ? std::string("# ") : domain::QuotedYaml(reach)) + "\n";
    text += "    measure: # \n    lead: # \n    with: []\n    deadline: # \n    product: # \n";
  }
  session.output.out << text;
}

void TakeAssessed(const Command& verb, const Session& session, RemediationOptions& options) {
  Take(verb, session, "--criteria", options.criteria,
       {"Tệp YAML của bộ chỉ số", "YAML file of the criteria set"}, session.Say("TỆP", "FILE"))
      .Required();
  Take(verb, session, "--answers", options.answers,
       {"Tệp YAML số liệu và kết quả của đơn vị", "YAML file of the unit's answers"},
       session.Say("TỆP", "FILE"))
      .Required();
}

}  // namespace

void AddRemediationCommands(Command app, Session& session) {
  const Command group = AddGroup(app, session, "remediation",
                                 {"Kế hoạch khắc phục điểm bị trừ", "Win lost points back"});
  auto options = std::make_shared<RemediationOptions>();
  const Command draft =
      AddVerb(group, session, "draft",
              {"Soạn khung kế hoạch: mỗi tiêu chí bị trừ điểm một nhiệm vụ để điền",
               "Write the frame of a plan: a task to fill in for each criterion that lost points"},
              {"parctl remediation draft --criteria criteria/province-2023.yaml \\",
               "    --answers criteria/answers/quang-tri-2023.yaml > ke-hoach.yaml"});
  TakeAssessed(draft, session, *options);
  draft.Does([options, &session] { RunDraft(session, *options); });
  const Command review = AddVerb(
      group, session, "review",
      {"Điểm bị trừ, nhiệm vụ, điểm lấy lại, chỉ số dự kiến; mã 1 nếu có lưu ý hoặc điểm bị trừ "
       "chưa có nhiệm vụ",
       "Losses, tasks, what they bring back, next year's index; exit code 1 where something is "
       "remarked on or a loss has no task"},
      {"parctl remediation review --criteria criteria/province-2023.yaml \\",
       "    --answers criteria/answers/quang-tri-2023.yaml --plan "
       "criteria/plans/quang-tri-2024.yaml"});
  TakeAssessed(review, session, *options);
  Take(review, session, "--plan", options->plan, {"Tệp YAML của kế hoạch", "YAML file of the plan"},
       session.Say("TỆP", "FILE"))
      .Required();
  Take(review, session, "--on", options->on,
       {"Ngày xét quá hạn (2024-12-20); mặc định hôm nay",
        "Day for which tasks are overdue (2024-12-20); default today"},
       session.Say("NGÀY", "DATE"));
  review.Does([options, &session] { RunReview(session, *options); });
}

}  // namespace par::parctl
