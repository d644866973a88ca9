// A refusal is an absl::Status with a stable reason code and the parameters its text needs. Reason
// codes are sent and stored: never rename one. Texts in Vietnamese and English live in one
// catalogue (common/domain/catalogue/*.inc); nothing else in the project words an error.
//
// The status code says what the caller should do: INVALID_ARGUMENT mend the input;
// FAILED_PRECONDITION wait until someone changes the state; ABORTED read again and redo the whole
// step; NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED as they say; DATA_LOSS call the administrator.
//
// Pure. Safe to call from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace par::domain {

enum class Language { kVietnamese, kEnglish };

struct Parameter {
  std::string name;
  std::string value;
  friend bool operator==(const Parameter&, const Parameter&) = default;
};

// `reason` must be in the catalogue. Long parameter values are cut at a code point and marked "…".
[[nodiscard]] absl::Status Refusal(absl::StatusCode code, std::string_view reason,
                                   std::vector<Parameter> parameters = {});

// INVALID_ARGUMENT: with these parameters; about the value of a field, with "field" and "value".
[[nodiscard]] absl::Status Invalid(std::string_view reason, std::vector<Parameter> parameters);
[[nodiscard]] absl::Status InvalidValue(std::string_view reason, std::string_view value,
                                        std::string_view field);

// Empty if `status` is OK or was not made by Refusal.
[[nodiscard]] std::string ReasonOf(const absl::Status& status);
[[nodiscard]] std::vector<Parameter> ParametersOf(const absl::Status& status);

// The catalogue's text with the parameters set in; the status's own message where it has no reason.
[[nodiscard]] std::string TextOf(const absl::Status& status, Language language);

}  // namespace par::domain
