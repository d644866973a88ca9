// `parctl remediation draft|review`: what was lost, what is done about it, and what that is worth;
// from files, or from a dossier on a node.
#include <memory>
#include <utility>

#include "common/base/clock.h"
#include "common/codec/score_codec.h"
#include "common/domain/remediation.h"
#include "common/domain/yaml_writer.h"
#include "parctl/cycle_set.h"
#include "parctl/dossier_sheet.h"
#include "parctl/files.h"
#include "parctl/inputs.h"
#include "parctl/remediation_parts.h"
#include "parctl/remediation_view.h"
#include "parctl/report.h"
#include "parctl/text_width.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using domain::NumberStyle;
using domain::Points;

struct RemediationOptions {
  std::string criteria;
  std::string answers;
  std::string cycle;
  std::string unit;
  std::string plan;
  std::string on;
  PlanTables tables;
};

// What both commands begin with.
struct Assessed {
  domain::CriteriaSet set;
  domain::ScoreSheet sheet;
  std::string unit;
  std::vector<std::string> to_maximum;  // By leaf.
};

std::optional<Assessed> AssessFiles(Session& session, const RemediationOptions& options) {
  auto set = ReadSet(session, options.criteria);
  if (!set.has_value()) return std::nullopt;
  auto read = ReadAnswersOfUnits(session, *set, {options.answers});
  if (!read.has_value()) return std::nullopt;
  const domain::Answers answers = std::move(read->front().answers);
  Assessed assessed{
      .set = *std::move(set), .sheet = {}, .unit = answers.unit.value(), .to_maximum = {}};
  assessed.sheet = domain::Score(assessed.set, answers);
  const auto rows = codec::Encode(assessed.set, answers, assessed.sheet, session.output.language);
  for (const auto& leaf : rows.leaves()) assessed.to_maximum.push_back(leaf.to_maximum());
  return assessed;
}

std::optional<Assessed> AssessDossier(Session& session, const RemediationOptions& options) {
  auto set = SetOfCycle(session, options.cycle);
  if (!set.has_value()) return std::nullopt;
  auto dossier = SheetOfDossier(session, *set, options.cycle, options.unit);
  if (!dossier.has_value()) return std::nullopt;
  return Assessed{.set = *std::move(set),
                  .sheet = std::move(dossier->sheet),
                  .unit = options.unit,
                  .to_maximum = std::move(dossier->to_maximum)};
}

// By files, or by the dossier where a cycle is named. Nothing where neither is, which is printed.
std::optional<Assessed> Assess(Session& session, const RemediationOptions& options) {
  if (!options.cycle.empty() && !options.unit.empty()) return AssessDossier(session, options);
  if (!options.criteria.empty() && !options.answers.empty()) return AssessFiles(session, options);
  PrintRefusal(session, "",
               domain::Refusal(absl::StatusCode::kInvalidArgument, "remediation_needs_scores", {}));
  return std::nullopt;
}

void PrintReview(Session& session, const ReviewedPlan& reviewed, const PlanTables& tables) {
  if (!reviewed.review.remarks.empty() || !reviewed.review.unanswered.empty()) {
    session.exit = kFindings;
  }
  session.output.out << (session.output.format == Format::kJson
                             ? PlanJson(session, reviewed)
                             : PlanText(session, reviewed, tables));
}

void RunReview(Session& session, const RemediationOptions& options) {
  const auto on = DayOf(session, options.on);
  if (!on.has_value()) return;
  const auto content = ReadFile(options.plan);
  if (!content.ok()) return PrintRefusal(session, "", content.status());
  domain::FindingList named_list(options.plan);
  const auto named = domain::SetNamedByPlan(*content, named_list);
  std::optional<Assessed> assessed;
  if (named.has_value() && !named->empty()) {
    assessed = Assess(session, options);
    if (!assessed.has_value()) return;
  }
  domain::FindingList list(options.plan);
  const domain::CriteriaSet* const set = assessed.has_value() ? &assessed->set : nullptr;
  const auto plan = domain::ReadRemediationPlan(*content, set, list);
  const std::size_t count = list.count();
  PrintFindings(session, std::move(list).TakeSorted(), count);
  if (!plan.has_value()) return;
  const domain::RemediationReview review =
      set == nullptr ? domain::ReviewPlanWithoutSet(*plan, *on)
                     : domain::ReviewPlan(*set, assessed->sheet, *plan, *on);
  PrintReview(session,
              {.set = set,
               .sheet = set == nullptr ? nullptr : &assessed->sheet,
               .plan = *plan,
               .review = review},
              options.tables);
}

