// Goal: what was put into a file after it was signed is found, and what may be put there is not
// held against it. Method: one signed file, one thing done to it per row.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "common/signature/pdf_check.h"
#include "tests/support/pdf_writer.h"
#include "tests/support/signing_office.h"
#include "tests/support/status_matchers.h"

namespace par::signature {
namespace {

using domain::SignatureReport;
using testing::Certified;
using testing::InVietnam;
using testing::PdfWriter;
using testing::SigningOffice;

// Of what Sign adds to a document of PdfWriter first.
constexpr int kFirstField = 6;
constexpr int kFirstValue = 7;

std::string Reference(int number) { return std::to_string(number) + " 0 R"; }

class AddedLater : public ::testing::Test {
 protected:
  SignatureReport Check(const std::string& bytes) const {
    const auto anchors = Anchors::FromPem(office_.AnchorPem());
    EXPECT_OK(anchors);
    return CheckPdf(bytes, *anchors, InVietnam("2024-01-05"));
  }
  PdfWriter Signed() const {
    PdfWriter pdf;
    pdf.Sign({}, Chairman());
    return pdf;
  }
  std::function<std::string(const std::string&)> Chairman() const {
    return office_.By(chairman_, {.at = InVietnam("2023-10-19")});
  }

  const SigningOffice office_;
  const Certified chairman_ = office_.Certify({});
  const Certified seal_ = office_.Certify({.name = "Văn thư UBND huyện"});
};

TEST_F(AddedLater, WhatWasAddedIsSaid) {
  struct Row {
    const char* why;
    std::function<void(PdfWriter&)> add;
    const char* want;
  };
  const auto text_object = [](PdfWriter& pdf) {
    return pdf.Add(testing::PdfStream("BT /F1 14 Tf 72 700 Td (bo sung) Tj ET"));
  };
  const Row rows[] = {
      {"nothing", [](PdfWriter&) {}, "nothing"},
      {"a line end", [](PdfWriter& pdf) { pdf.bytes() += "\r\n"; }, "nothing"},
      {"the office's signature after the chairman's",
       [&](PdfWriter& pdf) {
         pdf.Sign({.name = "seal"}, office_.By(seal_, {.at = InVietnam("2023-10-20")}));
       },
       "signatures"},
      {"validation data",
       [&](PdfWriter& pdf) {
         pdf.AddToCatalogue(" /DSS << /Certs [" + Reference(text_object(pdf)) + "] >>");
       },
       "signatures"},
      {"metadata, which no page shows",
       [&](PdfWriter& pdf) { pdf.AddToCatalogue(" /Metadata " + Reference(text_object(pdf))); },
       "signatures"},
      {"an object that nothing refers to", [&](PdfWriter& pdf) { (void)text_object(pdf); },
       "signatures"},
      {"an object written again as it was",
       [](PdfWriter& pdf) { pdf.Set(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"); },
       "signatures"},
      {"another text in the place of the signed one",
       [](PdfWriter& pdf) { pdf.SetText("Ke hoach so 99/KH-UBND"); }, "content"},
      {"another font, which changes how every letter looks",
       [](PdfWriter& pdf) { pdf.Set(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"); },
       "content"},
      {"a page more",
       [](PdfWriter& pdf) {
         const int page = pdf.Add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>");
         pdf.Set(2, "<< /Type /Pages /Kids [3 0 R " + Reference(page) + "] /Count 2 >>");
       },
       "content"},
      {"no page", [](PdfWriter& pdf) { pdf.Set(2, "<< /Type /Pages /Kids [] /Count 0 >>"); },
       "content"},
      {"a note on the page",
       [](PdfWriter& pdf) {
         pdf.AddToPage(Reference(pdf.Add(
             "<< /Type /Annot /Subtype /FreeText /Rect [0 0 300 300] /Contents (dong y) >>")));
       },
       "content"},
      {"something that happens when it is opened",
       [](PdfWriter& pdf) { pdf.AddToCatalogue(" /OpenAction << /S /JavaScript /JS (x) >>"); },
       "content"},
      {"a text field in the form",
       [](PdfWriter& pdf) { pdf.AddToForm(Reference(pdf.Add("<< /FT /Tx /T (so) /V (99) >>"))); },
       "content"},
      {"a picture dressed as a signature that the form does not know",
       [](PdfWriter& pdf) {
         pdf.AddToPage(Reference(
             pdf.Add("<< /Type /Annot /Subtype /Widget /FT /Sig /T (x) /Rect [0 0 500 500] /V << "
                     "/Type /Sig /ByteRange [0 1 2 3] /Contents <00> >> >>")));
       },
       "content"},
      {"a place for a signature, not signed",
       [](PdfWriter& pdf) {
         const std::string field = Reference(
             pdf.Add("<< /Type /Annot /Subtype /Widget /FT /Sig /T (x) /Rect [0 0 500 500] >>"));
         pdf.AddToForm(field);
         pdf.AddToPage(field);
       },
       "content"},
      {"the signed text put elsewhere on the page by a new page object",
       [](PdfWriter& pdf) {
         pdf.Set(PdfWriter::kPage,
                 "<< /Type /Page /Parent 2 0 R /MediaBox [0 400 595 842] /Contents 4 0 R >>");
       },
       "content"},
      {"a picture over the page that says it belongs to what was signed",
       [&](PdfWriter& pdf) {
         pdf.AddToPage(Reference(pdf.Add(
             "<< /Type /Annot /Subtype /Widget /Rect [0 0 595 842] /P 3 0 R /Parent " +
             Reference(kFirstField) + " /AP << /N " + Reference(text_object(pdf)) + " >> >>")));
       },
       "content"},
      {"a field over the page that shows the same signature once more",
       [&](PdfWriter& pdf) {
         const std::string field = Reference(pdf.Add(
             "<< /Type /Annot /Subtype /Widget /FT /Sig /T (x) /Rect [0 0 595 842] /V " +
             Reference(kFirstValue) + " /AP << /N " + Reference(text_object(pdf)) + " >> >>"));
         pdf.AddToForm(field);
         pdf.AddToPage(field);
       },
       "content"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    PdfWriter pdf = Signed();
    const std::size_t signed_end = pdf.bytes().size();
    row.add(pdf);
    if (pdf.HasChanges()) pdf.Write();
    const SignatureReport report = Check(pdf.bytes());
    ASSERT_EQ(report.refusal, "");
    ASSERT_FALSE(report.signatures.empty());
    EXPECT_EQ(report.signatures[0].fault, "");
    EXPECT_EQ(report.signatures[0].covered_end, signed_end);
    EXPECT_EQ(Name(report.signatures[0].after), row.want);
  }
}

TEST_F(AddedLater, APlacePreparedForASecondSignatureMayBeSigned) {
  PdfWriter pdf;
  pdf.Write();
  const int place = pdf.Add(
      "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /Rect [300 50 500 120] /P 3 0 R >>");
  pdf.AddToForm(Reference(place));
  pdf.AddToPage(Reference(place));
  pdf.Sign({}, Chairman());
  const testing::SignatureField seal{.name = "seal"};
  pdf.SignPlace(place, "[300 50 500 120]", seal,
                office_.By(seal_, {.at = InVietnam("2023-10-20")}));
  const SignatureReport report = Check(pdf.bytes());
  ASSERT_EQ(report.signatures.size(), 2u);
  EXPECT_EQ(report.signatures[0].signer, "UBND huyện Quảng Điền");
  EXPECT_EQ(Name(report.signatures[0].after), "signatures");
  EXPECT_EQ(report.signatures[1].signer, "Văn thư UBND huyện");
  EXPECT_EQ(Name(report.signatures[1].after), "nothing");

  // The same, moved to where it hides what was signed.
  PdfWriter moved;
  moved.Write();
  const int there = moved.Add(
      "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /Rect [300 50 500 120] /P 3 0 R >>");
  moved.AddToForm(Reference(there));
  moved.AddToPage(Reference(there));
  moved.Sign({}, Chairman());
  moved.SignPlace(there, "[0 0 595 842]", seal, office_.By(seal_, {.at = InVietnam("2023-10-20")}));
  EXPECT_EQ(Name(Check(moved.bytes()).signatures.at(0).after), "content");
}

TEST_F(AddedLater, APreparedPlaceIsNotSignedByTheSignatureThatIsThere) {
  const std::string place =
      "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /Rect [0 0 595 842] /P 3 0 R";
  PdfWriter pdf;
  const int seal = pdf.Add(place + " >>");
  pdf.AddToForm(Reference(seal));
  pdf.AddToPage(Reference(seal));
  pdf.Sign({}, Chairman());
  const int value = seal + 2;  // Behind the chairman's field.
  const int picture = pdf.Add(testing::PdfStream("BT /F1 14 Tf 72 700 Td (bo sung) Tj ET"));
  pdf.Set(seal, place + " /V " + Reference(value) + " /AP << /N " + Reference(picture) + " >> >>");
  pdf.Write();
  const SignatureReport report = Check(pdf.bytes());
  ASSERT_EQ(report.signatures.size(), 2u);
  for (const domain::Signature& one : report.signatures) {
    EXPECT_EQ(one.fault, "");
    EXPECT_EQ(Name(one.after), "content");
  }
}

// An object of its own and one that is written out in its place say the same where they are the
// same, and what was compared for one page says nothing of another.
TEST_F(AddedLater, ResourcesAreComparedForEachPage) {
  const std::string own = "<< /Font << /F1 5 0 R >> >>";
  const std::string other = "<< /Font << /F1 8 0 R >> >>";
  const std::string shared = "9 0 R";         // The same as `own`.
  const std::string shared_other = "10 0 R";  // The same as `other`.
  const struct {
    const char* why;
    std::string signed_first;
    std::string signed_second;
    std::string first;
    std::string second;
    const char* want;
  } rows[] = {
      {"shared, then written out twice", shared, shared, own, own, "signatures"},
      {"written out twice, then shared", own, own, shared, shared, "signatures"},
      {"shared, then the second's exchanged", shared, shared, own, other, "content"},
      {"shared, then the first's exchanged", shared, shared, other, own, "content"},
      {"two, then the first for both", own, other, shared, shared, "content"},
      {"two, then the second for both", own, other, shared_other, shared_other, "content"},
      {"two that were written out, exchanged for each other", own, other, other, own, "content"},
      {"two that were shared, exchanged for each other", shared, shared_other, shared_other, shared,
       "content"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    PdfWriter pdf;
    const auto set_pages = [&](const std::string& first, const std::string& second) {
      const std::string page =
          "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources ";
      pdf.Set(6, page + first + " >>");
      pdf.Set(7, page + second + " >>");
    };
    (void)pdf.Add({});
    (void)pdf.Add({});
    set_pages(row.signed_first, row.signed_second);
    (void)pdf.Add("<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>");
    (void)pdf.Add(own);
    (void)pdf.Add(other);
    pdf.Set(2, "<< /Type /Pages /Kids [3 0 R 6 0 R 7 0 R] /Count 3 >>");
    pdf.Sign({}, Chairman());
    set_pages(row.first, row.second);
    pdf.Write();
    EXPECT_EQ(Name(Check(pdf.bytes()).signatures.at(0).after), row.want);
  }
}

TEST_F(AddedLater, CirclesThatNeverMeetComeToAnEnd) {
  PdfWriter pdf;
  const int circle = pdf.Add({});
  pdf.Set(circle, "<< /N << /N " + Reference(circle) + " >> >>");
  pdf.AddToCatalogue(" /X " + Reference(circle));
  pdf.Sign({}, Chairman());
  // Where the one is an object of its own, the other is written out.
  const int shifted = pdf.Add({});
  pdf.Set(circle, "<< /N " + Reference(shifted) + " >>");
  pdf.Set(shifted, "<< /N << /N " + Reference(shifted) + " >> >>");
  pdf.Write();
  EXPECT_EQ(Name(Check(pdf.bytes()).signatures.at(0).after), "content");
}

TEST_F(AddedLater, SwappedContentStaysFoundUnderALaterSignature) {
  PdfWriter pdf = Signed();
  pdf.SetText("Ke hoach so 99/KH-UBND");
  pdf.Sign({.name = "seal"}, office_.By(seal_, {.at = InVietnam("2023-10-20")}));
  const SignatureReport report = Check(pdf.bytes());
  ASSERT_EQ(report.signatures.size(), 2u);
  EXPECT_EQ(Name(report.signatures[0].after), "content");
  EXPECT_EQ(Name(report.signatures[1].after), "nothing");
}

TEST_F(AddedLater, BytesThatAreNoUpdateAreContent) {
  const std::string good = Signed().bytes();
  const std::size_t table = good.rfind("startxref");
  for (const std::string& tail : {
           std::string("loose text"), std::string("\n%%EOF\nPK\x03\x04 another file behind it"),
           "\n9 0 obj\n(x)\nendobj\n" + good.substr(table),  // Points back into what was signed.
       }) {
    const SignatureReport report = Check(good + tail);
    if (!report.refusal.empty()) {
      EXPECT_EQ(report.refusal, "pdf_damaged");
      continue;
    }
    EXPECT_EQ(Name(report.signatures.at(0).after), "content") << tail;
  }
}

TEST_F(AddedLater, WhatOnlyAGuessCouldReadIsNotCompared) {
  PdfWriter pdf = Signed();
  pdf.Set(PdfWriter::kContent, "<< /Length 9999 >>\nstream\nBT ET\nendstream");
  pdf.Write();
  const SignatureReport report = Check(pdf.bytes());
  ASSERT_EQ(report.refusal, "");
  EXPECT_EQ(Name(report.signatures.at(0).after), "unreadable");
}

}  // namespace
}  // namespace par::signature
