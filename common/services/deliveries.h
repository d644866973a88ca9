// Where what a unit handed up stands, as everybody is told it: saved here, received above with the
// receipt's number, decided; or not taken, with the reason. The one place that words it.
//
// Pure. Safe from many threads.
#pragma once

#include <string>

#include "common/domain/refusal.h"
#include "common/exchange/queries.h"

namespace par::services {

// "saved", "received", "decided", "rejected"; empty for what was never handed up.
[[nodiscard]] std::string DeliveryName(const exchange::ItemStanding& standing);
// The same as a sentence; empty where the name is.
[[nodiscard]] std::string DeliveryText(const exchange::ItemStanding& standing,
                                       domain::Language language);
// "up:25001-17"; empty until received above.
[[nodiscard]] std::string ReceiptNumberOf(const exchange::ItemStanding& standing);
// Why the unit above did not take it; empty if it did.
[[nodiscard]] std::string RejectionText(const exchange::ItemStanding& standing,
                                        domain::Language language);

}  // namespace par::services
