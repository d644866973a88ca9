// Files that people write, and one that anybody may hand on. Promised: a reader takes any bytes,
// names at most so many findings, gives a value only where there is no finding, and what it gives
// can be worked with: linted, scored, reconciled, described, written again.
#include <string>

#include "common/base/check.h"
#include "common/codec/answers_codec.h"
#include "common/config/reader.h"
#include "common/document/decision_document.h"
#include "common/document/docx.h"
#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/decision_file.h"
#include "common/domain/leadership_council.h"
#include "common/domain/limits.h"
#include "common/domain/lint.h"
#include "common/domain/published_table_yaml.h"
#include "common/domain/published_years.h"
#include "common/domain/rank_history.h"
#include "common/domain/reconcile.h"
#include "common/domain/remediation.h"
#include "common/domain/score_sheet.h"
#include "common/domain/survey_score.h"
#include "common/domain/units_yaml.h"
#include "common/domain/yaml_writer.h"
#include "common/spreadsheet/plan_workbook.h"
#include "common/spreadsheet/survey_workbook.h"
#include "common/spreadsheet/year_table.h"
#include "par/assessment/v1/assessment.pb.h"
#include "tests/fuzz/targets.h"
#include "tests/support/read_both_ways.h"
#include "tests/support/read_text.h"

