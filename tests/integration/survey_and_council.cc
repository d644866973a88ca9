#include "tests/integration/survey_and_council.h"

#include "common/domain/points.h"
#include "par/survey/v1/survey.grpc.pb.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"

namespace par::testing {
namespace {

using dossier::v1::DossierService;
using survey::v1::CouncilService;
using survey::v1::SurveyService;

constexpr const char* kSurvey = "sipas-commune-sample-2023";

class PointsOffice {
 public:
  explicit PointsOffice(const CycleWorld& world) : world_(world) {}
  void SurveyPoints();
  void CorrectSurvey();
  void CouncilPoints();
  void NoMore();

 private:
  // As somebody, with a new request id.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Change(const std::string& account,
                                  grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                               Response*),
                                  Request request) {
    request.set_request_id(rpc::NewRequestId());
    return world_.Upper(account, method, request);
  }
  static survey::v1::ImportSurveyResultsRequest Results(const std::string& yaml) {
    survey::v1::ImportSurveyResultsRequest request;
    request.set_actor_unit("tu-nghia");
    request.set_survey(kSurvey);
    request.set_results_yaml(yaml);
    return request;
  }
  static survey::v1::CastVotesRequest Vote(const std::string& points) {
    survey::v1::CastVotesRequest request;
    request.set_cycle(kOneCycle);
    survey::v1::CouncilVote& vote = *request.add_votes();
    vote.set_unit("song-ve");
    vote.set_criterion("8.6");
    vote.set_points(points);
    return request;
  }
  absl::StatusOr<survey::v1::EnterSurveyResponse> EnterResults(const std::string& account) {
    survey::v1::EnterSurveyRequest request;
    request.set_cycle(kOneCycle);
    request.set_survey(kSurvey);
    return Change(account, &SurveyService::Stub::EnterSurvey, request);
  }
  // A look at a file names what is wrong by its line, and says what would come out; it changes
  // nothing.
  void LookFirst(const std::string& spoilt, const std::string& results) {
    survey::v1::CheckSurveyResultsRequest request;
    request.set_survey(kSurvey);
    request.set_file(spoilt);
    EXPECT_THAT(world_.Upper(kReviewer, &SurveyService::Stub::CheckSurveyResults, request),
                ReasonIs("not_permitted"));
    ASSERT_OK_AND_ASSIGN(const auto wrong,
                         world_.Upper(kCouncil, &SurveyService::Stub::CheckSurveyResults, request));
    ASSERT_EQ(wrong.findings_size(), 1);
    EXPECT_EQ(wrong.findings(0).reason(), "survey_counts_sum");
    EXPECT_GT(wrong.findings(0).line(), 1u);
    EXPECT_EQ(wrong.results_yaml(), "");
    request.set_file(results);
    ASSERT_OK_AND_ASSIGN(const auto good,
                         world_.Upper(kCouncil, &SurveyService::Stub::CheckSurveyResults, request));
    EXPECT_EQ(good.results_yaml(), results);
    EXPECT_EQ(good.results_size(), 20);
    EXPECT_EQ(good.replaced(), 0u);
    ASSERT_OK_AND_ASSIGN(const auto listed,
                         world_.Upper(kCouncil, &SurveyService::Stub::ListSurveys,
                                      survey::v1::ListSurveysRequest()));
    ASSERT_EQ(listed.surveys_size(), 1);
    EXPECT_EQ(listed.surveys(0).imports(), 0u);
    ASSERT_OK_AND_ASSIGN(const auto others,
                         world_.Upper(kOtherDistrict, &SurveyService::Stub::ListSurveys,
                                      survey::v1::ListSurveysRequest()));
    EXPECT_EQ(others.surveys_size(), 0);
  }
  // What stands in song-ve's dossier for a criterion: "1.4889 survey …: working".
  std::string Entered(const std::string& criterion) {
    dossier::v1::OpenDossierRequest request;
    request.set_cycle(kOneCycle);
    request.set_unit("song-ve");
    const auto opened = world_.Upper(kReviewer, &DossierService::Stub::OpenDossier, request);
    if (!opened.ok()) return "";
    for (const dossier::v1::EnteredPoints& points : opened->entered()) {
      if (points.criterion() != criterion) continue;
      return domain::Points::FromE4(points.points_e4()).FormatShort(domain::NumberStyle::kPlain) +
             " " + points.origin() + ": " + points.working();
    }
    return "none";
  }

