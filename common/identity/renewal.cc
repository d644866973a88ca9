#include "common/identity/renewal.h"

#include <openssl/x509.h>

#include <ctime>
#include <optional>
#include <utility>

#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/enrolment_text.h"
#include "common/identity/signer_certificate.h"
#include "common/identity/x509.h"

namespace par::identity {
namespace {

constexpr std::string_view kRenewal = "parnet renewal request 1";
constexpr std::string_view kSignature = "== signature\n";
constexpr std::string_view kNodeUri = "spiffe://parnet/node/";

absl::Status NotRenewed(std::string_view reason, std::string_view node) {
  return domain::Refusal(absl::StatusCode::kPermissionDenied, reason,
                         {{"node", std::string(node)}});
}

absl::Status WrongAnswer(std::string_view node) {
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "renewal_answer_wrong",
                         {{"node", std::string(node)}});
}

// The key on the node's last line: of a machine that was replaced the earlier ones no longer count.
std::optional<std::string> NewestKeyOf(std::string_view node_keys, std::string_view node) {
  const std::string head = std::string(node) + " ";
  std::optional<std::string> newest;
  while (!node_keys.empty()) {
    const std::size_t end = node_keys.find('\n');
    const std::string_view line = node_keys.substr(0, end);
    node_keys.remove_prefix(end == std::string_view::npos ? node_keys.size() : end + 1);
    if (line.starts_with(head)) newest = FromHex(line.substr(head.size()));
  }
  return newest;
}

bool SignedBy(std::string_view text, std::string_view public_key) {
  const std::size_t at = text.rfind(kSignature);
  if (at == std::string_view::npos) return false;
  const std::string hex = WithoutLineEnd(std::string(text.substr(at + kSignature.size())));
  const std::optional<std::string> signature = FromHex(hex);
  return signature.has_value() && SignatureHolds(public_key, text.substr(0, at), *signature);
}

bool NamesNode(const std::vector<std::string>& uris, std::string_view node) {
  return uris.size() == 1 && uris.front() == std::string(kNodeUri) + std::string(node);
}

// The units that a signing certificate names, if it is the node's and nobody else's.
std::optional<std::vector<std::string>> UnitsNamed(const std::vector<std::string>& uris,
                                                   std::string_view node) {
  std::vector<std::string> units;
  bool named = false;
  for (const std::string& uri : uris) {
    if (uri.starts_with(kUnitUri)) {
      units.push_back(uri.substr(kUnitUri.size()));
    } else if (uri == std::string(kSignerUri) + std::string(node)) {
      named = true;
    } else {
      return std::nullopt;
    }
  }
  if (!named || units.empty()) return std::nullopt;
  return units;
}

// Whether the authority could certify the key: the judgement says so, not the issuing afterwards.
bool AsksForConnection(std::string_view request_pem) {
  const x509::Request request = x509::RequestFromPem(request_pem);
  const x509::Key key(request == nullptr ? nullptr : X509_REQ_get_pubkey(request.get()));
  return key != nullptr && x509::IsP256(key.get()) &&
         X509_REQ_verify(request.get(), key.get()) == 1;
}

bool IsOver(const std::string& certificate_pem, std::int64_t now_micros) {
  const auto certificate = ReadCertificate(certificate_pem);
  return !certificate.ok() || certificate->not_after_micros <= now_micros;
}

std::optional<RenewalNames> NamesNow(const RenewalRequest& request,
                                     std::string_view authority_pem) {
  const x509::Cert connection = x509::CertFromPem(request.connection_certificate);
  if (connection == nullptr || !NamesNode(x509::UrisOf(connection.get()), request.node_id) ||
      !SignedByAny(request.connection_certificate, authority_pem)) {
    return std::nullopt;
  }
  RenewalNames names{.node = {.node_id = request.node_id,
                              .dns = x509::HostsOf(connection.get()),
                              .ips = x509::AddressesOf(connection.get())},
                     .signer = {.node_id = request.node_id, .units = {}}};
  if (request.signing_certificate.empty()) return names;
  const x509::Cert signing = x509::CertFromPem(request.signing_certificate);
  if (signing == nullptr || !SignedByAny(request.signing_certificate, authority_pem)) {
    return std::nullopt;
  }
  auto units = UnitsNamed(x509::UrisOf(signing.get()), request.node_id);
  if (!units.has_value()) return std::nullopt;
  names.signer.units = *std::move(units);
  return names;
}

absl::Status CheckConnection(const EnrolmentAnswer& answer, const RenewalPlace& place,
                             std::int64_t now_micros) {
  const x509::Cert given = x509::CertFromPem(answer.connection_certificate);
  const x509::Cert held = x509::CertFromPem(place.connection_certificate);
  if (given == nullptr || held == nullptr || !NamesNode(x509::UrisOf(given.get()), place.node_id) ||
      !SignedByAny(answer.connection_certificate, place.authority_pem) ||
      !KeyBelongsTo(place.next_key_pem, answer.connection_certificate) ||
      x509::NotAfterSeconds(given.get()) <= x509::NotAfterSeconds(held.get())) {
    return WrongAnswer(place.node_id);
  }
  auto now = static_cast<std::time_t>(now_micros / 1'000'000);
  if (X509_cmp_time(X509_get0_notBefore(given.get()), &now) > 0) {
    return domain::Refusal(absl::StatusCode::kUnavailable, "renewal_answer_early",
                           {{"node", place.node_id}});
  }
  return absl::OkStatus();
}

absl::Status CheckSigning(const EnrolmentAnswer& answer, const RenewalPlace& place,
                          std::int64_t now_micros) {
  const x509::Cert given = x509::CertFromPem(answer.signing_certificate);
  const x509::Cert held = x509::CertFromPem(place.signing_certificate);
  if (given == nullptr || held == nullptr ||
      x509::NotAfterSeconds(given.get()) < x509::NotAfterSeconds(held.get())) {
    return WrongAnswer(place.node_id);
  }
  const auto units = UnitsNamed(x509::UrisOf(held.get()), place.node_id);
  if (!units.has_value()) return WrongAnswer(place.node_id);
  const std::string der = x509::ToDer(given.get());
  for (const std::string& unit : *units) {
    RETURN_IF_ERROR(CheckSigner({.certificate = der,
                                 .public_key = place.signing_key,
                                 .node = place.node_id,
                                 .unit = unit,
                                 .at_micros = now_micros},
                                place.authority_pem));
  }
  return absl::OkStatus();
}

}  // namespace

