#include "common/gateway/gateway.h"

#include <utility>

#include "common/base/status_macros.h"
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

// Only what monitoring asks for; nothing of anybody's.
Answer Health(const RequestHead& head, bool ready) {
  if (head.method != "GET" && head.method != "HEAD") return PlainAnswer(405, "GET only");
  if (head.path == "/healthz") return PlainAnswer(200, "alive");
  return ready ? PlainAnswer(200, "ready") : PlainAnswer(503, "not ready");
}

bool MayReadMetrics(config::MetricsFor whom, bool local) {
  return whom == config::MetricsFor::kAll || (whom == config::MetricsFor::kLocal && local);
}

}  // namespace

struct Gateway::Running {
  explicit Running(Ports given)
      : ports(std::move(given)),
        inside(ports.inside, ports.secret),
        bodies(kBodyBytes),
        connect(inside, bodies, static_cast<std::size_t>(ports.config.limits.message_bytes)),
        evidence(inside, bodies),
        published(inside, ports.config.portal.open_to_public) {}

  Routed Route(const RequestHead& head, const std::shared_ptr<Wire>& wire) {
    if (ConnectRoutes::Takes(head)) return connect.Route(head, wire);
    if (EvidenceRoutes::Takes(head)) return evidence.Route(head, wire);
    if (PublicRoutes::Takes(head)) return published.Route(head, wire);
    if (head.path == "/healthz" || head.path == "/healthz/ready") {
      wire->Send(Health(head, ports.node().ready));
      return {nullptr, "health"};
    }
    if (head.path == "/metrics" && MayReadMetrics(ports.config.portal.metrics, head.local)) {
      wire->Send({.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                  .body = metrics.Text(ports.node())});
      return {nullptr, "metrics"};
    }
    wire->Send(pages.AnswerTo(head));
    return {nullptr, "pages"};
  }

  const Ports ports;
  Metrics metrics;
  InsideCalls inside;
  BodyBudget bodies;
  ConnectRoutes connect;
  EvidenceRoutes evidence;
  PublicRoutes published;
  StaticFiles pages;
  std::unique_ptr<HttpServer> server;
};

Gateway::Gateway(std::unique_ptr<Running> running) : running_(std::move(running)) {}

Gateway::~Gateway() { Stop(absl::ZeroDuration()); }

absl::Status CheckPortalFiles(const config::Config& config) {
  if (config.portal.certificate.empty()) return absl::OkStatus();
  return rpc::CheckKeyPair(config.portal.certificate, config.portal.key);
}

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(Ports ports) {
  const config::Portal& portal = ports.config.portal;
  RETURN_IF_ERROR(CheckPortalFiles(ports.config));
  HttpServerOptions options{
      .address = portal.listen,
      .connections = static_cast<std::size_t>(portal.connections),
      .connections_per_address = static_cast<std::size_t>(portal.connections_per_address)};
  if (!portal.certificate.empty()) {
    using identity::Secrecy;
    ASSIGN_OR_RETURN(options.certificate,
                     identity::ReadWholeFile(portal.certificate, Secrecy::kPublic));
    ASSIGN_OR_RETURN(options.key, identity::ReadWholeFile(portal.key, Secrecy::kSecret));
  }
  auto running = std::make_unique<Running>(std::move(ports));
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
void Gateway::Tick() {
  running_->server->Tick();
  running_->published.Tick();
}
void Gateway::Stop(absl::Duration grace) {
  if (running_->server != nullptr) running_->server->Stop(grace);
}

}  // namespace par::gateway
