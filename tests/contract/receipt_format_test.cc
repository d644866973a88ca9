// Goal: a receipt that a unit keeps can be checked in ten years' time: its file, and the bytes that
// are signed, are those of docs/formats/receipt.md.
// Method: a golden file with the authority's certificate that certified its signer, and the golden
// bytes under the signature. PAR_UPDATE_RECEIPT=1 makes the files anew, which no release may need.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "common/base/hex.h"
#include "common/exchange/hash.h"
#include "common/exchange/receipt.h"
#include "common/identity/ca.h"
#include "common/identity/signer_certificate.h"
#include "common/identity/signing_key.h"
#include "par/receipt/v1/receipt.pb.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par {
namespace {

using receipt::v1::SignedReceipt;

constexpr std::int64_t kReceived = 1'735'689'600'123'456;
const std::filesystem::path kFolder = "tests/contract/golden";

std::string Content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class KeySigner final : public exchange::Signer {
 public:
  std::string Sign(std::string_view bytes) const override { return key_->Sign(bytes); }
  std::string PublicKey() const override { return key_->public_key(); }
  std::string Certificate() const override { return {}; }
  [[nodiscard]] const identity::SigningKey& key() const { return *key_; }

 private:
  const std::unique_ptr<identity::SigningKey> key_ =
      identity::SigningKey::FromSeed(std::string(32, 'k'));
};

SignedReceipt MakeFile(std::string_view certificate_der) {
  SignedReceipt file;
  file.set_format(std::string(exchange::kReceiptFormat));
  exchange::v1::Event& event = *file.mutable_event();
  event.set_seq(17);
  event.set_prev_hash(std::string(32, '\x11'));
  exchange::v1::Item& item = *event.mutable_item();
  item.set_submission_id("0123456789abcdef");
  item.set_type(10);
  item.set_body("tự chấm điểm");
  item.set_author("lan");
  item.set_unit("la-ha");
  item.set_origin_node("nut-la-ha");
  item.set_wall_time(kReceived - 60'000'000);
  exchange::v1::BlobRef& blob = *item.add_blobs();
  blob.set_sha256(std::string(32, '\x22'));
  blob.set_size(1000);
  blob.set_media_type("application/pdf");
  const exchange::StreamId stream = exchange::UpOf("la-ha");
  const Sha256 hash =
      exchange::EventHash(stream, {.length = 16, .head = Sha256::FromBytes(event.prev_hash())},
                          item, Sha256::Of(item.body()));
  event.set_hash(hash.ToBytes());
  exchange::record::EventRow row;
  *row.mutable_item() = item;
  row.set_hash(event.hash());
  row.mutable_result()->set_received_at(kReceived);
  const KeySigner signer;
  *file.mutable_receipt() =
      exchange::MakeReceipt(stream, 17, row, "nut-tu-nghia", signer, kReceived + 1'000'000);
  file.set_received_by("tu-nghia");
  file.set_signer_certificate(std::string(certificate_der));
  return file;
}

void WriteGolden() {
  const testing::TempDir folder;
  ASSERT_OK_AND_ASSIGN(const auto authority,
                       identity::Authority::Create(folder.path(), "parnet golden", kReceived));
  ASSERT_OK_AND_ASSIGN(const auto issued,
                       authority->IssueSigner(KeySigner().key().Request(),
                                              {.node_id = "nut-tu-nghia", .units = {"tu-nghia"}},
                                              {.from_micros = kReceived - 86'400'000'000}));
  std::ofstream(folder / "signing.crt") << issued.pem;
  ASSERT_OK_AND_ASSIGN(const std::string der,
                       identity::ReadSignerCertificate(folder / "signing.crt"));
  std::filesystem::create_directories(kFolder);
  std::ofstream(kFolder / "receipt-1.bin", std::ios::binary) << MakeFile(der).SerializeAsString();
  std::ofstream(kFolder / "receipt-1-ca.crt") << authority->certificate_pem();
}

TEST(ReceiptFormat, AnOldFileIsStillConfirmed) {
  if (std::getenv("PAR_UPDATE_RECEIPT") != nullptr) {
    ASSERT_NO_FATAL_FAILURE(WriteGolden());
  }
  SignedReceipt file;
  ASSERT_TRUE(file.ParseFromString(Content(kFolder / "receipt-1.bin")));
  EXPECT_EQ(file.format(), "parnet/receipt/1");
  const exchange::v1::Receipt& receipt = file.receipt();
  EXPECT_EQ(exchange::ReceiptNumber(receipt), "up:la-ha-17");
  EXPECT_OK(exchange::CheckReceiptIsFor(receipt, file.event()));
  EXPECT_TRUE(identity::SignatureHolds(receipt.signer_key(), exchange::SignedBytes(receipt),
                                       receipt.signature()));
  EXPECT_OK(identity::CheckSigner({.certificate = file.signer_certificate(),
                                   .public_key = receipt.signer_key(),
                                   .node = receipt.node_id(),
                                   .unit = file.received_by(),
                                   .at_micros = receipt.signed_at()},
                                  Content(kFolder / "receipt-1-ca.crt")));
  EXPECT_EQ(file.SerializeAsString(), MakeFile(file.signer_certificate()).SerializeAsString());
}

// The bytes under the signature, worked out from the page by hand: each field its length (8 bytes,
// little end first) and its bytes; numbers are fields of 8 bytes.
TEST(ReceiptFormat, WhatIsSigned) {
  const auto number = [](std::uint64_t value) {
    std::string bytes;
    for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>((value >> (8 * i)) & 0xffu));
    return bytes;
  };
  std::string want;
  for (const std::string& field :
       {std::string("parnet receipt 2"), std::string("0123456789abcdef"), number(1),
        std::string("la-ha"), number(17), MakeFile("").receipt().head(), number(kReceived),
        std::string("nut-tu-nghia"), number(kReceived + 1'000'000)}) {
    want += number(field.size()) + field;
  }
  EXPECT_EQ(ToHex(exchange::SignedBytes(MakeFile("").receipt())), ToHex(want));
}

}  // namespace
}  // namespace par
