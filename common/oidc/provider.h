// The provider of sign-ins that the configuration names (OpenID Connect, authorization code with
// PKCE): where to send a browser, and who came back. What it tells of itself and its keys are kept
// for an hour; an unknown key makes it be asked for them once more, at most every half minute.
//
// Begin and Prove ask over the network and block, for as long as the configuration allows: only on
// threads that are there for it. Safe from many threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/oidc/fetch.h"
#include "common/oidc/id_token.h"
#include "common/oidc/trips.h"

namespace par::oidc {

inline constexpr std::int64_t kKeptMicros = std::int64_t{60} * 60 * 1'000'000;
inline constexpr std::int64_t kKeysPauseMicros = std::int64_t{30} * 1'000'000;
inline constexpr std::int64_t kFailurePauseMicros = std::int64_t{2} * 1'000'000;

struct ProviderSettings {
  std::string issuer;
  std::string client_id;
  std::string client_secret_file;  // Read at each exchange; empty: a public client.
  std::string redirect_uri;        // A page of this node's portal.
  std::string label_vi;
  std::string label_en;
  std::vector<std::string> two_factors;  // Values of acr or amr that count as two factors.
  std::string ca_file;
  long seconds = 10;  // That one question may take.
};

struct Departure {
  std::string url;   // Where the browser goes.
  std::string trip;  // 64 hexadecimal digits that only this browser gets.
};

// The secret in `file` without the line's end; empty where no file is named. FAILED_PRECONDITION
// provider_secret_unusable: whoever hears it need not be anybody, so the text says neither which
// file nor why (node::KeyFiles does).
[[nodiscard]] absl::StatusOr<std::string> ReadClientSecret(const std::string& file);

// As the provider sent the browser back.
struct Return {
  std::string trip;
  std::string state;
  std::string code;
  std::string issuer;
  std::string error;
};

class Provider {
 public:
  Provider(ProviderSettings settings, const Clock& clock, Random& random)
      : settings_(std::move(settings)),
        limits_{.ca_file = settings_.ca_file, .seconds = settings_.seconds, .stop = &stopped_},
        clock_(clock),
        random_(random),
        trips_(clock) {}

  // For whoever may not reach it, or hears nonsense: UNAVAILABLE provider_unreachable {fault},
  // provider_answer_bad {what}.
  // `address`: of the browser, so that those of one network crowd out nobody else.
  [[nodiscard]] absl::StatusOr<Departure> Begin(const std::string& account,
                                                std::string_view address);
  // Then the trip is proven, and Take finds it. UNAUTHENTICATED provider_trip_unknown: not this
  // browser's, used before, older than ten minutes, or begun before a restart;
  // provider_token_refused {fault}; provider_code_refused. FAILED_PRECONDITION provider_said_no
  // {error}, or as ReadClientSecret. Otherwise as Begin. The trip is over then, unless the state
  // was not its own.
  [[nodiscard]] absl::StatusOr<Trip> Prove(const Return& back);

  // A proven trip for one use, begun for linking `account`, or for signing in where that is empty;
  // PutBack where something of the person's is still missing. UNAUTHENTICATED
  // provider_trip_unknown.
  [[nodiscard]] absl::StatusOr<Trip> Take(const std::string& trip, std::string_view account);
  void PutBack(const std::string& trip, Trip proven);

  // Questions under way end, and no others are asked.
  void Stop() { stopped_ = true; }

  [[nodiscard]] const ProviderSettings& settings() const { return settings_; }

 private:
  // What it tells of itself (OpenID Connect Discovery).
  struct Metadata {
    std::string authorization;
    std::string token;
    std::string jwks;
    bool basic = true;         // The secret travels by HTTP Basic; otherwise in the form.
    bool says_issuer = false;  // RFC 9207.
  };
  [[nodiscard]] absl::StatusOr<Metadata> Describe();
  [[nodiscard]] absl::StatusOr<Metadata> AskDescription() const;
  [[nodiscard]] absl::StatusOr<Metadata> ReadDescription(const std::string& json) const;
  [[nodiscard]] absl::StatusOr<std::string> Exchange(const Metadata& provider,
                                                     const std::string& code,
                                                     const std::string& verifier) const;
  [[nodiscard]] absl::StatusOr<Claims> Check(const Metadata& provider, const std::string& token,
                                             const TokenRules& rules);
  [[nodiscard]] absl::Status ReadKeys(const Metadata& provider);

  const ProviderSettings settings_;
  const FetchLimits limits_;
  const Clock& clock_;
  Random& random_;
  std::atomic<bool> stopped_ = false;
  TripBook trips_;

  std::mutex mutex_;  // Guards what follows; held while the provider is asked for it.
  std::optional<Metadata> metadata_;
  std::int64_t described_at_ = 0;
  absl::Status failure_;
  std::int64_t failed_at_ = 0;
  std::optional<KeySet> keys_;
  std::int64_t keys_at_ = 0;
  std::int64_t asked_again_at_ = -kKeysPauseMicros;  // For an unknown key.
};

}  // namespace par::oidc
