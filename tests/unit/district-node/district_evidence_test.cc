// Goal: the documents that come with a submission are believed as little as its answers: what is
// wrong with one rejects the whole and leaves nothing behind; a criterion without its evidence is
// shown to the reviewer.
// Method: submissions as another program, or a wrong one, might stage them, one fault per row.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "common/services/documents.h"
#include "tests/support/read_text.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using evidence::v1::Document;

class DistrictEvidence : public ::testing::Test {
 protected:
  DistrictEvidence() {
    node.MoveCycle("self_assessing");
    node.SetDay("2023-10-20");
  }
  static std::string Answers() {
    return ::par::testing::ReadText("criteria/answers/tu-nghia/la-ha.yaml");
  }
  static Document Good() {
    Document document;
    const Sha256 sha256 = Sha256::Of("a file");
    document.set_id(services::DocumentId(sha256));
    document.set_unit("la-ha");
    document.set_file_name("ke-hoach.pdf");
    document.set_media_type("application/pdf");
    document.set_size(6);
    document.set_sha256(sha256.ToBytes());
    return document;
  }
  OneNode node;
};

TEST_F(DistrictEvidence, WhatIsWrongWithADocumentRejectsTheSubmission) {
  struct Fault {
    std::string_view why;
    std::function<void(Document&)> change;
    std::string_view reason;
  };
  const Fault faults[] = {
      {"another unit's", [](Document& d) { d.set_unit("song-ve"); }, "message_field_invalid"},
      {"an id that is not the hash's", [](Document& d) { d.set_id("d-0"); },
       "message_field_invalid"},
      {"no file among the item's", [](Document&) {}, "message_field_invalid"},
      {"half a hash", [](Document& d) { d.set_sha256("ab"); }, "evidence_hash_invalid"},
      {"a program", [](Document& d) { d.set_file_name("a.exe"); }, "evidence_kind_unknown"},
      {"a path", [](Document& d) { d.set_file_name("../a.pdf"); }, "evidence_file_name_path"},
      {"nothing in it", [](Document& d) { d.set_size(0); }, "evidence_empty"},
      {"larger than any file may be", [](Document& d) { d.set_size(1u << 31u); },
       "evidence_too_large"},
      {"no such day", [](Document& d) { d.set_issue_date("2023-02-30"); }, "evidence_date_invalid"},
      {"bytes that are no text", [](Document& d) { d.set_subject("a\x01"); },
       "evidence_field_invalid"},
  };
  for (const Fault& fault : faults) {
    SCOPED_TRACE(fault.why);
    assessment::v1::Submission submission = node.SubmissionOf("la-ha", Answers());
    fault.change(*submission.add_documents() = Good());
    const std::string id = node.SubmitMessage("la-ha", submission);
    node.Deliver();
    EXPECT_EQ(node.ResultOf("la-ha", id), fault.reason);
    const auto held = services::DocumentsOf(node.store, services::DocumentSide::kHeld, "la-ha");
    ASSERT_TRUE(held.ok());
    EXPECT_TRUE(held->empty());
    const auto dossier = node.parts.dossiers.Find(node.store, kCycle, "la-ha");
    ASSERT_TRUE(dossier.ok());
    EXPECT_FALSE(dossier->has_value());
  }
}

TEST_F(DistrictEvidence, ACriterionWithoutItsEvidenceIsShownToTheReviewer) {
  (void)node.Submit("la-ha", Answers());
  node.Deliver();
  const auto reviewer = node.CallerOf("tu-nghia", "tham-dinh", domain::Role::kReviewer);
  dossier::v1::OpenDossierRequest request;
  request.set_cycle(kCycle);
  request.set_unit("la-ha");
  const auto opened =
      node.parts.review.OpenDossier(*node.Snapshot(), reviewer, request, node.clock.WallMicros());
  ASSERT_TRUE(opened.ok()) << opened.status();
  std::size_t missing = 0;
  for (const assessment::v1::Finding& finding : opened->findings()) {
    if (finding.reason() != "finding_evidence_missing") continue;
    ++missing;
    const auto& leaves = opened->self_sheet().leaves();
    const auto leaf = std::find_if(leaves.begin(), leaves.end(), [&](const score::v1::Leaf& one) {
      return one.id() == finding.criterion();
    });
    ASSERT_NE(leaf, leaves.end());
    EXPECT_FALSE(finding.text().empty());
  }
  // The sample answers name no evidence, and the set requires it of what the unit scores itself.
  EXPECT_GT(missing, 20u);
}

}  // namespace
}  // namespace par::district::testing
