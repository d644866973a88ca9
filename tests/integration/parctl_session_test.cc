// Goal: people mark leaves a second time, settle in a session of the council what is apart, print
// the minutes, decide an appeal and read the statistics, with the words that a person types.
// Method: the real parctl against a real district's node, on which song-ve lives; one whole course;
// the minutes are read back from their file.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "common/identity/secret_file.h"
#include "common/identity/token.h"
#include "par/review/v1/review.grpc.pb.h"
#include "tests/integration/command.h"
#include "tests/support/cycle_world.h"
#include "tests/support/docx_reader.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::testing {
namespace {

class ParctlSession : public ::testing::Test {
 protected:
  CommandResult Say(const std::string& account, const std::vector<std::string>& words) {
    EXPECT_OK(identity::WriteFileDurably(folder / account, "token-" + account,
                                         identity::Secrecy::kSecret));
    std::vector<std::string> all = {PARCTL, "--node",
                                    "127.0.0.1:" + std::to_string(world.upper_port()),
                                    "--token-file", folder / account};
    all.insert(all.end(), words.begin(), words.end());
    return RunCommand(all, {"PARNET_LANG=vi"});
  }
  // What was said, if all went well.
  std::string Good(const std::string& account, const std::vector<std::string>& words) {
    const CommandResult result = Say(account, words);
    EXPECT_EQ(result.exit, 0) << words[0] << " " << words[1] << ": " << result.err;
    return result.out;
  }
  std::string Refused(const std::string& account, const std::vector<std::string>& words) {
    const CommandResult result = Say(account, words);
    EXPECT_EQ(result.exit, 1) << words[0] << " " << words[1] << ": " << result.out;
    return result.err;
  }
  // `words` on song-ve's dossier.
  static std::vector<std::string> On(std::vector<std::string> words,
                                     const std::vector<std::string>& more = {}) {
    words.insert(words.end(), {"--cycle", kOneCycle, "--unit", "song-ve"});
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  void AddPerson(const std::string& name, const std::string& role,
                 const std::vector<std::string>& more = {}) {
    std::vector<std::string> add = {"account", "add",      name,     "--full-name", "Trần Văn An",
                                    "--unit",  "tu-nghia", "--role", role};
    add.insert(add.end(), more.begin(), more.end());
    Good(kAdministrator, add);
    const std::string hash = identity::HashOfToken("token-" + name).Hex();
    Good(kAdministrator, {"account", "token", name, "--sha256", hash, "--label", "máy"});
  }
  void ToReview();
  std::string MarkTheSampleAgain();
  void HoldTheSession(const std::string& apart);
  void ReadTheMinutes(const std::string& apart);
  void Appeal(const std::string& criterion);

  CycleWorld world;
  const TempDir folder;
};

bool Says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void ParctlSession::ToReview() {
  ASSERT_OK(world.Upper(kClerk, &assessment::v1::AssessmentService::Stub::FillAnswers,
                        world.Fill(kOneCycle, "song-ve")));
  for (const char* step : {"approve", "submit"}) {
    ASSERT_OK(world.Upper(kLeader, &dossier::v1::DossierService::Stub::Act,
                          CycleWorld::Action(kOneCycle, "song-ve", step)));
  }
  CycleWorld::WaitFor("the dossier at the district",
                      [&] { return Say(kReviewer, On({"review", "open"})).exit == 0; });
  AddPerson("cham-hai", "reviewer");
  AddPerson("an", "council");
  AddPerson("tu-song-ve", "council", {"--home-unit", "song-ve"});
  EXPECT_TRUE(Says(Refused("tu-song-ve", On({"review", "accept"})), "từng công tác"));
  Good(kReviewer, On({"review", "accept"}));
  Good(kCouncil, On({"review", "assign"}, {"--account", kReviewer}));
  Good(kReviewer, On({"review", "begin"}));
  world.MoveCycle(kOneCycle, "in_review");
}

// Every sampled leaf as the unit has it, but the first that has points: none. Says which.
std::string ParctlSession::MarkTheSampleAgain() {
  EXPECT_TRUE(Says(Good(kCouncil, {"review", "draw-sample", "--cycle", kOneCycle, "--share", "10",
                                   "--account", kReviewer, "cham-hai"}),
                   "mẫu chấm lần hai gồm "));
  Good(kReviewer, On({"review", "agree-rest"}));
  review::v1::ListSampleRequest request;
  request.set_cycle(kOneCycle);
  const auto blind = world.Upper("cham-hai", &review::v1::ReviewService::Stub::ListSample, request);
  EXPECT_OK(blind);
  std::string apart;
  for (const review::v1::SampleRow& row : blind->rows()) {
    EXPECT_FALSE(row.has_first()) << row.criterion();
    if (apart.empty() && row.self().points_e4() > 0) {
      apart = row.criterion();
      const auto again = On({"review", "mark-again"},
                            {"--criterion", apart, "--points", "0", "--text", "Đọc lại tài liệu"});
      EXPECT_TRUE(Says(Refused(kReviewer, again), "không được giao"));
      EXPECT_TRUE(Says(Good("cham-hai", again), "đã chấm lần hai"));
      continue;
    }
    review::v1::MarkAgainRequest again;
    again.set_request_id(rpc::NewRequestId());
    again.set_cycle(kOneCycle);
    again.set_unit("song-ve");
    again.set_criterion(row.criterion());
    *again.mutable_mark() = row.self();
    again.set_reason("Đọc lại tài liệu");
    EXPECT_OK(world.Upper("cham-hai", &review::v1::ReviewService::Stub::MarkAgain, again));
  }
  const std::string sample = Good(kCouncil, {"review", "sample", "--cycle", kOneCycle});
  EXPECT_TRUE(Says(sample, "chênh quá 0,0000: 1")) << sample;
  EXPECT_TRUE(Says(sample, "kappa")) << sample;
  return apart;
}

void ParctlSession::HoldTheSession(const std::string& apart) {
  const std::vector<std::string> open = {
      "session",    "open",       "phien-1", "--cycle", kOneCycle,  "--title", "Phiên họp thứ nhất",
      "--held-on",  "2023-11-18", "--chair", kCouncil,  "--member", kCouncil,  "an",
      "tu-song-ve", "--quorum",   "2"};
  EXPECT_NE(Refused(kReviewer, open), "");
  const std::string opened = Good(kCouncil, open);
  EXPECT_TRUE(Says(opened, "chấm lần hai chênh lệch")) << opened;
  const auto vote = [&](const std::string& choice) {
    return On({"session", "vote", "phien-1"}, {"--criterion", apart, "--for", choice});
  };
  EXPECT_TRUE(Says(Refused("tu-song-ve", vote("0")), "từng công tác"));
  EXPECT_TRUE(Says(Good(kCouncil, vote("1")), "đã biểu quyết 1/2"));
  Good("an", vote("1"));
  EXPECT_TRUE(Says(Good(kCouncil, {"session", "close", "phien-1", "--cycle", kOneCycle}),
                   "0,0000 (2/0/0)"));
  EXPECT_TRUE(Says(Refused("an", vote("0")), "đã kết thúc"));
  EXPECT_TRUE(Says(Good(kCouncil, {"session", "list", "--cycle", kOneCycle}), "kết thúc"));
  const std::string shown = Good(kCouncil, {"session", "show", "phien-1", "--cycle", kOneCycle});
  EXPECT_TRUE(Says(shown, "0,0000 (2/0/0)")) << shown;
  EXPECT_TRUE(Says(shown, "chủ tọa Nguyễn Thị Lan (hoi-dong)")) << shown;
  EXPECT_TRUE(Says(shown, "Nguyễn Thị Lan (hoi-dong): 1, Trần Văn An (an): 1")) << shown;
}

void ParctlSession::ReadTheMinutes(const std::string& apart) {
  Good(kCouncil, On({"review", "minutes"}, {"--particulars", "criteria/documents/minutes.yaml",
                                            "--out", folder / "bien-ban.docx"}));
  const DocxContent content = ReadDocx(ReadText(folder / "bien-ban.docx"));
  const auto& lines = content.paragraphs;
  const bool named = std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find("Không biểu quyết vì đang hoặc từng công tác tại đơn vị: Trần Văn An.") !=
           std::string::npos;
  });
  EXPECT_TRUE(named) << "who had no vote, by name";
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "III. Phiên họp của Hội đồng thẩm định"), 1);
  for (const std::vector<std::vector<std::string>>& table : content.tables) {
    if (table.empty() || table[0].size() != 7 || table[0][2] != "Phương án biểu quyết") continue;
    ASSERT_EQ(table.size(), 2u);
    EXPECT_EQ(table[1][0], apart);
    EXPECT_EQ(table[1][1], "chấm lần hai chênh lệch");
    EXPECT_EQ(table[1][3], "02");
    EXPECT_EQ(table[1][4], "00");
    EXPECT_EQ(table[1][6], "0,0000");
    return;
  }
  ADD_FAILURE() << "no table of votes";
}

