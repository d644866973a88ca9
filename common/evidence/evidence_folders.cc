// What a store of evidence files finds by looking into its folders.
#include <algorithm>
#include <system_error>
#include <vector>

#include "common/base/hex.h"
#include "common/evidence/evidence_store.h"

namespace par::evidence {
namespace {

std::vector<std::string> NamesIn(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code gone;  // Files come and go while this looks.
  for (const auto& entry : std::filesystem::directory_iterator(folder, gone)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<Sha256> HashNamed(const std::string& name) {
  const auto bytes = FromHex(name);
  if (!bytes.has_value() || bytes->size() != sizeof(Sha256::bytes)) return std::nullopt;
  return Sha256::FromBytes(*bytes);
}

}  // namespace

std::optional<Sha256> EvidenceStore::Next(const std::optional<Sha256>& after) const {
  const std::string last = after.has_value() ? after->Hex() : "";
  const std::filesystem::path root = folder_ / "sha256";
  for (const std::string& first : NamesIn(root)) {
    if (first < last.substr(0, 2)) continue;
    for (const std::string& second : NamesIn(root / first)) {
      if (first + second < last.substr(0, 4)) continue;
      for (const std::string& name : NamesIn(root / first / second)) {
        if (name <= last) continue;
        if (const std::optional<Sha256> sha256 = HashNamed(name)) return sha256;
      }
    }
  }
  return std::nullopt;
}

std::set<Sha256> EvidenceStore::All() const {
  std::set<Sha256> files;
  const std::filesystem::path root = folder_ / "sha256";
  for (const std::string& first : NamesIn(root)) {
    for (const std::string& second : NamesIn(root / first)) {
      for (const std::string& name : NamesIn(root / first / second)) {
        if (const std::optional<Sha256> sha256 = HashNamed(name)) files.insert(*sha256);
      }
    }
  }
  return files;
}

void EvidenceStore::FindDamaged() {
  for (const std::string& name : NamesIn(folder_ / "damaged")) {
    const std::optional<Sha256> sha256 = HashNamed(name);
    if (!sha256.has_value()) continue;
    if (Has(*sha256)) {  // It came again, and the process ended just then.
      std::error_code kept;
      std::filesystem::remove(DamagedOf(*sha256), kept);
    } else {
      damaged_.insert(*sha256);
    }
  }
}

// Those that a process was about to drop when it ended: whoever hid them looks again.
void EvidenceStore::ShowHidden() {
  for (const std::string& name : NamesIn(folder_ / "leaving")) {
    if (const std::optional<Sha256> sha256 = HashNamed(name)) (void)Show(*sha256);
  }
}

}  // namespace par::evidence
