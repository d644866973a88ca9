// Goal: a sealed backup goes back whole or not at all: anything wrong is one clear refusal, and the
// new machine is as it was.
// Method: a folder such as a node's copy, sealed and restored; then every way of being wrong, each
// row alone, with the whole target folder compared before and after. Damage at seeded places.
#include "common/node/sealed_backup.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>

#include "common/identity/sealed.h"
#include "common/identity/secret_file.h"
#include "common/ledger/file_mark.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::node {
namespace {

namespace fs = std::filesystem;
using par::testing::ReadText;
using par::testing::ReasonIs;

void Write(const fs::path& file, const std::string& content) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << content;
}

// Every file below, and every folder.
std::map<std::string, std::string> Everything(const fs::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    all[entry.path().string()] = entry.is_regular_file() ? ReadText(entry.path()) : "folder";
  }
  return all;
}

class SealedBackupTest : public ::testing::Test {
 protected:
  SealedBackupTest() : keys_(identity::MakeSealKeys(random_)) {
    BackupManifest manifest;
    manifest.head = {.node = "nut-la-ha",
                     .level = "commune",
                     .units = {"la-ha"},
                     .made = 1700000000000000,
                     .ledger = {.number = 9, .hash = Sha256::Of("entry 9")}};
    const std::pair<std::string, std::string> files[] = {
        {"db/000007.sst", random_.Bytes(200'000)},
        {"db/CURRENT", "MANIFEST-000005\n"},
        {"db/LOG", ""},
        {"evidence/sha256/aa/bb/aabb", random_.Bytes(65'536)}};
    for (const auto& [path, bytes] : files) {
      Write(folder_ / "copy" / path, bytes);
      manifest.files.push_back({.path = path, .bytes = bytes.size(), .sha256 = Sha256::Of(bytes)});
    }
    Write(folder_ / "copy" / "backup.txt", ToText(manifest));
    recipient_ = *identity::ReadSealPublicKey(keys_.public_pem);
    config_ = config::DefaultConfig();
    config_.node_id = "nut-la-ha";
    config_.data_directory = folder_ / "new" / "data";
    config_.mark_directory = folder_ / "new" / "mark";
    fs::create_directories(folder_ / "new");
  }

  absl::Status Seal(const std::string& name = "backup") {
    return SealBackup(folder_ / "copy", recipient_, folder_ / name, random_, {}).status();
  }
  absl::Status Restore(const std::string& name = "backup") {
    return RestoreBackup(folder_ / name, keys_.private_pem, config_, random_, {}).status();
  }

  SeededRandom random_{20261121};
  par::testing::TempDir folder_;
  identity::SealKeys keys_;
  std::string recipient_;
  config::Config config_;
};

TEST_F(SealedBackupTest, WhatWasSealedComesBackByteForByteWithItsMark) {
  std::uint64_t last = 0;
  std::uint64_t total = 0;
  const auto progress = [&](std::uint64_t done, std::uint64_t all) {
    EXPECT_GT(done, last);
    last = done;
    total = all;
  };
  ASSERT_OK(SealBackup(folder_ / "copy", recipient_, folder_ / "backup", random_, progress));
  EXPECT_EQ(last, total);
  ASSERT_OK_AND_ASSIGN(const BackupManifest checked,
                       CheckBackup(folder_ / "backup", keys_.private_pem, {}));
  fs::create_directories(config_.data_directory);  // Empty is as good as absent.
  ASSERT_OK(Restore());
  for (const BackedUpFile& file : checked.files) {
    EXPECT_EQ(Sha256::Of(ReadText(fs::path(config_.data_directory) / file.path)), file.sha256)
        << file.path;
  }
  const std::string note = ReadText(fs::path(config_.data_directory) / kRestoredFile);
  EXPECT_EQ(note.substr(48), ReadText(folder_ / "copy" / "backup.txt"));
  ASSERT_OK_AND_ASSIGN(const auto mark, ledger::FileMark::Open(folder_ / "new/mark/ledger.mark"));
  ASSERT_OK_AND_ASSIGN(const auto read, mark->Read());
  EXPECT_EQ(read, checked.head.ledger);
  std::size_t left = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder_ / "new")) ++left;
  EXPECT_EQ(left, 2u) << "only data and mark, nothing half done";
}

TEST_F(SealedBackupTest, WhoeverHasNoKeyReadsNothingOfIt) {
  Write(folder_ / "copy" / "db" / "CURRENT", "MANIFEST-000005\n");
  ASSERT_OK(Seal());
  const std::string sealed = ReadText(folder_ / "backup");
  for (const char* word : {"MANIFEST", "nut-la-ha", "evidence/", "db/"}) {
    EXPECT_EQ(sealed.find(word), std::string::npos) << word;
  }
  ASSERT_OK(Seal("again"));
  EXPECT_NE(ReadText(folder_ / "again").substr(48), sealed.substr(48)) << "a new key each time";
}

TEST_F(SealedBackupTest, AnythingWrongIsOneRefusalAndChangesNothing) {
  ASSERT_OK(Seal());
  const std::string good = ReadText(folder_ / "backup");
  const struct {
    const char* why;
    std::function<void()> spoil;
    const char* reason;
  } rows[] = {
      {"another's private key",
       [&] { keys_.private_pem = identity::MakeSealKeys(random_).private_pem; },
       "sealed_other_key"},
      {"the public key in place of the private one", [&] { keys_.private_pem = keys_.public_pem; },
       "seal_key_unreadable"},
      {"no backup at all", [&] { Write(folder_ / "backup", "PK\x03\x04"); }, "sealed_unreadable"},
      {"no such file", [&] { fs::remove(folder_ / "backup"); }, "file_not_read"},
      {"cut off within the head", [&] { Write(folder_ / "backup", good.substr(0, 60)); },
       "sealed_unreadable"},
      {"cut off after the head", [&] { Write(folder_ / "backup", good.substr(0, 80)); },
       "sealed_damaged"},
      {"cut off between two pieces",
       [&] { Write(folder_ / "backup", good.substr(0, 80 + 2 * 65'552)); }, "sealed_damaged"},
      {"one byte short", [&] { Write(folder_ / "backup", good.substr(0, good.size() - 1)); },
       "sealed_damaged"},
      {"one byte more", [&] { Write(folder_ / "backup", good + "x"); }, "sealed_damaged"},
      {"two pieces changed over",
       [&] {
         Write(folder_ / "backup", good.substr(0, 80) + good.substr(80 + 65'552, 65'552) +
                                       good.substr(80, 65'552) + good.substr(80 + 2 * 65'552));
       },
       "sealed_damaged"},
      {"another node's configuration", [&] { config_.node_id = "nut-khac"; }, "restore_other_node"},
      {"there is data already",
       [&] { Write(fs::path(config_.data_directory) / "db" / "CURRENT", "x"); },
       "restore_not_empty"},
      {"there is something beside the node's key",
       [&] {
         Write(fs::path(config_.data_directory) / "signing.key", "key");
         Write(fs::path(config_.data_directory) / "evidence" / "x", "x");
       },
       "restore_not_empty"},
      {"a folder with the name of a key",
       [&] { fs::create_directories(fs::path(config_.data_directory) / "signing.key"); },
       "restore_not_empty"},
      {"a disk is mounted on the data folder, which is found out at once",
       [&] { config_.data_directory = "/proc"; }, "restore_mount_point"},
      {"there is the mark of another ledger",
       [&] {
         fs::create_directories(config_.mark_directory);
         const auto mark = ledger::FileMark::Open(folder_ / "new/mark/ledger.mark");
         ASSERT_OK((*mark)->Write({.number = 1, .hash = Sha256::Of("another")}));
       },
       "restore_not_empty"},
  };
  const identity::SealKeys keys = keys_;
  const config::Config config = config_;
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    Write(folder_ / "backup", good);
    fs::remove_all(folder_ / "new");
    fs::create_directories(folder_ / "new");
    keys_ = keys;
    config_ = config;
    row.spoil();
    const auto before = Everything(folder_ / "new");
    EXPECT_THAT(Restore(), ReasonIs(row.reason));
    EXPECT_EQ(Everything(folder_ / "new"), before);
  }
}

TEST_F(SealedBackupTest, KeysThatWereMadeForTheNewMachineStay) {
  ASSERT_OK(Seal());
  const fs::path data(config_.data_directory);
  fs::create_directories(data);
  for (const char* key : {"signing.key", "second_factor.key"}) {
    ASSERT_OK(identity::WriteFileDurably(data / key, key, identity::Secrecy::kSecret));
  }
  ASSERT_OK(Restore());
  for (const char* key : {"signing.key", "second_factor.key"}) {
    ASSERT_OK_AND_ASSIGN(const std::string kept,
                         identity::ReadWholeFile(data / key, identity::Secrecy::kSecret));
    EXPECT_EQ(kept, key);
  }
  EXPECT_EQ(ReadText(data / "db" / "CURRENT"), "MANIFEST-000005\n");
  std::size_t left = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder_ / "new")) ++left;
  EXPECT_EQ(left, 2u) << "only data and mark, nothing half done";
}

TEST_F(SealedBackupTest, EveryFlippedBitIsNoticed) {
  ASSERT_OK(Seal());
  const std::string good = ReadText(folder_ / "backup");
  for (int i = 0; i < 60; ++i) {
    std::string bad = good;
    const std::size_t at = random_.Uint64() % bad.size();
    bad[at] = static_cast<char>(bad[at] ^ (1 << (random_.Uint64() % 8)));
    Write(folder_ / "backup", bad);
    EXPECT_FALSE(CheckBackup(folder_ / "backup", keys_.private_pem, {}).ok()) << "byte " << at;
  }
}

TEST_F(SealedBackupTest, ACopyWhoseDiskAnswersOtherwiseIsNotSealed) {
  const struct {
    const char* why;
    std::string content;
  } rows[] = {{"another byte", "MANIFEST-000006\n"},
              {"shorter", "MANIFEST"},
              {"longer", "MANIFEST-000005\n\n"}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    Write(folder_ / "copy" / "db" / "CURRENT", row.content);
    EXPECT_THAT(Seal(), ReasonIs(absl::StatusCode::kDataLoss, "backup_file_differs"));
    EXPECT_FALSE(fs::exists(folder_ / "backup"));
    EXPECT_FALSE(fs::exists(folder_ / "backup.part"));
  }
  Write(folder_ / "copy" / "db" / "CURRENT", "MANIFEST-000005\n");
  ASSERT_OK(Seal());
  EXPECT_THAT(Seal(), ReasonIs(absl::StatusCode::kAlreadyExists, "file_exists"));
}

TEST_F(SealedBackupTest, WhereNothingCanBeWrittenTheSystemsReasonIsGiven) {
  ASSERT_OK(Seal());
  Write(folder_ / "file", "not a folder");
  const struct {
    const char* why;
    std::function<absl::Status()> act;
    const char* cause;
  } rows[] = {
      {"sealing into a folder that is not there", [&] { return Seal("none/backup"); },
       "No such file or directory"},
      {"the data folder would lie in a file",
       [&] {
         config_.data_directory = folder_ / "file" / "data";
         return Restore();
       },
       "Not a directory"},
      {"the mark would lie in a file",
       [&] {
         config_.mark_directory = folder_ / "file" / "mark";
         return Restore();
       },
       "Not a directory"},
  };
  const config::Config config = config_;
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    config_ = config;
    const absl::Status refused = row.act();
    EXPECT_THAT(refused, ReasonIs("file_not_written"));
    const std::vector<domain::Parameter> parameters = domain::ParametersOf(refused);
    ASSERT_EQ(parameters.size(), 2u);
    EXPECT_EQ(parameters[1].value, row.cause);
    EXPECT_TRUE(fs::is_empty(folder_ / "new"));
  }
}

TEST_F(SealedBackupTest, ARestoringCutOffAtItsLastStepIsDoneAgain) {
  ASSERT_OK(Seal());
  ASSERT_OK(Restore());
  fs::remove_all(config_.data_directory);  // The mark stays: power failed between the two.
  ASSERT_OK(Restore());
  EXPECT_EQ(ReadText(fs::path(config_.data_directory) / "db" / "CURRENT"), "MANIFEST-000005\n");
}

}  // namespace
}  // namespace par::node