  const CycleWorld& world_;
};

// The survey's points come by its results alone, once it is issued.
void PointsOffice::SurveyPoints() {
  const std::string definition = ReadText(std::string("criteria/surveys/") + kSurvey + ".yaml");
  const std::string results = ReadText("criteria/surveys/results/commune-sample-sipas-2023.yaml");
  survey::v1::IssueSurveyRequest issue;
  issue.set_actor_unit("tu-nghia");
  issue.set_survey_yaml(definition);
  EXPECT_THAT(EnterResults(kCouncil), ReasonIs("survey_unknown"));
  EXPECT_THAT(Change(kCouncil, &SurveyService::Stub::IssueSurvey, issue),
              ReasonIs("not_permitted"));
  ASSERT_OK(Change(kPublisher, &SurveyService::Stub::IssueSurvey, issue));
  EXPECT_THAT(EnterResults(kCouncil), ReasonIs("survey_without_results"));
  for (const char* account : {kReviewer, kPublisher, kLeader, kOtherDistrict}) {
    EXPECT_THAT(Change(account, &SurveyService::Stub::ImportSurveyResults, Results(results)),
                ReasonIs("not_permitted"))
        << account;
    EXPECT_THAT(EnterResults(account), ReasonIs("not_permitted")) << account;
  }
  std::string spoilt = results;
  spoilt.replace(spoilt.find("answers: 100"), 12, "answers: 101");
  EXPECT_THAT(Change(kCouncil, &SurveyService::Stub::ImportSurveyResults, Results(spoilt)),
              ReasonIs("survey_counts_sum"));
  EXPECT_THAT(EnterResults(kCouncil), ReasonIs("survey_without_results"));
  LookFirst(spoilt, results);
  ASSERT_OK_AND_ASSIGN(
      const auto imported,
      Change(kCouncil, &SurveyService::Stub::ImportSurveyResults, Results(results)));
  EXPECT_GT(imported.remarks_size(), 0) << "La Hà has too few answers";
  EXPECT_EQ(Entered("8.1.1"), "1 : ") << "results alone change no dossier";
  ASSERT_OK_AND_ASSIGN(const auto entered, EnterResults(kCouncil));
  EXPECT_EQ(entered.units(), 1u);
  EXPECT_EQ(entered.points(), 5u);
  // (50 + 30 + 30 + 24) of 180 people in two waves, of 2 points.
  EXPECT_EQ(Entered("8.1.1"),
            "1.4889 survey sipas-commune-sample-2023: 74,4444/100 × 2 = 1,4889 (n = 180/220)");
  dossier::v1::EnterPointsRequest typed;
  typed.set_cycle(kOneCycle);
  typed.set_unit("song-ve");
  dossier::v1::NewPoints& points = *typed.add_points();
  points.set_criterion("8.1.1");
  points.set_points("2");
  points.set_source("Báo cáo khảo sát");
  EXPECT_THAT(Change(kCouncil, &DossierService::Stub::EnterPoints, typed),
              ReasonIs("entered_points_by_survey"));
}

