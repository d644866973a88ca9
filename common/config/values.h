// What the texts of single settings mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/config/settings.h"

namespace par::config {

// A whole number, digits only; a size may end in " KiB", " MiB" or " GiB" (the space is optional).
[[nodiscard]] std::optional<std::int64_t> ParseNumber(std::string_view text, bool is_size);

struct HostPort {
  std::string host;  // Without the brackets of an IPv6 address.
  int port = 0;
  friend bool operator==(const HostPort&, const HostPort&) = default;
};
// "host:port" or "[address]:port"; a port from 0 to 65535.
[[nodiscard]] std::optional<HostPort> ParseHostPort(std::string_view text);

[[nodiscard]] bool IsLoopback(const HostPort& address);

// Of "unix:PATH" the path; nothing for another address.
[[nodiscard]] std::optional<std::string> UnixPath(std::string_view address);

// The reason code of what is wrong with `text` as a `form`; empty if nothing is.
[[nodiscard]] std::string_view FaultOf(Form form, std::string_view text);

// Whether `path` is `folder` or lies in it, looking only at the texts.
[[nodiscard]] bool LiesIn(const std::string& path, const std::string& folder);

}  // namespace par::config
