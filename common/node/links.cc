#include "common/node/links.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/exchange/blob_references.h"
#include "common/exchange/child_link.h"
#include "common/exchange/parent_link.h"
#include "common/exchange/witness.h"
#include "common/node/peer_lines.h"
#include "common/rpc/local_pipe.h"

namespace par::node {

namespace {

std::set<std::string, std::less<>> IdsOf(const std::vector<config::ChildNode>& children) {
  std::set<std::string, std::less<>> ids;
  for (const config::ChildNode& child : children) ids.insert(child.id);
  return ids;
}

// Of commands that came over lines and wait for the ledger: then lines are not read.
constexpr std::size_t kMostUnderWay = std::size_t{32} << 20u;
// With more lines than this, those down hear of a change with the next tick: telling ten thousand
// at every batch would keep from their sessions those that come back after a restart.
constexpr std::size_t kMostToldOfBatch = 1000;

}  // namespace

std::string_view Name(Direction direction) {
  switch (direction) {
    case Direction::kUp:
      return "up";
    case Direction::kSelf:
      return "self";
    case Direction::kDown:
      break;
  }
  return "down";
}

Links::Links(Ports ports)
    : ports_(std::move(ports)),
      children_(IdsOf(ports_.config.children)),
      boot_(ports_.random.Bytes(16)),
      files_({.config = ports_.config,
              .store = ports_.store,
              .topology = ports_.topology,
              .files = ports_.files,
              .clock = ports_.clock,
              .random = ports_.random,
              .pool = ports_.file_pool}),
      line_log_(ports_.log, ports_.clock),
      admission_(ports_.clock, ports_.random, children_.size()) {}

void Links::Submit(ledger::Command command, rpc::SubmitDone done) {
  const std::size_t bytes = command.payload.size();
  under_way_ += bytes;
  ports_.submit(std::move(command),
                [this, bytes, done = std::move(done)](absl::StatusOr<std::string> answer) {
                  under_way_ -= bytes;
                  done(std::move(answer));
                });
}

exchange::LinkPorts Links::MachinePorts() {
  return {.store = ports_.store,
          .topology = ports_.topology,
          .signer = ports_.signer,
          .verifier = ports_.verifier,
          .payloads = payloads_,
          .clock = ports_.clock,
          .random = ports_.random,
          .types = &ports_.types};
}

absl::Status Links::CheckChild(std::string_view peer) const {
  if (children_.contains(peer)) return absl::OkStatus();
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
          },
          .admit = ports_.admit,
          .refused = [this](const std::string& peer, const std::string& address,
                            const absl::Status& why) { line_log_.Refused(peer, address, why); }};
}

