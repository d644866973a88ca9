#include "common/rpc/line_error.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "common/domain/date.h"
#include "common/domain/refusal.h"
#include "common/identity/ca.h"
#include "common/identity/secret_file.h"

namespace par::rpc {
namespace {

bool HasAny(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
    return text.find(part) != std::string_view::npos;
  });
}

// What gRPC 1.51 says; tests/unit/rpc/line_error_test.cc asks it.
std::string_view ReasonOfText(std::string_view text) {
  if (HasAny(text, {"is withdrawn"})) return "line_certificate_withdrawn";
  if (HasAny(text, {"is not node"})) return "line_wrong_node";
  if (HasAny(text, {"Connection refused"})) return "line_not_listening";
  if (HasAny(text, {"unreachable", "No route", "imed out", "imeout"})) return "line_no_network";
  if (HasAny(text, {"DNS", "resolution", "resolve"})) return "line_address_unknown";
  if (HasAny(text, {"andshak", "CERTIFICATE", "TSI_"})) return "line_certificate_not_accepted";
  if (HasAny(text, {"ocket closed", "reset", "EOF", "GOAWAY", "Stream removed", "Broken pipe"})) {
    return "line_cut";
  }
  return "line_broken";
}

absl::Status OwnCertificate(const LineEnd& end, absl::StatusCode code, std::int64_t now) {
  const auto pem = identity::ReadWholeFile(end.certificate, identity::Secrecy::kPublic);
  if (!pem.ok()) return absl::OkStatus();
  const auto certificate = identity::ReadCertificate(*pem);
  if (!certificate.ok()) return absl::OkStatus();
  // The other side trusts the same authority, and only says "closed" to what is not of it.
  const auto authority = identity::ReadWholeFile(end.authority, identity::Secrecy::kPublic);
  if (authority.ok() && !identity::SignedByAny(*pem, *authority)) {
    return domain::Refusal(code, "line_own_certificate_untrusted",
                           {{"file", end.certificate.string()}});
  }
  if (certificate->not_after_micros > now) return absl::OkStatus();
  return domain::Refusal(code, "line_own_certificate_expired",
                         {{"file", end.certificate.string()},
                          {"date", domain::Date::InVietnam(certificate->not_after_micros).Iso()}});
}

}  // namespace

absl::Status InPlainWords(const absl::Status& why, const LineEnd& end, std::int64_t now_micros) {
  if (why.ok() || !domain::ReasonOf(why).empty()) return why;
  if (!absl::IsUnavailable(why) && !absl::IsUnknown(why) && !absl::IsInternal(why) &&
      !absl::IsDeadlineExceeded(why)) {
    return why;
  }
  absl::Status own = OwnCertificate(end, why.code(), now_micros);
  if (!own.ok()) return own;
  const std::string text(why.message());
  const std::string_view reason = ReasonOfText(text);
  std::vector<domain::Parameter> parameters = {{"node", end.node}, {"address", end.address}};
  if (reason == "line_broken") parameters = {{"node", end.node}, {"cause", text}};
  if (reason == "line_certificate_withdrawn" || reason == "line_certificate_not_accepted" ||
      reason == "line_cut") {
    parameters.pop_back();
  }
  return domain::Refusal(why.code(), reason, std::move(parameters));
}

absl::Status OtherSideGone() {
  return domain::Refusal(absl::StatusCode::kCancelled, "line_other_side_gone");
}

absl::Status LineUnreadable() {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "line_unreadable");
}

absl::Status NodeStopping() {
  return domain::Refusal(absl::StatusCode::kUnavailable, "node_stopping");
}

}  // namespace par::rpc
