// Findings about files, as every command prints them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/finding.h"
#include "parctl/app.h"

namespace par::parctl {

// One line each on `err`; a last line where there are more than the reader kept. The exit code
// becomes kFindings if there is any.
void PrintFindings(Session& session, const std::vector<domain::Finding>& findings,
                   std::size_t count);

// One line on `err`, and the exit code kFindings. `about` stands before it where it is not empty.
// With --format json an object instead: {"reason", "params", "about" where not empty, "text"}; the
// reason is empty where the status was not made by domain::Refusal.
void PrintRefusal(Session& session, const std::string& about, const absl::Status& refusal);

}  // namespace par::parctl
