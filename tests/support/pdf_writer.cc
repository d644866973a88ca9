#include "tests/support/pdf_writer.h"

#include <cstdio>

#include "common/base/check.h"
#include "common/base/hex.h"

namespace par::testing {
namespace {

constexpr std::string_view kRangePlace = "[0 ********** ********** **********]";

std::string Number(std::size_t value, const char* format) {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string Page(const std::string& annotations) {
  return "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font "
         "<< /F1 5 0 R >> >>" +
         (annotations.empty() ? std::string() : " /Annots [" + annotations + "]") + " >>";
}

}  // namespace

std::string PdfStream(std::string_view data) {
  return "<< /Length " + std::to_string(data.size()) + " >>\nstream\n" + std::string(data) +
         "\nendstream";
}

PdfWriter::PdfWriter(std::string_view text) {
  next_ = 6;
  SetCatalogue();
  Set(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
  SetPage();
  SetText(text);
  Set(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
}

int PdfWriter::Add(std::string body) {
  changed_[next_] = std::move(body);
  return next_++;
}

void PdfWriter::SetText(std::string_view text) {
  Set(kContent, PdfStream("BT /F1 14 Tf 72 770 Td (" + std::string(text) + ") Tj ET"));
}

void PdfWriter::SetCatalogue() {
  Set(kCatalogue, "<< /Type /Catalog /Pages 2 0 R" +
                      (fields_.empty() ? std::string()
                                       : " /AcroForm << /SigFlags 3 /Fields [" + fields_ + "] >>") +
                      entries_ + " >>");
}

void PdfWriter::AddToPage(std::string_view annotation) {
  annotations_ += " " + std::string(annotation);
  SetPage();
}

void PdfWriter::AddToForm(std::string_view field) {
  fields_ += " " + std::string(field);
  SetCatalogue();
}

void PdfWriter::AddToCatalogue(std::string_view entry) {
  entries_ += entry;
  SetCatalogue();
}

void PdfWriter::SetPage() { Set(kPage, Page(annotations_)); }

void PdfWriter::Write() {
  const bool first = bytes_.empty();
  if (first) bytes_ = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
  std::string table = first ? "0 1\n0000000000 65535 f \n" : "";
  for (const auto& [number, body] : changed_) {
    table += std::to_string(number) + " 1\n" + Number(bytes_.size(), "%010zu") + " 00000 n \n";
    bytes_ += std::to_string(number) + " 0 obj\n" + body + "\nendobj\n";
  }
  changed_.clear();
  const std::size_t xref = bytes_.size();
  bytes_ += "xref\n" + table + "trailer\n<< /Size " + std::to_string(next_) + " /Root 1 0 R" +
            (first ? std::string() : " /Prev " + std::to_string(last_xref_)) + trailer_ +
            " >>\nstartxref\n" + std::to_string(xref) + "\n%%EOF\n";
  last_xref_ = xref;
}

void PdfWriter::Sign(const SignatureField& field,
                     const std::function<std::string(const std::string& covered)>& sign) {
  if (bytes_.empty()) Write();
  const int widget = Add({});
  AddToForm(std::to_string(widget) + " 0 R");
  AddToPage(std::to_string(widget) + " 0 R");
  SignPlace(widget, "[0 0 0 0]", field, sign);
}

void PdfWriter::SignPlace(int widget, std::string_view rectangle, const SignatureField& field,
                          const std::function<std::string(const std::string& covered)>& sign) {
  const int value =
      Add("<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter " + field.kind + " /ByteRange " +
          std::string(kRangePlace) + " /Contents <" + std::string(2 * field.reserved, '0') + ">" +
          (field.time.empty() ? std::string() : " /M (" + field.time + ")") + field.more + " >>");
  Set(widget, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (" + field.name + ") /Rect " +
                  std::string(rectangle) + " /F 132 /P 3 0 R /V " + std::to_string(value) +
                  " 0 R >>");
  Write();
  FillSignature(bytes_, field.reserved, sign);
}

void FillSignature(std::string& bytes, std::size_t reserved,
                   const std::function<std::string(const std::string& covered)>& sign) {
  const std::size_t range = bytes.rfind(kRangePlace);
  PAR_CHECK(range != std::string::npos);
  const std::size_t gap = bytes.find('<', range);
  const std::size_t behind = gap + 2 * reserved + 2;
  PAR_CHECK(bytes[behind - 1] == '>');
  std::string numbers = "[0 " + std::to_string(gap) + " " + std::to_string(behind) + " " +
                        std::to_string(bytes.size() - behind) + "]";
  numbers.resize(kRangePlace.size(), ' ');
  bytes.replace(range, numbers.size(), numbers);
  const std::string message = ToHex(sign(bytes.substr(0, gap) + bytes.substr(behind)));
  PAR_CHECK(message.size() <= 2 * reserved);
  bytes.replace(gap + 1, message.size(), message);
}

}  // namespace par::testing
