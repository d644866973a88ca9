#include "common/node/evidence_part.h"

#include <cstdint>
#include <filesystem>

namespace par::node {

EvidencePart::EvidencePart(const NodePorts& node)
    : files_(evidence::EvidenceStore::Open(std::filesystem::path(node.config.data_directory) /
                                           "evidence")) {
  if (!files_.ok()) return;
  const services::HandlerPorts ports{.store = node.store, .units = node.units, .clock = node.clock};
  desk_ = std::make_unique<services::EvidenceDesk>(node.units, *files_);
  handler_ = std::make_unique<services::EvidenceHandler>(
      node.calls, ports, *desk_, *files_,
      static_cast<std::uint64_t>(node.config.limits.evidence_bytes));
}

void EvidencePart::Register(services::CommandRouter& commands, services::ItemRouter&) {
  if (desk_ != nullptr) desk_->Register(commands);
}

std::vector<grpc::Service*> EvidencePart::Services() {
  if (handler_ == nullptr) return {};
  return {handler_.get()};
}

absl::StatusOr<std::vector<ledger::Command>> EvidencePart::AtStart(const storage::Reader&) {
  if (!files_.ok()) return files_.status();
  return std::vector<ledger::Command>();
}

}  // namespace par::node
