// How many columns of a terminal a text takes. Combining marks take none, East Asian wide
// characters two. Bytes that are not UTF-8 and control characters are shown as one replacement
// character, so that no text from a file can steer the terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace par::parctl {

// `text` on one line: tabs and line breaks become spaces, other control characters and malformed
// bytes U+FFFD.
[[nodiscard]] std::string OneLine(std::string_view text);

// Of a text that OneLine has made.
[[nodiscard]] std::size_t DisplayWidth(std::string_view text);

// The beginning of `text` in at most `columns`, ending in "…" if something was cut; a mark is never
// parted from its letter. `columns` is at least 1.
[[nodiscard]] std::string CutToWidth(std::string_view text, std::size_t columns);

}  // namespace par::parctl
