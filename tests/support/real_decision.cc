#include "tests/support/real_decision.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "common/base/check.h"
#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/dossier_scores.h"
#include "common/domain/ranking.h"
#include "common/domain/score_sheet.h"
#include "tests/support/read_text.h"

namespace par::testing {
namespace {

constexpr const char* kSet = "criteria/commune-sample-2023.yaml";
constexpr const char* kAnswers = "criteria/answers/tu-nghia";

}  // namespace

domain::Decision RealDecision() {
  const std::string text = ReadText(kSet);
  const domain::CriteriaSetFile set = domain::ReadCriteriaSet(text, kSet);
  PAR_CHECK(set.set.has_value());
  domain::Decision decision;
  decision.number = domain::DecisionId("2873/QĐ-UBND");
  decision.date = *domain::Date::Of(2023, 12, 20);
  decision.issuer = domain::UnitId("tu-nghia");
  decision.cycle = domain::CycleId("tu-nghia-communes-2023");
  decision.year = set.set->year;
  domain::TakeFromSet(*set.set, Sha256::Of(text), decision);
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(kAnswers)) {
    paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());  // By unit: the file's name is its unit's.
  std::vector<domain::RankEntry> entries;
  for (const std::string& path : paths) {
    const domain::AnswersFile file = domain::ReadAnswers(ReadText(path), *set.set, path);
    PAR_CHECK(file.answers.has_value());
    const domain::Answers& answers = *file.answers;
    const domain::ScoreSheet sheet = domain::Score(*set.set, answers, {.traces = false});
    decision.lines.push_back(
        domain::LineFrom(*set.set, sheet, answers.unit, answers.title, answers.group));
    entries.push_back(domain::MakeRankEntry(*set.set, answers, sheet));
  }
  const auto ranks = domain::RankAll(entries, set.set->ties);
  for (std::size_t i = 0; i < ranks.size(); ++i) decision.lines[i].rank = ranks[i].value_or(0);
  return decision;
}

}  // namespace par::testing
