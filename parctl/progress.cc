#include "parctl/progress.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "parctl/language.h"

namespace par::parctl {
namespace {

constexpr std::int64_t kRedrawMicros = 100'000;
constexpr std::uint64_t kMicrosPerSecond = 1'000'000;

std::string Grouped(std::uint64_t amount, char separator) {
  std::string text = std::to_string(amount);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, 1, separator);
  }
  return text;
}

// amount × factor / divisor without overflow for anything a machine can hold.
std::uint64_t Scale(std::uint64_t amount, std::uint64_t factor, std::uint64_t divisor) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(Wide{amount} * factor / std::max<std::uint64_t>(divisor, 1));
}

std::string TwoDigits(std::uint64_t value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

}  // namespace

std::string AmountText(std::uint64_t amount, Counted counted, domain::Language language) {
  const bool vietnamese = language == domain::Language::kVietnamese;
  const char thousands = vietnamese ? '.' : ',';
  if (counted == Counted::kRows) return Grouped(amount, thousands);
  constexpr std::array<std::string_view, 5> kUnits = {"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  std::uint64_t divisor = 1;
  while (unit + 1 < kUnits.size() && amount / divisor >= 1024) {
    divisor *= 1024;
    ++unit;
  }
  std::string text = Grouped(amount / divisor, thousands);
  if (unit > 0) {
    text += vietnamese ? ',' : '.';
    text += std::to_string(amount % divisor * 10 / divisor);
  }
  return text + ' ' + std::string(kUnits.at(unit));
}

std::string DurationText(std::uint64_t seconds) {
  const std::uint64_t minutes = seconds / 60;
  const std::string end = ":" + TwoDigits(seconds % 60);
  if (minutes < 60) return std::to_string(minutes) + end;
  return std::to_string(minutes / 60) + ":" + TwoDigits(minutes % 60) + end;
}

Progress::Progress(std::ostream& err, const Clock& clock, domain::Language language,
                   ProgressPlan plan, bool on_terminal, bool asked)
    : err_(err),
      clock_(clock),
      language_(language),
      plan_(std::move(plan)),
      on_terminal_(on_terminal),
      asked_(asked),
      started_(clock.MonotonicMicros()) {}

std::string Progress::Line(std::uint64_t done) const {
  const auto passed = static_cast<std::uint64_t>(clock_.MonotonicMicros() - started_);
  const std::uint64_t rate = passed == 0 ? 0 : Scale(done, kMicrosPerSecond, passed);
  std::string line = plan_.label + ": " + AmountText(done, plan_.counted, language_);
  if (plan_.total != 0) {
    line += " / " + AmountText(plan_.total, plan_.counted, language_);
    line += " (" + std::to_string(Scale(done, 100, plan_.total)) + " %)";
  }
  if (rate == 0) return line;
  line += ", " + AmountText(rate, plan_.counted, language_);
  line += Pick(language_, "/giây", "/s");
  if (plan_.total > done) {
    line += ", ";
    line += Pick(language_, "còn ", "left ");
    line += DurationText((plan_.total - done) / rate);
  }
  return line;
}

void Progress::Draw(std::uint64_t done) {
  // "\x1b[K" clears what a longer line left behind.
  err_ << '\r' << Line(done) << "\x1b[K" << std::flush;
  drawn_ = clock_.MonotonicMicros();
  ever_drawn_ = true;
}

void Progress::Report(std::uint64_t done) {
  if (!on_terminal_) return;
  if (ever_drawn_ && clock_.MonotonicMicros() - drawn_ < kRedrawMicros) return;
  Draw(done);
}

void Progress::Finish(std::uint64_t done) {
  if (on_terminal_) {
    Draw(done);
    err_ << '\n' << std::flush;
  } else if (asked_) {
    err_ << Line(done) << '\n' << std::flush;
  }
}

}  // namespace par::parctl