// A later import needs a reason and stands in place of what it says again.
void PointsOffice::CorrectSurvey() {
  const std::string correction =
      "format: parnet/survey-results/1\nsurvey: sipas-commune-sample-2023\nsource: {number: "
      "46/BC-UBND, issuer: UBND huyện Tư Nghĩa, date: 2023-11-15, sha256: " +
      std::string(64, 'c') +
      "}\nresults:\n  - {unit: song-ve, wave: dot-2, component: tiep-can, asked: 100, counts: "
      "{rat-hai-long: 60, hai-long: 20, binh-thuong: 20, khong: 0, rat-khong: 0}}\n";
  EXPECT_THAT(Change(kCouncil, &SurveyService::Stub::ImportSurveyResults, Results(correction)),
              ReasonIs("survey_reason_needed"));
  survey::v1::ImportSurveyResultsRequest request = Results(correction);
  request.set_reason("Kiểm phiếu lại đợt 2");
  ASSERT_OK(Change(kCouncil, &SurveyService::Stub::ImportSurveyResults, request));
  ASSERT_OK(EnterResults(kCouncil));
  EXPECT_EQ(Entered("8.1.1"),
            "1.6 survey sipas-commune-sample-2023: 80/100 × 2 = 1,6 (n = 200/220)");
  // A newer text that feeds one criterion fewer takes its points back; the first one gives them
  // again.
  survey::v1::IssueSurveyRequest issue;
  issue.set_actor_unit("tu-nghia");
  const std::string definition = ReadText(std::string("criteria/surveys/") + kSurvey + ".yaml");
  std::string fewer = definition;
  const std::string fed = "    criterion: \"8.1.5\"\n";
  fewer.erase(fewer.find(fed), fed.size());
  for (const std::string& text : {fewer, definition}) {
    issue.set_survey_yaml(text);
    ASSERT_OK(Change(kPublisher, &SurveyService::Stub::IssueSurvey, issue));
    ASSERT_OK(EnterResults(kCouncil));
    EXPECT_EQ(Entered("8.1.5") == "none", text == fewer);
  }
  survey::v1::ShowSurveyRequest show;
  show.set_survey(kSurvey);
  EXPECT_THAT(world_.Upper(kLeader, &SurveyService::Stub::ShowSurvey, show),
              ReasonIs("not_permitted"));
  ASSERT_OK_AND_ASSIGN(const auto shown,
                       world_.Upper(kReviewer, &SurveyService::Stub::ShowSurvey, show));
  ASSERT_EQ(shown.imports_size(), 2);
  EXPECT_EQ(shown.imports(1).reason(), "Kiểm phiếu lại đợt 2");
  EXPECT_EQ(shown.imports(1).source(), "46/BC-UBND, 15/11/2023, UBND huyện Tư Nghĩa");
}

