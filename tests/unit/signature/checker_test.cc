// Goal: whatever a file does to the process that checks it, the caller gets an answer and nothing
// is left over. Method: the real pdf-check on files written by the test; other programs in its
// place that hang, die or talk nonsense.
#include "common/signature/checker.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "common/base/hex.h"
#include "common/signature/report_bytes.h"
#include "tests/support/pdf_writer.h"
#include "tests/support/signing_office.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::signature {
namespace {

using testing::InVietnam;
using testing::IsOk;
using testing::PdfWriter;
using testing::ReasonIs;

const std::int64_t kNow = InVietnam("2024-01-05");

std::size_t OpenDescriptors() {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    count += entry.is_symlink() ? 1 : 0;
  }
  return count;
}

class CheckerTest : public ::testing::Test {
 protected:
  Checker With(std::filesystem::path program) const {
    return {.program = std::move(program), .anchors_pem = office_.AnchorPem()};
  }
  std::filesystem::path Signed() const {
    PdfWriter pdf;
    pdf.Sign({}, office_.By(chairman_, {.at = InVietnam("2023-10-19")}));
    return Written(pdf.bytes());
  }
  std::filesystem::path Written(const std::string& bytes) const {
    const std::filesystem::path path = folder_ / "file.pdf";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  // Nobody is left behind, dead or alive.
  ~CheckerTest() override {
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
  }

  const testing::TempDir folder_;
  const testing::SigningOffice office_;
  const testing::Certified chairman_ = office_.Certify({});
};

TEST_F(CheckerTest, TellsWhatTheCheckFound) {
  const auto report = CheckFile(With(PDF_CHECK), Signed(), kNow);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->refusal, "");
  ASSERT_EQ(report->signatures.size(), 1u);
  const domain::Signature& found = report->signatures[0];
  EXPECT_EQ(found.fault, "");
  EXPECT_EQ(found.signer, "UBND huyện Quảng Điền");
  EXPECT_EQ(Name(found.trust), "trusted");
  EXPECT_EQ(found.time, InVietnam("2023-10-19") * 1'000'000);
  const auto again = ReadReport(ReportBytes(*report));
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(*again, *report);
}

