// Goal: a node whose disk fails acknowledges nothing more and ends by itself, saying why; started
// again with a good disk it has all that it told, and the same request is carried out once.
// Method: the real programs, node and parctl; the node is started with the disk's library before
// all others, and the fault comes while it serves.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/integration/command.h"
#include "tests/support/temp_dir.h"

namespace par::power {
namespace {

using par::testing::CommandResult;
using par::testing::RunCommand;

// A node's process, from the line that says it serves to its end.
class NodeProcess {
 public:
  explicit NodeProcess(const par::testing::TempDir& dir) : errors_(dir / "stderr") {
    int out[2];
    EXPECT_EQ(pipe2(out, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    posix_spawn_file_actions_addopen(&actions, 2, errors_.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    std::vector<std::string> words = {PROVINCE_NODE, "serve", "--config", dir / "node.yaml"};
    std::vector<std::string> environment = {"LD_PRELOAD=" DISK_LIBRARY,
                                            "PAR_DISK_FAULT=" + (dir / "fault").string(),
                                            "ASAN_OPTIONS=verify_asan_link_order=0"};
    std::vector<char*> argv;
    std::vector<char*> envp;
    for (std::string& word : words) argv.push_back(word.data());
    for (std::string& one : environment) envp.push_back(one.data());
    argv.push_back(nullptr);
    envp.push_back(nullptr);
    EXPECT_EQ(posix_spawn(&pid_, PROVINCE_NODE, &actions, nullptr, argv.data(), envp.data()), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    char byte = 0;
    while (byte != '\n' && read(out[0], &byte, 1) == 1) {
    }
    serves_ = byte == '\n';
    close(out[0]);
  }
  ~NodeProcess() {
    if (pid_ > 0) (void)End();
  }
  NodeProcess(const NodeProcess&) = delete;
  NodeProcess& operator=(const NodeProcess&) = delete;

  [[nodiscard]] bool serves() const { return serves_; }
  // Waits until it has ended by itself; its exit code, or -1 if a signal ended it.
  [[nodiscard]] int Wait() {
    int status = 0;
    EXPECT_EQ(waitpid(pid_, &status, 0), pid_);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  [[nodiscard]] int End() {
    kill(pid_, SIGTERM);
    return Wait();
  }
  [[nodiscard]] std::string Errors() const {
    std::ostringstream text;
    text << std::ifstream(errors_).rdbuf();
    return text.str();
  }

 private:
  const std::string errors_;
  pid_t pid_ = -1;
  bool serves_ = false;
};

class DyingNodeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(dir_ / "node.yaml") << "node_id: n1\nlevel: province\nunits: [tinh]\n"
                                         "data_directory: data\nmark_directory: mark\n"
                                         "client:\n  listen: unix:client.sock\n"
                                         "bootstrap_accounts: accounts.yaml\nlanguage: en\n";
    const CommandResult made = RunCommand(
        {PARCTL, "account", "bootstrap", "lan", "--full-name", "Lan", "--unit", "tinh", "--role",
         "administrator", "--to", dir_ / "accounts.yaml", "--token-to", dir_ / "lan.token"});
    ASSERT_EQ(made.exit, 0) << made.err;
  }
  CommandResult Ask(std::vector<std::string> words) {
    words.insert(words.begin(),
                 {PARCTL, "--lang", "en", "--node", "unix:" + (dir_ / "client.sock").string(),
                  "--token-file", dir_ / "lan.token"});
    return RunCommand(words);
  }
  CommandResult Import(const std::string& name) {
    std::ofstream(dir_ / "units.yaml") << "format: parnet/units/1\nunits:\n"
                                          "  - {id: tinh, name: "
                                       << name << ", kind: tinh}\n";
    return Ask({"units", "import", dir_ / "units.yaml", "--yes"});
  }
  void Fault(const std::string& line) {
    // Whole at once, for the node looks at it at any moment.
    std::ofstream(dir_ / "fault.new") << line;
    std::filesystem::rename(dir_ / "fault.new", dir_ / "fault");
  }

  par::testing::TempDir dir_;
};

TEST_F(DyingNodeTest, EndsWithTheReasonAndGoesOnFromWhatItTold) {
  const struct {
    const char* why;
    const char* fault;
    const char* says;  // The person who asked is told so, and the administrator in the node's log.
  } rows[] = {
      {"the database's log is not synced", "sync .log EIO",
       "not known whether the data was written"},
      {"no room for the database's log", "write .log ENOSPC", "the disk is full"},
      {"the mark is not synced", "sync ledger.mark EIO", "the high-water mark cannot be"},
      {"no room for the mark", "write ledger.mark ENOSPC", "the high-water mark cannot be"},
  };
  std::string told = "Tỉnh 0";
  {
    NodeProcess node(dir_);
    ASSERT_TRUE(node.serves()) << node.Errors();
    const CommandResult imported = Import(told);
    ASSERT_EQ(imported.exit, 0) << imported.err;
    EXPECT_EQ(node.End(), 0) << node.Errors();
  }
  int number = 0;
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    {
      NodeProcess node(dir_);
      ASSERT_TRUE(node.serves()) << node.Errors();
      Fault(row.fault);
      const CommandResult refused = Import("Tỉnh " + std::to_string(++number));
      EXPECT_NE(refused.exit, 0) << refused.out;
      EXPECT_NE(refused.err.find(row.says), std::string::npos) << refused.err;
      EXPECT_EQ(node.Wait(), 1) << "by itself, so that whoever watches it starts it again";
      EXPECT_NE(node.Errors().find(row.says), std::string::npos) << node.Errors();
      std::filesystem::remove(dir_ / "fault");
    }
    const CommandResult verified =
        RunCommand({PROVINCE_NODE, "verify", "--config", dir_ / "node.yaml"});
    EXPECT_EQ(verified.exit, 0) << verified.err;
    NodeProcess node(dir_);
    ASSERT_TRUE(node.serves()) << node.Errors();
    const CommandResult before = Ask({"units", "list"});
    EXPECT_NE(before.out.find("Tỉnh"), std::string::npos) << before.err;
    told = "Tỉnh lại " + std::to_string(number);
    EXPECT_EQ(Import(told).exit, 0);
    const CommandResult after = Ask({"units", "list"});
    EXPECT_NE(after.out.find(told), std::string::npos) << after.out << after.err;
    EXPECT_EQ(node.End(), 0) << node.Errors();
  }
}

TEST_F(DyingNodeTest, ADatabaseThatLostItsEndIsNotServed) {
  {
    NodeProcess node(dir_);
    ASSERT_TRUE(node.serves()) << node.Errors();
    ASSERT_EQ(Import("Tỉnh").exit, 0);
    EXPECT_EQ(node.End(), 0) << node.Errors();
  }
  for (const auto& entry : std::filesystem::directory_iterator(dir_ / "data" / "db")) {
    if (entry.path().extension() == ".log") std::filesystem::remove(entry.path());
  }
  for (const char* command : {"serve", "verify", "serve"}) {
    const CommandResult refused =
        RunCommand({PROVINCE_NODE, command, "--config", dir_ / "node.yaml"});
    EXPECT_EQ(refused.exit, 1) << command << refused.out;
    EXPECT_NE(refused.err.find("0 entries but 4 were acknowledged: data is lost; recover from the "
                               "parent or a backup"),
              std::string::npos)
        << command << ": " << refused.err;
  }
}

}  // namespace
}  // namespace par::power
