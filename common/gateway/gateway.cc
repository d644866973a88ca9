#include "common/gateway/gateway.h"

#include <mutex>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/watched_file.h"
#include "common/domain/refusal.h"
#include "common/gateway/connect_routes.h"
#include "common/gateway/evidence_routes.h"
#include "common/gateway/http_server.h"
#include "common/gateway/inside_calls.h"
#include "common/gateway/public_routes.h"
#include "common/gateway/static_files.h"
#include "common/identity/secret_file.h"
#include "common/rpc/tls.h"

namespace par::gateway {
namespace {

constexpr std::size_t kBodyBytes = std::size_t{32} << 20u;
constexpr std::size_t kBodyBytesOfOneAddress = kBodyBytes / 2;

// Only what monitoring asks for; nothing of anybody's.
Answer Health(const RequestHead& head, bool ready) {
  if (head.method != "GET" && head.method != "HEAD") return PlainAnswer(405, "GET only");
  if (head.path == "/healthz") return PlainAnswer(200, "alive");
  return ready ? PlainAnswer(200, "ready") : PlainAnswer(503, "not ready");
}

// Where another server stands in front, perhaps on this machine, nobody is known to be local.
bool MayReadMetrics(const config::Portal& portal, bool local) {
  using config::MetricsFor;
  return portal.metrics == MetricsFor::kAll ||
         (portal.metrics == MetricsFor::kLocal && local && portal.origin.empty());
}

}  // namespace

struct Gateway::Running {
  explicit Running(Ports given)
      : ports(std::move(given)),
        certificate(ports.config.portal.certificate),
        key(ports.config.portal.key),
        inside(ports.inside, ports.secret),
        credentials(ports.config.node_id),
        bodies(kBodyBytes, kBodyBytesOfOneAddress),
        connect(inside, credentials, bodies,
                static_cast<std::size_t>(ports.config.limits.message_bytes)),
        evidence(inside, credentials, bodies),
        published(inside, ports.config.portal.open_to_public) {}

  Routed Route(const RequestHead& head, const std::shared_ptr<Wire>& wire) {
    if (ConnectRoutes::Takes(head)) return connect.Route(head, wire);
    if (EvidenceRoutes::Takes(head)) return evidence.Route(head, wire);
    if (PublicRoutes::Takes(head)) return published.Route(head, wire);
    if (head.path == "/healthz" || head.path == "/healthz/ready") {
      wire->Send(Health(head, ports.node().ready));
      return {nullptr, "health"};
    }
    if (head.path == "/metrics" && MayReadMetrics(ports.config.portal, head.local)) {
      wire->Send({.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                  .body = metrics.Text(ports.node())});
      return {nullptr, "metrics"};
    }
    wire->Send(pages.AnswerTo(head));
    return {nullptr, "pages"};
  }

  // Reads the certificate again after its file or the key's has changed, and with each look until
  // it is shown: what is half written, or fails for want of anything else, may pass.
  void RenewCertificate() {
    const bool changed = certificate.Changed();
    due = key.Changed() || changed || due;
    if (!due) return;
    absl::Status tried = ShowCertificate();
    due = !tried.ok();
    const std::lock_guard lock(mutex);
    renewal = std::move(tried);
  }

  absl::Status ShowCertificate() {
    RETURN_IF_ERROR(CheckPortalFiles(ports.config));
    ASSIGN_OR_RETURN(const std::string shown,
                     identity::ReadWholeFile(certificate.path(), identity::Secrecy::kPublic));
    ASSIGN_OR_RETURN(const std::string secret,
                     identity::ReadWholeFile(key.path(), identity::Secrecy::kSecret));
    if (server->Renew(shown, secret).ok()) return absl::OkStatus();
    return domain::Refusal(absl::StatusCode::kUnavailable, "gateway_certificate_not_shown",
                           {{"file", certificate.path().string()}});
  }

  const Ports ports;
  WatchedFile certificate;
  WatchedFile key;
  bool due = false;  // The certificate that is shown is not the file's.
  Metrics metrics;
  InsideCalls inside;
  const Credentials credentials;
  BodyBudget bodies;
  ConnectRoutes connect;
  EvidenceRoutes evidence;
  PublicRoutes published;
  StaticFiles pages;
  std::unique_ptr<HttpServer> server;
  std::mutex mutex;  // Guards what follows.
  absl::Status renewal;
};

Gateway::Gateway(std::unique_ptr<Running> running) : running_(std::move(running)) {}

Gateway::~Gateway() { Stop(absl::ZeroDuration()); }

absl::Status CheckPortalFiles(const config::Config& config) {
  if (config.portal.certificate.empty()) return absl::OkStatus();
  return rpc::CheckKeyPair(config.portal.certificate, config.portal.key);
}

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(Ports ports) {
  auto running = std::make_unique<Running>(std::move(ports));
  const config::Portal& portal = running->ports.config.portal;
  // Before they are read: what is written in between is read with the next tick.
  (void)running->certificate.Changed();
  (void)running->key.Changed();
  RETURN_IF_ERROR(CheckPortalFiles(running->ports.config));
  HttpServerOptions options{
      .address = portal.listen,
      .origin = portal.origin,
      .connections = static_cast<std::size_t>(portal.connections),
      .connections_per_address = static_cast<std::size_t>(portal.connections_per_address)};
  if (!portal.certificate.empty()) {
    using identity::Secrecy;
    ASSIGN_OR_RETURN(options.certificate,
                     identity::ReadWholeFile(portal.certificate, Secrecy::kPublic));
    ASSIGN_OR_RETURN(options.key, identity::ReadWholeFile(portal.key, Secrecy::kSecret));
  }
  if (!portal.folder.empty()) {
    ASSIGN_OR_RETURN(running->pages, StaticFiles::Load(portal.folder));
  }
  Running* const state = running.get();
  ASSIGN_OR_RETURN(running->server,
                   HttpServer::Start(
                       options,
                       [state](const RequestHead& head, const std::shared_ptr<Wire>& wire) {
                         return state->Route(head, wire);
                       },
                       running->metrics));
  return std::unique_ptr<Gateway>(new Gateway(std::move(running)));
}

int Gateway::port() const { return running_->server->port(); }
absl::Status Gateway::certificate_status() const {
  const std::lock_guard lock(running_->mutex);
  return running_->renewal;
}
std::uint64_t Gateway::connections_slow() const { return running_->metrics.slow(); }
void Gateway::Tick() {
  if (!running_->ports.config.portal.certificate.empty()) running_->RenewCertificate();
  running_->server->Tick();
  running_->published.Tick();
}
void Gateway::Stop(absl::Duration grace) {
  if (running_->server != nullptr) running_->server->Stop(grace);
  // What is made for several readers, and the last piece of a file, nobody has cancelled.
  running_->inside.Stop();
}

}  // namespace par::gateway
