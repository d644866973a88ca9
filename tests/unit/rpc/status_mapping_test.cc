// Goal: a refusal arrives as the refusal that was made, whoever sent it.
// Method: every code and hostile parameters there and back; details that a newer, older or broken
// peer could send.
#include "common/rpc/status_mapping.h"

#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include "common/domain/refusal.h"
#include "par/error/v1/error_detail.pb.h"
#include "tests/support/status_matchers.h"

namespace par::rpc {
namespace {

using testing::IsOk;
using testing::ReasonIs;
using testing::StatusIs;

TEST(StatusMapping, EveryCodeComesBack) {
  EXPECT_THAT(FromGrpcStatus(ToGrpcStatus(absl::OkStatus())), IsOk());
  for (int code = 1; code <= 16; ++code) {
    const absl::Status made =
        domain::Refusal(static_cast<absl::StatusCode>(code), "text_too_long",
                        {{"field", "tên: {x}"}, {"length", "9"}, {"maximum", "5"}});
    const absl::Status back = FromGrpcStatus(ToGrpcStatus(made));
    EXPECT_EQ(back, made);
    EXPECT_EQ(domain::ParametersOf(back), domain::ParametersOf(made));
  }
}

TEST(StatusMapping, StatusWithoutReasonKeepsCodeAndText) {
  const absl::Status back = FromGrpcStatus(ToGrpcStatus(absl::UnavailableError("line down")));
  EXPECT_EQ(back, absl::UnavailableError("line down"));
}

TEST(StatusMapping, ManyLongParametersFitIntoMetadata) {
  std::vector<domain::Parameter> parameters;
  for (int i = 0; i < 12; ++i)
    parameters.push_back({"p" + std::to_string(i), std::string(300, 'x')});
  parameters.push_back({"field", std::string(200, 'y')});
  const absl::Status made =
      domain::Refusal(absl::StatusCode::kInvalidArgument, "text_empty", parameters);
  const grpc::Status sent = ToGrpcStatus(made);
  EXPECT_LT(sent.error_message().size() + sent.error_details().size(), 7u << 10u);
  EXPECT_THAT(FromGrpcStatus(sent), ReasonIs(absl::StatusCode::kInvalidArgument, "text_empty"));
}

// What this side received, or sent, may have been the request or the answer.
TEST(StatusMapping, WhatIsTooLargeForTheLineBlamesNeitherSide) {
  for (const char* text : {"Received message larger than max (1048600 vs. 1048576)",
                           "Sent message larger than max (1048600 vs. 1048576)"}) {
    const absl::Status large =
        FromGrpcStatus(grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, text));
    EXPECT_THAT(large, ReasonIs("message_too_large"));
    EXPECT_EQ(domain::TextOf(large, domain::Language::kEnglish),
              "The request, or the answer to it, is 1048600 bytes long; at most 1048576 are "
              "carried");
  }
}

std::string DetailsOf(const std::string& reason, const std::string& text_vi) {
  error::v1::ErrorDetail detail;
  detail.set_reason(reason);
  detail.set_text_vi(text_vi);
  error::v1::StatusDetails details;
  details.add_details()->PackFrom(detail);
  return details.SerializeAsString();
}

TEST(StatusMapping, WhatAnotherVersionOrAStrangerSends) {
  const grpc::Status newer(grpc::StatusCode::ABORTED, "en", DetailsOf("reason_of_tomorrow", "vi"));
  EXPECT_EQ(FromGrpcStatus(newer), absl::AbortedError("vi"));
  const grpc::Status broken(grpc::StatusCode::ABORTED, "en", "\xff\xff not protobuf");
  EXPECT_EQ(FromGrpcStatus(broken), absl::AbortedError("en"));
  const grpc::Status beyond(static_cast<grpc::StatusCode>(30), "en");
  EXPECT_THAT(FromGrpcStatus(beyond), StatusIs(absl::StatusCode::kUnknown));
}

}  // namespace
}  // namespace par::rpc
