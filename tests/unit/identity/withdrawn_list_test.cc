// Goal: the list of withdrawn certificates says what its file says, and a file that says something
// else is refused with the line.
// Method: tables of texts.
#include "common/identity/withdrawn_list.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

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

}  // namespace
}  // namespace par::identity