// Three of the district and one of the unit itself, who may not score it.
void PointsOffice::CouncilPoints() {
  survey::v1::OpenCouncilRequest open;
  open.set_cycle(kOneCycle);
  open.set_council_yaml(
      "format: parnet/council/1\ntitle: Hội đồng đánh giá\ncycle: song-ve-alone\nbasis: "
      "12/QĐ-UBND\nmembers:\n"
      "  - {account: hoi-dong, name: An, role: Chủ tịch}\n"
      "  - {account: tham-dinh, name: Bình, role: Ủy viên}\n"
      "  - {account: cong-bo, name: Chi, role: Ủy viên}\n"
      "  - {account: binh, name: Dũng, role: Ủy viên}\n"
      "quorum: 2/3\nmethod: median\ndeadline: 2199-12-31\n");
  EXPECT_THAT(Change(kReviewer, &CouncilService::Stub::CastVotes, Vote("2")),
              ReasonIs("council_unknown"));
  EXPECT_THAT(Change(kReviewer, &CouncilService::Stub::OpenCouncil, open),
              ReasonIs("not_permitted"));
  ASSERT_OK(Change(kCouncil, &CouncilService::Stub::OpenCouncil, open));
  EXPECT_THAT(Change(kClerk, &CouncilService::Stub::CastVotes, Vote("2")),
              ReasonIs("council_not_a_member"));
  EXPECT_THAT(Change(kLeader, &CouncilService::Stub::CastVotes, Vote("2")),
              ReasonIs("council_own_unit"));
  EXPECT_THAT(Change(kReviewer, &CouncilService::Stub::CastVotes, Vote("3.01")),
              ReasonIs("council_points_range"));
  ASSERT_OK(Change(kReviewer, &CouncilService::Stub::CastVotes, Vote("2.25")));
  ASSERT_OK(Change(kCouncil, &CouncilService::Stub::CastVotes, Vote("3")));
  survey::v1::CloseCouncilRequest close;
  close.set_cycle(kOneCycle);
  EXPECT_THAT(Change(kCouncil, &CouncilService::Stub::CloseCouncil, close),
              ReasonIs("council_too_early"));
  survey::v1::ShowCouncilRequest show;
  show.set_cycle(kOneCycle);
  ASSERT_OK_AND_ASSIGN(const auto own,
                       world_.Upper(kReviewer, &CouncilService::Stub::ShowCouncil, show));
  ASSERT_EQ(own.votes_size(), 1) << "others' votes are not shown before closing";
  EXPECT_EQ(own.votes(0).account(), kReviewer);
  EXPECT_THAT(world_.Upper(kClerk, &CouncilService::Stub::ShowCouncil, show),
              ReasonIs("not_permitted"));
  ASSERT_OK(Change(kPublisher, &CouncilService::Stub::CastVotes, Vote("2.5")));
  EXPECT_THAT(Change(kPublisher, &CouncilService::Stub::CloseCouncil, close),
              ReasonIs("not_permitted"));
  ASSERT_OK(Change(kCouncil, &CouncilService::Stub::CloseCouncil, close));
  EXPECT_EQ(Entered("8.6"), "2.5 council: 3 phiếu; trung vị 2,5");
  EXPECT_THAT(Change(kCouncil, &CouncilService::Stub::CastVotes, Vote("1")),
              ReasonIs("council_closed"));
  ASSERT_OK_AND_ASSIGN(const auto all,
                       world_.Upper(kLeader, &CouncilService::Stub::ShowCouncil, show));
  EXPECT_EQ(all.votes_size(), 3) << "a member sees all of them afterwards";
  survey::v1::ReopenCouncilRequest reopen;
  reopen.set_cycle(kOneCycle);
  reopen.set_deadline("2199-12-31");
  EXPECT_THAT(Change(kCouncil, &CouncilService::Stub::ReopenCouncil, reopen),
              ReasonIs("text_empty"));
  reopen.set_reason("Thành viên đề nghị chấm lại");
  ASSERT_OK(Change(kCouncil, &CouncilService::Stub::ReopenCouncil, reopen));
  ASSERT_OK(Change(kReviewer, &CouncilService::Stub::CastVotes, Vote("2.75")));
  EXPECT_EQ(Entered("8.6"), "2.5 council: 3 phiếu; trung vị 2,5") << "until it is closed again";
  ASSERT_OK(Change(kCouncil, &CouncilService::Stub::CloseCouncil, close));
  EXPECT_EQ(Entered("8.6"), "2.75 council: 3 phiếu; trung vị 2,75");
}

void PointsOffice::NoMore() {
  EXPECT_THAT(EnterResults(kOtherDistrict), ReasonIs("not_permitted"));
  ASSERT_OK_AND_ASSIGN(const auto again, EnterResults(kCouncil));
  EXPECT_EQ(again.units(), 0u) << "the same points once more change nothing";
  survey::v1::ReopenCouncilRequest reopen;
  reopen.set_cycle(kOneCycle);
  reopen.set_deadline("2199-12-31");
  reopen.set_reason("Quá muộn");
  EXPECT_THAT(Change(kCouncil, &CouncilService::Stub::ReopenCouncil, reopen),
              ReasonIs("entered_points_final"));
  survey::v1::ImportSurveyResultsRequest first =
      Results(ReadText("criteria/surveys/results/commune-sample-sipas-2023.yaml"));
  first.set_reason("Như lần đầu");
  ASSERT_OK(Change(kCouncil, &SurveyService::Stub::ImportSurveyResults, first));
  EXPECT_THAT(EnterResults(kCouncil), ReasonIs("entered_points_final"));
}

}  // namespace

void ScoreBySurvey(const CycleWorld& world) {
  PointsOffice office(world);
  office.SurveyPoints();
  office.CorrectSurvey();
}

void ScoreByCouncil(const CycleWorld& world) { PointsOffice(world).CouncilPoints(); }

void ExpectNoMorePoints(const CycleWorld& world) { PointsOffice(world).NoMore(); }

}  // namespace par::testing
