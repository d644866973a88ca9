// Goal: files that cannot be relied on are refused with their reason, whatever their bytes.
// Method: files written by the test; one signed file cut at every place and changed at random ones.
#include <gtest/gtest.h>

#include <iostream>
#include <random>
#include <string>

#include "common/signature/pdf_check.h"
#include "tests/support/pdf_writer.h"
#include "tests/support/signing_office.h"
#include "tests/support/status_matchers.h"

namespace par::signature {
namespace {

using domain::SignatureReport;
using testing::PdfWriter;

class RefusedFiles : public ::testing::Test {
 protected:
  SignatureReport Check(const std::string& bytes) const {
    return CheckPdf(bytes, Anchors(), testing::InVietnam("2024-01-05"));
  }
  std::string Signed() const {
    PdfWriter pdf;
    pdf.Sign({}, office_.By(chairman_, {.at = testing::InVietnam("2023-10-19")}));
    return pdf.bytes();
  }

  const testing::SigningOffice office_;
  const testing::Certified chairman_ = office_.Certify({});
};

// With a user password that nobody told; the values are those of any such file.
std::string Encrypted() {
  PdfWriter pdf;
  pdf.SetTrailer(
      " /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
      " /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <" +
      std::string(64, 'a') + "> /U <" + std::string(64, 'b') + "> >>");
  pdf.Write();
  return pdf.bytes();
}

// Its cross-reference says that the one before it is itself.
std::string Circular() {
  PdfWriter first;
  first.Write();
  const std::size_t table = first.bytes().rfind("xref\n0 1");
  PdfWriter pdf;
  pdf.SetTrailer(" /Prev " + std::to_string(table));
  pdf.Write();
  return pdf.bytes();
}

std::string Nested(std::size_t depth) {
  PdfWriter pdf;
  pdf.AddToCatalogue(" /Data " + std::string(depth, '[') + std::string(depth, ']'));
  pdf.Write();
  return pdf.bytes();
}

TEST_F(RefusedFiles, HaveTheirReason) {
  PdfWriter many;
  many.Write();
  for (std::size_t i = 0; i <= domain::kMostSignatures; ++i) {
    many.AddToForm(std::to_string(many.Add("<< /FT /Sig /T (x) /V << /Type /Sig /ByteRange [0 1 2 "
                                           "3] /Contents <00> >> >>")) +
                   " 0 R");
  }
  many.Write();
  PdfWriter huge;
  huge.Sign({}, [](const std::string&) { return std::string("x"); });
  std::string long_number = huge.bytes();
  long_number.replace(long_number.find("/ByteRange [0 ") + 14, 20, "99999999999999999999");
  PdfWriter declared;
  declared.Set(PdfWriter::kContent, "<< /Length 10737418240 >>\nstream\nBT ET\nendstream");
  declared.Write();
  struct Row {
    const char* why;
    std::string bytes;
    const char* refusal;
  };
  const Row rows[] = {
      {"empty", "", "pdf_not_pdf"},
      {"a picture", "\x89PNG\r\n\x1a\n", "pdf_not_pdf"},
      {"a name is not enough", "%PDF-1.7\n", "pdf_damaged"},
      {"the header is beyond where readers look", std::string(2000, ' ') + Signed(), "pdf_not_pdf"},
      {"with a password", Encrypted(), "pdf_encrypted"},
      {"more signatures than anybody makes", many.bytes(), "pdf_many_signatures"},
      {"a signature that cannot be read", long_number, "pdf_damaged"},
      {"a cross-reference that runs in circles", Circular(), "pdf_damaged"},
      {"lists in lists, as deep as a stack", Nested(200'000), "pdf_damaged"},
      {"a stream of 10 GB that is not there, and no signature", declared.bytes(), ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(Check(row.bytes).refusal, row.refusal);
    EXPECT_TRUE(row.refusal[0] == '\0' || domain::IsFileRefusal(row.refusal));
  }
}

TEST_F(RefusedFiles, AFormThatRunsInCirclesEnds) {
  PdfWriter pdf;
  pdf.Write();
  const int field = pdf.Add({});
  const std::string self = std::to_string(field) + " 0 R";
  pdf.Set(field, "<< /FT /Sig /T (x) /Kids [" + self + " " + self + "] /Parent " + self + " >>");
  pdf.AddToForm(self);
  pdf.Write();
  const SignatureReport report = Check(pdf.bytes());
  EXPECT_EQ(report.refusal, "");
  EXPECT_TRUE(report.signatures.empty());
}

TEST_F(RefusedFiles, ACutFileNeverCountsAsSigned) {
  const std::string good = Signed();
  const std::size_t end = good.find_last_not_of("\n") + 1;
  for (std::size_t length = 0; length < end; length += 1 + length / 97) {
    const SignatureReport report = Check(good.substr(0, length));
    for (const domain::Signature& signature : report.signatures) {
      EXPECT_NE(signature.fault, "") << "cut to " << length;
    }
  }
}

// A changed byte is noticed: nothing says "signed and whole" of a file that is not the one signed.
TEST_F(RefusedFiles, AChangedFileNeverCountsAsSigned) {
  const std::string good = Signed();
  const std::size_t gap = good.find('<', good.find("/ByteRange"));
  const std::size_t behind = good.find('>', gap);
  const auto seed = std::random_device()();
  std::cout << "seed " << seed << '\n';
  std::mt19937 random(seed);
  for (int i = 0; i < 700; ++i) {
    std::string bytes = good;
    // The message itself, with its padding, has a test of its own.
    std::size_t at = random() % (bytes.size() - (behind - gap));
    if (at >= gap) at += behind - gap;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 + random() % 255));
    for (const domain::Signature& signature : Check(bytes).signatures) {
      EXPECT_NE(signature.fault, "") << "byte " << at << ", seed " << seed;
    }
  }
}

TEST_F(RefusedFiles, AChangedMessageSaysNothingElse) {
  const std::string good = Signed();
  const domain::Signature whole = Check(good).signatures.at(0);
  const std::size_t gap = good.find('<', good.find("/ByteRange")) + 1;
  const auto seed = std::random_device()();
  std::cout << "seed " << seed << '\n';
  std::mt19937 random(seed);
  for (int i = 0; i < 1500; ++i) {
    std::string bytes = good;
    const std::size_t at = gap + random() % 2600;
    bytes[at] = "0123456789abcdef"[random() % 16];
    for (const domain::Signature& signature : Check(bytes).signatures) {
      if (!signature.fault.empty()) continue;
      EXPECT_EQ(signature.time, whole.time) << "byte " << at << ", seed " << seed;
    }
  }
}

TEST_F(RefusedFiles, AHundredThousandObjectsAreRead) {
  PdfWriter pdf;
  std::string kids;
  for (int i = 0; i < 100'000; ++i) kids += std::to_string(pdf.Add("(so lieu)")) + " 0 R ";
  pdf.AddToCatalogue(" /Data [" + kids + "]");
  pdf.Sign({}, office_.By(chairman_, {.at = testing::InVietnam("2023-10-19")}));
  pdf.AddToCatalogue(" /DSS << >>");
  pdf.Write();
  const SignatureReport report = Check(pdf.bytes());
  ASSERT_EQ(report.signatures.size(), 1u);
  EXPECT_EQ(report.signatures[0].fault, "");
  EXPECT_EQ(Name(report.signatures[0].after), "signatures");
}

}  // namespace
}  // namespace par::signature
