#include "common/rpc/status_mapping.h"

#include <grpcpp/support/status.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/domain/catalogue.h"
#include "common/domain/refusal.h"
#include "par/error/v1/error_detail.pb.h"

namespace par::rpc {
namespace {

// Metadata is 8 KiB at most per call (common/rpc/server.cc); the texts are left out before the
// reason and its parameters are.
constexpr std::size_t kLargestDetails = 6 << 10;

std::string Packed(const error::v1::ErrorDetail& detail, const absl::Status& status) {
  error::v1::StatusDetails details;
  details.set_code(static_cast<std::int32_t>(status.code()));
  details.set_message(std::string(status.message()));
  details.add_details()->PackFrom(detail);
  return details.SerializeAsString();
}

std::optional<error::v1::ErrorDetail> Unpacked(const std::string& bytes) {
  error::v1::StatusDetails details;
  if (bytes.empty() || !details.ParseFromString(bytes)) return std::nullopt;
  for (const google::protobuf::Any& any : details.details()) {
    error::v1::ErrorDetail detail;
    if (any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

// gRPC itself refuses what is over a channel's limit, on either side, in its own words: "Received
// message larger than max (1048600 vs. 1048576)". Those do not say whether it was the request or
// the answer: what this side received may be the other's refusal of what it received.
std::optional<absl::Status> TooLarge(const std::string& text) {
  constexpr std::string_view kWords = " message larger than max (";
  const std::size_t at = text.find(kWords);
  if (at == std::string::npos) return std::nullopt;
  std::string_view rest = std::string_view(text).substr(at + kWords.size());
  const std::size_t middle = rest.find(" vs. ");
  const std::size_t end = rest.find(')');
  if (middle == std::string_view::npos || end == std::string_view::npos || end < middle + 5) {
    return std::nullopt;
  }
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "message_too_large",
                         {{"size", std::string(rest.substr(0, middle))},
                          {"maximum", std::string(rest.substr(middle + 5, end - middle - 5))}});
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const auto code = static_cast<grpc::StatusCode>(status.code());
  const std::string reason = domain::ReasonOf(status);
  if (reason.empty()) return {code, std::string(status.message())};
  error::v1::ErrorDetail detail;
  FillDetail(status, detail);
  std::string packed = Packed(detail, status);
  if (packed.size() > kLargestDetails) {
    detail.clear_text_vi();
    detail.clear_text_en();
    packed = Packed(detail, absl::Status(status.code(), reason));
    return {code, reason, std::move(packed)};
  }
  return {code, std::string(status.message()), std::move(packed)};
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  auto code = static_cast<absl::StatusCode>(status.error_code());
  // A peer may send any number; whatever absl does not name is read as "unknown".
  if (code < absl::StatusCode::kCancelled || code > absl::StatusCode::kUnauthenticated) {
    code = absl::StatusCode::kUnknown;
  }
  const auto detail = Unpacked(status.error_details());
  if (!detail.has_value()) {
    if (code == absl::StatusCode::kResourceExhausted) {
      if (auto large = TooLarge(status.error_message())) return *std::move(large);
    }
    return {code, status.error_message()};
  }
  if (domain::FindText(detail->reason()) == nullptr) {
    return {code, detail->text_vi().empty() ? status.error_message() : detail->text_vi()};
  }
  std::vector<domain::Parameter> parameters;
  for (const error::v1::Parameter& parameter : detail->parameters()) {
    parameters.push_back({.name = parameter.name(), .value = parameter.value()});
  }
  return domain::Refusal(code, detail->reason(), std::move(parameters));
}

absl::Status NodeBusy() {
  return domain::Refusal(absl::StatusCode::kResourceExhausted, "node_busy");
}

}  // namespace par::rpc
