#include "common/node/key_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/domain/date.h"
#include "common/domain/refusal.h"
#include "common/identity/ca.h"
#include "common/identity/key_ring.h"
#include "common/identity/secret_file.h"
#include "common/identity/signer_certificate.h"
#include "common/identity/signing_key.h"
#include "common/oidc/provider.h"
#include "common/rpc/tls.h"
#include "common/signature/trust.h"

namespace par::node {
namespace {

constexpr std::int64_t kDay = std::int64_t{24} * 60 * 60 * 1'000'000;
constexpr std::string_view kSoon = "certificate_expires_soon";
constexpr std::string_view kSecretFile = "provider.client_secret_file";

absl::Status OfTime(const KeyFile& file, std::int64_t now) {
  const std::int64_t left = file.not_after - now;
  std::vector<domain::Parameter> parameters = {
      {"file", file.file}, {"date", domain::Date::InVietnam(file.not_after).Iso()}};
  if (left <= 0) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "certificate_expired",
                           std::move(parameters));
  }
  if (left >= kSoonDays * kDay) return absl::OkStatus();
  parameters.push_back({"days", std::to_string(left / kDay)});
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, kSoon, std::move(parameters));
}

// `read`: when what is in the file ends.
template <typename Read>
KeyFile LookAt(std::string setting, const std::string& path, std::int64_t now, const Read& read) {
  KeyFile file{.setting = std::move(setting), .file = path, .not_after = 0, .problem = {}};
  const auto pem = identity::ReadWholeFile(path, identity::Secrecy::kPublic);
  file.problem = pem.status();
  if (!pem.ok()) return file;
  const absl::StatusOr<std::int64_t> end = read(*pem);
  file.problem = end.status();
  if (!end.ok()) return file;
  file.not_after = *end;
  file.problem = OfTime(file, now);
  return file;
}

KeyFile Look(std::string setting, const std::string& path, std::int64_t now) {
  return LookAt(std::move(setting), path, now,
                [](const std::string& pem) -> absl::StatusOr<std::int64_t> {
                  ASSIGN_OR_RETURN(const auto certificate, identity::ReadCertificate(pem));
                  return certificate.not_after_micros;
                });
}

// Of which any may have signed: it holds as long as one of them does.
KeyFile LookAtAuthorities(std::string setting, const std::string& path, std::int64_t now) {
  return LookAt(std::move(setting), path, now,
                [](const std::string& pem) -> absl::StatusOr<std::int64_t> {
                  ASSIGN_OR_RETURN(const auto all, identity::ReadCertificates(pem));
                  std::int64_t last = 0;
                  for (const auto& one : all) last = std::max(last, one.not_after_micros);
                  return last;
                });
}

absl::Status SecretProblem(const std::string& path) {
  RETURN_IF_ERROR(identity::ReadWholeFile(path, identity::Secrecy::kSecret).status());
  if (oidc::ReadClientSecret(path).ok()) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "text_empty",
                         {{"field", std::string(kSecretFile)}});
}

absl::Status CheckSigning(const config::Config& config, std::string_view signing_key,
                          std::int64_t now) {
  ASSIGN_OR_RETURN(const std::string certificate,
                   identity::ReadSignerCertificate(config.signing_certificate));
  ASSIGN_OR_RETURN(
      const std::string authorities,
      identity::ReadWholeFile(config.certificates.authority, identity::Secrecy::kPublic));
  return identity::CheckSigner({.certificate = certificate,
                                .public_key = signing_key,
                                .node = config.node_id,
                                .unit = config.units.front(),
                                .at_micros = now},
                               authorities);
}

}  // namespace

bool KeyFile::useless() const {
  if (problem.ok()) return false;
  const std::string reason = domain::ReasonOf(problem);
  return reason != kSoon && reason != "certificate_renewal_asked" &&
         reason != "certificate_renewal_failed";
}

std::vector<KeyFile> KeyFiles(const config::Config& config, std::string_view signing_key,
                              std::int64_t now) {
  std::vector<KeyFile> files;
  const config::CertificateFiles& tls = config.certificates;
  if (!tls.authority.empty()) {
    files.push_back(Look("certificates.authority", tls.authority, now));
    KeyFile own = Look("certificates.certificate", tls.certificate, now);
    if (!own.useless()) {
      absl::Status belongs = rpc::CheckTlsFiles(
          {.authority = tls.authority, .certificate = tls.certificate, .key = tls.key});
      if (!belongs.ok()) own.problem = std::move(belongs);
    }
    files.push_back(std::move(own));
  }
  if (!config.portal.certificate.empty()) {
    KeyFile portal = Look("portal.certificate", config.portal.certificate, now);
    if (!portal.useless()) {
      absl::Status belongs = rpc::CheckKeyPair(config.portal.certificate, config.portal.key);
      if (!belongs.ok()) portal.problem = std::move(belongs);
    }
    files.push_back(std::move(portal));
  }
  if (!config.signing_certificate.empty()) {
    KeyFile signing = Look("signing_certificate", config.signing_certificate, now);
    if (!signing.useless() && !signing_key.empty()) {
      absl::Status signs = CheckSigning(config, signing_key, now);
      if (!signs.ok()) signing.problem = std::move(signs);
    }
    files.push_back(std::move(signing));
  }
  if (!config.provider.issuer.empty()) {
    files.push_back(LookAtAuthorities("provider.ca_file", config.provider.ca_file, now));
    const std::string& secret = config.provider.client_secret_file;
    AddList(kSecretFile, secret, SecretProblem(secret), files);
  }
  if (const config::EvidenceTrust& trust = config.evidence; !trust.anchors.empty()) {
    files.push_back(
        {.setting = "evidence.anchors",
         .file = trust.anchors,
         .not_after = 0,
         .problem = signature::ReadTrust(trust.anchors, trust.revocation_lists).status()});
  }
  return files;
}

void AddList(std::string_view setting, const std::string& file, absl::Status problem,
             std::vector<KeyFile>& files) {
  if (file.empty()) return;
  files.push_back({.setting = std::string(setting),
                   .file = file,
                   .not_after = 0,
                   .problem = std::move(problem)});
}

KeyFilesText DescribeKeyFiles(const config::Config& config, std::int64_t now) {
  std::string signing_key;
  std::error_code failed;
  if (!config.signing_key.empty() && std::filesystem::exists(config.signing_key, failed)) {
    const auto key = identity::SigningKey::OpenOrMake(config.signing_key, SystemRandom());
    if (key.ok()) signing_key = (*key)->public_key();
  }
  const bool vietnamese = config.language == domain::Language::kVietnamese;
  KeyFilesText described;
  std::vector<KeyFile> files = KeyFiles(config, signing_key, now);
  AddList("node_keys", config.node_keys,
          config.node_keys.empty() ? absl::OkStatus()
                                   : identity::KeyRing::Read(config.node_keys).status(),
          files);
  for (const KeyFile& file : files) {
    described.usable = described.usable && !file.useless();
    described.text += file.setting + ": ";
    if (file.not_after != 0) {
      described.text += (vietnamese ? "hiệu lực đến " : "holds until ") +
                        domain::Date::InVietnam(file.not_after).Iso();
    }
    if (file.not_after == 0 && file.problem.ok()) {
      described.text += vietnamese ? "đọc được" : "can be read";
    }
    if (!file.problem.ok()) {
      described.text +=
          (file.not_after == 0 ? "" : "; ") + domain::TextOf(file.problem, config.language);
    }
    described.text += '\n';
  }
  return described;
}

}  // namespace par::node
