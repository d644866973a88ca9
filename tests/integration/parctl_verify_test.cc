// Goal: a decision saved in a file is confirmed with the authority's certificate alone, and
// everything that was altered, or not certified for its issuer, is found.
// Method: a small decision is signed with a key that `parctl ca issue` certified, saved, spoilt in
// one thing per row, and verified by the real program without any node.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/domain/decision.h"
#include "common/domain/decision_file.h"
#include "common/identity/signer_certificate.h"
#include "common/identity/signing_key.h"
#include "par/decision/v1/decision.pb.h"
#include "tests/integration/parctl.h"
#include "tests/support/read_text.h"
#include "tests/support/real_decision.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par {
namespace {

using decision::v1::GetDecisionResponse;
using decision::v1::SignedDecision;
using testing::CommandResult;
using testing::Parctl;

domain::Decision Small() {
  const auto points = [](std::int64_t e4) { return domain::Points::FromE4(e4); };
  domain::Decision decision;
  decision.number = domain::DecisionId("7/QĐ-UBND");
  decision.date = *domain::Date::Of(2023, 12, 20);
  decision.issuer = domain::UnitId("tu-nghia");
  decision.cycle = domain::CycleId("k");
  decision.year = 2023;
  decision.set_id = "s";
  decision.set_version = 1;
  domain::DecisionLine line;
  line.unit = domain::UnitId("la-ha");
  line.name = "Thị trấn La Hà";
  domain::DecisionArea area;
  area.id = "1";
  area.leaves = {{"1.1", domain::Mark::Scored(points(8'0000)), points(10'0000), points(10'0000)}};
  area.maximum = area.counted = line.effective_maximum = points(10'0000);
  area.total = line.total = points(8'0000);
  line.areas = {area};
  line.converted = points(80'0000);
  line.rank = 1;
  decision.lines = {line};
  return decision;
}

class VerifyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const std::string name : {"ca", "other"}) {
      ASSERT_EQ(Parctl({"ca", "init", "--folder", folder_ / name}).exit, 0);
    }
    Issue("ca", "tu-nghia");
    Issue("ca", "nghia-hanh");
    Issue("other", "tu-nghia");
  }
  // Into the folder "<authority>-<unit>"; the node bears its unit's name.
  void Issue(const std::string& authority, const std::string& unit) {
    const CommandResult issued = Parctl({"ca", "issue", unit, "--folder", folder_ / authority,
                                         "--to", folder_ / (authority + "-" + unit)});
    ASSERT_EQ(issued.exit, 0) << issued.err;
  }
  SignedDecision SignedWith(const std::string& keys, const std::string& node,
                            const domain::Decision& decision = Small()) {
    const auto key =
        identity::SigningKey::OpenOrMake(folder_ / keys / "signing.key", SystemRandom());
    const auto certificate = identity::ReadSignerCertificate(folder_ / keys / "signing.crt");
    EXPECT_OK(key);
    EXPECT_OK(certificate);
    SignedDecision made;
    made.set_canonical(domain::DecisionFile(decision));
    made.set_signed_at(SystemClock().WallMicros());
    made.set_signature((*key)->Sign(domain::SignatureBytes(decision, made.signed_at())));
    made.set_signer_key((*key)->public_key());
    made.set_signer_node(node);
    made.set_signer_certificate(*certificate);
    return made;
  }
  CommandResult Verify(const SignedDecision& decision, std::vector<std::string> words = {}) {
    GetDecisionResponse saved;
    *saved.mutable_decision() = decision;
    const std::string file = folder_ / "qd.bin";
    std::ofstream(file, std::ios::binary) << saved.SerializeAsString();
    for (const std::string& word :
         {std::string("decision"), std::string("verify"), std::string("--file"), file,
          std::string("--authority"), (folder_ / "ca" / "ca.crt").string()}) {
      words.push_back(word);
    }
    return Parctl(words);
  }
  testing::TempDir folder_;
};

TEST_F(VerifyTest, AGoodDecisionIsConfirmedWithoutANode) {
  const CommandResult result = Verify(SignedWith("ca-tu-nghia", "tu-nghia"));
  EXPECT_EQ(result.exit, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("đúng, cho đơn vị tu-nghia"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("\nHỢP LỆ"), std::string::npos) << result.out;
}

TEST_F(VerifyTest, WhatCannotBeConfirmedIsNamed) {
  struct Case {
    std::string_view why;
    std::string keys;
    std::string node;
    std::function<void(SignedDecision&)> spoil;
    std::string_view says;
  };
  const auto as_it_is = [](SignedDecision&) {};
  const Case cases[] = {
      {"another unit's certificate", "ca-nghia-hanh", "nghia-hanh", as_it_is,
       "không cho phép ký thay mặt đơn vị “tu-nghia”"},
      {"an unknown authority", "other-tu-nghia", "tu-nghia", as_it_is,
       "nơi cấp chứng thư được tin"},
      {"no certificate", "ca-tu-nghia", "tu-nghia",
       [](SignedDecision& s) { s.clear_signer_certificate(); }, "Không có chứng thư"},
      {"signed when the certificate had ended", "ca-tu-nghia", "tu-nghia",
       [](SignedDecision& s) { s.set_signed_at(s.signed_at() + 100 * 86'400'000'000); },
       "không có hiệu lực vào lúc ký"},
      {"an altered decision", "ca-tu-nghia", "tu-nghia",
       [](SignedDecision& s) {
         domain::Decision altered = Small();
         altered.number = domain::DecisionId("8/QĐ-UBND");
         s.set_canonical(domain::DecisionFile(altered));
       },
       "SAI"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    SignedDecision decision = SignedWith(c.keys, c.node);
    c.spoil(decision);
    const CommandResult result = Verify(decision);
    EXPECT_EQ(result.exit, 1);
    EXPECT_NE((result.out + result.err).find(c.says), std::string::npos)
        << result.out << result.err;
    EXPECT_NE(result.out.find("KHÔNG HỢP LỆ"), std::string::npos) << result.out;
  }
}

// A program reads the verdict, and nothing else, from standard output.
TEST_F(VerifyTest, TheVerdictIsAnObjectWhereJsonIsAsked) {
  struct Case {
    std::string_view why;
    std::string keys;
    int exit;
    std::string_view says;
  };
  const Case cases[] = {
      {"it holds", "ca-tu-nghia", 0, "\"valid\": true\n}\n"},
      {"signed by nobody who may", "other-tu-nghia", 1, "\"valid\": false\n}\n"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    const CommandResult result = Verify(SignedWith(c.keys, "tu-nghia"), {"--format", "json"});
    EXPECT_EQ(result.exit, c.exit) << result.err;
    EXPECT_TRUE(result.out.starts_with("{\n  \"number\": \"")) << result.out;
    EXPECT_TRUE(result.out.ends_with(c.says)) << result.out;
    EXPECT_NE(result.out.find("\"signature_holds\": true"), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("\"set_compared\": false"), std::string::npos) << result.out;
  }
}

TEST_F(VerifyTest, ARefusalIsAnObjectWhereJsonIsAsked) {
  const CommandResult result =
      Parctl({"--format", "json", "--lang", "en", "decision", "verify", "--file", folder_ / "none",
              "--authority", folder_ / "ca" / "ca.crt"});
  EXPECT_EQ(result.exit, 1);
  EXPECT_NE(result.err.find("\"reason\": \"file_unreadable\""), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("\"params\": {\n    \"path\": "), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("\"text\": "), std::string::npos) << result.err;
  const std::string other = folder_ / "other.bin";
  std::ofstream(other) << "# no decision\n";
  const CommandResult none = Parctl({"--format", "json", "--lang", "en", "decision", "verify",
                                     "--file", other, "--authority", folder_ / "ca" / "ca.crt"});
  EXPECT_EQ(none.exit, 1);
  EXPECT_NE(none.err.find("\"reason\": \"decision_file_not_saved\""), std::string::npos)
      << none.err;
}

TEST_F(VerifyTest, OpenDataIsWrittenOfADecisionThatHoldsAndOfNoOther) {
  GetDecisionResponse saved;
  *saved.mutable_decision() = SignedWith("ca-tu-nghia", "tu-nghia", testing::RealDecision());
  saved.mutable_summary()->set_superseded_by("9/QĐ-UBND");
  const std::string file = folder_ / "qd.bin";
  std::ofstream(file, std::ios::binary) << saved.SerializeAsString();
  const std::string authority = folder_ / "ca" / "ca.crt";
  const auto write = [&](const std::string& out, const std::string& set) {
    return Parctl({"decision", "open-data", "--file", file, "--authority", authority, "--criteria",
                   set, "--out", folder_ / out});
  };
  const std::string set = "criteria/commune-sample-2023.yaml";
  const CommandResult result = write("mo", set);
  ASSERT_EQ(result.exit, 0) << result.err;
  EXPECT_NE(result.err.find("đã bị thay bởi 9/QĐ-UBND"), std::string::npos) << result.err;
  const std::string results = testing::ReadText(folder_ / "mo/results.csv");
  EXPECT_NE(results.find("song-ve,\"xã, thị trấn\",1,"), std::string::npos) << results;
  EXPECT_NE(testing::ReadText(folder_ / "mo/decision.csv").find(",false,9/QĐ-UBND,"),
            std::string::npos);
  // Anyone can go on from what was published.
  const CommandResult sums = testing::RunCommand(
      {"/bin/sh", "-c",
       "cd '" + (folder_ / "mo").string() + "' && sha256sum -c --quiet SHA256SUMS"},
      {"PATH=/usr/bin:/bin"});
  EXPECT_EQ(sums.exit, 0) << sums.out << sums.err;
  EXPECT_EQ(Parctl({"decision", "verify", "--file", folder_ / "mo/decision.bin", "--authority",
                    authority, "--criteria", set})
                .exit,
            0);
  std::string apart = testing::ReadText(set);
  for (std::size_t at = 0; (at = apart.find("ế", at)) != std::string::npos;) {
    apart.replace(at, std::string_view("ế").size(), "e\u0302\u0301");
  }
  std::ofstream(folder_ / "go-roi-dau.yaml", std::ios::binary) << apart;
  const CommandResult composed =
      Parctl({"decision", "verify", "--file", folder_ / "mo/decision.bin", "--authority", authority,
              "--criteria", folder_ / "go-roi-dau.yaml"});
  EXPECT_EQ(composed.exit, 0) << "as it was typed, before a node composed it: " << composed.err;
  EXPECT_EQ(write("mo", set).exit, 1) << "a folder that holds something is not touched";
  EXPECT_EQ(write("mo2", set).exit, 0);
  EXPECT_EQ(testing::ReadText(folder_ / "mo2/SHA256SUMS"),
            testing::ReadText(folder_ / "mo/SHA256SUMS"));
  const std::string years = folder_ / "cac-nam.yaml";
  const CommandResult kept = Parctl({"history", "decision", "--file", file, "--authority",
                                     authority, "--criteria", set, "--into", years});
  EXPECT_EQ(kept.exit, 0) << kept.err;
  const CommandResult shown = Parctl({"history", "show", "--years", years, "--unit", "song-ve"});
  EXPECT_NE(shown.out.find("1/14"), std::string::npos) << shown.out << shown.err;
  EXPECT_NE(shown.out.find("2873/QĐ-UBND"), std::string::npos) << shown.out;
  const CommandResult other = write("khac", "criteria/province-2023.yaml");
  EXPECT_EQ(other.exit, 1);
  EXPECT_NE(other.err.find("mã băm khác"), std::string::npos) << other.err;
  saved.mutable_decision()->set_signature(std::string(64, 'x'));
  std::ofstream(file, std::ios::binary) << saved.SerializeAsString();
  const CommandResult unsigned_one = write("khac", set);
  EXPECT_EQ(unsigned_one.exit, 1);
  EXPECT_NE(unsigned_one.err.find("Chữ ký của quyết định 2873/QĐ-UBND không đúng"),
            std::string::npos)
      << unsigned_one.err;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "khac"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "khac.part"));
}

TEST_F(VerifyTest, AFileIsNotBelievedAboutWhomToTrust) {
  GetDecisionResponse saved;
  *saved.mutable_decision() = SignedWith("other-tu-nghia", "tu-nghia");
  std::ifstream own(folder_ / "other" / "ca.crt");
  saved.set_authorities(std::string(std::istreambuf_iterator<char>(own), {}));
  const std::string file = folder_ / "qd.bin";
  std::ofstream(file, std::ios::binary) << saved.SerializeAsString();
  EXPECT_EQ(Parctl({"decision", "verify", "--file", file}).exit, 2) << "the authority is asked for";
  EXPECT_EQ(
      Parctl({"decision", "verify", "--file", file, "--authority", folder_ / "ca" / "ca.crt"}).exit,
      1);
}

}  // namespace
}  // namespace par
