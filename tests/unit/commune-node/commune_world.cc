#include "tests/unit/commune-node/commune_world.h"

#include <gtest/gtest.h>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/codec/answers_codec.h"
#include "common/codec/cycle_codec.h"
#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/exchange/entry_payloads.h"
#include "common/exchange/rows.h"
#include "common/services/cycles.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "tests/support/read_text.h"

namespace par::commune::testing {
namespace {

enum class TestKind : std::uint32_t { kSeed = 990, kArrival = 991 };

constexpr char kUnits[] = R"(format: parnet/units/1
units:
  - {id: quang-ngai, name: Tỉnh Quảng Ngãi, kind: tinh}
  - {id: tu-nghia, name: Huyện Tư Nghĩa, kind: huyen, parent: quang-ngai}
  - {id: la-ha, name: Thị trấn La Hà, kind: thi-tran, parent: tu-nghia}
  - {id: song-ve, name: Thị trấn Sông Vệ, kind: thi-tran, parent: tu-nghia}
)";

constexpr char kSetFile[] = "criteria/commune-sample-2023.yaml";

absl::StatusOr<std::string> ApplySeed(const ledger::Entry& entry,
                                      ledger::Transaction& transaction) {
  cycle::v1::Cycle row;
  PAR_CHECK(row.ParseFromString(entry.command.payload));
  record::v1::UnitsRow units;
  units.set_units_yaml(kUnits);
  units.set_version(1);
  services::WriteRow(transaction, services::UnitsKey(), units);
  record::v1::SetRow set;
  set.set_criteria_yaml(par::testing::ReadText(kSetFile));
  services::WriteRow(transaction, services::SetKey(row.set_id(), row.set_version()), set);
  services::WriteRow(transaction, services::CycleKey(row.id()), row);
  return std::string();
}

}  // namespace

std::string Id(std::string_view name) {
  std::string id(name);
  id.resize(16, '.');
  return id;
}

domain::Answers SampleAnswers(const domain::CriteriaSet& set, std::string_view unit) {
  const std::string path = "criteria/answers/tu-nghia/" + std::string(unit) + ".yaml";
  domain::AnswersFile file = domain::ReadAnswers(par::testing::ReadText(path), set, path);
  PAR_CHECK(file.answers.has_value());
  return *std::move(file.answers);
}

Desks::Desks()
    : exchange("la-ha-node", units, items),
      courier(units, exchange),
      unit_desk(units, courier),
      dossiers(units, sets),
      desk(units, dossiers, courier) {
  unit_desk.Register(commands, items);
  desk.Register(commands, acts, items);
  desk.RegisterOwnItems(items);
  acts.Register(commands);
  commands.On(TestKind::kSeed, "test.seed", ApplySeed);
  commands.On(TestKind::kArrival, "test.arrival",
              [this](const ledger::Entry& entry,
                     ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
                exchange::v1::Event event;
                PAR_CHECK(event.ParseFromString(entry.command.payload));
                // The unit's own submission can only come back.
                const bool restored = event.item().type() ==
                                      static_cast<std::uint32_t>(services::ItemType::kSubmission);
                ASSIGN_OR_RETURN(const exchange::Judgement judgement,
                                 items.Receive(entry,
                                               {.stream = restored ? exchange::UpOf("la-ha")
                                                                   : exchange::DownOf("la-ha"),
                                                .event = event,
                                                .side = exchange::Side::kLower,
                                                .restored = restored},
                                               transaction));
                return judgement.reason;
              });
}

CommuneWorld::CommuneWorld() {
  set_ = *domain::ParseCriteriaSet(par::testing::ReadText(kSetFile));
  auto opened = ledger::Ledger::Open(store_, mark_, desks_.commands, clock_);
  PAR_CHECK(opened.ok());
  ledger_ = *std::move(opened);
  record::v1::Hosting hosting;
  hosting.set_node("la-ha-node");
  hosting.set_level("commune");
  hosting.add_units("la-ha");
  hosting.set_upper_node("tu-nghia-node");
  hosting.set_upper_unit("tu-nghia");
  PAR_CHECK(Run(services::Kind::kSetHosting, hosting, "hosting", "la-ha-node", "node").ok());
  cycle_ = {.id = domain::CycleId("c-2025"),
            .title = "Cấp xã",
            .year = 2024,
            .level = domain::Level::kCommune,
            .owner = domain::UnitId("tu-nghia"),
            .criteria_set = set_.id,
            .criteria_version = set_.version,
            .units = {domain::UnitId("la-ha"), domain::UnitId("song-ve")},
            .deadlines = {.submit = *domain::Date::Parse("2025-10-30"),
                          .review = *domain::Date::Parse("2025-11-20"),
                          .appeal = *domain::Date::Parse("2025-11-30"),
                          .publish = *domain::Date::Parse("2025-12-20")}};
  MoveCycleTo(domain::CycleState::kSelfAssessing);
}

