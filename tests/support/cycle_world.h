// Real nodes in a cycle: certificates, mutual TLS, RocksDB and every service over gRPC, as the
// programs make them. One node hosts a province, two of its districts and the commune song-ve; the
// commune la-ha has a node of its own, which is started when asked for. The deadlines of the cycles
// have passed and late submissions count, so that a whole cycle can be gone through at once.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "common/node/node.h"
#include "common/rpc/client.h"
#include "par/assessment/v1/assessment.grpc.pb.h"
#include "par/cycle/v1/cycle.grpc.pb.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "par/evidence/v1/evidence.grpc.pb.h"
#include "tests/unit/node/node_world.h"

namespace par::testing {

inline constexpr const char* kBothCycle = "communes";  // la-ha and song-ve
inline constexpr const char* kOneCycle = "song-ve-alone";

// Their token is "token-<account>". The upper node also has an account of each role for each of
// quang-ngai, tu-nghia, la-ha and song-ve: "clerk.song-ve".
inline constexpr const char* kLaHaClerk = "lan";
inline constexpr const char* kLaHaLeader = "minh";
inline constexpr const char* kClerk = "hoa";  // song-ve
inline constexpr const char* kLeader = "binh";
inline constexpr const char* kReviewer = "tham-dinh";  // tu-nghia
inline constexpr const char* kCouncil = "hoi-dong";
inline constexpr const char* kPublisher = "cong-bo";
inline constexpr const char* kAdministrator = "quan-tri-huyen";
inline constexpr const char* kProvinceReviewer = "tham-dinh-tinh";
inline constexpr const char* kOtherDistrict = "nghia-hanh-hoi-dong";

class CycleWorld {
 public:
  // The upper node runs, both cycles are open for self-assessment. Both nodes trust what `evidence`
  // names.
  explicit CycleWorld(const config::EvidenceTrust& evidence = {});

  // Starts la-ha's node and waits until the cycle has come down to it.
  void StartCommune();
  // Stops both nodes, has each one's ledger verified and its rows built anew, and starts them
  // again. They do not find each other then: the upper one has another port.
  void RestartBoth();

  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Upper(const std::string& account,
                                 grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                              Response*),
                                 const Request& request) const {
    Stub stub(upper_channel_);
    return rpc::Call(stub, method, request, "token-" + account);
  }
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Commune(const std::string& account,
                                   grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                const Request&, Response*),
                                   const Request& request) const {
    Stub stub(commune_channel_);
    return rpc::Call(stub, method, request, "token-" + account);
  }

  // song-ve's answers of the sample set, as unit `unit` would give them.
  [[nodiscard]] assessment::v1::FillAnswersRequest Fill(const std::string& cycle,
                                                        const std::string& unit) const;
  // `kind` on the dossier, without any base version.
  [[nodiscard]] static dossier::v1::ActRequest Action(const std::string& cycle,
                                                      const std::string& unit,
                                                      const std::string& kind);
  // A PDF of the unit's, not yet anywhere.
  [[nodiscard]] static evidence::v1::Document DocumentOf(const std::string& unit,
                                                         const std::string& bytes);
  void MoveCycle(const std::string& cycle, const std::string& state);

  // Asks again and again for a minute at most.
  static void WaitFor(const std::string& what, const std::function<bool()>& holds);

  [[nodiscard]] int upper_port() const { return upper_->client_port(); }
  [[nodiscard]] int portal_port() const { return upper_->portal_port(); }
  [[nodiscard]] const config::Config& commune_config() const { return commune_config_; }

 private:
  void StartUpper();
  void OpenCycles();

  node::testing::World nodes_;
  config::Config upper_config_;
  config::Config commune_config_;
  std::unique_ptr<node::Node> upper_;
  std::unique_ptr<node::Node> commune_;
  std::shared_ptr<grpc::Channel> upper_channel_;
  std::shared_ptr<grpc::Channel> commune_channel_;
};

// Puts the file in one piece and adds the document; `call(method, request)` is Upper or Commune as
// somebody.
template <typename Call>
absl::Status AddDocument(Call call, const evidence::v1::Document& document,
                         const std::string& bytes) {
  using evidence::v1::EvidenceService;
  evidence::v1::PutChunkRequest piece;
  piece.set_unit(document.unit());
  piece.set_sha256(document.sha256());
  piece.set_size(bytes.size());
  piece.set_data(bytes);
  const auto put = call(&EvidenceService::Stub::PutChunk, piece);
  if (!put.ok()) return put.status();
  evidence::v1::AddDocumentRequest add;
  add.set_request_id(rpc::NewRequestId());
  *add.mutable_document() = document;
  return call(&EvidenceService::Stub::AddDocument, add).status();
}

}  // namespace par::testing
