#include "common/gateway/connect_protocol.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "common/domain/refusal.h"
#include "common/gateway/gzip.h"
#include "common/rpc/status_mapping.h"
#include "par/error/v1/error_detail.pb.h"

namespace par::gateway {
namespace {

constexpr std::size_t kEnvelopeBytes = 5;
constexpr std::size_t kTimeoutDigits = 10;

struct CodeRow {
  absl::StatusCode code;
  std::string_view name;
  int status;
};
constexpr CodeRow kCodes[] = {
    {absl::StatusCode::kOk, "ok", 200},
    {absl::StatusCode::kCancelled, "canceled", 499},
    {absl::StatusCode::kUnknown, "unknown", 500},
    {absl::StatusCode::kInvalidArgument, "invalid_argument", 400},
    {absl::StatusCode::kDeadlineExceeded, "deadline_exceeded", 504},
    {absl::StatusCode::kNotFound, "not_found", 404},
    {absl::StatusCode::kAlreadyExists, "already_exists", 409},
    {absl::StatusCode::kPermissionDenied, "permission_denied", 403},
    {absl::StatusCode::kResourceExhausted, "resource_exhausted", 429},
    {absl::StatusCode::kFailedPrecondition, "failed_precondition", 400},
    {absl::StatusCode::kAborted, "aborted", 409},
    {absl::StatusCode::kOutOfRange, "out_of_range", 400},
    {absl::StatusCode::kUnimplemented, "unimplemented", 501},
    {absl::StatusCode::kInternal, "internal", 500},
    {absl::StatusCode::kUnavailable, "unavailable", 503},
    {absl::StatusCode::kDataLoss, "data_loss", 500},
    {absl::StatusCode::kUnauthenticated, "unauthenticated", 401},
};

const CodeRow& RowOf(absl::StatusCode code) {
  const auto* at = std::find_if(std::begin(kCodes), std::end(kCodes),
                                [code](const CodeRow& row) { return row.code == code; });
  return at == std::end(kCodes) ? kCodes[2] : *at;
}

std::string Quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20) {
      quoted += "\\u00";
      quoted += kHex[byte >> 4u];
      quoted += kHex[byte & 15u];
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string Base64(const std::string& bytes) {
  std::string text = absl::Base64Escape(bytes);
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

absl::Status BadEnvelope() {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "gateway_envelope");
}

}  // namespace

std::optional<ConnectForm> FormOf(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  for (const ConnectForm form : {ConnectForm{false, false}, ConnectForm{false, true},
                                 ConnectForm{true, false}, ConnectForm{true, true}}) {
    if (SameName(type, ContentType(form))) return form;
  }
  return std::nullopt;
}

std::string_view ContentType(ConnectForm form) {
  if (form.streaming) return form.json ? "application/connect+json" : "application/connect+proto";
  return form.json ? "application/json" : "application/proto";
}

std::string_view CodeName(absl::StatusCode code) { return RowOf(code).name; }
int HttpStatus(absl::StatusCode code) { return RowOf(code).status; }

std::string ErrorJson(const absl::Status& status) {
  std::string json = "{\"code\":" + Quoted(CodeName(status.code()));
  const std::string reason = domain::ReasonOf(status);
  if (reason.empty()) {
    return json + ",\"message\":" + Quoted(std::string(status.message())) + "}";
  }
  error::v1::ErrorDetail detail;
  rpc::FillDetail(status, detail);
  return json + ",\"message\":" + Quoted(detail.text_vi()) +
         ",\"details\":[{\"type\":" + Quoted(detail.GetDescriptor()->full_name()) +
         ",\"value\":" + Quoted(Base64(detail.SerializeAsString())) +
         ",\"debug\":{\"reason\":" + Quoted(reason) + "}}]}";
}

Answer ErrorAnswer(const absl::Status& status) {
  return {.status = HttpStatus(status.code()),
          .headers = {{"Content-Type", "application/json"}},
          .body = ErrorJson(status),
          .code = CodeName(status.code())};
}

absl::StatusOr<std::int64_t> TimeoutMillis(const RequestHead& head, std::int64_t standard,
                                           std::int64_t most) {
  if (head.Count("Connect-Timeout-Ms") == 0) return standard;
  const std::string text(head.Find("Connect-Timeout-Ms"));
  std::int64_t millis = 0;
  const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
  if (!digits || text.size() > kTimeoutDigits || !absl::SimpleAtoi(text, &millis)) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "gateway_timeout_malformed",
                           {{"value", text.substr(0, 32)}});
  }
  return std::min(millis, most);
}

std::string Envelope(std::uint8_t flags, std::string_view message) {
  std::string bytes(1, static_cast<char>(flags));
  const auto size = static_cast<std::uint32_t>(message.size());
  for (unsigned int shift = 32; shift > 0;) {
    shift -= 8;
    bytes += static_cast<char>((size >> shift) & 0xFFu);
  }
  return bytes.append(message);
}

absl::StatusOr<std::string> OnlyMessage(std::string_view body, bool gzip, std::size_t most) {
  if (body.size() < kEnvelopeBytes) return BadEnvelope();
  std::uint64_t size = 0;
  for (std::size_t i = 1; i < kEnvelopeBytes; ++i) {
    size = size << 8u | static_cast<unsigned char>(body[i]);
  }
  const auto flags = static_cast<unsigned char>(body[0]);
  body.remove_prefix(kEnvelopeBytes);
  if (flags > kPackedFlag || body.size() != size) return BadEnvelope();
  if (flags == 0) return std::string(body);
  if (!gzip) return BadEnvelope();
  return Unpacked(body, most);
}

std::string EndOfStream(const absl::Status& status) {
  return Envelope(kEndFlag,
                  status.ok() ? std::string("{}") : "{\"error\":" + ErrorJson(status) + "}");
}

}  // namespace par::gateway
