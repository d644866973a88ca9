// Goal: whoever runs a node reads in its log when lines begin, end, stay away or do not come about
// and why, when certificates end, disks run short, evidence is damaged and comes back, strangers
// are turned away; once each, not every second. Method: LineLog and NodeWatch told what a node
// would tell them, under a clock that the test moves; tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "common/domain/refusal.h"
#include "common/node/line_log.h"
#include "common/node/node_watch.h"
#include "tests/support/manual_clock.h"

namespace par::node {
namespace {

using domain::Refusal;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class NodeLogTest : public ::testing::Test {
 protected:
  std::vector<std::string> Take() { return std::exchange(lines_, {}); }
  void Wait(std::int64_t micros) { clock_.Advance(micros); }

  std::vector<std::string> lines_;
  par::testing::ManualClock clock_;
  LogLines log_{LogLevel::kDebug, clock_,
                [this](LogLevel, std::string_view line) { lines_.emplace_back(line); }};
};

class LineLogTest : public NodeLogTest {
 protected:
  static exchange::LinkStanding Standing(bool connected, bool in_session, absl::Status why = {}) {
    return {.connected = connected, .in_session = in_session, .last_error = std::move(why)};
  }
  static absl::Status Cut() {
    return Refusal(absl::StatusCode::kUnavailable, "line_cut", {{"node", "nut-tinh"}});
  }

