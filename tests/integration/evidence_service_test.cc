// Goal: a file comes in whole, or goes on where it stopped, and becomes a document only if it is
// what was announced; whatever is wrong is named and leaves no document; a stranger reads nothing.
// Method: a real node; every call over gRPC as a unit's clerk makes it. After each refusal the
// documents of the unit are what they were.
#include <gtest/gtest.h>

#include <functional>

#include "common/base/sha256.h"
#include "common/evidence/evidence_store.h"
#include "tests/support/cycle_world.h"
#include "tests/support/status_matchers.h"

namespace par::testing {
namespace {

using evidence::v1::Document;
using evidence::v1::EvidenceService;

constexpr std::size_t kPiece = evidence::kMaxPieceBytes;

// A PDF of more than one piece; each `seed` gives another.
std::string LargeFile(char seed) { return "%PDF-1.7\n" + std::string(2 * kPiece + 100, seed); }

class EvidenceServiceTest : public ::testing::Test {
 protected:
  template <typename Method, typename Request>
  auto Call(Method method, const Request& request, const std::string& account = kClerk) {
    return world_.Upper(account, method, request);
  }

  absl::StatusOr<evidence::v1::BeginUploadResponse> Begin(const Document& document,
                                                          const std::string& account = kClerk) {
    evidence::v1::BeginUploadRequest request;
    request.set_unit(document.unit());
    request.set_sha256(document.sha256());
    request.set_size(document.size());
    request.set_file_name(document.file_name());
    return Call(&EvidenceService::Stub::BeginUpload, request, account);
  }
  absl::StatusOr<evidence::v1::PutChunkResponse> Put(const Document& document, std::uint64_t offset,
                                                     const std::string& data,
                                                     const std::string& account = kClerk) {
    evidence::v1::PutChunkRequest request;
    request.set_unit(document.unit());
    request.set_sha256(document.sha256());
    request.set_size(document.size());
    request.set_offset(offset);
    request.set_data(data);
    return Call(&EvidenceService::Stub::PutChunk, request, account);
  }
  // From `offset` to the end, in the largest pieces.
  void PutRest(const Document& document, const std::string& bytes, std::uint64_t offset) {
    while (offset < bytes.size()) {
      const auto put = Put(document, offset, bytes.substr(offset, kPiece));
      ASSERT_OK(put);
      ASSERT_GT(put->durable_offset(), offset);
      offset = put->durable_offset();
    }
  }
  absl::StatusOr<evidence::v1::AddDocumentResponse> Add(
      const Document& document, const std::string& account = kClerk,
      const std::string& request_id = rpc::NewRequestId()) {
    evidence::v1::AddDocumentRequest request;
    request.set_request_id(request_id);
    *request.mutable_document() = document;
    return Call(&EvidenceService::Stub::AddDocument, request, account);
  }
  // What the node finds in a file comes later, by itself.
  void WaitForCheck() {
    CycleWorld::WaitFor("the node's own check of the file",
                        [this] { return Documents().find("undetermined") != std::string::npos; });
  }
  std::string Documents() {
    evidence::v1::ListDocumentsRequest request;
    request.set_unit("song-ve");
    const auto listed = Call(&EvidenceService::Stub::ListDocuments, request);
    EXPECT_OK(listed);
    return listed.ok() ? listed->SerializeAsString() : "";
  }
  std::string ReadAll(const Document& document) {
    std::string bytes;
    while (true) {
      evidence::v1::ReadDocumentRequest request;
      request.set_unit(document.unit());
      request.set_sha256(document.sha256());
      request.set_offset(bytes.size());
      const auto piece = Call(&EvidenceService::Stub::ReadDocument, request);
      EXPECT_OK(piece);
      if (!piece.ok() || piece->data().empty()) return bytes;
      EXPECT_LE(piece->data().size(), kPiece);
      bytes += piece->data();
    }
  }

