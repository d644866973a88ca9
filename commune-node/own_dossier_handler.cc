#include "commune-node/own_dossier_handler.h"

#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/refusal.h"
#include "common/services/command_handler.h"
#include "common/services/cycles.h"
#include "common/services/kinds.h"
#include "common/services/papers.h"

namespace par::commune {
namespace {

// Whoever gives points and does not uphold the appeal has forgotten one of the two, and a decision
// on an appeal is never taken back. No rule of domain::Decide: entries that were made before it
// must be carried out again as they were.
absl::Status CheckRejection(const domain::Action& action) {
  const bool rejects = action.kind == domain::ActionKind::kDecideAppeal && !action.upheld;
  if (!rejects || action.mark == domain::Mark()) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "appeal_rejected_with_mark",
                         {{"criterion", action.criterion}});
}

}  // namespace

grpc::ServerUnaryReactor* OwnDossierHandler::Act(grpc::CallbackServerContext* context,
                                                 const dossier::v1::ActRequest* request,
                                                 dossier::v1::ActResponse* response) {
  return rpc::CommandCall(
      calls_, context, *request, response, services::Kind::kAct,
      [this, request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
        const dossier::v1::Action& message = request->action();
        ASSIGN_OR_RETURN(const domain::Action action, codec::Decode(message, 0));
        rpc::CommandScope scope;
        scope.unit = message.unit();
        scope.cycle = message.cycle();
        ASSIGN_OR_RETURN(
            scope.actor,
            services::ActorInCycle(ports_.units, *ports_.store.NewSnapshot(), caller,
                                   domain::PermissionFor(action.kind), scope.cycle, scope.unit));
        RETURN_IF_ERROR(CheckRejection(action));
        return scope;
      });
}

absl::Status OwnDossierHandler::MaySee(const storage::Reader& state, const rpc::Caller& caller,
                                       const std::string& cycle, const std::string& unit) const {
  const auto view = domain::Permission::kViewDossier;
  absl::Status may =
      services::ActorInCycle(ports_.units, state, caller, view, cycle, unit).status();
  // A cycle of a node in between is not known here.
  if (domain::ReasonOf(may) == "cycle_unknown") may = ports_.MaySee(state, caller, view, unit);
  return may;
}

grpc::ServerUnaryReactor* OwnDossierHandler::ListEvidence(
    grpc::CallbackServerContext* context, const dossier::v1::ListEvidenceRequest* request,
    dossier::v1::ListEvidenceResponse* response) {
  return services::Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state, const rpc::Caller& caller)
          -> absl::StatusOr<dossier::v1::ListEvidenceResponse> {
        RETURN_IF_ERROR(MaySee(state, caller, request->cycle(), request->unit()));
        if (services::SideOf(caller, request->unit()) == services::DocumentSide::kHeld) {
          return HeldEvidence(state, *request);
        }
        return views_.ListEvidence(state, *request, evidence_);
      });
}

grpc::ServerUnaryReactor* OwnDossierHandler::OpenDossier(
    grpc::CallbackServerContext* context, const dossier::v1::OpenDossierRequest* request,
    dossier::v1::OpenDossierResponse* response) {
  return services::Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state, const rpc::Caller& caller)
          -> absl::StatusOr<dossier::v1::OpenDossierResponse> {
        RETURN_IF_ERROR(MaySee(state, caller, request->cycle(), request->unit()));
        if (services::SideOf(caller, request->unit()) == services::DocumentSide::kHeld) {
          return HeldDossier(state, caller, *request);
        }
        return views_.Open(state, caller, *request, ports_.clock.WallMicros());
      });
}

// The reviewer's paper: made where the dossier is held.
grpc::ServerUnaryReactor* OwnDossierHandler::MakeMinutes(
    grpc::CallbackServerContext* context, const dossier::v1::MakeMinutesRequest* request,
    document::v1::MadeDocument* response) {
  return services::Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller& caller) -> absl::StatusOr<document::v1::MadeDocument> {
        RETURN_IF_ERROR(MaySee(state, caller, request->cycle(), request->unit()));
        dossier::v1::OpenDossierRequest asked;
        asked.set_cycle(request->cycle());
        asked.set_unit(request->unit());
        // The unit's own people see their dossier as OpenDossier shows it, no more.
        const bool above =
            services::SideOf(caller, request->unit()) == services::DocumentSide::kHeld;
        ASSIGN_OR_RETURN(const auto dossier,
                         above ? HeldDossier(state, caller, asked)
                               : OwnDossierHandler::HeldDossier(state, caller, asked));
        return services::MakePaper(document::DocumentKind::kMinutes, request->particulars(),
                                   [&](const document::Particulars& particulars) {
                                     return services::MinutesPaper(dossier, particulars);
                                   });
      });
}

absl::StatusOr<dossier::v1::OpenDossierResponse> OwnDossierHandler::HeldDossier(
    const storage::Reader& /*state*/, const rpc::Caller& /*caller*/,
    const dossier::v1::OpenDossierRequest& request) const {
  return domain::Refusal(absl::StatusCode::kNotFound, "dossier_not_held",
                         {{"unit", request.unit()}, {"cycle", request.cycle()}});
}

absl::StatusOr<dossier::v1::ListEvidenceResponse> OwnDossierHandler::HeldEvidence(
    const storage::Reader& /*state*/, const dossier::v1::ListEvidenceRequest& request) const {
  return domain::Refusal(absl::StatusCode::kNotFound, "dossier_not_held",
                         {{"unit", request.unit()}, {"cycle", request.cycle()}});
}

}  // namespace par::commune
