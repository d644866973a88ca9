// A province, the district tu-nghia and its communes la-ha and song-ve, each a real node on a
// machine of its own: certificates, mutual TLS, RocksDB, every service over gRPC. Machines can be
// stopped, lost and replaced. The cycle of the two communes is the district's; its deadlines have
// passed and late submissions count. Ids of requests are numbered, so that two countries in which
// the same is done hold the same items.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/node/node.h"
#include "common/rpc/client.h"
#include "par/assessment/v1/assessment.grpc.pb.h"
#include "par/cycle/v1/cycle.grpc.pb.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "tests/support/slow_line.h"
#include "tests/unit/node/node_world.h"

namespace par::testing {

inline constexpr const char* kProvince = "quang-ngai";
inline constexpr const char* kDistrict = "tu-nghia";
inline constexpr const char* kLaHa = "la-ha";
inline constexpr const char* kSongVe = "song-ve";
inline constexpr const char* kCommuneCycle = "cap-xa-2023";

class FourNodes {
 public:
  // All four run, the units and the set have come down, the cycle is open for self-assessment.
  FourNodes();

  // Machines, by the unit they host. A lost one leaves nothing but, under `keep`, its old folder.
  void Start(const std::string& unit);
  void Stop(const std::string& unit);
  void LoseDisk(const std::string& unit);
  // As `parctl ca` and a person do: a new key, certificate and signing key, empty folders.
  void NewMachine(const std::string& unit);
  [[nodiscard]] config::Config& config(const std::string& unit) { return places_[unit].config; }
  [[nodiscard]] node::Node& node(const std::string& unit) { return *places_[unit].node; }
  [[nodiscard]] node::Program ProgramOf(const std::string& unit) const;
  [[nodiscard]] const node::testing::World& world() const { return world_; }

  // As `role` of the unit (its account has the role's name) on the unit's own node.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(const std::string& unit, const std::string& role,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request) {
    Stub stub(places_[unit].channel);
    return rpc::Call(stub, method, request, "token-" + role + "-" + unit);
  }
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Change(const std::string& unit, const std::string& role,
                                  grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                               Response*),
                                  Request request) {
    request.set_request_id(NextId());
    return Call(unit, role, method, request);
  }

  [[nodiscard]] assessment::v1::FillAnswersRequest Answers(const std::string& unit) const;
  [[nodiscard]] static dossier::v1::ActRequest Action(const std::string& unit,
                                                      const std::string& kind);
  // Filled, approved and handed in, on the unit's node.
  void HandIn(const std::string& unit);
  // By the district.
  void Review(const std::string& unit, const std::string& kind, const std::string& role);
  // What the district says of the unit's dossier; empty where it holds none.
  [[nodiscard]] std::string HeldState(const std::string& unit);
  // What the unit's own node says.
  [[nodiscard]] std::string OwnState(const std::string& unit);

  // Its line up is in session and every stream as the node above holds it.
  [[nodiscard]] bool InStep(const std::string& unit);

  // What a stopped node holds, in words that do not depend on when it happened or on which machine:
  // cycles, sets, dossiers with claims and reviews, documents, decisions, and of every stream each
  // item with what became of it.
  [[nodiscard]] std::string Knows(const std::string& unit) const;

  [[nodiscard]] std::string NextId();

 private:
  struct Place {
    config::Config config;
    std::unique_ptr<node::Node> node;
    std::shared_ptr<grpc::Channel> channel;
    SlowLine line;  // On which those below dial it: one address for all its machines.
  };
  void Configure(const std::string& unit);

  node::testing::World world_;
  std::map<std::string, Place> places_;
  std::uint64_t ids_ = 0;
};

}  // namespace par::testing
