#include "common/identity/sessions.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/credentials.h"
#include "common/identity/second_factor.h"

namespace par::identity {
namespace {

constexpr std::string_view kSessionPrefix = "session_";
constexpr std::size_t kSessionSecretBytes = 32;

std::int64_t Passed(const Clock& clock, std::int64_t wall, std::int64_t monotonic) {
  return std::max(clock.WallMicros() - wall, clock.MonotonicMicros() - monotonic);
}

}  // namespace

Secret MakeSessionSecret(Random& random) {
  return Secret(std::string(kSessionPrefix) + ToHex(random.Bytes(kSessionSecretBytes)));
}

bool IsSessionSecret(std::string_view text) { return text.starts_with(kSessionPrefix); }

std::string SessionId(std::string_view secret) { return TokenId(HashOfToken(secret)); }

std::string CsrfOf(std::string_view secret) {
  return Sha256::Of("parnet csrf " + std::string(secret)).Hex();
}

bool IsCsrfOf(std::string_view csrf, std::string_view secret) {
  const std::string right = CsrfOf(secret);
  return csrf.size() == right.size() && CRYPTO_memcmp(csrf.data(), right.data(), right.size()) == 0;
}

bool SessionBook::HasEnded(const Live& live) const {
  return Passed(clock_, live.info.started_micros, live.started_monotonic) >= kSessionMicros ||
         Passed(clock_, live.info.used_micros, live.used_monotonic) >= kSessionIdleMicros;
}

// Leaves room for one more of this account and of all.
void SessionBook::MakeRoom(std::string_view account) {
  const auto end_longest_unused = [this](auto counts, std::size_t most) {
    while (true) {
      std::size_t count = 0;
      auto longest = book_.end();
      for (auto at = book_.begin(); at != book_.end(); ++at) {
        if (!counts(at->second)) continue;
        ++count;
        if (longest == book_.end() || at->second.used_monotonic < longest->second.used_monotonic) {
          longest = at;
        }
      }
      if (count < most) return;
      book_.erase(longest);
    }
  };
  std::erase_if(book_, [this](const auto& entry) { return HasEnded(entry.second); });
  end_longest_unused([account](const Live& live) { return live.info.account == account; },
                     kMostSessionsOfOne);
  if (book_.size() >= kMostSessions) {
    end_longest_unused([](const Live&) { return true; }, kMostSessions);
  }
}

void SessionBook::Begin(std::string_view secret, SessionInfo session) {
  session.id = SessionId(secret);
  session.started_micros = clock_.WallMicros();
  session.used_micros = session.started_micros;
  const std::int64_t monotonic = clock_.MonotonicMicros();
  const std::lock_guard lock(mutex_);
  MakeRoom(session.account);
  book_[HashOfToken(secret)] = {std::move(session), monotonic, monotonic};
}

std::optional<SessionInfo> SessionBook::Look(std::string_view secret) {
  const std::lock_guard lock(mutex_);
  const auto at = book_.find(HashOfToken(secret));
  if (at == book_.end() || HasEnded(at->second)) return std::nullopt;
  return at->second.info;
}

std::optional<SessionInfo> SessionBook::Use(std::string_view secret) {
  const Sha256 hash = HashOfToken(secret);
  const std::lock_guard lock(mutex_);
  const auto at = book_.find(hash);
  if (at == book_.end()) return std::nullopt;
  if (HasEnded(at->second)) {
    book_.erase(at);
    return std::nullopt;
  }
  at->second.info.used_micros = clock_.WallMicros();
  at->second.used_monotonic = clock_.MonotonicMicros();
  return at->second.info;
}

bool SessionBook::End(std::string_view account, std::string_view id) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(book_, [&](const auto& entry) {
           return entry.second.info.account == account && entry.second.info.id == id;
         }) > 0;
}

void SessionBook::KeepOnly(std::string_view account, std::string_view id, std::uint64_t epoch,
                           bool second_factor) {
  const std::lock_guard lock(mutex_);
  for (auto at = book_.begin(); at != book_.end();) {
    SessionInfo& info = at->second.info;
    const bool another = info.account == account && info.id != id;
    if (info.account == account && !another) {
      info.epoch = epoch;
      info.second_factor = info.second_factor || second_factor;
    }
    at = another ? book_.erase(at) : std::next(at);
  }
}

std::vector<SessionInfo> SessionBook::Of(std::string_view account) {
  std::vector<SessionInfo> found;
  const std::lock_guard lock(mutex_);
  for (const auto& [hash, live] : book_) {
    if (live.info.account == account && !HasEnded(live)) found.push_back(live.info);
  }
  std::sort(found.begin(), found.end(), [](const SessionInfo& a, const SessionInfo& b) {
    return std::pair(a.started_micros, a.id) < std::pair(b.started_micros, b.id);
  });
  return found;
}

namespace {

absl::StatusOr<Caller> CallerOf(const storage::Reader& rows,
                                const std::optional<SessionInfo>& session) {
  const auto not_good = domain::Refusal(absl::StatusCode::kUnauthenticated, "session_not_good");
  if (!session.has_value()) return not_good;
  ASSIGN_OR_RETURN(auto account, FindAccount(rows, domain::AccountId(session->account)));
  ASSIGN_OR_RETURN(const auto credential, FindCredential(rows, session->account));
  if (!account.has_value() || account->disabled || !credential.has_value() ||
      credential->epoch() != session->epoch) {
    // Not ended: `rows` may be a moment older or younger than what its own change of password is
    // about to make of it (KeepOnly).
    return not_good;
  }
  Caller caller{.account = account->name,
                .unit = account->unit,
                .roles = {},
                .areas = std::move(account->areas),
                .session = session->id};
  for (const domain::Role role : account->roles) {
    const bool withheld = NeedsSecondFactor(role) && !session->second_factor;
    (withheld ? caller.withheld : caller.roles).push_back(role);
  }
  return caller;
}

}  // namespace

absl::StatusOr<Caller> VerifySession(const storage::Reader& rows, SessionBook& sessions,
                                     std::string_view secret) {
  return CallerOf(rows, sessions.Use(secret));
}

absl::StatusOr<Caller> LookAtSession(const storage::Reader& rows, SessionBook& sessions,
                                     std::string_view secret) {
  return CallerOf(rows, sessions.Look(secret));
}

}  // namespace par::identity
