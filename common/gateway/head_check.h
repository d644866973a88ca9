// What is wrong with the head of a request before anybody looks at what it asks for: two readers
// could see two different requests in it (smuggling), it comes from a page of somebody else's, or
// it is larger than anything that we serve.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/gateway/http.h"

namespace par::gateway {

inline constexpr std::size_t kMostHeaders = 64;
inline constexpr std::size_t kLongestPath = 2048;

// Where our pages come from, as a browser writes it into Origin.
struct OurOrigin {
  bool secure = false;     // Browsers come over TLS; the name is the one they ask for (Host).
  std::string named = {};  // The configuration's portal.origin: then this one and no other.
};
// The refusal, which closes the connection; nothing if the request may go on.
[[nodiscard]] std::optional<Answer> RefuseHead(const RequestHead& head, std::string_view version,
                                               const OurOrigin& ours);

// Of Content-Length, once RefuseHead let it pass; nothing where there is none.
[[nodiscard]] std::optional<std::uint64_t> ContentLength(const RequestHead& head);
[[nodiscard]] bool HasBody(const RequestHead& head);

}  // namespace par::gateway
