// Goal: what is wrong with a request about a unit's assessment gets one clear reason over gRPC and
// changes nothing, wherever it is refused: size, text, cycle, unit, version or a used request id.
// Method: one fault per row on a real node with a filled-in draft; the draft and the cycle's state,
// as the node tells them, are compared before and after to the byte.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/support/cycle_world.h"
#include "tests/support/status_matchers.h"

namespace par::testing {
namespace {

using assessment::v1::AssessmentService;
using assessment::v1::FillAnswersRequest;
using dossier::v1::DossierService;

class ServiceRefusalsTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(Fill(world_.Fill(kOneCycle, "song-ve"))); }

  absl::StatusOr<assessment::v1::FillAnswersResponse> Fill(const FillAnswersRequest& request,
                                                           const std::string& account = kClerk) {
    return world_.Upper(account, &AssessmentService::Stub::FillAnswers, request);
  }
  std::string State() {
    assessment::v1::GetAssessmentRequest request;
    request.set_cycle(kOneCycle);
    request.set_unit("song-ve");
    const auto draft = world_.Upper(kClerk, &AssessmentService::Stub::GetAssessment, request);
    EXPECT_OK(draft);
    cycle::v1::GetCycleRequest which;
    which.set_id(kOneCycle);
    const auto cycle = world_.Upper(kClerk, &cycle::v1::CycleService::Stub::GetCycle, which);
    EXPECT_OK(cycle);
    if (!draft.ok() || !cycle.ok()) return "";
    return draft->SerializeAsString() + cycle->SerializeAsString();
  }
  static assessment::v1::Declaration& Explain(FillAnswersRequest& request, std::string text) {
    assessment::v1::Declaration& said = *request.mutable_answers()->mutable_declarations(0);
    said.set_explanation(std::move(text));
    return said;
  }

  CycleWorld world_;
};

