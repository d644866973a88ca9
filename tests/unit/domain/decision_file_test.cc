// Goal: a decision's file gives back exactly the decision it was made of, and nothing else reads.
// Method: a decision with every kind of element goes there and back; then every byte is altered and
// every beginning cut off in turn.
#include "common/domain/decision_file.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace par::domain {
namespace {

using testing::IsOkAndHolds;
using testing::ReasonIs;

Decision Example() {
  Decision decision;
  decision.number = DecisionId("2873/QĐ-UBND");
  decision.date = *Date::Of(2023, 12, 20);
  decision.issuer = UnitId("huyen");
  decision.cycle = CycleId("2023");
  decision.year = 2023;
  decision.set_id = "set";
  decision.set_version = 3;
  decision.set_hash = Sha256::Of("set");
  decision.ties = Ties::kDense;
  decision.rank_by = RankBasis::kConverted;
  decision.classes = {{"good", "Tốt", *Decimal::Of(805, 1)}};
  DecisionLine line;
  line.unit = UnitId("xa-a");
  line.name = "Xã A";
  line.group = "commune";
  line.areas = {{"1",
                 "Lĩnh vực",
                 Source::kPenalty,
                 Points::FromE4(50000),
                 Points(),
                 Points::FromE4(12345),
                 {{"1.1", Mark::Scored(Points::FromE4(12345)), Points::FromE4(50000), Points()}}}};
  line.total = Points::FromE4(-12345);
  line.effective_maximum = Points::FromE4(50000);
  line.converted = Points::FromE4(-246900);
  line.rank = 1;
  line.class_id = "good";
  DecisionLine absent;
  absent.unit = UnitId("xa-b");
  absent.name = "Xã B";
  absent.submitted = false;
  decision.lines = {line, absent};
  decision.supersedes = DecisionId("1/QĐ-UBND");
  decision.superseded_hash = Sha256::Of("former");
  decision.changes = {{UnitId("xa-a"), "total", "1", "2"}};
  return decision;
}

TEST(DecisionFile, ComesBackAsItWas) {
  const Decision decision = Example();
  EXPECT_THAT(ReadDecisionFile(DecisionFile(decision)), IsOkAndHolds(decision));
}

TEST(DecisionFile, NoAlteredByteGivesTheSameSignedBytes) {
  const Decision decision = Example();
  const std::string file = DecisionFile(decision);
  for (std::size_t i = 0; i < file.size(); ++i) {
    std::string altered = file;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    const auto read = ReadDecisionFile(altered);
    if (read.ok()) {
      EXPECT_NE(WholeBytes(*read), WholeBytes(decision)) << "byte " << i;
    } else {
      EXPECT_THAT(read, ReasonIs("decision_file_malformed")) << "byte " << i;
    }
  }
}

TEST(DecisionFile, ANumberBeyondWhatIsWrittenIsRefused) {
  struct Case {
    const char* why;
    int rank;
  };
  for (const Case& c : {Case{"below none", -1}, Case{"more places than there are units", 1'000'001},
                        Case{"beyond what points can be", 2'147'483'647}}) {
    Decision decision = Example();
    decision.lines.front().rank = c.rank;
    EXPECT_THAT(ReadDecisionFile(DecisionFile(decision)), ReasonIs("decision_file_malformed"))
        << c.why;
  }
}

TEST(DecisionFile, CutOrLengthenedIsRefused) {
  const std::string file = DecisionFile(Example());
  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_THAT(ReadDecisionFile(file.substr(0, size)), ReasonIs("decision_file_malformed"));
  }
  EXPECT_THAT(ReadDecisionFile(file + "x"), ReasonIs("decision_file_malformed"));
}

}  // namespace
}  // namespace par::domain
