// Goal: parctl asks a node for what its documents say and makes the right thing of every answer,
// also of those that a real node gives seldom: one unit refuses, a copy takes long, nobody is
// above. Method: the real program against services that answer from the test and keep what they
// were asked.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

#include "common/base/sha256.h"
#include "common/domain/refusal.h"
#include "common/identity/secret_file.h"
#include "common/rpc/status_mapping.h"
#include "par/criteria/v1/criteria.grpc.pb.h"
#include "par/cycle/v1/cycle.grpc.pb.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "par/evidence/v1/evidence.grpc.pb.h"
#include "par/history/v1/history.grpc.pb.h"
#include "par/node/v1/node.grpc.pb.h"
#include "par/ranking/v1/ranking.grpc.pb.h"
#include "par/unit/v1/unit.grpc.pb.h"
#include "tests/integration/recovering.h"
#include "tests/support/read_text.h"
#include "tests/support/temp_dir.h"

namespace par::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// One area whose id its leaves do not begin with, one that is its own leaf, one by survey.
constexpr char kSet[] = R"(format: parnet/criteria-set/1
id: small
version: 1
title: Bộ chỉ số nhỏ
level: commune
year: 2023
basis:
  - {number: 1/QĐ-UBND, date: 2023-01-02, issuer: UBND tỉnh}
effective: {from: 2023-01-01, to: 2023-12-31}
maximum: 10
areas:
  - id: "I"
    title: Thủ tục
    maximum: 4
    criteria:
      - {id: "1.1", title: Chất lượng, maximum: 4, rule: {judged: any}}
  - {id: "II", title: Sáng kiến, maximum: 2, rule: {judged: any}}
  - {id: "III", title: Điều tra, maximum: 4, source: survey}
)";

class Dossiers : public dossier::v1::DossierService::Service {
 public:
  grpc::Status Act(grpc::ServerContext* /*context*/, const dossier::v1::ActRequest* request,
                   dossier::v1::ActResponse* response) override {
    const std::lock_guard lock(mutex_);
    asked_.push_back(request->action());
    response->set_state("in_review");
    if (request->action().unit() != refuses_) return grpc::Status::OK;
    return rpc::ToGrpcStatus(domain::Refusal(absl::StatusCode::kPermissionDenied,
                                             "own_unit_reviewed",
                                             {{"account", "an"}, {"unit", refuses_}}));
  }
  void RefuseAt(const std::string& unit) { refuses_ = unit; }
  std::vector<dossier::v1::Action> Asked() {
    const std::lock_guard lock(mutex_);
    return std::move(asked_);
  }

 private:
  std::mutex mutex_;
  std::vector<dossier::v1::Action> asked_;
  std::string refuses_;
};

class Cycles : public cycle::v1::CycleService::Service {
  grpc::Status GetCycle(grpc::ServerContext* /*context*/,
                        const cycle::v1::GetCycleRequest* /*request*/,
                        cycle::v1::GetCycleResponse* response) override {
    response->mutable_cycle()->set_set_id("small");
    response->mutable_cycle()->set_set_version(1);
    return grpc::Status::OK;
  }
};

class Sets : public criteria::v1::CriteriaService::Service {
 public:
  std::string text = kSet;

 private:
  grpc::Status GetSet(grpc::ServerContext* /*context*/, const criteria::v1::GetSetRequest* /*r*/,
                      criteria::v1::GetSetResponse* response) override {
    response->set_criteria_yaml(text);
    return grpc::Status::OK;
  }
};

class Losses : public ranking::v1::RankingService::Service {
 public:
  ranking::v1::ListWaiversResponse waivers;

 private:
  grpc::Status ListWaivers(grpc::ServerContext* /*context*/,
                           const ranking::v1::ListWaiversRequest* /*request*/,
                           ranking::v1::ListWaiversResponse* response) override {
    *response = waivers;
    return grpc::Status::OK;
  }
};

// One table to a page.
class Years : public history::v1::HistoryService::Service {
 public:
  std::vector<std::string> tokens;

