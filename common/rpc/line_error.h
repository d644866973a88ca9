// Why a line is down, in words for the people at this end. gRPC says it in English and in its own
// terms; of certificates it says little, so this node's own is looked at here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "absl/status/status.h"

namespace par::rpc {

// The other end of a line that is dialled from here.
struct LineEnd {
  std::string node;
  std::string address;
  std::filesystem::path certificate;  // This node's own.
  std::filesystem::path authority;    // What this node trusts.
};

// `why` if it has a reason already, or is not about the line. Otherwise a refusal with its code:
// line_own_certificate_expired, line_own_certificate_untrusted, line_wrong_node,
// line_not_listening, line_no_network, line_address_unknown, line_certificate_withdrawn,
// line_certificate_not_accepted, line_cut, or line_broken with gRPC's text.
[[nodiscard]] absl::Status InPlainWords(const absl::Status& why, const LineEnd& end,
                                        std::int64_t now_micros);

// CANCELLED line_other_side_gone.
[[nodiscard]] absl::Status OtherSideGone();
// INVALID_ARGUMENT line_unreadable.
[[nodiscard]] absl::Status LineUnreadable();
// UNAVAILABLE node_stopping.
[[nodiscard]] absl::Status NodeStopping();

}  // namespace par::rpc
