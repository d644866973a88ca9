#include "common/node/sign_in.h"

#include <filesystem>
#include <utility>

#include "common/base/status_macros.h"

namespace par::node {

absl::StatusOr<std::unique_ptr<identity::SignInState>> NewSignIn(const config::Config& config) {
  const std::filesystem::path file =
      config.second_factor_key.empty()
          ? std::filesystem::path(config.data_directory) / "second_factor.key"
          : std::filesystem::path(config.second_factor_key);
  ASSIGN_OR_RETURN(identity::SealKeys keys, identity::OpenOrMakeFactorKey(file, SystemRandom()));
  const config::Passwords& passwords = config.passwords;
  return std::make_unique<identity::SignInState>(
      identity::PasswordParameters{
          .memory_kib = static_cast<std::uint32_t>(passwords.memory_bytes / 1024),
          .passes = static_cast<std::uint32_t>(passwords.passes),
          .lanes = static_cast<std::uint32_t>(passwords.lanes)},
      std::move(keys), config.node_id, SystemClock(), SystemRandom());
}

std::unique_ptr<oidc::Provider> NewProvider(const config::Config& config) {
  const config::SignInProvider& named = config.provider;
  if (named.issuer.empty()) return nullptr;
  return std::make_unique<oidc::Provider>(
      oidc::ProviderSettings{.issuer = named.issuer,
                             .client_id = named.client_id,
                             .client_secret_file = named.client_secret_file,
                             .redirect_uri = named.portal + "/sign-in",
                             .label_vi = named.label_vi,
                             .label_en = named.label_en,
                             .two_factors = named.two_factors,
                             .ca_file = named.ca_file,
                             .seconds = static_cast<long>(named.seconds)},
      SystemClock(), SystemRandom());
}

}  // namespace par::node