 private:
  grpc::Status ListTables(grpc::ServerContext* /*context*/,
                          const history::v1::ListTablesRequest* request,
                          history::v1::ListTablesResponse* response) override {
    tokens.push_back(request->page_token());
    history::v1::ImportedTable& table = *response->add_tables();
    table.set_actor_unit("tu-nghia");
    table.set_index("par");
    table.set_account("cong-bo");
    table.set_year(2021);
    if (!request->page_token().empty()) {
      table.set_year(2022);
      table.mutable_by()->set_full_name("Nguyễn Thị Lan");
      table.mutable_withdrawn()->set_reason("nhầm năm");
      table.mutable_withdrawn()->set_account("cong-bo");
    } else {
      response->set_next_page_token("ab");
    }
    return grpc::Status::OK;
  }
};

// la-ha goes over to the province, and with it what is founded on that day.
class Tree : public unit::v1::UnitService::Service {
  grpc::Status ListUnits(grpc::ServerContext* /*context*/, const unit::v1::ListUnitsRequest* asked,
                         unit::v1::ListUnitsResponse* response) override {
    unit::v1::Unit& moves = *response->add_units();
    moves.set_id("la-ha");
    moves.set_name("Thị trấn La Hà");
    moves.set_parent("tu-nghia");
    if (!asked->history()) return grpc::Status::OK;
    moves.add_memberships()->set_parent("tu-nghia");
    moves.mutable_memberships(0)->set_until("2098-12-31");
    moves.add_memberships()->set_parent("quang-ngai");
    moves.mutable_memberships(1)->set_from("2099-01-01");
    unit::v1::Unit& founded = *response->add_units();
    founded.set_id("tra-giang");
    founded.set_from("2099-01-01");
    founded.add_memberships()->set_parent("quang-ngai");
    founded.mutable_memberships(0)->set_from("2099-01-01");
    return grpc::Status::OK;
  }
};

class Files : public evidence::v1::EvidenceService::Service {
  grpc::Status ReadDocument(grpc::ServerContext* /*context*/,
                            const evidence::v1::ReadDocumentRequest* request,
                            evidence::v1::ReadDocumentResponse* response) override {
    if (request->offset() == 0) response->set_data("kế hoạch");
    return grpc::Status::OK;
  }
};

class ItsNode : public node::v1::NodeService::Service {
 public:
  grpc::Status Export(grpc::ServerContext* context, const node::v1::ExportRequest* /*request*/,
                      node::v1::ExportResponse* response) override {
    copy_by = context->deadline();
    response->set_entries(7);
    return grpc::Status::OK;
  }
  grpc::Status ListEntries(grpc::ServerContext* /*context*/,
                           const node::v1::ListEntriesRequest* request,
                           node::v1::ListEntriesResponse* /*response*/) override {
    entries = *request;
    return grpc::Status::OK;
  }
  // Of a province: nobody is above, and nothing is ever in step.
  grpc::Status GetRecovery(grpc::ServerContext* /*context*/,
                           const node::v1::GetRecoveryRequest* /*request*/,
                           node::v1::GetRecoveryResponse* /*response*/) override {
    return grpc::Status::OK;
  }

  std::chrono::system_clock::time_point copy_by;
  node::v1::ListEntriesRequest entries;
};

class ParctlCalls : public ::testing::Test {
 protected:
  ParctlCalls() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    for (grpc::Service* service : std::initializer_list<grpc::Service*>{
             &dossiers_, &cycles_, &sets_, &losses_, &years_, &files_, &node_, &tree_}) {
      builder.RegisterService(service);
    }
    server_ = builder.BuildAndStart();
  }
  [[nodiscard]] std::string Address() const { return "127.0.0.1:" + std::to_string(port_); }
  CommandResult Say(std::vector<std::string> words) {
    words.insert(words.begin(), {"--node", Address()});
    return InEnglish(words);
  }
  void AddWaiver(const std::string& unit, const std::string& standing) {
    ranking::v1::WaiverRow& row = *losses_.waivers.add_units();
    row.set_unit(unit);
    row.set_standing(standing);
  }

  Dossiers dossiers_;
  Cycles cycles_;
  Sets sets_;
  Losses losses_;
  Years years_;
  Files files_;
  Tree tree_;
  ItsNode node_;
  TempDir folder_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;  // Ends before what it serves.
};

