#include "common/base/log.h"

#include <utility>

#include "common/base/hex.h"
#include "common/base/unicode.h"

namespace par {
namespace {

constexpr std::string_view kBare =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:/@+,-";

class SilentLog final : public Log {
 public:
  void Write(LogEvent /*event*/, const std::vector<LogField>& /*fields*/) override {}
};

std::string_view Cut(std::string_view value) {
  if (value.size() <= kMostValueBytes) return value;
  std::size_t end = kMostValueBytes;
  const auto within = [&] { return (static_cast<unsigned char>(value[end]) & 0xC0u) == 0x80u; };
  while (end > kMostValueBytes - 4 && within()) --end;
  return value.substr(0, end);
}

// Of well-formed text without control characters but tab and line feed.
void AppendQuoted(std::string_view text, std::string& to) {
  for (const char c : text) {
    if (c == '\n') {
      to += "\\n";
    } else if (c == '\t') {
      to += "\\t";
    } else {
      if (c == '"' || c == '\\') to += '\\';
      to += c;
    }
  }
}

}  // namespace

Log& NoLog() {
  static SilentLog silent;
  return silent;
}

std::string LogValue(std::string_view value) {
  const std::string_view kept = Cut(value);
  const bool whole = kept.size() == value.size();
  if (whole && !kept.empty() && kept.find_first_not_of(kBare) == std::string_view::npos) {
    return std::string(kept);
  }
  std::string quoted = "\"";
  for (std::string_view rest = kept; !rest.empty();) {
    const std::string_view formed =
        rest.substr(0, FirstInvalidUtf8(rest).value_or(std::string_view::npos));
    const std::string_view plain =
        formed.substr(0, FirstControlCharacter(formed).value_or(std::string_view::npos));
    AppendQuoted(plain, quoted);
    rest.remove_prefix(plain.size());
    if (rest.empty()) break;
    // Without its first byte the rest of a control character is no UTF-8, and comes here too.
    quoted += "\\x" + ToHex(rest.substr(0, 1));
    rest.remove_prefix(1);
  }
  return quoted + (whole ? "\"" : "…\"");
}

LogLines::LogLines(LogLevel least, const Clock& clock, Out out)
    : least_(least), clock_(clock), out_(std::move(out)) {}

LogLines::~LogLines() {
  const std::lock_guard lock(mutex_);
  for (std::size_t event = 0; event < windows_.size(); ++event) End(event);
}

void LogLines::Write(LogEvent event, const std::vector<LogField>& fields) {
  const auto number = static_cast<std::size_t>(event);
  const LogEventInfo& info = kLogEvents[number];
  if (info.level < least_) return;
  std::string line = "event=" + std::string(info.word);
  for (const LogField& field : fields) {
    line += ' ';
    line += field.name;
    line += '=' + LogValue(field.value);
  }
  const std::int64_t now = clock_.MonotonicMicros();
  const std::lock_guard lock(mutex_);
  Window& window = windows_[number];
  if (now >= window.ends) End(number);
  if (window.ends == 0) window.ends = now + kWindowMicros;
  if (const auto said = window.again.find(line); said != window.again.end()) {
    ++said->second;
  } else if (window.again.size() >= kMostLinesOfEvent) {
    ++window.more;
  } else {
    out_(info.level, line);
    window.again.emplace(std::move(line), 0);
  }
}

void LogLines::Tick() {
  const std::int64_t now = clock_.MonotonicMicros();
  const std::lock_guard lock(mutex_);
  for (std::size_t event = 0; event < windows_.size(); ++event) {
    if (now >= windows_[event].ends) End(event);
  }
}

// With the lock held.
void LogLines::End(std::size_t event) {
  const LogEventInfo& info = kLogEvents[event];
  const Window window = std::exchange(windows_[event], {});
  for (const auto& [line, times] : window.again) {
    if (times > 0) out_(info.level, line + " repeated=" + std::to_string(times));
  }
  if (window.more > 0) {
    out_(info.level, "event=" + std::string(info.word) + " more=" + std::to_string(window.more));
  }
}

}  // namespace par
