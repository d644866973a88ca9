#include "tests/support/cycle_world.h"

#include "common/base/check.h"
#include "common/base/sha256.h"
#include "common/codec/answers_codec.h"
#include "common/domain/access.h"
#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/identity/secret_file.h"
#include "common/identity/token.h"
#include "common/node/look.h"
#include "par/criteria/v1/criteria.grpc.pb.h"
#include "tests/support/level_program.h"
#include "tests/support/must.h"
#include "tests/support/patience.h"
#include "tests/support/read_text.h"

namespace par::testing {
namespace {

constexpr const char* kUnits = R"(format: parnet/units/1
units:
  - {id: quang-ngai, name: Tỉnh Quảng Ngãi, kind: tinh}
  - {id: tu-nghia, name: Huyện Tư Nghĩa, kind: huyen, parent: quang-ngai}
  - {id: nghia-hanh, name: Huyện Nghĩa Hành, kind: huyen, parent: quang-ngai}
  - {id: la-ha, name: Thị trấn La Hà, kind: thi-tran, parent: tu-nghia}
  - {id: song-ve, name: Thị trấn Sông Vệ, kind: thi-tran, parent: tu-nghia}
)";
constexpr const char* kSet = "criteria/commune-sample-2023.yaml";
constexpr const char* kProvinceAdministrator = "quan-tri";

std::string CycleYaml(const std::string& id, const std::string& units) {
  return "format: parnet/cycle/1\nid: " + id + "\ntitle: Đánh giá cấp xã năm 2023\nyear: 2023\n" +
         "level: commune\nowner: tu-nghia\nset: commune-sample-2023@1\nunits: [" + units + "]\n" +
         "deadlines: {submit: 2023-10-30, review: 2023-11-20, appeal: 2023-11-30, "
         "publish: 2023-12-20}\nlate: accept_late\nrounds: 2\n";
}

// Whatever the machine refuses ends the test program.
struct Person {
  std::string account;
  std::string unit;
  std::string role;
};

// In place of the one account that a node's world begins with.
void WriteAccounts(const config::Config& config, const std::vector<Person>& people) {
  std::string text = "format: parnet/accounts/1\naccounts:\n";
  for (const Person& person : people) {
    const std::string token = std::string("token-") + person.account;
    text.append("  - account: ").append(person.account);
    text.append("\n    full_name: Nguyễn Thị Lan\n    unit: ").append(person.unit);
    text.append("\n    roles: [").append(person.role);
    text.append("]\n    token_sha256: ").append(identity::HashOfToken(token).Hex()).append("\n");
  }
  Must(identity::WriteFileDurably(config.bootstrap_accounts, text, identity::Secrecy::kPublic));
}

std::string Address(int port) { return "127.0.0.1:" + std::to_string(port); }

}  // namespace

CycleWorld::CycleWorld(const config::EvidenceTrust& evidence) {
  upper_config_.evidence = evidence;
  domain::CriteriaSetFile file = domain::ReadCriteriaSet(ReadText(kSet), kSet);
  PAR_CHECK(file.set.has_value());
  set_ = *std::move(file.set);
  StartUpper();
  OpenCycles();
}

void CycleWorld::StartUpper() {
  using config::NodeLevel;
  const config::EvidenceTrust evidence = upper_config_.evidence;
  upper_config_ = nodes_.NewConfig("nut-tren", NodeLevel::kDistrict, "quang-ngai");
  upper_config_.evidence = evidence;
  upper_config_.units = {"quang-ngai", "tu-nghia", "nghia-hanh", "song-ve"};
  upper_config_.peer_listen = "127.0.0.1:0";
  upper_config_.portal.listen = "127.0.0.1:0";
  upper_config_.portal.connections_per_address = 32;
  upper_config_.portal.open_to_public = true;
  upper_config_.children = {{.id = "nut-la-ha", .units = {"la-ha"}}};
  std::vector<Person> people = {{kProvinceAdministrator, "quang-ngai", "administrator"},
                                {kProvinceReviewer, "quang-ngai", "reviewer"},
                                {kAdministrator, "tu-nghia", "administrator"},
                                {kReviewer, "tu-nghia", "reviewer"},
                                {kCouncil, "tu-nghia", "council"},
                                {kPublisher, "tu-nghia", "publisher"},
                                {kOtherDistrict, "nghia-hanh", "council"},
                                {kClerk, "song-ve", "clerk"},
                                {kLeader, "song-ve", "leader"}};
  for (const char* unit : {"quang-ngai", "tu-nghia", "la-ha", "song-ve"}) {
    for (int role = 0; role < domain::kRoleCount; ++role) {
      const std::string name(domain::Name(static_cast<domain::Role>(role)));
      people.push_back({name + "." + unit, unit, name});
    }
  }
  WriteAccounts(upper_config_, people);
  nodes_.CertifySigning(upper_config_);
  commune_config_ = nodes_.NewConfig("nut-la-ha", NodeLevel::kCommune, "la-ha");
  commune_config_.evidence = evidence;
  WriteAccounts(commune_config_, {{"quan-tri-la-ha", "la-ha", "administrator"},
                                  {kLaHaClerk, "la-ha", "clerk"},
                                  {kLaHaLeader, "la-ha", "leader"}});
  auto started = node::Node::Start(upper_config_, ProgramOfLevel(NodeLevel::kDistrict));
  Must(started.status());
  upper_ = *std::move(started);
  upper_channel_ = rpc::DialLocal(Address(upper_->client_port()));
  commune_config_.upper = {
      .id = "nut-tren", .address = Address(upper_->peer_port()), .unit = "tu-nghia"};
}

