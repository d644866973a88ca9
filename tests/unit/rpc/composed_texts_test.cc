// Goal: texts from people come in composed (NFC), once; nothing else in a request changes.
// Method: requests by hand, field by field; then calls to a real server, that keeps what it got.
#include "common/rpc/composed_texts.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <string>

#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "par/account/v1/account.pb.h"
#include "par/assessment/v1/assessment.pb.h"
#include "par/decision/v1/decision.pb.h"
#include "par/evidence/v1/evidence.pb.h"
#include "par/history/v1/history.pb.h"
#include "par/node/v1/node.pb.h"
#include "par/unit/v1/unit.grpc.pb.h"
#include "tests/support/status_matchers.h"

namespace par::rpc {
namespace {

const std::string kApart = "Ke\u0302\u0301 hoa\u0323ch";
const std::string kComposed = "Kế hoạch";

template <typename Message>
std::string After(Message message) {
  ComposeTexts(message);
  return message.SerializeAsString();
}

TEST(ComposedTexts, ComposesWhatPeopleWrite) {
  std::string flood = "e";
  for (int i = 0; i < 5'000; ++i) flood += "\u0301\u0323";
  const struct {
    const char* why;
    std::string sent;
    std::string want;
  } rows[] = {
      {"typed in letters apart", kApart, kComposed},
      {"composed already", kComposed, kComposed},
      {"both in one text", kApart + " " + kComposed, kComposed + " " + kComposed},
      {"without a mark", "UBND xa", "UBND xa"},
      {"ten thousand marks: left, at once", flood, flood},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    account::v1::ChangePersonRequest person;
    unit::v1::ImportUnitsRequest file;
    history::v1::ImportTablesRequest table;
    assessment::v1::FillAnswersRequest answers;
    const auto fill = [&](const std::string& text) {
      person.set_full_name(text);
      file.set_units_yaml(text);
      table.set_file(text);
      answers.mutable_answers()->add_declarations()->set_explanation(text);
    };
    fill(row.want);
    const std::string person_wanted = person.SerializeAsString();
    const std::string file_wanted = file.SerializeAsString();
    const std::string table_wanted = table.SerializeAsString();
    const std::string answers_wanted = answers.SerializeAsString();
    answers.Clear();
    fill(row.sent);
    EXPECT_EQ(After(person), person_wanted);
    EXPECT_EQ(After(file), file_wanted) << "a file of YAML is a text";
    EXPECT_EQ(After(table), table_wanted) << "so is a table of earlier years, YAML or CSV";
    EXPECT_EQ(After(answers), answers_wanted) << "within what is repeated within";
  }
}

TEST(ComposedTexts, LeavesWhatIsNoText) {
  const auto kept = [](const char* why, const auto& message) {
    EXPECT_EQ(After(message), message.SerializeAsString()) << why;
  };
  account::v1::SignInRequest sign_in;
  sign_in.set_password(kApart);
  kept("a password: its limits are of what was sent, and its hash composes it", sign_in);
  account::v1::ChangePasswordRequest change;
  change.set_password(kApart);
  change.set_new_password(kApart);
  kept("both passwords of a change", change);
  assessment::v1::TakeSalvagedRequest salvaged;
  salvaged.set_body(kApart);
  kept("what was handed in, and signed, before", salvaged);
  decision::v1::PublishDecisionRequest decision;
  decision.set_request_id(kApart);
  decision.set_signature(kApart);
  kept("a request id and a signature", decision);
  evidence::v1::PutChunkRequest chunk;
  chunk.set_sha256(kApart);
  chunk.set_data(kApart);
  kept("a piece of a file and its hash", chunk);
  unit::v1::ImportUnitsRequest broken;
  broken.set_units_yaml(kApart + "\xff");
  kept("a file that is not UTF-8: whoever reads it refuses it", broken);
  node::v1::ExportRequest copy;
  copy.set_folder(kApart);
  kept("a folder that is named so on the disk", copy);
}

class Keeping final : public unit::v1::UnitService::CallbackService {
 public:
  grpc::ServerUnaryReactor* ImportUnits(grpc::CallbackServerContext* context,
                                        const unit::v1::ImportUnitsRequest* request,
                                        unit::v1::ImportUnitsResponse*) override {
    got = *request;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  unit::v1::ImportUnitsRequest got;
};

TEST(ComposedTexts, AHandlerSeesThemComposed) {
  Keeping units;
  ASSERT_OK_AND_ASSIGN(const auto server, Server::Start({Port::kInside, "", {}}, {&units}));
  unit::v1::ImportUnitsRequest request;
  request.set_request_id(kApart);
  request.set_file_name(kApart);
  request.set_units_yaml(kApart);
  unit::v1::ImportUnitsResponse response;
  const auto context = NewContext(absl::Seconds(30));
  ASSERT_TRUE(unit::v1::UnitService::NewStub(server->InProcessChannel())
                  ->ImportUnits(context.get(), request, &response)
                  .ok());
  EXPECT_EQ(units.got.file_name(), kComposed);
  EXPECT_EQ(units.got.units_yaml(), kComposed);
  EXPECT_EQ(units.got.request_id(), kApart);
}

}  // namespace
}  // namespace par::rpc
