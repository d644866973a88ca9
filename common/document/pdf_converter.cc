#include "common/document/pdf_converter.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/status_macros.h"
#include "common/base/temporary_folder.h"
#include "common/document/child_process.h"
#include "common/domain/refusal.h"

namespace par::document {
namespace {

using domain::Refusal;

// PDF/A-2b with tags for those who listen to it instead of reading.
constexpr const char* kFilter =
    R"(pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},)"
    R"("UseTaggedPDF":{"type":"boolean","value":"true"}})";
constexpr std::chrono::milliseconds kLook{100};  // How often a turn is asked for.

absl::Status FolderUnusable(std::string_view reason) {
  return Refusal(absl::StatusCode::kInternal, "document_folder_unusable",
                 {{"reason", std::string(reason)}});
}

std::string Seconds(std::chrono::milliseconds time) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(time).count());
}

// The turn of this account's processes on this machine, kept as long as it lives.
class Turn {
 public:
  Turn() = default;
  ~Turn() {
    if (file_ >= 0) close(file_);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  absl::Status Take(const std::filesystem::path& beside, std::chrono::milliseconds longest) {
    const auto path = beside / ("parnet-pdf-" + std::to_string(geteuid()) + ".lock");
    file_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file_ < 0) return FolderUnusable(path.string() + ": " + std::strerror(errno));
    std::chrono::milliseconds waited{0};
    while (flock(file_, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) return FolderUnusable(std::strerror(errno));
      if (waited >= longest) {
        return Refusal(absl::StatusCode::kAborted, "document_converter_busy",
                       {{"seconds", Seconds(longest)}});
      }
      poll(nullptr, 0, static_cast<int>(kLook.count()));
      waited += kLook;
    }
    return absl::OkStatus();
  }

 private:
  int file_ = -1;
};

std::string ReadAll(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// As a URL needs it: a temporary folder may have any name.
std::string FileUrl(const std::filesystem::path& path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string url = "file://";
  for (const char c : path.string()) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '/' || c == '-' || c == '_' || c == '.';
    if (plain) {
      url += c;
    } else {
      url += '%';
      url += kHex[byte >> 4u];
      url += kHex[byte & 15u];
    }
  }
  return url;
}

ChildWish WishFor(const std::string& program, const std::filesystem::path& folder,
                  std::chrono::milliseconds limit) {
  const char* const path = std::getenv("PATH");
  return {.words = {program, "-env:UserInstallation=" + FileUrl(folder / "profile"), "--headless",
                    "--norestore", "--nologo", "--nolockcheck", "--convert-to", kFilter, "--outdir",
                    (folder / "out").string(), (folder / "document.docx").string()},
          .environment = {"HOME=" + folder.string(), "TMPDIR=" + folder.string(), "LANG=C.UTF-8",
                          "SAL_USE_VCLPLUGIN=svp",
                          std::string("PATH=") + (path == nullptr ? "" : path)},
          .output = (folder / "said").string(),
          .limit = limit};
}

// The last line that says anything.
std::string LastLine(std::string text) {
  text.erase(text.find_last_not_of(" \r\n\t") + 1);
  const std::size_t at = text.find_last_of('\n');
  return at == std::string::npos ? text : text.substr(at + 1);
}

absl::Status NotMade(std::string reason) {
  return Refusal(absl::StatusCode::kFailedPrecondition, "document_pdf_not_made",
                 {{"reason", std::move(reason)}});
}

}  // namespace

absl::StatusOr<std::string> PdfOf(const std::string& docx, const PdfOptions& options) {
  const auto program = options.program.empty() ? FindProgram({"soffice", "libreoffice"})
                                               : std::optional<std::string>(options.program);
  if (!program.has_value()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "document_converter_missing");
  }
  const TemporaryFolder folder("parnet-pdf-");
  if (folder.path().empty()) return FolderUnusable(std::strerror(errno));
  Turn turn;
  RETURN_IF_ERROR(turn.Take(folder.path().parent_path(), options.waiting));
  std::ofstream out(folder.path() / "document.docx", std::ios::binary);
  out << docx;
  out.close();
  if (!out) return FolderUnusable("document.docx");
  const ChildEnd end = RunChild(WishFor(*program, folder.path(), options.limit));
  if (!end.started) return NotMade(*program);
  if (!end.in_time) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "document_converter_too_slow",
                   {{"seconds", Seconds(options.limit)}});
  }
  // It ends well also where it could not make the file.
  std::string pdf = ReadAll(folder.path() / "out" / "document.pdf");
  if (end.exit != 0 || pdf.empty()) return NotMade(LastLine(ReadAll(folder.path() / "said")));
  // What says of itself that it is an archive's file stands in the PDF as it is.
  if (!pdf.starts_with("%PDF-") || !absl::StrContains(pdf, "<pdfaid:part>2</pdfaid:part>")) {
    return NotMade("PDF/A-2b");
  }
  return pdf;
}

}  // namespace par::document
