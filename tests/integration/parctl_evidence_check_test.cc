// Goal: a person sees of a file, before it is handed in, what it will be worth and why.
// Method: the real parctl and pdf-check on files that the test signs.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/integration/parctl.h"
#include "tests/support/pdf_writer.h"
#include "tests/support/signing_office.h"
#include "tests/support/temp_dir.h"

namespace par {
namespace {

using testing::CommandResult;
using testing::InVietnam;
using testing::Parctl;
using testing::PdfWriter;

class EvidenceCheck : public ::testing::Test {
 protected:
  EvidenceCheck() { Write("ca.pem", office_.AnchorPem()); }
  void Write(std::string_view name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
  PdfWriter SignedOn(std::string_view day) const {
    PdfWriter pdf;
    const std::int64_t at = InVietnam(day, 8, 30);
    pdf.Sign({}, office_.By(chairman_, {.at = at, .stamped_at = at}));
    return pdf;
  }
  // The plan of Quảng Điền's criterion 1.7, dated 13/01/2023.
  CommandResult Check(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"evidence", "check", (folder_ / "ke-hoach.pdf").string(),
                                      "--trust", (folder_ / "ca.pem").string()};
    words.insert(words.end(), more.begin(), more.end());
    return Parctl(words);
  }
  static void Expect(const CommandResult& result, std::string_view part) {
    EXPECT_NE(result.out.find(part), std::string::npos) << part << "\n" << result.out << result.err;
  }

