#include "common/storage/memory_rows.h"

namespace par::storage {

std::optional<std::string> ValueOf(const MemoryRows& rows, std::string_view key) {
  const auto at = rows.find(key);
  if (at == rows.end()) return std::nullopt;
  return at->second;
}

Page PageOf(const MemoryRows& rows, const Range& range, const PageLimit& limit) {
  Page page;
  std::size_t bytes = 0;
  for (auto at = rows.lower_bound(range.first); at != rows.end(); ++at) {
    if (!range.end.empty() && at->first >= range.end) break;
    bytes += at->first.size() + at->second.size();
    const bool full = page.rows.size() >= limit.rows || bytes > limit.bytes;
    if (full && !page.rows.empty()) {
      page.resume = at->first;
      break;
    }
    page.rows.emplace_back(at->first, at->second);
  }
  return page;
}

void Put(const Write& write, MemoryRows& rows) {
  if (write.value.has_value()) {
    rows.insert_or_assign(write.key, *write.value);
  } else {
    rows.erase(write.key);
  }
}

}  // namespace par::storage
