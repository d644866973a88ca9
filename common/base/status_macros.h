// Early return on a status that is not OK. Abseil 20220623 has no such macros.
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define PAR_CONCAT_INNER(a, b) a##b
#define PAR_CONCAT(a, b) PAR_CONCAT_INNER(a, b)

#define RETURN_IF_ERROR(expression)                                                    \
  do {                                                                                 \
    if (::absl::Status par_status = (expression); !par_status.ok()) return par_status; \
  } while (false)

#define ASSIGN_OR_RETURN(left, expression) \
  ASSIGN_OR_RETURN_INNER(PAR_CONCAT(par_status_or_, __LINE__), left, expression)

#define ASSIGN_OR_RETURN_INNER(name, left, expression) \
  auto name = (expression);                            \
  if (!name.ok()) return std::move(name).status();     \
  left = *std::move(name)
