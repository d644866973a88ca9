// Goal: every method lets through whom the reviewed table names (access_matrix.txt) and nobody
// else; a new method without a row fails. Method: every method of every service, as protoc
// describes it, is called on a real node with a request about the commune song-ve, or about its
// district where the caller is to stand below, by an account of each role in the unit itself, its
// sibling, its superior, the one above that, and a unit below; and by nobody. "Let through" is any
// answer but that of permission or of a missing token; the reasons behind the arrow are what then
// stood in the way. After a deliberate change: PAR_UPDATE_ACCESS_MATRIX=1, and read the difference.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <future>
#include <map>
#include <set>
#include <string>

#include "common/domain/access.h"
#include "common/domain/dossier.h"
#include "common/rpc/status_mapping.h"
#include "tests/support/cycle_world.h"
#include "tests/support/read_text.h"

namespace par::testing {
namespace {

namespace gpb = google::protobuf;
constexpr char kTable[] = "tests/integration/access_matrix.txt";

struct Place {
  const char* relation;
  const char* callers;  // The caller's unit.
  const char* target;   // The unit that the request is about.
};
constexpr Place kPlaces[] = {
    {"own", "song-ve", "song-ve"},     {"sibling", "la-ha", "song-ve"},
    {"parent", "tu-nghia", "song-ve"}, {"grandparent", "quang-ngai", "song-ve"},
    {"child", "song-ve", "tu-nghia"},
};

// Fills what a method needs to get as far as the question of who may; otherwise as empty as it is.
void Fill(gpb::Message& message, const std::string& target, const std::string& action) {
  const gpb::Descriptor& type = *message.GetDescriptor();
  const gpb::Reflection& reflection = *message.GetReflection();
  const std::string kind = type.full_name();
  const std::map<std::string, std::string> texts = {
      {"unit", target},
      {"actor_unit", target},
      {"cycle", kOneCycle},
      {"account", "clerk." + target},
      {"kind", action},
      {"date", "2023-12-20"},
      {"cycle_yaml",
       "format: parnet/cycle/1\nid: khac\ntitle: Khác\nyear: 2023\nlevel: commune\nowner: " +
           target +
           "\nset: commune-sample-2023@1\nunits: [song-ve]\ndeadlines: {submit: 2023-10-30, "
           "review: "
           "2023-11-20, appeal: 2023-11-30, publish: 2023-12-20}\nlate: accept_late\nrounds: 2\n"},
      {"id", kind.find(".cycle.") != std::string::npos ? kOneCycle : "commune-sample-2023"},
      {"set_id", "commune-sample-2023"},
      {"request_id", rpc::NewRequestId()},
      {"sha256", std::string(32, 'x')},
  };
  for (int i = 0; i < type.field_count(); ++i) {
    const gpb::FieldDescriptor& field = *type.field(i);
    if (field.is_repeated()) continue;
    if (field.cpp_type() == gpb::FieldDescriptor::CPPTYPE_MESSAGE) {
      Fill(*reflection.MutableMessage(&message, &field), target, action);
    } else if (field.cpp_type() == gpb::FieldDescriptor::CPPTYPE_STRING) {
      const auto text = texts.find(field.name());
      if (text != texts.end()) reflection.SetString(&message, &field, text->second);
    } else if (field.cpp_type() == gpb::FieldDescriptor::CPPTYPE_UINT32 &&
               (field.name() == "version" || field.name() == "set_version")) {
      reflection.SetUInt32(&message, &field, 1);
    }
  }
}

class AccessMatrix : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ifstream bytes(PAR_DESCRIPTORS, std::ios::binary);
    ASSERT_TRUE(files_.ParseFromIstream(&bytes));
    for (const gpb::FileDescriptorProto& file : files_.file()) {
      ASSERT_NE(pool_.BuildFile(file), nullptr) << file.name();
    }
  }

  // `account` empty: nobody.
  absl::Status Call(const gpb::MethodDescriptor& method, const std::string& account,
                    const std::string& target, const std::string& action) {
    const std::unique_ptr<gpb::Message> request(messages_.GetPrototype(method.input_type())->New());
    Fill(*request, target, action);
    const grpc::Slice slice(request->SerializeAsString());
    const grpc::ByteBuffer sent(&slice, 1);
    grpc::ByteBuffer received;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    if (!account.empty()) context.AddMetadata("authorization", "Bearer token-" + account);
    std::promise<grpc::Status> done;
    stub_.UnaryCall(&context, "/" + method.service()->full_name() + "/" + method.name(), {}, &sent,
                    &received, [&done](grpc::Status status) { done.set_value(std::move(status)); });
    return rpc::FromGrpcStatus(done.get_future().get());
  }

