// One line that says how far a long job is: amount, share, rate and time left. It is redrawn in
// place on a terminal; elsewhere it is silent unless asked for, and then writes only its last line.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "common/base/clock.h"
#include "common/domain/refusal.h"

namespace par::parctl {

enum class Counted { kBytes, kRows };

struct ProgressPlan {
  std::string label;
  Counted counted = Counted::kRows;
  std::uint64_t total = 0;  // 0: not known.
};

// 12345678 bytes as "11,7 MiB" in Vietnamese, "11.7 MiB" in English; rows with separators.
[[nodiscard]] std::string AmountText(std::uint64_t amount, Counted counted,
                                     domain::Language language);
// "0:07", "12:05", "3:00:00".
[[nodiscard]] std::string DurationText(std::uint64_t seconds);

class Progress {
 public:
  // `on_terminal`: `err` is one. Both must outlive the progress. One thread.
  Progress(std::ostream& err, const Clock& clock, domain::Language language, ProgressPlan plan,
           bool on_terminal, bool asked);

  // `done` in all; draws at most ten times a second.
  void Report(std::uint64_t done);
  // Draws the last state and ends the line.
  void Finish(std::uint64_t done);

 private:
  [[nodiscard]] std::string Line(std::uint64_t done) const;
  void Draw(std::uint64_t done);

  std::ostream& err_;
  const Clock& clock_;
  const domain::Language language_;
  const ProgressPlan plan_;
  const bool on_terminal_;
  const bool asked_;
  const std::int64_t started_;
  std::int64_t drawn_ = 0;
  bool ever_drawn_ = false;
};

}  // namespace par::parctl
