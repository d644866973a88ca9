#include "common/node/node_watch.h"

#include <sys/stat.h>

#include <system_error>
#include <utility>

#include "common/domain/date.h"
#include "common/domain/refusal.h"
#include "common/node/line_log.h"

namespace par::node {
namespace {

constexpr std::uint64_t kMi = std::uint64_t{1} << 20u;

bool IsDue(std::optional<std::int64_t>& last, std::int64_t now, std::int64_t every) {
  if (last.has_value() && now - *last < every) return false;
  last = now;
  return true;
}

}  // namespace

void NodeWatch::Tick() {
  const std::int64_t now = ports_.clock.MonotonicMicros();
  LookAtEvidence();
  LookAtCounts(now);
  if (IsDue(disks_at_, now, kDisksMicros)) LookAtDisks();
  if (IsDue(key_files_at_, now, kKeyFilesMicros)) LookAtKeyFiles(now);
}

void NodeWatch::LookAtEvidence() {
  std::set<Sha256> damaged = ports_.damaged();
  for (const Sha256& file : damaged) {
    if (damaged_.contains(file)) continue;
    ports_.log.Write(LogEvent::kEvidenceDamaged, {{"file", file.Hex()}});
  }
  for (const Sha256& file : damaged_) {
    if (damaged.contains(file)) continue;
    ports_.log.Write(LogEvent::kEvidenceHealed, {{"file", file.Hex()}});
  }
  damaged_ = std::move(damaged);
}

void NodeWatch::LookAtKeyFiles(std::int64_t now) {
  for (const KeyFile& file : ports_.key_files()) {
    const auto [found, first] = key_files_.try_emplace(file.setting);
    Said& before = found->second;
    const bool wrong = !file.problem.ok();
    std::string reason = domain::ReasonOf(file.problem);
    if (wrong && reason.empty()) reason = absl::StatusCodeToString(file.problem.code());
    const bool changed = reason != before.reason || file.not_after != before.not_after;
    // Nothing is said of one that was well from the beginning.
    const bool told = wrong ? changed || now - before.at >= kAgainMicros : changed && !first;
    if (!told) {
      before.not_after = file.not_after;
      continue;
    }
    before = {.not_after = file.not_after, .reason = std::move(reason), .at = now};
    std::vector<LogField> fields = {{"setting", file.setting}, {"file", file.file}};
    if (file.not_after != 0) {
      fields.push_back({"until", domain::Date::InVietnam(file.not_after).Iso()});
    }
    for (LogField& field : WhyFields(file.problem)) fields.push_back(std::move(field));
    ports_.log.Write(file.useless() ? LogEvent::kKeyFileUseless
                     : wrong        ? LogEvent::kKeyFileSoon
                                    : LogEvent::kKeyFileRenewed,
                     fields);
  }
}

void NodeWatch::LookAtDisks() {
  for (const Folder& folder : ports_.folders) {
    const std::optional<std::uint64_t> bytes = ports_.free_bytes(folder.path);
    if (!bytes.has_value()) continue;
    const bool is_short = *bytes < folder.least;
    if (is_short == short_.contains(folder.setting)) continue;
    ports_.log.Write(is_short ? LogEvent::kDiskShort : LogEvent::kDiskEnough,
                     {{"setting", folder.setting},
                      {"folder", folder.path.string()},
                      {"free_mib", std::to_string(*bytes / kMi)}});
    if (is_short) {
      short_.insert(folder.setting);
    } else {
      short_.erase(folder.setting);
    }
  }
}

void NodeWatch::LookAtCounts(std::int64_t now) {
  const Counts counts = ports_.counts();
  Tell(LogEvent::kConnectionsSlow, counts.connections_slow, now, connections_slow_);
  Tell(LogEvent::kSignInsRefused, counts.sign_ins_refused, now, sign_ins_refused_);
}

void NodeWatch::Tell(LogEvent event, std::uint64_t count, std::int64_t now, Told& told) {
  if (count == told.count || (told.at.has_value() && now - *told.at < kCountMicros)) return;
  ports_.log.Write(event, {{"count", std::to_string(count - told.count)}});
  told = {.count = count, .at = now};
}

std::optional<std::uint64_t> FreeBytes(const std::filesystem::path& folder) {
  std::error_code failed;
  const std::filesystem::space_info space = std::filesystem::space(folder, failed);
  if (failed) return std::nullopt;
  return space.available;
}

bool OnOneDisk(const std::filesystem::path& one, const std::filesystem::path& other) {
  struct stat first{};
  struct stat second{};
  return ::stat(one.c_str(), &first) == 0 && ::stat(other.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev;
}

}  // namespace par::node
