// `parctl remediation draft|review`: what was lost, what is done about it, and what that is worth;
// from files, or from a dossier on a node.
#include <memory>
#include <utility>

#include "common/base/clock.h"
#include "common/codec/score_codec.h"
#include "common/document/plan_document.h"
#include "common/domain/figure_rollup.h"
#include "common/domain/remediation.h"
#include "common/domain/yaml_writer.h"
#include "common/services/papers.h"
#include "common/spreadsheet/plan_workbook.h"
#include "parctl/cycle_set.h"
#include "parctl/document.h"
#include "parctl/dossier_sheet.h"
#include "parctl/figure_files.h"
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
  std::string xlsx;
  PlanTables tables;
  DocumentWish document;
  FigureFileOptions figures;
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

// A plan with the scores that it is about, if it names a set.
struct ReadPlan {
  std::optional<Assessed> assessed;
  domain::RemediationPlan plan;
  domain::RemediationReview review;
  domain::Date on;

  const domain::CriteriaSet* set() const { return assessed.has_value() ? &assessed->set : nullptr; }
  const domain::ScoreSheet* sheet() const {
    return assessed.has_value() ? &assessed->sheet : nullptr;
  }
};

// Nothing where something is wrong, which is printed.
std::optional<ReadPlan> ReadThePlan(Session& session, const RemediationOptions& options) {
  const auto on = DayOf(session, options.on);
  if (!on.has_value()) return std::nullopt;
  const auto content = ReadFile(options.plan);
  if (!content.ok()) {
    PrintRefusal(session, "", content.status());
    return std::nullopt;
  }
  domain::FindingList list(options.plan);
  const auto tree = spreadsheet::ReadPlanTree(*content, list);
  std::optional<domain::RemediationPlan> plan;
  ReadPlan read;
  read.on = *on;
  if (tree.has_value() && list.empty()) {
    domain::FindingList of_set(options.plan);
    const auto named = domain::SetNamedByPlan(tree->root, of_set);
    if (named.has_value() && !named->empty()) {
      read.assessed = Assess(session, options);
      if (!read.assessed.has_value()) return std::nullopt;
    }
    plan = domain::ReadRemediationPlan(tree->root, read.set(), list);
  }
  const std::size_t count = list.count();
  PrintFindings(session, std::move(list).TakeSorted(), count);
  if (!plan.has_value()) return std::nullopt;
  read.plan = *std::move(plan);
  if (read.assessed.has_value() && read.assessed->unit != read.plan.unit.value()) {
    PrintRefusal(session, options.plan,
                 domain::Invalid("remediation_plan_of_another", {{"value", read.plan.unit.value()},
                                                                 {"unit", read.assessed->unit}}));
    return std::nullopt;
  }
  read.review = read.set() == nullptr
                    ? domain::ReviewPlanWithoutSet(read.plan, *on)
                    : domain::ReviewPlan(*read.set(), *read.sheet(), read.plan, *on);
  return read;
}

// What the files report of the plan's unit. Nothing where they are wrong, which is printed.
std::optional<ReportedByIndicator> ReportedOf(Session& session, const FigureFileOptions& options,
                                              const domain::UnitId& unit) {
  ReportedByIndicator reported;
  if (options.files.empty()) return reported;
  const auto files = ReadFigureFiles(session, options);
  if (files == nullptr) return std::nullopt;
  const std::size_t row = files->report->FindUnit(unit.value());
  if (row == domain::kNone) {
    PrintRefusal(session, "--figures",
                 domain::InvalidValue("report_unit_unknown", unit.value(), "unit"));
    return std::nullopt;
  }
  const domain::FigureRollUp rollup(files->catalogue, *files->report);
  const domain::Rational hundred = domain::Rational::FromInt(100);
  for (std::size_t i = 0; i < files->catalogue.indicators.size(); ++i) {
    const domain::RolledFigure* const figure = rollup.Of(row, i);
    if (figure == nullptr) continue;
    const domain::FigureDefinition& definition = files->catalogue.indicators[i].figure;
    const bool percent = definition.range.kind == domain::FigureKind::kPercent;
    reported[definition.id] = percent ? figure->value * hundred : figure->value;
  }
  for (const domain::RateIndicator& rate : files->catalogue.rates) {
    const auto value = rollup.Rate(row, rate);
    const auto share = value.has_value() ? value->value() : std::nullopt;
    if (share.has_value()) reported[rate.id] = *share * hundred;
  }
  return reported;
}

void RunReview(Session& session, const RemediationOptions& options) {
  const auto read = ReadThePlan(session, options);
  if (!read.has_value()) return;
  const auto reported = ReportedOf(session, options.figures, read->plan.unit);
  if (!reported.has_value()) return;
  const ReviewedPlan reviewed{.set = read->set(),
                              .sheet = read->sheet(),
                              .plan = read->plan,
                              .review = read->review,
                              .reported = *reported,
                              .on = read->on};
  PrintReview(session, reviewed, options.tables);
  if (!options.xlsx.empty()) WriteBookFor(session, ReviewBook(session, reviewed), options.xlsx);
}

