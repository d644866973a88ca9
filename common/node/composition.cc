#include "common/node/composition.h"

#include <filesystem>
#include <utility>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/exchange/kinds.h"
#include "common/services/account_rules.h"

namespace par::node {
namespace {

struct ExchangeCommand {
  exchange::Kind kind;
  const char* name;
};
constexpr ExchangeCommand kExchange[] = {
    {exchange::Kind::kGrantSession, "exchange.grant_session"},
    {exchange::Kind::kReceivePush, "exchange.receive_push"},
    {exchange::Kind::kTakeAck, "exchange.take_ack"},
    {exchange::Kind::kTakeHelloAck, "exchange.take_hello_ack"},
    {exchange::Kind::kAdoptTail, "exchange.adopt_tail"},
    {exchange::Kind::kAdoptRelayedTail, "exchange.adopt_relayed_tail"},
    {exchange::Kind::kReceiveDownPush, "exchange.receive_down_push"},
    {exchange::Kind::kTakeDownAck, "exchange.take_down_ack"},
    {exchange::Kind::kTakeDownTail, "exchange.take_down_tail"},
    {exchange::Kind::kNoteRestored, "exchange.note_restored"},
};

}  // namespace

Composition::Composition(const Program& program, const config::Config& config,
                         const storage::Store& store, evidence::EvidenceStore& files,
                         const rpc::CallPorts& calls, std::unique_ptr<identity::Signer> signer)
    : signer_(std::move(signer)),
      exchange_(config.node_id, units_, items_),
      courier_(units_, exchange_),
      certificates_(units_, courier_) {
  services::RegisterAccountCommands(commands_, units_);
  for (const ExchangeCommand& command : kExchange) {
    commands_.On(command.kind, command.name,
                 [this](const ledger::Entry& entry, ledger::Transaction& transaction) {
                   return exchange_.Apply(entry, transaction);
                 });
  }
  certificates_.Register(commands_, items_);
  const NodePorts ports{.config = config,
                        .store = store,
                        .files = files,
                        .calls = calls,
                        .exchange = exchange_,
                        .units = units_,
                        .courier = courier_,
                        .signer = *signer_,
                        .clock = SystemClock(),
                        .random = SystemRandom()};
  for (const auto& make : program.parts) {
    parts_.push_back(make(ports));
    parts_.back()->Register(commands_, items_);
  }
}

std::filesystem::path SigningKeyFile(const config::Config& config) {
  return config.signing_key.empty() ? std::filesystem::path(config.data_directory) / "signing.key"
                                    : std::filesystem::path(config.signing_key);
}

absl::StatusOr<std::unique_ptr<identity::Signer>> OpenSigner(const config::Config& config) {
  ASSIGN_OR_RETURN(std::unique_ptr<identity::SigningKey> key,
                   identity::SigningKey::OpenOrMake(SigningKeyFile(config), SystemRandom()));
  return std::unique_ptr<identity::Signer>(std::move(key));
}

}  // namespace par::node