  const testing::TempDir folder_;
  const testing::SigningOffice office_;
  const testing::Certified chairman_ = office_.Certify({});
};

const std::vector<std::string> kPlan = {"--number",   "12/KH-UBND", "--issued",
                                        "2023-01-13", "--deadline", "2023-01-31"};

TEST_F(EvidenceCheck, ADocumentSignedInTimeIsSaidToBe) {
  Write("ke-hoach.pdf", SignedOn("2023-01-13").bytes());
  const CommandResult result = Check(kPlan);
  EXPECT_EQ(result.exit, 0) << result.err;
  Expect(result, "ke-hoach.pdf: đúng hạn\n");
  Expect(result, "Loại văn bản: kế hoạch\n");
  Expect(result,
         "signature  UBND huyện Quảng Điền  CA Chính phủ  13/01/2023 08:30:00  dấu thời "
         "gian  tin cậy    trọn tệp\n");
  EXPECT_EQ(result.err, "");
}

TEST_F(EvidenceCheck, ThePlanOfQuangDienIsBackDatedAndLate) {
  Write("ke-hoach.pdf", SignedOn("2023-10-19").bytes());
  const CommandResult result = Check(kPlan);
  EXPECT_EQ(result.exit, 1);
  Expect(result, "ke-hoach.pdf: hợp thức hóa ngày ban hành\n");
  Expect(result, "- Ngày ban hành ghi 13/01/2023 nhưng đến 19/10/2023 mới ký số (sau 279 ngày)\n");
  Expect(result, "- Ký số ngày 19/10/2023, chậm 261 ngày so với hạn 31/01/2023\n");
  CommandResult english = Parctl({"--lang", "en", "evidence", "check",
                                  (folder_ / "ke-hoach.pdf").string(), "--deadline", "2023-10-14"});
  EXPECT_EQ(english.exit, 1);
  Expect(english, "ke-hoach.pdf: signed late\n");
  Expect(english, "- Signed on 19/10/2023, 5 days after the deadline 14/10/2023\n");
  Expect(english, "- note: No trust anchors are configured");
}

TEST_F(EvidenceCheck, AsJsonForPrograms) {
  PdfWriter pdf = SignedOn("2023-01-13");
  const std::size_t covered = pdf.bytes().size();
  pdf.SetText("Ke hoach so 99/KH-UBND");
  pdf.Write();
  Write("ke-hoach.pdf", pdf.bytes());
  std::vector<std::string> words = kPlan;
  words.insert(words.end(), {"--format", "json"});
  const CommandResult result = Check(words);
  EXPECT_EQ(result.exit, 1);
  Expect(result, "\"format\": \"parnet/evidence-check/1\"");
  Expect(result, "\"verdict\": \"modified\"");
  Expect(result, "\"signed_on\": \"2023-01-13\"");
  Expect(result, "\"reason\": \"evidence_modified\"");
  Expect(result, "\"covered_end\": " + std::to_string(covered));
  Expect(result, "\"covers_whole_file\": false");
  Expect(result, "\"after\": \"content\"");
  Expect(result, "\"time_micros\": " + std::to_string(InVietnam("2023-01-13", 8, 30)) + "000000");
}

TEST_F(EvidenceCheck, EachOtherVerdictHasItsExitAndWords) {
  PdfWriter unsigned_file;
  unsigned_file.Write();
  std::string tampered = SignedOn("2023-01-13").bytes();
  tampered[tampered.find("12/KH")] = '2';
  const std::string good = SignedOn("2023-01-13").bytes();
  const testing::SigningOffice stranger("CA lạ");
  const testing::Certified other = stranger.Certify({});
  PdfWriter unknown;
  unknown.Sign({}, stranger.By(other, {.at = InVietnam("2023-01-13")}));
  struct Row {
    const char* why;
    std::string bytes;
    std::vector<std::string> more;
    int exit;
    const char* want;
  };
  const Row rows[] = {
      {"no signature", unsigned_file.bytes(), {}, 1, ": không có chữ ký số\n"},
      {"tampered with", tampered, {}, 1, ": chữ ký không hợp lệ\n"},
      {"another authority's", unknown.bytes(), {}, 1, "do “CA lạ” cấp không thuộc các gốc tin cậy"},
      {"cut short", good.substr(0, good.size() / 2), {}, 1, ": không xác định được\n"},
      {"no PDF", "a text", {}, 1, "Tệp không phải PDF"},
      {"no deadline", good, {}, 0, ": hợp lệ\n"},
      {"an order of numbers",
       good,
       {"--number", "12/KH-UBND", "--issued", "2023-01-13", "--other", "11/KH-UBND=2023-01-10",
        "--other", "13/KH-UBND=2023-01-12"},
       1,
       "Số 12/KH-UBND ghi ngày 13/01/2023 không theo thứ tự với số 13/KH-UBND ngày 12/01/2023"},
      {"days that may pass",
       good,
       {"--issued", "2023-01-10", "--days-to-sign", "3"},
       0,
       ": hợp lệ\n"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    Write("ke-hoach.pdf", row.bytes);
    const CommandResult result = Check(row.more);
    EXPECT_EQ(result.exit, row.exit);
    Expect(result, row.want);
  }
}

TEST_F(EvidenceCheck, ARevokedCertificateIsSaidByItsList) {
  Write("ke-hoach.pdf", SignedOn("2023-01-13").bytes());
  // In force whenever this runs.
  const testing::ListTerms terms = {.from = InVietnam("2023-01-01"),
                                    .until = InVietnam("2199-01-01")};
  const std::string list = (folder_ / "ca.crl").string();
  Write("ca.crl", office_.RevocationList({{&chairman_, InVietnam("2023-01-10")}}, terms));
  const CommandResult before = Check({"--revoked", list});
  EXPECT_EQ(before.exit, 1);
  Expect(before, ": chữ ký không hợp lệ\n");
  Expect(before, "chứng thư đã bị thu hồi từ ngày 10/01/2023, trước khi ký");
  Expect(before, "đã thu hồi");
  Write("ca.crl", office_.RevocationList({{&chairman_, InVietnam("2023-02-10")}}, terms));
  const CommandResult later = Check({"--revoked", list, "--format", "json"});
  EXPECT_EQ(later.exit, 0) << later.err;
  Expect(later, "\"revocation\": \"revoked\"");
  Expect(later, "\"revoked_on\": \"2023-02-10\"");
  Expect(later, "evidence_revoked_later");
}

TEST_F(EvidenceCheck, WhatIsWrittenWronglyIsSaid) {
  Write("ke-hoach.pdf", SignedOn("2023-01-13").bytes());
  Write("not-a-ca.pem", "text");
  const std::string file = (folder_ / "ke-hoach.pdf").string();
  EXPECT_EQ(Check({"--deadline", "31/01/2023"}).exit, 2);
  const struct {
    const char* why;
    std::vector<std::string> more;
  } rows[] = {
      {"no date", {"--number", "12/KH-UBND", "--other", "11/KH-UBND"}},
      {"an empty date", {"--number", "12/KH-UBND", "--other", "11/KH-UBND="}},
      {"no such day", {"--number", "12/KH-UBND", "--other", "11/KH-UBND=yesterday"}},
      {"no number of its own", {"--other", "11/KH-UBND=2023-01-10"}},
      {"an empty one", {"--number", "", "--other", "11/KH-UBND=2023-01-10"}},
      {"its own is none", {"--number", "ke hoach", "--other", "11/KH-UBND=2023-01-10"}},
      {"the other is none", {"--number", "12/KH-UBND", "--other", "KH=2023-01-10"}},
      {"another symbol", {"--number", "12/KH-UBND", "--other", "11/BC-UBND=2023-01-10"}},
      {"another year", {"--number", "12/KH-UBND", "--other", "11/KH-UBND=2022-01-10"}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    std::vector<std::string> more = row.more;
    more.insert(more.end(), {"--issued", "2023-01-13"});
    EXPECT_EQ(Check(more).exit, 2);
  }
  EXPECT_EQ(Check({"--number", "12/KH-UBND", "--other", "11/KH-UBND=2023-01-10"}).exit, 2)
      << "without a date of its own";
  EXPECT_EQ(
      Check({"--number", "12/KH-UBND", "--issued", "", "--other", "11/KH-UBND=2023-01-10"}).exit,
      2);
  EXPECT_EQ(Parctl({"evidence", "check", file, "--revoked", file}).exit, 2) << "without --trust";
  const CommandResult no_list = Check({"--revoked", file});
  EXPECT_EQ(no_list.exit, 1);
  EXPECT_NE(no_list.err.find("không phải danh sách thu hồi"), std::string::npos) << no_list.err;
  const CommandResult bad =
      Parctl({"evidence", "check", file, "--trust", (folder_ / "not-a-ca.pem").string()});
  EXPECT_EQ(bad.exit, 1);
  EXPECT_NE(bad.err.find("không phải danh sách chứng thư PEM"), std::string::npos) << bad.err;
  const CommandResult none = Parctl({"evidence", "check", (folder_ / "none.pdf").string()});
  EXPECT_EQ(none.exit, 1);
  EXPECT_NE(none.err.find("none.pdf"), std::string::npos) << none.err;
}

}  // namespace
}  // namespace par
