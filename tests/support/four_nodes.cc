#include "tests/support/four_nodes.h"

#include <filesystem>
#include <set>

#include "common/base/hex.h"
#include "common/exchange/rows.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "common/storage/schema.h"
#include "par/criteria/v1/criteria.grpc.pb.h"
#include "par/record/v1/service_record.pb.h"
#include "tests/support/cycle_world.h"
#include "tests/support/level_program.h"
#include "tests/support/must.h"
#include "tests/support/sample_cycle.h"

namespace par::testing {
namespace {

constexpr const char* kFourUnits = R"(format: parnet/units/1
units:
  - {id: quang-ngai, name: Tỉnh Quảng Ngãi, kind: tinh}
  - {id: tu-nghia, name: Huyện Tư Nghĩa, kind: huyen, parent: quang-ngai}
  - {id: la-ha, name: Thị trấn La Hà, kind: thi-tran, parent: tu-nghia}
  - {id: song-ve, name: Thị trấn Sông Vệ, kind: thi-tran, parent: tu-nghia}
)";
constexpr const char* kRoles[] = {"administrator", "clerk",   "leader",
                                  "reviewer",      "council", "publisher"};

std::string NodeOf(const std::string& unit) { return "nut-" + unit; }

config::NodeLevel LevelOf(const std::string& unit) {
  if (unit == kProvince) return config::NodeLevel::kProvince;
  return unit == kDistrict ? config::NodeLevel::kDistrict : config::NodeLevel::kCommune;
}

std::vector<Person> PeopleOf(const std::string& unit) {
  std::vector<Person> people;
  for (const std::string role : kRoles)
    people.push_back({role, unit, role, "token-" + role + "-" + unit});
  return people;
}

// Every row with that prefix, read as `Row` and described; in key order.
template <typename Row, typename Describe>
void Add(const storage::Reader& state, storage::Prefix prefix, Describe describe,
         std::string& text) {
  Must(services::ForEachRow<Row>(state, storage::KeyWriter(prefix).Take(),
                                 [&](std::string_view, Row row) {
                                   text += describe(row) + "\n";
                                   return absl::OkStatus();
                                 }));
}

// Without times: two countries in which the same is done do it at other moments.
std::string DossierText(dossier::v1::Dossier dossier) {
  for (auto& review : *dossier.mutable_reviews()) review.clear_at();
  for (auto& note : *dossier.mutable_notes()) note.clear_at();
  for (auto& query : *dossier.mutable_queries()) {
    query.clear_at();
    query.clear_answered_at();
  }
  for (auto& appeal : *dossier.mutable_appeals()) {
    appeal.clear_times();
    appeal.mutable_outcome()->clear_at();
  }
  if (dossier.has_times()) dossier.mutable_times()->set_received_at(1);
  dossier.mutable_times()->clear_made_at();
  dossier.mutable_times()->clear_clock_age();
  return dossier.unit() + " " + dossier.state() + " v" + std::to_string(dossier.version()) + " " +
         Sha256::Of(dossier.SerializeAsString()).Hex();
}

// Each item once, with its type and what became of it: where the same is told a second time, the
// country knows no more.
void AddStreams(const storage::Reader& state, exchange::Side side, std::string& text) {
  const auto streams = exchange::AllStreams(state, side);
  Must(streams.status());
  for (const auto& [stream, row] : *streams) {
    const exchange::StreamView view(state, side, stream);
    std::set<std::string> items;
    for (std::uint64_t seq = 1; seq <= row.length(); ++seq) {
      const auto event = view.Event(seq);
      Must(event.status());
      const bool up = stream.direction == exchange::Direction::kUp;
      items.insert("type " + std::to_string((*event)->item().type()) + " " +
                   (up ? ToHex((*event)->item().submission_id()) + " verdict " +
                             std::to_string((*event)->result().verdict())
                       : ""));
    }
    text += (side == exchange::Side::kLower ? "lower " : "upper ") + exchange::Name(stream) +
            (row.staged_items() == 0 ? "" : " waiting " + std::to_string(row.staged_items())) +
            "\n";
    for (const std::string& item : items) text += "  " + item + "\n";
  }
}

}  // namespace

