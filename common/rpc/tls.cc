#include "common/rpc/tls.h"

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/ca.h"
#include "common/identity/secret_file.h"
#include "common/rpc/caller.h"
#include "common/rpc/tls_memory.h"

namespace par::rpc {
namespace {

namespace tls = grpc::experimental;

constexpr unsigned int kWatchSeconds = 1;

std::shared_ptr<tls::FileWatcherCertificateProvider> Watched(const TlsFiles& files) {
  return std::make_shared<tls::FileWatcherCertificateProvider>(
      files.key.string(), files.certificate.string(), files.authority.string(), kWatchSeconds);
}

// The chain is already verified against the authority; this decides who the other side is.
class ExpectNode final : public tls::ExternalCertificateVerifier {
 public:
  ExpectNode(std::string node, AdmitCertificate admit)
      : node_(std::move(node)), admit_(std::move(admit)) {}

  bool Verify(tls::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)> /*callback*/, grpc::Status* sync_status) override {
    std::vector<std::string> uris;
    for (const grpc::string_ref& uri : request->uri_names()) {
      uris.emplace_back(uri.data(), uri.size());
    }
    const absl::StatusOr<std::string> node = NodeOfUris(uris);
    *sync_status = grpc::Status::OK;
    if (!node.ok() || *node != node_) {
      *sync_status =
          grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "the other side is not node " + node_);
    } else if (!Admitted(request->peer_cert())) {
      *sync_status = grpc::Status(grpc::StatusCode::UNAUTHENTICATED,
                                  "the certificate of the other side is withdrawn");
    }
    return true;  // Decided here and now.
  }
  void Cancel(tls::TlsCustomVerificationCheckRequest* /*request*/) override {}

 private:
  [[nodiscard]] bool Admitted(grpc::string_ref pem) const {
    if (!admit_) return true;
    const auto shown = identity::ReadCertificate(std::string_view(pem.data(), pem.size()));
    return shown.ok() && admit_(shown->serial).ok();
  }

  const std::string node_;
  const AdmitCertificate admit_;
};

}  // namespace

absl::Status CheckKeyPair(const std::filesystem::path& certificate,
                          const std::filesystem::path& key) {
  using identity::Secrecy;
  ASSIGN_OR_RETURN(const std::string key_pem, identity::ReadWholeFile(key, Secrecy::kSecret));
  ASSIGN_OR_RETURN(const std::string certificate_pem,
                   identity::ReadWholeFile(certificate, Secrecy::kPublic));
  if (identity::KeyBelongsTo(key_pem, certificate_pem)) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kDataLoss, "key_file_unreadable",
                         {{"file", key.string()}});
}

absl::Status CheckTlsFiles(const TlsFiles& files) {
  ASSIGN_OR_RETURN(const std::string authority,
                   identity::ReadWholeFile(files.authority, identity::Secrecy::kPublic));
  RETURN_IF_ERROR(identity::ReadCertificate(authority).status());
  return CheckKeyPair(files.certificate, files.key);
}

std::shared_ptr<grpc::ServerCredentials> ServerTls(const TlsFiles& files) {
  KeepTlsConnectionsSmall();
  tls::TlsServerCredentialsOptions options(Watched(files));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return tls::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> ChannelTls(const TlsFiles& files,
                                                     std::string expected_node,
                                                     AdmitCertificate admit) {
  KeepTlsConnectionsSmall();
  tls::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watched(files));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_verify_server_certs(true);
  options.set_check_call_host(false);
  options.set_certificate_verifier(tls::ExternalCertificateVerifier::Create<ExpectNode>(
      std::move(expected_node), std::move(admit)));
  return tls::TlsCredentials(options);
}

}  // namespace par::rpc