void CommuneWorld::MoveCycleTo(domain::CycleState state) {
  cycle_.state = state;
  const cycle::v1::Cycle row = codec::Encode(cycle_, ++cycle_version_);
  PAR_CHECK(Run(TestKind::kSeed, row, "cycle " + std::to_string(cycle_version_)).ok());
}

absl::StatusOr<ledger::Committed> CommuneWorld::Run(services::CommandKind kind,
                                                    const google::protobuf::MessageLite& request,
                                                    std::string_view id, std::string_view account,
                                                    std::string_view role, std::string_view unit) {
  absl::StatusOr<ledger::Committed> answer = absl::UnknownError("not answered");
  ledger_->Submit(
      {.id = Id(id),
       .actor = {.unit = std::string(unit),
                 .account = std::string(account),
                 .role = std::string(role)},
       .unit = "la-ha",
       .cycle = "c-2025",
       .kind = kind.number(),
       .payload = request.SerializeAsString()},
      [&answer](absl::StatusOr<ledger::Committed> given) { answer = std::move(given); });
  ledger_->CommitWaiting();
  return answer;
}

absl::StatusOr<dossier::v1::ActResponse> CommuneWorld::Act(std::string_view action,
                                                           std::string_view id,
                                                           std::string_view role) {
  dossier::v1::ActRequest request;
  request.set_request_id(Id(id));
  request.mutable_action()->set_kind(std::string(action));
  request.mutable_action()->set_unit("la-ha");
  request.mutable_action()->set_cycle("c-2025");
  request.mutable_action()->set_text("lý do");
  ASSIGN_OR_RETURN(const ledger::Committed done,
                   Run(services::Kind::kAct, request, id, "minh", role));
  dossier::v1::ActResponse response;
  PAR_CHECK(response.ParseFromString(done.response));
  return response;
}

std::string CommuneWorld::Receive(services::ItemType type,
                                  const google::protobuf::MessageLite& body, std::string_view id) {
  exchange::v1::Event event;
  event.mutable_item()->set_submission_id(Id(id));
  event.mutable_item()->set_type(static_cast<std::uint32_t>(type));
  event.mutable_item()->set_schema_version(1);
  event.mutable_item()->set_body(body.SerializeAsString());
  const auto done = Run(TestKind::kArrival, event, id, "tu-nghia-node", "node", "tu-nghia-node");
  EXPECT_TRUE(done.ok()) << done.status();
  return done.ok() ? done->response : "";
}

assessment::v1::FillAnswersRequest CommuneWorld::GoodRequest() const {
  assessment::v1::FillAnswersRequest request;
  request.set_cycle("c-2025");
  request.set_unit("la-ha");
  *request.mutable_answers() = codec::Encode(set_, SampleAnswers(set_, "la-ha"));
  return request;
}

OwnWork CommuneWorld::Own() const {
  auto work = desks_.dossiers.Load(store_, "c-2025", "la-ha");
  EXPECT_TRUE(work.ok()) << work.status();
  return *std::move(work);
}

std::vector<exchange::v1::Item> CommuneWorld::Waiting() const {
  const exchange::LedgerPayloads payloads;
  auto waiting = exchange::StreamView(store_, exchange::Side::kLower, exchange::UpOf("la-ha"))
                     .StagedFrom(0, 10);
  EXPECT_TRUE(waiting.ok()) << waiting.status();
  std::vector<exchange::v1::Item> items;
  for (exchange::Staged& staged : *waiting) {
    auto body = exchange::ReadBody(staged.item.body(), store_, payloads);
    EXPECT_TRUE(body.ok()) << body.status();
    items.push_back(std::move(*staged.item.mutable_item()));
    items.back().set_body(*std::move(body));
  }
  return items;
}

}  // namespace par::commune::testing