TEST_F(ParctlCalls, AWaiverGoesOnPastAUnitThatRefusesAndLeavesAloneWhatIsNotInReview) {
  AddWaiver("xa-a", "open");
  AddWaiver("xa-b", "not_in_review");
  AddWaiver("xa-c", "open");
  AddWaiver("xa-d", "waived");
  AddWaiver("xa-e", "open");
  dossiers_.RefuseAt("xa-c");
  const std::vector<std::string> waive = {"remediation", "systemic", "--cycle", "xa-2023",
                                          "--waive",     "1.1",      "--basis", "1500/QĐ-UBND"};
  const CommandResult said = Say(waive);
  EXPECT_EQ(said.exit, 1) << "not all of it was done";
  std::vector<std::string> units;
  for (const dossier::v1::Action& action : dossiers_.Asked()) {
    units.push_back(action.unit());
    EXPECT_EQ(action.mark().state(), dossier::v1::MARK_STATE_WAIVED);
    EXPECT_EQ(action.text(), "1500/QĐ-UBND");
  }
  EXPECT_THAT(units, ElementsAre("xa-a", "xa-c", "xa-e"));
  EXPECT_THAT(said.out, HasSubstr("xa-a: waived 1.1\nxa-e: waived 1.1\n"
                                  "xa-d: was waived before 1.1\nxa-c: NOT waived 1.1\n"
                                  "xa-b: the dossier is not under review, not waived 1.1\n"));
  EXPECT_THAT(said.err, HasSubstr("xa-c"));

  std::vector<std::string> as_json = waive;
  as_json.insert(as_json.end(), {"--format", "json"});
  EXPECT_EQ(Say(as_json).out,
            "{\n  \"format\": \"parnet/waiver/1\",\n  \"criterion\": \"1.1\",\n"
            "  \"waived\": [\n    \"xa-a\",\n    \"xa-e\"\n  ],\n"
            "  \"waived_before\": [\n    \"xa-d\"\n  ],\n"
            "  \"refused\": [\n    \"xa-c\"\n  ],\n"
            "  \"not_in_review\": [\n    \"xa-b\"\n  ]\n}\n");
}

TEST_F(ParctlCalls, AWaiverThatIsDoneEndsWell) {
  AddWaiver("xa-a", "open");
  const CommandResult said = Say({"remediation", "systemic", "--cycle", "xa-2023", "--waive", "1.1",
                                  "--basis", "1500/QĐ-UBND"});
  EXPECT_EQ(said.exit, 0) << said.err;
  EXPECT_EQ(said.out, "xa-a: waived 1.1\n");
}

TEST_F(ParctlCalls, TablesOfEarlierYearsAreListedPageByPageWithWhoEnteredThem) {
  const CommandResult said = Say({"history", "list"});
  EXPECT_EQ(said.exit, 0) << said.err;
  EXPECT_THAT(years_.tokens, ElementsAre("", "ab"));
  for (const char* one : {"2021 · PAR Index", "2022 · PAR Index", "Nguyễn Thị Lan (cong-bo)",
                          "counts", "withdrawn: nhầm năm – cong-bo"}) {
    EXPECT_THAT(said.out, HasSubstr(one));
  }
}

TEST_F(ParctlCalls, AllAreasAreThoseOfTheSetHoweverTheirIdsAreWritten) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"review", "assign", "--account", "an"},
        std::vector<std::string>{"review", "agree-rest"}}) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--cycle", "xa-2023", "--unit", "xa-a"});
    const CommandResult said = Say(all);
    EXPECT_EQ(said.exit, 0) << said.err;
    const std::vector<dossier::v1::Action> asked = dossiers_.Asked();
    ASSERT_EQ(asked.size(), 1u) << words[1];
    EXPECT_THAT(asked[0].areas(), ElementsAre("I", "II")) << words[1];
  }
}