void ParctlSession::Appeal(const std::string& criterion) {
  for (const char* deadline : {"publish", "appeal"}) {
    cycle::v1::ExtendDeadlineRequest extend;
    extend.set_request_id(rpc::NewRequestId());
    extend.set_actor_unit("tu-nghia");
    extend.set_id(kOneCycle);
    extend.set_deadline(deadline);
    extend.set_date("2199-12-30");
    extend.set_reason("Lùi hạn");
    ASSERT_OK(world.Upper(kCouncil, &cycle::v1::CycleService::Stub::ExtendDeadline, extend));
  }
  world.MoveCycle(kOneCycle, "provisional");
  world.MoveCycle(kOneCycle, "appeal_window");
  Good(kCouncil, On({"review", "open-appeals"}));
  const std::vector<std::string> appeal =
      On({"appeal", criterion}, {"--text", "Đề nghị xem lại", "--points", "0.5"});
  CycleWorld::WaitFor("the unit's appeal", [&] { return Say(kLeader, appeal).exit == 0; });
  CycleWorld::WaitFor("the appeal at the district", [&] {
    return Says(Say(kCouncil, {"review", "appeals", "--cycle", kOneCycle}).out, "chưa quyết định");
  });
  Good(kCouncil, On({"review", "appeal"}, {"--criterion", criterion, "--points", "0.25", "--upheld",
                                           "--text", "Đúng một phần"}));
  const std::string appeals = Good(kCouncil, {"review", "appeals", "--cycle", kOneCycle});
  EXPECT_TRUE(Says(appeals, "chấp nhận một phần")) << appeals;
  EXPECT_TRUE(Says(appeals, "0,0000")) << appeals;
  EXPECT_TRUE(Says(appeals, "0,2500")) << appeals;
}