FourNodes::FourNodes() {
  for (const char* unit : {kProvince, kDistrict, kLaHa, kSongVe}) {
    NewMachine(unit);
    Start(unit);
  }
  using Criteria = criteria::v1::CriteriaService::Stub;
  using Cycles = cycle::v1::CycleService::Stub;
  Must(Change(kProvince, "administrator", &unit::v1::UnitService::Stub::ImportUnits,
              ImportUnitsAs(kProvince, kFourUnits))
           .status());
  Must(Change(kProvince, "publisher", &Criteria::ImportSet, ImportSampleSetAs(kProvince)).status());
  Must(Change(kProvince, "publisher", &Criteria::PublishSet, PublishSampleSetAs(kProvince))
           .status());
  cycle::v1::OpenCycleRequest open =
      Open({.id = kCommuneCycle, .owner = kDistrict, .units = {kLaHa, kSongVe}});
  open.set_request_id(NextId());
  CycleWorld::WaitFor("the set at the district", [&] {
    return Call(kDistrict, "administrator", &Cycles::OpenCycle, open).ok();
  });
  Must(Change(kDistrict, "council", &Cycles::AdvanceCycle,
              Advance(kDistrict, kCommuneCycle, "self_assessing"))
           .status());
  cycle::v1::GetCycleRequest get;
  get.set_id(kCommuneCycle);
  for (const char* unit : {kLaHa, kSongVe}) {
    CycleWorld::WaitFor("the cycle at " + std::string(unit), [&] {
      const auto got = Call(unit, "clerk", &Cycles::GetCycle, get);
      return got.ok() && got->cycle().state() == "self_assessing";
    });
  }
  // The district serves its communes without the province only once it has been in step with it.
  for (const char* unit : {kDistrict, kLaHa, kSongVe}) {
    CycleWorld::WaitFor(std::string(unit) + " in step", [&] { return InStep(unit); });
  }
}

bool FourNodes::InStep(const std::string& unit) {
  for (const node::LineStatus& line : places_[unit].node->Lines()) {
    if (line.direction == node::Direction::kUp) return line.link.in_step;
  }
  return false;
}

void FourNodes::Configure(const std::string& unit) {
  const std::string client = places_[unit].config.client_listen;
  config::Config config = world_.NewConfig(NodeOf(unit), LevelOf(unit), unit);
  if (unit == kProvince || unit == kDistrict) config.peer_listen = "127.0.0.1:0";
  if (!client.empty()) config.client_listen = client;
  if (unit == kProvince) {
    for (const char* below : {kDistrict, kLaHa, kSongVe}) {
      config.children.push_back({.id = NodeOf(below), .units = {below}});
    }
  } else if (unit == kDistrict) {
    for (const char* below : {kLaHa, kSongVe}) {
      config.children.push_back({.id = NodeOf(below), .units = {below}});
    }
  }
  if (unit != kProvince) {
    const std::string above = unit == kDistrict ? kProvince : kDistrict;
    config.upper = {.id = NodeOf(above),
                    .address = "127.0.0.1:" + std::to_string(places_[above].line.port()),
                    .unit = above};
  }
  WriteAccounts(config, PeopleOf(unit));
  world_.CertifySigning(config);
  places_[unit].config = config;
}

void FourNodes::NewMachine(const std::string& unit) {
  places_[unit].node.reset();
  const std::filesystem::path folder =
      std::filesystem::path(places_[unit].config.data_directory).parent_path();
  if (!folder.empty()) {
    for (const char* key : {"node.key", "node.crt", "signing.key", "signing.crt"}) {
      std::filesystem::remove(folder / key);
    }
  }
  Configure(unit);
}

node::Program FourNodes::ProgramOf(const std::string& unit) const {
  return ProgramOfLevel(LevelOf(unit));
}

void FourNodes::Start(const std::string& unit) {
  Place& place = places_[unit];
  auto started = node::Node::Start(place.config, ProgramOf(unit));
  Must(started.status());
  place.node = *std::move(started);
  place.line.LeadTo(place.node->peer_port());
  place.channel = rpc::DialLocal("127.0.0.1:" + std::to_string(place.node->client_port()));
}

void FourNodes::Stop(const std::string& unit) {
  places_[unit].line.LeadTo(0);
  places_[unit].node->Stop();
  places_[unit].node.reset();
}

