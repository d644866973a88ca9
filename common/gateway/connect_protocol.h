// The Connect protocol, version 1, as far as browsers speak it:
// https://connectrpc.com/docs/protocol Unary calls are plain POSTs; a stream is one answer of
// messages, each in an envelope.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/gateway/http.h"

namespace par::gateway {

// What a request says of its form.
struct ConnectForm {
  bool streaming = false;
  bool json = false;
};
// Of a Content-Type, without regard to its parameters; nothing if it is none of the four.
[[nodiscard]] std::optional<ConnectForm> FormOf(std::string_view content_type);
[[nodiscard]] std::string_view ContentType(ConnectForm form);

// "not_found"; "ok".
[[nodiscard]] std::string_view CodeName(absl::StatusCode code);
[[nodiscard]] int HttpStatus(absl::StatusCode code);

// {"code", "message", "details"}: the message is the Vietnamese text; the one detail is a
// par.error.v1.ErrorDetail with reason, parameters and the texts in both languages.
[[nodiscard]] std::string ErrorJson(const absl::Status& status);
[[nodiscard]] Answer ErrorAnswer(const absl::Status& status);

// The time a call may take: what Connect-Timeout-Ms says, at most `most`; where it is absent,
// `standard`. INVALID_ARGUMENT gateway_timeout_malformed.
[[nodiscard]] absl::StatusOr<std::int64_t> TimeoutMillis(const RequestHead& head,
                                                         std::int64_t standard, std::int64_t most);

inline constexpr std::uint8_t kPackedFlag = 1;
inline constexpr std::uint8_t kEndFlag = 2;
[[nodiscard]] std::string Envelope(std::uint8_t flags, std::string_view message);
// Of a request that is one envelope: its message, unpacked where it is packed (`gzip`: the request
// says that it may be). INVALID_ARGUMENT gateway_envelope, and what Unpacked refuses.
[[nodiscard]] absl::StatusOr<std::string> OnlyMessage(std::string_view body, bool gzip,
                                                      std::size_t most);
// What ends a stream; OK is a good end.
[[nodiscard]] std::string EndOfStream(const absl::Status& status);

}  // namespace par::gateway
