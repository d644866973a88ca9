#include "common/node/certificate_renewal.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/domain/catalogue.h"
#include "common/domain/date.h"
#include "common/domain/refusal.h"
#include "common/identity/ca.h"
#include "common/identity/enrolment_files.h"
#include "common/identity/renewal.h"
#include "common/identity/secret_file.h"
#include "common/node/at_start.h"
#include "common/node/composition.h"
#include "common/services/certificate_desk.h"
#include "common/services/kinds.h"
#include "common/services/units.h"

namespace par::node {
namespace {

namespace fs = std::filesystem;
using identity::Secrecy;

constexpr std::int64_t kOneDay = std::int64_t{24} * 60 * 60 * 1'000'000;
constexpr std::int64_t kLookEvery = std::int64_t{60} * 1'000'000;
constexpr const char* kSoonReason = "certificate_expires_soon";

fs::path NextOf(const std::string& file) { return file + ".next"; }

std::string PublicText(const std::string& file) {
  if (file.empty()) return "";
  return identity::ReadWholeFile(file, Secrecy::kPublic).value_or("");
}

bool EndsSoon(const std::string& pem, std::int64_t now) {
  const auto certificate = identity::ReadCertificate(pem);
  if (!certificate.ok()) return false;
  const std::int64_t left = certificate->not_after_micros - now;
  return left > 0 && left < kSoonDays * kOneDay;
}

// The key that a request is made with: the one that waits for its answer, or a new one.
absl::StatusOr<identity::KeyAndRequest> NextKey(const config::CertificateFiles& files,
                                                const std::string& present) {
  const fs::path file = NextOf(files.key);
  ASSIGN_OR_RETURN(const bool there, identity::IsThere(file));
  if (there) {
    ASSIGN_OR_RETURN(std::string pem, identity::ReadWholeFile(file, Secrecy::kSecret));
    const bool in_use = identity::KeyBelongsTo(pem, present);
    std::optional<identity::KeyAndRequest> known = identity::RequestFor(std::move(pem));
    if (known.has_value() && !in_use) return *std::move(known);
  }
  identity::KeyAndRequest made = identity::MakeKeyAndRequest();
  RETURN_IF_ERROR(identity::WriteFileDurably(file, made.key_pem, Secrecy::kSecret));
  return made;
}

// The key that is there: asking must not make another, which no node knows.
absl::StatusOr<std::unique_ptr<identity::SigningKey>> PresentSigningKey(
    const config::Config& config, Random& random) {
  const fs::path file = SigningKeyFile(config);
  RETURN_IF_ERROR(identity::ReadWholeFile(file, Secrecy::kSecret).status());
  return identity::SigningKey::OpenOrMake(file, random);
}

// A time to come is that of a clock that was wrong and has been put right.
bool AskedLately(std::int64_t asked_at, std::int64_t now) {
  return asked_at <= now && now - asked_at < kAskAgainDays * kOneDay;
}

// A reason that this program does not know, of a newer one above, is shown as it came.
absl::Status RefusedBecause(const std::string& reason, const std::string& node) {
  if (domain::FindText(reason) == nullptr) return absl::PermissionDeniedError(reason);
  return domain::Refusal(absl::StatusCode::kPermissionDenied, reason, {{"node", node}});
}

std::string DayOf(std::int64_t micros) { return domain::Date::InVietnam(micros).Iso(); }

}  // namespace

absl::Status FinishRenewal(const config::CertificateFiles& files) {
  if (files.certificate.empty()) return absl::OkStatus();
  const fs::path next_key = NextOf(files.key);
  const fs::path next_certificate = NextOf(files.certificate);
  ASSIGN_OR_RETURN(const bool begun, identity::IsThere(next_certificate));
  if (!begun) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool unfinished, identity::IsThere(next_key));
  if (unfinished) {
    ASSIGN_OR_RETURN(const std::string key, identity::ReadWholeFile(next_key, Secrecy::kSecret));
    ASSIGN_OR_RETURN(const std::string certificate,
                     identity::ReadWholeFile(next_certificate, Secrecy::kPublic));
    if (identity::KeyBelongsTo(key, certificate)) {
      RETURN_IF_ERROR(identity::WriteFileDurably(files.key, key, Secrecy::kSecret));
      RETURN_IF_ERROR(identity::WriteFileDurably(files.certificate, certificate, Secrecy::kPublic));
      std::error_code error;  // Where it stays, the same is done again.
      fs::remove(next_key, error);
    }
  }
  std::error_code error;
  fs::remove(next_certificate, error);
  return absl::OkStatus();
}

bool CertificateRenewal::Due(std::int64_t now) const {
  const config::CertificateFiles& files = ports_.config.certificates;
  const std::string connection = PublicText(files.certificate);
  const auto present = identity::ReadCertificate(connection);
  // One that is over, or another authority's, lets nothing through; its people carry the next one.
  if (!present.ok() || present->not_after_micros <= now ||
      !identity::SignedByAny(connection, PublicText(files.authority))) {
    return false;
  }
  return EndsSoon(connection, now) || EndsSoon(PublicText(ports_.config.signing_certificate), now);
}