void CycleWorld::OpenCycles() {
  unit::v1::ImportUnitsRequest units;
  units.set_request_id(rpc::NewRequestId());
  units.set_actor_unit("quang-ngai");
  units.set_file_name("units.yaml");
  units.set_units_yaml(kUnits);
  Must(Upper(kProvinceAdministrator, &unit::v1::UnitService::Stub::ImportUnits, units).status());
  criteria::v1::ImportSetRequest set;
  set.set_request_id(rpc::NewRequestId());
  set.set_actor_unit("tu-nghia");
  set.set_file_name(kSet);
  set.set_criteria_yaml(ReadText(kSet));
  Must(Upper(kPublisher, &criteria::v1::CriteriaService::Stub::ImportSet, set).status());
  criteria::v1::PublishSetRequest publish;
  publish.set_request_id(rpc::NewRequestId());
  publish.set_actor_unit("tu-nghia");
  publish.set_id(set_.id);
  publish.set_version(static_cast<std::uint32_t>(set_.version));
  Must(Upper(kPublisher, &criteria::v1::CriteriaService::Stub::PublishSet, publish).status());
  for (const auto& [id, members] :
       {std::pair(kBothCycle, "la-ha, song-ve"), std::pair(kOneCycle, "song-ve")}) {
    cycle::v1::OpenCycleRequest open;
    open.set_request_id(rpc::NewRequestId());
    open.set_actor_unit("tu-nghia");
    open.set_file_name("cycle.yaml");
    open.set_cycle_yaml(CycleYaml(id, members));
    Must(Upper(kAdministrator, &cycle::v1::CycleService::Stub::OpenCycle, open).status());
    MoveCycle(id, "self_assessing");
  }
}

void CycleWorld::MoveCycle(const std::string& cycle, const std::string& state) {
  cycle::v1::AdvanceCycleRequest request;
  request.set_request_id(rpc::NewRequestId());
  request.set_actor_unit("tu-nghia");
  request.set_id(cycle);
  request.set_to_state(state);
  Must(Upper(kCouncil, &cycle::v1::CycleService::Stub::AdvanceCycle, request).status());
}

void CycleWorld::StartCommune() {
  auto started = node::Node::Start(commune_config_, ProgramOfLevel(config::NodeLevel::kCommune));
  Must(started.status());
  commune_ = *std::move(started);
  commune_channel_ = rpc::DialLocal(Address(commune_->client_port()));
  WaitFor("the cycle at la-ha's node", [this] {
    assessment::v1::GetAssessmentRequest request;
    request.set_cycle(kBothCycle);
    request.set_unit("la-ha");
    return Commune(kLaHaClerk, &assessment::v1::AssessmentService::Stub::GetAssessment, request)
        .ok();
  });
}

void CycleWorld::RestartBoth() {
  const auto restart = [](const config::Config& config, std::unique_ptr<node::Node>& running,
                          std::shared_ptr<grpc::Channel>& channel) {
    channel.reset();
    running.reset();
    const node::Program program = ProgramOfLevel(config.level);
    Must(node::VerifyText(config, program).status());
    auto started = node::Node::Start(config, program);
    Must(started.status());
    running = *std::move(started);
    channel = rpc::DialLocal(Address(running->client_port()));
  };
  restart(commune_config_, commune_, commune_channel_);
  restart(upper_config_, upper_, upper_channel_);
}

assessment::v1::FillAnswersRequest CycleWorld::Fill(const std::string& cycle,
                                                    const std::string& unit) const {
  const domain::AnswersFile file =
      domain::ReadAnswers(ReadText("criteria/answers/tu-nghia/song-ve.yaml"), set_, "song-ve");
  PAR_CHECK(file.answers.has_value());
  assessment::v1::FillAnswersRequest request;
  request.set_request_id(rpc::NewRequestId());
  request.set_cycle(cycle);
  request.set_unit(unit);
  *request.mutable_answers() = codec::Encode(set_, *file.answers);
  request.mutable_answers()->set_unit(unit);
  return request;
}

dossier::v1::ActRequest CycleWorld::Action(const std::string& cycle, const std::string& unit,
                                           const std::string& kind) {
  dossier::v1::ActRequest request;
  request.set_request_id(rpc::NewRequestId());
  request.mutable_action()->set_cycle(cycle);
  request.mutable_action()->set_unit(unit);
  request.mutable_action()->set_kind(kind);
  return request;
}

evidence::v1::Document CycleWorld::DocumentOf(const std::string& unit, const std::string& bytes) {
  evidence::v1::Document document;
  document.set_unit(unit);
  document.set_file_name("ke-hoach.pdf");
  document.set_media_type("application/pdf");
  document.set_size(bytes.size());
  document.set_sha256(Sha256::Of(bytes).ToBytes());
  document.set_number("12/KH-UBND");
  document.set_issuer("UBND thị trấn");
  document.set_issue_date("2023-01-13");
  return document;
}

void CycleWorld::WaitFor(const std::string& what, const std::function<bool()>& holds) {
  ASSERT_TRUE(Eventually(holds)) << "not within a minute: " << what;
}

}  // namespace par::testing