TEST_F(ParctlCalls, NoAreaIsNoOrderToRelieveTheReviewer) {
  std::string& text = sets_.text;
  for (const std::string self : {"{id: \"1.1\", title: Chất lượng, maximum: 4",
                                 "{id: \"II\", title: Sáng kiến, maximum: 2"}) {
    const std::size_t at = text.find(self);
    const std::size_t rule = text.find(", rule: {judged: any}", at);
    ASSERT_NE(rule, std::string::npos);
    text.replace(rule, 21, ", source: survey");
  }
  const CommandResult said =
      Say({"review", "assign", "--account", "an", "--cycle", "xa-2023", "--unit", "xa-a"});
  EXPECT_EQ(said.exit, 1);
  EXPECT_TRUE(dossiers_.Asked().empty());
  EXPECT_THAT(said.err, HasSubstr("none to review"));
}

TEST_F(ParctlCalls, ACopyIsNotHurried) {
  const CommandResult said = Say({"export", "/var/backups/parnet"});
  EXPECT_EQ(said.exit, 0) << said.err;
  EXPECT_GT(node_.copy_by, std::chrono::system_clock::now() + std::chrono::hours(1));
  EXPECT_THAT(said.out, HasSubstr("7 entries"));
}

TEST_F(ParctlCalls, TheLastEntriesAreShownUnlessOthersAreAskedFor) {
  EXPECT_EQ(Say({"ledger", "entries"}).exit, 0);
  EXPECT_TRUE(node_.entries.newest_first());
  EXPECT_EQ(node_.entries.from(), 0u);
  EXPECT_EQ(Say({"ledger", "entries", "--from", "1"}).exit, 0);
  EXPECT_FALSE(node_.entries.newest_first());
  EXPECT_EQ(node_.entries.from(), 1u);
}

TEST_F(ParctlCalls, WhereNobodyIsAboveARecoveryEndsAtOnce) {
  const std::string config = WriteConfig(folder_ / "machine", "127.0.0.1:1");
  std::filesystem::create_directories(folder_ / "machine" / "keys");
  ASSERT_TRUE(
      identity::WriteFileDurably(folder_ / "machine/keys/node.crt", "-", identity::Secrecy::kPublic)
          .ok());
  for (const char* how : {"--once", "--files"}) {
    const CommandResult said = Say({"node", "recover", "--config", config, how});
    EXPECT_EQ(said.exit, 0) << how << said.err;
    EXPECT_THAT(said.out, HasSubstr("no node above")) << how;
    EXPECT_THAT(said.out, Not(HasSubstr("0/0"))) << how;
  }
}

TEST_F(ParctlCalls, AComingChangeOfParentsIsToldBelowTheUnits) {
  const std::string coming = "From 2099-01-01 on, Thị trấn La Hà (la-ha) is below quang-ngai.\n";
  const CommandResult now = Say({"units", "list"});
  EXPECT_EQ(now.exit, 0) << now.err;
  EXPECT_THAT(now.out, ::testing::EndsWith(coming));
  EXPECT_THAT(now.out, Not(HasSubstr("tra-giang")));
  EXPECT_THAT(Say({"units", "list", "--as-of", "2099-01-01"}).out, Not(HasSubstr(coming)));
  EXPECT_THAT(Say({"units", "list", "--parent", "quang-ngai"}).out, HasSubstr(coming));
  EXPECT_THAT(Say({"units", "list", "--parent", "nghia-hanh"}).out, Not(HasSubstr(coming)));
}

TEST_F(ParctlCalls, AFetchedDocumentAnswersInJson) {
  const std::string file = folder_ / "ke-hoach.pdf";
  const auto get = [&](const Sha256& hash) {
    return Say({"--format", "json", "evidence", "get", hash.Hex(), "--unit", "xa-a", "--to", file});
  };
  const CommandResult got = get(Sha256::Of("kế hoạch"));
  EXPECT_EQ(got.exit, 0) << got.err;
  EXPECT_EQ(got.out, "{\n  \"file\": \"" + file + "\",\n  \"bytes\": \"12\"\n}\n");
  EXPECT_EQ(ReadText(file), "kế hoạch");
  const CommandResult other = get(Sha256::Of("khác"));
  EXPECT_EQ(other.exit, 1);
  EXPECT_EQ(other.out, "");
  EXPECT_THAT(other.err, HasSubstr("\"reason\": \"evidence_came_changed\""));
}

}  // namespace
}  // namespace par::testing
