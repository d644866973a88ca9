// Goal: a file is read as it says, and everything wrong in it is reported at once with its place.
// Method: the example configurations of the three levels; tables of spoilt files.
#include "common/config/reader.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/settings.h"
#include "tests/support/temp_dir.h"

namespace par::config {
namespace {

constexpr auto kEnglish = domain::Language::kEnglish;

const char kSmall[] =
    "node_id: t\nlevel: province\nunits: [t]\ndata_directory: data\nmark_directory: mark\n"
    "client: {listen: 'unix:c.sock'}\n";

std::vector<std::string> Texts(const Reading& reading) {
  std::vector<std::string> texts;
  for (const Problem& problem : reading.problems) texts.push_back(TextOf(problem, "f", kEnglish));
  return texts;
}

TEST(ReadConfig, TheExamplesOfTheThreeLevelsAreValid) {
  for (const std::string level : {"commune", "district", "province"}) {
    const Reading reading = ReadConfigFile(level + "-node/example.yaml");
    EXPECT_EQ(Texts(reading), std::vector<std::string>());
    EXPECT_EQ(Name(reading.config.level), level);
    EXPECT_EQ(reading.config.upper.id.empty(), level == "province");
    EXPECT_EQ(reading.config.children.empty(), level == "commune");
  }
}

TEST(ReadConfig, TakesEverySettingOfTheDistrictExample) {
  const Config config = ReadConfigFile("district-node/example.yaml").config;
  EXPECT_EQ(config.node_id, "tu-nghia");
  EXPECT_EQ(config.units, (std::vector<std::string>{"tu-nghia", "nghia-ky"}));
  EXPECT_EQ(config.upper, (UpperNode{"quang-ngai", "quang-ngai.example.vn:7443"}));
  ASSERT_EQ(config.children.size(), 2u);
  EXPECT_EQ(config.children[1], (ChildNode{"song-ve", {"song-ve", "nghia-hiep"}}));
  EXPECT_EQ(config.peer_listen, "0.0.0.0:7443");
  EXPECT_EQ(config.client_listen, "unix:/run/parnet/client.sock");
  EXPECT_EQ(config.certificates.key, "/etc/parnet/node.key");
  EXPECT_EQ(config.node_keys, "/etc/parnet/node-keys.txt");
  EXPECT_EQ(config.limits.evidence_bytes, 209715200);
  EXPECT_EQ(config.log_level, LogLevel::kInfo);
}

TEST(ReadConfig, SettingsLeftOutKeepTheirDefaults) {
  const Reading reading = ReadConfig(kSmall);
  EXPECT_EQ(Texts(reading), std::vector<std::string>());
  EXPECT_EQ(reading.config.limits, DefaultConfig().limits);
  EXPECT_EQ(reading.config.language, domain::Language::kVietnamese);
}

TEST(ReadConfig, RelativePathsStartAtTheFilesFolder) {
  const testing::TempDir folder;
  std::ofstream(folder / "node.yaml")
      << kSmall << "evidence: {anchors: ca.pem, revocation_lists: [a.crl, /etc/b.crl]}\n";
  const Reading reading = ReadConfigFile((folder / "node.yaml").string());
  EXPECT_EQ(Texts(reading), std::vector<std::string>());
  EXPECT_EQ(reading.config.evidence.anchors, (folder / "ca.pem").string());
  EXPECT_EQ(reading.config.evidence.revocation_lists,
            (std::vector<std::string>{(folder / "a.crl").string(), "/etc/b.crl"}));
  EXPECT_EQ(reading.config.data_directory, (folder / "data").string());
  EXPECT_EQ(reading.config.client_listen, "unix:" + (folder / "c.sock").string());
}

TEST(ReadConfig, AFolderIsTheSameWithASlashBehindItsName) {
  const testing::TempDir folder;
  for (const char* written : {"data/", "data//", "data/.", "x/../data/"}) {
    SCOPED_TRACE(written);
    std::string yaml = kSmall;
    const std::string setting = "data_directory: data\n";
    yaml.replace(yaml.find(setting), setting.size(),
                 "data_directory: " + std::string(written) + "\n");
    std::ofstream(folder / "node.yaml") << yaml;
    EXPECT_EQ(ReadConfigFile((folder / "node.yaml").string()).config.data_directory,
              (folder / "data").string());
  }
}

TEST(ReadConfig, FoldersAndSocketsAreJudgedWhereTheyStand) {
  const testing::TempDir folder;
  const std::string here = folder.path().string();
  const struct {
    const char* why;
    std::string from;
    std::string to;
    std::vector<std::string> want;
  } cases[] = {
      {"the mark in the folder of data, one of them from the root",
       "mark_directory: mark",
       "mark_directory: " + here + "/data/mark",
       {"f:5:17: mark_directory “" + here + "/data/mark"}},
      {"the data in the folder of the mark",
       "data_directory: data",
       "data_directory: mark/data",
       {"f:5:17: mark_directory “" + here + "/mark"}},
      {"the folder of the file is that of data",
       "data_directory: data",
       "data_directory: .",
       {"f:5:17: mark_directory “" + here + "/mark"}},
      {"beside each other, written in two ways",
       "mark_directory: mark",
       "mark_directory: " + here + "/mark",
       {}},
      {"a socket whose whole path is too long",
       "unix:c.sock",
       "unix:" + std::string(100, 'c') + ".sock",
       {"f:6:18: client.listen: “unix:" + here + "/" + std::string(100, 'c')}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    std::string yaml = kSmall;
    yaml.replace(yaml.find(c.from), c.from.size(), c.to);
    std::ofstream(folder / "node.yaml") << yaml;
    const std::vector<std::string> texts = Texts(ReadConfigFile((folder / "node.yaml").string()));
    ASSERT_EQ(texts.size(), c.want.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      EXPECT_TRUE(texts[i].starts_with(c.want[i])) << texts[i];
    }
  }
}

struct BadFile {
  std::string_view why;
  std::string more;  // Appended to a file that is right; stands from line 7 on.
  std::vector<std::string> want;
};

TEST(ReadConfig, SaysWhereAndWhat) {
  const BadFile kCases[] = {
      {"an unknown key has its nearest neighbour",
       "limits: {evidence_byte: 5}\n",
       {"f:7:10: limits.evidence_byte: no such setting; the nearest is “limits.evidence_bytes”"}},
      {"a list of files has no empty place",
       "evidence: {anchors: a, revocation_lists: [b, '']}\n",
       {"f:7:46: evidence.revocation_lists[1]: is required"}},
      {"also at the top",
       "singing_key: x\n",
       {"f:7:1: singing_key: no such setting; the nearest is “signing_key”"}},
      {"a repeated key", "node_id: u\n", {"f:7:1: node_id: given twice, first on line 1"}},
      {"a repeated key in a section",
       "limits:\n  queue: 1\n  queue: 2\n",
       {"f:9:3: limits.queue: given twice, first on line 8"}},
      {"a section that is no section",
       "limits: 5\n",
       {"f:7:9: limits: “5” must be a mapping of keys to values"}},
      {"a number that is none",
       "limits: {queue: 1.5}\n",
       {"f:7:17: limits.queue: “1.5” must be a whole number, not negative"}},
      {"a size that is none",
       "limits: {message_bytes: 1 MB}\n",
       {"f:7:25: limits.message_bytes: “1 MB” must be a number of bytes, or a number with KiB, MiB "
        "or GiB"}},
      {"out of range, with its place",
       "limits: {pool_threads: 65}\n",
       {"f:7:24: limits.pool_threads: 65 is not between 1 and 64"}},
      {"a word that is none",
       "log: {level: loud}\n",
       {"f:7:14: log.level: “loud” must be one of: debug info warning error"}},
      {"a list where a text belongs",
       "signing_key: [a]\n",
       {"f:7:14: signing_key: “[…]” must be a text"}},
      {"a text where children belong",
       "children: none\n",
       {"f:7:11: children: “none” must be a list [..., ...]"}},
      {"a tag",
       "signing_key: !file x\n",
       {"f:7:14: signing_key: YAML tags such as !file are not allowed"}},
      {"two problems are two lines, in the file's order",
       "log: {level: loud}\nlanguage: fr\n",
       {"f:7:14: log.level: “loud” must be one of: debug info warning error",
        "f:8:11: language: “fr” must be one of: vi en"}},
  };
  for (const BadFile& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(Texts(ReadConfig(kSmall + c.more)), c.want);
  }
}

TEST(ReadConfig, AProblemInAChildHasItsPlace) {
  const Reading reading = ReadConfig(std::string(kSmall) +
                                     "peer: {listen: 'a:1'}\n"
                                     "certificates: {authority: a, certificate: b, key: c}\n"
                                     "children:\n"
                                     "  - {id: x, units: [y, T], unit: z}\n"
                                     "  - lone\n"
                                     "node_keys: k\n");
  EXPECT_EQ(Texts(reading),
            (std::vector<std::string>{
                "f:10:24: children[0].units[1]: “T” may hold only a-z, 0-9 and hyphens, 1 to 64 of "
                "them",
                "f:10:28: children[0].unit: no such setting; the nearest is “units”",
                "f:11:5: children[1]: “lone” must be a mapping of keys to values",
                "f:11:5: children[1].id: is required", "f:11:5: children[1].units: is required"}));
}

TEST(ReadConfig, NothingAtAllNamesWhatIsRequired) {
  EXPECT_EQ(Texts(ReadConfig("")),
            (std::vector<std::string>{"f: level: is required", "f: node_id: is required",
                                      "f: units: is required", "f: data_directory: is required",
                                      "f: mark_directory: is required",
                                      "f: client.listen: is required"}));
}

TEST(ReadConfig, BrokenTextIsOneProblem) {
  EXPECT_EQ(Texts(ReadConfig("a: [1\nb: 2")).size(), 1u);
  EXPECT_EQ(Texts(ReadConfig("node_id: \xff")),
            (std::vector<std::string>{"f: YAML: the text is not valid UTF-8 from byte 9 on"}));
  EXPECT_EQ(Texts(ReadConfig(std::string(2 << 20, 'a'))),
            (std::vector<std::string>{"f: YAML: 2097152 bytes long, at most 1048576"}));
  EXPECT_EQ(Texts(ReadConfig("- a")),
            (std::vector<std::string>{"f:1:1: YAML: “[…]” must be a mapping of keys to values"}));
  EXPECT_EQ(domain::ReasonOf(ReadConfigFile("no/such/file").problems.at(0).status),
            "config_unreadable");
}

TEST(CheckConfigText, ShowsEverySettingOrEveryProblem) {
  const std::string good = CheckConfigText(ReadConfig(kSmall), "f", kEnglish);
  for (const Setting& setting : AllSettings()) {
    EXPECT_NE(good.find("\n" + std::string(setting.key) + ":"), std::string::npos) << setting.key;
  }
  EXPECT_NE(good.find("limits.queue: 1024\n"), std::string::npos);
  EXPECT_EQ(CheckConfigText(ReadConfig(std::string(kSmall) + "language: fr\n"), "f",
                            domain::Language::kVietnamese),
            "f:7:11: language: “fr” phải là một trong: vi en\n");
}

}  // namespace
}  // namespace par::config
