// Where a command writes and how: the answer on `out`, everything else on `err`.
#pragma once

#include <cstddef>
#include <ostream>

#include "common/domain/refusal.h"

namespace par::parctl {

enum class Format { kTable, kJson };

// Exit codes, the same for every command and documented in --help.
enum ExitCode : int {
  kFine = 0,
  kFindings = 1,     // Findings, differences, or input that is refused.
  kUsage = 2,        // The command itself was written wrongly.
  kUnreachable = 3,  // The node does not answer.
};

struct Output {
  std::ostream& out;
  std::ostream& err;
  domain::Language language = domain::Language::kVietnamese;
  Format format = Format::kTable;
  std::size_t width = 0;  // Columns of the terminal; 0: no limit.
};

// The width of the terminal behind standard output; 0 if it is none.
[[nodiscard]] std::size_t TerminalWidth();

}  // namespace par::parctl
