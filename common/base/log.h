// What a node tells whoever runs it, as lines of logfmt: one event, one line
// (docs/operations/log.md). No text that a person wrote, no token, no password and no figure of a
// report is ever a field.
//
// Not for the domain, the ledger and the exchange: what happens there is told by whoever drives
// them. Safe from many threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"

namespace par {

enum class LogLevel : std::uint8_t { kDebug = 0, kInfo = 1, kWarning = 2, kError = 3 };

enum class LogEvent : std::uint8_t {
#define PAR_LOG_EVENT(event, word, level) event,
#include "common/base/log_events.inc"
#undef PAR_LOG_EVENT
};

struct LogEventInfo {
  std::string_view word;
  LogLevel level;
};
inline constexpr std::array kLogEvents = {
#define PAR_LOG_EVENT(event, word, level) LogEventInfo{word, LogLevel::level},
#include "common/base/log_events.inc"
#undef PAR_LOG_EVENT
};

struct LogField {
  std::string_view name;  // [a-z_]+
  std::string value;
};

class Log {
 public:
  virtual ~Log() = default;
  // Never blocks.
  virtual void Write(LogEvent event, const std::vector<LogField>& fields) = 0;
  // About every second.
  virtual void Tick() {}
};

// Says nothing.
[[nodiscard]] Log& NoLog();

inline constexpr std::size_t kMostValueBytes = 200;
// `value` as it stands behind "name=": bare where it is of letters, digits and _.:/@+,- only,
// otherwise in quotes, where a quote, a backslash, control characters and what is no UTF-8 are
// escaped. What is longer than kMostValueBytes is cut at a code point and marked "…".
[[nodiscard]] std::string LogValue(std::string_view value);

// Makes lines ("event=line_up peer=nut-tinh"), without time and level. Within a minute the same
// line is given out once, and of one event at most kMostLinesOfEvent; at the minute's end a line
// with repeated=N, or more=N, says how many were not.
class LogLines final : public Log {
 public:
  static constexpr std::size_t kMostLinesOfEvent = 30;
  static constexpr std::int64_t kWindowMicros = 60'000'000;
  // One line, without its end. It must neither block nor write to this log.
  using Out = std::function<void(LogLevel level, std::string_view line)>;

  // Events below `least` are left out. `clock` outlives it.
  LogLines(LogLevel least, const Clock& clock, Out out);
  // Says what was held back.
  ~LogLines() override;
  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;

  void Write(LogEvent event, const std::vector<LogField>& fields) override;
  void Tick() override;

 private:
  struct Window {
    std::int64_t ends = 0;                       // Monotonic; 0: nothing was said lately.
    std::map<std::string, std::uint64_t> again;  // By the line: how often more.
    std::uint64_t more = 0;
  };
  void End(std::size_t event);

  const LogLevel least_;
  const Clock& clock_;
  const Out out_;
  std::mutex mutex_;  // Guards what follows.
  std::array<Window, kLogEvents.size()> windows_;
};

}  // namespace par
