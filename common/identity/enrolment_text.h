// The form that all enrolment files share: a first line that names the kind, then sections.
// Internal to common/identity. Layout: docs/formats/enrolment.md.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace par::identity {

// "== name", and `content` on the lines after it.
[[nodiscard]] std::string TextSection(std::string_view name, std::string_view content);

// Takes all the sections that are named, or none. INVALID_ARGUMENT enrolment_file_unreadable:
// another kind, too long, or one of them is missing.
[[nodiscard]] absl::Status TakeSections(
    std::string_view text, std::string_view first_line,
    const std::vector<std::pair<std::string_view, std::string*>>& sections);

[[nodiscard]] std::string WithoutLineEnd(std::string text);

}  // namespace par::identity
