// Goal: a receipt's file is confirmed with the authority's certificate alone, and whatever was
// altered in it, or is not certified, is named.
// Method: the golden file of the format's test, spoilt in one thing per row, is given to the real
// program; there is no node.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <string>
#include <string_view>

#include "par/receipt/v1/receipt.pb.h"
#include "tests/integration/command.h"
#include "tests/support/read_text.h"
#include "tests/support/temp_dir.h"

namespace par {
namespace {

using receipt::v1::SignedReceipt;
using testing::CommandResult;

const std::string kAuthority = "tests/contract/golden/receipt-1-ca.crt";

SignedReceipt Golden() {
  SignedReceipt file;
  EXPECT_TRUE(file.ParseFromString(testing::ReadText("tests/contract/golden/receipt-1.bin")));
  return file;
}

class ReceiptTest : public ::testing::Test {
 protected:
  CommandResult Verify(const std::string& bytes, const std::string& authority = kAuthority) {
    const std::string file = folder_ / "bien-nhan";
    std::ofstream(file, std::ios::binary) << bytes;
    return testing::RunCommand(
        {PARCTL, "receipt", "verify", "--file", file, "--authority", authority}, {});
  }
  testing::TempDir folder_;
};

TEST_F(ReceiptTest, AGoodReceiptIsConfirmedWithoutANode) {
  const CommandResult result = Verify(Golden().SerializeAsString());
  EXPECT_EQ(result.exit, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("up:la-ha-17"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("\nHỢP LỆ"), std::string::npos) << result.out;
}

TEST_F(ReceiptTest, WhatCannotBeConfirmedIsNamed) {
  struct Case {
    std::string_view why;
    std::function<void(SignedReceipt&)> spoil;
    std::string_view says;
  };
  const Case cases[] = {
      {"another content",
       [](SignedReceipt& f) { f.mutable_event()->mutable_item()->set_body("100 điểm"); },
       "không phải của nội dung kèm theo"},
      {"another place", [](SignedReceipt& f) { f.mutable_event()->set_seq(16); },
       "không phải của nội dung kèm theo"},
      {"another time", [](SignedReceipt& f) { f.mutable_receipt()->set_received_at(1); },
       "Chữ ký trên biên nhận số up:la-ha-17 không đúng"},
      {"no certificate", [](SignedReceipt& f) { f.clear_signer_certificate(); },
       "Không có chứng thư"},
      {"a unit the key may not sign for", [](SignedReceipt& f) { f.set_received_by("nghia-hanh"); },
       "không cho phép ký thay mặt đơn vị “nghia-hanh”"},
      {"a file of something else", [](SignedReceipt& f) { f.set_format("parnet/units/1"); },
       "không phải tệp biên nhận"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    SignedReceipt file = Golden();
    c.spoil(file);
    const CommandResult result = Verify(file.SerializeAsString());
    EXPECT_EQ(result.exit, 1);
    EXPECT_NE((result.out + result.err).find(c.says), std::string::npos)
        << result.out << result.err;
    EXPECT_EQ(result.out.find("\nHỢP LỆ"), std::string::npos) << result.out;
  }
}

TEST_F(ReceiptTest, AnotherAuthorityConfirmsNothing) {
  ASSERT_EQ(testing::RunCommand({PARCTL, "ca", "init", "--folder", folder_ / "ca"}, {}).exit, 0);
  const CommandResult result = Verify(Golden().SerializeAsString(), folder_ / "ca" / "ca.crt");
  EXPECT_EQ(result.exit, 1);
  EXPECT_NE(result.err.find("nơi cấp chứng thư được tin"), std::string::npos) << result.err;
}

TEST_F(ReceiptTest, BytesThatAreNothingAreRefused) {
  EXPECT_EQ(Verify("").exit, 1);
  EXPECT_EQ(Verify(std::string(1000, '\xff')).exit, 1);
}

}  // namespace
}  // namespace par
