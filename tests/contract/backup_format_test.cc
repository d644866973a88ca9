// Goal: what one release seals every later one opens: the bytes of a backup are those of
// docs/formats/backup.md.
// Method: golden/backup-1.parbak was made from the page by another program (Python, with its own
// X25519, HKDF and AES-GCM), with known keys; it is opened here, and sealed again byte for byte.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "common/base/hex.h"
#include "common/identity/sealed.h"
#include "common/identity/secret_file.h"
#include "common/node/sealed_backup.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::node {
namespace {

const char kGolden[] = "tests/contract/golden/backup-1.parbak";

// The private key of 32 bytes 0x11, as PKCS #8.
const char kPrivate[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VuBCIEIBERERERERERERERERERERERERERERERERERERERERER\n"
    "-----END PRIVATE KEY-----\n";

class Repeated final : public Random {
 public:
  std::string Bytes(std::size_t count) override { return std::string(count, '\x22'); }
};

std::string Counted() {
  std::string bytes(70000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i % 251);
  return bytes;
}

BackupManifest Golden() {
  BackupManifest manifest;
  manifest.head = {.node = "nut-la-ha",
                   .level = "commune",
                   .units = {"la-ha", "song-ve"},
                   .made = 1700000000000000,
                   .ledger = {.number = 42, .hash = Sha256::FromBytes(std::string(32, '\xab'))}};
  const std::pair<std::string, std::string> files[] = {{"db/CURRENT", "MANIFEST-000005\n"},
                                                       {"db/empty.log", ""},
                                                       {"evidence/sha256/aa/bb/aabb", Counted()}};
  for (const auto& [path, bytes] : files) {
    manifest.files.push_back({.path = path, .bytes = bytes.size(), .sha256 = Sha256::Of(bytes)});
  }
  return manifest;
}

TEST(BackupFormat, TheGoldenFileIsOpened) {
  ASSERT_OK_AND_ASSIGN(const BackupManifest read, CheckBackup(kGolden, kPrivate, {}));
  EXPECT_EQ(read, Golden());
}

TEST(BackupFormat, TheSameIsSealedByteForByte) {
  const testing::TempDir folder;
  std::filesystem::create_directories(folder / "copy/db");
  std::filesystem::create_directories(folder / "copy/evidence/sha256/aa/bb");
  std::ofstream(folder / "copy/db/CURRENT") << "MANIFEST-000005\n";
  std::ofstream(folder / "copy/db/empty.log").flush();
  std::ofstream(folder / "copy/evidence/sha256/aa/bb/aabb") << Counted();
  ASSERT_OK(identity::WriteFileDurably(folder / "copy/backup.txt", ToText(Golden()),
                                       identity::Secrecy::kPublic));
  const std::string recipient =
      testing::ReadText(kGolden).substr(16, 32);  // Public, and in every backup for it.
  Repeated random;
  ASSERT_OK(SealBackup(folder / "copy", recipient, folder / "again", random, {}));
  EXPECT_EQ(Sha256::Of(testing::ReadText(folder / "again")).Hex(),
            Sha256::Of(testing::ReadText(kGolden)).Hex());
}

TEST(BackupFormat, AnUnknownLineIsRefusedAndNamed) {
  const std::string text = ToText(Golden());
  ASSERT_OK_AND_ASSIGN(const BackupManifest read, ParseBackupManifest(text));
  EXPECT_EQ(read, Golden());
  const struct {
    const char* why;
    const char* from;
    const char* to;
  } rows[] = {
      {"another version", "parnet backup 1", "parnet backup 2"},
      {"a line of a later version", "level commune", "region 7"},
      {"a path out of the folder", "db/CURRENT", "db/../../etc/passwd"},
      {"an absolute path", "db/CURRENT", "/etc/passwd"},
      {"a path elsewhere in the data folder", "db/CURRENT", "restored"},
      {"a file twice", "db/empty.log", "db/CURRENT"},
      {"a hash cut short", "ledger 42 ab", "ledger 42 "},
      {"no end", "end\n", ""},
      {"something after the end", "end\n", "end\nmore\n"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    std::string wrong = text;
    wrong.replace(wrong.find(row.from), std::string_view(row.from).size(), row.to);
    EXPECT_THAT(ParseBackupManifest(wrong),
                testing::ReasonIs(absl::StatusCode::kDataLoss, "backup_manifest_wrong"));
  }
}

}  // namespace
}  // namespace par::node
