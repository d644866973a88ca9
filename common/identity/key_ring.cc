#include "common/identity/key_ring.h"

#include <optional>
#include <utility>

#include "common/base/check.h"
#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/secret_file.h"
#include "common/identity/signing_key.h"

namespace par::identity {

absl::StatusOr<KeyRing> KeyRing::Parse(std::string_view text, const std::string& file_name) {
  KeyRing ring;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    const std::size_t space = line.find(' ');
    const std::optional<std::string> key =
        space == std::string_view::npos ? std::nullopt : FromHex(line.substr(space + 1));
    if (space == 0 || !key.has_value() || key->size() != kPublicKeyBytes) {
      return domain::Refusal(absl::StatusCode::kInvalidArgument, "key_ring_line",
                             {{"file", file_name}, {"line", std::to_string(number)}});
    }
    ring.Add(line.substr(0, space), *key);
  }
  return ring;
}

absl::StatusOr<KeyRing> KeyRing::Read(const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(file, Secrecy::kPublic));
  return Parse(text, file.string());
}

void KeyRing::Add(std::string_view node, std::string_view public_key) {
  PAR_CHECK(public_key.size() == kPublicKeyBytes);
  keys_[std::string(node)].insert(std::string(public_key));
}

bool KeyRing::Holds(std::string_view node, std::string_view bytes,
                    std::string_view signature) const {
  const auto keys = keys_.find(node);
  if (keys == keys_.end()) return false;
  for (const std::string& key : keys->second) {
    if (SignatureHolds(key, bytes, signature)) return true;
  }
  return false;
}

std::string KeyRing::ToText() const {
  std::string text;
  for (const auto& [node, keys] : keys_) {
    for (const std::string& key : keys) text += node + " " + ToHex(key) + "\n";
  }
  return text;
}

absl::StatusOr<std::string> AddNodeKey(const std::filesystem::path& folder, std::string_view node,
                                       std::string_view public_key) {
  const std::filesystem::path file = folder / "node-keys.txt";
  std::string text;
  ASSIGN_OR_RETURN(const bool there, IsThere(file));
  if (there) {
    ASSIGN_OR_RETURN(text, ReadWholeFile(file, Secrecy::kPublic));
    if (!text.empty() && text.back() != '\n') text += '\n';
  }
  const std::string line = std::string(node) + " " + ToHex(public_key) + "\n";
  if (text.starts_with(line) || text.find("\n" + line) != std::string::npos) return text;
  text += line;
  RETURN_IF_ERROR(WriteFileDurably(file, text, Secrecy::kPublic));
  return text;
}

}  // namespace par::identity
