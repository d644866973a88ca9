// Goal: what may become a password, and that its verifier fits it and nothing else.
// Method: a table of texts with the reason of their refusal; verifiers of the cheapest parameters.
#include "common/identity/password.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "common/base/hex.h"
#include "common/domain/refusal.h"
#include "tests/support/status_matchers.h"

namespace par::identity {
namespace {

using testing::IsOkAndHolds;

TEST(Password, RefusesWhatIsGuessedFirst) {
  const std::vector<std::string> names = {"lan.nguyen", "Nguyễn Thị Lan", "la-ha", "Xã La Hà"};
  const struct {
    const char* why;
    std::string password;
    const char* reason;  // Empty: it may be one.
  } rows[] = {
      {"a short sentence", "con mèo ngủ trên mái", ""},
      {"no rules of composition", "phượng hoàng lửa", ""},
      {"eight characters", "x7k qm2w", ""},
      {"seven characters", "x7k qm2", "password_too_short"},
      {"seven Vietnamese letters are more than eight bytes", "ộộộộếếế", "password_too_short"},
      {"NFD: each letter is three code points, but one character", "o\u0302\u0323e\u0302\u0301a",
       "password_too_short"},
      {"128 characters", std::string(64, 'x') + std::string(64, 'y'), ""},
      {"129 characters", std::string(64, 'x') + std::string(65, 'y'), "password_too_long"},
      {"megabytes are not even normalised", std::string(2 << 20, 'x'), "password_too_long"},
      {"not UTF-8", "abcdefg\xff", "password_unreadable"},
      {"a line feed, as of a file", "con mèo ngủ\n", "password_unreadable"},
      {"of every list", "12345678", "password_too_common"},
      {"with capitals and a sign", "PassWord!", "password_too_common"},
      {"with a year", "Matkhau@2026", "password_too_common"},
      {"with its Vietnamese signs", "Mật khẩu 123", "password_too_common"},
      {"one character", "zzzzzzzzzz", "password_too_common"},
      {"nothing but signs", "!!!!....!!!!", "password_too_common"},
      {"the account", "lan.nguyen", "password_is_a_name"},
      {"the person and a year", "Nguyễn Thị Lan 1990", "password_is_a_name"},
      {"the unit", "XÃ LA HÀ", "password_is_a_name"},
      {"a sentence with the unit in it", "ở xã la hà có sông", ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(domain::ReasonOf(CheckPassword(row.password, names)), row.reason);
  }
}

TEST(Password, FitsItselfHoweverItWasTyped) {
  ASSERT_OK_AND_ASSIGN(const auto verifier,
                       HashPassword(kPasswordFloor, "mật khẩu rất dài", SystemRandom()));
  EXPECT_EQ(verifier.memory_kib(), 19u * 1024);
  EXPECT_EQ(verifier.passes(), 2u);
  EXPECT_THAT(Fits(verifier, "mật khẩu rất dài"), IsOkAndHolds(true));
  EXPECT_THAT(Fits(verifier, "ma\u0323\u0302t kha\u0302\u0309u ra\u0302\u0301t da\u0300i"),
              IsOkAndHolds(true));
  EXPECT_THAT(Fits(verifier, "mật khẩu rất dà"), IsOkAndHolds(false));
  EXPECT_THAT(Fits(verifier, ""), IsOkAndHolds(false));
  EXPECT_THAT(Fits(verifier, std::string(5000, 'x')), IsOkAndHolds(false));
  EXPECT_THAT(Fits(verifier, "\xff"), IsOkAndHolds(false));
  EXPECT_THAT(Fits(FitsNothing(kPasswordFloor), ""), IsOkAndHolds(false));
  ASSERT_OK_AND_ASSIGN(const auto again,
                       HashPassword(kPasswordFloor, "mật khẩu rất dài", SystemRandom()));
  EXPECT_NE(again.salt(), verifier.salt());
  EXPECT_NE(again.hash(), verifier.hash());
}

TEST(Password, ADamagedVerifierFitsNothingAndCostsNothingDear) {
  ASSERT_OK_AND_ASSIGN(const auto verifier,
                       HashPassword(kPasswordFloor, "con mèo ngủ", SystemRandom()));
  const auto spoil = {
      +[](record::v1::Verifier& v) { v.set_memory_kib(0xffffffff); },
      +[](record::v1::Verifier& v) { v.set_passes(0); },
      +[](record::v1::Verifier& v) { v.set_lanes(200); },
      +[](record::v1::Verifier& v) { v.set_hash("short"); },
      +[](record::v1::Verifier& v) { v.clear_salt(); },
  };
  for (const auto& damage : spoil) {
    auto damaged = verifier;
    damage(damaged);
    EXPECT_THAT(Fits(damaged, "con mèo ngủ"), IsOkAndHolds(false));
  }
  EXPECT_THAT(Fits(record::v1::Verifier(), ""), IsOkAndHolds(false));
}

TEST(Password, TheHashIsArgon2idAsOthersComputeIt) {
  // echo -n password | argon2 somesaltsomesalt -id -t 2 -k 19456 -p 1 -l 32 -r
  record::v1::Verifier verifier;
  verifier.set_memory_kib(19 * 1024);
  verifier.set_passes(2);
  verifier.set_lanes(1);
  verifier.set_salt("somesaltsomesalt");
  verifier.set_hash(*FromHex("2b5dc4054886ec957ef59c73b661c54dd6fb274590b278f657c6d96aac8fa6d1"));
  EXPECT_THAT(Fits(verifier, "password"), IsOkAndHolds(true));
}

}  // namespace
}  // namespace par::identity
