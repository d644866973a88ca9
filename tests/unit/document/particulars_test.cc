// Goal: the particulars of a document are read exactly, and every fault of the file is named with
// its place.
// Method: the file that the documentation shows is read; then it is spoilt in one thing per row.
#include "common/document/particulars.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"

namespace par::document {
namespace {

constexpr const char* kFile = "criteria/documents/decision.yaml";

TEST(Particulars, AGoodFileIsRead) {
  const ParticularsFile file =
      ReadParticulars(testing::ReadText(kFile), DocumentKind::kDecision, kFile);
  ASSERT_TRUE(file.particulars.has_value()) << file.finding_count;
  EXPECT_EQ(OneName(file.particulars->issuer), "Ủy ban nhân dân huyện Tư Nghĩa");
  EXPECT_EQ(file.particulars->bases.size(), 4u);
  ASSERT_EQ(file.particulars->signers.size(), 1u);
  EXPECT_EQ(file.particulars->signers[0].lines[1], "KT. Chủ tịch");
  EXPECT_EQ(file.particulars->recipients.back(), "Lưu: VT, NV");
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Particulars, EveryFaultIsNamedWithItsPlace) {
  struct Case {
    std::string_view why;
    std::string_view from;
    std::string_view to;
    std::string_view says;  // From the line on.
  };
  constexpr Case kCases[] = {
      {"another format", "document/1", "document/2", ":2:9: format"},
      {"for another document", "document: decision", "document: minutes", ":3:11: document"},
      {"a slip in a key", "place:", "plase:", ":5:1: plase"},
      {"a name that is no list", "issuer: [Ủy ban nhân dân, huyện Tư Nghĩa]", "issuer: Ủy ban",
       ":4:9: issuer"},
      {"an empty list", "issuer: [Ủy ban nhân dân, huyện Tư Nghĩa]", "issuer: []", ":4:9: issuer"},
      {"too many lines", "[Ủy ban nhân dân, huyện Tư Nghĩa]", "[a, b, c, d, e]", ":4:9: issuer"},
      {"an empty text", "place: Tư Nghĩa", "place: \"\"", ":5:8: place"},
      {"a number that the decision has", "place: Tư Nghĩa", "place: Tư Nghĩa\nnumber: 1/QĐ",
       ":6:1: number"},
      {"nobody signs",
       "signers:\n  - lines: [TM. Ủy ban nhân dân, KT. Chủ tịch, Phó Chủ tịch]\n"
       "    name: Nguyễn Văn An",
       "signers: []", ":15:10: signers"},
      {"a signer without a name", "    name: Nguyễn Văn An\n", "", ":16:5: signers.1.name"},
      {"a control character", "Tư Nghĩa\nunits", "Tư\x07Nghĩa\nunits", ":5:10: file"},
  };
  const std::string good = testing::ReadText(kFile);
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.why);
    const ParticularsFile file =
        ReadParticulars(Replaced(good, c.from, c.to), DocumentKind::kDecision, "x.yaml");
    EXPECT_FALSE(file.particulars.has_value());
    bool named = false;
    std::string texts;
    for (const domain::Finding& finding : file.findings) {
      const std::string text = domain::TextOf(finding, domain::Language::kVietnamese);
      named = named || text.starts_with("x.yaml" + std::string(c.says));
      texts += text + '\n';
    }
    EXPECT_TRUE(named) << texts;
  }
}

}  // namespace
}  // namespace par::document
