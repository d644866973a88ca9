// Goal: whoever reviews a dossier that was returned sees what the unit declares otherwise than it
// did, against the submission that he had before him: not one that was withdrawn or refused.
// Method: the node of the flow; la-ha hands in again over the real exchange with one thing of each
// kind changed, and by every way that leads to a submission in force. Once more on the rows that
// the entries make when they are applied again.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using ::par::testing::IsOkAndHolds;

// The sample's answers, with so many tasks of the plan done.
std::string TasksDone(const std::string& tasks) {
  return Replaced(Answers("la-ha"), "\"1.1.3.b\": 33", "\"1.1.3.b\": " + tasks);
}

// "3.4.4.rate: 92.5 > 93"
std::string Brief(const google::protobuf::RepeatedPtrField<dossier::v1::ValueChange>& changes) {
  std::string brief;
  for (const dossier::v1::ValueChange& one : changes) {
    brief += (brief.empty() ? "" : "; ") + one.name() + (one.last_year() ? " last year" : "") +
             ": " + one.before() + " > " + one.now();
  }
  return brief;
}

std::string Brief(const google::protobuf::RepeatedPtrField<evidence::v1::ListedDocument>& listed) {
  std::string brief;
  for (const evidence::v1::ListedDocument& one : listed) {
    EXPECT_EQ(one.pins_size(), 1);
    brief += (brief.empty() ? "" : "; ") + one.document().id();
  }
  return brief;
}

// La Hà and its district, on a node of their own.
class Returned {
 public:
  Returned() {
    node.MoveCycle("self_assessing");
    node.SetDay("2023-10-20");
  }
  void Submit(const std::string& yaml) {
    (void)node.Submit("la-ha", yaml);
    Deliver();
  }
  void Withdraw() {
    dossier::v1::Action action;
    action.set_kind("withdraw");
    (void)node.UnitActs("la-ha", action);
    Deliver();
  }
  void Act(const std::string& kind, const std::string& state) {
    dossier::v1::Action action;
    action.set_unit("la-ha");
    action.set_kind(kind);
    action.set_text("Bổ sung giải trình");
    EXPECT_THAT(node.Act(node.council, action), IsOkAndHolds(state));
    Deliver();
  }
  // A number hands in with so many tasks done; "away" and "home" take the line down and up.
  void Do(const std::string& step) {
    if (step == "withdraw") return Withdraw();
    if (step == "return") return Act(step, "returned");
    if (step == "resume_review") return Act(step, "in_review");
    if (step == "review") {
      Act("accept", "accepted");
      return Act("begin_review", "in_review");
    }
    if (step != "away" && step != "home") return Submit(TasksDone(step));
    away_ = step == "away";
    Deliver();
  }
  dossier::v1::OpenDossierResponse Opened() {
    dossier::v1::OpenDossierRequest request;
    request.set_cycle(kCycle);
    request.set_unit("la-ha");
    auto opened = node.parts.review.OpenDossier(
        *node.Snapshot(), node.CallerOf("tu-nghia", "tham-dinh", domain::Role::kReviewer), request,
        node.clock.WallMicros());
    PAR_CHECK(opened.ok());
    return *std::move(opened);
  }
  // Which of its criteria the matrix marks as changed.
  std::vector<std::string> Marked() {
    dossier::v1::ListMarksRequest request;
    request.set_cycle(kCycle);
    const auto marks = node.parts.review.ListMarks(
        *node.Snapshot(), node.CallerOf("tu-nghia", "hoi-dong", domain::Role::kCouncil), request,
        node.clock.WallMicros());
    PAR_CHECK(marks.ok());
    EXPECT_EQ(marks->rows(1).changed_size(), 0) << "nothing came of the others";
    const dossier::v1::MarkRow& row = marks->rows(0);
    EXPECT_EQ(row.changed_size(), Opened().has_earlier() ? marks->columns_size() : 0);
    std::vector<std::string> criteria;
    for (int i = 0; i < row.changed_size(); ++i) {
      if (row.changed(i)) criteria.push_back(marks->columns(i).criterion());
    }
    return criteria;
  }
  OneNode node;

 private:
  void Deliver() {
    if (!away_) node.Deliver();
  }
  bool away_ = false;
};

