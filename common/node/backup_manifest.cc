#include "common/node/backup_manifest.h"

#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"

namespace par::node {
namespace {

constexpr std::string_view kFirstLine = "parnet backup 1";
constexpr std::size_t kLongestPath = 400;

std::optional<Sha256> HashFrom(std::string_view hex) {
  const auto bytes = FromHex(hex);
  if (!bytes.has_value() || bytes->size() != sizeof(Sha256::bytes)) return std::nullopt;
  return Sha256::FromBytes(*bytes);
}

// Below db or evidence, and nowhere else.
bool StaysInside(std::string_view path) {
  if (path.size() > kLongestPath) return false;
  if (!path.starts_with("db/") && !path.starts_with("evidence/")) return false;
  const std::vector<std::string> parts = absl::StrSplit(std::string(path), '/');
  return std::none_of(parts.begin(), parts.end(), [](const std::string& part) {
    return part.empty() || part == "." || part == "..";
  });
}

bool TakeNumber(std::string_view text, std::uint64_t& number) {
  return absl::SimpleAtoi(absl::string_view(text.data(), text.size()), &number);
}

// One "key value" line; false: it is none that this version knows.
bool TakeLine(const std::string& line, BackupManifest& manifest) {
  const std::vector<std::string> words = absl::StrSplit(line, absl::MaxSplits(' ', 3));
  BackupHead& head = manifest.head;
  if (words[0] == "node" && words.size() == 2) {
    head.node = words[1];
  } else if (words[0] == "level" && words.size() == 2) {
    head.level = words[1];
  } else if (words[0] == "unit" && words.size() == 2) {
    head.units.push_back(words[1]);
  } else if (words[0] == "made" && words.size() == 2) {
    return absl::SimpleAtoi(words[1], &head.made);
  } else if (words[0] == "ledger" && words.size() == 3) {
    const auto hash = HashFrom(words[2]);
    if (!hash.has_value() || !TakeNumber(words[1], head.ledger.number)) return false;
    head.ledger.hash = *hash;
  } else if (words[0] == "file" && words.size() == 4) {
    BackedUpFile file{.path = words[3], .bytes = 0, .sha256 = {}};
    const auto hash = HashFrom(words[1]);
    if (!hash.has_value() || !TakeNumber(words[2], file.bytes) || !StaysInside(file.path)) {
      return false;
    }
    file.sha256 = *hash;
    // In order, so that no path comes twice.
    if (!manifest.files.empty() && manifest.files.back().path >= file.path) return false;
    manifest.files.push_back(std::move(file));
  } else {
    return false;
  }
  return true;
}

absl::Status Wrong(std::string_view line) {
  return domain::Refusal(absl::StatusCode::kDataLoss, "backup_manifest_wrong",
                         {{"line", std::string(line.substr(0, 100))}});
}

}  // namespace

std::uint64_t BackupManifest::bytes() const {
  std::uint64_t sum = 0;
  for (const BackedUpFile& file : files) sum += file.bytes;
  return sum;
}

std::string ToText(const BackupManifest& manifest) {
  const BackupHead& head = manifest.head;
  std::string text = std::string(kFirstLine) + "\nnode " + head.node + "\nlevel " + head.level;
  for (const std::string& unit : head.units) text += "\nunit " + unit;
  text += "\nmade " + std::to_string(head.made) + "\nledger " + std::to_string(head.ledger.number) +
          " " + head.ledger.hash.Hex() + "\n";
  for (const BackedUpFile& file : manifest.files) {
    text += "file " + file.sha256.Hex() + " " + std::to_string(file.bytes) + " " + file.path + "\n";
  }
  return text + "end\n";
}

absl::StatusOr<BackupManifest> ParseBackupManifest(std::string_view text) {
  std::vector<std::string> lines = absl::StrSplit(std::string(text), '\n');
  if (lines.size() < 3 || lines.front() != kFirstLine) return Wrong(lines.front());
  if (!lines.back().empty() || lines[lines.size() - 2] != "end") return Wrong(lines.back());
  BackupManifest manifest;
  for (std::size_t i = 1; i + 2 < lines.size(); ++i) {
    if (!TakeLine(lines[i], manifest)) return Wrong(lines[i]);
  }
  if (manifest.head.node.empty() || manifest.head.level.empty() || manifest.files.empty()) {
    return Wrong(kFirstLine);
  }
  return manifest;
}

}  // namespace par::node
