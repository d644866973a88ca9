// Messages between protobuf's binary form and its JSON, by the descriptors that the generated code
// brings: nothing per message.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace google::protobuf {
class Descriptor;
class MethodDescriptor;
namespace util {
class TypeResolver;
}
}  // namespace google::protobuf

namespace par::gateway {

// Safe from many threads.
class Transcoder {
 public:
  Transcoder();
  ~Transcoder();

  // The method of "/par.<subject>.v1.<Service>/<Method>"; null: there is none in this program.
  [[nodiscard]] static const google::protobuf::MethodDescriptor* Method(const std::string& path);

  // Whether the bytes are such a message from the first to the last.
  [[nodiscard]] static bool IsWhole(const google::protobuf::Descriptor& type,
                                    const std::string& bytes);

  // INVALID_ARGUMENT request_unreadable. Fields that the message does not have are passed over: the
  // page may be newer than the node.
  [[nodiscard]] absl::StatusOr<std::string> FromJson(const google::protobuf::Descriptor& type,
                                                     const std::string& json) const;
  // INTERNAL: the bytes are no such message, our own mistake.
  [[nodiscard]] absl::StatusOr<std::string> ToJson(const google::protobuf::Descriptor& type,
                                                   const std::string& bytes) const;

 private:
  std::unique_ptr<google::protobuf::util::TypeResolver> types_;
};

}  // namespace par::gateway
