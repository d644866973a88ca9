// Goal: reading a submission ahead changes nothing but the time it takes: the same rows are written
// with it, without it, and when something else was foreseen under the same id.
// Method: the same submission delivered to equal nodes, of which one foresaw it, one foresaw other
// bytes and one nothing; all rows compared; the same with bytes that cannot be read. Then the
// memory of what was foreseen by itself.
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

// What is sent up, of a submission that is as it should be.
using BodyOf = std::string (*)(const assessment::v1::Submission& submission);

std::string Plain(const assessment::v1::Submission& submission) {
  return submission.SerializeAsString();
}

// With a length of six bytes in its answers. Protocol Buffers reads at most five.
std::string WithALongLength(const assessment::v1::Submission& submission) {
  const std::string& set_id = submission.answers().set_id();
  EXPECT_LT(set_id.size(), 128u);
  std::string answers = {'\x0a', static_cast<char>(set_id.size() | 0x80u)};
  answers += std::string("\x80\x80\x80\x80\0", 5) + set_id;
  assessment::v1::Submission rest = submission;
  rest.mutable_answers()->clear_set_id();
  answers += rest.answers().SerializeAsString();
  rest.clear_answers();
  // A field of bytes is written as one of a message is.
  assessment::v1::Submission carrier;
  carrier.set_set_sha256(answers);
  std::string field = carrier.SerializeAsString();
  field.front() = '\x1a';
  return rest.SerializeAsString() + field;
}

storage::Page RowsAfterDelivery(Foresees what, BodyOf body_of = Plain,
                                const std::string& result = "applied") {
  OneNode node;
  node.MoveCycle("self_assessing");
  const assessment::v1::Submission submission = node.SubmissionOf(kUnit, SampleAnswers());
  const std::string id = node.SubmitBody(kUnit, body_of(submission));
  exchange::v1::Item item;
  item.set_submission_id(id);
  item.set_type(static_cast<std::uint32_t>(services::ItemType::kSubmission));
  assessment::v1::Submission other = submission;
  other.mutable_answers()->clear_figures();
  item.set_body(body_of(what == Foresees::kOtherBytes ? other : submission));
  if (what != Foresees::kNothing) {
    node.parts.items.Foresee(item, Sha256::Of(item.body()), *node.Snapshot());
  }
  node.Deliver();
  EXPECT_EQ(node.ResultOf(kUnit, id), result);
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

TEST(ForeseenSubmissions, WhatProtocolBuffersDoesNotReadIsRefusedForeseenOrNot) {
  const storage::Page plain =
      RowsAfterDelivery(Foresees::kNothing, WithALongLength, "item_body_invalid");
  EXPECT_EQ(RowsAfterDelivery(Foresees::kTheBody, WithALongLength, "item_body_invalid").rows,
            plain.rows);
}

std::string HashOf(const std::string& body) { return Sha256::Of(body).ToBytes(); }

TEST(ForeseenSubmissions, AreTakenOnceAndOnlyForTheSameBytes) {
  ForeseenSubmissions foreseen;
  const auto kept = std::make_shared<ForeseenSubmission>();
  foreseen.Keep("a", Sha256::Of("body a"), kept);
  foreseen.Keep("b", Sha256::Of("body b"), std::make_shared<ForeseenSubmission>());
  foreseen.Keep("c", Sha256::Of("body c"), std::make_shared<ForeseenSubmission>());
  EXPECT_EQ(foreseen.Take("d", HashOf("body a")), nullptr);
  EXPECT_EQ(foreseen.Take("b", HashOf("body a")), nullptr);
  EXPECT_EQ(foreseen.Take("c", ""), nullptr);
  EXPECT_EQ(foreseen.Take("a", HashOf("body a")), kept);
  EXPECT_EQ(foreseen.Take("a", HashOf("body a")), nullptr);
}

TEST(ForeseenSubmissions, TheOldestGoWhenThereAreMany) {
  ForeseenSubmissions foreseen;
  constexpr int kMany = 1000;
  for (int i = 0; i < kMany; ++i) {
    foreseen.Keep(std::to_string(i), Sha256::Of("body"), std::make_shared<ForeseenSubmission>());
  }
  EXPECT_EQ(foreseen.Take("0", HashOf("body")), nullptr);
  EXPECT_NE(foreseen.Take(std::to_string(kMany - 1), HashOf("body")), nullptr);
}

TEST(ForeseenSubmissions, TheSetIsTheOneThatTheSubmissionNames) {
  ForeseenSubmissions foreseen;
  const services::LoadedSet loaded{.set = std::make_shared<const domain::CriteriaSet>(),
                                   .text_hash = Sha256::Of("set")};
  int asked = 0;
  const auto find = [&](const std::string& cycle) -> absl::StatusOr<services::LoadedSet> {
    ++asked;
    if (cycle == "ky-1") return loaded;
    return absl::NotFoundError("");
  };
  assessment::v1::Submission submission;
  submission.set_cycle("ky-1");
  submission.set_set_sha256(HashOf("another set"));
  EXPECT_EQ(foreseen.SetOf(submission, find), nullptr);
  submission.set_set_sha256(HashOf("set"));
  EXPECT_EQ(foreseen.SetOf(submission, find), loaded.set);
  EXPECT_EQ(foreseen.SetOf(submission, find), loaded.set);
  EXPECT_EQ(asked, 2);
  submission.set_cycle("ky-2");
  EXPECT_EQ(foreseen.SetOf(submission, find), nullptr);
}

}  // namespace
}  // namespace par::district
