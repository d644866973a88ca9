// Goal: what a node asks waits once, at the top of its line; people there answer it once, and the
// answer goes one level down towards the node; nobody asks for another node. A top that lost its
// disk does not ask its people again for what they had answered. Method: a province's node in
// memory with a real ledger; items are handed in as the exchange does. Over real lines:
// tests/integration/renewed_certificates_test.cc.
#include "common/services/certificate_desk.h"

#include <gtest/gtest.h>

#include <string>

#include "common/base/check.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/services/unit_desk.h"
#include "tests/support/read_text.h"
#include "tests/unit/services/desk_ledger.h"

namespace par::services {
namespace {

using certificate::v1::AnswerCertificateRequestRequest;
using certificate::v1::CertificateAnswer;
using certificate::v1::CertificateRequest;

enum class CertificateTestKind : std::uint32_t {
  kComesUp = 992,
  kComesDown = 993,
  kComesBack = 994
};

struct CertificateDesks {
  CertificateDesks() {
    units_desk.Register(commands, items);
    certificates.Register(commands, items);
    On(CertificateTestKind::kComesUp, exchange::RelayOf("la-ha", "tu-nghia"), false);
    On(CertificateTestKind::kComesDown, exchange::DownOf("tu-nghia"), false);
    On(CertificateTestKind::kComesBack, exchange::DownOf("nghia-hanh"), true);
  }
  void On(CertificateTestKind kind, const exchange::StreamId& stream, bool restored) {
    commands.On(
        kind, "test.arrives",
        [this, stream, restored](const ledger::Entry& entry,
                                 ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
          exchange::v1::Event event;
          PAR_CHECK(event.ParseFromString(entry.command.payload));
          ASSIGN_OR_RETURN(const exchange::Judgement judgement,
                           items.Receive(entry,
                                         {.stream = stream,
                                          .event = event,
                                          .side = exchange::Side::kUpper,
                                          .restored = restored},
                                         transaction));
          return judgement.reason;
        });
  }
  CommandRouter commands;
  ItemRouter items;
  Units units;
  exchange::ExchangeState exchange{"quang-ngai-node", units, items};
  Courier courier{units, exchange};
  UnitDesk units_desk{units, courier};
  CertificateDesk certificates{units, courier};
};

CertificateRequest RequestOf(const std::string& node, const std::string& unit,
                             const std::string& text) {
  CertificateRequest request;
  request.set_node(node);
  request.set_unit(unit);
  request.set_request(text);
  return request;
}

AnswerCertificateRequestRequest AnswerTo(const CertificateRequest& request) {
  AnswerCertificateRequestRequest answer;
  answer.set_actor_unit("quang-ngai");
  answer.mutable_answer()->set_node(request.node());
  answer.mutable_answer()->set_unit(request.unit());
  answer.mutable_answer()->set_request_sha256(Sha256::Of(request.request()).ToBytes());
  answer.mutable_answer()->set_answer("certificates");
  return answer;
}

template <typename Body>
exchange::v1::Event EventOf(ItemType type, const Body& body, const std::string& unit,
                            const std::string& origin) {
  exchange::v1::Event event;
  event.mutable_item()->set_type(static_cast<std::uint32_t>(type));
  event.mutable_item()->set_unit(unit);
  event.mutable_item()->set_origin_node(origin);
  event.mutable_item()->set_body(body.SerializeAsString());
  return event;
}

class Certificates : public DeskLedger<CertificateDesks> {
 protected:
  Certificates() {
    unit::v1::ImportUnitsRequest units;
    units.set_actor_unit("quang-ngai");
    units.set_units_yaml(par::testing::ReadText("criteria/units/quang-ngai-2023.yaml"));
    EXPECT_OK(Run(Kind::kImportUnits, units, "administrator"));
  }
  // Why it was not taken; empty: it was.
  std::string Arrive(CertificateTestKind kind, const exchange::v1::Event& event) {
    const auto taken = Run(kind, event, "node");
    EXPECT_OK(taken);
    return taken.ok() ? taken->response : "";
  }
  std::string ComeUp(const CertificateRequest& request, const std::string& origin) {
    return Arrive(CertificateTestKind::kComesUp,
                  EventOf(ItemType::kCertificateRequest, request, "la-ha", origin));
  }
  // "node: request", of all that wait.
  std::vector<std::string> Waiting(const std::string& unit = "quang-ngai") {
    certificate::v1::ListCertificateRequestsRequest request;
    request.set_actor_unit(unit);
    const auto listed = desks_.certificates.List(store_, request, [](auto) { return false; });
    EXPECT_OK(listed);
    std::vector<std::string> all;
    for (const auto& one : listed->requests()) {
      all.push_back(one.request().node() + ": " + one.request().request());
    }
    return all;
  }
  absl::Status Answer(const AnswerCertificateRequestRequest& answer,
                      const std::string& role = "administrator") {
    return Run(Kind::kAnswerRenewal, answer, role).status();
  }

