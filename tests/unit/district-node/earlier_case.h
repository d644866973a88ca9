// Tables of earlier years for tests of one node: a file of years, a unit's table in both forms, and
// what comes of importing them.
#pragma once

#include <string>
#include <vector>

#include "common/services/cycles.h"
#include "common/services/kinds.h"
#include "tests/unit/district-node/decision_case.h"

namespace par::district::testing {

using history::v1::ImportTablesRequest;
using history::v1::WithdrawTableRequest;

inline constexpr const char* kYears = R"(format: parnet/published-years/1
tables:
  - year: 2022
    index: par
    group: commune
    group_size: 3
    maximum: 100
    set: commune-sample-2023@1
    document: {number: 187/QĐ-UBND, date: 2023-01-05, issuer: UBND huyện Tư Nghĩa}
    rows:
      - {unit: la-ha, name: Thị trấn La Hà, rank: 3, total: 60.5, places_up: -2}
      - {unit: nghia-ky, name: Xã Nghĩa Kỳ, rank: 1, total: 90, areas: {"1": 60, "2": 30}}
      - {unit: song-ve, name: Thị trấn Sông Vệ, rank: 2, total: 70}
)";

inline constexpr const char* kUnitTable = R"(format: parnet/published-table/1
title: Kết quả năm 2022 của thị trấn La Hà
unit: la-ha
stated: {total: 3.5}
groups:
  - id: self
    title: Tự đánh giá
    score: 3.5
    areas:
      - id: "1"
        title: Chỉ đạo, điều hành
        score: 3.5
        leaves:
          - {id: "1.1.1", maximum: 1, score: 1}
          - {id: "1.1.2", maximum: 1, score: 0.5}
          - {id: "1.1.3", maximum: 3, score: 1.5}
          - {id: "khac", maximum: 2, score: 0.5}
)";

// As Excel saves it, byte order mark and all.
inline constexpr const char* kUnitCsv =
    "\xEF\xBB\xBFkind,id,parent,title,maximum,score,not_applicable\r\n"
    "total,la-ha,,Kết quả năm 2022,,1.5,\r\n"
    "group,self,,Tự đánh giá,,1.5,\r\n"
    "area,1,self,,,1.5,\r\n"
    "leaf,1.1.1,1,,1,1,\r\n"
    "leaf,1.1.2,1,,1,0.5,\r\n";

inline ImportTablesRequest Importing(const std::string& file, const std::string& basis = "") {
  ImportTablesRequest request;
  request.set_actor_unit("tu-nghia");
  request.set_file_name("cac-nam.yaml");
  request.set_file(file);
  request.set_basis(basis);
  return request;
}
inline ImportTablesRequest OfUnit(const std::string& file, std::uint32_t version = 1) {
  ImportTablesRequest request = Importing(file);
  request.set_year(2022);
  request.set_document("15/TB-UBND");
  request.set_date("2023-01-10");
  request.set_issuer("UBND huyện Tư Nghĩa");
  request.set_set_id("commune-sample-2023");
  request.set_set_version(version);
  return request;
}

class DistrictEarlier : public DistrictDecision {
 protected:
  absl::Status Import(const ImportTablesRequest& request) {
    return Import(request, node.publisher);
  }
  absl::Status Import(const ImportTablesRequest& request, const ledger::Actor& actor) {
    return node.Run(services::Kind::kImportEarlier, actor, request.SerializeAsString()).status();
  }
  // Reasons of what is wrong, warnings in brackets.
  std::vector<std::string> Checked(const ImportTablesRequest& request) {
    const auto answer =
        node.parts.history.Check(*node.Snapshot(), request, node.clock.WallMicros());
    EXPECT_OK(answer);
    std::vector<std::string> reasons;
    for (const auto& one : answer->findings()) {
      reasons.push_back(one.warning() ? "(" + one.reason() + ")" : one.reason());
    }
    return reasons;
  }
  int Kept() { return services::ListEarlier(node.store, {})->tables_size(); }
  static WithdrawTableRequest Withdrawing(const std::string& group, const std::string& unit) {
    WithdrawTableRequest request;
    request.set_actor_unit("tu-nghia");
    request.set_year(2022);
    request.set_index("par");
    request.set_group(group);
    request.set_unit(unit);
    request.set_version(1);
    request.set_reason("nhập nhầm bảng dự thảo");
    return request;
  }
  absl::Status Withdraw(const WithdrawTableRequest& request, const ledger::Actor& actor) {
    return node.Run(services::Kind::kWithdrawEarlier, actor, request.SerializeAsString()).status();
  }
  // "2022 187/QĐ-UBND imported 605000 far".
  std::string Past() {
    const auto caller = node.CallerOf("tu-nghia", "hoi-dong", domain::Role::kCouncil);
    dossier::v1::ListMarksRequest request;
    request.set_cycle(kCycle);
    const auto marks =
        node.parts.review.ListMarks(*node.Snapshot(), caller, request, node.clock.WallMicros());
    EXPECT_OK(marks);
    const dossier::v1::MarkRow& row = marks->rows(0);
    if (!row.has_past_percent_e4()) return "nothing";
    return std::to_string(row.past_year()) + " " + row.past_document() +
           (row.past_imported() ? " imported " : " ") + std::to_string(row.past_percent_e4()) +
           (row.far_above_past() ? " far" : "");
  }
  // "2022 la-ha 3 -2 187/QĐ-UBND imported".
  std::vector<std::string> Places() {
    const auto caller = node.CallerOf("tu-nghia", "hoi-dong", domain::Role::kCouncil);
    ranking::v1::ListPlacesRequest request;
    request.set_cycle(kCycle);
    const auto answer = node.parts.ranking.ListPlaces(*node.Snapshot(), caller, request);
    EXPECT_OK(answer);
    std::vector<std::string> places;
    for (const ranking::v1::Place& place : answer->places()) {
      std::string text =
          std::to_string(place.year()) + " " + place.unit() + " " + std::to_string(place.rank());
      if (place.has_places_up()) text += " " + std::to_string(place.places_up());
      text += " " + place.document();
      if (place.imported()) text += " imported of " + place.issuer();
      if (place.derived()) text += " derived";
      if (!place.basis().empty()) text += " although: " + place.basis();
      places.push_back(text);
    }
    return places;
  }
  // "2022 15/TB-UBND imported: 1.1.1 10000/10000".
  std::string Earlier() {
    const auto cycle = services::LoadCycle(node.store, kCycle);
    const auto set = node.parts.sets.Load(node.store, cycle->criteria_set, 1);
    const auto earlier =
        node.parts.earlier_scores.Of(node.store, *cycle, *set->set, domain::UnitId("la-ha"));
    EXPECT_OK(earlier);
    if (!earlier->has_value()) return "nothing";
    const assessment::v1::EarlierScores& shown = **earlier;
    std::string text = std::to_string(shown.year()) + " " + shown.document();
    text += shown.imported() ? " imported:" : ":";
    for (const auto& one : shown.scores()) {
      text += " " + one.criterion() + " " + std::to_string(one.score_e4()) + "/" +
              std::to_string(one.maximum_e4());
    }
    return text;
  }
};

}  // namespace par::district::testing
