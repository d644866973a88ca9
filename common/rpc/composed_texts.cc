#include "common/rpc/composed_texts.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/support/server_interceptor.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/composed.h"
#include "common/base/unicode.h"

namespace par::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::ServerRpcInfo;

// Strings that are no text.
constexpr std::string_view kKept[] = {"password", "new_password", "code",       "secret",
                                      "state",    "trip",         "page_token", "folder"};

// Bytes that are a text, besides those that end in "_yaml": YAML or CSV, whichever it is.
constexpr std::string_view kFiles[] = {"file", "table", "particulars"};

template <std::size_t n>
bool IsOneOf(const std::string_view (&names)[n], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool HoldsText(const FieldDescriptor& field) {
  if (field.type() == FieldDescriptor::TYPE_BYTES) {
    return field.name().ends_with("_yaml") || IsOneOf(kFiles, field.name());
  }
  return field.type() == FieldDescriptor::TYPE_STRING && !IsOneOf(kKept, field.name());
}

// Whether `text` was another one. What is not UTF-8 is refused by whoever reads it.
bool Compose(std::string& text) {
  const bool plain = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (plain || FirstInvalidUtf8(text).has_value()) return false;
  std::string composed = Composed(text);
  if (composed == text) return false;
  text = std::move(composed);
  return true;
}

void ComposeField(Message& message, const FieldDescriptor& field) {
  const Reflection& parts = *message.GetReflection();
  const int count = field.is_repeated() ? parts.FieldSize(message, &field) : 1;
  for (int i = 0; i < count; ++i) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      ComposeTexts(field.is_repeated() ? *parts.MutableRepeatedMessage(&message, &field, i)
                                       : *parts.MutableMessage(&message, &field));
      continue;
    }
    std::string text = field.is_repeated() ? parts.GetRepeatedString(message, &field, i)
                                           : parts.GetString(message, &field);
    if (!Compose(text)) continue;
    if (field.is_repeated()) {
      parts.SetRepeatedString(&message, &field, i, std::move(text));
    } else {
      parts.SetString(&message, &field, std::move(text));
    }
  }
}

class ComposedRequest final : public grpc::experimental::Interceptor {
 public:
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_MESSAGE)) {
      // Of a generated service it is the request, which nobody else has seen yet.
      if (void* request = methods->GetRecvMessage(); request != nullptr) {
        ComposeTexts(*static_cast<Message*>(request));
      }
    }
    methods->Proceed();
  }
};

class ComposedRequests final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateServerInterceptor(ServerRpcInfo* info) override {
    // gRPC's own (health) take bytes that are no message.
    const bool ours = std::string_view(info->method()).starts_with("/par.");
    return ours && info->type() == ServerRpcInfo::Type::UNARY ? new ComposedRequest() : nullptr;
  }
};

}  // namespace

void ComposeTexts(Message& request) {
  std::vector<const FieldDescriptor*> present;
  request.GetReflection()->ListFields(request, &present);
  for (const FieldDescriptor* field : present) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE || HoldsText(*field)) {
      ComposeField(request, *field);
    }
  }
}

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> NewComposedTexts() {
  return std::make_unique<ComposedRequests>();
}

}  // namespace par::rpc
