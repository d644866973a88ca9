// What of status_mapping.h needs no gRPC: a refusal as a browser is told it, too.
#include "common/domain/catalogue.h"
#include "common/domain/refusal.h"
#include "common/rpc/status_mapping.h"
#include "par/error/v1/error_detail.pb.h"

namespace par::rpc {

void FillDetail(const absl::Status& refusal, error::v1::ErrorDetail& detail) {
  detail.set_reason(domain::ReasonOf(refusal));
  for (const domain::Parameter& parameter : domain::ParametersOf(refusal)) {
    error::v1::Parameter* added = detail.add_parameters();
    added->set_name(parameter.name);
    added->set_value(parameter.value);
  }
  detail.set_text_vi(domain::TextOf(refusal, domain::Language::kVietnamese));
  detail.set_text_en(domain::TextOf(refusal, domain::Language::kEnglish));
}

}  // namespace par::rpc
