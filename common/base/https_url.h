// Addresses of other people's servers, as a configuration or such a server names them.
#pragma once

#include <string_view>

namespace par {

// "https://host[:port][/path][?query]": no user, no fragment, nothing but visible ASCII.
[[nodiscard]] bool IsHttpsUrl(std::string_view text);

}  // namespace par
