// Goal: the commands that prepare a node make files that a node takes, and those that speak to a
// node say by their exit code whether the command, the files or the node are at fault.
// Method: the real program is run in a temporary folder, without any node.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "common/identity/bootstrap_file.h"
#include "common/identity/ca.h"
#include "common/identity/token.h"
#include "tests/integration/parctl.h"
#include "tests/support/temp_dir.h"

namespace par {
namespace {

using testing::CommandResult;
using testing::Parctl;

std::string Content(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

unsigned ModeOf(const std::string& path) {
  struct stat facts = {};
  EXPECT_EQ(stat(path.c_str(), &facts), 0) << path;
  return facts.st_mode & 0777u;
}

TEST(ParctlAuthority, IssuesANodesFilesAndIsNeverReplaced) {
  const testing::TempDir dir;
  const std::string authority = dir.path() / "ca";
  const std::string keys = dir.path() / "la-ha";
  ASSERT_EQ(Parctl({"ca", "init", "--folder", authority}).exit, 0);
  const std::string first = Content(authority + "/ca.crt");
  EXPECT_EQ(Parctl({"ca", "init", "--folder", authority}).exit, 1);
  EXPECT_EQ(Content(authority + "/ca.crt"), first);
  const CommandResult issued =
      Parctl({"ca", "issue", "la-ha", "--folder", authority, "--to", keys, "--ip", "127.0.0.1"});
  ASSERT_EQ(issued.exit, 0) << issued.err;
  EXPECT_EQ(Content(keys + "/ca.crt"), first);
  EXPECT_TRUE(identity::KeyBelongsTo(Content(keys + "/node.key"), Content(keys + "/node.crt")));
  EXPECT_EQ(ModeOf(keys + "/node.key"), 0600u);
  EXPECT_EQ(ModeOf(keys + "/signing.key"), 0600u);
  EXPECT_TRUE(Content(authority + "/node-keys.txt").starts_with("la-ha "));
}

TEST(ParctlAccount, FirstAccountsAreWhatANodeReads) {
  const testing::TempDir dir;
  const std::string file = dir.path() / "accounts.yaml";
  const std::string token = dir.path() / "quan-tri.token";
  for (const std::string name : {"quan-tri", "tham-dinh"}) {
    const CommandResult result = Parctl(
        {"account", "bootstrap", name, "--full-name", "Nguyễn Thị Lan", "--unit", "tu-nghia",
         "--role", "administrator", "--to", file, "--token-to", dir.path() / (name + ".token")});
    ASSERT_EQ(result.exit, 0) << result.err;
  }
  const identity::BootstrapFile read = identity::ReadBootstrapFile(Content(file), file);
  ASSERT_TRUE(read.request.has_value()) << read.findings.size() << " findings";
  ASSERT_EQ(read.request->accounts_size(), 2);
  std::string secret = Content(token);
  ASSERT_FALSE(secret.empty());
  secret.pop_back();
  EXPECT_EQ(read.request->accounts(0).token_sha256(), identity::HashOfToken(secret).ToBytes());
  EXPECT_EQ(ModeOf(token), 0600u);
}

TEST(ParctlAccount, WhateverANameHoldsANodeReadsItBack) {
  struct Row {
    const char* why;
    std::string full_name;
    std::string position;
    int exit;
  };
  const Row rows[] = {
      {"quotes", "Nguyễn Thị \"Lan\"", "Phó \"Phòng\"", 0},
      {"what begins an escape", "C:\\Lan", "Phó Phòng\\", 0},
      {"what YAML reads otherwise", "{Lan}: [a, b] # c", "- 'x'", 0},
      {"a line of its own", "Lan\n  - {account: b}", "", 1},
      {"the end of another line", "Lan", "Phó\u0085Phòng", 1},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const testing::TempDir dir;
    const std::string file = dir.path() / "accounts.yaml";
    const std::string token = dir.path() / "lan.token";
    const CommandResult result = Parctl(
        {"account", "bootstrap", "lan", "--full-name", row.full_name, "--position", row.position,
         "--unit", "tu-nghia", "--role", "reviewer", "--to", file, "--token-to", token});
    EXPECT_EQ(result.exit, row.exit) << result.err;
    EXPECT_EQ(Content(token).empty(), row.exit != 0) << "no token without its account";
    if (row.exit != 0) continue;
    const identity::BootstrapFile read = identity::ReadBootstrapFile(Content(file), file);
    ASSERT_TRUE(read.request.has_value()) << read.findings.size() << " findings";
    ASSERT_EQ(read.request->accounts_size(), 1);
    EXPECT_EQ(read.request->accounts(0).account().full_name(), row.full_name);
    EXPECT_EQ(read.request->accounts(0).account().position(), row.position);
  }
}

// What lies in the file may be what somebody signs in with, or the only backup.
TEST(ParctlFiles, ATokenAKeyAndABackupNeverReplaceAFile) {
  const testing::TempDir dir;
  const std::string there = dir.path() / "quan-tri.token";
  const std::string accounts = dir.path() / "accounts.yaml";
  const std::string key = dir.path() / "backup.key";
  ASSERT_EQ(Parctl({"backup", "keygen", key}).exit, 0);
  {
    std::ofstream(there) << "mine\n";
  }
  ASSERT_EQ(chmod(there.c_str(), 0600), 0);
  struct Case {
    std::string_view why;
    std::vector<std::string> words;
  };
  const Case cases[] = {
      {"a new token over the one that this very call is made with",
       {"--token-file", there, "account", "token", "quan-tri", "--to", there}},
      {"the token of a first account",
       {"account", "bootstrap", "lan", "--full-name", "Lan", "--unit", "u", "--role", "clerk",
        "--to", accounts, "--token-to", there}},
      {"a backup, before the node copies anything",
       {"backup", "make", there, "--for", key + ".pub"}},
      {"a backup's key", {"backup", "keygen", there}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    std::vector<std::string> words = {"--node", "127.0.0.1:1"};
    words.insert(words.end(), c.words.begin(), c.words.end());
    const CommandResult refused = Parctl(words);
    EXPECT_EQ(refused.exit, 1) << refused.err;
    EXPECT_EQ(refused.err, there + ": đã có, không ghi đè\n");
    EXPECT_EQ(Content(there), "mine\n");
  }
  EXPECT_EQ(Content(accounts), "") << "no account without its token";
}

TEST(ParctlFiles, NothingIsLeftOfATokenThatNobodyTook) {
  const testing::TempDir dir;
  const std::string token = dir.path() / "lan.token";
  const std::string accounts = dir.path() / "accounts.yaml";
  struct Case {
    std::string_view why;
    std::vector<std::string> words;
    int exit;
  };
  const Case cases[] = {
      {"the node cannot be reached",
       {"--node", "127.0.0.1:1", "account", "token", "lan", "--to", token},
       3},
      {"no node is named", {"account", "token", "lan", "--to", token}, 2},
      {"an id that is none",
       {"--node", "127.0.0.1:1", "--request-id", "12", "account", "token", "lan", "--to", token},
       2},
      {"no such role",
       {"account", "bootstrap", "lan", "--full-name", "Lan", "--unit", "u", "--role", "king",
        "--to", accounts, "--token-to", token},
       2},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(Parctl(c.words).exit, c.exit);
    EXPECT_EQ(Content(token), "");
    EXPECT_EQ(Content(accounts), "");
  }
}

TEST(ParctlNode, TheExitCodeSaysWhoIsAtFault) {
  const testing::TempDir dir;
  const std::string nowhere = "unix:" + (dir.path() / "none.sock").string();
  struct Case {
    std::string_view why;
    std::vector<std::string> words;
    int exit;
  };
  const Case cases[] = {
      {"no address at all", {"status"}, 2},
      {"nobody listens there", {"--node", nowhere, "status"}, 3},
      {"another machine, where the token would go in the clear",
       {"--node", "tinh.example.vn:7000", "status"},
       1},
      {"no such token file",
       {"--node", nowhere, "--token-file", dir.path() / "none.token", "status"},
       1},
      {"a request id that is none",
       {"--node", nowhere, "--request-id", "12", "export", "/nowhere"},
       2},
      {"a role nobody has",
       {"--node", nowhere, "account", "add", "a", "--full-name", "A", "--unit", "u", "--role",
        "king"},
       2},
      {"points that are no number",
       {"--node", nowhere, "review", "adjust", "--cycle", "k", "--unit", "u", "--criterion", "1",
        "--points", "1,5", "--text", "t"},
       1},
      {"an adjustment to nothing",
       {"--node", nowhere, "review", "adjust", "--cycle", "k", "--unit", "u", "--criterion", "1",
        "--text", "t"},
       2},
      {"an appeal upheld to nothing",
       {"--node", nowhere, "review", "appeal", "--cycle", "k", "--unit", "u", "--criterion", "1",
        "--upheld", "--text", "t"},
       2},
      {"an appeal rejected needs no points: the node is asked",
       {"--node", nowhere, "review", "appeal", "--cycle", "k", "--unit", "u", "--criterion", "1",
        "--text", "t"},
       3},
      {"a correction by two marks",
       {"--node", nowhere, "review", "correct", "--cycle", "k", "--unit", "u", "--criterion", "1",
        "--points", "1", "--not-applicable", "--text", "t"},
       2},
      {"neither a decision nor a file", {"--node", nowhere, "decision", "verify"}, 2},
      {"a saved decision that is none",
       {"decision", "verify", "--file", "criteria/README.md", "--authority", "criteria/README.md"},
       1},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    const CommandResult result = Parctl(c.words);
    EXPECT_EQ(result.exit, c.exit) << result.out << result.err;
    EXPECT_FALSE(result.err.empty());
  }
}

}  // namespace
}  // namespace par
