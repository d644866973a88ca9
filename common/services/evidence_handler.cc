#include "common/services/evidence_handler.h"

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/services/command_handler.h"
#include "common/services/kinds.h"

namespace par::services {

using domain::Permission;

absl::Status EvidenceHandler::MayUpload(const storage::Reader& state,
                                        const identity::Caller& caller, std::string_view unit,
                                        std::uint64_t size) const {
  RETURN_IF_ERROR(ports_.MaySee(state, caller, Permission::kFill, unit));
  RETURN_IF_ERROR(ports_.units.RequireHosted(state, unit));
  if (size <= largest_) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "evidence_too_large",
                         {{"bytes", std::to_string(size)}, {"maximum", std::to_string(largest_)}});
}

grpc::ServerUnaryReactor* EvidenceHandler::BeginUpload(
    grpc::CallbackServerContext* context, const evidence::v1::BeginUploadRequest* request,
    evidence::v1::BeginUploadResponse* response) {
  return Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state, const rpc::Caller& caller)
          -> absl::StatusOr<evidence::v1::BeginUploadResponse> {
        RETURN_IF_ERROR(MayUpload(state, caller, request->unit(), request->size()));
        ASSIGN_OR_RETURN(const Sha256 sha256, ReadHash(request->sha256()));
        // Told before 200 MB were sent for nothing.
        if (!evidence::KindOfName(request->file_name()).has_value()) {
          return domain::Refusal(absl::StatusCode::kInvalidArgument, "evidence_kind_unknown",
                                 {{"file", request->file_name()}});
        }
        ASSIGN_OR_RETURN(const evidence::Intake intake, files_.Begin(sha256, request->size()));
        evidence::v1::BeginUploadResponse begun;
        begun.set_durable_offset(intake.durable_offset);
        begun.set_complete(intake.complete);
        return begun;
      });
}

grpc::ServerUnaryReactor* EvidenceHandler::PutChunk(grpc::CallbackServerContext* context,
                                                    const evidence::v1::PutChunkRequest* request,
                                                    evidence::v1::PutChunkResponse* response) {
  return Query(
      calls_, ports_, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller& caller) -> absl::StatusOr<evidence::v1::PutChunkResponse> {
        RETURN_IF_ERROR(MayUpload(state, caller, request->unit(), request->size()));
        ASSIGN_OR_RETURN(const Sha256 sha256, ReadHash(request->sha256()));
        ASSIGN_OR_RETURN(const std::uint64_t offset,
                         files_.Put(sha256, request->size(), request->offset(), request->data(),
                                    "unit " + request->unit()));
        evidence::v1::PutChunkResponse put;
        put.set_durable_offset(offset);
        return put;
      });
}

grpc::ServerUnaryReactor* EvidenceHandler::AddDocument(
    grpc::CallbackServerContext* context, const evidence::v1::AddDocumentRequest* request,
    evidence::v1::AddDocumentResponse* response) {
  return rpc::CommandCall(
      calls_, context, *request, response, Kind::kAddDocument,
      [this, request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
        const evidence::v1::Document& document = request->document();
        rpc::CommandScope scope;
        scope.unit = document.unit();
        ASSIGN_OR_RETURN(scope.actor, ports_.ActorFor(caller, Permission::kFill, scope.unit));
        RETURN_IF_ERROR(
            MayUpload(*ports_.store.NewSnapshot(), caller, scope.unit, document.size()));
        RETURN_IF_ERROR(desk_.CheckFile(document));
        return scope;
      });
}

absl::StatusOr<DocumentsSeen> EvidenceHandler::SeenBy(const storage::Reader& state,
                                                      const identity::Caller& caller,
                                                      const std::string& unit) const {
  RETURN_IF_ERROR(ports_.MaySee(state, caller, Permission::kViewDossier, unit));
  return DocumentsSeen{.side = SideOf(caller, unit), .unit = unit};
}

grpc::ServerUnaryReactor* EvidenceHandler::ListDocuments(
    grpc::CallbackServerContext* context, const evidence::v1::ListDocumentsRequest* request,
    evidence::v1::ListDocumentsResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller)
                   -> absl::StatusOr<evidence::v1::ListDocumentsResponse> {
                 ASSIGN_OR_RETURN(const DocumentsSeen seen, SeenBy(state, caller, request->unit()));
                 return desk_.List(state, seen, LanguageOf(request->language()));
               });
}

grpc::ServerUnaryReactor* EvidenceHandler::ReadDocument(
    grpc::CallbackServerContext* context, const evidence::v1::ReadDocumentRequest* request,
    evidence::v1::ReadDocumentResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller)
                   -> absl::StatusOr<evidence::v1::ReadDocumentResponse> {
                 ASSIGN_OR_RETURN(const DocumentsSeen seen, SeenBy(state, caller, request->unit()));
                 return desk_.Read(state, seen, request->sha256(), request->offset(),
                                   evidence::kMaxPieceBytes);
               });
}

grpc::ServerUnaryReactor* EvidenceHandler::VerifyDocument(
    grpc::CallbackServerContext* context, const evidence::v1::VerifyDocumentRequest* request,
    evidence::v1::VerifyDocumentResponse* response) {
  return Query(calls_, ports_, context, response,
               [this, request](const storage::Reader& state, const rpc::Caller& caller)
                   -> absl::StatusOr<evidence::v1::VerifyDocumentResponse> {
                 ASSIGN_OR_RETURN(const DocumentsSeen seen, SeenBy(state, caller, request->unit()));
                 return desk_.Verify(state, seen, request->sha256(),
                                     LanguageOf(request->language()));
               });
}

}  // namespace par::services