// A plan with a task for each leaf that lost points, for its office to fill in.
void RunDraft(Session& session, const RemediationOptions& options) {
  const auto assessed = Assess(session, options);
  if (!assessed.has_value()) return;
  const domain::CriteriaSet& set = assessed->set;
  std::string text = "format: parnet/remediation-plan/1\ntitle: # \nunit: " + assessed->unit +
                     "\nset: " + set.id + "@" + std::to_string(set.version) +
                     "\nyear: # \ntasks:\n";
  for (domain::LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
    const Points lost = domain::LostAt(set, assessed->sheet, set.leaves[leaf].node);
    if (lost.IsZero()) continue;
    const domain::Node& node = set.NodeOf(leaf);
    const std::string& reach = assessed->to_maximum[leaf];
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
       {"Tệp YAML của bộ chỉ số", "YAML file of the criteria set"}, session.Say("TỆP", "FILE"));
  Take(verb, session, "--answers", options.answers,
       {"Tệp YAML số liệu và kết quả của đơn vị", "YAML file of the unit's answers"},
       session.Say("TỆP", "FILE"));
  Take(verb, session, "--cycle", options.cycle,
       {"Lấy điểm từ hồ sơ trên nút: kỳ đánh giá", "Take the scores from the node: the cycle"},
       "ID");
  Take(verb, session, "--unit", options.unit,
       {"Lấy điểm từ hồ sơ trên nút: đơn vị", "Take the scores from the node: the unit"}, "ID");
}

Command AddReview(Command group, Session& session, RemediationOptions& options) {
  const Command review = AddVerb(
      group, session, "review",
      {"Điểm bị trừ, nhiệm vụ, chỉ tiêu, điểm lấy lại, chỉ số dự kiến; mã 1 nếu có lưu ý hoặc điểm "
       "bị trừ chưa có nhiệm vụ",
       "Losses, tasks, targets, what they bring back, next year's index; exit code 1 where "
       "something is remarked on or a loss has no task"},
      {"parctl remediation review --criteria criteria/province-2023.yaml \\",
       "    --answers criteria/answers/quang-tri-2023.yaml --plan "
       "criteria/plans/quang-tri-2024.yaml",
       "parctl remediation review --plan criteria/plans/duc-co-2021.yaml --targets --by-office"});
  TakeAssessed(review, session, options);
  Take(review, session, "--plan", options.plan, {"Tệp YAML của kế hoạch", "YAML file of the plan"},
       session.Say("TỆP", "FILE"))
      .Required();
  TakeDay(review, session, options.on);
  TakeFlag(review, session, "--targets", options.tables.targets,
           {"In các chỉ tiêu, đã tính thành số", "Print the targets, as numbers"});
  TakeFlag(review, session, "--by-office", options.tables.offices,
           {"In theo cơ quan: phụ trách, điểm còn phải lấy lại, hạn, quá hạn",
            "Print by office: what it answers for, points at stake, deadlines, overdue"});
  return review;
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
               "    --answers criteria/answers/quang-tri-2023.yaml > ke-hoach.yaml",
               "parctl remediation draft --cycle xa-2023 --unit song-ve > ke-hoach.yaml"});
  TakeAssessed(draft, session, *options);
  draft.Does([options, &session] { RunDraft(session, *options); });
  const Command review = AddReview(group, session, *options);
  review.Does([options, &session] { RunReview(session, *options); });
  AddRemediationNodeCommands(group, session);
  AddRemediationSystemic(group, session);
}

}  // namespace par::parctl
