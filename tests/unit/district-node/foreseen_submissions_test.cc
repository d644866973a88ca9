// Goal: reading a submission ahead changes nothing but the time it takes: the same rows are written
// with it, without it, and when something else was foreseen under the same id.
// Method: the same submission delivered to equal nodes, of which one foresaw it, one foresaw other
// bytes and one nothing; all rows compared. Then the memory of what was foreseen by itself.
#include "district-node/foreseen_submissions.h"

#include <gtest/gtest.h>

#include <string>

#include "common/services/kinds.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district {
namespace {

using par::testing::ReadText;
using testing::OneNode;

constexpr char kUnit[] = "la-ha";

std::string SampleAnswers() { return ReadText("criteria/answers/tu-nghia/la-ha.yaml"); }

enum class Foresees { kNothing, kTheBody, kOtherBytes };

storage::Page RowsAfterDelivery(Foresees what) {
  OneNode node;
  node.MoveCycle("self_assessing");
  const assessment::v1::Submission submission = node.SubmissionOf(kUnit, SampleAnswers());
  const std::string id = node.SubmitMessage(kUnit, submission);
  exchange::v1::Item item;
  item.set_submission_id(id);
  item.set_type(static_cast<std::uint32_t>(services::ItemType::kSubmission));
  assessment::v1::Submission foreseen = submission;
  if (what == Foresees::kOtherBytes) foreseen.mutable_answers()->clear_figures();
  item.set_body(foreseen.SerializeAsString());
  if (what != Foresees::kNothing) node.parts.items.Foresee(item, *node.Snapshot());
  node.Deliver();
  EXPECT_EQ(node.ResultOf(kUnit, id), "applied");
  auto rows = node.store.Scan({}, {.rows = 100'000, .bytes = std::size_t{64} << 20u});
  EXPECT_OK(rows);
  return *std::move(rows);
}

TEST(ForeseenSubmissions, TheRowsAreTheSameWithAndWithout) {
  const storage::Page plain = RowsAfterDelivery(Foresees::kNothing);
  EXPECT_FALSE(plain.resume.has_value());
  EXPECT_EQ(RowsAfterDelivery(Foresees::kTheBody).rows, plain.rows);
  EXPECT_EQ(RowsAfterDelivery(Foresees::kOtherBytes).rows, plain.rows);
}

TEST(ForeseenSubmissions, AreTakenOnceAndOnlyForTheSameBytes) {
  ForeseenSubmissions foreseen;
  foreseen.Keep("a", std::make_shared<ForeseenSubmission>("body a"));
  foreseen.Keep("b", std::make_shared<ForeseenSubmission>("body b"));
  EXPECT_EQ(foreseen.Take("c", "body a"), nullptr);
  EXPECT_EQ(foreseen.Take("b", "body a"), nullptr);
  const auto taken = foreseen.Take("a", "body a");
  ASSERT_NE(taken, nullptr);
  EXPECT_EQ(taken->body, "body a");
  EXPECT_EQ(foreseen.Take("a", "body a"), nullptr);
}

TEST(ForeseenSubmissions, TheOldestGoWhenThereAreMany) {
  ForeseenSubmissions foreseen;
  constexpr int kMany = 1000;
  for (int i = 0; i < kMany; ++i) {
    foreseen.Keep(std::to_string(i), std::make_shared<ForeseenSubmission>("body"));
  }
  EXPECT_EQ(foreseen.Take("0", "body"), nullptr);
  EXPECT_NE(foreseen.Take(std::to_string(kMany - 1), "body"), nullptr);
}

}  // namespace
}  // namespace par::district