namespace par::fuzz {
namespace {

using domain::Language;

void CheckFindings(const std::vector<domain::Finding>& findings, std::size_t count, bool value) {
  PAR_CHECK(findings.size() <= domain::kMostFindings);
  PAR_CHECK(findings.size() <= count);
  PAR_CHECK(value == (count == 0));
  for (const domain::Finding& finding : findings) {
    for (const Language language : {Language::kVietnamese, Language::kEnglish}) {
      PAR_CHECK(!domain::TextOf(finding, language).empty());
    }
  }
}

const domain::CriteriaSet& SampleSet() {
  static const domain::CriteriaSet set = [] {
    auto read = domain::ReadCriteriaSet(testing::ReadText("criteria/commune-sample-2023.yaml"), "");
    PAR_CHECK(read.set.has_value());
    return *std::move(read.set);
  }();
  return set;
}

void CheckScore(const domain::CriteriaSet& set, const domain::Answers& answers) {
  const domain::ScoreSheet sheet = domain::Score(set, answers, {.traces = true});
  PAR_CHECK(sheet.leaves.size() == set.leaves.size());
}

// What was read is read again from what is written of it.
void CheckYears(std::string_view input) {
  domain::FindingList list("years");
  const auto years = domain::ReadPublishedYears(input, list);
  CheckFindings(list.findings(), list.count(), years.has_value());
  if (!years.has_value()) return;
  const std::string text = domain::PublishedYearsText(*years);
  domain::FindingList again("years");
  const auto back = domain::ReadPublishedYears(text, again);
  PAR_CHECK(back.has_value() && domain::PublishedYearsText(*back) == text);
  for (const domain::YearTable& table : years->tables) {
    for (const domain::YearRow& row : table.rows) {
      PAR_CHECK(!domain::HistoryOf(*years, nullptr, row.unit, "").empty());
    }
  }
}

void CheckYearTable(std::string_view input) {
  static const domain::UnitTree tree = [] {
    auto read = domain::ReadUnits(testing::ReadText("criteria/units/quang-ngai-2023.yaml"), "");
    PAR_CHECK(read.tree.has_value());
    return *std::move(read.tree);
  }();
  spreadsheet::YearTableWish wish;
  wish.about.year = 2023;
  wish.about.index = "par";
  wish.about.document = "1";
  wish.accept_differences = true;
  const auto read = spreadsheet::ReadYearTable(input, "table.csv", tree, wish);
  CheckFindings(read.findings, read.finding_count, read.table.has_value());
}

}  // namespace

void FuzzCriteria(std::string_view input) {
  const domain::CriteriaSetFile file = domain::ReadCriteriaSet(input, "set.yaml");
  CheckFindings(file.findings, file.finding_count, file.set.has_value());
  if (!file.set.has_value()) return;
  for (const domain::LintFinding& finding : domain::LintCriteriaSet(*file.set)) {
    PAR_CHECK(!domain::TextOf(finding, "set.yaml", Language::kVietnamese).empty());
  }
}

// A file, or (where the first byte is zero) the message that a program sends: promised besides that
// it says the same wherever it is read.
void FuzzAnswers(std::string_view input) {
  const domain::CriteriaSet& set = SampleSet();
  if (input.starts_with('\0')) {
    PAR_CHECK(testing::DifferenceInPlace(input.substr(1), set).value_or("").empty());
    assessment::v1::Answers message;
    if (!message.ParseFromArray(input.data() + 1, static_cast<int>(input.size() - 1))) return;
    const auto answers = codec::Decode(message, set);
    if (!answers.ok()) return PAR_CHECK(!domain::ReasonOf(answers.status()).empty());
    const auto again = codec::Decode(codec::Encode(set, *answers), set);
    PAR_CHECK(again.ok());
    return CheckScore(set, *again);
  }
  const domain::AnswersFile file = domain::ReadAnswers(input, set, "answers.yaml");
  CheckFindings(file.findings, file.finding_count, file.answers.has_value());
  if (file.answers.has_value()) CheckScore(set, *file.answers);
}

// YAML, or CSV where it begins as its header does.
void FuzzPublished(std::string_view input) {
  CheckYears(input);
  CheckYearTable(input);
  domain::FindingList list("table");
  const auto table = input.starts_with("kind,") ? domain::ReadPublishedTableCsv(input, list)
                                                : domain::ReadPublishedTable(input, list);
  CheckFindings(list.findings(), list.count(), table.has_value());
  if (!table.has_value()) return;
  for (const domain::Difference& difference : domain::Reconcile(*table).differences) {
    PAR_CHECK(!domain::TextOf(difference, Language::kVietnamese).empty());
    PAR_CHECK(!domain::ReasonOf(domain::ToRefusal(difference)).empty());
  }
}

// A survey's definition, its results (YAML, or CSV where they begin with "survey,"), a council.
void FuzzSurvey(std::string_view input) {
  static const domain::Survey sample = [] {
    auto read = domain::ParseSurvey(
        testing::ReadText("criteria/surveys/sipas-commune-sample-2023.yaml"), "");
    PAR_CHECK(read.ok());
    return *std::move(read);
  }();
  domain::FindingList of_survey("survey.yaml");
  const auto survey = domain::ReadSurvey(input, of_survey);
  CheckFindings(of_survey.findings(), of_survey.count(), survey.has_value());
  domain::FindingList of_council("council.yaml");
  const auto council = domain::ReadLeadershipCouncil(input, of_council);
  CheckFindings(of_council.findings(), of_council.count(), council.has_value());
  domain::FindingList of_results("results.yaml");
  const auto read = spreadsheet::ReadSurveyResultsFile(input, sample, of_results);
  CheckFindings(of_results.findings(), of_results.count(), read.results.has_value());
  if (!read.results.has_value()) return;
  const domain::SurveyScore score = domain::ScoreSurvey(sample, *read.results);
  for (const domain::SurveyUnitScore& unit : score.units) {
    for (std::size_t i = 0; i < unit.components.size(); ++i) {
      const auto& points = unit.components[i].points;
      PAR_CHECK(!points.has_value() || *points <= sample.components[i].weight);
      (void)domain::SurveyWorking(sample, unit, i, Language::kVietnamese);
    }
  }
  for (const domain::SurveyRemark& remark : score.remarks) {
    PAR_CHECK(!domain::TextOf(remark, Language::kEnglish).empty());
  }
  // What a node is sent says the same.
  domain::FindingList of_sent("sent.yaml");
  PAR_CHECK(domain::ReadSurveyResults(read.yaml, sample, of_sent).has_value());
}

// Read with the sample set or, where it names none, without; then reviewed, written and read again.
void FuzzPlan(std::string_view input) {
  domain::FindingList list("plan");
  const auto tree = spreadsheet::ReadPlanTree(input, list);
  if (!tree.has_value()) return CheckFindings(list.findings(), list.count(), false);
  domain::FindingList of_set("plan");
  const auto named = domain::SetNamedByPlan(tree->root, of_set);
  const domain::CriteriaSet* const set =
      named.has_value() && !named->empty() ? &SampleSet() : nullptr;
  const auto plan = domain::ReadRemediationPlan(tree->root, set, list);
  CheckFindings(list.findings(), list.count(), plan.has_value());
  if (!plan.has_value()) return;
  const domain::Date day = *domain::Date::Of(2024, 12, 1);
  const domain::RemediationReview review =
      set == nullptr
          ? domain::ReviewPlanWithoutSet(*plan, day)
          : domain::ReviewPlan(
                *set,
                domain::Score(*set, domain::EmptyAnswers(*set, plan->unit), {.traces = false}),
                *plan, day);
  PAR_CHECK(review.tasks.size() == plan->tasks.size());
  for (const domain::RemediationRemark& remark : review.remarks) {
    PAR_CHECK(!domain::TextOf(remark, Language::kVietnamese).empty());
  }
  domain::FindingList again("plan");
  const std::string written = domain::WriteYaml(tree->root);
  PAR_CHECK(domain::ReadRemediationPlan(written, set, again).has_value());
}

void FuzzConfig(std::string_view input) {
  const config::Reading reading = config::ReadConfig(input);
  for (const Language language : {Language::kVietnamese, Language::kEnglish}) {
    PAR_CHECK(!config::CheckConfigText(reading, "node.yaml", language).empty());
  }
}

void FuzzDecision(std::string_view input) {
  const auto decision = domain::ReadDecisionFile(input);
  if (!decision.ok()) {
    return PAR_CHECK(domain::ReasonOf(decision.status()) == "decision_file_malformed");
  }
  PAR_CHECK(domain::DecisionFile(*decision) == input);
  document::Particulars particulars;
  particulars.issuer = {"Ủy ban nhân dân"};
  particulars.signers = {{.lines = {"Chủ tịch"}, .name = "An"}};
  const auto docx = document::DocxOf(document::DecisionDocument(*decision, particulars));
  PAR_CHECK(docx.ok() || domain::ReasonOf(docx.status()) == "document_text_refused");
}

}  // namespace par::fuzz