TEST_F(ParctlSession, OneCourseFromTheSecondMarkToTheStatistics) {
  ToReview();
  const std::string apart = MarkTheSampleAgain();
  ASSERT_NE(apart, "");
  EXPECT_TRUE(Says(Refused(kCouncil, On({"review", "settle"})), "hội đồng phải quyết định"));
  HoldTheSession(apart);
  EXPECT_TRUE(Says(Refused(kCouncil, On({"review", "settle"}, {"--base-version", "1"})),
                   "bản đang xem là 1"));
  Good(kCouncil, On({"review", "settle"}));
  ReadTheMinutes(apart);
  Appeal(apart);
  const std::string contested = Good(kCouncil, {"review", "contested", "--cycle", kOneCycle});
  EXPECT_TRUE(Says(contested, apart)) << contested;
  const std::string by_unit = Good(kCouncil, {"review", "quality", "--cycle", kOneCycle});
  EXPECT_TRUE(Says(by_unit, "song-ve")) << by_unit;
  const std::string by_reviewer =
      Good(kCouncil, {"review", "quality", "--cycle", kOneCycle, "--by", "reviewer"});
  EXPECT_TRUE(Says(by_reviewer, kReviewer)) << by_reviewer;
  EXPECT_TRUE(Says(by_reviewer, "quá ít")) << "one reviewer has nobody to be compared with";
}

}  // namespace
}  // namespace par::testing
