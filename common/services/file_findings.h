// What is wrong in a file that somebody hands in, as it is sent.
#pragma once

#include "absl/status/status.h"
#include "common/domain/finding.h"
#include "par/error/v1/error_detail.pb.h"

namespace par::services {

// `refusal` must not be OK.
[[nodiscard]] inline error::v1::FileFinding FileFindingOf(domain::Position at,
                                                          const absl::Status& refusal,
                                                          bool warning = false) {
  error::v1::FileFinding finding;
  finding.set_line(static_cast<std::uint32_t>(at.line));
  finding.set_column(static_cast<std::uint32_t>(at.column));
  finding.set_warning(warning);
  finding.set_reason(domain::ReasonOf(refusal));
  finding.set_text_vi(domain::TextOf(refusal, domain::Language::kVietnamese));
  finding.set_text_en(domain::TextOf(refusal, domain::Language::kEnglish));
  return finding;
}

}  // namespace par::services
