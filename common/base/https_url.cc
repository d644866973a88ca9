#include "common/base/https_url.h"

#include <algorithm>

namespace par {

bool IsHttpsUrl(std::string_view text) {
  constexpr std::string_view kScheme = "https://";
  if (!text.starts_with(kScheme)) return false;
  text.remove_prefix(kScheme.size());
  const bool has_host = !text.empty() && text.front() != '/' && text.front() != ':';
  return has_host && std::all_of(text.begin(), text.end(), [](char c) {
           return c > 0x20 && c < 0x7F && c != '@' && c != '#' && c != '\\';
         });
}

}  // namespace par