void FourNodes::LoseDisk(const std::string& unit) {
  if (places_[unit].node != nullptr) Stop(unit);
  std::filesystem::remove_all(places_[unit].config.data_directory);
  std::filesystem::remove_all(places_[unit].config.mark_directory);
}

std::string FourNodes::NextId() {
  return Sha256::Of("request " + std::to_string(++ids_)).ToBytes().substr(0, 16);
}

assessment::v1::FillAnswersRequest FourNodes::Answers(const std::string& unit) const {
  assessment::v1::FillAnswersRequest request;
  request.set_cycle(kCommuneCycle);
  request.set_unit(unit);
  *request.mutable_answers() = SampleAnswers(unit);
  return request;
}

dossier::v1::ActRequest FourNodes::Action(const std::string& unit, const std::string& kind) {
  dossier::v1::ActRequest request;
  request.mutable_action()->set_cycle(kCommuneCycle);
  request.mutable_action()->set_unit(unit);
  request.mutable_action()->set_kind(kind);
  return request;
}

void FourNodes::HandIn(const std::string& unit) {
  using Assessment = assessment::v1::AssessmentService::Stub;
  auto fill = Answers(unit);
  fill.set_request_id(NextId());
  CycleWorld::WaitFor("the cycle at " + unit,
                      [&] { return Call(unit, "clerk", &Assessment::FillAnswers, fill).ok(); });
  for (const char* step : {"approve", "submit"}) {
    Must(Change(unit, "leader", &dossier::v1::DossierService::Stub::Act, Action(unit, step))
             .status());
  }
}

void FourNodes::Review(const std::string& unit, const std::string& kind, const std::string& role) {
  dossier::v1::ActRequest request = Action(unit, kind);
  request.mutable_action()->set_text("bổ sung văn bản kiểm chứng");
  Must(Change(kDistrict, role, &dossier::v1::DossierService::Stub::Act, request).status());
}

std::string FourNodes::HeldState(const std::string& unit) {
  dossier::v1::ListQueueRequest request;
  request.set_cycle(kCommuneCycle);
  const auto queue =
      Call(kDistrict, "reviewer", &dossier::v1::DossierService::Stub::ListQueue, request);
  if (!queue.ok()) return {};
  for (const auto& row : queue->rows()) {
    if (row.unit() == unit) return row.state();
  }
  return {};
}

std::string FourNodes::OwnState(const std::string& unit) {
  assessment::v1::GetAssessmentRequest request;
  request.set_cycle(kCommuneCycle);
  request.set_unit(unit);
  const auto own =
      Call(unit, "clerk", &assessment::v1::AssessmentService::Stub::GetAssessment, request);
  return own.ok() ? own->state() : std::string();
}

std::string FourNodes::Knows(const std::string& unit) const {
  const auto storage = node::OpenStorage(places_.at(unit).config, node::IfMissing::kRefuse);
  Must(storage.status());
  const storage::Reader& state = *storage->store;
  std::string text;
  Add<cycle::v1::Cycle>(
      state, storage::Prefix::kCycle,
      [](const auto& row) { return "cycle " + Sha256::Of(row.SerializeAsString()).Hex(); }, text);
  Add<record::v1::SetRow>(
      state, storage::Prefix::kSet,
      [](const auto& row) { return "set " + Sha256::Of(row.SerializeAsString()).Hex(); }, text);
  Add<evidence::v1::Document>(
      state, storage::Prefix::kHeldDocument, [](const auto& row) { return "document " + row.id(); },
      text);
  Add<record::v1::HeldDossier>(
      state, storage::Prefix::kHeldDossier,
      [](const auto& row) {
        return "held " + DossierText(row.dossier()) + " submission " + ToHex(row.submission_id()) +
               " entered " + std::to_string(row.entered_size()) + " counted " +
               std::to_string(row.counted_size());
      },
      text);
  Add<record::v1::OwnDossier>(
      state, storage::Prefix::kOwnDossier,
      [](const auto& row) {
        return "own " + DossierText(row.dossier()) + " submission " + ToHex(row.submission_id());
      },
      text);
  AddStreams(state, exchange::Side::kLower, text);
  AddStreams(state, exchange::Side::kUpper, text);
  return text;
}

}  // namespace par::testing