  using All = std::vector<std::string>;
  const CertificateRequest first_ = RequestOf("la-ha-node", "la-ha", "first");
  const CertificateRequest second_ = RequestOf("la-ha-node", "la-ha", "second");
};

TEST_F(Certificates, ANodeHasOneRequestThatIsAnsweredOnce) {
  EXPECT_EQ(ComeUp(first_, "la-ha-node"), "");
  EXPECT_EQ(ComeUp(second_, "la-ha-node"), "");
  EXPECT_EQ(Waiting(), All{"la-ha-node: second"});
  EXPECT_THAT(Answer(AnswerTo(first_)), par::testing::ReasonIs("renewal_unknown"))
      << "the node has thrown that key's request away";
  const std::uint64_t before = SentTo("tu-nghia");
  EXPECT_OK(Answer(AnswerTo(second_)));
  EXPECT_EQ(Waiting(), All{});
  EXPECT_EQ(SentTo("tu-nghia"), before + 1) << "one level down, towards la-ha";
  EXPECT_THAT(Answer(AnswerTo(second_)), par::testing::ReasonIs("renewal_unknown"));
}

// tu-nghia lives on the top's node, and its administrators may manage its lines.
TEST_F(Certificates, WhatWaitsIsListedForTheTopUnitAlone) {
  EXPECT_EQ(ComeUp(first_, "la-ha-node"), "");
  EXPECT_EQ(Waiting("tu-nghia"), All{});
  EXPECT_EQ(Waiting(), All{"la-ha-node: first"});
}

TEST_F(Certificates, NobodyAsksForAnotherNode) {
  EXPECT_EQ(ComeUp(first_, "song-ve-node"), "renewal_other_node");
  EXPECT_EQ(ComeUp(RequestOf("la-ha-node", "song-ve", "x"), "la-ha-node"), "renewal_other_node");
  EXPECT_EQ(ComeUp(RequestOf("", "la-ha", "x"), ""), "renewal_other_node");
  EXPECT_EQ(Waiting(), All{});
}

// A page of fifty must fit a message, whatever the nodes below send.
TEST_F(Certificates, ARequestLongerThanAnyNodesIsNotTaken) {
  const std::string longest(std::size_t{64} << 10u, 'x');
  EXPECT_EQ(ComeUp(RequestOf("la-ha-node", "la-ha", longest + "x"), "la-ha-node"),
            "item_body_invalid");
  EXPECT_TRUE(Waiting().empty());
  EXPECT_EQ(ComeUp(RequestOf("la-ha-node", "la-ha", longest), "la-ha-node"), "");
  EXPECT_EQ(Waiting().size(), 1u);
}

TEST_F(Certificates, AnAnswerIsRefusedThatSaysNothingOrComesFromElsewhere) {
  EXPECT_EQ(ComeUp(first_, "la-ha-node"), "");
  AnswerCertificateRequestRequest both = AnswerTo(first_);
  both.mutable_answer()->set_reason("renewal_withdrawn");
  AnswerCertificateRequestRequest neither = AnswerTo(first_);
  neither.mutable_answer()->clear_answer();
  AnswerCertificateRequestRequest below = AnswerTo(first_);
  below.set_actor_unit("tu-nghia");
  AnswerCertificateRequestRequest elsewhere = AnswerTo(first_);
  elsewhere.set_actor_unit("nghia-hanh");
  AnswerCertificateRequestRequest other_unit = AnswerTo(first_);
  other_unit.mutable_answer()->set_unit("song-ve");
  const struct {
    const char* why;
    AnswerCertificateRequestRequest answer;
    const char* role;
    const char* reason;
  } rows[] = {
      {"certified and refused", both, "administrator", "renewal_answer_unclear"},
      {"neither", neither, "administrator", "renewal_answer_unclear"},
      {"a unit that has one above it", below, "administrator", "renewal_not_top"},
      {"a unit of another node", elsewhere, "administrator", "unit_not_hosted"},
      {"not to the unit that asked", other_unit, "administrator", "renewal_unknown"},
      {"not an administrator", AnswerTo(first_), "publisher", "not_permitted"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_THAT(Answer(row.answer, row.role), par::testing::ReasonIs(row.reason));
  }
  EXPECT_EQ(Waiting(), All{"la-ha-node: first"});
}

// The node at the top asks itself, and finds the answer among its own rows.
TEST_F(Certificates, TheTopsOwnRequestGoesOverNoLine) {
  const CertificateRequest own = RequestOf("quang-ngai-node", "quang-ngai", "own");
  ASSERT_OK(Run(Kind::kAskRenewal, own, "node"));
  EXPECT_EQ(Waiting(), All{"quang-ngai-node: own"});
  AnswerCertificateRequestRequest refusal = AnswerTo(own);
  refusal.mutable_answer()->clear_answer();
  refusal.mutable_answer()->set_reason("renewal_withdrawn");
  ASSERT_OK(Answer(refusal));
  ASSERT_OK_AND_ASSIGN(const auto row, ReadOwnRenewal(store_));
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->answer().reason(), "renewal_withdrawn");
  EXPECT_EQ(Waiting(), All{});
}

TEST_F(Certificates, AnAnswerToWhatIsNoLongerAskedChangesNothing) {
  ASSERT_OK(Run(Kind::kAskRenewal, RequestOf("quang-ngai-node", "tu-nghia", "new"), "node"));
  const CertificateAnswer late = AnswerTo(RequestOf("quang-ngai-node", "tu-nghia", "old")).answer();
  EXPECT_EQ(Arrive(CertificateTestKind::kComesDown,
                   EventOf(ItemType::kCertificateAnswer, late, "tu-nghia", "quang-ngai-node")),
            "");
  ASSERT_OK_AND_ASSIGN(auto row, ReadOwnRenewal(store_));
  EXPECT_FALSE(row->has_answer());
  const CertificateAnswer right =
      AnswerTo(RequestOf("quang-ngai-node", "tu-nghia", "new")).answer();
  EXPECT_EQ(Arrive(CertificateTestKind::kComesDown,
                   EventOf(ItemType::kCertificateAnswer, right, "tu-nghia", "quang-ngai-node")),
            "");
  ASSERT_OK_AND_ASSIGN(row, ReadOwnRenewal(store_));
  EXPECT_EQ(row->answer().answer(), "certificates");
}

TEST_F(Certificates, WhatWasAnsweredBeforeALossDoesNotWaitAgain) {
  const auto comes_back = [&](const CertificateRequest& request) {
    return Arrive(CertificateTestKind::kComesBack,
                  EventOf(ItemType::kCertificateAnswer, AnswerTo(request).answer(), "nghia-hanh",
                          "quang-ngai-node"));
  };
  EXPECT_EQ(comes_back(first_), "");
  EXPECT_EQ(comes_back(second_), "");
  // Then the streams from below come up again.
  EXPECT_EQ(ComeUp(first_, "la-ha-node"), "");
  EXPECT_EQ(ComeUp(second_, "la-ha-node"), "");
  EXPECT_EQ(Waiting(), All{});
}

}  // namespace
}  // namespace par::services
