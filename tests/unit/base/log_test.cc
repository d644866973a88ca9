// Goal: one event is one line whatever stands in its values, nothing below the wanted level is
// written, a flood of one event leaves a line and a count, and docs/operations/log.md tells of
// every event. Method: tables; lines collected under a clock that the test moves.
#include "common/base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/support/manual_clock.h"
#include "tests/support/read_text.h"

namespace par {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(LogValue, NoValueEndsItsLineOrItsField) {
  const struct {
    const char* why;
    std::string value;
    std::string line;
  } rows[] = {
      {"an id of ours stays bare", "nut-tinh", "nut-tinh"},
      {"so does a path, and an address", "/var/lib/parnet:443", "/var/lib/parnet:443"},
      {"nothing is seen to be nothing", "", R"("")"},
      {"a blank would end the field", "a b", R"("a b")"},
      {"an equals sign would begin another", "a event=node_stopped", R"("a event=node_stopped")"},
      {"one alone, too", "a=b", R"("a=b")"},
      {"a quote would end it", R"(a" level=error)", R"("a\" level=error")"},
      {"a backslash would take the quote's", R"(a\)", R"("a\\")"},
      {"a line feed would make another line", "a\nevent=node_failed", R"("a\nevent=node_failed")"},
      {"carriage returns overwrite a terminal's line", "a\rb", R"("a\x0db")"},
      {"tabs", "a\tb", R"("a\tb")"},
      {"escape sequences colour and move", "\x1b[2J", R"("\x1b[2J")"},
      {"and their other form (U+009B)", "\xc2\x9b", R"("\xc2\x9b")"},
      {"text that runs backwards (U+202E)",
       "\xe2\x80\xae"
       "a",
       R"("\xe2\x80\xaea")"},
      {"a zero byte", std::string("a\0b", 3), R"("a\x00b")"},
      {"no UTF-8", "a\xff", R"("a\xff")"},
      {"cut UTF-8", "a\xe1\xbb", R"("a\xe1\xbb")"},
      {"Vietnamese is read as it is", "/dữ-liệu", R"("/dữ-liệu")"},
      {"the longest", std::string(kMostValueBytes, 'a'), std::string(kMostValueBytes, 'a')},
      {"longer", std::string(kMostValueBytes + 1, 'a'),
       '"' + std::string(kMostValueBytes, 'a') + "…\""},
      {"cut before a character, not in it", std::string(kMostValueBytes - 1, 'a') + "ữ",
       '"' + std::string(kMostValueBytes - 1, 'a') + "…\""},
  };
  for (const auto& row : rows) EXPECT_EQ(LogValue(row.value), row.line) << row.why;
}

class LogLinesTest : public ::testing::Test {
 protected:
  LogLines::Out Collect() {
    return [this](LogLevel, std::string_view line) { lines_.emplace_back(line); };
  }
  std::vector<std::string> Take() { return std::exchange(lines_, {}); }

  par::testing::ManualClock clock_;
  std::vector<std::string> lines_;
};

TEST_F(LogLinesTest, OnlyWhatIsSevereEnoughIsWritten) {
  const struct {
    LogLevel least;
    std::vector<std::string> lines;
  } rows[] = {
      {LogLevel::kDebug, {"event=node_stopping", "event=disk_short", "event=node_failed"}},
      {LogLevel::kInfo, {"event=node_stopping", "event=disk_short", "event=node_failed"}},
      {LogLevel::kWarning, {"event=disk_short", "event=node_failed"}},
      {LogLevel::kError, {"event=node_failed"}},
  };
  for (const auto& row : rows) {
    LogLines log(row.least, clock_, Collect());
    log.Write(LogEvent::kNodeStopping, {});
    log.Write(LogEvent::kDiskShort, {});
    log.Write(LogEvent::kNodeFailed, {});
    EXPECT_EQ(Take(), row.lines) << static_cast<int>(row.least);
  }
}

TEST_F(LogLinesTest, ALineThatComesAgainIsCounted) {
  LogLines log(LogLevel::kInfo, clock_, Collect());
  for (int i = 0; i < 5; ++i) log.Write(LogEvent::kPeerRefused, {{"peer", "a"}});
  log.Write(LogEvent::kPeerRefused, {{"peer", "b c"}});
  EXPECT_THAT(Take(), ElementsAre("event=peer_refused peer=a", R"(event=peer_refused peer="b c")"));
  clock_.Advance(LogLines::kWindowMicros - 1);
  log.Tick();
  EXPECT_THAT(Take(), IsEmpty());
  clock_.Advance(1);
  log.Tick();
  EXPECT_THAT(Take(), ElementsAre("event=peer_refused peer=a repeated=4"));
  log.Tick();
  EXPECT_THAT(Take(), IsEmpty()) << "said once";
  log.Write(LogEvent::kPeerRefused, {{"peer", "a"}});
  EXPECT_THAT(Take(), ElementsAre("event=peer_refused peer=a")) << "a minute of its own";
}

TEST_F(LogLinesTest, OfOneEventOnlySoManyLinesAMinuteWhateverTheySay) {
  LogLines log(LogLevel::kInfo, clock_, Collect());
  for (std::size_t i = 0; i < LogLines::kMostLinesOfEvent + 20'000; ++i) {
    log.Write(LogEvent::kLineUp, {{"peer", std::to_string(i)}});
  }
  EXPECT_EQ(Take().size(), LogLines::kMostLinesOfEvent);
  log.Write(LogEvent::kDiskShort, {});
  EXPECT_THAT(Take(), ElementsAre("event=disk_short")) << "another event is not kept from its line";
  clock_.Advance(LogLines::kWindowMicros);
  log.Write(LogEvent::kLineUp, {{"peer", "later"}});
  EXPECT_THAT(Take(), ElementsAre("event=line_up more=20000", "event=line_up peer=later"));
}

TEST_F(LogLinesTest, WhatIsHeldBackIsSaidAtTheEnd) {
  {
    LogLines log(LogLevel::kInfo, clock_, Collect());
    log.Write(LogEvent::kNodeStopping, {});
    log.Write(LogEvent::kNodeStopping, {});
  }
  EXPECT_THAT(lines_, ElementsAre("event=node_stopping", "event=node_stopping repeated=1"));
}

TEST(LogEvents, EachHasItsWordAndStandsInTheDocumentation) {
  const std::string text = par::testing::ReadText("docs/operations/log.md");
  const std::string_view levels[] = {"debug", "info", "warning", "error"};
  std::set<std::string_view> words;
  std::size_t rows = 0;
  for (std::size_t at = text.find("\n| `"); at != std::string::npos;
       at = text.find("\n| `", at + 1)) {
    ++rows;
  }
  for (const LogEventInfo& event : kLogEvents) {
    EXPECT_TRUE(words.insert(event.word).second) << event.word;
    const std::string row = "\n| `" + std::string(event.word) + "` | " +
                            std::string(levels[static_cast<std::size_t>(event.level)]) + " | ";
    EXPECT_NE(text.find(row), std::string::npos) << row;
  }
  EXPECT_EQ(rows, words.size()) << "and of nothing else";
}

}  // namespace
}  // namespace par
