// Mutual TLS between nodes. Both sides prove who they are by the one URI name in their certificate;
// host names prove nothing. The files are watched: a renewed certificate is taken up within
// seconds by new connections (old ones end with their age).
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace grpc {
class ServerCredentials;
class ChannelCredentials;
}  // namespace grpc

namespace par::rpc {

// PEM files: the authority's certificate, this node's certificate and its private key.
struct TlsFiles {
  std::filesystem::path authority;
  std::filesystem::path certificate;
  std::filesystem::path key;
};

// Whether the certificate with that serial (lower-case hexadecimal) still counts. Called on gRPC's
// threads: must not block.
using AdmitCertificate = std::function<absl::Status(std::string_view serial)>;

// gRPC itself only logs about files it cannot use, and then refuses every connection. NOT_FOUND
// file_not_read, FAILED_PRECONDITION key_file_open_to_others, INVALID_ARGUMENT
// certificate_unreadable, DATA_LOSS key_file_unreadable (the key is not the certificate's).
[[nodiscard]] absl::Status CheckTlsFiles(const TlsFiles& files);
// The same of a certificate and its key alone.
[[nodiscard]] absl::Status CheckKeyPair(const std::filesystem::path& certificate,
                                        const std::filesystem::path& key);

// Requires and verifies a client's certificate: a peer without one of our authority's is dropped
// in the handshake, before HTTP/2 is read.
[[nodiscard]] std::shared_ptr<grpc::ServerCredentials> ServerTls(const TlsFiles& files);

// For dialling: the other side must be node `expected_node`, under whatever address it is reached,
// with a certificate that `admit` (where there is one) lets pass; it is asked at every handshake.
[[nodiscard]] std::shared_ptr<grpc::ChannelCredentials> ChannelTls(const TlsFiles& files,
                                                                   std::string expected_node,
                                                                   AdmitCertificate admit = {});

}  // namespace par::rpc
