// What a node is told when it starts: who it is, which units it hosts, who stands above and below,
// where it keeps its data and where it listens. One struct, one table of settings (settings.h), one
// Validate. Secrets never stand here, only the paths of the files that hold them.
//
// Format of the file: docs/formats/config.md. A Config is plain data; reading it is safe from any
// thread once made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/base/log.h"
#include "common/domain/refusal.h"

namespace par::config {

// The level whose work the node does; an office (phòng, sở) has no node of its own.
enum class NodeLevel : std::uint8_t { kCommune = 0, kDistrict = 1, kProvince = 2 };
// "commune", "district", "province": as in files.
[[nodiscard]] std::string_view Name(NodeLevel level);

using par::LogLevel;
[[nodiscard]] std::string_view Name(LogLevel level);

// The node that this one dials; all fields are empty at the top.
struct UpperNode {
  std::string id;
  std::string address;  // host:port of its peer port
  // The unit above this node's topmost one, for as long as the unit tree has not come down.
  std::string unit = {};
  friend bool operator==(const UpperNode&, const UpperNode&) = default;
};

// A node that may connect to this one, and the units whose streams it may bring.
struct ChildNode {
  std::string id;
  std::vector<std::string> units;
  friend bool operator==(const ChildNode&, const ChildNode&) = default;
};

// Files for mutual TLS between nodes. The first three, all PEM, or none of them.
struct CertificateFiles {
  std::string authority;       // The certificates of the authority that signs nodes.
  std::string certificate;     // This node's, with its id in the URI SAN.
  std::string key;             // Its private key.
  std::string withdrawn = {};  // Serials of certificates that count no more; may be empty.
  friend bool operator==(const CertificateFiles&, const CertificateFiles&) = default;
};

// Who may read the figures for monitoring (/metrics).
enum class MetricsFor : std::uint8_t { kNobody = 0, kLocal = 1, kAll = 2 };

// The port for browsers; without `listen` there is none.
struct Portal {
  std::string listen = {};  // host:port; without a certificate only of the loopback.
  // PEM files: the certificate that browsers are shown, with those above it, and its key.
  std::string certificate = {};
  std::string key = {};
  std::string folder = {};  // Of the pages, built; empty: there are none.
  // "https://host[:port]" in browsers, where another server stands in front; only calls of pages
  // from there are taken. Empty: of pages from the name and port that they were asked for by.
  std::string origin = {};
  MetricsFor metrics = MetricsFor::kLocal;
  bool open_to_public = false;   // Published decisions, to whoever asks, without an account.
  std::int64_t connections = 0;  // At most, in all and from one address.
  std::int64_t connections_per_address = 0;
  friend bool operator==(const Portal&, const Portal&) = default;
};

// A provider of sign-ins (OpenID Connect) as an option at the portal; without `issuer` there is
// none. The client's secret stands in a file.
struct SignInProvider {
  std::string issuer = {};              // "https://…", exactly as the provider writes it.
  std::string client_id = {};           // What the provider calls this node.
  std::string client_secret_file = {};  // Empty: a public client, with PKCE alone.
  std::string ca_file = {};             // PEM: who vouches for the provider's TLS.
  std::string portal = {};              // "https://host[:port]": where browsers reach this portal.
  std::string label_vi = {};            // On the button.
  std::string label_en = {};
  std::vector<std::string> two_factors = {};  // Values of acr or amr that are believed.
  std::int64_t seconds = 0;                   // That one question to it may take.
  friend bool operator==(const SignInProvider&, const SignInProvider&) = default;
};

// What hashing a password costs (common/identity/password.h); one hashed with less is hashed again
// when its owner signs in.
struct Passwords {
  std::int64_t memory_bytes = 0;
  std::int64_t passes = 0;
  std::int64_t lanes = 0;
  std::int64_t at_once = 0;  // Hashes at one time: each takes the memory and one processor.
  friend bool operator==(const Passwords&, const Passwords&) = default;
};

// What signatures of documents are checked against.
struct EvidenceTrust {
  std::string anchors;                        // PEM; empty: nobody is asked who a signer is.
  std::vector<std::string> revocation_lists;  // CRL, PEM or DER.
  friend bool operator==(const EvidenceTrust&, const EvidenceTrust&) = default;
};

struct Limits {
  std::int64_t evidence_bytes = 0;  // One evidence file, at most.
  std::int64_t message_bytes = 0;   // One request of a client, at most.
  std::int64_t queue = 0;           // Commands that may wait for the committer.
  std::int64_t pool_threads = 0;    // Threads for work that may block.
  friend bool operator==(const Limits&, const Limits&) = default;
};

struct Config {
  std::string node_id;
  NodeLevel level = NodeLevel::kCommune;
  std::vector<std::string> units;  // The units this node hosts.
  std::string data_directory;
  std::string
      mark_directory;  // The high-water mark, outside the database and best on another disk.
  UpperNode upper;
  std::vector<ChildNode> children;  // At any depth: whose signature counts for which unit.
  std::string peer_listen;          // host:port; empty: nobody can connect to this node.
  std::string client_listen;  // unix:PATH, or host:port of the loopback; for parctl and scripts.
  Portal portal;
  SignInProvider provider;
  CertificateFiles certificates;
  std::string signing_key;          // Ed25519 private key, PEM.
  std::string signing_certificate;  // Binds that key to units; without it no decision is published.
  std::string node_keys;            // Which node signs with which Ed25519 key; may be empty.
  std::string bootstrap_accounts;   // Accounts given to a node that has none yet; may be empty.
  // Opens the stored secrets of second factors; empty: second_factor.key in the data folder.
  std::string second_factor_key;
  Passwords passwords;
  EvidenceTrust evidence;
  Limits limits;
  LogLevel log_level = LogLevel::kInfo;
  domain::Language language = domain::Language::kVietnamese;
  friend bool operator==(const Config&, const Config&) = default;
};

// Every setting at its default; those without a default are empty.
[[nodiscard]] Config DefaultConfig();

// Something wrong with one setting. `key` as in the table, with an index in lists:
// "children[0].id". Line and column count from 1; 0 where the setting does not stand in a file.
struct Problem {
  std::string key;
  std::size_t line = 0;
  std::size_t column = 0;
  absl::Status status;  // A refusal with a reason config_…
};

// "node.yaml:3:7: …"; without line and column where they are 0.
[[nodiscard]] std::string TextOf(const Problem& problem, std::string_view file,
                                 domain::Language language);

// Everything that is wrong: each setting by itself in the table's order (missing, too long, out of
// range, malformed), then settings that contradict each other, with both values. Looks at no file.
[[nodiscard]] std::vector<Problem> Validate(const Config& config);

}  // namespace par::config