// Into a workbook where one is named, otherwise printed in the hand-written form. Needs no scores:
// whoever reviews or issues the plan looks at its criteria.
void RunConvert(Session& session, const RemediationOptions& options) {
  const auto content = ReadFile(options.plan);
  if (!content.ok()) return PrintRefusal(session, "", content.status());
  domain::FindingList list(options.plan);
  const auto tree = spreadsheet::ReadPlanTree(*content, list);
  if (tree.has_value() && list.empty()) domain::CheckPlanWithoutSet(tree->root, list);
  const std::size_t count = list.count();
  PrintFindings(session, std::move(list).TakeSorted(), count);
  if (!tree.has_value() || count > 0) return;
  if (!options.xlsx.empty()) {
    const auto book = spreadsheet::PlanBook(tree->root);
    if (!book.ok()) return PrintRefusal(session, "", book.status());
    return WriteNewBookFor(session, *book, options.xlsx);
  }
  session.output.out << domain::WriteYaml(tree->root);
}

void RunPlanDocument(Session& session, const RemediationOptions& options) {
  const auto particulars =
      ReadParticulars(session, options.document, document::DocumentKind::kPlan);
  if (!particulars.has_value()) return;
  const auto read = ReadThePlan(session, options);
  if (!read.has_value()) return;
  const absl::Status paper = services::CheckPlanPaper(read->plan, *particulars);
  if (!paper.ok()) return PrintRefusal(session, options.document.particulars, paper);
  WriteDocument(
      session,
      document::PlanDocument(
          {.set = read->set(), .sheet = read->sheet(), .plan = read->plan, .review = read->review},
          *particulars),
      options.document);
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
       {"Lấy điểm từ hồ sơ trên máy chủ: kỳ đánh giá", "Take the scores from the node: the cycle"},
       "ID");
  Take(verb, session, "--unit", options.unit,
       {"Lấy điểm từ hồ sơ trên máy chủ: đơn vị", "Take the scores from the node: the unit"}, "ID");
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
  Take(review, session, "--indicators", options.figures.indicators,
       {"Tệp YAML của hệ chỉ tiêu báo cáo", "YAML file of the indicators"},
       session.Say("TỆP", "FILE"));
  TakeMany(review, session, "--figures", options.figures.files,
           {"Tệp số liệu báo cáo: chỉ tiêu đạt hay chưa",
            "Files of reported figures: which targets are reached"},
           session.Say("TỆP", "FILE"));
  TakeFlag(review, session, "--by-office", options.tables.offices,
           {"In theo cơ quan: phụ trách, điểm còn phải lấy lại, hạn, quá hạn",
            "Print by office: what it answers for, points at stake, deadlines, overdue"});
  Take(review, session, "--xlsx", options.xlsx,
       {"Ghi thêm tệp Excel: điểm bị trừ, nhiệm vụ, chỉ tiêu, cơ quan",
        "Write an Excel file too: losses, tasks, targets, offices"},
       "FILE.xlsx");
  return review;
}

void AddConvert(const Command& group, Session& session,
                const std::shared_ptr<RemediationOptions>& options) {
  const Command convert =
      AddVerb(group, session, "convert",
              {"Chuyển kế hoạch giữa tệp YAML và tệp Excel; lỗi được chỉ rõ trang, hàng, ô",
               "Turn a plan from YAML into Excel or back; faults are named by sheet, row and cell"},
              {"parctl remediation convert --plan ke-hoach.yaml --xlsx ke-hoach.xlsx",
               "parctl remediation convert --plan ke-hoach.xlsx > ke-hoach.yaml"});
  Take(convert, session, "--plan", options->plan,
       {"Kế hoạch: YAML hoặc Excel", "The plan: YAML or Excel"}, session.Say("TỆP", "FILE"))
      .Required();
  Take(convert, session, "--xlsx", options->xlsx,
       {"Ghi tệp Excel này; không có thì in YAML", "Write this Excel file; otherwise print YAML"},
       "FILE.xlsx");
  convert.Does([options, &session] { RunConvert(session, *options); });
}

void AddPlanDocument(const Command& group, Session& session,
                     const std::shared_ptr<RemediationOptions>& options) {
  const Command paper = AddVerb(
      group, session, "document",
      {"Lập kế hoạch và phụ lục theo thể thức Nghị định 30/2020/NĐ-CP (DOCX, PDF)",
       "The plan with its appendices as an official document after Decree 30/2020 (DOCX, PDF)"},
      {"parctl remediation document --plan criteria/plans/duc-co-2021.yaml \\",
       "    --particulars the-thuc.yaml --out ke-hoach.docx --pdf ke-hoach.pdf"});
  TakeAssessed(paper, session, *options);
  Take(paper, session, "--plan", options->plan, {"Tệp YAML của kế hoạch", "YAML file of the plan"},
       session.Say("TỆP", "FILE"))
      .Required();
  TakeDocument(paper, session, options->document);
  paper.Does([options, &session] { RunPlanDocument(session, *options); });
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
  AddConvert(group, session, options);
  AddPlanDocument(group, session, options);
  AddRemediationNodeCommands(group, session);
  AddRemediationSystemic(group, session);
}

}  // namespace par::parctl
