// Goal: a node makes an official document of whatever form its particulars came in, says everything
// that is wrong with them, and makes none of a decision or a dossier that does not hold.
// Method: the real decision of Tư Nghĩa, changed row by row; the bytes beside document::DocxOf.
#include "common/services/papers.h"

#include <gtest/gtest.h>

#include <string>

#include "common/document/decision_document.h"
#include "common/document/docx.h"
#include "common/domain/decision_file.h"
#include "common/domain/refusal.h"
#include "tests/support/read_text.h"
#include "tests/support/real_decision.h"

namespace par::services {
namespace {

constexpr std::string_view kJson = R"({
 "format": "parnet/document/1",
 "document": "decision",
 "issuer": ["Ủy ban nhân dân", "huyện Tư Nghĩa"],
 "place": "Tư Nghĩa \"mới\"",
 "units": "các xã",
 "bases": ["Căn cứ: Luật – số 1"],
 "implementers": "Chánh Văn phòng",
 "recipients": ["Lưu: VT"],
 "signers": [{"lines": ["Chủ tịch"], "name": "Nguyễn Văn An"}]
})";

absl::StatusOr<document::v1::MadeDocument> Made(const domain::Decision& decision,
                                                std::string_view particulars) {
  const std::string canonical = domain::DecisionFile(decision);
  return MakePaper(
      document::DocumentKind::kDecision, particulars,
      [&](const document::Particulars& read) { return DecisionPaper(canonical, read); });
}

TEST(Papers, ADecisionIsTheBytesThatTheDocumentHas) {
  const domain::Decision decision = testing::RealDecision();
  for (const std::string& text :
       {std::string(kJson), testing::ReadText("criteria/documents/decision.yaml")}) {
    const auto particulars =
        document::ReadParticulars(text, document::DocumentKind::kDecision, "").particulars;
    ASSERT_TRUE(particulars.has_value());
    const auto made = Made(decision, text);
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_EQ(made->findings_size(), 0);
    EXPECT_EQ(made->docx(), *document::DocxOf(document::DecisionDocument(decision, *particulars)));
    EXPECT_EQ(made->sha256(), Sha256::Of(made->docx()).Hex());
  }
}

TEST(Papers, WhatIsWrongIsSaidAndNothingIsMade) {
  domain::Decision other_total = testing::RealDecision();
  other_total.lines[0].total += domain::Points::FromE4(1);
  const auto with = [](std::string_view what, std::string_view instead) {
    std::string text(kJson);
    return text.replace(text.find(what), what.size(), instead);
  };
  struct Case {
    std::string_view why;
    domain::Decision decision;
    std::string particulars;
    int findings;  // Otherwise a refusal.
    std::string_view refusal;
  };
  const Case cases[] = {
      {"nothing at all", testing::RealDecision(), "", 1, ""},
      {"for another document", testing::RealDecision(), with("\"decision\"", "\"plan\""), 1, ""},
      {"no bases, an unknown field", testing::RealDecision(),
       with("\"bases\": [\"Căn cứ: Luật – số 1\"]", "\"bases\": [], \"numbre\": \"1\""), 2, ""},
      {"a total that its areas do not add up to", other_total, std::string(kJson), 0,
       "reconcile_groups_of_total"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    const auto made = Made(c.decision, c.particulars);
    if (c.findings == 0) {
      EXPECT_EQ(domain::ReasonOf(made.status()), c.refusal);
      continue;
    }
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_EQ(made->findings_size(), c.findings);
    EXPECT_TRUE(made->docx().empty());
  }
}

TEST(Papers, ADossierWithoutAReviewHasNoMinutes) {
  dossier::v1::OpenDossierResponse own;
  own.mutable_dossier()->set_unit("la-ha");
  own.mutable_dossier()->set_state("in_review");
  EXPECT_EQ(domain::ReasonOf(MinutesPaper(own, {}).status()), "minutes_not_settled");
  own.mutable_dossier()->set_state("final");
  EXPECT_EQ(domain::ReasonOf(MinutesPaper(own, {}).status()), "minutes_do_not_add_up");
}

}  // namespace
}  // namespace par::services
