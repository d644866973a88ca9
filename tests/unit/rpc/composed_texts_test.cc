// Goal: texts from people come in composed (NFC), once; nothing else in a request changes.
// Method: requests by hand, field by field; every field of every request of every service, found by
// their descriptions; then calls to a real server, that keeps what it got.
#include "common/rpc/composed_texts.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <sstream>
#include <string>

#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "par/account/v1/account.pb.h"
#include "par/assessment/v1/assessment.pb.h"
#include "par/certificate/v1/certificate.pb.h"
#include "par/criteria/v1/criteria.pb.h"
#include "par/cycle/v1/cycle.pb.h"
#include "par/decision/v1/decision.pb.h"
#include "par/dossier/v1/dossier.pb.h"
#include "par/evidence/v1/evidence.pb.h"
#include "par/figures/v1/figures.pb.h"
#include "par/history/v1/history.pb.h"
#include "par/node/v1/node.pb.h"
#include "par/ranking/v1/ranking.pb.h"
#include "par/receipt/v1/receipt.pb.h"
#include "par/remediation/v1/remediation.pb.h"
#include "par/report/v1/report.pb.h"
#include "par/review/v1/review.pb.h"
#include "par/survey/v1/survey.pb.h"
#include "par/unit/v1/unit.grpc.pb.h"
#include "tests/support/read_text.h"
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

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

const Descriptor* const kOneOfEachService[] = {
    account::v1::AddAccountRequest::descriptor(),
    assessment::v1::FillAnswersRequest::descriptor(),
    certificate::v1::ListCertificateRequestsRequest::descriptor(),
    criteria::v1::ImportSetRequest::descriptor(),
    cycle::v1::OpenCycleRequest::descriptor(),
    decision::v1::ReconcileCycleRequest::descriptor(),
    dossier::v1::ActRequest::descriptor(),
    evidence::v1::BeginUploadRequest::descriptor(),
    figures::v1::GetRollUpRequest::descriptor(),
    history::v1::ImportTablesRequest::descriptor(),
    node::v1::GetStatusRequest::descriptor(),
    ranking::v1::GetRankingRequest::descriptor(),
    receipt::v1::ListItemsRequest::descriptor(),
    remediation::v1::IssuePlanRequest::descriptor(),
    report::v1::IssueIndicatorsRequest::descriptor(),
    review::v1::DrawSampleRequest::descriptor(),
    survey::v1::IssueSurveyRequest::descriptor(),
    unit::v1::ImportUnitsRequest::descriptor(),
};

// Fields that hold bytes or a text and are not composed, of a message and of those within it.
class KeptFields {
 public:
  void LookAt(const Descriptor& type) {
    if (!seen_.insert(&type).second) return;
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) LookAt(*field.message_type());
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING && !Composes(type, field)) {
        names.insert(type.name() + "." + field.name());
      }
    }
  }
  std::set<std::string> names;

 private:
  static bool Composes(const Descriptor& type, const FieldDescriptor& field) {
    auto* const factory = google::protobuf::MessageFactory::generated_factory();
    const std::unique_ptr<google::protobuf::Message> message(factory->GetPrototype(&type)->New());
    const auto* const parts = message->GetReflection();
    if (field.is_repeated()) {
      parts->AddString(message.get(), &field, kApart);
    } else {
      parts->SetString(message.get(), &field, kApart);
    }
    ComposeTexts(*message);
    const std::string got = field.is_repeated() ? parts->GetRepeatedString(*message, &field, 0)
                                                : parts->GetString(*message, &field);
    EXPECT_TRUE(got == kApart || got == kComposed) << field.full_name();
    return got == kComposed;
  }
  std::set<const Descriptor*> seen_;
};

std::set<std::string> Without(std::set<std::string> names, const std::set<std::string>& others) {
  std::erase_if(names, [&](const std::string& name) { return others.contains(name); });
  return names;
}

// A field that is added is composed if it is a string; of bytes this says what they are.
TEST(ComposedTexts, WhatIsNotComposedIsKnown) {
  KeptFields kept;
  for (const Descriptor* one : kOneOfEachService) {
    for (int s = 0; s < one->file()->service_count(); ++s) {
      const auto& service = *one->file()->service(s);
      for (int m = 0; m < service.method_count(); ++m) {
        kept.LookAt(*service.method(m)->input_type());
      }
    }
  }
  std::erase_if(kept.names, [](const std::string& name) { return name.ends_with(".request_id"); });
  const std::set<std::string> known = {"BeginUploadRequest.sha256",
                                       "CertificateAnswer.answer",
                                       "CertificateAnswer.request_sha256",
                                       "ChangePasswordRequest.new_password",
                                       "ChangePasswordRequest.password",
                                       "ConfirmSecondFactorRequest.code",
                                       "Document.sha256",
                                       "EvidenceUse.sha256",
                                       "ExportRequest.folder",
                                       "IssueTokenRequest.token_sha256",
                                       "LeafClaim.content",
                                       "LinkProviderRequest.password",
                                       "LinkProviderRequest.trip",
                                       "ListAccountsRequest.page_token",
                                       "ListSampleRequest.page_token",
                                       "ListTablesRequest.page_token",
                                       "ProveProviderRequest.code",
                                       "ProveProviderRequest.state",
                                       "ProveProviderRequest.trip",
                                       "PublishDecisionRequest.sent",
                                       "PublishDecisionRequest.signature",
                                       "PublishDecisionRequest.signer_certificate",
                                       "PublishDecisionRequest.signer_key",
                                       "PutChunkRequest.data",
                                       "PutChunkRequest.sha256",
                                       "ReadDocumentRequest.sha256",
                                       "SalvagedFile.sha256",
                                       "SetPasswordRequest.code",
                                       "SetPasswordRequest.password",
                                       "SignInByProviderRequest.code",
                                       "SignInByProviderRequest.trip",
                                       "SignInRequest.code",
                                       "SignInRequest.password",
                                       "TakeSalvagedFiguresRequest.body",
                                       "TakeSalvagedFiguresRequest.submission_id",
                                       "TakeSalvagedRequest.body",
                                       "TakeSalvagedRequest.submission_id",
                                       "TaskReport.state",
                                       "VerifyDocumentRequest.sha256"};
  EXPECT_EQ(Without(kept.names, known), std::set<std::string>()) << "not composed, and not known";
  EXPECT_EQ(Without(known, kept.names), std::set<std::string>()) << "composed, or gone";
}

// Every method has a row there, "subject.Method: …".
TEST(ComposedTexts, EveryServiceIsLookedAt) {
  std::set<std::string> looked_at;
  for (const Descriptor* one : kOneOfEachService) looked_at.insert(one->file()->package());
  std::istringstream rows(par::testing::ReadText("tests/integration/access_matrix.txt"));
  std::size_t methods = 0;
  for (std::string row; std::getline(rows, row);) {
    if (row.empty() || row[0] == '#') continue;
    EXPECT_TRUE(looked_at.contains("par." + row.substr(0, row.find('.')) + ".v1")) << row;
    ++methods;
  }
  EXPECT_GT(methods, 100u);
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
