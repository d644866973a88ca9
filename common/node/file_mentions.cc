#include "common/node/file_mentions.h"

#include <atomic>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/status_macros.h"
#include "common/storage/key.h"
#include "common/storage/schema.h"

namespace par::node {
namespace {

using storage::Prefix;

// So much of a hash is enough: a document's id has as much.
constexpr std::size_t kBytes = 8;
constexpr std::size_t kDigits = 2 * kBytes;

std::uint64_t BeginningOf(const Sha256& file) {
  std::uint64_t beginning = 0;
  for (std::size_t i = 0; i < kBytes; ++i) beginning = (beginning << 8u) | file.bytes[i];
  return beginning;
}

int DigitOf(unsigned char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const int letter = c | 0x20;
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

class Mentions {
 public:
  explicit Mentions(std::set<Sha256>& files) : files_(files) {
    for (const Sha256& file : files) {
      const std::uint64_t beginning = BeginningOf(file);
      wanted_.emplace(beginning, file);
      likely_.set(beginning >> 48u);
    }
  }

  void TakeOut(std::string_view bytes) {
    std::uint64_t raw = 0;
    std::uint64_t written = 0;
    std::size_t digits = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const auto byte = static_cast<unsigned char>(bytes[i]);
      raw = (raw << 8u) | byte;
      if (i + 1 >= kBytes && likely_.test(raw >> 48u)) TakeOut(raw);
      const int digit = DigitOf(byte);
      digits = digit < 0 ? 0 : digits + 1;
      written = (written << 4u) | static_cast<std::uint64_t>(digit < 0 ? 0 : digit);
      if (digits >= kDigits && likely_.test(written >> 48u)) TakeOut(written);
    }
  }
  [[nodiscard]] bool none_left() const { return files_.empty(); }

 private:
  void TakeOut(std::uint64_t beginning) {
    const auto [first, last] = wanted_.equal_range(beginning);
    for (auto at = first; at != last; ++at) files_.erase(at->second);
  }

  std::set<Sha256>& files_;
  std::multimap<std::uint64_t, Sha256> wanted_;
  std::bitset<std::size_t{1} << 16u> likely_;  // By the first two bytes.
};

absl::Status TakeOut(const storage::Reader& state, storage::Range range,
                     const std::atomic<bool>& give_up, Mentions& mentions) {
  while (!mentions.none_left()) {
    if (give_up) return absl::CancelledError();
    ASSIGN_OR_RETURN(const storage::Page page, state.Scan(range, {}));
    for (const auto& [key, value] : page.rows) {
      mentions.TakeOut(key);
      mentions.TakeOut(value);
    }
    if (!page.resume.has_value()) break;
    range.first = *page.resume;
  }
  return absl::OkStatus();
}

storage::Range Kinds(std::uint8_t first, std::uint8_t behind) {
  return {.first = std::string(1, static_cast<char>(first)),
          .end = std::string(1, static_cast<char>(behind))};
}

}  // namespace

absl::Status TakeOutMentioned(const storage::Reader& state, const std::atomic<bool>& give_up,
                              std::set<Sha256>& files) {
  constexpr auto kOwn = static_cast<std::uint8_t>(Prefix::kOwnDocument);
  constexpr auto kCheck = static_cast<std::uint8_t>(Prefix::kEvidenceCheck);
  static_assert(kOwn < kCheck);
  if (files.empty()) return absl::OkStatus();
  auto mentions = std::make_unique<Mentions>(files);
  // What is held of units below first: on a node above it speaks of nearly all.
  RETURN_IF_ERROR(TakeOut(state,
                          storage::PrefixRange(storage::KeyWriter(Prefix::kHeldDocument).Take()),
                          give_up, *mentions));
  // For those that are left: with all of them nearly every byte of the other rows would be likely.
  mentions = std::make_unique<Mentions>(files);
  const storage::Range others[] = {
      Kinds(storage::kFirstDerived, kOwn),
      Kinds(kOwn + 1, kCheck),
      {.first = std::string(1, static_cast<char>(kCheck + 1)), .end = ""},
  };
  for (const storage::Range& range : others) {
    RETURN_IF_ERROR(TakeOut(state, range, give_up, *mentions));
  }
  return absl::OkStatus();
}

}  // namespace par::node
