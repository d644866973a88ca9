// Goal: on slow, far and losing lines a submission passes an upload of 200 MB within seconds, the
// upload uses the line, and a line that is cut, or dead without saying so, is noticed and dialled
// again.
// Method: the real programs, a province and a commune for each line. Lines are SlowLine (rate, 600
// ms round trip, loss, cuts) or, where namespaces may be made, PacketLines, on which the kernel's
// own TCP has to cope with packets late, lost and out of order. What counts is bytes: what became
// durable above against what the line let through, and what it let through between handing in a
// submission and its receipt against its rate.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <thread>

#include "common/base/sha256.h"
#include "tests/support/sample_cycle.h"
#include "tests/support/status_matchers.h"
#include "tests/system/office.h"
#include "tests/system/packet_lines.h"
#include "tests/system/run_length.h"

namespace par::testing {
namespace {

using assessment::v1::AssessmentService;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr char kProvince[] = "nut-tinh";
constexpr std::size_t kMiB = std::size_t{1} << 20u;
constexpr double kWithinSeconds = 10;  // Of the line's own time.

std::string NodeOf(std::size_t line) { return "nut-" + CommuneOf(line); }

std::vector<NodePlan> Plans(std::size_t lines) {
  std::vector<NodePlan> plans = {
      {.id = kProvince, .level = config::NodeLevel::kProvince, .units = {"tinh"}}};
  for (std::size_t i = 0; i < lines; ++i) {
    plans.push_back({.id = NodeOf(i), .units = {CommuneOf(i)}, .upper = kProvince});
  }
  return plans;
}

struct Measured {
  double of_the_rate = 0;  // What the line let through, of what it could have.
  double of_passed = 0;    // What of that became part of the file above.
  double wait = 0;         // Seconds of the line's time from handing in to the receipt.
};

// A province, and for each line a commune that has a document and two open cycles.
class SlowCountry {
 public:
  explicit SlowCountry(std::size_t lines) : country_(Plans(lines)), lines_(lines) {}

  void Open() {
    country_.Start(kProvince);
    ASSERT_OK(office_.OpenProvince(kProvince, lines_, {"ky-tep", "ky-gap"}));
  }
  void AwaitJoined(std::size_t line) {
    ASSERT_TRUE(Eventually(
        [&] { return office_.HasCycle(NodeOf(line), CommuneOf(line), "ky-gap"); }, seconds(120)))
        << country_.LinkTo(NodeOf(line), kProvince).ShortDebugString();
  }
  // From here on `Held` speaks of this file.
  void HandUpFile(std::size_t line, std::size_t bytes) {
    const auto document =
        office_.AddDocument(NodeOf(line), CommuneOf(line), bytes, "tep-" + std::to_string(line));
    ASSERT_OK(document);
    Submit(line, "ky-tep", {document->id()});
    files_[line] = Sha256::FromBytes(document->sha256());
  }
  void Submit(std::size_t line, const std::string& cycle,
              const std::vector<std::string>& documents) {
    EXPECT_OK(office_.Fill(NodeOf(line), CommuneOf(line), cycle, documents, rpc::NewRequestId()));
    HandIn(line, cycle);
  }
  // With every criterion explained; how many bytes of text that are.
  std::size_t SubmitExplained(std::size_t line, const std::string& cycle) {
    assessment::v1::FillAnswersRequest request;
    request.set_request_id(rpc::NewRequestId());
    request.set_cycle(cycle);
    request.set_unit(CommuneOf(line));
    *request.mutable_answers() = ExplainedAnswers(CommuneOf(line));
    EXPECT_OK(country_
                  .Insist(NodeOf(line), CommuneOf(line) + ".clerk",
                          &AssessmentService::Stub::FillAnswers, request)
                  .status());
    HandIn(line, cycle);
    std::size_t bytes = 0;
    for (const auto& declared : request.answers().declarations()) {
      bytes += declared.explanation().size();
    }
    return bytes;
  }
  void HandIn(std::size_t line, const std::string& cycle) {
    const std::string node = NodeOf(line);
    const std::string unit = CommuneOf(line);
    for (const char* kind : {"approve", "submit"}) {
      EXPECT_OK(office_.Act(node, unit, cycle, kind, rpc::NewRequestId()));
    }
  }
  bool HasReceipt(std::size_t line, const std::string& cycle) {
    assessment::v1::GetAssessmentRequest request;
    request.set_cycle(cycle);
    request.set_unit(CommuneOf(line));
    const auto answer = country_.Ask(NodeOf(line), CommuneOf(line) + ".clerk",
                                     &AssessmentService::Stub::GetAssessment, request);
    return answer.ok() && !answer->receipt_number().empty();
  }
  // Bytes of the line's file that are durable above; 0 once it is whole.
  std::uint64_t Held(std::size_t line) const { return country_.HeldOf(kProvince, files_.at(line)); }