TEST(DistrictResubmission, SaysFigureByFigureWhatStoodBeforeAndWhatStandsNow) {
  Returned unit;
  const std::string first =
      Replaced(Replaced(Answers("la-ha"), "phân công\"}", "phân công\", evidence: [kh-12, bc-31]}"),
               "4.4\": {judged: 1", "4.4\": {explanation: Xong trước hạn, judged: 1");
  unit.Submit(first);
  unit.Do("review");
  unit.Do("return");
  EXPECT_FALSE(unit.Opened().has_earlier()) << "it has not come back yet";
  std::string second = first;
  const struct {
    std::string from, to;
  } kEdits[] = {
      {"\"1.1.3.b\": 33", "\"1.1.3.b\": 32"},
      {"\"1.1.1.d\": 2023-01-13", "\"1.1.1.d\": 2023-01-23"},
      {"tthc.commune.received: 1050", "tthc.commune.received: 1050.0"},
      {"judged: 1, reason: \"Kế hoạch nêu", "judged: 0.5, reason: \"Bản sửa nêu"},
      {"[kh-12, bc-31]", "[bc-31, kh-45]"},
      {"explanation: Xong trước hạn, ", ""},
      {"  \"6.4.2.x\": 452", "  \"6.4.2.x\": 462"},
  };
  for (const auto& edit : kEdits) second = Replaced(second, edit.from, edit.to);
  unit.Submit(second);
  const dossier::v1::OpenDossierResponse opened = unit.Opened();
  const dossier::v1::EarlierSubmission& earlier = opened.earlier();
  EXPECT_GT(earlier.self_score_e4(), opened.self_sheet().total_e4());
  EXPECT_EQ(earlier.made_at(), opened.dossier().times().made_at());
  struct Row {
    std::string_view why;
    std::string criterion, self, figures, declared, taken_away, added;
  };
  const Row kRows[] = {
      {"a day", "1.1.1", "10000 > 5000", "1.1.1.d: 2023-01-13 > 2023-01-23", "", "", ""},
      {"what was chosen, why, and one document for another", "1.1.2", "10000 > 5000", "",
       "judged: 1 > 0.5; reason: Kế hoạch nêu nhiệm vụ, sản phẩm, thời hạn và phân công > Bản sửa "
       "nêu nhiệm vụ, sản phẩm, thời hạn và phân công",
       "kh-12", "kh-45"},
      {"a figure, and the points that follow", "1.1.3", "20000 > 19394", "1.1.3.b: 33 > 32", "", "",
       ""},
      {"an explanation that is no more", "4.4", "10000 > 10000", "",
       "explanation: Xong trước hạn > ", "", ""},
      {"a figure of the year before", "6.4.2", "10000 > 10000", "6.4.2.x last year: 452 > 462", "",
       "", ""},
  };
  std::vector<std::string> criteria;
  for (const dossier::v1::LeafChange& change : earlier.changes()) {
    criteria.push_back(change.criterion());
    const auto row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& one) {
      return one.criterion == change.criterion();
    });
    ASSERT_NE(row, std::end(kRows)) << change.DebugString();
    SCOPED_TRACE(row->why);
    EXPECT_EQ(std::to_string(change.self_before().points_e4()) + " > " +
                  std::to_string(change.self_now().points_e4()),
              row->self);
    EXPECT_EQ(Brief(change.figures()), row->figures);
    EXPECT_EQ(Brief(change.declared()), row->declared);
    EXPECT_EQ(Brief(change.taken_away()), row->taken_away);
    EXPECT_EQ(Brief(change.added()), row->added);
  }
  EXPECT_EQ(criteria.size(), std::size(kRows)) << "and the same value written otherwise is none";
  EXPECT_EQ(unit.Marked(), criteria) << "the matrix marks the same";
  const dossier::v1::ValueChange& figure = earlier.changes(2).figures(0);
  EXPECT_EQ(figure.title(), "Số nhiệm vụ đã hoàn thành");
  EXPECT_EQ(figure.kind(), "count");
  unit.Act("begin_review", "in_review");
  EXPECT_EQ(unit.Opened().earlier().SerializeAsString(), earlier.SerializeAsString())
      << "as long as that submission is in force";
  unit.node.ExpectRebuilds();
}

TEST(DistrictResubmission, ComparesWithTheSubmissionThatStoodBeforeByEveryWay) {
  const std::string nothing = "nothing to compare with";
  struct Row {
    std::string_view why;
    std::vector<std::string> steps;
    std::string expected;  // Tasks done before and now.
  };
  const Row kRows[] = {
      {"handed in once", {"30"}, nothing},
      {"withdrawn before anybody looked", {"30", "withdraw", "31"}, nothing},
      {"the one withdrawn was nobody's to review",
       {"30", "withdraw", "31", "review", "return"},
       nothing},
      {"returned and sent again", {"30", "review", "return", "31"}, "30 > 31"},
      {"what was withdrawn after the return was not reviewed either",
       {"30", "review", "return", "31", "withdraw", "32"},
       "30 > 32"},
      {"withdrawn twice",
       {"30", "review", "return", "31", "withdraw", "32", "withdraw", "33"},
       "30 > 33"},
      {"withdrawn first, and returned later",
       {"29", "withdraw", "30", "review", "return", "31"},
       "30 > 31"},
      {"one that came when it was not waited for any more counts for nothing",
       {"30", "review", "return", "away", "31", "resume_review", "home", "return", "32"},
       "30 > 32"},
      {"withdrawn, but the review went on with it, and it was returned",
       {"30", "review", "return", "31", "withdraw", "resume_review", "return", "32"},
       "31 > 32"},
      {"returned twice before anything came, and then withdrawn",
       {"30", "review", "return", "resume_review", "return", "31", "withdraw", "32"},
       "30 > 32"},
      {"the same again: there is one before it, and no change",
       {"30", "review", "return", "30"},
       ""},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    Returned unit;
    for (const std::string& step : row.steps) unit.Do(step);
    const dossier::v1::OpenDossierResponse opened = unit.Opened();
    std::string seen = opened.has_earlier() ? "" : nothing;
    for (const dossier::v1::LeafChange& change : opened.earlier().changes()) {
      ASSERT_EQ(change.figures_size(), 1) << change.DebugString();
      seen += change.figures(0).before() + " > " + change.figures(0).now();
    }
    EXPECT_EQ(seen, row.expected);
    EXPECT_EQ(unit.Marked().size(), static_cast<std::size_t>(opened.earlier().changes_size()));
  }
}

}  // namespace
}  // namespace par::district::testing
