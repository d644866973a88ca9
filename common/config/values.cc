#include "common/config/values.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>

#include "common/base/https_url.h"

namespace par::config {
namespace {

constexpr std::size_t kLongestUnixPath = 107;  // sockaddr_un.sun_path less its final zero.

bool IsPlain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

bool IsHostCharacter(char c) {
  return IsPlain(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '_';
}

bool IsAddressCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' ||
         c == '.';
}

std::int64_t TakeUnit(std::string_view& text) {
  constexpr struct {
    std::string_view name;
    std::int64_t bytes;
  } kUnits[] = {{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};
  for (const auto& unit : kUnits) {
    if (!text.ends_with(unit.name)) continue;
    text.remove_suffix(unit.name.size());
    if (text.ends_with(' ')) text.remove_suffix(1);
    return unit.bytes;
  }
  return 1;
}

// A web server's address as a browser shows it, without a path.
bool IsOrigin(std::string_view text) {
  const bool plain = text.starts_with("http://");
  if (!plain && !IsHttpsUrl(text)) return false;
  const std::string host(text.substr(text.find("//") + 2));
  auto address = ParseHostPort(host);
  if (!address.has_value()) address = ParseHostPort(host + ":443");
  return address.has_value() && (!plain || IsLoopback(*address));
}

}  // namespace

std::optional<std::int64_t> ParseNumber(std::string_view text, bool is_size) {
  const std::int64_t unit = is_size ? TakeUnit(text) : 1;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value < 0 || value > std::numeric_limits<std::int64_t>::max() / unit) return std::nullopt;
  return value * unit;
}

std::optional<HostPort> ParseHostPort(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = ParseNumber(text.substr(colon + 1), false);
  if (!port.has_value() || *port > 65535) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host.empty()) return std::nullopt;
  if (!std::all_of(host.begin(), host.end(), bracketed ? IsAddressCharacter : IsHostCharacter)) {
    return std::nullopt;
  }
  return HostPort{.host = std::string(host), .port = static_cast<int>(*port)};
}

bool IsLoopback(const HostPort& address) {
  return address.host == "localhost" || address.host == "::1" || address.host.starts_with("127.");
}

std::optional<std::string> UnixPath(std::string_view address) {
  if (!address.starts_with("unix:")) return std::nullopt;
  return std::string(address.substr(5));
}

std::string_view FaultOf(Form form, std::string_view text) {
  switch (form) {
    case Form::kId:
      return std::all_of(text.begin(), text.end(), IsPlain) ? "" : "config_id_malformed";
    case Form::kPath:
      return "";
    case Form::kPeerAddress: {
      const auto address = ParseHostPort(text);
      return address.has_value() && address->port != 0 ? "" : "config_address_malformed";
    }
    case Form::kListen:
      return ParseHostPort(text).has_value() ? "" : "config_listen_malformed";
    case Form::kHttpsUrl:
      return IsHttpsUrl(text) && text.find('?') == text.npos ? "" : "config_https_malformed";
    case Form::kOrigin:
      return IsOrigin(text) ? "" : "config_origin_malformed";
    case Form::kLine:
      return text.find_first_of("\t\n") == text.npos ? "" : "config_line_malformed";
    case Form::kClientAddress: {
      if (const auto path = UnixPath(text)) {
        return !path->empty() && path->size() <= kLongestUnixPath ? "" : "config_socket_malformed";
      }
      const auto address = ParseHostPort(text);
      if (!address.has_value()) return "config_client_malformed";
      return IsLoopback(*address) ? "" : "config_client_not_local";
    }
  }
  return "";
}

bool LiesIn(const std::string& path, const std::string& folder) {
  const auto inner = std::filesystem::path(path).lexically_normal() / "";
  const auto outer = std::filesystem::path(folder).lexically_normal() / "";
  return inner.lexically_normal().string().starts_with(outer.lexically_normal().string());
}

}  // namespace par::config
