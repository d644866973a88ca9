#include "tests/support/cycle_world.h"

#include "common/base/sha256.h"
#include "common/domain/access.h"
#include "common/node/look.h"
#include "par/criteria/v1/criteria.grpc.pb.h"
#include "tests/support/level_program.h"
#include "tests/support/must.h"
#include "tests/support/patience.h"
#include "tests/support/sample_cycle.h"

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
constexpr const char* kProvinceAdministrator = "quan-tri";

std::string Address(int port) { return "127.0.0.1:" + std::to_string(port); }

}  // namespace

CycleWorld::CycleWorld(const config::EvidenceTrust& evidence) {
  upper_config_.evidence = evidence;
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
  using Criteria = criteria::v1::CriteriaService::Stub;
  const auto change = [this](const std::string& account, auto method, auto request) {
    request.set_request_id(rpc::NewRequestId());
    Must(Upper(account, method, request).status());
  };
  change(kProvinceAdministrator, &unit::v1::UnitService::Stub::ImportUnits,
         ImportUnitsAs("quang-ngai", kUnits));
  change(kPublisher, &Criteria::ImportSet, ImportSampleSetAs("tu-nghia"));
  change(kPublisher, &Criteria::PublishSet, PublishSampleSetAs("tu-nghia"));
  for (const SampleCycle& cycle :
       {SampleCycle{.id = kBothCycle, .owner = "tu-nghia", .units = {"la-ha", "song-ve"}},
        SampleCycle{.id = kOneCycle, .owner = "tu-nghia", .units = {"song-ve"}}}) {
    change(kAdministrator, &cycle::v1::CycleService::Stub::OpenCycle, Open(cycle));
    MoveCycle(cycle.id, "self_assessing");
  }
}

void CycleWorld::MoveCycle(const std::string& cycle, const std::string& state) {
  cycle::v1::AdvanceCycleRequest request = Advance("tu-nghia", cycle, state);
  request.set_request_id(rpc::NewRequestId());
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
  assessment::v1::FillAnswersRequest request;
  request.set_request_id(rpc::NewRequestId());
  request.set_cycle(cycle);
  request.set_unit(unit);
  *request.mutable_answers() = SampleAnswers(unit);
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
