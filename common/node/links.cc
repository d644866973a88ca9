#include "common/node/links.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/exchange/child_link.h"
#include "common/exchange/parent_link.h"
#include "common/rpc/local_pipe.h"

namespace par::node {

class Links::SignerPort final : public exchange::Signer {
 public:
  explicit SignerPort(const identity::Signer& signer) : signer_(signer) {}
  std::string Sign(std::string_view bytes) const override { return signer_.Sign(bytes); }

 private:
  const identity::Signer& signer_;
};

Links::Links(Ports ports)
    : ports_(std::move(ports)),
      signer_(std::make_unique<SignerPort>(ports_.signer)),
      boot_(ports_.random.Bytes(16)),
      files_({.config = ports_.config,
              .store = ports_.store,
              .topology = ports_.topology,
              .files = ports_.files,
              .clock = ports_.clock,
              .random = ports_.random,
              .pool = ports_.file_pool}) {}

exchange::LinkPorts Links::MachinePorts() {
  return {.store = ports_.store,
          .topology = ports_.topology,
          .signer = *signer_,
          .verifier = ports_.verifier,
          .payloads = payloads_,
          .clock = ports_.clock,
          .random = ports_.random};
}

absl::Status Links::CheckChild(std::string_view peer) const {
  const auto& children = ports_.config.children;
  if (std::any_of(children.begin(), children.end(),
                  [&](const config::ChildNode& child) { return child.id == peer; })) {
    return absl::OkStatus();
  }
  return domain::Refusal(absl::StatusCode::kPermissionDenied, "peer_not_below",
                         {{"node", std::string(peer)}});
}

rpc::ExchangeDoor Links::Door() {
  return {.link = [this](std::string_view peer) -> absl::StatusOr<rpc::TakeLink> {
            RETURN_IF_ERROR(CheckChild(peer));
            return AddUpper(Direction::kDown, peer);
          },
          .blob = [this](std::string_view peer) -> absl::StatusOr<rpc::TakeBlob> {
            RETURN_IF_ERROR(CheckChild(peer));
            return files_.Accept(peer);
          }};
}

void Links::Start() {
  const config::Config& config = ports_.config;
  if (!config.upper.id.empty()) {
    const rpc::TlsFiles tls{.authority = config.certificates.authority,
                            .certificate = config.certificates.certificate,
                            .key = config.certificates.key};
    upper_ = std::make_unique<rpc::UpperNode>(config.upper.address, tls, config.upper.id);
    AddLower(Direction::kUp, config.upper.id,
             [upper = upper_.get()](const rpc::TakeLink& take) { upper->OpenLink(take); });
    files_.Start([upper = upper_.get()](const rpc::TakeBlob& take) { upper->OpenBlob(take); });
  }
  if (config.units.size() > 1) {
    AddLower(Direction::kSelf, config.node_id, [this](const rpc::TakeLink& take) {
      const absl::StatusOr<rpc::TakeLink> other = AddUpper(Direction::kSelf, ports_.config.node_id);
      if (other.ok()) rpc::LocalPipe<exchange::v1::LinkMessage>::Join(take, *other);
    });
  }
}

void Links::Foresee(const exchange::LinkInput& input) const {
  const auto* in = std::get_if<exchange::MessageIn>(&input);
  if (in == nullptr || !in->message.has_push()) return;
  for (const exchange::v1::Event& event : in->message.push().events()) {
    ports_.foresee(event.item());
  }
}

void Links::AddLower(Direction direction, const std::string& upper_node,
                     std::function<void(const rpc::TakeLink&)> dial) {
  auto machine = std::make_shared<exchange::ChildLink>(
      exchange::ChildLinkConfig{.node_id = ports_.config.node_id,
                                .parent_node = upper_node,
                                .machine_id = ports_.signer.public_key(),
                                .boot_nonce = boot_,
                                .retry = {}},
      MachinePorts());
  auto driver = std::make_shared<rpc::LinkDriver>(
      [machine](exchange::LinkInput input) { return machine->Step(std::move(input)); },
      rpc::LinkDriver::Ports{
          .submit = ports_.submit, .pool = &ports_.pool, .dial = std::move(dial), .ended = {}});
  const std::lock_guard lock(mutex_);
  lines_[next_line_++] = {.direction = direction, .driver = std::move(driver), .status = [machine] {
                            return machine->Status();
                          }};
}

absl::StatusOr<rpc::TakeLink> Links::AddUpper(Direction direction, std::string_view peer) {
  auto machine = std::make_shared<exchange::ParentLink>(
      exchange::ParentLinkConfig{
          .node_id = ports_.config.node_id, .peer_node = std::string(peer), .parent_boot = boot_},
      MachinePorts());
  const std::lock_guard lock(mutex_);
  if (stopped_) return domain::Refusal(absl::StatusCode::kUnavailable, "node_stopping");
  const std::uint64_t line = next_line_++;
  auto driver = std::make_shared<rpc::LinkDriver>(
      [this, machine](exchange::LinkInput input) {
        Foresee(input);
        return machine->Step(std::move(input));
      },
      rpc::LinkDriver::Ports{
          .submit = ports_.submit, .pool = &ports_.pool, .dial = {}, .ended = [this, line] {
            const std::lock_guard ending(mutex_);
            lines_.erase(line);
          }});
  lines_[line] = {
      .direction = direction, .driver = driver, .status = [machine] { return machine->Status(); }};
  return driver->Accept();
}

std::vector<std::shared_ptr<rpc::LinkDriver>> Links::Drivers() {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<rpc::LinkDriver>> drivers;
  for (const auto& [id, line] : lines_) drivers.push_back(line.driver);
  return drivers;
}

void Links::Tick() {
  for (const auto& driver : Drivers()) driver->Tick();
  files_.Tick();
}

void Links::StateChanged() {
  for (const auto& driver : Drivers()) driver->StateChanged();
  files_.StateChanged();
}

void Links::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  for (const auto& driver : Drivers()) driver->Stop();
  files_.Stop();
}

std::vector<LineStatus> Links::Status() {
  std::vector<Line> lines;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, line] : lines_) lines.push_back(line);
  }
  std::vector<LineStatus> all;
  for (const Line& line : lines) {
    LineStatus& status = all.emplace_back();
    status.direction = line.direction;
    line.driver->Inspect([&] { status.link = line.status(); });
    if (line.direction == Direction::kUp) status.files = files_.TrafficUp();
    if (line.direction == Direction::kDown) status.files = files_.TrafficFrom(status.link.peer);
  }
  return all;
}

}  // namespace par::node
