// PDF files for tests, written object by object and revision by revision, so that a test can make
// exactly the file that it is about, also one that no program would write.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace par::testing {

struct SignatureField {
  std::string name = "signature";
  std::string kind = "/ETSI.CAdES.detached";
  std::string time = {};        // /M; empty: none.
  std::string more = {};        // Further entries of the signature's dictionary.
  std::size_t reserved = 8192;  // Bytes for the message.
};

class PdfWriter {
 public:
  // A document of one page that shows `text`; not yet written.
  explicit PdfWriter(std::string_view text = "Ke hoach so 12/KH-UBND");

  static constexpr int kCatalogue = 1;
  static constexpr int kPage = 3;
  static constexpr int kContent = 4;  // What the page shows.

  int Add(std::string body);
  void Set(int number, std::string body) { changed_[number] = std::move(body); }
  void SetText(std::string_view text);
  // References ("9 0 R") and entries (" /DSS 9 0 R") that the page and the catalogue are to have
  // beside those they have.
  void AddToPage(std::string_view annotation);
  void AddToForm(std::string_view field);
  void AddToCatalogue(std::string_view entry);
  // Entries of the trailer beside the usual ones.
  void SetTrailer(std::string more) { trailer_ = std::move(more); }

  // Writes what was added and set since: the first time the whole file, later an update.
  void Write();
  // Writes an update with one more signature field on the page, signed by `sign`, which gets the
  // covered bytes and returns the message.
  void Sign(const SignatureField& field,
            const std::function<std::string(const std::string& covered)>& sign);

  // The same for a field that is there already, a widget at `rectangle`.
  void SignPlace(int widget, std::string_view rectangle, const SignatureField& field,
                 const std::function<std::string(const std::string& covered)>& sign);

  // Something was added or set since Write.
  [[nodiscard]] bool HasChanges() const { return !changed_.empty(); }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  std::string& bytes() { return bytes_; }

 private:
  void SetCatalogue();
  void SetPage();

  std::string bytes_;
  std::map<int, std::string> changed_;
  std::string trailer_;
  std::string fields_;
  std::string annotations_;
  std::string entries_;  // Of the catalogue.
  int next_ = 1;
  std::size_t last_xref_ = 0;
};

// A stream object's body.
[[nodiscard]] std::string PdfStream(std::string_view data);

// Puts a message into the gap of `bytes` and the true /ByteRange into its place: the last ones in
// the file, as Sign reserves them.
void FillSignature(std::string& bytes, std::size_t reserved,
                   const std::function<std::string(const std::string& covered)>& sign);

}  // namespace par::testing
