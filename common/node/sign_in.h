// What a node keeps for people who sign in, made from its configuration.
#pragma once

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "common/config/config.h"
#include "common/identity/credentials.h"
#include "common/oidc/provider.h"

namespace par::node {

// Passwords that wait to be hashed: some ten seconds of them. More are told that the node is busy.
inline constexpr std::size_t kQueuedHashes = 64;

// The key of second factors is made at the first start. What OpenOrMakeFactorKey refuses.
[[nodiscard]] absl::StatusOr<std::unique_ptr<identity::SignInState>> NewSignIn(
    const config::Config& config);

// Questions to the provider of sign-ins: so many at one time, and so many that wait.
inline constexpr std::size_t kOutboundThreads = 4;
inline constexpr std::size_t kQueuedOutbound = 32;

// Null where the configuration names none.
[[nodiscard]] std::unique_ptr<oidc::Provider> NewProvider(const config::Config& config);

}  // namespace par::node