absl::Status CertificateRenewal::Ask() {
  const config::Config& config = ports_.config;
  const std::string present = PublicText(config.certificates.certificate);
  ASSIGN_OR_RETURN(const auto signer, PresentSigningKey(config, ports_.random));
  ASSIGN_OR_RETURN(const identity::KeyAndRequest next, NextKey(config.certificates, present));
  certificate::v1::CertificateRequest request;
  request.set_node(config.node_id);
  request.set_unit(config.units.front());
  request.set_request(
      identity::ToText({.node_id = config.node_id,
                        .connection_pem = next.request_pem,
                        .signing_pem = signer->Request(),
                        .connection_certificate = present,
                        .signing_certificate = PublicText(config.signing_certificate)},
                       *signer));
  asking_ = true;
  ports_.submit(NodeCommand(config, ports_.random.Bytes(16),
                            static_cast<std::uint32_t>(services::Kind::kAskRenewal),
                            request.SerializeAsString()),
                [this](const absl::StatusOr<std::string>& answer) {
                  Note(answer.status());
                  asking_ = false;
                });
  return absl::OkStatus();
}

absl::Status CertificateRenewal::Take(const record::v1::OwnRenewalRow& row) const {
  const config::Config& config = ports_.config;
  ASSIGN_OR_RETURN(const bool waits, identity::IsThere(NextOf(config.certificates.key)));
  if (!waits || row.answer().answer().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const identity::EnrolmentAnswer answer,
                   identity::ReadEnrolmentAnswer(row.answer().answer()));
  ASSIGN_OR_RETURN(const auto signer, PresentSigningKey(config, ports_.random));
  ASSIGN_OR_RETURN(std::string next_key,
                   identity::ReadWholeFile(NextOf(config.certificates.key), Secrecy::kSecret));
  const identity::RenewalPlace place{
      .node_id = config.node_id,
      .authority_pem = PublicText(config.certificates.authority),
      .connection_certificate = PublicText(config.certificates.certificate),
      .signing_certificate = PublicText(config.signing_certificate),
      .next_key_pem = std::move(next_key),
      .signing_key = signer->public_key()};
  RETURN_IF_ERROR(identity::CheckRenewal(answer, place, ports_.clock.WallMicros()));
  if (!place.signing_certificate.empty()) {
    RETURN_IF_ERROR(identity::WriteFileDurably(config.signing_certificate,
                                               answer.signing_certificate, Secrecy::kPublic));
  }
  RETURN_IF_ERROR(identity::WriteFileDurably(NextOf(config.certificates.certificate),
                                             answer.connection_certificate, Secrecy::kPublic));
  return FinishRenewal(config.certificates);
}

void CertificateRenewal::Note(absl::Status problem) {
  const std::lock_guard lock(mutex_);
  problem_ = std::move(problem);
}

void CertificateRenewal::Step() {
  if (ports_.config.certificates.certificate.empty() || asking_) return;
  const std::int64_t now = ports_.clock.WallMicros();
  const bool look = now >= next_look_ || now < next_look_ - kLookEvery;
  const auto own = services::ReadOwnRenewal(*ports_.store.NewSnapshot());
  if (!own.ok()) return;  // The store says elsewhere what is wrong with it.
  const std::string asked = own->has_value() ? (*own)->answer().request_sha256() : std::string();
  if (!asked.empty() && asked != taken_ && (look || asked != tried_)) {
    tried_ = asked;
    absl::Status done = Take(**own);
    // What the disk refuses is tried again; an answer that is of no use stays so.
    if (done.ok() || absl::IsFailedPrecondition(done) || absl::IsInvalidArgument(done)) {
      taken_ = asked;
    }
    Note(std::move(done));
  }
  if (!look) return;
  const auto hosting = services::ReadHosting(*ports_.store.NewSnapshot());
  if (!hosting.ok() || hosting->units().empty()) return;  // The first start has not entered it yet.
  next_look_ = now + kLookEvery;
  const bool lately = own->has_value() && AskedLately((*own)->asked_at(), now);
  if (lately || !Due(now)) return;
  if (absl::Status asks = Ask(); !asks.ok()) Note(std::move(asks));
}

void CertificateRenewal::Describe(std::vector<KeyFile>& files) const {
  const auto own = services::ReadOwnRenewal(*ports_.store.NewSnapshot());
  const domain::Language language = ports_.config.language;
  absl::Status problem;
  {
    const std::lock_guard lock(mutex_);
    problem = problem_;
  }
  const bool asked = own.ok() && own->has_value();
  if (problem.ok() && asked && !(*own)->answer().reason().empty()) {
    problem = RefusedBecause((*own)->answer().reason(), ports_.config.node_id);
  }
  for (KeyFile& file : files) {
    const bool own_file =
        file.setting == "certificates.certificate" || file.setting == "signing_certificate";
    if (!own_file || domain::ReasonOf(file.problem) != kSoonReason) continue;
    std::vector<domain::Parameter> parameters = {{"file", file.file},
                                                 {"date", DayOf(file.not_after)}};
    if (!problem.ok()) {
      parameters.push_back({"why", domain::TextOf(problem, language)});
      file.problem = domain::Refusal(absl::StatusCode::kFailedPrecondition,
                                     "certificate_renewal_failed", std::move(parameters));
    } else if (asked && (*own)->answer().answer().empty()) {
      parameters.push_back({"asked", DayOf((*own)->asked_at())});
      file.problem = domain::Refusal(absl::StatusCode::kFailedPrecondition,
                                     "certificate_renewal_asked", std::move(parameters));
    }
  }
}

}  // namespace par::node
