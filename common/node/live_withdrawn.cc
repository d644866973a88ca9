#include "common/node/live_withdrawn.h"

#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"

namespace par::node {

absl::StatusOr<std::unique_ptr<LiveWithdrawn>> LiveWithdrawn::Open(const config::Config& config) {
  std::unique_ptr<LiveWithdrawn> withdrawn(new LiveWithdrawn(config));
  withdrawn->Refresh();
  RETURN_IF_ERROR(withdrawn->status());
  return withdrawn;
}

absl::Status LiveWithdrawn::Read() {
  if (file_.path().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(identity::WithdrawnList list, identity::WithdrawnList::Read(file_.path()));
  const std::lock_guard lock(mutex_);
  list_ = std::move(list);
  return absl::OkStatus();
}

void LiveWithdrawn::Refresh() {
  if (!file_.Changed()) return;
  absl::Status status = Read();
  const std::lock_guard lock(mutex_);
  status_ = std::move(status);
}

absl::Status LiveWithdrawn::Check(std::string_view serial) const {
  const std::lock_guard lock(mutex_);
  if (!list_.Has(serial)) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kUnauthenticated, "peer_certificate_withdrawn",
                         {{"serial", std::string(serial)}});
}

absl::Status LiveWithdrawn::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

}  // namespace par::node
