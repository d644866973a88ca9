// Goal: a unit's people see of everything they handed up whether it is only saved here, received
// above or decided, and get a receipt that anybody can check, at their own node and above.
// Method: two real nodes over mutual TLS; la-ha submits, and both nodes are asked over gRPC.
#include <gtest/gtest.h>

#include "common/exchange/hash.h"
#include "common/exchange/receipt.h"
#include "common/identity/secret_file.h"
#include "common/identity/signer_certificate.h"
#include "common/identity/signing_key.h"
#include "par/node/v1/node.grpc.pb.h"
#include "par/receipt/v1/receipt.grpc.pb.h"
#include "tests/support/cycle_world.h"
#include "tests/support/status_matchers.h"

namespace par::testing {
namespace {

using assessment::v1::AssessmentService;
using dossier::v1::DossierService;
using node::v1::NodeService;
using receipt::v1::ReceiptService;
using receipt::v1::SignedReceipt;

class ReceiptServicesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    world_.StartCommune();
    ASSERT_OK(world_.Commune(kLaHaClerk, &AssessmentService::Stub::FillAnswers,
                             world_.Fill(kBothCycle, "la-ha")));
    for (const char* step : {"approve", "submit"}) {
      ASSERT_OK(world_.Commune(kLaHaLeader, &DossierService::Stub::Act,
                               CycleWorld::Action(kBothCycle, "la-ha", step)));
    }
    CycleWorld::WaitFor("the receipt", [this] { return Shown().delivery() == "received"; });
  }

  assessment::v1::GetAssessmentResponse Shown() {
    assessment::v1::GetAssessmentRequest request;
    request.set_cycle(kBothCycle);
    request.set_unit("la-ha");
    return world_.Commune(kLaHaClerk, &AssessmentService::Stub::GetAssessment, request).value();
  }
  static receipt::v1::GetReceiptRequest Wish(const std::string& number) {
    receipt::v1::GetReceiptRequest request;
    request.set_unit("la-ha");
    request.set_number(number);
    return request;
  }
  void ExpectHolds(const SignedReceipt& file) {
    const exchange::v1::Receipt& receipt = file.receipt();
    EXPECT_OK(exchange::CheckReceiptIsFor(receipt, file.event()));
    EXPECT_TRUE(identity::SignatureHolds(receipt.signer_key(), exchange::SignedBytes(receipt),
                                         receipt.signature()));
    ASSERT_OK_AND_ASSIGN(const std::string authority,
                         identity::ReadWholeFile(world_.commune_config().certificates.authority,
                                                 identity::Secrecy::kPublic));
    EXPECT_OK(identity::CheckSigner({.certificate = file.signer_certificate(),
                                     .public_key = receipt.signer_key(),
                                     .node = receipt.node_id(),
                                     .unit = file.received_by(),
                                     .at_micros = receipt.signed_at()},
                                    authority));
  }

  CycleWorld world_;
};

TEST_F(ReceiptServicesTest, EveryItemHasItsStandingInWords) {
  EXPECT_EQ(Shown().delivery_text(), "Cấp trên đã nhận, biên nhận số up:la-ha-1");
  receipt::v1::ListItemsRequest request;
  request.set_unit("la-ha");
  request.set_language("en");
  ASSERT_OK_AND_ASSIGN(const auto listed,
                       world_.Commune(kLaHaClerk, &ReceiptService::Stub::ListItems, request));
  ASSERT_EQ(listed.items_size(), 1);
  EXPECT_EQ(listed.items(0).what(), "submission");
  EXPECT_EQ(listed.items(0).standing_text(), "Received above, receipt no. up:la-ha-1");
  EXPECT_GT(listed.items(0).received_at(), 0);
  EXPECT_EQ(listed.next(), 0u);
}

TEST_F(ReceiptServicesTest, TheReceiptHoldsAndTheNodeAboveIssuesItAgain) {
  ASSERT_OK_AND_ASSIGN(const auto own,
                       world_.Commune(kLaHaClerk, &ReceiptService::Stub::GetReceipt, Wish("1")));
  ASSERT_NO_FATAL_FAILURE(ExpectHolds(own.receipt()));
  ASSERT_OK_AND_ASSIGN(const auto above, world_.Upper(kReviewer, &ReceiptService::Stub::GetReceipt,
                                                      Wish("up:la-ha-1")));
  ASSERT_NO_FATAL_FAILURE(ExpectHolds(above.receipt()));
  EXPECT_EQ(above.receipt().receipt().head(), own.receipt().receipt().head());
  EXPECT_EQ(above.receipt().receipt().received_at(), own.receipt().receipt().received_at());
  EXPECT_EQ(own.receipt().received_by(), "tu-nghia");
}

TEST_F(ReceiptServicesTest, WhatThereIsNoReceiptForIsRefused) {
  for (const char* number : {"2", "up:song-ve-1", "0", "", "-1", "99999999999999999999"}) {
    EXPECT_THAT(world_.Commune(kLaHaClerk, &ReceiptService::Stub::GetReceipt, Wish(number)),
                ReasonIs("receipt_unknown"))
        << number;
  }
  EXPECT_THAT(world_.Upper(kOtherDistrict, &ReceiptService::Stub::GetReceipt, Wish("1")),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(ReceiptServicesTest, TheLinesNameWhoIsAtTheOtherEnd) {
  node::v1::ListLinksRequest request;
  const auto commune = world_.Commune(kLaHaClerk, &NodeService::Stub::ListLinks, request);
  ASSERT_THAT(commune, IsOk());
  ASSERT_EQ(commune->links_size(), 1);
  const node::v1::Link& up = commune->links(0);
  EXPECT_EQ(up.direction(), "up");
  ASSERT_EQ(up.units_size(), 1);
  EXPECT_EQ(up.units(0), "tu-nghia");
  EXPECT_EQ(up.standing(), "session");
  EXPECT_GT(up.session_since(), 0);
  EXPECT_GE(up.last_contact(), up.session_since() - 60'000'000);
  EXPECT_EQ(up.items_waiting(), 0u);
  const auto upper = world_.Upper(kReviewer, &NodeService::Stub::ListLinks, request);
  ASSERT_THAT(upper, IsOk());
  int within = 0;
  int down = 0;
  for (const node::v1::Link& link : upper->links()) {
    if (link.direction() == "self") ++within;
    if (link.direction() != "down") continue;
    ++down;
    ASSERT_EQ(link.units_size(), 1);
    EXPECT_EQ(link.units(0), "la-ha");
    EXPECT_EQ(link.standing(), "session");
  }
  EXPECT_EQ(down, 1);
  EXPECT_EQ(within, 1) << "both its ends are this node's: one line";
}

}  // namespace
}  // namespace par::testing