TEST_F(ServiceRefusalsTest, WhatIsWrongWithAnswersIsNamedAndChangesNothing) {
  const struct {
    const char* why;
    std::function<void(FillAnswersRequest&)> change;
    const char* reason;
    const char* account = kClerk;
  } rows[] = {
      {"1 MB of text in one field",
       [](FillAnswersRequest& r) { Explain(r, std::string(1'000'000, 'a')); }, "request_too_large"},
      {"a text that the request may carry and the field may not",
       [](FillAnswersRequest& r) { Explain(r, std::string(100'000, 'a')); }, "text_too_long"},
      {"invalid UTF-8", [](FillAnswersRequest& r) { Explain(r, "a\xff\xfe"); },
       "request_unreadable"},
      {"a NUL", [](FillAnswersRequest& r) { Explain(r, std::string("a\0b", 3)); },
       "text_control_character"},
      {"an escape of a terminal", [](FillAnswersRequest& r) { Explain(r, "a\x1b[31mb"); },
       "text_control_character"},
      {"what turns the direction of what follows",
       [](FillAnswersRequest& r) { Explain(r, "a\u202Efdp.exe"); }, "text_control_character"},
      {"another unit's assessment, named openly",
       [](FillAnswersRequest& r) {
         r.set_unit("la-ha");
         r.mutable_answers()->set_unit("la-ha");
       },
       "not_permitted"},
      {"another unit's answers under the own name",
       [](FillAnswersRequest& r) { r.mutable_answers()->set_unit("la-ha"); },
       "answers_unit_differs"},
      {"somebody of another unit", [](FillAnswersRequest&) {}, "not_permitted", kOtherDistrict},
      {"the unit above does not fill in", [](FillAnswersRequest&) {}, "not_permitted", kReviewer},
      {"a stale version", [](FillAnswersRequest& r) { r.set_base_version(0); }, "stale_version"},
      {"a version that is not yet", [](FillAnswersRequest& r) { r.set_base_version(99); },
       "stale_version"},
      {"a cycle nobody opened", [](FillAnswersRequest& r) { r.set_cycle("2099"); },
       "cycle_unknown"},
      {"no request id", [](FillAnswersRequest& r) { r.clear_request_id(); }, "request_id_invalid"},
      {"an unknown criterion",
       [](FillAnswersRequest& r) { r.mutable_answers()->add_declarations()->set_criterion("9.9"); },
       "criterion_not_in_set"},
      {"a figure with a comma",
       [](FillAnswersRequest& r) { r.mutable_answers()->mutable_figures(1)->set_value("1,5"); },
       "number_with_comma"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const std::string before = State();
    FillAnswersRequest request = world_.Fill(kOneCycle, "song-ve");
    row.change(request);
    EXPECT_THAT(Fill(request, row.account), ReasonIs(row.reason));
    EXPECT_EQ(State(), before);
  }
}

// What is only unusual is kept to the byte (but composed, composed_texts_test); whoever shows it
// must show it as text.
TEST_F(ServiceRefusalsTest, UnusualTextsComeBackAsTheyWere) {
  const std::pair<const char*, const char*> rows[] = {
      {"composed", "Kế hoạch"},
      {"joined pictures", "xong \U0001F469\u200D\U0001F4BB"},
      {"a space without width", "a\u200Bb"},
      {"markup", "<script>alert(1)</script>&amp;\"'"},
      {"a formula", "=cmd|' /C calc'!A0"},
      {"lines and tabs", "một\n\thai"},
  };
  for (const auto& [why, text] : rows) {
    SCOPED_TRACE(why);
    FillAnswersRequest request = world_.Fill(kOneCycle, "song-ve");
    Explain(request, text);
    assessment::v1::GetAssessmentRequest ask;
    ask.set_cycle(kOneCycle);
    ask.set_unit("song-ve");
    const auto version = world_.Upper(kClerk, &AssessmentService::Stub::GetAssessment, ask);
    ASSERT_OK(version);
    request.set_base_version(version->version());
    ASSERT_OK(Fill(request));
    ASSERT_OK_AND_ASSIGN(const auto kept,
                         world_.Upper(kClerk, &AssessmentService::Stub::GetAssessment, ask));
    EXPECT_EQ(kept.answers().declarations(0).explanation(), text);
  }
}

TEST_F(ServiceRefusalsTest, ARequestIdCountsOnce) {
  FillAnswersRequest request = world_.Fill(kOneCycle, "song-ve");
  request.mutable_answers()->mutable_declarations(0)->set_explanation("lần thứ hai");
  ASSERT_OK_AND_ASSIGN(const auto first, Fill(request));
  const std::string before = State();
  ASSERT_OK_AND_ASSIGN(const auto repeated, Fill(request));
  EXPECT_EQ(repeated.SerializeAsString(), first.SerializeAsString()) << "the first answer again";
  EXPECT_EQ(State(), before);
  FillAnswersRequest other = request;
  other.mutable_answers()->mutable_declarations(0)->set_explanation("nội dung khác");
  EXPECT_THAT(Fill(other), ReasonIs("command_id_reused"));
  EXPECT_EQ(State(), before);
}

// It would count for good, without the points that somebody typed.
TEST_F(ServiceRefusalsTest, AnAppealIsNotRejectedWithPoints) {
  dossier::v1::ActRequest reject = CycleWorld::Action(kOneCycle, "song-ve", "decide_appeal");
  reject.mutable_action()->set_criterion("1.1.1");
  reject.mutable_action()->set_text("Đúng một phần");
  reject.mutable_action()->mutable_mark()->set_state(dossier::v1::MARK_STATE_SCORED);
  reject.mutable_action()->mutable_mark()->set_points_e4(5'000);
  const std::string before = State();
  EXPECT_THAT(world_.Upper(kCouncil, &DossierService::Stub::Act, reject),
              ReasonIs("appeal_rejected_with_mark"));
  reject.mutable_action()->mutable_mark()->set_state(dossier::v1::MARK_STATE_NOT_APPLICABLE);
  reject.mutable_action()->mutable_mark()->clear_points_e4();
  EXPECT_THAT(world_.Upper(kCouncil, &DossierService::Stub::Act, reject),
              ReasonIs("appeal_rejected_with_mark"));
  reject.mutable_action()->set_upheld(true);
  EXPECT_THAT(world_.Upper(kCouncil, &DossierService::Stub::Act, reject),
              ReasonIs("cycle_state_forbids"))
      << "upheld, it comes to the rules of the cycle";
  EXPECT_EQ(State(), before);
}

TEST_F(ServiceRefusalsTest, ACycleClosedToAnswersTakesNothing) {
  ASSERT_OK(world_.Upper(kCouncil, &DossierService::Stub::Act,
                         CycleWorld::Action(kOneCycle, "song-ve", "mark_not_submitted")));
  for (const char* state : {"in_review", "provisional"}) world_.MoveCycle(kOneCycle, state);
  const std::string before = State();
  EXPECT_THAT(Fill(world_.Fill(kOneCycle, "song-ve")), ReasonIs("cycle_state_forbids"));
  for (const char* action : {"approve", "submit"}) {
    EXPECT_THAT(world_.Upper(kLeader, &DossierService::Stub::Act,
                             CycleWorld::Action(kOneCycle, "song-ve", action)),
                ReasonIs("cycle_state_forbids"));
  }
  EXPECT_EQ(State(), before);
}

}  // namespace
}  // namespace par::testing