void Links::Start() {
  const config::Config& config = ports_.config;
  if (!config.upper.id.empty()) {
    const rpc::TlsFiles tls{.authority = config.certificates.authority,
                            .certificate = config.certificates.certificate,
                            .key = config.certificates.key};
    upper_ =
        std::make_unique<rpc::UpperNode>(config.upper.address, tls, config.upper.id, ports_.admit);
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

rpc::LinkDriver::Ports Links::PortsOf(std::function<void(const rpc::TakeLink&)> dial,
                                      std::function<void()> ended) {
  return {.submit = [this](ledger::Command command,
                           rpc::SubmitDone done) { Submit(std::move(command), std::move(done)); },
          .pool = &ports_.pool,
          .dial = std::move(dial),
          .has_room = [this] { return under_way_ < kMostUnderWay; },
          .ended = std::move(ended)};
}

template <typename Machine>
rpc::LinkDriver::Step Links::StepOf(Direction direction, std::string_view peer,
                                    std::shared_ptr<Machine> machine) {
  auto line = std::make_shared<LineLog::Line>(
      LineLog::Line{.direction = std::string(Name(direction)), .peer = std::string(peer)});
  return [this, line = std::move(line), machine = std::move(machine)](exchange::LinkInput input) {
    exchange::LinkActions actions = machine->Step(std::move(input));
    line_log_.Stepped(*line, machine->Standing());
    return actions;
  };
}

void Links::AddLower(Direction direction, const std::string& upper_node,
                     std::function<void(const rpc::TakeLink&)> dial) {
  auto machine = std::make_shared<exchange::ChildLink>(
      exchange::ChildLinkConfig{.node_id = ports_.config.node_id,
                                .parent_node = upper_node,
                                .machine_id = ports_.signer.PublicKey(),
                                .boot_nonce = boot_,
                                .retry = {}},
      MachinePorts());
  auto driver = std::make_shared<rpc::LinkDriver>(StepOf(direction, upper_node, machine),
                                                  PortsOf(std::move(dial), {}));
  const std::lock_guard lock(mutex_);
  lines_[next_line_++] = {
      .direction = direction, .peer = upper_node, .driver = std::move(driver), .status = [machine] {
        return machine->Status();
      }};
}

absl::StatusOr<rpc::TakeLink> Links::AddUpper(Direction direction, std::string_view peer) {
  auto machine = std::make_shared<exchange::ParentLink>(
      exchange::ParentLinkConfig{
          .node_id = ports_.config.node_id,
          .peer_node = std::string(peer),
          .parent_boot = boot_,
          .spread_ms = kSpreadMsPerChild * children_.size(),
          .admission = direction == Direction::kDown ? &admission_ : nullptr},
      MachinePorts());
  std::vector<std::shared_ptr<rpc::LinkDriver>> superseded;
  std::shared_ptr<rpc::LinkDriver> driver;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return domain::Refusal(absl::StatusCode::kUnavailable, "node_stopping");
    if (direction == Direction::kDown) {
      superseded = SupersededBy(lines_, [peer](const Line& line) {
        return line.direction == Direction::kDown && line.peer == peer;
      });
    }
    const std::uint64_t number = next_line_++;
    driver = std::make_shared<rpc::LinkDriver>(
        StepOf(direction, peer, machine),
        PortsOf({}, [this, number, name = std::string(peer)] { Forget(number, name); }));
    lines_[number] = {
        .direction = direction, .peer = std::string(peer), .driver = driver, .status = [machine] {
          return machine->Status();
        }};
  }
  EndSuperseded(superseded, peer);
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
  line_log_.Tick();
}

void Links::StateChanged() {
  std::vector<std::shared_ptr<rpc::LinkDriver>> told;
  {
    const std::lock_guard lock(mutex_);
    const bool all = lines_.size() <= kMostToldOfBatch;
    for (const auto& [id, line] : lines_) {
      if (all || line.direction != Direction::kDown) told.push_back(line.driver);
    }
  }
  for (const auto& driver : told) driver->StateChanged();
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

void Links::Forget(std::uint64_t id, const std::string& peer) {
  const std::lock_guard lock(mutex_);
  const auto line = lines_.find(id);
  if (line == lines_.end()) return;
  // On the pool, between two steps of the machine: nobody else looks at it now.
  if (line->second.direction == Direction::kDown) ended_[peer] = line->second.status();
  lines_.erase(line);
}

std::vector<std::string> Links::UnitsAcross(const storage::Reader& state,
                                            const LineStatus& line) const {
  const std::string& here = ports_.config.node_id;
  const bool up = line.direction == Direction::kUp;
  const std::string& lower = up ? here : line.link.peer;
  const auto hops =
      exchange::HopsBetween(state, ports_.topology, lower, up ? line.link.peer : here);
  std::vector<std::string> units;
  if (!hops.ok()) return units;
  for (const std::string& hop : *hops) {
    const auto parent = ports_.topology.ParentOf(state, hop);
    const std::string& unit = up && parent.ok() ? parent->value_or(hop) : hop;
    if (std::find(units.begin(), units.end(), unit) == units.end()) units.push_back(unit);
  }
  return units;
}

// Of a node below, whether its line is up or not.
void Links::DescribeWitness(const storage::Reader& state, exchange::LinkStatus& link) {
  const auto row = exchange::ReadWitness(state, link.peer);
  if (!row.ok()) return;
  link.witnessed = row->newest().length();
  link.ledger_doubt = exchange::DoubtOf(*row, link.peer);
}

LineStatus Links::Describe(const storage::Reader& state, const Line& line) {
  LineStatus status;
  status.direction = line.direction;
  line.driver->Inspect([&] { status.link = line.status(); });
  status.units = UnitsAcross(state, status);
  if (line.direction == Direction::kUp) status.files = files_.TrafficUp();
  if (line.direction == Direction::kDown) {
    status.files = files_.TrafficFrom(status.link.peer);
    DescribeWitness(state, status.link);
  }
  return status;
}

LineStatus Links::DescribeAbsent(const storage::Reader& state, const std::string& child,
                                 const exchange::LinkStatus* before) {
  LineStatus status{.direction = Direction::kDown, .link = {}, .files = {}, .units = {}};
  if (before != nullptr) {
    status.link = *before;
    status.files = files_.TrafficFrom(child);
  }
  status.link.peer = child;
  status.link.items_waiting = 0;
  DescribeWitness(state, status.link);
  status.units = UnitsAcross(state, status);
  for (const std::string& unit : status.units) {
    const auto down = exchange::StreamView(state, exchange::Side::kUpper, exchange::DownOf(unit));
    if (const auto row = down.Row(); row.ok()) {
      status.link.items_waiting += row->length() - row->delivered().length() + row->staged_items();
    }
  }
  return status;
}

std::vector<LineStatus> Links::Status(const LineFilter& wanted, std::size_t most) {
  // In the order of the lines; a line that is not there is of a child that is not connected.
  std::multimap<std::pair<Direction, std::string>, std::optional<Line>> lines;
  std::map<std::string, exchange::LinkStatus> ended;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, line] : lines_) {
      const std::pair place(line.direction, line.peer);
      // The line within has both ends here: the lower one was there first, and tells of both.
      if (line.direction == Direction::kSelf && lines.contains(place)) continue;
      lines.emplace(place, line);
    }
    ended = ended_;
  }
  for (const std::string& child : children_) {
    const std::pair place(Direction::kDown, child);
    if (!lines.contains(place)) lines.emplace(place, std::nullopt);
  }
  const std::unique_ptr<storage::Snapshot> state = ports_.store.NewSnapshot();
  std::vector<LineStatus> all;
  for (const auto& [place, line] : lines) {
    if (all.size() == most) break;
    const auto& [direction, peer] = place;
    if (wanted && !wanted(direction, peer)) continue;
    if (line.has_value()) {
      LineStatus status = Describe(*state, *line);
      if (direction != Direction::kSelf || !status.units.empty()) all.push_back(std::move(status));
      continue;
    }
    const auto before = ended.find(peer);
    LineStatus absent =
        DescribeAbsent(*state, peer, before == ended.end() ? nullptr : &before->second);
    if (!absent.units.empty()) all.push_back(std::move(absent));
  }
  return all;
}

}  // namespace par::node
