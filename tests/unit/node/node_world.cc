#include "tests/unit/node/node_world.h"

#include <grpcpp/grpcpp.h>

#include <utility>

#include "common/base/check.h"
#include "common/identity/secret_file.h"
#include "common/identity/signing_key.h"
#include "common/identity/token.h"
#include "common/rpc/client.h"
#include "common/services/kinds.h"
#include "common/services/unit_desk.h"

namespace par::node::testing {
namespace {

class UnitsHandler final : public unit::v1::UnitService::CallbackService {
 public:
  UnitsHandler(const NodePorts& ports, const services::UnitDesk& desk)
      : ports_(ports), desk_(desk) {}

  grpc::ServerUnaryReactor* ImportUnits(grpc::CallbackServerContext* context,
                                        const unit::v1::ImportUnitsRequest* request,
                                        unit::v1::ImportUnitsResponse* response) override {
    return rpc::CommandCall(
        ports_.calls, context, *request, response, services::Kind::kImportUnits,
        [request](const rpc::Caller&) { return rpc::CommandScope{.unit = request->actor_unit()}; });
  }
  grpc::ServerUnaryReactor* ListUnits(grpc::CallbackServerContext* context,
                                      const unit::v1::ListUnitsRequest* request,
                                      unit::v1::ListUnitsResponse* response) override {
    return rpc::QueryCall(ports_.calls, context,
                          [this, request, response](const rpc::Caller&) -> absl::Status {
                            const auto today = domain::Date::Parse("2024-06-01");
                            auto listed = desk_.List(*ports_.store.NewSnapshot(), *request, *today);
                            if (listed.ok()) *response = *std::move(listed);
                            return listed.status();
                          });
  }

 private:
  const NodePorts ports_;
  const services::UnitDesk& desk_;
};

class UnitsPart final : public Part {
 public:
  UnitsPart(const NodePorts& ports, Hooks hooks)
      : ports_(ports),
        hooks_(std::move(hooks)),
        desk_(ports.units, ports.courier),
        handler_(ports, desk_) {}

  void Register(services::CommandRouter& commands, services::ItemRouter& items) override {
    desk_.Register(commands, items);
    if (hooks_.on_register) hooks_.on_register(ports_, commands, items);
  }
  std::vector<grpc::Service*> Services() override { return {&handler_}; }
  absl::StatusOr<std::vector<ledger::Command>> AtStart(const storage::Reader&) override {
    if (hooks_.at_start) return hooks_.at_start();
    return std::vector<ledger::Command>();
  }

 private:
  const NodePorts ports_;
  const Hooks hooks_;
  services::UnitDesk desk_;
  UnitsHandler handler_;
};

// Whatever the machine's folders refuse ends the test program.
void Must(const absl::Status& status) { PAR_CHECK(status.ok()); }

}  // namespace

const char kUnitsYaml[] =
    "format: parnet/units/1\n"
    "units:\n"
    "  - {id: tinh, name: Tỉnh, kind: tinh}\n"
    "  - {id: huyen, name: Huyện, kind: huyen, parent: tinh}\n";

Program UnitProgram(config::NodeLevel level, Hooks hooks) {
  Program program;
  program.name = std::string(config::Name(level)) + "-node";
  program.level = level;
  program.parts.emplace_back([hooks = std::move(hooks)](const NodePorts& ports) {
    return std::make_unique<UnitsPart>(ports, hooks);
  });
  return program;
}

World::World() : token_(identity::MakeToken(SystemRandom()).Reveal()) {
  auto authority =
      identity::Authority::Create(root_.path(), "parnet test", SystemClock().WallMicros());
  Must(authority.status());
  authority_ = *std::move(authority);
}

config::Config World::NewConfig(const std::string& node, config::NodeLevel level,
                                const std::string& unit) {
  const std::filesystem::path folder = root_ / node;
  std::filesystem::create_directories(folder / "data");
  const identity::KeyAndRequest made = identity::MakeKeyAndRequest();
  const auto issued = authority_->IssueNode(made.request_pem, {node, {}, {}},
                                            {.from_micros = SystemClock().WallMicros()});
  Must(issued.status());
  Must(identity::WriteNodeFiles(folder, made.key_pem, issued->pem, authority_->certificate_pem()));
  const auto signer = identity::SigningKey::OpenOrMake(folder / "signing.key", SystemRandom());
  Must(signer.status());
  keys_.Add(node, (*signer)->public_key());
  Must(identity::WriteFileDurably(root_ / "node-keys", keys_.ToText(), identity::Secrecy::kPublic));
  Must(identity::WriteFileDurably(
      folder / "accounts.yaml",
      "format: parnet/accounts/1\naccounts:\n  - account: quan-tri\n    full_name: Quản trị\n"
      "    unit: " +
          unit + "\n    roles: [administrator]\n    token_sha256: " +
          identity::HashOfToken(token_).Hex() + "\n",
      identity::Secrecy::kPublic));
  config::Config config = config::DefaultConfig();
  config.node_id = node;
  config.level = level;
  config.units = {unit};
  config.data_directory = folder / "data";
  config.mark_directory = folder / "mark";
  config.client_listen = "127.0.0.1:0";
  config.certificates = {.authority = folder / "ca.crt",
                         .certificate = folder / "node.crt",
                         .key = folder / "node.key"};
  config.signing_key = folder / "signing.key";
  config.node_keys = root_ / "node-keys";
  config.bootstrap_accounts = folder / "accounts.yaml";
  // As cheap as is allowed: these people's passwords are nobody's.
  config.passwords = {
      .memory_bytes = std::int64_t{19} << 20, .passes = 2, .lanes = 1, .at_once = 2};
  return config;
}

void World::CertifySigning(config::Config& config) const {
  const auto key = identity::SigningKey::OpenOrMake(config.signing_key, SystemRandom());
  Must(key.status());
  const auto issued =
      authority_->IssueSigner((*key)->Request(), {.node_id = config.node_id, .units = config.units},
                              {.from_micros = SystemClock().WallMicros()});
  Must(issued.status());
  config.signing_certificate = (root_ / config.node_id / "signing.crt").string();
  Must(identity::WriteFileDurably(config.signing_certificate, issued->pem,
                                  identity::Secrecy::kPublic));
}

absl::StatusOr<unit::v1::ImportUnitsResponse> World::Import(const Node& node,
                                                            const std::string& unit,
                                                            const std::string& yaml,
                                                            const std::string& request_id) const {
  unit::v1::ImportUnitsRequest request;
  request.set_request_id(request_id);
  request.set_actor_unit(unit);
  request.set_file_name("units.yaml");
  request.set_units_yaml(yaml);
  const auto stub = unit::v1::UnitService::NewStub(
      rpc::DialLocal("127.0.0.1:" + std::to_string(node.client_port())));
  return rpc::Call(*stub, &unit::v1::UnitService::Stub::ImportUnits, request, token_);
}

absl::StatusOr<unit::v1::ListUnitsResponse> World::List(const Node& node,
                                                        const std::string& token) const {
  const auto stub = unit::v1::UnitService::NewStub(
      rpc::DialLocal("127.0.0.1:" + std::to_string(node.client_port())));
  return rpc::Call(*stub, &unit::v1::UnitService::Stub::ListUnits, unit::v1::ListUnitsRequest{},
                   token);
}

}  // namespace par::node::testing
