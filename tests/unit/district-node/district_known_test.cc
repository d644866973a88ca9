// Goal: what a unit reported over the year stands beside what its dossier declares, for the unit
// and for its reviewers alike, with what differs among the findings; so does what it declared the
// year before; nothing of it is declared by itself. Method: a district and its communes on one
// node, the real exchange between them; quarters of one commune, its sample answers with one number
// changed, and its dossier once more as last year's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/services/cycles.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "commune-node/assessment_views.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using assessment::v1::GetAssessmentResponse;
using assessment::v1::KnownFigure;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Bound to the commune's figures as what the district asks of its communes, and by id.
constexpr const char* kQuarterly = R"(format: parnet/indicators/1
id: quarterly
title: Báo cáo quý
indicators:
  resolved: {title: Đã giải quyết, kind: count}
  open: {title: Đang giải quyết, kind: count, over_time: last}
  rate: {title: Tỷ lệ, kind: percent}
criteria:
  set: quang-ngai-district-2023
  children:
    of: tu-nghia
    figures:
      tthc.commune.resolved: {of: resolved}
      tthc.commune.in_progress: {of: open}
      no.such.figure: {of: open}
)";
constexpr const char* kLastYear = "communes-2022";

class DistrictKnown : public ::testing::Test {
 protected:
  DistrictKnown() {
    node.MoveCycle("self_assessing");
    node.SetDay("2023-10-20");
    report::v1::IssueIndicatorsRequest request;
    request.set_actor_unit("tu-nghia");
    request.set_indicators_yaml(kQuarterly);
    EXPECT_OK(
        node.Run(services::Kind::kIssueIndicators, node.publisher, request.SerializeAsString()));
  }
  void Declare(const std::string& unit, const std::string& period, int resolved, int open,
               bool tells_by = false) {
    report::v1::DeclareFiguresRequest request;
    request.set_unit(unit);
    request.set_catalogue("quarterly");
    request.set_period(period);
    request.set_tells_by(tells_by);
    for (const auto& [id, value] : {std::pair("resolved", resolved), std::pair("open", open)}) {
      report::v1::Figure& figure = *request.add_figures();
      figure.set_indicator(id);
      figure.set_value(std::to_string(value));
    }
    EXPECT_OK(node.Run(services::Kind::kDeclareFigures, {unit, "chu-tich", "leader"},
                       request.SerializeAsString()));
  }
  void DeclareThreeQuarters(const std::string& unit = "la-ha") {
    Declare(unit, "2023-Q1", 500, 5);
    Declare(unit, "2023-Q2", 300, 7);
    Declare(unit, "2023-Q3", 230, 9);
  }
  GetAssessmentResponse Own(const std::string& unit = "la-ha") {
    const commune::AssessmentViews views(node.parts.units, node.parts.own,
                                         node.parts.earlier_scores);
    assessment::v1::GetAssessmentRequest request;
    request.set_cycle(kCycle);
    request.set_unit(unit);
    request.set_language("vi");
    const auto shown =
        views.Get(*node.Snapshot(), node.CallerOf(unit, "cong-chuc", domain::Role::kClerk), request,
                  node.clock.WallMicros());
    EXPECT_OK(shown);
    return *shown;
  }
  dossier::v1::OpenDossierResponse Held() {
    dossier::v1::OpenDossierRequest request;
    request.set_cycle(kCycle);
    request.set_unit("la-ha");
    request.set_language("vi");
    const auto held = node.parts.review.OpenDossier(
        *node.Snapshot(), node.CallerOf("tu-nghia", "tham-dinh", domain::Role::kReviewer), request,
        node.clock.WallMicros());
    EXPECT_OK(held);
    return *held;
  }
  // The unit's dossier as it stands now, on both sides, as one of the year before.
  void KeepAsLastYears() {
    auto cycle = services::LoadCycleRow(node.store, kCycle);
    ASSERT_OK(cycle);
    cycle->set_id(kLastYear);
    cycle->set_year(2022);
    node.Put(services::CycleKey(kLastYear), services::EncodeRow(*cycle));
    const auto copy = [&]<typename Row>(Row, storage::Prefix prefix) {
      const auto key = [&](const char* id) {
        return storage::KeyWriter(prefix).Text(id).Text("la-ha").Take();
      };
      auto row = services::ReadRow<Row>(node.store, key(kCycle));
      ASSERT_TRUE(row.ok() && row->has_value());
      (*row)->mutable_dossier()->set_cycle(kLastYear);
      node.Put(key(kLastYear), services::EncodeRow(**row));
    };
    copy(record::v1::OwnDossier(), storage::Prefix::kOwnDossier);
    copy(record::v1::HeldDossier(), storage::Prefix::kHeldDossier);
  }
  // "tthc.commune.resolved 1030 (2023-Q3) differs, 2022: 1033"
  template <typename Response>
  static std::vector<std::string> Known(const Response& response) {
    std::vector<std::string> all;
    for (const KnownFigure& one : response.known()) {
      std::string text = one.figure();
      if (!one.reported().empty()) text += " " + one.reported() + " (" + one.period() + ")";
      if (one.differs()) text += " differs";
      if (!one.last_year().empty()) {
        text += ", " + std::to_string(one.last_year_is()) + ": " + one.last_year();
      }
      all.push_back(std::move(text));
    }
    return all;
  }
  template <typename Response>
  static std::vector<std::string> Differing(const Response& response) {
    std::vector<std::string> all;
    for (const assessment::v1::Finding& one : response.findings()) {
      if (one.reason() == "finding_reported_differs") all.push_back(one.criterion());
    }
    return all;
  }

