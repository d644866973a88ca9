// Goal: only the built pages are served, each in the form that the browser takes, and no path leads
// to anything else. Method: a folder with what must and what must not be found, asked row by row.
#include "common/gateway/static_files.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/identity/secret_file.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::gateway {
namespace {

class StaticFilesTest : public ::testing::Test {
 protected:
  StaticFilesTest() {
    std::filesystem::create_directories(folder_ / "assets");
    std::filesystem::create_directories(folder_ / ".git");
    Write("index.html", "<!doctype html>");
    Write("assets/page-Dk3_aB9x.js", "let a = 1;");
    Write("assets/page-Dk3_aB9x.js.br", "BR");
    Write("assets/page-Dk3_aB9x.js.gz", "GZ");
    Write("assets/plain.css", "p {}");
    Write(".git/config", "hidden");
    std::filesystem::create_symlink("/etc/passwd", folder_ / "assets/passwd.txt");
    std::filesystem::create_directory_symlink("/etc", folder_ / "etc");
  }
  void Write(const std::string& name, std::string_view content) {
    EXPECT_OK(identity::WriteFileDurably(folder_ / name, content, identity::Secrecy::kPublic));
  }
  static std::string FieldOf(const Answer& answer, std::string_view name) {
    for (const Header& header : answer.headers) {
      if (header.name == name) return header.value;
    }
    return {};
  }

  par::testing::TempDir root_;
  const std::filesystem::path folder_ = root_.path() / "portal";
};

TEST_F(StaticFilesTest, ServesWhatIsThereAndNothingElse) {
  const auto pages = StaticFiles::Load(folder_);
  ASSERT_OK(pages);
  const struct {
    const char* why;
    const char* path;
    const char* accepted;
    int status;
    const char* bytes;
    const char* takes = "*/*";
  } kCases[] = {
      {"the first page", "/", "", 200, "<!doctype html>"},
      {"a page of the application's own", "/danh-gia/song-ve", "", 200, "<!doctype html>"},
      {"one that a criterion names", "/danh-gia/song-ve/1.1.3", "", 200, "<!doctype html>",
       "text/html,application/xhtml+xml;q=0.9"},
      {"its script", "/danh-gia/song-ve/1.1.3", "", 404, ""},
      {"a file", "/assets/plain.css", "br", 200, "p {}"},
      {"smallest first", "/assets/page-Dk3_aB9x.js", "gzip, deflate, br", 200, "BR"},
      {"what the browser takes", "/assets/page-Dk3_aB9x.js", "gzip", 200, "GZ"},
      {"br is ruled out", "/assets/page-Dk3_aB9x.js", "br;q=0, gzip", 200, "GZ"},
      {"half wanted is wanted", "/assets/page-Dk3_aB9x.js", "br;q=0.5", 200, "BR"},
      {"nothing packed", "/assets/page-Dk3_aB9x.js", "", 200, "let a = 1;"},
      {"a packed form is no file of its own", "/assets/page-Dk3_aB9x.js.br", "", 404, ""},
      {"no such file", "/assets/none.js", "", 404, ""},
      {"a link out", "/assets/passwd.txt", "", 404, ""},
      {"a folder that is a link", "/etc/hosts.conf", "", 404, ""},
      {"hidden", "/.git/config", "", 200, "<!doctype html>"},
      {"up", "/../../etc/passwd", "", 404, ""},
      {"up, encoded", "/%2e%2e/%2e%2e/etc/passwd", "", 404, ""},
      {"up within", "/assets/../index", "", 404, ""},
      {"a name that begins anew", "//etc/passwd", "", 404, ""},
  };
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.why);
    const Answer answer =
        pages->AnswerTo({.method = "GET",
                         .path = row.path,
                         .headers = {{"accept-encoding", row.accepted}, {"accept", row.takes}}});
    EXPECT_EQ(answer.status, row.status);
    EXPECT_EQ(answer.shared == nullptr ? "" : *answer.shared, row.bytes);
  }
}

TEST_F(StaticFilesTest, SaysHowLongAFileIsGoodAndForbidsWhatIsInline) {
  const auto pages = StaticFiles::Load(folder_);
  ASSERT_OK(pages);
  const Answer hashed = pages->AnswerTo({.method = "GET", .path = "/assets/page-Dk3_aB9x.js"});
  EXPECT_EQ(FieldOf(hashed, "Cache-Control"), "public, max-age=31536000, immutable");
  const Answer plain = pages->AnswerTo({.method = "GET", .path = "/assets/plain.css"});
  EXPECT_EQ(FieldOf(plain, "Cache-Control"), "no-cache");
  const Answer page = pages->AnswerTo({.method = "GET", .path = "/"});
  const std::string policy = FieldOf(page, "Content-Security-Policy");
  EXPECT_NE(policy.find("script-src 'self';"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  const Answer again = pages->AnswerTo(
      {.method = "GET", .path = "/", .headers = {{"If-None-Match", FieldOf(page, "ETag")}}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(pages->AnswerTo({.method = "POST", .path = "/"}).status, 405);
}

TEST_F(StaticFilesTest, AFolderWithoutAFirstPageIsRefused) {
  std::filesystem::remove(folder_ / "index.html");
  EXPECT_THAT(StaticFiles::Load(folder_), par::testing::ReasonIs("gateway_folder"));
  EXPECT_THAT(StaticFiles::Load(folder_ / "none"), par::testing::ReasonIs("gateway_folder"));
}

}  // namespace
}  // namespace par::gateway
