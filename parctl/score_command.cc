// `parctl score`: scores files of answers under a criteria set, without a node.
#include <algorithm>
#include <memory>
#include <tuple>

#include "common/domain/ranking.h"
#include "parctl/collation.h"
#include "parctl/files.h"
#include "parctl/inputs.h"
#include "parctl/report.h"
#include "parctl/scored_unit.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

struct ScoreOptions {
  std::string criteria;
  std::vector<std::string> answers;
  std::string xlsx;
  bool leaves = false;
};

void PrintLeafErrors(Session& session, const domain::CriteriaSet& set, const ScoredUnit& unit) {
  for (std::size_t leaf = 0; leaf < unit.sheet.leaves.size(); ++leaf) {
    const absl::Status& error = unit.sheet.leaves[leaf].error;
    if (error.ok()) continue;
    const auto index = static_cast<domain::LeafIndex>(leaf);
    PrintRefusal(session, unit.file + ": " + set.NodeOf(index).id, error);
  }
}

void RankAndSort(const domain::CriteriaSet& set, std::vector<ScoredUnit>& units) {
  std::vector<domain::RankEntry> entries;
  entries.reserve(units.size());
  for (const ScoredUnit& unit : units) {
    entries.push_back(domain::MakeRankEntry(set, unit.answers, unit.sheet));
  }
  const auto ranks = domain::RankAll(entries, set.ties);
  for (std::size_t i = 0; i < units.size(); ++i) units[i].rank = ranks[i];
  const auto key = [](const ScoredUnit& unit) {
    // Units that are not ranked stand last in their group.
    return std::make_tuple(VietnameseSortKey(unit.answers.group), !unit.rank.has_value(),
                           unit.rank.value_or(0), VietnameseSortKey(unit.answers.title),
                           unit.answers.unit);
  };
  std::sort(units.begin(), units.end(),
            [&](const ScoredUnit& a, const ScoredUnit& b) { return key(a) < key(b); });
}

void RunScore(Session& session, const ScoreOptions& options) {
  const auto set = ReadSet(session, options.criteria);
  if (!set.has_value()) return;
  auto read = ReadAnswersOfUnits(session, *set, options.answers);
  if (!read.has_value()) return;
  std::vector<ScoredUnit> units;
  for (AnswersOfFile& one : *read) {
    ScoredUnit& unit = units.emplace_back(ScoredUnit{
        .file = std::move(one.file), .answers = std::move(one.answers), .sheet = {}, .rank = {}});
    unit.sheet = domain::Score(*set, unit.answers);
    PrintLeafErrors(session, *set, unit);
  }
  RankAndSort(*set, units);
  session.output.out << (session.output.format == Format::kJson
                             ? ScoresJson(*set, units, session.output.language)
                             : ScoreTables(*set, units, options.leaves, session.output));
  if (!options.xlsx.empty()) WriteBookFor(session, ScoreBook(session, *set, units), options.xlsx);
}

}  // namespace

void AddScoreCommand(Command app, Session& session) {
  auto options = std::make_shared<ScoreOptions>();
  const Command score =
      app.Add("score", session.Say("Chấm điểm các tệp số liệu theo một bộ chỉ số và xếp hạng",
                                   "Score files of answers under a criteria set and rank them"));
  Take(score, session, "--criteria", options->criteria,
       {"Tệp bộ chỉ số (YAML, Excel)", "File of the criteria set (YAML, Excel)"},
       session.Say("TỆP", "FILE"))
      .Required();
  TakeMany(score, session, "--answers", options->answers,
           {"Tệp số liệu và tự đánh giá (Excel, YAML); nhiều tệp thì được xếp hạng",
            "Files of answers (Excel, YAML); several are ranked"},
           session.Say("TỆP", "FILE"))
      .Required();
  TakeFlag(
      score, session, "--leaves", options->leaves,
      {"In từng tiêu chí và cách tính điểm", "Show every criterion with the steps of its score"});
  Take(score, session, "--xlsx", options->xlsx,
       {"Ghi thêm bảng xếp hạng, điểm từng lĩnh vực và tiêu chí ra tệp Excel này",
        "Write the ranking and the points by area and criterion to this Excel file too"},
       "FILE.xlsx");
  score.EndHelpWith(session.Say(
      "In điểm từng lĩnh vực, tổng điểm, điểm tối đa sau khi trừ nội dung không phát sinh, tỷ lệ "
      "quy\n"
      "đổi, xếp hạng và xếp loại. Số liệu bị từ chối thì không in bảng nào; lỗi ghi rõ tệp, dòng, "
      "cột hoặc trang tính, ô.\n\n"
      "Ví dụ:\n"
      "  parctl score --criteria criteria/province-2023.yaml \\\n"
      "      --answers criteria/answers/quang-tri-2023.yaml --leaves\n"
      "  parctl score --criteria criteria/commune-sample-2023.yaml \\\n"
      "      --answers criteria/answers/tu-nghia/*.yaml --format json\n",
      "Shows the score of every area, the total, the maximum without what did not arise, the\n"
      "percentage, rank and class. Where input is refused nothing is shown but the errors, with\n"
      "file, line and column. A criterion whose rule fails (such as a division by zero) stays\n"
      "unscored, and the exit code is 1.\n\n"
      "Examples:\n"
      "  parctl score --criteria criteria/province-2023.yaml \\\n"
      "      --answers criteria/answers/quang-tri-2023.yaml --leaves\n"
      "  parctl score --criteria criteria/commune-sample-2023.yaml \\\n"
      "      --answers criteria/answers/tu-nghia/*.yaml --format json\n"));
  score.Does([options, &session] { RunScore(session, *options); });
}

}  // namespace par::parctl
