// The private authority that says which machine is which node and which person holds which account.
// Certificates are P-256 (every TLS library here takes it), 90 days by default. A node's name is
// its one URI name spiffe://parnet/node/<node id>; DNS and IP names only let a dialler find it.
//
// Only the key is taken from a signing request: the names are what the authority was told by a
// person, never what the requester wishes. Safe from many threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace par::identity {

struct NodeName {
  std::string node_id;           // A-Z a-z 0-9 . _ -, 1 to 64 of them.
  std::vector<std::string> dns;  // Names and addresses under which it may be dialled.
  std::vector<std::string> ips;
};
// INVALID_ARGUMENT node_name_invalid: no certificate can name this node.
[[nodiscard]] absl::Status CheckNodeId(std::string_view node_id);

// Whose decisions a signing key signs.
struct SignerName {
  std::string node_id;             // The node that holds the key.
  std::vector<std::string> units;  // In whose names it signs; at least one.
};
struct PersonName {
  std::string unit;
  std::string account;
};

// When a certificate holds. It starts five minutes early, for clocks that are behind.
struct Validity {
  std::int64_t from_micros = 0;  // UTC.
  std::int64_t days = 90;        // 1 to kMostDays.
};
inline constexpr std::int64_t kMostDays = 3653;  // Ten years, as the authority itself.

struct Certificate {
  std::string pem;
  std::string serial;  // Lower-case hexadecimal.
  std::int64_t not_after_micros = 0;
  std::string fingerprint;  // SHA-256 of the public key, lower-case hexadecimal: names the machine.
};

// A new private key (PKCS #8 PEM) and the request to certify it.
struct KeyAndRequest {
  std::string key_pem;
  std::string request_pem;
};
[[nodiscard]] KeyAndRequest MakeKeyAndRequest();
// The same of a key that is there; nothing if it is none that MakeKeyAndRequest makes.
[[nodiscard]] std::optional<KeyAndRequest> RequestFor(std::string key_pem);

// What a certificate says. INVALID_ARGUMENT certificate_unreadable.
[[nodiscard]] absl::StatusOr<Certificate> ReadCertificate(std::string_view pem);
// The same of every certificate in `pem`; at least one.
[[nodiscard]] absl::StatusOr<std::vector<Certificate>> ReadCertificates(std::string_view pem);

// True if `key_pem` is the private half of the certificate's key.
[[nodiscard]] bool KeyBelongsTo(std::string_view key_pem, std::string_view certificate_pem);

// True if a key of one of the certificates in `authorities_pem` signed it, whatever their times.
[[nodiscard]] bool SignedByAny(std::string_view certificate_pem, std::string_view authorities_pem);

class Authority {
 public:
  // Makes a new authority in `folder` (ca.key 0600, ca.crt), valid for ten years. ALREADY_EXISTS
  // authority_exists: there is one, and it is never replaced.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<Authority>> Create(
      const std::filesystem::path& folder, std::string_view name, std::int64_t now_micros);
  // NOT_FOUND file_not_read, DATA_LOSS key_file_unreadable, FAILED_PRECONDITION
  // key_file_open_to_others.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<Authority>> Open(
      const std::filesystem::path& folder);
  ~Authority();

  [[nodiscard]] const std::string& certificate_pem() const { return certificate_pem_; }

  // INVALID_ARGUMENT certificate_request_unreadable (not a request, or not signed by its own key,
  // or not a P-256 key), node_name_invalid, certificate_days_invalid.
  [[nodiscard]] absl::StatusOr<Certificate> IssueNode(std::string_view request_pem,
                                                      const NodeName& name,
                                                      const Validity& validity) const;
  // Over an Ed25519 key (SigningKey::Request): URI names spiffe://parnet/signer/<node> and one
  // spiffe://parnet/unit/<unit> for each unit. For signing documents only: no TLS takes it.
  // INVALID_ARGUMENT certificate_request_unreadable, node_name_invalid, certificate_days_invalid.
  [[nodiscard]] absl::StatusOr<Certificate> IssueSigner(std::string_view request_pem,
                                                        const SignerName& name,
                                                        const Validity& validity) const;
  // URI name spiffe://parnet/account/<unit>/<account>; for clients only. Refuses as IssueNode does.
  [[nodiscard]] absl::StatusOr<Certificate> IssuePerson(std::string_view request_pem,
                                                        const PersonName& name,
                                                        const Validity& validity) const;

 private:
  struct Keys;
  Authority(std::unique_ptr<Keys> keys, std::string certificate_pem);
  std::unique_ptr<Keys> keys_;
  std::string certificate_pem_;
};

// Writes node.key (0600), node.crt and ca.crt into `folder`, the key first: the files a node's
// server and client read and watch.
[[nodiscard]] absl::Status WriteNodeFiles(const std::filesystem::path& folder,
                                          std::string_view key_pem,
                                          std::string_view certificate_pem,
                                          std::string_view authority_pem);

}  // namespace par::identity
