// Which nodes sign with which keys: the file that the authority hands out with its certificate. One
// line per key, "<node id> <64 hexadecimal digits>"; a node that got a new key has several lines,
// for what it signed with the old one still stands. "#" begins a comment.
//
// Immutable once read; safe from many threads.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace par::identity {

class KeyRing {
 public:
  KeyRing() = default;
  // INVALID_ARGUMENT key_ring_line names the line.
  [[nodiscard]] static absl::StatusOr<KeyRing> Parse(std::string_view text,
                                                     const std::string& file_name);
  [[nodiscard]] static absl::StatusOr<KeyRing> Read(const std::filesystem::path& file);

  // `public_key` is 32 bytes.
  void Add(std::string_view node, std::string_view public_key);
  // True if any key of `node` made `signature` over `bytes`.
  [[nodiscard]] bool Holds(std::string_view node, std::string_view bytes,
                           std::string_view signature) const;
  // As Parse reads it, in the order of the ids.
  [[nodiscard]] std::string ToText() const;

 private:
  std::map<std::string, std::set<std::string>, std::less<>> keys_;
};

// Adds a node's key (32 bytes) to <folder>/node-keys.txt, the file that the authority hands out,
// and returns all of it. Old keys stay: what they signed is still read; a key that is there is not
// added again. Durable when it returns. What ReadWholeFile and WriteFileDurably refuse.
[[nodiscard]] absl::StatusOr<std::string> AddNodeKey(const std::filesystem::path& folder,
                                                     std::string_view node,
                                                     std::string_view public_key);

}  // namespace par::identity
