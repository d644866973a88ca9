// Who is signed in: sessions of people in browsers, by the hash of a secret that only they have.
// What a page does by itself, with nobody before it (it watches, asks again), does not use its
// session (rpc::IsWatching).
// Kept in memory only (docs/adr/2026-11-21-sessions-live-in-memory.md). A session ends after half
// an hour without use, twelve hours after its start, when its account has other rights, another
// password or link with a provider (the epoch), when somebody ends it, and with the node's process.
//
// Time is what the wall clock or the monotonic clock says has passed, whichever is more: setting a
// clock back prolongs nothing. Safe from many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/sha256.h"
#include "common/identity/accounts.h"
#include "common/identity/token.h"
#include "common/storage/store.h"

namespace par::identity {

inline constexpr std::int64_t kSessionIdleMicros = std::int64_t{30} * 60 * 1'000'000;
inline constexpr std::int64_t kSessionMicros = std::int64_t{12} * 60 * 60 * 1'000'000;
inline constexpr std::size_t kMostSessionsOfOne = 10;  // One more ends the one longest unused.
inline constexpr std::size_t kMostSessions = 20'000;   // Of all accounts; likewise.

// "session_" and 64 hexadecimal digits.
[[nodiscard]] Secret MakeSessionSecret(Random& random);
[[nodiscard]] bool IsSessionSecret(std::string_view text);
// The session's name for people: the first 16 hexadecimal digits of its hash.
[[nodiscard]] std::string SessionId(std::string_view secret);
// What a page sends beside the secret with every change (against forged requests of other sites).
// It follows from the secret, so that the gateway keeps nothing; the secret does not follow from
// it.
[[nodiscard]] std::string CsrfOf(std::string_view secret);
// Compares in the same time whatever is given.
[[nodiscard]] bool IsCsrfOf(std::string_view csrf, std::string_view secret);

struct SessionInfo {
  std::string id = {};
  std::string account;
  std::string address;  // Where it was begun, for people.
  bool second_factor = false;
  std::uint64_t epoch = 0;  // Of the account's credentials when it began.
  std::int64_t started_micros = 0;
  std::int64_t used_micros = 0;
};

class SessionBook {
 public:
  explicit SessionBook(const Clock& clock) : clock_(clock) {}

  // `session` without id and times.
  void Begin(std::string_view secret, SessionInfo session);
  // The session of this secret, which is used now; nothing if it has ended.
  [[nodiscard]] std::optional<SessionInfo> Use(std::string_view secret);
  // The same without using it: what a page does by itself must not keep it alive.
  [[nodiscard]] std::optional<SessionInfo> Look(std::string_view secret);
  // False if the account has no such session.
  bool End(std::string_view account, std::string_view id);
  // After the account's credentials have changed by this session's own doing: it goes on under the
  // new epoch, and with a second factor if one was just confirmed; all others end.
  void KeepOnly(std::string_view account, std::string_view id, std::uint64_t epoch,
                bool second_factor);
  // The oldest first.
  [[nodiscard]] std::vector<SessionInfo> Of(std::string_view account);

 private:
  struct Live {
    SessionInfo info;
    std::int64_t started_monotonic = 0;
    std::int64_t used_monotonic = 0;
  };
  using Book = std::map<Sha256, Live>;
  [[nodiscard]] bool HasEnded(const Live& live) const;
  void MakeRoom(std::string_view account);

  const Clock& clock_;
  std::mutex mutex_;  // Guards what follows.
  Book book_;
};

// The caller whom a session's secret proves. Roles that need a second factor are withheld from a
// session that was begun without one. UNAUTHENTICATED session_not_good: ended, or never begun.
[[nodiscard]] absl::StatusOr<Caller> VerifySession(const storage::Reader& rows,
                                                   SessionBook& sessions, std::string_view secret);
// The same without using the session.
[[nodiscard]] absl::StatusOr<Caller> LookAtSession(const storage::Reader& rows,
                                                   SessionBook& sessions, std::string_view secret);

}  // namespace par::identity
