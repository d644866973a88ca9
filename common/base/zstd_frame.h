// Bytes packed as one frame of zstd (RFC 8878), and only as a frame that says how much it holds and
// needs no more memory than that.
//
// What another version of the library packs may be other bytes that hold the same: frames are made
// before a command becomes an entry, never while one is applied. Unpacking is the same everywhere.
//
// Safe from many threads.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace par {

// At most 1 MiB is packed. Nothing if the frame would be larger than `most` bytes.
[[nodiscard]] std::optional<std::string> PackFrame(std::string_view bytes, std::size_t most);

// The `size` bytes that the frame holds; nothing unless it is one frame and nothing before or
// behind it, of one segment, without a dictionary, and its own head says `size`, which is looked at
// before anything is unpacked. The caller bounds `size`, and so the memory taken.
[[nodiscard]] std::optional<std::string> UnpackFrame(std::string_view frame, std::size_t size);

}  // namespace par
