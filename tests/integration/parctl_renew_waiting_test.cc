// Goal: one command answers all that waits at the authority: each for itself, so that a node whose
// request is broken, refused or no longer there keeps no other from its certificate. Method: the
// real program with an authority's folder, and a service that answers from the test and keeps what
// it was told. With real nodes: renewed_certificates_test.cc.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/domain/refusal.h"
#include "common/identity/ca.h"
#include "common/identity/enrolment_files.h"
#include "common/identity/key_ring.h"
#include "common/identity/renewal.h"
#include "common/identity/signing_key.h"
#include "common/rpc/status_mapping.h"
#include "par/certificate/v1/certificate.grpc.pb.h"
#include "tests/integration/recovering.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::testing {
namespace {

using certificate::v1::AnswerCertificateRequestRequest;
using certificate::v1::CertificateAnswer;
using certificate::v1::ListCertificateRequestsResponse;
using ::testing::HasSubstr;
using ::testing::Not;

// The last of `waiting` stands on a page of its own.
class WaitingNodes : public certificate::v1::CertificateService::Service {
 public:
  grpc::Status ListCertificateRequests(
      grpc::ServerContext* /*context*/,
      const certificate::v1::ListCertificateRequestsRequest* request,
      ListCertificateRequestsResponse* response) override {
    const int last = waiting.requests_size() - 1;
    if (!request->after().empty()) {
      *response->add_requests() = waiting.requests(last);
      return grpc::Status::OK;
    }
    for (int i = 0; i < last; ++i) *response->add_requests() = waiting.requests(i);
    response->set_next("more");
    return grpc::Status::OK;
  }
  grpc::Status AnswerCertificateRequest(
      grpc::ServerContext* /*context*/, const AnswerCertificateRequestRequest* request,
      certificate::v1::AnswerCertificateRequestResponse* /*response*/) override {
    if (request->answer().node() == asked_again) {
      return rpc::ToGrpcStatus(
          domain::Refusal(absl::StatusCode::kNotFound, "renewal_unknown", {{"node", asked_again}}));
    }
    const std::lock_guard lock(mutex_);
    answers_[request->answer().node()] = request->answer();
    return grpc::Status::OK;
  }
  std::map<std::string, CertificateAnswer> Answers() {
    const std::lock_guard lock(mutex_);
    return answers_;
  }

  ListCertificateRequestsResponse waiting;
  std::string asked_again;  // This node made another request meanwhile.

 private:
  std::mutex mutex_;
  std::map<std::string, CertificateAnswer> answers_;
};

class RenewWaiting : public ::testing::Test {
 protected:
  void SetUp() override {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&nodes_);
    server_ = builder.BuildAndStart();
    ASSERT_OK_AND_ASSIGN(authority_, identity::Authority::Create(folder_.path(), "test",
                                                                 SystemClock().WallMicros()));
  }
  // A request as the node makes it, but for what `change` does before it is signed.
  certificate::v1::WaitingRequest& AddNode(
      const std::string& node,
      const std::function<void(identity::RenewalRequest&)>& change = [](auto&) {}) {
    const identity::KeyAndRequest next = identity::MakeKeyAndRequest();
    const auto key = identity::SigningKey::Generate(SystemRandom());
    EXPECT_OK(identity::AddNodeKey(folder_.path(), node, key->public_key()));
    const auto present =
        authority_->IssueNode(identity::MakeKeyAndRequest().request_pem, {node, {}, {}},
                              {.from_micros = SystemClock().WallMicros(), .days = 20});
    EXPECT_OK(present);
    identity::RenewalRequest request{.node_id = node,
                                     .connection_pem = next.request_pem,
                                     .signing_pem = key->Request(),
                                     .connection_certificate = present->pem,
                                     .signing_certificate = {}};
    change(request);
    certificate::v1::WaitingRequest& row = *nodes_.waiting.add_requests();
    row.mutable_request()->set_node(node);
    row.mutable_request()->set_unit(node);
    row.mutable_request()->set_request(identity::ToText(request, *key));
    return row;
  }
  CommandResult Renew(const std::string& format) {
    return InEnglish({"--node", "127.0.0.1:" + std::to_string(port_), "--format", format, "ca",
                      "renew-waiting", "--folder", folder_.path().string(), "--unit", "tinh",
                      "--yes"});
  }

  TempDir folder_;
  std::unique_ptr<identity::Authority> authority_;
  WaitingNodes nodes_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;  // Ends before what it serves.
};

TEST_F(RenewWaiting, WhatDoesNotGoThroughHoldsUpNobody) {
  AddNode("nut-a", [](identity::RenewalRequest& request) { request.connection_pem = "x"; });
  AddNode("nut-b").set_withdrawn(true);
  AddNode("nut-c");
  nodes_.asked_again = "nut-c";
  AddNode("nut-d");
  const CommandResult said = Renew("table");
  EXPECT_EQ(said.exit, 1) << "not all of it was done";
  EXPECT_THAT(said.err, HasSubstr("No such request of node nut-c"));
  EXPECT_THAT(said.err, HasSubstr("Requests answered: 3"));
  const std::map<std::string, CertificateAnswer> answers = nodes_.Answers();
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers.at("nut-a").reason(), "certificate_request_unreadable");
  EXPECT_EQ(answers.at("nut-b").reason(), "renewal_withdrawn");
  EXPECT_EQ(answers.at("nut-d").reason(), "");
  ASSERT_OK_AND_ASSIGN(const identity::EnrolmentAnswer answer,
                       identity::ReadEnrolmentAnswer(answers.at("nut-d").answer()));
  ASSERT_OK_AND_ASSIGN(const identity::Certificate issued,
                       identity::ReadCertificate(answer.connection_certificate));
  const std::string noted = ReadText(folder_ / "issued.txt");
  EXPECT_THAT(noted, HasSubstr(issued.serial + " nut-d, until "));
  EXPECT_THAT(noted, Not(HasSubstr("nut-a")));
}

TEST_F(RenewWaiting, AsJsonItNamesWhatWasAnswered) {
  AddNode("nut-a").set_withdrawn(true);
  AddNode("nut-b");
  nodes_.asked_again = "nut-b";
  const CommandResult said = Renew("json");
  EXPECT_EQ(said.exit, 1);
  EXPECT_THAT(said.out, HasSubstr("\"nut-a\""));
  EXPECT_THAT(said.out, HasSubstr("\"renewal_withdrawn\""));
  EXPECT_THAT(said.out, Not(HasSubstr("nut-b")));
}

}  // namespace
}  // namespace par::testing
