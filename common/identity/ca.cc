#include "common/identity/ca.h"

#include <openssl/err.h>
#include <openssl/obj_mac.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/secret_file.h"
#include "common/identity/signer_certificate.h"
#include "common/identity/x509.h"

namespace par::identity {
namespace {

constexpr std::int64_t kDay = 24 * 60 * 60;
constexpr std::int64_t kEarly = 5 * 60;  // Clocks of communes' machines are seldom exact.
constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::size_t kLongestId = 64;

bool PlainId(std::string_view id) {
  return !id.empty() && id.size() <= kLongestId && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
  });
}

absl::Status BadName(std::string_view value) {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "node_name_invalid",
                         {{"value", std::string(value)}});
}

Certificate Described(X509* certificate) {
  return {.pem = x509::ToPem(certificate),
          .serial = x509::SerialOf(certificate),
          .not_after_micros = x509::NotAfterSeconds(certificate) * kMicrosPerSecond,
          .fingerprint = x509::KeyFingerprint(certificate)};
}

x509::Cert SelfSigned(EVP_PKEY* key, std::string_view name, std::int64_t now_seconds) {
  x509::Cert certificate =
      x509::NewCert(key, name, now_seconds - kEarly, now_seconds + kMostDays * kDay);
  X509* self = certificate.get();
  x509::AddExtension(self, self, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  x509::AddExtension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign");
  x509::AddExtension(self, self, NID_subject_key_identifier, "hash");
  x509::Sign(self, self, key);
  return certificate;
}

absl::StatusOr<x509::Key> KeyOf(std::string_view request_pem, bool (*is_wanted)(EVP_PKEY*)) {
  const x509::Request request = x509::RequestFromPem(request_pem);
  x509::Key key(request == nullptr ? nullptr : X509_REQ_get_pubkey(request.get()));
  if (key == nullptr || !is_wanted(key.get()) || X509_REQ_verify(request.get(), key.get()) != 1) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "certificate_request_unreadable");
  }
  return key;
}

}  // namespace

struct Authority::Keys {
  x509::Key key;
  x509::Cert certificate;

  absl::StatusOr<Certificate> Issue(const x509::Key& subject, const x509::Names& names,
                                    const Validity& validity, const char* usage) const;
};

absl::StatusOr<Certificate> Authority::Keys::Issue(const x509::Key& subject,
                                                   const x509::Names& names,
                                                   const Validity& validity,
                                                   const char* usage) const {
  if (validity.days < 1 || validity.days > kMostDays) {
    return domain::Refusal(
        absl::StatusCode::kInvalidArgument, "certificate_days_invalid",
        {{"value", std::to_string(validity.days)}, {"maximum", std::to_string(kMostDays)}});
  }
  const std::int64_t from = validity.from_micros / kMicrosPerSecond;
  const x509::Cert issued =
      x509::NewCert(subject.get(), names.common_name, from - kEarly, from + validity.days * kDay);
  if (!x509::AddNames(issued.get(), names)) return BadName(names.common_name);
  X509* issuer = certificate.get();
  x509::AddExtension(issued.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  x509::AddExtension(issued.get(), issuer, NID_key_usage, "critical,digitalSignature");
  x509::AddExtension(issued.get(), issuer, NID_ext_key_usage, usage);
  x509::AddExtension(issued.get(), issuer, NID_subject_key_identifier, "hash");
  x509::AddExtension(issued.get(), issuer, NID_authority_key_identifier, "keyid:always");
  x509::Sign(issued.get(), issuer, key.get());
  return Described(issued.get());
}

absl::Status CheckNodeId(std::string_view node_id) {
  return PlainId(node_id) ? absl::OkStatus() : BadName(node_id);
}

KeyAndRequest MakeKeyAndRequest() {
  const x509::Key key = x509::NewP256Key();
  return {.key_pem = x509::ToPem(key.get()), .request_pem = x509::RequestPem(key.get())};
}

std::optional<KeyAndRequest> RequestFor(std::string key_pem) {
  const x509::Key key = x509::KeyFromPem(key_pem);
  if (key == nullptr || !x509::IsP256(key.get())) return std::nullopt;
  return KeyAndRequest{.key_pem = std::move(key_pem), .request_pem = x509::RequestPem(key.get())};
}

absl::StatusOr<Certificate> ReadCertificate(std::string_view pem) {
  const x509::Cert certificate = x509::CertFromPem(pem);
  if (certificate == nullptr) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "certificate_unreadable");
  }
  return Described(certificate.get());
}

absl::StatusOr<std::vector<Certificate>> ReadCertificates(std::string_view pem) {
  std::vector<Certificate> all;
  for (const x509::Cert& one : x509::CertsFromPem(pem)) all.push_back(Described(one.get()));
  if (!all.empty()) return all;
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "certificate_unreadable");
}

bool SignedByAny(std::string_view certificate_pem, std::string_view authorities_pem) {
  const x509::Cert certificate = x509::CertFromPem(certificate_pem);
  if (certificate == nullptr) return false;
  const std::vector<x509::Cert> authorities = x509::CertsFromPem(authorities_pem);
  const bool any = std::any_of(authorities.begin(), authorities.end(), [&](const x509::Cert& one) {
    return X509_verify(certificate.get(), X509_get0_pubkey(one.get())) == 1;
  });
  ERR_clear_error();
  return any;
}

