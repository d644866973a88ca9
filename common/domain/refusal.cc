#include "common/domain/refusal.h"

#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/cord.h"
#include "common/base/check.h"
#include "common/domain/catalogue.h"

namespace par::domain {
namespace {

constexpr char kPayload[] = "parnet/refusal";
constexpr std::size_t kLongestValue = 200;  // Bytes; what a person needs to recognise the value.

// Fields as "<length>:<bytes>", so that any bytes may stand in a value.
void AppendField(std::string& out, std::string_view field) {
  out += std::to_string(field.size());
  out += ':';
  out += field;
}

std::optional<std::string> TakeField(std::string_view& rest) {
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), length);
  if (error != std::errc() || end == rest.data() + rest.size() || *end != ':') return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()) + 1);
  if (rest.size() < length) return std::nullopt;
  std::string field(rest.substr(0, length));
  rest.remove_prefix(length);
  return field;
}

std::string Shortened(std::string value) {
  if (value.size() <= kLongestValue) return value;
  std::size_t end = kLongestValue;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xc0u) == 0x80u) --end;
  value.resize(end);
  return value + "…";
}

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  const auto payload = status.GetPayload(kPayload);
  if (!payload.has_value()) return fields;
  const std::string text(*payload);
  std::string_view rest = text;
  while (auto field = TakeField(rest)) fields.push_back(*std::move(field));
  return fields;
}

}  // namespace

absl::Status Refusal(absl::StatusCode code, std::string_view reason,
                     std::vector<Parameter> parameters) {
  PAR_CHECK(code != absl::StatusCode::kOk);
  PAR_CHECK(FindText(reason) != nullptr);
  std::string payload;
  AppendField(payload, reason);
  for (Parameter& parameter : parameters) {
    parameter.value = Shortened(std::move(parameter.value));
    AppendField(payload, parameter.name);
    AppendField(payload, parameter.value);
  }
  absl::Status status(code, Fill(FindText(reason)->english, parameters));
  status.SetPayload(kPayload, absl::Cord(payload));
  return status;
}

absl::Status Invalid(std::string_view reason, std::vector<Parameter> parameters) {
  return Refusal(absl::StatusCode::kInvalidArgument, reason, std::move(parameters));
}

absl::Status InvalidValue(std::string_view reason, std::string_view value, std::string_view field) {
  return Refusal(absl::StatusCode::kInvalidArgument, reason,
                 {{"field", std::string(field)}, {"value", std::string(value)}});
}

std::string ReasonOf(const absl::Status& status) {
  const std::vector<std::string> fields = FieldsOf(status);
  return fields.empty() ? std::string() : fields.front();
}

std::vector<Parameter> ParametersOf(const absl::Status& status) {
  const std::vector<std::string> fields = FieldsOf(status);
  std::vector<Parameter> parameters;
  for (std::size_t i = 1; i + 1 < fields.size(); i += 2) {
    parameters.push_back({.name = fields[i], .value = fields[i + 1]});
  }
  return parameters;
}

std::string TextOf(const absl::Status& status, Language language) {
  const std::string reason = ReasonOf(status);
  if (FindText(reason) == nullptr) return std::string(status.message());
  return Worded(reason, ParametersOf(status), language);
}

}  // namespace par::domain
