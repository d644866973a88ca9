// Goal: a commune fills in, approves and submits its own assessment; what is wrong is refused and
// changes nothing; what comes down stands beside the unit's own work; a replay gives the same rows.
// Method: a real ledger in memory with the desks of a commune's node (commune_world.h). Refusals
// are one fault per row, and all rows are compared before and after.
#include "commune-node/assessment_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "common/codec/dossier_codec.h"
#include "common/domain/score_sheet.h"
#include "common/services/kinds.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/commune-node/commune_world.h"

namespace par::commune {
namespace {

using par::testing::ReasonIs;
using services::Kind;
using testing::CommuneWorld;
using testing::Id;

void ExpectSameRows(const storage::Reader& before, const storage::Reader& after) {
  const auto report = ledger::CompareRows(before, after);
  ASSERT_OK(report);
  EXPECT_FALSE(report->difference.has_value());
}

std::uint64_t Fill(CommuneWorld& world, std::string_view id) {
  const auto done = world.Run(Kind::kFillAnswers, world.GoodRequest(), id);
  EXPECT_OK(done);
  assessment::v1::FillAnswersResponse response;
  EXPECT_TRUE(response.ParseFromString(done->response));
  return response.version();
}

void Submit(CommuneWorld& world, std::string_view id) {
  ASSERT_OK(world.Act("approve", std::string(id) + " ok"));
  ASSERT_OK(world.Act("submit", id));
}

TEST(AssessmentDesk, FillsInAndScoresAsTheDomainDoes) {
  CommuneWorld world;
  const auto done = world.Run(Kind::kFillAnswers, world.GoodRequest(), "fill");
  ASSERT_OK(done);
  assessment::v1::FillAnswersResponse response;
  ASSERT_TRUE(response.ParseFromString(done->response));
  const domain::Answers answers = testing::SampleAnswers(world.set(), "la-ha");
  const domain::ScoreSheet sheet = domain::Score(world.set(), answers);
  EXPECT_EQ(response.version(), 1u);
  EXPECT_EQ(response.sheet().total_e4(), sheet.total.e4());
  for (int leaf = 0; leaf < response.sheet().leaves_size(); ++leaf) {
    EXPECT_EQ(response.sheet().leaves(leaf).score_e4(),
              sheet.leaves[static_cast<std::size_t>(leaf)].points.e4());
  }
  EXPECT_EQ(world.Own().dossier.state, domain::DossierState::kSelfAssessing);
  EXPECT_EQ(world.Own().row.filled_by(), "lan");
  EXPECT_TRUE(world.Waiting().empty());
}

using Request = assessment::v1::FillAnswersRequest;

TEST(AssessmentDesk, RefusesWhatIsWrongAndChangesNothing) {
  struct Fault {
    std::string_view why;
    std::function<void(Request&)> change;
    std::string_view reason;
    std::string_view role = "clerk";
    std::string_view unit = "la-ha";
  };
  const auto figure = [](Request& r, const std::string& id, const std::string& value) {
    for (auto& known : *r.mutable_answers()->mutable_figures()) {
      if (known.figure() == id) known.set_value(value);
    }
  };
  const auto declare = [](Request& r, const std::string& id) {
    auto* added = r.mutable_answers()->add_declarations();
    added->set_criterion(id);
    added->set_explanation("x");
    return added;
  };
  const Fault kFaults[] = {
      {"a comma", [&](auto& r) { figure(r, "1.1.3.a", "1,5"); }, "number_with_comma"},
      {"words", [&](auto& r) { figure(r, "1.1.3.a", "yes"); }, "number_malformed"},
      {"below zero", [&](auto& r) { figure(r, "1.1.3.a", "-1"); }, "figure_negative"},
      {"a part above its whole", [&](auto& r) { figure(r, "dvc.commune.full_online", "296"); },
       "figure_above_whole"},
      {"no such criterion", [&](auto& r) { declare(r, "99"); }, "criterion_not_in_set"},
      {"a criterion twice",
       [&](auto& r) {
         declare(r, "1.7");
         declare(r, "1.7");
       },
       "id_repeated"},
      {"points where the rule computes them", [&](auto& r) { declare(r, "1.7")->set_points("1"); },
       "declaration_not_given"},
      {"a megabyte of words",
       [&](auto& r) { declare(r, "1.7")->set_explanation(std::string(200'000, 'a')); },
       "text_too_long"},
      {"answers of another unit", [](auto& r) { r.mutable_answers()->set_unit("song-ve"); },
       "answers_unit_differs"},
      {"a unit of another node", [](auto& r) { r.set_unit("song-ve"); }, "unit_not_hosted"},
      {"no such cycle", [](auto& r) { r.set_cycle("c-1999"); }, "cycle_unknown"},
      {"a version that is gone", [](auto& r) { r.set_base_version(7); }, "stale_version"},
      {"by a reviewer", [](auto&) {}, "not_permitted", "reviewer"},
      {"by the neighbour", [](auto&) {}, "not_permitted", "clerk", "song-ve"},
      {"by the unit above", [](auto&) {}, "not_permitted", "clerk", "tu-nghia"},
  };
  CommuneWorld world;
  Fill(world, "fill");
  const auto before = world.store().NewSnapshot();
  int number = 0;
  for (const Fault& fault : kFaults) {
    SCOPED_TRACE(fault.why);
    Request request = world.GoodRequest();
    fault.change(request);
    EXPECT_THAT(world.Run(Kind::kFillAnswers, request, "f" + std::to_string(++number), "lan",
                          fault.role, fault.unit),
                ReasonIs(fault.reason));
    ExpectSameRows(*before, world.store());
  }
}

TEST(AssessmentDesk, RefusesOnceTheCycleIsClosed) {
  CommuneWorld world;
  world.MoveCycleTo(domain::CycleState::kOpen);
  EXPECT_THAT(world.Run(Kind::kFillAnswers, world.GoodRequest(), "early"),
              ReasonIs("cycle_state_forbids"));
  world.MoveCycleTo(domain::CycleState::kPublished);
  EXPECT_THAT(world.Run(Kind::kFillAnswers, world.GoodRequest(), "late"), ReasonIs("cycle_closed"));
}

TEST(AssessmentDesk, ARepeatedRequestIsAnsweredOnce) {
  CommuneWorld world;
  Fill(world, "fill");
  const auto before = world.store().NewSnapshot();
  EXPECT_EQ(Fill(world, "fill"), 1u);
  ExpectSameRows(*before, world.store());
}

TEST(AssessmentDesk, SubmissionStagesOneItemWithTheWholeAnswers) {
  CommuneWorld world;
  Fill(world, "fill");
  EXPECT_THAT(world.Act("submit", "early"), ReasonIs("dossier_state_forbids"));
  EXPECT_THAT(world.Act("approve", "clerk", "clerk"), ReasonIs("not_permitted"));
  ASSERT_NO_FATAL_FAILURE(Submit(world, "submit"));
  const auto items = world.Waiting();
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].type(), static_cast<std::uint32_t>(services::ItemType::kSubmission));
  EXPECT_EQ(items[0].submission_id(), Id("submit"));
  EXPECT_EQ(world.Own().submission.standing, exchange::Standing::kSaved);
  EXPECT_EQ(world.Own().row.approved_by(), "minh");
  // Sent away: it may not be changed any more, and the same request stages nothing again.
  EXPECT_THAT(world.Run(Kind::kFillAnswers, world.GoodRequest(), "after"),
              ReasonIs("dossier_state_forbids"));
  ASSERT_OK(world.Act("submit", "submit"));
  EXPECT_EQ(world.Waiting().size(), 1u);
  ASSERT_OK(world.Act("withdraw", "withdraw"));
  EXPECT_EQ(world.Waiting().size(), 2u);
  EXPECT_EQ(world.Own().dossier.state, domain::DossierState::kSelfAssessing);
}

TEST(AssessmentDesk, TheSuperiorsActionsAreNotCarriedOutHere) {
  CommuneWorld world;
  Fill(world, "fill");
  EXPECT_THAT(world.Act("accept", "a1"), ReasonIs("act_not_here"));
  EXPECT_THAT(world.Act("save", "a2"), ReasonIs("act_not_here"));
  EXPECT_THAT(world.Act("dance", "a3"), ReasonIs("message_field_invalid"));
}

dossier::v1::DossierNotice NoticeOf(const OwnWork& own, domain::DossierState state,
                                    std::string_view submission) {
  domain::Dossier dossier = own.dossier;
  dossier.state = state;
  dossier.version += 5;
  dossier::v1::DossierNotice notice;
  *notice.mutable_dossier() = codec::Encode(dossier);
  notice.set_submission_id(std::string(submission));
  return notice;
}

TEST(AssessmentDesk, TakesWhatTheUnitAboveTells) {
  CommuneWorld world;
  Fill(world, "fill");
  ASSERT_NO_FATAL_FAILURE(Submit(world, "submit"));
  const auto type = services::ItemType::kDossier;
  const auto accepted = NoticeOf(world.Own(), domain::DossierState::kAccepted, Id("submit"));
  // A notice from before the submission: the one that knows it will follow.
  auto older = accepted;
  older.set_submission_id(Id("an earlier one"));
  EXPECT_EQ(world.Receive(type, older, "n1"), "");
  EXPECT_EQ(world.Own().dossier.state, domain::DossierState::kSubmitted);
  EXPECT_EQ(world.Receive(type, accepted, "n2"), "");
  EXPECT_EQ(world.Own().dossier.state, domain::DossierState::kAccepted);
  EXPECT_THAT(world.Act("withdraw", "withdraw"), ReasonIs("dossier_state_forbids"));
  // Of a neighbour: rejected, nothing written.
  auto other = accepted;
  other.mutable_dossier()->set_unit("song-ve");
  EXPECT_EQ(world.Receive(type, other, "n3"), "dossier_of_another_unit");
}

// What a new machine gets back comes over two streams, in any order between them.
TEST(AssessmentDesk, ARestoredSubmissionTakesNothingNewerAway) {
  CommuneWorld world;
  assessment::v1::Submission lost;
  lost.set_cycle("c-2025");
  lost.set_unit("la-ha");
  *lost.mutable_answers() = world.GoodRequest().answers();
  lost.set_filled_by("minh");
  const auto accepted = NoticeOf(world.Own(), domain::DossierState::kAccepted, Id("lost"));
  ASSERT_EQ(world.Receive(services::ItemType::kDossier, accepted, "n1"), "");
  ASSERT_EQ(world.Receive(services::ItemType::kSubmission, lost, "lost"), "");
  EXPECT_EQ(world.Own().dossier.state, domain::DossierState::kAccepted);
  EXPECT_EQ(world.Own().row.filled_by(), "minh");

  CommuneWorld again;  // Here the unit hands in anew before the old submission comes back.
  Fill(again, "fill");
  ASSERT_NO_FATAL_FAILURE(Submit(again, "submit"));
  ASSERT_EQ(again.Receive(services::ItemType::kSubmission, lost, "lost"), "");
  EXPECT_EQ(again.Own().row.submission_id(), Id("submit"));
  EXPECT_EQ(again.Own().row.filled_by(), "lan");
}

// What the leader puts forward is bytes of his own choosing: the day in them is shown, and believed
// no more than any other word of his.
TEST(AssessmentDesk, ASalvagedSubmissionSaysWhenItWasMadeAndIsNotTrustedForIt) {
  CommuneWorld world;
  assessment::v1::Submission lost;
  lost.set_cycle("c-2025");
  lost.set_unit("la-ha");
  *lost.mutable_answers() = world.GoodRequest().answers();
  lost.set_set_sha256(world.Own().set.text_hash.ToBytes());
  lost.set_filled_by("lan");
  lost.set_approved_by("minh");
  lost.set_submitted_by("minh");
  lost.set_made_at(1);
  lost.set_clock_age(0);
  assessment::v1::TakeSalvagedRequest request;
  request.set_unit("la-ha");
  request.set_submission_id(Id("lost"));
  request.set_type(static_cast<std::uint32_t>(services::ItemType::kSubmission));
  request.set_body(lost.SerializeAsString());
  ASSERT_OK(world.Run(Kind::kTakeSalvaged, request, "salvage", "minh", "leader"));
  ASSERT_TRUE(world.Own().dossier.times.has_value());
  EXPECT_EQ(world.Own().dossier.times->made_at, 1);
  EXPECT_EQ(world.Own().dossier.times->clock_age, std::nullopt);
  const auto items = world.Waiting();
  ASSERT_EQ(items.size(), 1u);
  assessment::v1::Submission sent;
  ASSERT_TRUE(sent.ParseFromString(items[0].body()));
  EXPECT_EQ(sent.made_at(), 1);
  EXPECT_FALSE(sent.has_clock_age()) << "late above, and not a late delivery";
}

TEST(AssessmentDesk, ASalvagedActionIsTheLeadersOwnAndItsDayIsNotTrusted) {
  CommuneWorld world;
  Fill(world, "fill");
  ASSERT_NO_FATAL_FAILURE(Submit(world, "submit"));
  dossier::v1::Action lost;
  lost.set_cycle("c-2025");
  lost.set_unit("la-ha");
  lost.set_kind("withdraw");
  lost.set_text("Gửi nhầm bản");
  lost.set_made_at(1);
  lost.set_clock_age(0);
  lost.mutable_by()->set_account("lan");
  lost.mutable_by()->set_full_name("Nguyễn Thị Lan");
  assessment::v1::TakeSalvagedRequest request;
  request.set_unit("la-ha");
  request.set_submission_id(Id("lost"));
  request.set_type(static_cast<std::uint32_t>(services::ItemType::kAction));
  request.set_body(lost.SerializeAsString());
  ASSERT_OK(world.Run(Kind::kTakeSalvaged, request, "salvage", "minh", "leader"));
  const auto items = world.Waiting();
  ASSERT_EQ(items.size(), 2u);
  dossier::v1::Action sent;
  ASSERT_TRUE(sent.ParseFromString(items[1].body()));
  EXPECT_EQ(sent.made_at(), 1);
  EXPECT_FALSE(sent.has_clock_age()) << "late above, and not a late delivery";
  EXPECT_EQ(sent.by().full_name(), "") << "not under another's name";
}

TEST(AssessmentDesk, KeepsItsWorkOnAReturnedDossier) {
  CommuneWorld world;
  Fill(world, "fill");
  ASSERT_NO_FATAL_FAILURE(Submit(world, "submit"));
  const auto type = services::ItemType::kDossier;
  const auto returned = NoticeOf(world.Own(), domain::DossierState::kReturned, Id("submit"));
  ASSERT_EQ(world.Receive(type, returned, "n1"), "");
  Request request = world.GoodRequest();
  request.mutable_answers()->mutable_figures()->RemoveLast();
  ASSERT_OK(world.Run(Kind::kFillAnswers, request, "mended"));
  const auto claims = world.Own().dossier.claims;
  ASSERT_OK(world.Act("approve", "ok 2"));
  // The unit above assigns a reviewer meanwhile.
  auto again = returned;
  again.mutable_dossier()->set_version(returned.dossier().version() + 1);
  again.mutable_dossier()->add_assignments()->set_account("hoa");
  ASSERT_EQ(world.Receive(type, again, "n2"), "");
  EXPECT_EQ(world.Own().dossier.state, domain::DossierState::kReapproved);
  EXPECT_EQ(world.Own().dossier.claims, claims);
  EXPECT_EQ(world.Own().dossier.assignments.size(), 1u);
  ASSERT_OK(world.Act("submit", "submit 2"));
  EXPECT_EQ(world.Waiting().size(), 2u);
}

TEST(AssessmentDesk, AReplayGivesTheSameRows) {
  CommuneWorld world;
  Fill(world, "fill");
  ASSERT_NO_FATAL_FAILURE(Submit(world, "submit"));
  const auto notice = NoticeOf(world.Own(), domain::DossierState::kInReview, Id("submit"));
  ASSERT_EQ(world.Receive(services::ItemType::kDossier, notice, "n1"), "");
  testing::Desks replayed;
  storage::MemoryStore empty;
  const auto report =
      ledger::RebuildAndCompare(*world.store().NewSnapshot(), replayed.commands, empty);
  ASSERT_OK(report);
  EXPECT_GT(report->rows, 10u);
  EXPECT_FALSE(report->difference.has_value());
}

}  // namespace
}  // namespace par::commune
