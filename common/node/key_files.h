// The certificates and keys that a node's configuration names: how long they hold and what is wrong
// with them. Reads files only, so that it can be asked of a node that is running and of one that is
// not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/config/config.h"

namespace par::node {

// A certificate that ends sooner than this is to be renewed: the third part of its usual life.
inline constexpr int kSoonDays = 30;

struct KeyFile {
  std::string setting;  // "certificates.certificate"
  std::string file;
  // UTC microseconds; 0: not a certificate, or not readable. Of the authorities in
  // provider.ca_file the last end.
  std::int64_t not_after = 0;
  // OK; certificate_expires_soon, and in its place how the renewal of the node's own stands
  // (certificate_renewal_asked, certificate_renewal_failed); and what makes it useless now:
  // certificate_expired, file_not_read, certificate_unreadable, key_file_unreadable,
  // key_file_open_to_others, signer_certificate_..., text_empty of a secret, of evidence.anchors
  // what signature::ReadTrust refuses.
  absl::Status problem;
  // False while it can still be used.
  [[nodiscard]] bool useless() const;
};

// Every certificate that is named, in the order of the settings, and the anchors of evidence with
// their revocation lists. `signing_key` is the node's public
// key; empty: the signing certificate is not compared with it.
[[nodiscard]] std::vector<KeyFile> KeyFiles(const config::Config& config,
                                            std::string_view signing_key, std::int64_t now);

// A file without an end, where the configuration names one.
void AddList(std::string_view setting, const std::string& file, absl::Status problem,
             std::vector<KeyFile>& files);

// What check-config says of them and of the file of the nodes' keys, one line each. The signing key
// is read where there is one.
struct KeyFilesText {
  std::string text;
  bool usable = true;
};
[[nodiscard]] KeyFilesText DescribeKeyFiles(const config::Config& config, std::int64_t now);

}  // namespace par::node
