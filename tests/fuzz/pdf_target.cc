// A PDF file that anybody may hand in. Promised: any bytes give a report; it names only known
// reasons, says of no signature that it covers what the file has not, and reaches the one who
// started the check as it was.
#include "common/base/check.h"
#include "common/signature/covered_bytes.h"
#include "common/signature/pdf_check.h"
#include "common/signature/report_bytes.h"
#include "tests/fuzz/targets.h"

namespace par::fuzz {

void FuzzPdf(std::string_view input) {
  constexpr std::int64_t kNow = 1'704'412'800;
  const domain::SignatureReport report = signature::CheckPdf(input, signature::Anchors(), kNow);
  PAR_CHECK(report.file_bytes == input.size());
  PAR_CHECK(report.refusal.empty() || domain::IsFileRefusal(report.refusal));
  PAR_CHECK(report.refusal.empty() || report.signatures.empty());
  for (const domain::Signature& one : report.signatures) {
    PAR_CHECK(one.fault.empty() || domain::IsSignatureFault(one.fault));
    PAR_CHECK(one.covered_end <= input.size());
    const std::string_view rest = input.substr(one.covered_end);
    const bool whole = rest.find_first_not_of(signature::kPdfSpaces) == std::string_view::npos;
    const bool said = one.after == domain::AfterSigning::kNothing;
    PAR_CHECK(!one.fault.empty() || said == whole);
  }
  const auto read = signature::ReadReport(signature::ReportBytes(report));
  PAR_CHECK(read.has_value() && *read == report);
}

}  // namespace par::fuzz
