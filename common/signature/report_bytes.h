// A report as pdf-check hands it over and nodes store it: docs/formats/evidence-check.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/domain/signature.h"

namespace par::signature {

[[nodiscard]] std::string ReportBytes(const domain::SignatureReport& report);

// Nothing if it is no report. The writer may have been taken over by the file that it read: what
// comes out holds only known reasons and texts fit for a screen.
[[nodiscard]] std::optional<domain::SignatureReport> ReadReport(std::string_view bytes);

}  // namespace par::signature
