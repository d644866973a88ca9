// Goal: what is stored and sent keeps its meaning: no field, enum value or method of proto/ changes
// or disappears once it stands in proto.lock. Adding is free.
// Method: protoc describes every proto file, which is written down line by line; each line of
// proto.lock must still be there. Lines that are new belong into proto.lock with the change that
// makes them: run this test with PAR_UPDATE_PROTO_LOCK=1 and read the difference before committing
// it.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

namespace par {
namespace {

namespace pb = google::protobuf;
constexpr char kLock[] = "tests/contract/proto.lock";

using Lines = std::set<std::string>;

void AddEnum(const pb::EnumDescriptor& type, Lines& lines) {
  for (int i = 0; i < type.value_count(); ++i) {
    lines.insert(type.full_name() + " " + std::to_string(type.value(i)->number()) + " " +
                 type.value(i)->name());
  }
}

void AddMessage(const pb::Descriptor& type, Lines& lines) {
  for (int i = 0; i < type.field_count(); ++i) {
    const pb::FieldDescriptor& field = *type.field(i);
    std::string kind = field.type_name();
    if (field.message_type() != nullptr) kind = field.message_type()->full_name();
    if (field.enum_type() != nullptr) kind = field.enum_type()->full_name();
    lines.insert(type.full_name() + " " + std::to_string(field.number()) + " " + field.name() +
                 " " + (field.is_repeated() ? "repeated " : "") +
                 (field.has_optional_keyword() ? "optional " : "") + kind);
  }
  for (int i = 0; i < type.nested_type_count(); ++i) AddMessage(*type.nested_type(i), lines);
  for (int i = 0; i < type.enum_type_count(); ++i) AddEnum(*type.enum_type(i), lines);
}

void AddService(const pb::ServiceDescriptor& service, Lines& lines) {
  for (int i = 0; i < service.method_count(); ++i) {
    const pb::MethodDescriptor& method = *service.method(i);
    lines.insert(method.full_name() + " (" + (method.client_streaming() ? "stream " : "") +
                 method.input_type()->full_name() + ") returns (" +
                 (method.server_streaming() ? "stream " : "") + method.output_type()->full_name() +
                 ")");
  }
}

Lines PresentLines() {
  pb::FileDescriptorSet set;
  std::ifstream bytes(PAR_DESCRIPTORS, std::ios::binary);
  EXPECT_TRUE(set.ParseFromIstream(&bytes));
  pb::DescriptorPool pool;
  Lines lines;
  for (const pb::FileDescriptorProto& proto : set.file()) {
    const pb::FileDescriptor* file = pool.BuildFile(proto);
    if (file == nullptr) {
      ADD_FAILURE() << proto.name() << " cannot be built";
      continue;
    }
    for (int i = 0; i < file->message_type_count(); ++i) AddMessage(*file->message_type(i), lines);
    for (int i = 0; i < file->enum_type_count(); ++i) AddEnum(*file->enum_type(i), lines);
    for (int i = 0; i < file->service_count(); ++i) AddService(*file->service(i), lines);
  }
  return lines;
}

Lines LockedLines() {
  Lines lines;
  std::ifstream file(kLock);
  for (std::string line; std::getline(file, line);) lines.insert(line);
  return lines;
}

TEST(ProtoLock, NothingLockedChangesOrDisappears) {
  const Lines present = PresentLines();
  if (std::getenv("PAR_UPDATE_PROTO_LOCK") != nullptr) {
    std::ofstream file(kLock);
    for (const std::string& line : present) file << line << "\n";
  }
  const Lines locked = LockedLines();
  ASSERT_FALSE(locked.empty());
  for (const std::string& line : locked) {
    EXPECT_TRUE(present.count(line) == 1) << "changed or removed: " << line;
  }
}

}  // namespace
}  // namespace par