  // `passed` counts the bytes that the line let through. `rate` in bytes a second.
  Measured Measure(std::size_t line, double rate, const std::function<std::uint64_t()>& passed) {
    const auto grows = [&](double by) {
      const std::uint64_t until = Held(line) + static_cast<std::uint64_t>(by);
      EXPECT_TRUE(Eventually([&] { return Held(line) >= until; }, seconds(120)))
          << NodeOf(line) << " stands still at " << Held(line);
    };
    grows(4 * rate);
    const auto begun = std::chrono::steady_clock::now();
    const std::uint64_t passed_before = passed();
    const std::uint64_t held_before = Held(line);
    Submit(line, "ky-gap", {});
    const std::uint64_t handed_in = passed();
    EXPECT_TRUE(Eventually([&] { return HasReceipt(line, "ky-gap"); }, seconds(120)));
    const auto waited = static_cast<double>(passed() - handed_in);
    grows(8 * rate);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    const auto through = static_cast<double>(passed() - passed_before);
    return {.of_the_rate = through / (rate * took.count()),
            .of_passed = static_cast<double>(Held(line) - held_before) / through,
            .wait = waited / rate};
  }

  Country& country() { return country_; }

 private:
  Country country_;
  Office office_{country_};
  const std::size_t lines_;
  std::map<std::size_t, Sha256> files_;
};

std::size_t FileBytes() { return static_cast<std::size_t>(ShortOrLong(16, 200)) * kMiB; }

struct Row {
  const char* why;
  std::int64_t kilobits;
  std::uint32_t loss_percent;
  milliseconds jitter;
};

void Expect(const Row& row, const Measured& measured) {
  std::printf("%s: %.0f %% of the rate, %.0f %% of what passed is the file, receipt after %.1f s\n",
              row.why, 100 * measured.of_the_rate, 100 * measured.of_passed, measured.wait);
  EXPECT_LE(measured.wait, kWithinSeconds) << row.why;
  EXPECT_GE(measured.of_passed, 0.6) << row.why;
  EXPECT_LE(measured.of_the_rate, 1.1) << row.why << ": the line is as slow as it should be";
  // Of what the line carries, and TCP cannot help some waiting for what it sends again.
  const double carried = 1 - row.loss_percent / 100.0;
  EXPECT_GE(measured.of_the_rate, row.loss_percent == 0 ? 0.6 : 0.5 * carried) << row.why;
}

TEST(SlowLines, ASubmissionPassesTheUploadAndTheUploadUsesTheLine) {
  std::vector<Row> rows = {{"64 kbit/s", 64, 0, milliseconds(0)},
                           {"256 kbit/s", 256, 0, milliseconds(0)},
                           {"1024 kbit/s", 1024, 0, milliseconds(0)},
                           {"256 kbit/s, 5 % lost, 200 ms jitter", 256, 5, milliseconds(200)}};
  if (LongRun()) {
    rows.push_back({"256 kbit/s, 1 % lost", 256, 1, milliseconds(50)});
    rows.push_back({"256 kbit/s, 20 % lost", 256, 20, milliseconds(50)});
    rows.push_back({"1024 kbit/s, 1 % lost", 1024, 1, milliseconds(50)});
  }
  SlowCountry slow(rows.size());
  ASSERT_NO_FATAL_FAILURE(slow.Open());
  std::vector<Measured> measured(rows.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < rows.size(); ++i) slow.country().Start(NodeOf(i));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_NO_FATAL_FAILURE(slow.AwaitJoined(i));
    SlowLine& line = slow.country().LineOf(NodeOf(i));
    line.Shape({.bits_per_second = rows[i].kilobits * 1000,
                .delay = milliseconds(300),
                .jitter = rows[i].jitter,
                .loss_percent = rows[i].loss_percent});
    ASSERT_NO_FATAL_FAILURE(slow.HandUpFile(i, FileBytes()));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    threads.emplace_back([&, i] {
      measured[i] = slow.Measure(i, static_cast<double>(rows[i].kilobits) * 125, [&slow, i] {
        return slow.country().LineOf(NodeOf(i)).passed().up;
      });
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < rows.size(); ++i) Expect(rows[i], measured[i]);
}

// Unpacked, the text alone would be more than what is counted here: all that goes either way, of
// every connection, from handing in to the receipt.
TEST(SlowLines, ASubmissionsTextTakesHalfItsBytesOfTheLine) {
  SlowCountry slow(1);
  ASSERT_NO_FATAL_FAILURE(slow.Open());
  slow.country().Start(NodeOf(0));
  ASSERT_NO_FATAL_FAILURE(slow.AwaitJoined(0));
  SlowLine& line = slow.country().LineOf(NodeOf(0));
  line.Shape({.bits_per_second = 256'000, .delay = milliseconds(300)});
  const LinePassed before = line.passed();
  const std::size_t text = slow.SubmitExplained(0, "ky-tep");
  ASSERT_TRUE(Eventually([&] { return slow.HasReceipt(0, "ky-tep"); }, seconds(120)));
  const LinePassed after = line.passed();
  const std::uint64_t up = after.up - before.up;
  std::printf("%zu bytes of text: %llu bytes up, %llu down\n", text,
              static_cast<unsigned long long>(up),
              static_cast<unsigned long long>(after.down - before.down));
  EXPECT_GT(text, 40'000u);
  EXPECT_LT(up, text / 2);
}

// Lines of packets that lead to the province of `slow`; its communes are started and joined.
void OpenOver(SlowCountry& slow, PacketLines& lines, std::size_t count) {
  Country& country = slow.country();
  country.RunIn(kProvince, lines.upper());
  country.Configure(kProvince, [](config::Config& config) { config.peer_listen = "0.0.0.0:0"; });
  ASSERT_NO_FATAL_FAILURE(slow.Open());
  for (std::size_t i = 0; i < count; ++i) {
    country.RunIn(NodeOf(i), PacketLines::Lower(i));
    country.Configure(NodeOf(i), [&](config::Config& config) {
      config.upper.address =
          PacketLines::AddressAbove(i) + ":" + std::to_string(country.PeerPort(kProvince));
    });
    country.Start(NodeOf(i));
  }
  for (std::size_t i = 0; i < count; ++i) ASSERT_NO_FATAL_FAILURE(slow.AwaitJoined(i));
}

TEST(SlowLines, TheSameWherePacketsAreLostAndOvertakeEachOther) {
  const std::string why_not = PacketLines::WhyNot();
  if (!why_not.empty()) GTEST_SKIP() << why_not;
  std::vector<Row> rows = {{"packets, 64 kbit/s", 64, 0, milliseconds(0)},
                           {"packets, 256 kbit/s", 256, 0, milliseconds(0)},
                           {"packets, 1024 kbit/s", 1024, 0, milliseconds(0)},
                           {"packets, 1024 kbit/s, overtaking", 1024, 0, milliseconds(100)},
                           {"packets, 256 kbit/s, 1 % lost, overtaking", 256, 1, milliseconds(100)},
                           {"packets, 256 kbit/s, 5 % lost", 256, 5, milliseconds(0)}};
  if (LongRun()) rows.push_back({"packets, 256 kbit/s, 20 % lost", 256, 20, milliseconds(100)});
  std::vector<PacketShape> shapes;
  for (const Row& row : rows) {
    shapes.push_back({.bits_per_second = row.kilobits * 1000,
                      .delay = milliseconds(300),
                      .jitter = row.jitter,
                      .loss_percent = row.loss_percent});
  }
  PacketLines lines(shapes);
  SlowCountry slow(rows.size());
  ASSERT_NO_FATAL_FAILURE(OpenOver(slow, lines, rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_NO_FATAL_FAILURE(slow.HandUpFile(i, FileBytes()));
  }
  std::vector<Measured> measured(rows.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    threads.emplace_back([&, i] {
      measured[i] = slow.Measure(i, static_cast<double>(rows[i].kilobits) * 125,
                                 [&lines, i] { return lines.PassedUp(i).bytes; });
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Expect(rows[i], measured[i]);
    const PacketsPassed passed = lines.PassedUp(i);
    std::printf("  %llu packets, %llu lost, %llu overtaken\n",
                static_cast<unsigned long long>(passed.sent),
                static_cast<unsigned long long>(passed.lost),
                static_cast<unsigned long long>(passed.overtaken));
    EXPECT_EQ(passed.overtaken > 0, rows[i].jitter > milliseconds(0)) << rows[i].why;
    if (rows[i].loss_percent > 0) {
      EXPECT_GT(passed.lost, 0u) << rows[i].why;
    }
  }
}

// Nobody is told: TCP waits, and goes on where it stopped, or gRPC's pings find out.
TEST(SlowLines, AnUploadGoesOnAfterItsPacketsWereAllLostForAWhile) {
  const std::string why_not = PacketLines::WhyNot();
  if (!why_not.empty()) GTEST_SKIP() << why_not;
  PacketLines lines({{.bits_per_second = 4'000'000, .delay = milliseconds(20)}});
  SlowCountry slow(1);
  ASSERT_NO_FATAL_FAILURE(OpenOver(slow, lines, 1));
  ASSERT_NO_FATAL_FAILURE(slow.HandUpFile(0, FileBytes()));
  const auto cuts = LongRun() ? std::vector<int>{2, 20, 120} : std::vector<int>{2};
  for (const int cut_seconds : cuts) {
    const std::uint64_t held = slow.Held(0);
    ASSERT_TRUE(Eventually([&] { return slow.Held(0) > held + kMiB; }));
    lines.SetCut(0, true);
    const std::uint64_t lost = lines.PassedUp(0).lost;
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_TRUE(
        Eventually([&] { return std::chrono::steady_clock::now() - begun > seconds(cut_seconds); },
                   seconds(cut_seconds + 60)));
    EXPECT_GT(lines.PassedUp(0).lost, lost) << "something was on the line";
    const std::uint64_t before = slow.Held(0);
    EXPECT_GT(before, held) << "what is durable stays";
    lines.SetCut(0, false);
    EXPECT_TRUE(Eventually([&] { return slow.Held(0) > before + kMiB; }, seconds(200)))
        << "after " << cut_seconds << " s";
  }
}

// Were it begun anew, each cut would cost all that had come before, which is 42 MiB of the line.
TEST(SlowLines, AnUploadThatIsCutGoesOn) {
  constexpr int kCuts = 5;
  constexpr std::size_t kStep = 2 * kMiB;  // Between two cuts; all of it is less than the file.
  SlowCountry slow(1);
  ASSERT_NO_FATAL_FAILURE(slow.Open());
  slow.country().Start(NodeOf(0));
  ASSERT_NO_FATAL_FAILURE(slow.AwaitJoined(0));
  SlowLine& line = slow.country().LineOf(NodeOf(0));
  line.Shape({.bits_per_second = 16'000'000, .delay = milliseconds(20)});
  ASSERT_NO_FATAL_FAILURE(slow.HandUpFile(0, FileBytes()));
  std::uint64_t held = 0;
  for (int cut = 0; cut < kCuts; ++cut) {
    ASSERT_TRUE(Eventually([&] { return slow.Held(0) > held + kStep; })) << "cut " << cut;
    line.Cut();
    EXPECT_GT(slow.Held(0), held) << "what is durable stays";
    held = slow.Held(0);
  }
  ASSERT_TRUE(Eventually([&] { return slow.Held(0) > held + kStep; }));
  const std::uint64_t sent = line.passed().sent_up;
  const std::uint64_t most = slow.Held(0) + (kCuts + 1) * kMiB;
  EXPECT_LE(sent, most + most / 10) << "at most a window is sent again";
}

// Both ends believe that the line is up, and nothing comes: gRPC's own pings find out.
TEST(SlowLines, ALineThatIsDeadWithoutAWordIsDialledAgain) {
  if (!LongRun()) GTEST_SKIP() << "waits a minute and a half for pings: ./run-tests --long";
  SlowCountry slow(3);
  ASSERT_NO_FATAL_FAILURE(slow.Open());
  Country& country = slow.country();
  for (std::size_t i = 0; i < 3; ++i) {
    country.Start(NodeOf(i));
    ASSERT_NO_FATAL_FAILURE(slow.AwaitJoined(i));
  }
  SlowLine& idle = country.LineOf(NodeOf(0));     // Its router forgets what is idle.
  SlowLine& deaf = country.LineOf(NodeOf(1));     // Its other end is gone without a word.
  SlowLine& patient = country.LineOf(NodeOf(2));  // Its router forgets later than pings come.
  const std::uint64_t made = patient.passed().connections;
  idle.Shape({.forgets_after = seconds(10)});
  patient.Shape({.forgets_after = seconds(60)});
  deaf.Forget();
  const auto begun = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < 3; ++i) slow.Submit(i, i == 1 ? "ky-gap" : "ky-tep", {});
  ASSERT_TRUE(Eventually([&] { return slow.HasReceipt(1, "ky-gap"); }, seconds(150)))
      << country.LinkTo(NodeOf(1), kProvince).ShortDebugString();
  const std::chrono::duration<double> noticed = std::chrono::steady_clock::now() - begun;
  std::printf("dead line: receipt after %.0f s\n", noticed.count());
  ASSERT_TRUE(Eventually([&] { return idle.passed().forgotten > 0; }, seconds(150)));
  slow.Submit(0, "ky-gap", {});
  EXPECT_TRUE(Eventually([&] { return slow.HasReceipt(0, "ky-gap"); }, seconds(150)))
      << country.LinkTo(NodeOf(0), kProvince).ShortDebugString();
  EXPECT_LE(noticed.count(), 110) << "a ping every 30 s, 60 s for its answer";
  EXPECT_EQ(patient.passed().connections, made) << "pings keep a patient router's memory";
  EXPECT_EQ(patient.passed().forgotten, 0u);
}

}  // namespace
}  // namespace par::testing
