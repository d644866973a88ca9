// Mutual TLS between nodes. Both sides prove who they are by the one URI name in their certificate;
// host names prove nothing. The files are watched: a renewed certificate is taken up within
// seconds by new connections (old ones end with their age).
#pragma once

#include <filesystem>
#include <memory>
#include <string>

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

// gRPC itself only logs about files it cannot use, and then refuses every connection. NOT_FOUND
// file_not_read, FAILED_PRECONDITION key_file_open_to_others, INVALID_ARGUMENT
// certificate_unreadable, DATA_LOSS key_file_unreadable (the key is not the certificate's).
[[nodiscard]] absl::Status CheckTlsFiles(const TlsFiles& files);

// Requires and verifies a client's certificate: a peer without one of our authority's is dropped
// in the handshake, before HTTP/2 is read.
[[nodiscard]] std::shared_ptr<grpc::ServerCredentials> ServerTls(const TlsFiles& files);

// For dialling: the other side must be node `expected_node`, under whatever address it is reached.
[[nodiscard]] std::shared_ptr<grpc::ChannelCredentials> ChannelTls(const TlsFiles& files,
                                                                   std::string expected_node);

}  // namespace par::rpc