std::string ToText(const RenewalRequest& request, const Signer& key) {
  const std::string text = std::string(kRenewal) + "\n" + TextSection("node", request.node_id) +
                           TextSection("connection", request.connection_pem) +
                           TextSection("signing", request.signing_pem) +
                           TextSection("connection-now", request.connection_certificate) +
                           TextSection("signing-now", request.signing_certificate);
  return text + std::string(kSignature) + ToHex(key.Sign(text)) + "\n";
}

absl::StatusOr<RenewalRequest> ReadRenewalRequest(std::string_view text) {
  RenewalRequest request;
  std::string signature;
  RETURN_IF_ERROR(TakeSections(text, kRenewal,
                               {{"node", &request.node_id},
                                {"connection", &request.connection_pem},
                                {"signing", &request.signing_pem},
                                {"connection-now", &request.connection_certificate},
                                {"signing-now", &request.signing_certificate},
                                {"signature", &signature}}));
  request.node_id = WithoutLineEnd(std::move(request.node_id));
  return request;
}

absl::StatusOr<RenewalNames> JudgeRenewal(std::string_view text, std::string_view node,
                                          const RenewalJudge& judge) {
  ASSIGN_OR_RETURN(const RenewalRequest request, ReadRenewalRequest(text));
  if (request.node_id != node) return NotRenewed("renewal_other_node", node);
  const std::optional<std::string> key = NewestKeyOf(judge.node_keys, node);
  const absl::StatusOr<std::string> asked = SigningKeyOfRequest(request.signing_pem);
  if (!key.has_value() || !asked.ok() || *asked != *key || !SignedBy(text, *key)) {
    return NotRenewed("renewal_not_signed", node);
  }
  if (!AsksForConnection(request.connection_pem)) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "certificate_request_unreadable");
  }
  std::optional<RenewalNames> names = NamesNow(request, judge.authority_pem);
  if (!names.has_value()) return NotRenewed("renewal_other_certificate", node);
  const bool signs = !request.signing_certificate.empty();
  if (IsOver(request.connection_certificate, judge.now_micros) ||
      (signs && IsOver(request.signing_certificate, judge.now_micros))) {
    return NotRenewed("renewal_too_late", node);
  }
  return *std::move(names);
}

absl::StatusOr<EnrolmentAnswer> CertifyRenewal(const Authority& authority, std::string_view text,
                                               const RenewalNames& names,
                                               const Validity& validity) {
  ASSIGN_OR_RETURN(const RenewalRequest request, ReadRenewalRequest(text));
  ASSIGN_OR_RETURN(Certificate connection,
                   authority.IssueNode(request.connection_pem, names.node, validity));
  EnrolmentAnswer answer{.node_id = names.node.node_id,
                         .connection_certificate = std::move(connection.pem),
                         .signing_certificate = {},
                         .authority = authority.certificate_pem(),
                         .node_keys = {}};
  if (names.signer.units.empty()) return answer;
  ASSIGN_OR_RETURN(Certificate signing,
                   authority.IssueSigner(request.signing_pem, names.signer, validity));
  answer.signing_certificate = std::move(signing.pem);
  return answer;
}

absl::Status CheckRenewal(const EnrolmentAnswer& answer, const RenewalPlace& place,
                          std::int64_t now_micros) {
  if (answer.node_id != place.node_id) return WrongAnswer(place.node_id);
  RETURN_IF_ERROR(CheckConnection(answer, place, now_micros));
  if (place.signing_certificate.empty()) return absl::OkStatus();
  return CheckSigning(answer, place, now_micros);
}

}  // namespace par::identity
