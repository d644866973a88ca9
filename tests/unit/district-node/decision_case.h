// What the tests of decisions begin with: a district with one commune's submission, and the
// decision on its communes as drafted.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "common/domain/decision_file.h"
#include "common/storage/key.h"
#include "district-node/decision_progress.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {

class DistrictDecision : public ::testing::Test {
 protected:
  void SetUp() override {
    node.MoveCycle("self_assessing");
    node.SetDay("2023-10-20");
    (void)node.Submit("la-ha", ::par::testing::ReadText("criteria/answers/tu-nghia/la-ha.yaml"));
    node.Deliver();
    ASSERT_OK_AND_ASSIGN(draft, node.parts.decisions.Draft(node.store, {.cycle = kCycle,
                                                                        .number = "1/QĐ-UBND",
                                                                        .date = "2023-12-20",
                                                                        .supersedes = ""}));
  }
  // Signed for a unit that this node hosts, too.
  decision::v1::SignedDecision SignedFor(const domain::Decision& decision) {
    decision::v1::SignedDecision made = Signed(decision);
    made.set_signer_certificate(node.CertificateFor({decision.issuer.value()}));
    return made;
  }
  static std::string HeldRow(const std::string& unit) {
    return storage::KeyWriter(storage::Prefix::kHeldDossier).Text(kCycle).Text(unit).Take();
  }
  static decision::v1::PublishDecisionRequest Head(const std::string& number,
                                                   const std::string& supersedes = "") {
    decision::v1::PublishDecisionRequest request;
    request.set_number(number);
    request.set_date("2023-12-20");
    request.set_supersedes(supersedes);
    if (!supersedes.empty()) request.set_reason("Đính chính");
    return request;
  }
  decision::v1::SignedDecision Signed(const domain::Decision& decision) {
    decision::v1::SignedDecision made;
    made.set_canonical(domain::DecisionFile(decision));
    made.set_signer_key(node.key->public_key());
    made.set_signer_node(kNode);
    made.set_signer_certificate(node.certificate);
    Sign(made, decision, node.clock.WallMicros());
    return made;
  }
  void Sign(decision::v1::SignedDecision& made, const domain::Decision& decision, std::int64_t at) {
    made.set_signed_at(at);
    made.set_signature(node.key->Sign(domain::SignatureBytes(decision, at)));
  }

  OneNode node;
  DraftedDecision draft;
};

}  // namespace par::district::testing
