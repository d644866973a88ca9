// Whose request it is, from its headers. The one place where the portal's way of signing in is
// known: everything behind it sees an account token.
#pragma once

#include <string>

#include "common/gateway/http.h"

namespace par::gateway {

// The account token that the request carries; empty: none that is well-formed, so it is nobody's.
// Whether the token is good is asked behind the gateway, by the service.
[[nodiscard]] std::string TokenOf(const RequestHead& head);

}  // namespace par::gateway
