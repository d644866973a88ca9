#include "district-node/decision_handler.h"

#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/identity/signer_certificate.h"
#include "common/ledger/entry.h"
#include "common/services/command_handler.h"
#include "common/services/kinds.h"

namespace par::district {
namespace {

using decision::v1::PublishDecisionRequest;
using services::Query;

// The signed request of the entry that carries this id: a repeat must be the same wish to get the
// same answer, but could no longer be signed, for the cycle is published.
absl::StatusOr<std::optional<std::string>> PayloadOf(const storage::Reader& state,
                                                     const std::string& request_id) {
  if (request_id.size() != ledger::kCommandIdBytes) return std::optional<std::string>();
  ASSIGN_OR_RETURN(const auto answer, ledger::ReadAnswer(state, request_id));
  if (!answer.has_value()) return std::optional<std::string>();
  ASSIGN_OR_RETURN(const auto entry, ledger::ReadEntry(state, answer->number));
  if (!entry.has_value()) return std::optional<std::string>();
  return std::optional(entry->command.payload);
}

void ClearSignature(PublishDecisionRequest& request) {
  request.clear_signature();
  request.clear_signer_key();
  request.clear_signer_node();
  request.clear_signer_certificate();
  request.clear_signed_at();
  request.clear_sent();
}

bool SameWish(const std::string& payload, PublishDecisionRequest request) {
  PublishDecisionRequest before;
  if (!before.ParseFromString(payload)) return false;
  ClearSignature(before);
  ClearSignature(request);
  return before.SerializeAsString() == request.SerializeAsString();
}

}  // namespace

grpc::ServerUnaryReactor* DecisionHandler::ReconcileCycle(
    grpc::CallbackServerContext* context, const decision::v1::ReconcileCycleRequest* request,
    decision::v1::ReconcileResponse* response) {
  return Query(calls(), ports(), context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.ReconcileCycle(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* DecisionHandler::ReconcileStated(
    grpc::CallbackServerContext* context, const decision::v1::ReconcileStatedRequest* request,
    decision::v1::ReconcileResponse* response) {
  return Query(calls(), ports(), context, response,
               [request](const storage::Reader&, const rpc::Caller&) {
                 return DecisionDesk::ReconcileStated(*request);
               });
}

grpc::ServerUnaryReactor* DecisionHandler::PreviewDecision(
    grpc::CallbackServerContext* context, const decision::v1::PreviewDecisionRequest* request,
    decision::v1::PreviewDecisionResponse* response) {
  return Query(calls(), ports(), context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return desk_.Preview(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* DecisionHandler::GetProgress(
    grpc::CallbackServerContext* context, const decision::v1::GetProgressRequest* request,
    decision::v1::GetProgressResponse* response) {
  return Query(calls(), ports(), context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return progress_.Progress(
                     state, caller, *request,
                     {.node = config_.node_id,
                      .key = signer_.public_key(),
                      .certificate = identity::ReadSignerCertificate(config_.signing_certificate),
                      .now_micros = ports().clock.WallMicros()});
               });
}

grpc::ServerUnaryReactor* DecisionHandler::ListDeliveries(
    grpc::CallbackServerContext* context, const decision::v1::ListDeliveriesRequest* request,
    decision::v1::ListDeliveriesResponse* response) {
  return Query(calls(), ports(), context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller) {
                 return progress_.Deliveries(state, caller, *request);
               });
}

grpc::ServerUnaryReactor* DecisionHandler::PublishDecision(
    grpc::CallbackServerContext* context, const PublishDecisionRequest* request,
    decision::v1::PublishDecisionResponse* response) {
  return rpc::CommandCall(
      calls(), context, *request, response, services::Kind::kPublishDecision,
      [this, request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
        const std::unique_ptr<storage::Snapshot> state = ports().store.NewSnapshot();
        ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(*state, request->cycle()));
        rpc::CommandScope scope;
        scope.unit = frame.cycle.owner.value();
        scope.cycle = request->cycle();
        ASSIGN_OR_RETURN(scope.actor,
                         HeldDossiers::ActorOnCycle(frame, caller, domain::Permission::kPublish));
        ASSIGN_OR_RETURN(scope.payload, PayloadOf(*state, request->request_id()));
        if (scope.payload.has_value() && SameWish(*scope.payload, *request)) return scope;
        PublishDecisionRequest unsigned_request = *request;
        ClearSignature(unsigned_request);
        ASSIGN_OR_RETURN(std::string certificate,
                         identity::ReadSignerCertificate(config_.signing_certificate));
        ASSIGN_OR_RETURN(const PublishDecisionRequest signed_request,
                         desk_.Sign(*state, std::move(unsigned_request),
                                    {.key = signer_,
                                     .node = config_.node_id,
                                     .certificate = std::move(certificate),
                                     .now_micros = ports().clock.WallMicros()}));
        scope.payload = signed_request.SerializeAsString();
        return scope;
      });
}

}  // namespace par::district