  LineLog lines_log_{log_, clock_};
  LineLog::Line up_{.direction = "up", .peer = "nut-tinh"};
};

TEST_F(LineLogTest, ALineBeginsEndsAndIsMissed) {
  lines_log_.Stepped(up_, Standing(true, false));
  EXPECT_THAT(Take(), IsEmpty()) << "connected is not yet in session";
  lines_log_.Stepped(up_, Standing(true, true));
  lines_log_.Stepped(up_, Standing(true, true));
  EXPECT_THAT(Take(), ElementsAre("event=line_up direction=up peer=nut-tinh"));
  lines_log_.Stepped(up_, Standing(false, false, Cut()));
  EXPECT_THAT(Take(), ElementsAre("event=line_down direction=up peer=nut-tinh reason=line_cut"));
  lines_log_.Stepped(up_, Standing(false, false, Cut()));
  Wait(kAwayMicros - 1);
  lines_log_.Tick();
  EXPECT_THAT(Take(), IsEmpty()) << "it may come back at once";
  Wait(1);
  lines_log_.Tick();
  EXPECT_THAT(Take(), ElementsAre("event=line_away direction=up peer=nut-tinh reason=line_cut"));
  Wait(kAwayMicros);
  lines_log_.Tick();
  EXPECT_THAT(Take(), IsEmpty()) << "said once";
  lines_log_.Stepped(up_, Standing(true, true));
  EXPECT_THAT(Take(), ElementsAre("event=line_up direction=up peer=nut-tinh"));
  Wait(kAwayMicros);
  lines_log_.Tick();
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(LineLogTest, WhyALineDoesNotComeAboutIsSaidWhenItIsNews) {
  const absl::Status fenced = Refusal(absl::StatusCode::kFailedPrecondition, "exchange_fenced");
  lines_log_.Stepped(up_, Standing(false, false, Cut()));
  lines_log_.Stepped(up_, Standing(false, false, Cut()));
  lines_log_.Stepped(up_, Standing(true, false, fenced));
  EXPECT_THAT(Take(),
              ElementsAre("event=line_refused direction=up peer=nut-tinh reason=line_cut",
                          "event=line_refused direction=up peer=nut-tinh reason=exchange_fenced"));
  Wait(kAwayMicros);
  lines_log_.Tick();
  EXPECT_THAT(Take(),
              ElementsAre("event=line_away direction=up peer=nut-tinh reason=exchange_fenced"))
      << "one that never was, too";
}

TEST_F(LineLogTest, WhatHappensWithinALineIsNotItsEnd) {
  const absl::Status newer = Refusal(absl::StatusCode::kUnimplemented, "exchange_type_newer");
  lines_log_.Stepped(up_, Standing(true, true));
  lines_log_.Stepped(up_, Standing(true, true, newer));
  lines_log_.Stepped(up_, Standing(true, true, newer));
  lines_log_.Stepped(up_, Standing(true, false, newer));
  lines_log_.Stepped(up_, Standing(true, true, newer));
  EXPECT_THAT(
      Take(),
      ElementsAre("event=line_up direction=up peer=nut-tinh",
                  "event=stream_held direction=up peer=nut-tinh reason=exchange_type_newer",
                  "event=line_hello_again direction=up peer=nut-tinh reason=exchange_type_newer"))
      << "a line that only compared anew never was down";
}

TEST_F(LineLogTest, WhatIsHeldIsSaidOnceHoweverOftenItIsTriedAgain) {
  const absl::Status newer =
      Refusal(absl::StatusCode::kFailedPrecondition, "exchange_type_newer", {{"type", "70"}});
  lines_log_.Stepped(up_, Standing(true, true));
  lines_log_.Stepped(up_, Standing(true, true, newer));
  EXPECT_EQ(Take().size(), 2u);
  for (int i = 0; i < 100; ++i) {
    Wait(LogLines::kWindowMicros);
    lines_log_.Stepped(up_, Standing(true, false));
    lines_log_.Stepped(up_, Standing(true, true));
    lines_log_.Stepped(up_, Standing(true, true, newer));
    lines_log_.Tick();
    log_.Tick();
  }
  EXPECT_THAT(Take(), IsEmpty());
  lines_log_.Stepped(up_, Standing(true, true,
                                   Refusal(absl::StatusCode::kFailedPrecondition,
                                           "exchange_type_newer", {{"type", "71"}})));
  EXPECT_THAT(
      Take(),
      ElementsAre("event=stream_held direction=up peer=nut-tinh reason=exchange_type_newer"))
      << "another one";
}

TEST_F(LineLogTest, ALineThatEndsWhileItComparesIsDown) {
  lines_log_.Stepped(up_, Standing(true, true));
  lines_log_.Stepped(up_, Standing(true, false));
  EXPECT_EQ(Take().size(), 1u);
  lines_log_.Stepped(up_, Standing(false, false, Cut()));
  EXPECT_THAT(Take(), ElementsAre("event=line_down direction=up peer=nut-tinh reason=line_cut"));
  Wait(kAwayMicros);
  lines_log_.Stepped(up_, Standing(true, true));
  EXPECT_THAT(Take(), ElementsAre("event=line_up direction=up peer=nut-tinh"));
}

TEST_F(LineLogTest, AComparisonThatDoesNotEndIsMissed) {
  lines_log_.Stepped(up_, Standing(true, true));
  lines_log_.Stepped(up_, Standing(true, false));
  EXPECT_EQ(Take().size(), 1u);
  Wait(kAwayMicros);
  lines_log_.Tick();
  EXPECT_THAT(Take(), ElementsAre("event=line_away direction=up peer=nut-tinh"));
  lines_log_.Stepped(up_, Standing(true, true));
  EXPECT_THAT(Take(), ElementsAre("event=line_up direction=up peer=nut-tinh"));
}

TEST_F(LineLogTest, WhoIsRefusedAndDialsAgainIsSaidOnce) {
  const absl::Status fenced = Refusal(absl::StatusCode::kFailedPrecondition, "exchange_fenced");
  for (int i = 0; i < 100; ++i) {
    LineLog::Line line{.direction = "down", .peer = "nut-xa"};  // A machine for each connection.
    lines_log_.Stepped(line, Standing(true, false));
    lines_log_.Stepped(line, Standing(false, false, fenced));
    Wait(LogLines::kWindowMicros);
    log_.Tick();
  }
  EXPECT_THAT(Take(),
              ElementsAre("event=line_refused direction=down peer=nut-xa reason=exchange_fenced"));
  LineLog::Line well{.direction = "down", .peer = "nut-xa"};
  lines_log_.Stepped(well, Standing(true, true));
  lines_log_.Stepped(well, Standing(false, false));
  EXPECT_EQ(Take().size(), 2u);
  LineLog::Line again{.direction = "down", .peer = "nut-xa"};
  lines_log_.Stepped(again, Standing(false, false, fenced));
  EXPECT_EQ(Take().size(), 1u) << "well in between, so it is news";
}

TEST_F(LineLogTest, OneThatReplacesAHalfOpenLineIsNoNews) {
  LineLog::Line old{.direction = "down", .peer = "nut-xa"};
  LineLog::Line next{.direction = "down", .peer = "nut-xa"};
  lines_log_.Stepped(old, Standing(true, true));
  EXPECT_THAT(Take(), ElementsAre("event=line_up direction=down peer=nut-xa"));
  lines_log_.Stepped(next, Standing(true, true));
  lines_log_.Stepped(old, Standing(false, false, Cut()));
  Wait(kAwayMicros);
  lines_log_.Tick();
  EXPECT_THAT(Take(), IsEmpty());
}

// Certificates are looked at anew every half hour, over a connection of its own.
TEST_F(LineLogTest, ALedgerThatIsNotAsWitnessedIsSaidOnceForAllConnectionsAndWhenItHoldsAgain) {
  const absl::Status behind = Refusal(absl::StatusCode::kDataLoss, "ledger_witness_behind",
                                      {{"node", "nut-xa"}, {"entry", "41"}});
  for (int i = 0; i < 5; ++i) {
    LineLog::Line line{.direction = "down", .peer = "nut-xa"};
    lines_log_.Stepped(line, Standing(true, false));
    exchange::LinkStanding doubted = Standing(true, true);
    doubted.ledger_doubt = behind;
    lines_log_.Stepped(line, doubted);
    lines_log_.Stepped(line, Standing(false, false));
    Wait(LogLines::kWindowMicros);
    log_.Tick();
    const std::vector<std::string> said = Take();
    const bool told = std::count(said.begin(), said.end(),
                                 "event=ledger_differs direction=down peer=nut-xa "
                                 "reason=ledger_witness_behind entry=41") == 1;
    EXPECT_EQ(told, i == 0);
  }
  LineLog::Line line{.direction = "down", .peer = "nut-xa"};
  exchange::LinkStanding recovered = Standing(true, true);
  recovered.another_ledger = true;
  lines_log_.Stepped(line, recovered);
  EXPECT_THAT(Take(), ElementsAre("event=line_up direction=down peer=nut-xa",
                                  "event=ledger_another direction=down peer=nut-xa",
                                  "event=ledger_holds direction=down peer=nut-xa"));
  lines_log_.Stepped(line, recovered);
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(LineLogTest, WhoIsTurnedAwayAtTheDoor) {
  lines_log_.Refused(
      "nut-la", "10.0.0.7",
      Refusal(absl::StatusCode::kPermissionDenied, "peer_not_below", {{"node", "nut-la"}}));
  lines_log_.Refused("", "10.0.0.8", absl::UnauthenticatedError("no node\nevent=line_up"));
  lines_log_.Refused("nut-xa", "10.0.0.9",
                     Refusal(absl::StatusCode::kUnavailable, "node_stopping"));  // Of its own.
  EXPECT_THAT(Take(),
              ElementsAre("event=peer_refused peer=nut-la address=10.0.0.7 reason=peer_not_below",
                          "event=peer_refused peer=\"\" address=10.0.0.8 code=UNAUTHENTICATED "
                          R"(text="no node\nevent=line_up")"));
}

TEST(WhyFields, OnlyWhatNoPersonHasWrittenIsTold) {
  const auto fields = WhyFields(Refusal(absl::StatusCode::kUnavailable, "line_broken",
                                        {{"node", "nut-tinh"}, {"cause", "no route"}}));
  ASSERT_EQ(fields.size(), 2u);
  EXPECT_EQ(fields[0].value, "line_broken");
  EXPECT_EQ(fields[1].name, "cause");
  const auto name = WhyFields(
      Refusal(absl::StatusCode::kInvalidArgument, "text_empty", {{"field", "Trần Thị B"}}));
  ASSERT_EQ(name.size(), 1u) << "a parameter may be what somebody typed";
}

class NodeWatchTest : public NodeLogTest {
 protected:
  NodeWatch NewWatch() {
    return NodeWatch({.log = log_,
                      .clock = clock_,
                      .folders = {{"data_directory", "/d", 1000u << 20u}},
                      .key_files = [this] { return files_; },
                      .damaged = [this] { return damaged_; },
                      .counts = [this] { return counts_; },
                      .free_bytes = [this](const std::filesystem::path&) { return free_; }});
  }
  KeyFile& Certificate(std::int64_t not_after, absl::Status problem = {}) {
    files_ = {{.setting = "portal.certificate",
               .file = "/etc/p.crt",
               .not_after = not_after,
               .problem = std::move(problem)}};
    return files_.front();
  }
  void Look(NodeWatch& watch) {
    Wait(NodeWatch::kKeyFilesMicros);
    watch.Tick();
  }

  std::vector<KeyFile> files_;
  std::set<Sha256> damaged_;
  NodeWatch::Counts counts_;
  std::optional<std::uint64_t> free_ = std::uint64_t{5000} << 20u;
};

TEST_F(NodeWatchTest, ACertificateThatEndsIsSaidDailyUntilItIsRenewed) {
  constexpr std::int64_t kEnd = 1'735'689'600'000'000;  // 2025-01-01
  constexpr std::int64_t kLater = kEnd + std::int64_t{90} * 86'400 * 1'000'000;
  NodeWatch watch = NewWatch();
  Certificate(kEnd);
  Look(watch);
  EXPECT_THAT(Take(), IsEmpty()) << "all is well";
  Certificate(kEnd, Refusal(absl::StatusCode::kFailedPrecondition, "certificate_expires_soon",
                            {{"file", "/etc/p.crt"}, {"date", "2025-01-01"}, {"days", "3"}}));
  Look(watch);
  Look(watch);
  EXPECT_THAT(Take(), ElementsAre("event=key_file_soon setting=portal.certificate file=/etc/p.crt "
                                  "until=2025-01-01 reason=certificate_expires_soon "
                                  "date=2025-01-01 days=3"));
  Wait(NodeWatch::kAgainMicros);
  watch.Tick();
  EXPECT_EQ(Take().size(), 1u);
  Certificate(kEnd, Refusal(absl::StatusCode::kUnavailable, "gateway_certificate_not_shown",
                            {{"file", "/etc/p.crt"}}));
  Look(watch);
  EXPECT_THAT(Take(), ElementsAre("event=key_file_useless setting=portal.certificate "
                                  "file=/etc/p.crt until=2025-01-01 "
                                  "reason=gateway_certificate_not_shown"));
  Certificate(kLater);
  Look(watch);
  Look(watch);
  EXPECT_THAT(Take(), ElementsAre("event=key_file_renewed setting=portal.certificate "
                                  "file=/etc/p.crt until=2025-04-01"));
  Certificate(kLater + kLater - kEnd);
  Look(watch);
  EXPECT_EQ(Take().size(), 1u) << "renewed in time, without a warning before";
}

TEST_F(NodeWatchTest, ACertificateWhoseRenewalIsAskedForIsStillOfUse) {
  constexpr std::int64_t kEnd = 1'735'689'600'000'000;
  NodeWatch watch = NewWatch();
  for (const char* reason : {"certificate_renewal_asked", "certificate_renewal_failed"}) {
    Certificate(kEnd, Refusal(absl::StatusCode::kFailedPrecondition, reason,
                              {{"file", "/etc/p.crt"}, {"date", "2025-01-01"}}));
    Look(watch);
    EXPECT_THAT(Take(), ElementsAre("event=key_file_soon setting=portal.certificate "
                                    "file=/etc/p.crt until=2025-01-01 reason=" +
                                    std::string(reason) + " date=2025-01-01"));
  }
}

TEST_F(NodeWatchTest, WhatIsWrongFromTheBeginningIsSaid) {
  Certificate(0, Refusal(absl::StatusCode::kNotFound, "file_not_read", {{"file", "/etc/p.crt"}}));
  NodeWatch watch = NewWatch();
  watch.Tick();
  EXPECT_THAT(Take(), ElementsAre("event=key_file_useless setting=portal.certificate "
                                  "file=/etc/p.crt reason=file_not_read"));
}

TEST_F(NodeWatchTest, DamagedEvidenceAndItsReturn) {
  NodeWatch watch = NewWatch();
  watch.Tick();
  const Sha256 file = Sha256::Of("a");
  damaged_ = {file};
  watch.Tick();
  watch.Tick();
  EXPECT_THAT(Take(), ElementsAre("event=evidence_damaged file=" + file.Hex()));
  damaged_ = {};
  watch.Tick();
  EXPECT_THAT(Take(), ElementsAre("event=evidence_healed file=" + file.Hex()));
}

TEST_F(NodeWatchTest, ADiskThatRunsShort) {
  NodeWatch watch = NewWatch();
  watch.Tick();
  free_ = std::uint64_t{999} << 20u;
  Look(watch);
  Look(watch);
  free_ = std::nullopt;  // The system does not say: no news.
  Look(watch);
  EXPECT_THAT(Take(),
              ElementsAre("event=disk_short setting=data_directory folder=/d free_mib=999"));
  free_ = std::uint64_t{1000} << 20u;
  Look(watch);
  EXPECT_THAT(Take(),
              ElementsAre("event=disk_enough setting=data_directory folder=/d free_mib=1000"));
}

TEST_F(NodeWatchTest, StrangersAreCountedNotNamed) {
  NodeWatch watch = NewWatch();
  counts_ = {.connections_slow = 0, .sign_ins_refused = 2};
  watch.Tick();
  EXPECT_THAT(Take(), ElementsAre("event=sign_ins_refused count=2"));
  counts_ = {.connections_slow = 7, .sign_ins_refused = 5};
  watch.Tick();
  EXPECT_THAT(Take(), ElementsAre("event=connections_slow count=7")) << "each once a minute";
  Look(watch);
  EXPECT_THAT(Take(), ElementsAre("event=sign_ins_refused count=3"));
  Look(watch);
  EXPECT_THAT(Take(), IsEmpty());
}

}  // namespace
}  // namespace par::node
