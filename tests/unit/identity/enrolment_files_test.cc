// Goal: a new machine's request is certified once, only with the code that was given out for its
// node, and only as it left the machine; the answer is read back whole.
// Method: a real authority and key; each way of being wrong alone.
#include "common/identity/enrolment_files.h"

#include <gtest/gtest.h>

#include <string>

#include "common/identity/ca.h"
#include "common/identity/signing_key.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::identity {
namespace {

using testing::IsOk;
using testing::ReasonIs;

constexpr std::int64_t kNow = 1'700'000'000'000'000;
constexpr std::int64_t kHour = std::int64_t{3600} * 1'000'000;

class EnrolmentFilesTest : public ::testing::Test {
 protected:
  EnrolmentFilesTest() {
    const KeyAndRequest key = MakeKeyAndRequest();
    request_ = {.node_id = "nut-la-ha",
                .connection_pem = key.request_pem,
                .signing_pem = SigningKey::Generate(random_)->Request()};
    code_ = MakeEnrolmentCode(random_);
  }
  EnrolmentBook Book() { return *EnrolmentBook::Open(folder_.path()); }

  SeededRandom random_{5};
  testing::TempDir folder_;
  EnrolmentRequest request_;
  std::string code_;
};

TEST_F(EnrolmentFilesTest, ARequestIsReadBackAndKeepsTheCodeToItself) {
  const std::string text = ToText(request_, code_);
  ASSERT_OK_AND_ASSIGN(const EnrolmentRequest read, ReadEnrolmentRequest(text));
  EXPECT_EQ(read.node_id, request_.node_id);
  EXPECT_EQ(read.connection_pem, request_.connection_pem);
  EXPECT_EQ(read.signing_pem, request_.signing_pem);
  EXPECT_EQ(text.find(code_), std::string::npos);
  EXPECT_EQ(text.find(HashOfCode(code_).Hex()), std::string::npos);
  std::string typed = code_;
  for (char& c : typed) c = static_cast<char>(std::tolower(c));
  EXPECT_TRUE(MadeWithCode(ToText(request_, typed), HashOfCode(code_))) << "however it is typed";
  ASSERT_OK_AND_ASSIGN(const std::string key, SigningKeyOfRequest(read.signing_pem));
  EXPECT_EQ(key.size(), kPublicKeyBytes);
  EXPECT_THAT(SigningKeyOfRequest(read.connection_pem), ReasonIs("certificate_request_unreadable"));
}

TEST_F(EnrolmentFilesTest, AnAnswerIsReadBack) {
  const EnrolmentAnswer answer{.node_id = "nut-la-ha",
                               .connection_certificate = "-- A --\n",
                               .signing_certificate = "-- B --\n",
                               .authority = "-- C --\n",
                               .node_keys = "nut-la-ha 00\nnut-tu-nghia 11\n"};
  ASSERT_OK_AND_ASSIGN(const EnrolmentAnswer read, ReadEnrolmentAnswer(ToText(answer)));
  EXPECT_EQ(read.node_id, answer.node_id);
  EXPECT_EQ(read.connection_certificate, answer.connection_certificate);
  EXPECT_EQ(read.signing_certificate, answer.signing_certificate);
  EXPECT_EQ(read.authority, answer.authority);
  EXPECT_EQ(read.node_keys, answer.node_keys);
  EXPECT_THAT(ReadEnrolmentAnswer(ToText(request_, code_)), ReasonIs("enrolment_file_unreadable"));
  EXPECT_THAT(ReadEnrolmentRequest(ToText(answer)), ReasonIs("enrolment_file_unreadable"));
  EXPECT_THAT(ReadEnrolmentRequest(""), ReasonIs("enrolment_file_unreadable"));
}

// One code more must never cost those that were given out.
TEST_F(EnrolmentFilesTest, ANameThatNoNodeCanHaveGetsNoCodeAndLeavesTheBookWhole) {
  ASSERT_OK(Book().Add(HashOfCode(code_), "nut-la-ha", kNow));
  const struct {
    const char* why;
    std::string name;
  } rows[] = {
      {"a space parts the words of a line", "nut la ha"}, {"a line of its own", "nut-la-ha\n"},
      {"no certificate can name it", "../nut-la-ha"},     {"nothing", ""},
      {"longer than a name", std::string(65, 'n')},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_THAT(Book().Add(HashOfCode(MakeEnrolmentCode(random_)), row.name, kNow),
                ReasonIs("node_name_invalid"));
    EXPECT_OK(EnrolmentBook::Open(folder_.path()));
    EXPECT_OK(Book().MayUse(ToText(request_, code_), "nut-la-ha", kNow));
  }
}

TEST_F(EnrolmentFilesTest, ACodeWorksOnceForItsNodeWithinADayAndOnlyForWhatWasMadeWithIt) {
  const std::string text = ToText(request_, code_);
  const struct {
    const char* why;
    std::string text;
    const char* node;
    std::int64_t now;
    const char* reason;  // Empty: it works.
  } rows[] = {
      {"another code", ToText(request_, MakeEnrolmentCode(random_)), "nut-la-ha", kNow,
       "enrolment_unknown"},
      {"altered on its way", std::string(text).replace(text.find("nut-la-ha"), 9, "nut-song1"),
       "nut-song1", kNow, "enrolment_unknown"},
      {"no proof", text.substr(0, text.find("== code")), "nut-la-ha", kNow, "enrolment_unknown"},
      {"another node", text, "nut-song-ve", kNow, "enrolment_other_node"},
      {"a day later", text, "nut-la-ha", kNow + 25 * kHour, "enrolment_expired"},
      {"in time", text, "nut-la-ha", kNow + 23 * kHour, ""},
      {"a second time", text, "nut-la-ha", kNow + 23 * kHour, "enrolment_used"},
  };
  ASSERT_OK(Book().Add(HashOfCode(code_), "nut-la-ha", kNow));
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    EnrolmentBook book = Book();  // As the next run of the command reads it.
    const absl::Status may = book.MayUse(row.text, row.node, row.now);
    const absl::Status used = book.Use(row.text, row.node, row.now);
    EXPECT_EQ(may, used) << "asking uses nothing up";
    if (row.reason[0] == '\0') {
      EXPECT_THAT(used, IsOk());
    } else {
      EXPECT_THAT(used, ReasonIs(absl::StatusCode::kPermissionDenied, row.reason));
    }
  }
}

}  // namespace
}  // namespace par::identity
