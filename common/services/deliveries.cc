#include "common/services/deliveries.h"

#include "common/exchange/received.h"

namespace par::services {

using exchange::Standing;

std::string DeliveryName(const exchange::ItemStanding& standing) {
  if (standing.standing == Standing::kUnknown) return "";
  if (standing.result.verdict() == exchange::v1::VERDICT_REJECTED) return "rejected";
  return std::string(Name(standing.standing));
}

std::string DeliveryText(const exchange::ItemStanding& standing, domain::Language language) {
  const std::string name = DeliveryName(standing);
  if (name.empty()) return "";
  std::vector<domain::Parameter> parameters;
  if (name != "saved") {
    const std::string number = ReceiptNumberOf(standing);
    parameters.push_back({"number", number.empty() ? "?" : number});
  }
  if (name == "rejected") parameters.push_back({"why", RejectionText(standing, language)});
  return domain::TextOf(domain::Refusal(absl::StatusCode::kFailedPrecondition, "delivery_" + name,
                                        std::move(parameters)),
                        language);
}

std::string ReceiptNumberOf(const exchange::ItemStanding& standing) {
  return standing.receipt.seq() == 0 ? "" : exchange::ReceiptNumber(standing.receipt);
}

std::string RejectionText(const exchange::ItemStanding& standing, domain::Language language) {
  const exchange::v1::Result& result = standing.result;
  if (result.verdict() != exchange::v1::VERDICT_REJECTED) return "";
  return domain::TextOf(exchange::ReasonGiven(result.reason(), result.parameters()), language);
}

}  // namespace par::services