bool KeyBelongsTo(std::string_view key_pem, std::string_view certificate_pem) {
  const x509::Key key = x509::KeyFromPem(key_pem);
  const x509::Cert certificate = x509::CertFromPem(certificate_pem);
  return key != nullptr && certificate != nullptr &&
         X509_check_private_key(certificate.get(), key.get()) == 1;
}

Authority::Authority(std::unique_ptr<Keys> keys, std::string certificate_pem)
    : keys_(std::move(keys)), certificate_pem_(std::move(certificate_pem)) {}

Authority::~Authority() = default;

absl::StatusOr<std::unique_ptr<Authority>> Authority::Create(const std::filesystem::path& folder,
                                                             std::string_view name,
                                                             std::int64_t now_micros) {
  ASSIGN_OR_RETURN(const bool there, IsThere(folder / "ca.key"));
  if (there) {
    return domain::Refusal(absl::StatusCode::kAlreadyExists, "authority_exists",
                           {{"folder", folder.string()}});
  }
  const x509::Key key = x509::NewP256Key();
  const x509::Cert certificate = SelfSigned(key.get(), name, now_micros / kMicrosPerSecond);
  RETURN_IF_ERROR(
      WriteFileDurably(folder / "ca.crt", x509::ToPem(certificate.get()), Secrecy::kPublic));
  RETURN_IF_ERROR(WriteFileDurably(folder / "ca.key", x509::ToPem(key.get()), Secrecy::kSecret));
  return Open(folder);
}

absl::StatusOr<std::unique_ptr<Authority>> Authority::Open(const std::filesystem::path& folder) {
  ASSIGN_OR_RETURN(const std::string key_pem, ReadWholeFile(folder / "ca.key", Secrecy::kSecret));
  ASSIGN_OR_RETURN(std::string pem, ReadWholeFile(folder / "ca.crt", Secrecy::kPublic));
  auto keys = std::make_unique<Keys>();
  keys->key = x509::KeyFromPem(key_pem);
  keys->certificate = x509::CertFromPem(pem);
  if (keys->key == nullptr || keys->certificate == nullptr ||
      X509_check_private_key(keys->certificate.get(), keys->key.get()) != 1) {
    return domain::Refusal(absl::StatusCode::kDataLoss, "key_file_unreadable",
                           {{"file", (folder / "ca.key").string()}});
  }
  return std::unique_ptr<Authority>(new Authority(std::move(keys), std::move(pem)));
}

absl::StatusOr<Certificate> Authority::IssueNode(std::string_view request_pem, const NodeName& name,
                                                 const Validity& validity) const {
  RETURN_IF_ERROR(CheckNodeId(name.node_id));
  const x509::Names names{.common_name = name.node_id,
                          .uris = {"spiffe://parnet/node/" + name.node_id},
                          .dns = name.dns,
                          .ips = name.ips};
  ASSIGN_OR_RETURN(const x509::Key subject, KeyOf(request_pem, x509::IsP256));
  return keys_->Issue(subject, names, validity, "serverAuth,clientAuth");
}

absl::StatusOr<Certificate> Authority::IssueSigner(std::string_view request_pem,
                                                   const SignerName& name,
                                                   const Validity& validity) const {
  RETURN_IF_ERROR(CheckNodeId(name.node_id));
  if (name.units.empty()) return BadName("");
  x509::Names names{.common_name = name.node_id,
                    .uris = {std::string(kSignerUri) + name.node_id},
                    .dns = {},
                    .ips = {}};
  for (const std::string& unit : name.units) {
    if (!PlainId(unit)) return BadName(unit);
    names.uris.push_back(std::string(kUnitUri) + unit);
  }
  ASSIGN_OR_RETURN(const x509::Key subject, KeyOf(request_pem, x509::IsEd25519));
  return keys_->Issue(subject, names, validity, kDocumentSigning);
}

absl::StatusOr<Certificate> Authority::IssuePerson(std::string_view request_pem,
                                                   const PersonName& name,
                                                   const Validity& validity) const {
  if (!PlainId(name.unit)) return BadName(name.unit);
  if (!PlainId(name.account)) return BadName(name.account);
  const x509::Names names{.common_name = name.account,
                          .uris = {"spiffe://parnet/account/" + name.unit + "/" + name.account},
                          .dns = {},
                          .ips = {}};
  ASSIGN_OR_RETURN(const x509::Key subject, KeyOf(request_pem, x509::IsP256));
  return keys_->Issue(subject, names, validity, "clientAuth");
}

absl::Status WriteNodeFiles(const std::filesystem::path& folder, std::string_view key_pem,
                            std::string_view certificate_pem, std::string_view authority_pem) {
  RETURN_IF_ERROR(WriteFileDurably(folder / "node.key", key_pem, Secrecy::kSecret));
  RETURN_IF_ERROR(WriteFileDurably(folder / "node.crt", certificate_pem, Secrecy::kPublic));
  return WriteFileDurably(folder / "ca.crt", authority_pem, Secrecy::kPublic);
}

}  // namespace par::identity
