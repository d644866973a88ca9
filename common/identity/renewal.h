// How a node that still has a good certificate gets the next one: a request in text that its own
// signing key signs, so that whoever carries it can change nothing, and an answer as a new machine
// gets it (enrolment_files.h). The key of the connection is new; the signing key stays, for every
// other node knows it, and only its certificate is new. Layout: docs/formats/enrolment.md.
//
// Pure; safe from many threads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/identity/ca.h"
#include "common/identity/enrolment_files.h"
#include "common/identity/signing_key.h"

namespace par::identity {

struct RenewalRequest {
  std::string node_id;
  std::string connection_pem;          // To certify: a new P-256 key.
  std::string signing_pem;             // To certify again: the Ed25519 key that signs this.
  std::string connection_certificate;  // What it has now.
  std::string signing_certificate;     // The same; empty: it has none, and gets none.
};
[[nodiscard]] std::string ToText(const RenewalRequest& request, const Signer& key);
// INVALID_ARGUMENT enrolment_file_unreadable. Who signed it is not asked yet.
[[nodiscard]] absl::StatusOr<RenewalRequest> ReadRenewalRequest(std::string_view text);

// Under which names the authority certifies the keys of a request: those of the certificates that
// it gave the node before, never what the node wishes.
struct RenewalNames {
  NodeName node;
  SignerName signer;  // Without units: the node has no signing certificate.
};

// What the authority knows when it decides.
struct RenewalJudge {
  std::string_view node_keys;      // Its node-keys.txt: a node's last line is its key.
  std::string_view authority_pem;  // Its certificate.
  std::int64_t now_micros = 0;     // UTC.
};
// OK: `text` may be certified for `node`, which it is said to come from. Otherwise
// INVALID_ARGUMENT enrolment_file_unreadable, certificate_request_unreadable (it asks for no key
// that a connection can have), or PERMISSION_DENIED with the first of
//   renewal_other_node         it is about another node
//   renewal_not_signed         the key that the authority knows as the node's did not sign it, or
//                              is not the one to be certified
//   renewal_other_certificate  what it has now is not the authority's, or names another node
//   renewal_too_late           one of those is over: whoever has the key is no longer known to be
//                              the node, or to sign for those units
[[nodiscard]] absl::StatusOr<RenewalNames> JudgeRenewal(std::string_view text,
                                                        std::string_view node,
                                                        const RenewalJudge& judge);

// Both certificates, under those names. What IssueNode and IssueSigner refuse.
[[nodiscard]] absl::StatusOr<EnrolmentAnswer> CertifyRenewal(const Authority& authority,
                                                             std::string_view text,
                                                             const RenewalNames& names,
                                                             const Validity& validity);

// What the node has and waits for.
struct RenewalPlace {
  std::string node_id;
  std::string authority_pem;  // Whom it believes.
  std::string connection_certificate;
  std::string signing_certificate;  // Empty: it has none.
  std::string next_key_pem;         // Of the request.
  std::string signing_key;          // 32 bytes, public.
};
// OK: the answer may take the place of what the node has. FAILED_PRECONDITION
// renewal_answer_wrong: not by its authority, not over its new key, not in its name alone, or not
// for longer than what it has; of the signing certificate also what CheckSigner refuses, for each
// unit that the present one names. UNAVAILABLE renewal_answer_early: it does not hold yet, by this
// machine's clock.
[[nodiscard]] absl::Status CheckRenewal(const EnrolmentAnswer& answer, const RenewalPlace& place,
                                        std::int64_t now_micros);

}  // namespace par::identity
