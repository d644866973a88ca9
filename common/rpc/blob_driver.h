// Drives one machine that moves evidence files (common/exchange/blob.h) from its line, the clock
// and changes of the store. The machine reads and writes files while it is stepped: give it a pool
// of its own, so that events never wait behind a disk.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "common/exchange/blob.h"
#include "common/rpc/exchange_handler.h"
#include "common/rpc/line.h"
#include "common/rpc/work_pool.h"

namespace par::rpc {

class BlobDriver final : public Line<exchange::v1::BlobMessage> {
 public:
  using Step = std::function<exchange::BlobActions(exchange::BlobInput)>;
  struct Ports {
    WorkPool* pool = nullptr;
    // Answers the action BlobDial. Absent at the upper end.
    std::function<void(const TakeBlob&)> dial;
    // Told of every BlobSettled, on the pool. May be absent.
    std::function<void(const exchange::BlobSettled&)> settled;
    // Told once when the line of an upper end is over and the driver can be forgotten.
    std::function<void()> ended;
  };

  BlobDriver(Step step, Ports ports)
      : Line(ports.pool), step_(std::move(step)), ports_(std::move(ports)) {}

 private:
  void OnConnected() override { Run(exchange::BlobConnected{}); }
  void OnMessage(exchange::v1::BlobMessage message) override {
    Run(exchange::BlobIn{std::move(message)});
  }
  void OnDisconnected(const absl::Status& why) override;
  void OnTick() override { Run(exchange::BlobTick{}); }
  void OnStateChanged() override { Run(exchange::BlobsChanged{}); }
  void Run(exchange::BlobInput input);

  const Step step_;
  const Ports ports_;
};

}  // namespace par::rpc