  OneNode node;
};

TEST_F(DistrictKnown, AnEmptyDossierIsToldWhatWasReportedAndHoldsNothingOfIt) {
  EXPECT_THAT(Own().known(), IsEmpty()) << "nothing was reported";
  DeclareThreeQuarters("song-ve");
  EXPECT_THAT(Own().known(), IsEmpty()) << "another unit's";
  DeclareThreeQuarters();
  const GetAssessmentResponse shown = Own();
  EXPECT_THAT(Known(shown), ElementsAre("tthc.commune.resolved 1030 (2023-Q3)",
                                        "tthc.commune.in_progress 9 (2023-Q3)"));
  const KnownFigure& first = shown.known(0);
  EXPECT_EQ(first.kind(), "count");
  EXPECT_EQ(first.period_text(), "lũy kế đến hết quý III năm 2023");
  EXPECT_EQ(first.catalogue(), "quarterly");
  EXPECT_EQ(first.reported_by(), "chu-tich");
  EXPECT_GT(first.reported_at(), 0);
  EXPECT_EQ(shown.known(1).period_text(), "quý III năm 2023");
  EXPECT_THAT(shown.answers().figures(), IsEmpty());
  EXPECT_THAT(Differing(shown), IsEmpty()) << "nothing is declared that could differ";
}

TEST_F(DistrictKnown, BothSidesAreToldByNameWhoDeclared) {
  node.AddAccount("chu-tich", "la-ha", {domain::Role::kLeader});
  Declare("la-ha", "2023-Q1", 500, 5);
  (void)node.Submit("la-ha", Answers("la-ha"));
  node.Deliver();
  const auto by = [](const auto& response) {
    const KnownFigure& one = response.known(0);
    return one.reported_by() + "=" + one.by().full_name() + "@" + one.by().unit();
  };
  const std::string named = "chu-tich=Nguyễn Thị Lan@la-ha";
  EXPECT_EQ(by(Own()), named) << "figures that an earlier program declared: by the account here";
  // As on a district's own node: the account of that name is somebody else's.
  node.AddAccount("chu-tich", "tu-nghia", {domain::Role::kLeader});
  EXPECT_EQ(by(Held()), "chu-tich=@") << "nothing was told, and nobody is made up";
  node.AddAccount("chu-tich", "la-ha", {domain::Role::kLeader});
  Declare("la-ha", "2023-Q1", 500, 5, true);
  node.Deliver();
  node.AddAccount("chu-tich", "tu-nghia", {domain::Role::kLeader});
  EXPECT_EQ(by(Held()), named) << "as it came up with the figures";
}

