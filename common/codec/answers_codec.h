// A unit's answers between the domain and their message. Decoding is bound to the set answered and
// checks everything that reading an answers file checks (common/domain/answers_yaml.h), with the
// same reasons: both ways in refuse the same things. Values travel as exact decimal text.
//
// Pure. Safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "par/assessment/v1/assessment.pb.h"

namespace par::codec {

// Figures, previous figures and children's figures in the order of the set; title, group and
// whether the unit is ranked do not travel (the unit tree and the cycle say so).
[[nodiscard]] assessment::v1::Answers Encode(const domain::CriteriaSet& set,
                                             const domain::Answers& answers);

// The first thing wrong, INVALID_ARGUMENT: the reasons of domain::ReadAnswers naming the figure or
// "<criterion>.<field>"; id_repeated (a figure or criterion twice), text_control_character,
// message_field_invalid (a hash that is not 32 bytes, a document id with a tab).
[[nodiscard]] absl::StatusOr<domain::Answers> Decode(const assessment::v1::Answers& message,
                                                     const domain::CriteriaSet& set);

// Evidence as domain::Declaration keeps it: the document's id alone or, tab-separated, document,
// section, page and SHA-256 in hexadecimal (empty: not given).
[[nodiscard]] std::string EvidenceText(const assessment::v1::EvidenceUse& use);
[[nodiscard]] assessment::v1::EvidenceUse EvidenceUseOf(std::string_view text);

}  // namespace par::codec
