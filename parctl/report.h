// Findings about files, as every command prints them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/finding.h"
#include "parctl/app.h"

namespace par {
class JsonWriter;
}

namespace par::parctl {

// One line each on `err`; a last line where there are more than the reader kept. The exit code
// becomes kFindings if there is any. With --format json an object for each, as PrintRefusal's with
// `file` and, where known, `line` and `column` (of a workbook its row and column, with `sheet`);
// the last is {"more"}, how many there are besides.
void PrintFindings(Session& session, const std::vector<domain::Finding>& findings,
                   std::size_t count);

// `line` and `column` into an object, each where it is known.
void WritePosition(JsonWriter& json, const domain::Position& at);

// One line on `err`, and the exit code kFindings. `about` stands before it where it is not empty.
// With --format json an object instead: {"reason", "params", "about" where not empty, "text"}; the
// reason is empty where the status was not made by domain::Refusal.
void PrintRefusal(Session& session, const std::string& about, const absl::Status& refusal);

}  // namespace par::parctl