// Each part of the check is one that the sandbox might have ended.
TEST_F(CheckerTest, EveryPartOfTheCheckWorksInside) {
  const testing::Certified seal = office_.Certify({.name = "Văn thư", .rsa_bits = 2048});
  const std::int64_t stamped = InVietnam("2023-10-19", 9);
  PdfWriter pdf;
  pdf.Sign({}, office_.By(chairman_, {.at = InVietnam("2023-10-19"), .stamped_at = stamped}));
  pdf.Sign({.name = "seal", .kind = "/adbe.pkcs7.detached", .time = "D:20231020080000+07'00'"},
           office_.By(seal, {.digest = "SHA512"}));
  pdf.Sign({.name = "stamp", .kind = "/ETSI.RFC3161"},
           [&](const std::string& covered) { return office_.Stamp(covered, stamped + 100'000); });
  pdf.SetText("khac");
  pdf.Write();
  const auto report = CheckFile(With(PDF_CHECK), Written(pdf.bytes()), kNow);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->refusal, "");
  ASSERT_EQ(report->signatures.size(), 3u);
  for (const domain::Signature& signature : report->signatures) {
    EXPECT_EQ(signature.fault, "");
    EXPECT_EQ(Name(signature.trust), "trusted");
    EXPECT_EQ(Name(signature.after), "content");
  }
  EXPECT_EQ(Name(report->signatures[0].time_source), "timestamp");
  EXPECT_EQ(Name(report->signatures[1].time_source), "entry");
}

TEST_F(CheckerTest, WithoutAnchorsNobodyIsAskedAbout) {
  const auto report = CheckFile({.program = PDF_CHECK}, Signed(), kNow);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(Name(report->signatures.at(0).trust), "not_asked");
}

TEST_F(CheckerTest, WhateverTheProcessDoesIsOneReason) {
  const std::filesystem::path file = Signed();
  std::filesystem::path large = folder_ / "large.pdf";
  std::ofstream(large) << "%PDF-1.7\n";
  std::filesystem::resize_file(large, std::uint64_t{600} << 20u);
  Checker hanging = With("/bin/sleep");  // Its argument is the time: it sleeps for decades.
  hanging.limits.wall = std::chrono::milliseconds(50);
  struct Row {
    const char* why;
    Checker checker;
    std::filesystem::path file;
  };
  std::vector<Row> rows = {
      {"it dies", With("/bin/false"), file},
      {"it talks nonsense", With("/bin/echo"), file},
      {"it says nothing", With("/bin/true"), file},
      {"it never ends", hanging, file},
  };
  if (kSandboxed) rows.push_back({"a file that is larger than its memory", With(PDF_CHECK), large});
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const std::size_t open = OpenDescriptors();
    const auto report = CheckFile(row.checker, row.file, kNow);
    ASSERT_THAT(report, IsOk());
    EXPECT_EQ(report->refusal, "pdf_beyond_limits");
    EXPECT_TRUE(report->signatures.empty());
    EXPECT_EQ(OpenDescriptors(), open);
  }
}

// A program that says "damaged" only if it finds nothing that is not its own.
TEST_F(CheckerTest, TheProcessGetsNothingButItsFiles) {
  domain::SignatureReport good;
  good.refusal = "pdf_damaged";
  std::string octal;
  for (const char byte : ReportBytes(good)) {
    char text[8];
    std::snprintf(text, sizeof text, "\\%03o", static_cast<unsigned char>(byte));
    octal += text;
  }
  const std::filesystem::path script = folder_ / "script";
  std::ofstream(script) << "#!/bin/sh\n"
                           "[ -z \"$PAR_TEST_SECRET\" ] || exit 1\n"
                           "[ -e /proc/$$/fd/3 ] || exit 1\n"
                           "for one in 4 5 6 7 8 9 11 12 13 14 15; do\n"  // 10: the script.
                           "  [ ! -e /proc/$$/fd/$one ] || exit 1\n"
                           "done\n"
                           "printf '"
                        << octal << "'\n";
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  const std::ifstream another(script);  // A descriptor that a careless program would hand on.
  ASSERT_TRUE(another.good());
  const int careless = dup(0);
  ASSERT_GE(careless, 0);
  ASSERT_EQ(setenv("PAR_TEST_SECRET", "1", 1), 0);
  const auto report = CheckFile(With(script), Signed(), kNow);
  unsetenv("PAR_TEST_SECRET");
  close(careless);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->refusal, "pdf_damaged");
}

