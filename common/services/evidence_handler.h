// EvidenceService over gRPC. Everything that touches a file runs on the work pool. Every method
// names the unit: who may fill in for it uploads; who may see its dossier reads, its own people
// what it added and the units above what it handed up. See docs/handlers.md.
#pragma once

#include <cstdint>
#include <string>

#include "common/evidence/evidence_store.h"
#include "common/rpc/calls.h"
#include "common/services/evidence_desk.h"
#include "common/services/handler_ports.h"
#include "par/evidence/v1/evidence.grpc.pb.h"

namespace par::services {

class EvidenceHandler final : public evidence::v1::EvidenceService::CallbackService {
 public:
  // `largest`: the most bytes this node takes of one file (limits.evidence_bytes).
  EvidenceHandler(const rpc::CallPorts& calls, const HandlerPorts& ports, const EvidenceDesk& desk,
                  evidence::EvidenceStore& files, std::uint64_t largest)
      : calls_(calls), ports_(ports), desk_(desk), files_(files), largest_(largest) {}

  grpc::ServerUnaryReactor* BeginUpload(grpc::CallbackServerContext* context,
                                        const evidence::v1::BeginUploadRequest* request,
                                        evidence::v1::BeginUploadResponse* response) override;
  grpc::ServerUnaryReactor* PutChunk(grpc::CallbackServerContext* context,
                                     const evidence::v1::PutChunkRequest* request,
                                     evidence::v1::PutChunkResponse* response) override;
  grpc::ServerUnaryReactor* AddDocument(grpc::CallbackServerContext* context,
                                        const evidence::v1::AddDocumentRequest* request,
                                        evidence::v1::AddDocumentResponse* response) override;
  grpc::ServerUnaryReactor* ListDocuments(grpc::CallbackServerContext* context,
                                          const evidence::v1::ListDocumentsRequest* request,
                                          evidence::v1::ListDocumentsResponse* response) override;
  grpc::ServerUnaryReactor* ReadDocument(grpc::CallbackServerContext* context,
                                         const evidence::v1::ReadDocumentRequest* request,
                                         evidence::v1::ReadDocumentResponse* response) override;
  grpc::ServerUnaryReactor* VerifyDocument(grpc::CallbackServerContext* context,
                                           const evidence::v1::VerifyDocumentRequest* request,
                                           evidence::v1::VerifyDocumentResponse* response) override;

 private:
  // The caller may fill in for the unit, which is here, and the file is not too large.
  absl::Status MayUpload(const storage::Reader& state, const identity::Caller& caller,
                         std::string_view unit, std::uint64_t size) const;
  // PERMISSION_DENIED not_permitted.
  absl::StatusOr<DocumentsSeen> SeenBy(const storage::Reader& state, const identity::Caller& caller,
                                       const std::string& unit) const;

  rpc::CallPorts calls_;
  HandlerPorts ports_;
  const EvidenceDesk& desk_;
  evidence::EvidenceStore& files_;
  std::uint64_t largest_;
};

}  // namespace par::services