  static bool Denied(const absl::Status& status) {
    return absl::IsPermissionDenied(status) || domain::ReasonOf(status) == "token_missing";
  }
  static std::string Reason(const absl::Status& status) {
    if (status.ok()) return "done";
    const std::string reason = domain::ReasonOf(status);
    // Which of them it is depends on how long the calls before it took.
    for (const char* unproven : {"sign_in_refused", "sign_in_too_often", "one_time_code_not_good",
                                 "second_factor_wrong", "second_factor_not_begun"}) {
      if (reason == unproven) return "unproven";
    }
    return reason.empty() ? std::string(absl::StatusCodeToString(status.code())) : reason;
  }

  // "account.IssueCode: administrator(own) administrator(parent) -> done"
  std::string Row(const gpb::MethodDescriptor& method, const std::string& action) {
    std::string row = method.service()->full_name();
    row = row.substr(row.find('.') + 1);
    row = row.substr(0, row.find('.')) + "." + method.name();
    if (!action.empty()) row += " " + action;
    row += ":";
    const absl::Status open = Call(method, "", "song-ve", action);
    if (!Denied(open)) return row + " anybody -> " + Reason(open) + "\n";
    std::set<std::string> reasons;
    int let_through = 0;
    std::string who;
    for (int role = 0; role < domain::kRoleCount; ++role) {
      const std::string name(domain::Name(static_cast<domain::Role>(role)));
      for (const Place& place : kPlaces) {
        const absl::Status answer = Call(method, name + "." + place.callers, place.target, action);
        if (Denied(answer)) continue;
        ++let_through;
        who += " " + name + "(" + place.relation + ")";
        reasons.insert(Reason(answer));
      }
    }
    if (let_through == domain::kRoleCount * static_cast<int>(std::size(kPlaces))) {
      who = " everyone with an account";
    }
    if (let_through == 0) return row + " nobody\n";
    row += who + " ->";
    for (const std::string& reason : reasons) row += " " + reason;
    return row + "\n";
  }

  std::string Table() {
    std::string table;
    for (const gpb::FileDescriptorProto& proto : files_.file()) {
      const gpb::FileDescriptor& file = *pool_.FindFileByName(proto.name());
      for (int s = 0; s < file.service_count(); ++s) {
        for (int m = 0; m < file.service(s)->method_count(); ++m) {
          const gpb::MethodDescriptor& method = *file.service(s)->method(m);
          if (method.client_streaming() || method.server_streaming()) continue;
          if (method.input_type()->FindFieldByName("action") == nullptr) {
            table += Row(method, "");
            continue;
          }
          for (int kind = 0; kind < domain::kActionCount; ++kind) {
            table += Row(method, std::string(domain::Name(static_cast<domain::ActionKind>(kind))));
          }
        }
      }
    }
    return table;
  }

  CycleWorld world_;
  grpc::GenericStub stub_{rpc::DialLocal("127.0.0.1:" + std::to_string(world_.upper_port()))};
  gpb::FileDescriptorSet files_;
  gpb::DescriptorPool pool_;
  gpb::DynamicMessageFactory messages_{&pool_};
};

// The lines of the table that are no remarks.
std::set<std::string> Lines(const std::string& text) {
  std::set<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.front() != '#') lines.insert(line);
  }
  return lines;
}

TEST_F(AccessMatrix, IsTheReviewedTable) {
  const std::string table = Table();
  if (std::getenv("PAR_UPDATE_ACCESS_MATRIX") != nullptr) {
    std::string remarks;
    std::istringstream in(ReadText(kTable));
    for (std::string line; std::getline(in, line) && line.starts_with("#");) remarks += line + "\n";
    std::ofstream(kTable) << remarks << table;
    return;
  }
  const std::set<std::string> now = Lines(table);
  const std::set<std::string> reviewed = Lines(ReadText(kTable));
  for (const std::string& line : now) EXPECT_TRUE(reviewed.contains(line)) << "now: " << line;
  for (const std::string& line : reviewed) EXPECT_TRUE(now.contains(line)) << "reviewed: " << line;
}

}  // namespace
}  // namespace par::testing
