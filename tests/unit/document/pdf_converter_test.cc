// Goal: whatever happens to the program that makes the PDF, the caller gets one clear refusal, or
// an archive's PDF; nothing is left behind and nothing is waited for without end. Method: small
// shell scripts stand for the program: one that never ends, one that fails, one that writes
// rubbish, one that works. The real program is tried by the picture test.
#include "common/document/pdf_converter.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::document {
namespace {

using testing::ReasonIs;
namespace fs = std::filesystem;

// TMPDIR of the test alone, so that what is left behind is seen and no other test holds the turn.
class PdfTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(folder_ / "tmp");
    setenv("TMPDIR", (folder_ / "tmp").c_str(), 1);
  }
  void TearDown() override {
    unsetenv("TMPDIR");
    for (const auto& entry : fs::directory_iterator(folder_ / "tmp")) {
      EXPECT_EQ(entry.path().extension(), ".lock") << "left behind: " << entry.path();
    }
  }
  std::string Script(const std::string& body) {
    const fs::path path = folder_ / "soffice";
    std::ofstream(path) << "#!/bin/sh\nwhile [ \"$1\" != --outdir ]; do shift; done\nout=$2\n"
                           "source=$3\n"
                        << body;
    fs::permissions(path, fs::perms::owner_all);
    return path;
  }
  testing::TempDir folder_;
};

TEST_F(PdfTest, WhatTheProgramDoesDecides) {
  struct Case {
    std::string_view why;
    std::string body;
    std::string reason;
  };
  const Case cases[] = {
      {"it fails", "echo broken >&2\nexit 3\n", "document_pdf_not_made"},
      {"it ends well and made nothing", "exit 0\n", "document_pdf_not_made"},
      {"it was ended by a signal", "kill -9 $$\n", "document_pdf_not_made"},
      {"it made something else", "mkdir $out; cp $source $out/document.pdf\n",
       "document_pdf_not_made"},
      {"a PDF that no archive takes", "mkdir $out; echo '%PDF-1.7' > $out/document.pdf\n",
       "document_pdf_not_made"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    EXPECT_THAT(PdfOf("docx", {.program = Script(c.body)}),
                ReasonIs(absl::StatusCode::kFailedPrecondition, c.reason));
  }
  const auto said = PdfOf("docx", {.program = Script("echo broken >&2\nexit 3\n")});
  EXPECT_NE(domain::TextOf(said.status(), domain::Language::kVietnamese).find("broken"),
            std::string::npos);
}

TEST_F(PdfTest, WhatIsMadeIsHandedOver) {
  const std::string body =
      "mkdir $out; (echo '%PDF-1.7'; cat $source; echo '<pdfaid:part>2</pdfaid:part>') > "
      "$out/document.pdf\n";
  ASSERT_OK_AND_ASSIGN(const std::string pdf, PdfOf("docx bytes", {.program = Script(body)}));
  EXPECT_EQ(pdf, "%PDF-1.7\ndocx bytes<pdfaid:part>2</pdfaid:part>\n");
}

TEST_F(PdfTest, WhatDoesNotEndIsEndedWithAllThatItStarted) {
  const fs::path child = folder_ / "child";
  const std::string body =
      "tail -f /dev/null & echo $! > " + child.string() + "\ntail -f /dev/null\n";
  pid_t pid = 0;
  // Longer each time, until the machine is quick enough to start the script within the limit.
  for (std::chrono::milliseconds limit{200}; pid == 0; limit *= 2) {
    EXPECT_THAT(PdfOf("docx", {.program = Script(body), .limit = limit}),
                ReasonIs(absl::StatusCode::kFailedPrecondition, "document_converter_too_slow"));
    std::ifstream(child) >> pid;
  }
  // Killed: it is gone already, or goes soon.
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (handle < 0) return;
  pollfd gone{.fd = handle, .events = POLLIN, .revents = 0};
  EXPECT_GT(poll(&gone, 1, 60'000), 0);
  close(handle);
}

TEST_F(PdfTest, OneAtATime) {
  const fs::path lock = folder_ / "tmp" / ("parnet-pdf-" + std::to_string(geteuid()) + ".lock");
  const int other = open(lock.c_str(), O_RDWR | O_CREAT, 0600);
  ASSERT_EQ(flock(other, LOCK_EX), 0);
  EXPECT_THAT(
      PdfOf("docx", {.program = Script("exit 0\n"), .waiting = std::chrono::milliseconds(0)}),
      ReasonIs(absl::StatusCode::kAborted, "document_converter_busy"));
  close(other);
  EXPECT_THAT(
      PdfOf("docx", {.program = Script("exit 0\n"), .waiting = std::chrono::milliseconds(0)}),
      ReasonIs("document_pdf_not_made"));
}

TEST_F(PdfTest, AMissingProgramIsSaid) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", (folder_ / "tmp").c_str(), 1);
  EXPECT_THAT(PdfOf("docx"),
              ReasonIs(absl::StatusCode::kFailedPrecondition, "document_converter_missing"));
  setenv("PATH", path.c_str(), 1);
}

}  // namespace
}  // namespace par::document