TEST_F(DistrictKnown, WhatDiffersIsFoundOnBothSidesTheMostPointsFirst) {
  DeclareThreeQuarters();  // 1030 resolved; the sample says 1033, and 9 open as it does.
  (void)node.Submit("la-ha", Answers("la-ha"));
  node.Deliver();
  const GetAssessmentResponse own = Own();
  const auto held = Held();
  EXPECT_THAT(Known(own), ElementsAre("tthc.commune.resolved 1030 (2023-Q3) differs",
                                      "tthc.commune.in_progress 9 (2023-Q3)"));
  EXPECT_EQ(Known(held), Known(own));
  const std::vector<std::string> criteria = Differing(own);
  EXPECT_EQ(Differing(held), criteria);
  ASSERT_THAT(criteria, ::testing::Contains("3.4.1"));
  EXPECT_GT(criteria.size(), 1u) << "every criterion that the figure counts for";
  for (int i = 1; i < own.findings_size(); ++i) {
    EXPECT_GE(own.findings(i - 1).at_stake_e4(), own.findings(i).at_stake_e4());
  }
  for (const assessment::v1::Finding& one : own.findings()) {
    if (one.criterion() != "3.4.1" || one.reason() != "finding_reported_differs") continue;
    EXPECT_THAT(one.text(), ::testing::HasSubstr("số kê khai 1.033 khác số đã báo cáo 1.030"));
    EXPECT_EQ(one.at_stake_e4(), 4'0000) << "the points that the criterion has";
    EXPECT_FALSE(one.blocks_submission());
  }
}

TEST_F(DistrictKnown, ADeclarationOfTheSameIsNoFinding) {
  DeclareThreeQuarters();
  Declare("la-ha", "2023-Q3", 233, 9);
  (void)node.Submit("la-ha", Answers("la-ha"));
  node.Deliver();
  EXPECT_THAT(Differing(Own()), IsEmpty());
  EXPECT_THAT(Differing(Held()), IsEmpty());
}

TEST_F(DistrictKnown, LastYearsDeclarationIsToldOnceItWasHandedIn) {
  const std::string yaml = Answers("la-ha");
  (void)node.Submit("la-ha", yaml);
  node.Deliver();
  KeepAsLastYears();
  const auto about = [](const auto& response) {
    for (const KnownFigure& one : response.known()) {
      if (one.figure() == "tthc.commune.resolved") {
        return one.last_year() + " of " + std::to_string(one.last_year_is()) + one.reported();
      }
    }
    return std::string("nothing");
  };
  EXPECT_EQ(about(Own()), "1033 of 2022");
  EXPECT_EQ(about(Held()), "1033 of 2022");
  EXPECT_THAT(Differing(Own()), IsEmpty()) << "it is no report of this year";
  EXPECT_EQ(about(Own("song-ve")), "nothing") << "its neighbour's";
}

TEST_F(DistrictKnown, ADraftOfLastYearIsNotToldOf) {
  (void)node.Submit("la-ha", Answers("la-ha"));
  node.Deliver();
  KeepAsLastYears();
  auto row = services::ReadRow<record::v1::OwnDossier>(node.store,
                                                       commune::OwnDossierKey(kLastYear, "la-ha"));
  ASSERT_TRUE(row.ok() && row->has_value());
  (*row)->mutable_dossier()->set_state("returned");
  (*row)->clear_submission_id();
  node.Put(commune::OwnDossierKey(kLastYear, "la-ha"), services::EncodeRow(**row));
  EXPECT_THAT(Own().known(), IsEmpty()) << "what stands there now was not handed in";
}

}  // namespace
}  // namespace par::district::testing
