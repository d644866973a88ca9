// Goal: a machine becomes a node with parctl alone: the code and the two files, the certificates in
// their places; whatever goes wrong there is said in words, and can be done again.
// Method: the real parctl, the real authority, no node.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "common/identity/ca.h"
#include "common/identity/secret_file.h"
#include "tests/integration/recovering.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::testing {
namespace {

namespace fs = std::filesystem;

TEST(ParctlEnrol, ACodeARequestAndAnAnswerMakeAMachineTheNode) {
  const TempDir place;
  const std::string ca = place / "ca";
  const std::string request = place / "la-ha.request";
  const std::string answer = place / "la-ha.answer";
  const std::string config = WriteConfig(place / "machine", "127.0.0.1:1");
  ASSERT_EQ(InEnglish({"ca", "init", "--folder", ca}).exit, 0);
  const CommandResult early = InEnglish({"node", "recover", "--config", config});
  EXPECT_EQ(early.exit, 1);
  EXPECT_NE(early.err.find("begin with --code"), std::string::npos) << early.err;

  const CommandResult code = InEnglish({"ca", "enrol", "nut-la-ha", "--folder", ca});
  ASSERT_EQ(code.exit, 0) << code.err;
  const CommandResult asked = InEnglish(
      {"node", "recover", "--config", config, "--code", FirstLine(code.out), "--to", request});
  ASSERT_EQ(asked.exit, 0) << asked.err;
  EXPECT_NE(asked.err.find("parctl ca answer la-ha.request"), std::string::npos) << asked.err;
  EXPECT_NE(asked.err.find("Does not: drafts"), std::string::npos) << asked.err;

  const CommandResult given = InEnglish({"ca", "answer", request, "--folder", ca, "--to", answer});
  ASSERT_EQ(given.exit, 0) << given.err;
  const CommandResult again = InEnglish({"ca", "answer", request, "--folder", ca, "--to", answer});
  EXPECT_EQ(again.exit, 1);
  EXPECT_NE(again.err.find("was used already"), std::string::npos) << again.err;

  const CommandResult taken =
      InEnglish({"node", "recover", "--config", config, "--answer", answer});
  ASSERT_EQ(taken.exit, 0) << taken.err;
  const fs::path keys = place / "machine" / "keys";
  EXPECT_TRUE(identity::KeyBelongsTo(ReadText(keys / "node.key"), ReadText(keys / "node.crt")));
  EXPECT_EQ(ReadText(keys / "ca.crt"), ReadText(fs::path(ca) / "ca.crt"));
  EXPECT_EQ(ReadText(keys / "node-keys"), ReadText(fs::path(ca) / "node-keys.txt"));
  EXPECT_EQ(fs::status(keys / "node.key").permissions() & fs::perms::all,
            fs::perms::owner_read | fs::perms::owner_write);

  // The answer is of no use to another machine.
  const std::string other = WriteConfig(place / "other", "127.0.0.1:1");
  const CommandResult second = InEnglish({"ca", "enrol", "nut-la-ha", "--folder", ca});
  ASSERT_EQ(InEnglish({"node", "recover", "--config", other, "--code", FirstLine(second.out),
                       "--to", place / "other.request"})
                .exit,
            0);
  const CommandResult wrong = InEnglish({"node", "recover", "--config", other, "--answer", answer});
  EXPECT_EQ(wrong.exit, 1);
  EXPECT_NE(wrong.err.find("not for this machine"), std::string::npos) << wrong.err;
  EXPECT_FALSE(fs::exists(place / "other" / "keys" / "node.crt"));
}

// What is withdrawn one day must be known by its number, and the certificates are on the nodes.
TEST(ParctlEnrol, TheAuthorityNotesEachCertificateThatItGivesOut) {
  const TempDir place;
  const std::string ca = place / "ca";
  const std::string config = WriteConfig(place / "machine", "127.0.0.1:1");
  ASSERT_EQ(InEnglish({"ca", "init", "--folder", ca}).exit, 0);
  ASSERT_EQ(
      InEnglish({"ca", "issue", "nut-song-ve", "--folder", ca, "--to", place / "by-hand"}).exit, 0);
  const CommandResult code = InEnglish({"ca", "enrol", "nut-la-ha", "--folder", ca});
  ASSERT_EQ(InEnglish({"node", "recover", "--config", config, "--code", FirstLine(code.out), "--to",
                       place / "request"})
                .exit,
            0);
  ASSERT_EQ(
      InEnglish({"ca", "answer", place / "request", "--folder", ca, "--to", place / "answer"}).exit,
      0);
  ASSERT_EQ(InEnglish({"node", "recover", "--config", config, "--answer", place / "answer"}).exit,
            0);
  ASSERT_OK_AND_ASSIGN(const identity::Certificate issued,
                       identity::ReadCertificate(ReadText(place / "by-hand" / "node.crt")));
  ASSERT_OK_AND_ASSIGN(
      const identity::Certificate answered,
      identity::ReadCertificate(ReadText(place / "machine" / "keys" / "node.crt")));
  const std::string noted = ReadText(fs::path(ca) / "issued.txt");
  EXPECT_EQ(noted.find(issued.serial + " nut-song-ve, until "), 0u) << noted;
  EXPECT_NE(noted.find("\n" + answered.serial + " nut-la-ha, until "), std::string::npos) << noted;
}

// A code is lost on the way, or the request is: the answer to the first may come nevertheless.
TEST(ParctlEnrol, ASecondRequestOfAMachineTakesNothingFromTheFirst) {
  const TempDir place;
  const std::string ca = place / "ca";
  const std::string answer = place / "la-ha.answer";
  const std::string config = WriteConfig(place / "machine", "127.0.0.1:1");
  ASSERT_EQ(InEnglish({"ca", "init", "--folder", ca}).exit, 0);
  for (const std::string request : {"first", "second"}) {
    const CommandResult code = InEnglish({"ca", "enrol", "nut-la-ha", "--folder", ca});
    ASSERT_EQ(InEnglish({"node", "recover", "--config", config, "--code", FirstLine(code.out),
                         "--to", place / request})
                  .exit,
              0);
  }
  ASSERT_EQ(InEnglish({"ca", "answer", place / "first", "--folder", ca, "--to", answer}).exit, 0);
  const CommandResult taken =
      InEnglish({"node", "recover", "--config", config, "--answer", answer});
  EXPECT_EQ(taken.exit, 0) << taken.err;

  const fs::path key = place / "other" / "keys" / "node.key";
  const std::string other = WriteConfig(place / "other", "127.0.0.1:1");
  fs::create_directories(key.parent_path());
  ASSERT_OK(identity::WriteFileDurably(key, "not a key\n", identity::Secrecy::kSecret));
  const CommandResult refused =
      InEnglish({"node", "recover", "--config", other, "--code", "00000-00000-00000-00000-00000-0",
                 "--to", place / "none"});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_NE(refused.err.find("node.key"), std::string::npos) << refused.err;
  EXPECT_EQ(ReadText(key), "not a key\n");
}

TEST(ParctlEnrol, ARequestMadeWithAnotherCodeIsRefused) {
  const TempDir place;
  const std::string ca = place / "ca";
  const std::string config = WriteConfig(place / "machine", "127.0.0.1:1");
  ASSERT_EQ(InEnglish({"ca", "init", "--folder", ca}).exit, 0);
  ASSERT_EQ(InEnglish({"ca", "enrol", "nut-la-ha", "--folder", ca}).exit, 0);
  ASSERT_EQ(InEnglish({"node", "recover", "--config", config, "--code",
                       "00000-00000-00000-00000-00000-0", "--to", place / "forged"})
                .exit,
            0);
  const CommandResult refused =
      InEnglish({"ca", "answer", place / "forged", "--folder", ca, "--to", place / "answer"});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_NE(refused.err.find("no code that was given out"), std::string::npos) << refused.err;
  EXPECT_FALSE(fs::exists(place / "answer"));
}

TEST(ParctlEnrol, AnAnswerThatCannotBeGivenLeavesTheCodeGood) {
  const TempDir place;
  const std::string ca = place / "ca";
  const std::string request = place / "la-ha.request";
  const std::string answer = place / "la-ha.answer";
  const std::string config = WriteConfig(place / "machine", "127.0.0.1:1");
  ASSERT_EQ(InEnglish({"ca", "init", "--folder", ca}).exit, 0);
  const CommandResult code = InEnglish({"ca", "enrol", "nut-la-ha", "--folder", ca});
  ASSERT_EQ(InEnglish({"node", "recover", "--config", config, "--code", FirstLine(code.out), "--to",
                       request})
                .exit,
            0);
  const auto give = [&](const std::string& to, const std::vector<std::string>& more) {
    std::vector<std::string> words = {"ca", "answer", request, "--folder", ca, "--to", to};
    words.insert(words.end(), more.begin(), more.end());
    return InEnglish(words);
  };
  const struct {
    const char* why;
    std::string to;
    std::vector<std::string> more;
    const char* says;
  } rows[] = {
      {"a mistyped address", answer, {"--ip", "10.0.0.300"}, "nut-la-ha"},
      {"a unit that no unit is called", answer, {"--unit", "la ha"}, "la ha"},
      {"no day of validity", answer, {"--days=0"}, "1 to 3653"},
      {"more days than a year has digits for", answer, {"--days=99999999999"}, "1 to 3653"},
      {"a folder that is not there", place / "none" / "answer", {}, "No such file"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const CommandResult refused = give(row.to, row.more);
    EXPECT_EQ(refused.exit, 1) << refused.err;
    EXPECT_NE(refused.err.find(row.says), std::string::npos) << refused.err;
    EXPECT_FALSE(fs::exists(row.to));
  }
  const CommandResult given = give(answer, {});
  ASSERT_EQ(given.exit, 0) << given.err;
  const std::string keys = ReadText(fs::path(ca) / "node-keys.txt");
  EXPECT_EQ(keys.find("nut-la-ha "), 0u) << keys;
  EXPECT_EQ(keys.find('\n'), keys.size() - 1) << "the key once\n" << keys;
}

TEST(ParctlEnrol, WhatTheSystemRefusesToLookAtEndsNoCommand) {
  const TempDir place;
  const std::string long_name(300, 'k');  // No file may be called so.
  const std::string config = WriteConfig(place / "machine", "127.0.0.1:1");
  const fs::path loop = place / "loop";
  fs::create_symlink(loop, loop);
  std::string text = ReadText(config);
  text.replace(text.find("/keys/node.crt"), 14, "/" + long_name);
  ASSERT_OK(identity::WriteFileDurably(place / "long.yaml", text, identity::Secrecy::kPublic));
  ASSERT_EQ(InEnglish({"ca", "init", "--folder", place / "ca"}).exit, 0);
  const std::string key = place / "backup.key";
  ASSERT_EQ(InEnglish({"backup", "keygen", key}).exit, 0);
  const std::vector<std::string> commands[] = {
      {"backup", "make", "", "--for", key + ".pub", "--node", "127.0.0.1:1"},
      {"node", "recover", "--config", place / "long.yaml"},
      {"backup", "keygen", place / long_name},
      {"ca", "init", "--folder", loop},
      {"account", "bootstrap", "quan-tri", "--full-name", "Lan", "--unit", "la-ha", "--role",
       "clerk", "--token-to", place / "token", "--to", place / long_name},
  };
  for (const std::vector<std::string>& words : commands) {
    const CommandResult refused = InEnglish(words);
    EXPECT_EQ(refused.exit, 1) << words[0] << " " << words[1] << ": " << refused.err;
  }
}

TEST(ParctlEnrol, AConfigurationWithoutCertificatesHasNothingToRecover) {
  const TempDir place;
  const std::string config = place / "node.yaml";
  ASSERT_OK(identity::WriteFileDurably(
      config,
      "node_id: nut-tinh\nlevel: province\nunits: [tinh]\ndata_directory: data\n"
      "mark_directory: mark\nclient: {listen: \"unix:c.sock\"}\n",
      identity::Secrecy::kPublic));
  const CommandResult refused =
      InEnglish({"node", "recover", "--config", config, "--code", "00000-00000-00000-00000-00000-0",
                 "--to", place / "request"});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_NE(refused.err.find("certificates.key"), std::string::npos) << refused.err;
  EXPECT_FALSE(fs::exists(place / "request"));
  EXPECT_FALSE(fs::exists(".new")) << "a private key in whatever folder this is";
}

// Each step is written once for people and once for programs: nothing but the object on standard
// output, and no hints beside it.
TEST(ParctlRecover, EveryStepAnswersInJson) {
  const TempDir place;
  const std::string ca = place / "ca";
  const std::string request = place / "la-ha.request";
  const std::string answer = place / "la-ha.answer";
  const std::string config = WriteConfig(place / "machine", "127.0.0.1:1");
  const auto json = [](std::vector<std::string> words) {
    words.insert(words.begin(), {"--format", "json"});
    const CommandResult result = Parctl(words);
    EXPECT_EQ(result.exit, 0) << result.err;
    EXPECT_EQ(result.err, "");
    return result.out;
  };
  const std::string keys = place / "machine" / "keys";
  EXPECT_EQ(json({"ca", "init", "--folder", ca}),
            "{\n  \"certificate\": \"" + ca + "/ca.crt\",\n  \"key\": \"" + ca + "/ca.key\"\n}\n");
  const std::string enrolled = json({"ca", "enrol", "nut-la-ha", "--folder", ca});
  const std::string before = "{\n  \"node\": \"nut-la-ha\",\n  \"code\": \"";
  ASSERT_EQ(enrolled.substr(0, before.size()), before);
  const std::string code =
      enrolled.substr(before.size(), enrolled.find('"', before.size()) - before.size());
  EXPECT_EQ(enrolled, before + code + "\"\n}\n");
  EXPECT_EQ(json({"node", "recover", "--config", config, "--code", code, "--to", request}),
            "{\n  \"node\": \"nut-la-ha\",\n  \"file\": \"" + request + "\"\n}\n");
  EXPECT_EQ(json({"ca", "answer", request, "--folder", ca, "--to", answer}),
            "{\n  \"node\": \"nut-la-ha\",\n  \"file\": \"" + answer + "\"\n}\n");
  EXPECT_EQ(json({"node", "recover", "--config", config, "--answer", answer}),
            "{\n  \"node\": \"nut-la-ha\",\n  \"files\": [\n    \"" + keys + "/ca.crt\",\n    \"" +
                keys + "/signing.crt\",\n    \"" + keys + "/node-keys\",\n    \"" + keys +
                "/node.crt\"\n  ]\n}\n");
}

}  // namespace
}  // namespace par::testing
