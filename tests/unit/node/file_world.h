// A province, a district and a commune as real nodes (RocksDB, mutual TLS) that hand evidence files
// up; tests put files and send items that refer to them.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/sha256.h"
#include "common/evidence/evidence_store.h"
#include "common/node/node.h"
#include "common/rpc/calls.h"
#include "par/exchange/v1/exchange.pb.h"
#include "tests/unit/node/node_world.h"

namespace par::node::testing {

// `bytes` of something that looks like a PDF; no two with different `seed` are equal.
[[nodiscard]] std::string Pdf(std::size_t bytes, std::string_view seed);
[[nodiscard]] exchange::v1::BlobRef RefTo(const std::string& file,
                                          std::string_view media_type = "application/pdf");

// One node with what its parts were given.
class Site {
 public:
  Site(World& world, const std::string& node, config::NodeLevel level, const std::string& unit);

  void Start();
  void Stop();
  Node& node() { return *node_; }
  config::Config& config() { return config_; }
  evidence::EvidenceStore& files() { return *files_; }

  // As an upload does.
  void Put(const std::string& file);
  // An item of the unit that refers to `blobs`; durable when it returns.
  void Send(const std::vector<exchange::v1::BlobRef>& blobs);
  // Items that came from the units below.
  std::size_t received();
  // The first line of that direction; nothing moved where there is none.
  [[nodiscard]] exchange::BlobTraffic Files(Direction direction);

 private:
  config::Config config_;
  std::string unit_;
  std::unique_ptr<Node> node_;
  evidence::EvidenceStore* files_ = nullptr;
  rpc::SubmitCommand submit_;
  std::mutex mutex_;
  std::set<std::string> received_;
};

}  // namespace par::node::testing
