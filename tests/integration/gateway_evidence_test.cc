// Goal: evidence goes up over HTTP in parts, over connections that are cut, and comes down whole or
// in ranges, under the same rules as over gRPC. Method: a real node; bytes on a socket.
#include <gtest/gtest.h>

#include "common/base/sha256.h"
#include "tests/support/cycle_world.h"
#include "tests/support/raw_http.h"
#include "tests/support/status_matchers.h"

namespace par::testing {
namespace {

using evidence::v1::EvidenceService;

class GatewayEvidenceTest : public ::testing::Test {
 protected:
  int port() const { return world_.portal_port(); }
  static std::string Bearer(const std::string& account) {
    return "Authorization: Bearer token-" + account + "\r\n";
  }

  CycleWorld world_;
};

struct UploadedFile {
  std::string bytes;
  evidence::v1::Document document;
  std::string path;
};

UploadedFile FileOf(char seed) {
  UploadedFile file{.bytes = "%PDF-1.7\n" + std::string(700'000, seed), .document = {}, .path = {}};
  file.document = CycleWorld::DocumentOf("song-ve", file.bytes);
  file.document.set_file_name("Báo cáo \"2023\".pdf");
  file.path = "/evidence/song-ve/" + Sha256::Of(file.bytes).Hex();
  return file;
}

std::string OffsetRequest(const UploadedFile& file, const std::string& bearer) {
  return "HEAD " + file.path + "/upload?size=" + std::to_string(file.bytes.size()) +
         "&name=a.pdf HTTP/1.1\r\nHost: nut\r\n" + bearer + "\r\n";
}

std::string PutHead(const UploadedFile& file, const std::string& bearer, std::size_t from,
                    std::size_t bytes) {
  return "PUT " + file.path + "/upload HTTP/1.1\r\nHost: nut\r\n" + bearer +
         "Content-Length: " + std::to_string(bytes) + "\r\nContent-Range: bytes " +
         std::to_string(from) + "-" + std::to_string(from + bytes - 1) + "/" +
         std::to_string(file.bytes.size()) + "\r\n\r\n";
}

TEST_F(GatewayEvidenceTest, AnUploadThatIsCutGoesOnWhereItStoppedAndComesDownAsItWas) {
  const UploadedFile file = FileOf('a');
  const std::string bearer = Bearer(kClerk);
  EXPECT_EQ(RawHttp(port()).Ask(OffsetRequest(file, bearer), true).Field("Upload-Offset"), "0");
  {
    // The line is cut after 400,000 bytes of all.
    RawHttp line(port());
    line.Send(PutHead(file, bearer, 0, file.bytes.size()) + file.bytes.substr(0, 400'000));
    line.Send("");
  }
  // What had come is kept, to the last byte.
  std::size_t offset = 0;
  CycleWorld::WaitFor("what came is durable", [&] {
    const RawAnswer answer = RawHttp(port()).Ask(OffsetRequest(file, bearer), true);
    offset = std::strtoull(answer.Field("Upload-Offset").c_str(), nullptr, 10);
    return offset == 400'000;
  });
  RawHttp line(port());
  const RawAnswer early =
      line.Ask(PutHead(file, bearer, offset + 1, 10) + file.bytes.substr(offset + 1, 10));
  EXPECT_EQ(early.status, 409) << early.body;
  // The last piece of the line that was cut may still be on its way to the disk.
  RawAnswer rest;
  CycleWorld::WaitFor("the rest is taken", [&] {
    rest = line.Ask(PutHead(file, bearer, offset, file.bytes.size() - offset) +
                    file.bytes.substr(offset));
    return rest.status != 409;
  });
  EXPECT_EQ(rest.status, 200) << rest.body;
  EXPECT_EQ(rest.Field("Upload-Complete"), "?1");
  EXPECT_EQ(rest.Field("Upload-Offset"), std::to_string(file.bytes.size()));

  evidence::v1::AddDocumentRequest add;
  add.set_request_id(rpc::NewRequestId());
  *add.mutable_document() = file.document;
  ASSERT_OK(world_.Upper(kClerk, &EvidenceService::Stub::AddDocument, add));

  const std::string get = "GET " + file.path + " HTTP/1.1\r\nHost: nut\r\n" + bearer;
  const RawAnswer whole = line.Ask(get + "\r\n");
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.body, file.bytes);
  EXPECT_EQ(whole.Field("Content-Type"), "application/pdf");
  EXPECT_EQ(whole.Field("Content-Security-Policy"),
            "sandbox; default-src 'none'; frame-ancestors 'none'");
  EXPECT_EQ(whole.Field("Content-Disposition"),
            "attachment; filename=\"B_o_c_o__2023_.pdf\"; "
            "filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20%222023%22.pdf");
  const std::string etag = whole.Field("ETag");
  const std::size_t size = file.bytes.size();
  const struct {
    const char* why;
    std::string more;
    int status;
    std::size_t from;
    std::size_t bytes;
  } kCases[] = {
      {"across pieces", "Range: bytes=262100-262200\r\n", 206, 262100, 101},
      {"from the middle to the end", "Range: bytes=300000-\r\n", 206, 300000, size - 300000},
      {"the last of it", "Range: bytes=-10\r\n", 206, size - 10, 10},
      {"more than there is", "Range: bytes=0-99999999\r\n", 206, 0, size},
      {"the same file still", "Range: bytes=5-9\r\nIf-Range: " + etag + "\r\n", 206, 5, 5},
      {"another file by now", "Range: bytes=5-9\r\nIf-Range: \"other\"\r\n", 200, 0, size},
      {"several at once: the whole", "Range: bytes=0-1,5-6\r\n", 200, 0, size},
      {"backwards is no range", "Range: bytes=9-5\r\n", 200, 0, size},
      {"beyond the end", "Range: bytes=99999999-\r\n", 416, 0, 0},
      {"the last none", "Range: bytes=-0\r\n", 416, 0, 0},
      {"known already", "If-None-Match: " + etag + "\r\n", 304, 0, 0},
  };
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.why);
    const RawAnswer part = line.Ask(get + row.more + "\r\n", row.status == 304);
    EXPECT_EQ(part.status, row.status);
    EXPECT_TRUE(part.body == file.bytes.substr(row.from, row.bytes)) << part.body.size();
  }
  for (const char* stranger : {kOtherDistrict, "nobody"}) {
    EXPECT_EQ(
        RawHttp(port())
            .Ask("GET " + file.path + " HTTP/1.1\r\nHost: nut\r\n" + Bearer(stranger) + "\r\n")
            .status,
        std::string(stranger) == "nobody" ? 401 : 403);
  }
}

TEST_F(GatewayEvidenceTest, UploadsAreUnderTheSameRulesAsOverGrpc) {
  const UploadedFile file = FileOf('b');
  const std::string bearer = Bearer(kClerk);
  const struct {
    const char* why;
    std::string request;
    int status;
    const char* says;
  } kCases[] = {
      {"nobody", PutHead(file, "", 0, 10) + file.bytes.substr(0, 10), 401, "token_missing"},
      {"not of the unit", PutHead(file, Bearer(kReviewer), 0, 10) + file.bytes.substr(0, 10), 403,
       "not_permitted"},
      {"fewer bytes than the range says",
       "PUT " + file.path + "/upload HTTP/1.1\r\nHost: nut\r\n" + bearer +
           "Content-Length: 2\r\nContent-Range: bytes 0-9/100\r\n\r\nab",
       400, "gateway_content_range"},
      {"a range beyond the file",
       "PUT " + file.path + "/upload HTTP/1.1\r\nHost: nut\r\n" + bearer +
           "Content-Length: 2\r\nContent-Range: bytes 99-100/100\r\n\r\nab",
       400, "gateway_content_range"},
      {"offset 2^63",
       "PUT " + file.path + "/upload HTTP/1.1\r\nHost: nut\r\n" + bearer +
           "Content-Length: 2\r\nContent-Range: bytes 9223372036854775808-9223372036854775809/*\r\n"
           "\r\nab",
       400, "gateway_content_range"},
      {"larger than a file may be",
       "PUT " + file.path + "/upload HTTP/1.1\r\nHost: nut\r\n" + bearer +
           "Content-Length: 2\r\nContent-Range: bytes 0-1/209715201\r\n\r\nab",
       400, "evidence_too_large"},
  };
  for (const auto& row : kCases) {
    SCOPED_TRACE(row.why);
    const RawAnswer answer = RawHttp(port()).Ask(row.request);
    EXPECT_EQ(answer.status, row.status);
    EXPECT_NE(answer.body.find(row.says), std::string::npos) << answer.body;
  }
  // Bytes of another file under this name: found at the end, and thrown away.
  std::string wrong = file.bytes;
  wrong.back() = '!';
  RawHttp line(port());
  EXPECT_EQ(line.Ask(PutHead(file, bearer, 0, wrong.size()) + wrong).status, 200);
  evidence::v1::AddDocumentRequest add;
  add.set_request_id(rpc::NewRequestId());
  *add.mutable_document() = file.document;
  EXPECT_THAT(world_.Upper(kClerk, &EvidenceService::Stub::AddDocument, add),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(line.Ask(OffsetRequest(file, bearer), true).Field("Upload-Offset"), "0");
}

}  // namespace
}  // namespace par::testing