  CycleWorld world_;
};

TEST_F(EvidenceServiceTest, AFileComesInWholeAndIsReadBack) {
  const std::string bytes = LargeFile('a');
  const Document document = CycleWorld::DocumentOf("song-ve", bytes);
  ASSERT_OK_AND_ASSIGN(const auto begun, Begin(document));
  EXPECT_EQ(begun.durable_offset(), 0u);
  EXPECT_FALSE(begun.complete());
  PutRest(document, bytes, 0);
  ASSERT_OK_AND_ASSIGN(const auto added, Add(document));
  EXPECT_EQ(added.document().id(), "d-" + Sha256::Of(bytes).Hex().substr(0, 16));
  EXPECT_EQ(ReadAll(document), bytes);
  evidence::v1::VerifyDocumentRequest verify;
  verify.set_unit("song-ve");
  verify.set_sha256(document.sha256());
  ASSERT_OK_AND_ASSIGN(const auto verified, Call(&EvidenceService::Stub::VerifyDocument, verify));
  EXPECT_TRUE(verified.intact());
}

TEST_F(EvidenceServiceTest, ACutUploadGoesOnWhereItStopped) {
  const std::string bytes = LargeFile('b');
  const Document document = CycleWorld::DocumentOf("song-ve", bytes);
  ASSERT_OK(Put(document, 0, bytes.substr(0, kPiece)));
  ASSERT_OK_AND_ASSIGN(const auto begun, Begin(document));
  EXPECT_EQ(begun.durable_offset(), kPiece);
  EXPECT_THAT(Put(document, 0, bytes.substr(0, 10)), ReasonIs("evidence_offset"));
  EXPECT_THAT(Put(document, kPiece + 1, "x"), ReasonIs("evidence_offset"));
  EXPECT_THAT(Add(document), ReasonIs("evidence_offset"));
  PutRest(document, bytes, begun.durable_offset());
  ASSERT_OK(Add(document));
  EXPECT_EQ(ReadAll(document), bytes);
}

TEST_F(EvidenceServiceTest, TheSameUploadAgainCostsNothingAndChangesNothing) {
  const std::string bytes = LargeFile('c');
  const Document document = CycleWorld::DocumentOf("song-ve", bytes);
  PutRest(document, bytes, 0);
  const std::string id = rpc::NewRequestId();
  ASSERT_OK_AND_ASSIGN(const auto first, Add(document, kClerk, id));
  WaitForCheck();
  const std::string before = Documents();
  ASSERT_OK_AND_ASSIGN(const auto begun, Begin(document));
  EXPECT_TRUE(begun.complete()) << "nothing need be sent";
  ASSERT_OK_AND_ASSIGN(const auto repeated, Add(document, kClerk, id));
  EXPECT_EQ(repeated.SerializeAsString(), first.SerializeAsString());
  ASSERT_OK(Add(document));
  Document other = document;
  other.set_number("13/KH-UBND");
  EXPECT_THAT(Add(other, kClerk, id), ReasonIs("command_id_reused"));
  EXPECT_EQ(Documents(), before);
  ASSERT_OK(Add(other));
  EXPECT_NE(Documents().find("13/KH-UBND"), std::string::npos) << "put right";
}

TEST_F(EvidenceServiceTest, WhatIsNotWhatItSaysIsRefused) {
  const std::string before = Documents();
  const std::string bytes = "%PDF-1.7\nKế hoạch";
  Document wrong_hash = CycleWorld::DocumentOf("song-ve", bytes);
  ASSERT_OK(Put(wrong_hash, 0, std::string(bytes.size(), 'x')));
  EXPECT_THAT(Add(wrong_hash), ReasonIs("evidence_hash_differs"));
  ASSERT_OK_AND_ASSIGN(const auto again, Begin(wrong_hash));
  EXPECT_EQ(again.durable_offset(), 0u) << "what came was thrown away";

  const std::string program = "MZ this is a program";
  const Document not_pdf = CycleWorld::DocumentOf("song-ve", program);
  ASSERT_OK(Put(not_pdf, 0, program));
  EXPECT_THAT(Add(not_pdf), ReasonIs("evidence_not_what_it_says"));

  const struct {
    const char* why;
    std::function<void(Document&)> change;
    const char* begin;  // What BeginUpload says; empty: it cannot know.
    const char* add;
  } rows[] = {
      {"over its size", [](Document& d) { d.set_size(evidence::kMaxFileBytes + 1); },
       "evidence_too_large", "evidence_too_large"},
      {"nothing in it", [](Document& d) { d.set_size(0); }, "evidence_empty", "evidence_empty"},
      {"a kind that is not kept", [](Document& d) { d.set_file_name("a.exe"); },
       "evidence_kind_unknown", "evidence_kind_unknown"},
      {"half a hash", [](Document& d) { d.set_sha256("abc"); }, "evidence_hash_invalid",
       "evidence_hash_invalid"},
      {"another unit's", [](Document& d) { d.set_unit("la-ha"); }, "not_permitted",
       "not_permitted"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    Document document = CycleWorld::DocumentOf("song-ve", bytes);
    row.change(document);
    EXPECT_THAT(Begin(document), ReasonIs(row.begin));
    EXPECT_THAT(Add(document), ReasonIs(row.add));
    EXPECT_FALSE(Put(document, 0, std::string(kPiece + 1, 'x')).ok());
  }
  Document small = CycleWorld::DocumentOf("song-ve", bytes);
  EXPECT_THAT(Put(small, 0, bytes + "more"), ReasonIs("evidence_beyond_size"));
  EXPECT_THAT(Put(small, 0, ""), ReasonIs("evidence_piece"));
  EXPECT_EQ(Documents(), before);
}

TEST_F(EvidenceServiceTest, AStrangerNeitherAddsNorReads) {
  const std::string bytes = "%PDF-1.7\nKế hoạch";
  const Document document = CycleWorld::DocumentOf("song-ve", bytes);
  ASSERT_OK(Put(document, 0, bytes));
  ASSERT_OK(Add(document));
  WaitForCheck();
  const std::string before = Documents();
  for (const char* account : {kOtherDistrict, kAdministrator, "nobody"}) {
    SCOPED_TRACE(account);
    const char* reason = std::string(account) == "nobody" ? "token_not_good" : "not_permitted";
    EXPECT_THAT(Begin(document, account), ReasonIs(reason));
    EXPECT_THAT(Put(document, 0, bytes, account), ReasonIs(reason));
    EXPECT_THAT(Add(document, account), ReasonIs(reason));
    evidence::v1::ReadDocumentRequest read;
    read.set_unit("song-ve");
    read.set_sha256(document.sha256());
    EXPECT_THAT(Call(&EvidenceService::Stub::ReadDocument, read, account), ReasonIs(reason));
    evidence::v1::ListDocumentsRequest list;
    list.set_unit("song-ve");
    EXPECT_THAT(Call(&EvidenceService::Stub::ListDocuments, list, account), ReasonIs(reason));
  }
  EXPECT_EQ(Documents(), before);
}

}  // namespace
}  // namespace par::testing
