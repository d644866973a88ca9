#include "common/rpc/blob_driver.h"

#include <utility>
#include <variant>

#include "common/base/check.h"

namespace par::rpc {

void BlobDriver::OnDisconnected(const absl::Status& why) {
  Run(exchange::BlobDisconnected{why});
  if (ports_.ended) ports_.ended();
}

void BlobDriver::Run(exchange::BlobInput input) {
  exchange::BlobActions actions = AtRest([&] { return step_(std::move(input)); });
  for (exchange::BlobAction& action : actions) {
    if (auto* send = std::get_if<exchange::BlobSend>(&action)) {
      Send(std::move(send->message));
    } else if (const auto* close = std::get_if<exchange::BlobClose>(&action)) {
      Close(close->why);
    } else if (const auto* settled = std::get_if<exchange::BlobSettled>(&action)) {
      if (ports_.settled) ports_.settled(*settled);
    } else {
      PAR_CHECK(ports_.dial != nullptr);
      ports_.dial(Dialled());
    }
  }
}

}  // namespace par::rpc
