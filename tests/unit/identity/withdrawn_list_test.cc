// Goal: the list of withdrawn certificates says what its file says, and a file that says something
// else is refused with the line. What the authority notes of each certificate fits it.
// Method: tables of texts.
#include "common/identity/withdrawn_list.h"

#include <gtest/gtest.h>

#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::identity {
namespace {

TEST(WithdrawnList, HoldsTheSerialsOfItsFile) {
  ASSERT_OK_AND_ASSIGN(const WithdrawnList list,
                       WithdrawnList::Parse("# đã thu hồi\n\n4af0 máy bị mất\n00BE\n", "f"));
  EXPECT_TRUE(list.Has("4af0"));
  EXPECT_TRUE(list.Has("00be")) << "as other tools write it";
  EXPECT_FALSE(list.Has("4af"));
  EXPECT_FALSE(list.Has(""));
  EXPECT_FALSE(WithdrawnList().Has("4af0"));
}

TEST(WithdrawnList, NamesTheLineThatIsNoSerial) {
  const struct {
    const char* why;
    const char* text;
  } rows[] = {
      {"not hexadecimal", "4af0\nnut-la-ha\n"},
      {"a remark without a serial", "4af0\n máy bị mất\n"},
      {"colons, as some tools print", "4af0\n4a:f0\n"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const auto list = WithdrawnList::Parse(row.text, "f");
    EXPECT_THAT(list, par::testing::ReasonIs("withdrawn_line"));
    EXPECT_NE(list.status().message().find("line 2"), std::string_view::npos) << list.status();
  }
}

// What people copy from one file into the other must be read there.
TEST(WithdrawnList, TakesTheLinesThatTheAuthorityNotes) {
  const par::testing::TempDir folder;
  const auto note = [&](const char* node, const char* serial) {
    EXPECT_OK(NoteIssued(folder.path(), node,
                         {.pem = {},
                          .serial = serial,
                          .not_after_micros = 1'735'689'600'000'000,
                          .fingerprint = {}}));
  };
  note("nut-la-ha", "4af0");
  note("nut-song-ve", "00be");
  note("nut-la-ha", "77");
  const std::string text = par::testing::ReadText(folder / "issued.txt");
  EXPECT_EQ(text,
            "4af0 nut-la-ha, until 2025-01-01\n00be nut-song-ve, until 2025-01-01\n"
            "77 nut-la-ha, until 2025-01-01\n");
  ASSERT_OK_AND_ASSIGN(const WithdrawnList list, WithdrawnList::Parse(text, "f"));
  EXPECT_TRUE(list.Has("4af0") && list.Has("00be") && list.Has("77"));
}

}  // namespace
}  // namespace par::identity
