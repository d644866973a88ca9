#include "common/node/line_log.h"

#include <algorithm>
#include <array>

#include "common/domain/refusal.h"

namespace par::node {
namespace {

// Of what refusals are about, what no person has written.
constexpr std::array<std::string_view, 5> kTold = {"cause", "date", "days", "entry", "serial"};

std::vector<LogField> FieldsOf(const std::string& direction, const std::string& peer,
                               const absl::Status& why) {
  std::vector<LogField> fields = {{"direction", direction}, {"peer", peer}};
  for (LogField& field : WhyFields(why)) fields.push_back(std::move(field));
  return fields;
}

}  // namespace

std::vector<LogField> WhyFields(const absl::Status& why) {
  if (why.ok()) return {};
  std::string reason = domain::ReasonOf(why);
  if (reason.empty()) {
    return {{"code", absl::StatusCodeToString(why.code())}, {"text", std::string(why.message())}};
  }
  std::vector<LogField> fields = {{"reason", std::move(reason)}};
  for (const domain::Parameter& parameter : domain::ParametersOf(why)) {
    const auto told = std::find(kTold.begin(), kTold.end(), parameter.name);
    if (told != kTold.end()) fields.push_back({*told, parameter.value});
  }
  return fields;
}

void LineLog::Stepped(Line& line, exchange::LinkStanding now) {
  if (now == line.before) return;
  const exchange::LinkStanding before = std::exchange(line.before, now);
  if (now.in_session && !before.in_session) Began(line);
  if (now.in_session) SayOfLedger(line, before, now);
  if (!now.in_session && (before.in_session || (line.comparing && !now.connected))) {
    return Ended(line, now);
  }
  if (now.last_error.ok() || now.last_error == before.last_error) return;
  {
    const std::lock_guard lock(mutex_);
    Peer& peer = peers_[{line.direction, line.peer}];
    if (peer.sessions == 0) Away(peer, now.last_error);
    if (now.last_error == peer.said) return;
    peer.said = now.last_error;
  }
  Write(now.in_session ? LogEvent::kStreamHeld : LogEvent::kLineRefused, line, now.last_error);
}

// Each connection from below is a machine of its own: what was said is remembered for all of them.
void LineLog::SayOfLedger(const Line& line, const exchange::LinkStanding& before,
                          const exchange::LinkStanding& now) {
  bool changed = false;
  {
    const std::lock_guard lock(mutex_);
    absl::Status& said = peers_[{line.direction, line.peer}].ledger;
    changed = said != now.ledger_doubt;
    said = now.ledger_doubt;
  }
  if (now.another_ledger && !before.another_ledger) {
    Write(LogEvent::kLedgerAnother, line, absl::OkStatus());
  }
  if (!changed) return;
  Write(now.ledger_doubt.ok() ? LogEvent::kLedgerHolds : LogEvent::kLedgerDiffers, line,
        now.ledger_doubt);
}

void LineLog::Began(Line& line) {
  {
    const std::lock_guard lock(mutex_);
    Peer& peer = peers_[{line.direction, line.peer}];
    peer.away_since.reset();
    const bool missed = std::exchange(peer.told, false);
    const bool compared = std::exchange(line.comparing, false);
    if (++peer.sessions > 1 || (compared && !missed)) return;
    peer.said = absl::OkStatus();
  }
  Write(LogEvent::kLineUp, line, absl::OkStatus());
}

void LineLog::Ended(Line& line, const exchange::LinkStanding& now) {
  const bool compared = std::exchange(line.comparing, now.connected);
  {
    const std::lock_guard lock(mutex_);
    Peer& peer = peers_[{line.direction, line.peer}];
    if (!compared) --peer.sessions;
    if (peer.sessions > 0) return;
    Away(peer, now.last_error);
  }
  if (!now.connected) return Write(LogEvent::kLineDown, line, now.last_error);
  // Without a reason it is routine: a look at what is held, at a new unit, at the clocks.
  if (!now.last_error.ok()) Write(LogEvent::kLineHelloAgain, line, now.last_error);
}

// With the lock held.
void LineLog::Away(Peer& peer, const absl::Status& why) const {
  if (!peer.away_since.has_value()) peer.away_since = clock_.MonotonicMicros();
  peer.why = why;
}

void LineLog::Tick() {
  const std::int64_t now = clock_.MonotonicMicros();
  std::vector<std::vector<LogField>> away;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [line, peer] : peers_) {
      if (peer.told || !peer.away_since.has_value()) continue;
      if (now - *peer.away_since < kAwayMicros) continue;
      peer.told = true;
      away.push_back(FieldsOf(line.first, line.second, peer.why));
    }
  }
  for (const std::vector<LogField>& fields : away) log_.Write(LogEvent::kLineAway, fields);
}

void LineLog::Refused(const std::string& peer, const std::string& address,
                      const absl::Status& why) {
  if (absl::IsUnavailable(why)) return;
  std::vector<LogField> fields = {{"peer", peer}, {"address", address}};
  for (LogField& field : WhyFields(why)) fields.push_back(std::move(field));
  log_.Write(LogEvent::kPeerRefused, fields);
}

void LineLog::Write(LogEvent event, const Line& line, const absl::Status& why) {
  log_.Write(event, FieldsOf(line.direction, line.peer, why));
}

}  // namespace par::node
