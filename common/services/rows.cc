#include "common/services/rows.h"

#include <google/protobuf/message_lite.h>

#include "common/base/check.h"
#include "common/domain/refusal.h"

namespace par::services {
namespace {
constexpr char kRowVersion = 1;
}

std::string EncodeRow(const google::protobuf::MessageLite& row) {
  std::string value(1, kRowVersion);
  PAR_CHECK(row.AppendToString(&value));
  return value;
}

absl::Status DecodeRow(std::string_view value, google::protobuf::MessageLite& row) {
  const bool good = !value.empty() && value.front() == kRowVersion &&
                    row.ParseFromArray(value.data() + 1, static_cast<int>(value.size() - 1));
  if (good) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kDataLoss, "row_unreadable",
                         {{"record", row.GetTypeName()}});
}

}  // namespace par::services
