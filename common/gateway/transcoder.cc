#include "common/gateway/transcoder.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver.h>
#include <google/protobuf/util/type_resolver_util.h>

#include <algorithm>

#include "common/domain/refusal.h"

namespace par::gateway {
namespace {

constexpr const char* kTypePrefix = "type.googleapis.com";

std::string TypeUrl(const google::protobuf::Descriptor& type) {
  return std::string(kTypePrefix) + "/" + type.full_name();
}

}  // namespace

Transcoder::Transcoder()
    : types_(google::protobuf::util::NewTypeResolverForDescriptorPool(
          kTypePrefix, google::protobuf::DescriptorPool::generated_pool())) {}

Transcoder::~Transcoder() = default;

const google::protobuf::MethodDescriptor* Transcoder::Method(const std::string& path) {
  constexpr std::string_view kOurs = "/par.";
  const std::size_t slash = path.rfind('/');
  if (!path.starts_with(kOurs) || slash == 0) return nullptr;
  std::string name = path.substr(1);
  // One slash, between service and method.
  if (std::count(name.begin(), name.end(), '/') != 1) return nullptr;
  std::replace(name.begin(), name.end(), '/', '.');
  const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
  if (method == nullptr || path.substr(1, slash - 1) != method->service()->full_name()) {
    return nullptr;
  }
  return method;
}

bool Transcoder::IsWhole(const google::protobuf::Descriptor& type, const std::string& bytes) {
  const google::protobuf::Message* empty =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type);
  const std::unique_ptr<google::protobuf::Message> message(empty->New());
  return message->ParseFromString(bytes);
}

absl::StatusOr<std::string> Transcoder::FromJson(const google::protobuf::Descriptor& type,
                                                 const std::string& json) const {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  std::string bytes;
  const auto status = google::protobuf::util::JsonToBinaryString(types_.get(), TypeUrl(type), json,
                                                                 &bytes, options);
  if (!status.ok()) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "request_unreadable");
  }
  return bytes;
}

absl::StatusOr<std::string> Transcoder::ToJson(const google::protobuf::Descriptor& type,
                                               const std::string& bytes) const {
  std::string json;
  const auto status = google::protobuf::util::BinaryToJsonString(
      types_.get(), TypeUrl(type), bytes, &json, google::protobuf::util::JsonPrintOptions());
  if (!status.ok()) return absl::InternalError("an answer has no JSON form");
  return json;
}

}  // namespace par::gateway