TEST_F(CheckerTest, TheProcessEndsWithTheOneWhoStartedIt) {
  const std::filesystem::path pipe = folder_ / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const std::filesystem::path script = folder_ / "script";
  std::ofstream(script) << "#!/bin/sh\necho $$ > " << pipe.string() << "\nexec sleep 1000\n";
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  const std::filesystem::path file = Signed();
  const Checker checker = With(script);
  const pid_t node = fork();
  if (node == 0) {
    (void)CheckFile(checker, file, kNow);
    _exit(0);
  }
  pid_t process = 0;
  std::ifstream(pipe) >> process;  // Waits until it runs.
  ASSERT_GT(process, 0);
  const int watch = static_cast<int>(syscall(SYS_pidfd_open, process, 0u));
  EXPECT_GE(watch, 0);
  EXPECT_EQ(kill(node, SIGKILL), 0);
  EXPECT_EQ(waitpid(node, nullptr, 0), node);
  pollfd ended{.fd = watch, .events = POLLIN, .revents = 0};
  EXPECT_EQ(poll(&ended, 1, 10'000), 1) << "it outlived the one who started it";
  close(watch);
}

TEST_F(CheckerTest, WhatIsWrongWithTheNodeIsAnError) {
  const std::filesystem::path file = Signed();
  EXPECT_THAT(CheckFile(With(PDF_CHECK), folder_ / "none.pdf", kNow), ReasonIs("file_unreadable"));
  EXPECT_THAT(CheckFile(With(PDF_CHECK), folder_.path(), kNow), ReasonIs("file_unreadable"));
  EXPECT_THAT(CheckFile(With(PDF_CHECK), "/dev/null", kNow), ReasonIs("file_unreadable"));
  EXPECT_THAT(CheckFile(With(folder_ / "none"), file, kNow), ReasonIs("pdf_checker_missing"));
  EXPECT_THAT(CheckFile(With(file), file, kNow), ReasonIs("pdf_checker_missing"));
  Checker bad = With(PDF_CHECK);
  bad.anchors_pem = "not a certificate";
  EXPECT_THAT(CheckFile(bad, file, kNow), ReasonIs("anchors_malformed"));
}

TEST_F(CheckerTest, ManyAtOnceDoNotDisturbEachOther) {
  const std::filesystem::path file = Signed();
  const Checker checker = With(PDF_CHECK);
  std::vector<std::string> signers(8);
  std::vector<std::thread> threads;
  for (std::string& signer : signers) {
    threads.emplace_back([&checker, &file, &signer] {
      const auto report = CheckFile(checker, file, kNow);
      if (report.ok() && report->signatures.size() == 1) signer = report->signatures[0].signer;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& signer : signers) EXPECT_EQ(signer, "UBND huyện Quảng Điền");
}

// Nodes store it: docs/formats/evidence-check.md.
TEST(ReportOfAProcess, HasTheBytesOfTheFormat) {
  domain::SignatureReport report;
  report.file_bytes = 0x1234;
  report.signatures.push_back({.field = "f",
                               .document_timestamp = false,
                               .fault = "",
                               .trust = domain::SignerTrust::kRevoked,
                               .signer = "Lan",
                               .organisation = "",
                               .issuer = "CA",
                               .serial = "0a",
                               .valid_from = 1,
                               .valid_to = 2,
                               .revocation = domain::Revocation::kRevoked,
                               .revoked_at = 3,
                               .time_source = domain::SigningTimeSource::kTimestamp,
                               .time = 4,
                               .covered_end = 5,
                               .after = domain::AfterSigning::kContent});
  EXPECT_EQ(ToHex(ReportBytes(report)),
            "02"
            "0000"
            "0000000000001234"
            "01"
            "000166"
            "00"
            "0000"
            "05"
            "00034c616e"
            "0000"
            "00024341"
            "00023061"
            "0000000000000001"
            "0000000000000002"
            "02"
            "0000000000000003"
            "03"
            "0000000000000004"
            "0000000000000005"
            "02");
  EXPECT_EQ(ReadReport(ReportBytes(report)), report);
}

// The process may have been taken over by the file: its word is checked too.
TEST(ReportOfAProcess, HoldsOnlyWhatIsKnown) {
  domain::SignatureReport good;
  good.file_bytes = 7;
  good.signatures.resize(2);
  good.signatures[0].signer = "UBND huyện";
  good.signatures[1].fault = "signature_broken";
  const std::string bytes = ReportBytes(good);
  EXPECT_EQ(ReadReport(bytes), good);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(ReadReport(bytes.substr(0, length)).has_value()) << length;
  }
  EXPECT_FALSE(ReadReport(bytes + "x").has_value());
  const auto broken = [&good](auto change) {
    domain::SignatureReport report = good;
    change(report);
    return ReadReport(ReportBytes(report));
  };
  EXPECT_FALSE(broken([](auto& report) { report.refusal = "pdf_damaged"; }).has_value());
  EXPECT_FALSE(broken([](auto& report) {
                 report.signatures.clear();
                 report.refusal = "all_is_well";
               }).has_value());
  EXPECT_FALSE(broken([](auto& r) { r.signatures[0].fault = "none_of_ours"; }).has_value());
  EXPECT_FALSE(broken([](auto& r) { r.signatures[0].trust = domain::SignerTrust(9); }).has_value());
  EXPECT_FALSE(broken([](auto& report) { report.signatures.resize(65); }).has_value());
  EXPECT_FALSE(broken([](auto& r) { r.signatures[0].valid_to = INT64_MAX; }).has_value());
  EXPECT_FALSE(broken([](auto& r) { r.signatures[0].valid_from = INT64_MIN; }).has_value());
  EXPECT_FALSE(broken([](auto& r) { r.signatures[1].time = INT64_MAX; }).has_value());
  const auto shown = broken([](auto& r) { r.signatures[0].signer = "\x1b[2J\u202eDNBU\xff"; });
  ASSERT_TRUE(shown.has_value());
  EXPECT_EQ(shown->signatures[0].signer, "\uFFFD[2J\uFFFDDNBU\uFFFD");
}

}  // namespace
}  // namespace par::signature
