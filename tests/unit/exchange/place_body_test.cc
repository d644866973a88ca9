// Goal: a body is found in its entry wherever it stands, also where the payload is made so that
// many places begin as the body does; a body that is not there is kept in the row.
// Method: the place read back gives the body, and is the first one from the cursor on.
#include <gtest/gtest.h>

#include <string>

#include "common/exchange/limits.h"
#include "common/exchange/rows.h"

namespace par::exchange {
namespace {

TEST(PlaceBody, FindsTheFirstPlaceThatHoldsTheWholeBody) {
  const std::string body = std::string(1000, 'a') + "b";
  const struct {
    const char* why;
    std::string payload;
    std::size_t cursor;
  } cases[] = {
      {"as it comes from a line", "before" + body + "after", 0},
      {"it begins the payload", body, 0},
      {"a few places begin like it", "aaa" + body, 0},
      {"more places begin like it than are tried one by one", std::string(500, 'a') + body, 0},
      {"the second time, from the cursor on", body + "x" + body, body.size()},
      {"the cursor lies within the beginning", std::string(300, 'a') + body, 100},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    ledger::Entry entry;
    entry.number = 7;
    entry.command.payload = c.payload;
    std::size_t cursor = c.cursor;
    const record::BodyPlace place = PlaceBody(entry, body, cursor);
    EXPECT_EQ(place.entry(), 7u);
    EXPECT_EQ(place.offset(), c.payload.find(body, c.cursor));
    EXPECT_EQ(place.length(), body.size());
    EXPECT_EQ(cursor, place.offset() + body.size());
  }
}

TEST(PlaceBody, KeepsInTheRowWhatIsNotInTheEntry) {
  const std::string body = std::string(1000, 'a') + "b";
  const std::string payloads[] = {"", "something else", std::string(5000, 'a'),
                                  body.substr(0, body.size() - 1)};
  for (const std::string& payload : payloads) {
    ledger::Entry entry;
    entry.number = 7;
    entry.command.payload = payload;
    std::size_t cursor = 0;
    const record::BodyPlace place = PlaceBody(entry, body, cursor);
    EXPECT_EQ(place.entry(), 0u);
    EXPECT_EQ(place.inline_(), body);
    EXPECT_EQ(cursor, 0u);
  }
}

}  // namespace
}  // namespace par::exchange
