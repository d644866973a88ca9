// Goal: what was rolled up from the communes stays in the district's own assessment as the node
// wrote it, whatever is filled in beside it.
// Method: the node of one_node.h with one commune reviewed to the end; the answers are filled in
// with, without and with another level below; the state is rebuilt from the entries.
#include <gtest/gtest.h>

#include "common/services/kinds.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

const ledger::Actor kClerk{"tu-nghia", "cong-chuc", "clerk"};

TEST(DistrictRollUp, IsChangedByNobodyWhoFillsIn) {
  OneNode node;
  node.MoveCycle("self_assessing");
  node.SetDay("2023-10-20");
  (void)node.Submit("la-ha", Answers("la-ha"));
  node.Deliver();
  node.ReviewToTheEnd();
  decision::v1::PublishDecisionRequest head;
  head.set_number("2873/QĐ-UBND");
  head.set_date("2023-12-20");
  ASSERT_OK(node.Publish(head, node.publisher));
  cycle::v1::AdvanceCycleRequest advance;
  advance.set_id(kDistrictCycle);
  advance.set_to_state("self_assessing");
  ASSERT_OK(node.Run(services::Kind::kAdvanceCycle, {"quang-ngai", "hoi-dong", "council"},
                     advance.SerializeAsString()));
  assessment::v1::RollUpRequest roll_up;
  roll_up.set_cycle(kDistrictCycle);
  roll_up.set_unit("tu-nghia");
  roll_up.set_source_cycle(kCycle);
  ASSERT_OK(node.Run(services::Kind::kRollUp, kClerk, roll_up.SerializeAsString()));
  const auto kept = [&] {
    const auto work = node.parts.own.Load(node.store, kDistrictCycle, "tu-nghia");
    EXPECT_OK(work);
    return work->row.answers();
  };
  const assessment::v1::Answers rolled_up = kept();
  ASSERT_GT(rolled_up.children_size(), 0);
  ASSERT_NE(rolled_up.children(0).decision_id(), "");

  assessment::v1::FillAnswersRequest fill;
  fill.set_cycle(kDistrictCycle);
  fill.set_unit("tu-nghia");
  const auto filled = [&](const assessment::v1::Answers& answers) {
    *fill.mutable_answers() = answers;
    return node.Run(services::Kind::kFillAnswers, kClerk, fill.SerializeAsString());
  };
  assessment::v1::Answers answers = rolled_up;
  EXPECT_OK(filled(answers)) << "it comes along";
  answers.clear_children();
  answers.clear_children_known();
  EXPECT_OK(filled(answers)) << "it is left out";
  EXPECT_EQ(kept().DebugString(), rolled_up.DebugString());
  *answers.add_children() = rolled_up.children(0);
  answers.mutable_children(0)->set_score("100");
  answers.set_children_known(true);
  EXPECT_OK(filled(answers)) << "it is passed over";
  EXPECT_EQ(kept().DebugString(), rolled_up.DebugString());
  node.ExpectRebuilds();
}

}  // namespace
}  // namespace par::district::testing
