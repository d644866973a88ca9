// Goal: what one release stores every later one reads: the bytes of the ledger's rows and of the
// mark's file are those of docs/formats/ledger.md.
// Method: golden bytes of one of each, compared both ways. They were worked out from the page by
// another program; if this test fails, old ledgers have become unreadable.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "common/base/hex.h"
#include "common/ledger/entry.h"
#include "common/ledger/file_mark.h"
#include "common/storage/schema.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::ledger {
namespace {

Command Sample() {
  return {.id = "0123456789abcdef",
          .actor = {.unit = "51.01", .account = "lan", .role = "clerk"},
          .unit = "51.01.003",
          .cycle = "2024",
          .kind = 0x01020304,
          .payload = "tự chấm điểm"};
}

Sha256 Repeated(char byte) { return Sha256::FromBytes(std::string(32, byte)); }

constexpr std::int64_t kTime = 1735689600123456;

std::string GoldenEntry() {
  return "01"
         "0000000000000007"
         "00062a99ba0e4240"
         "1111111111111111111111111111111111111111111111111111111111111111"
         "5ce5ea04925c0d43daa62186aeb80d92e121ff69df706b3472f5f4a72aa99503"
         "01020304"
         "30313233343536373839616263646566"
         "b09f1c61c7a91dcaaf8e1b8cf427dabd524b32f82bb26b8f9fb8c783602dc052"
         "000535312e3031"
         "00036c616e"
         "0005636c65726b"
         "000935312e30312e303033"
         "000432303234"
         "74e1bbb1206368e1baa56d20c49169e1bb836d";
}

TEST(LedgerFormat, Entry) {
  PreparedCommand::Placed placed =
      PreparedCommand(Sample()).Place({.number = 6, .hash = Repeated('\x11')}, kTime);
  EXPECT_EQ(ToHex(EntryKey(7)), "030000000000000007");
  EXPECT_EQ(ToHex(placed.row), GoldenEntry());
  EXPECT_EQ(PreparedCommand(Sample()).digest().Hex(),
            "8417cf4e4cc0942ceca99488a00b80533505d1626e21ca360c7386491b25ff4a");

  const std::string row = *FromHex(GoldenEntry());
  ASSERT_OK_AND_ASSIGN(const Entry entry, DecodeEntry(7, row));
  EXPECT_OK(CheckEntry(entry, row, {.number = 6, .hash = Repeated('\x11')}));
  EXPECT_EQ(entry.time, kTime);
  EXPECT_EQ(entry.hash, placed.entry.hash);
  EXPECT_EQ(entry.command.id, Sample().id);
  EXPECT_EQ(entry.command.actor, Sample().actor);
  EXPECT_EQ(entry.command.unit, Sample().unit);
  EXPECT_EQ(entry.command.cycle, Sample().cycle);
  EXPECT_EQ(entry.command.kind, Sample().kind);
  EXPECT_EQ(entry.command.payload, Sample().payload);
}

TEST(LedgerFormat, HeadAnswerAndSchema) {
  const std::string ones(64, '1');
  const storage::Write head = HeadRow({.number = 7, .hash = Repeated('\x11')});
  EXPECT_EQ(ToHex(head.key), "02");
  EXPECT_EQ(ToHex(*head.value), "010000000000000007" + ones);
  const storage::Write answer =
      AnswerRow(std::string("0123456789abcd\0f", 16), {.number = 7,
                                                       .hash = Repeated('\x11'),
                                                       .command_digest = Repeated('\x22'),
                                                       .response = "ok"});
  EXPECT_EQ(ToHex(answer.key),
            "043031323334353637383961626364"
            "00ff"
            "66"
            "0001");
  EXPECT_EQ(ToHex(*answer.value), "010000000000000007" + ones + std::string(64, '2') + "6f6b");
  const storage::Write schema = storage::SchemaRow(1);
  EXPECT_EQ(ToHex(schema.key), "01");
  EXPECT_EQ(ToHex(*schema.value), "0000000000000001");
}

TEST(LedgerFormat, MarkFile) {
  const testing::TempDir dir;
  const Mark mark{.number = 7, .hash = Repeated('\x11')};
  const std::string record =
      "50484d31"
      "0000000000000007" +
      std::string(64, '1') + std::string(32, '0') + "00fab712";
  {
    ASSERT_OK_AND_ASSIGN(const auto file, FileMark::Open(dir / "mark"));
    ASSERT_OK(file->Write(mark));
  }
  std::ifstream in(dir / "mark", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(bytes.size(), 262144u);
  EXPECT_EQ(ToHex(bytes.substr(0, 64)), record);
  EXPECT_EQ(bytes.find_first_not_of('\0', 64), std::string::npos);
}

}  // namespace
}  // namespace par::ledger
