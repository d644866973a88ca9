#include "common/exchange/receipt.h"

#include "common/domain/refusal.h"
#include "common/exchange/hash.h"

namespace par::exchange {

std::string ReceiptNumber(const v1::Receipt& receipt) {
  return "up:" + receipt.stream().unit() + "-" + std::to_string(receipt.seq());
}

v1::Receipt MakeReceipt(const StreamId& stream, std::uint64_t seq, const record::EventRow& row,
                        std::string_view node_id, const Signer& signer, std::int64_t now) {
  v1::Receipt receipt;
  receipt.set_submission_id(row.item().submission_id());
  *receipt.mutable_stream() = ToWire(stream);
  receipt.set_seq(seq);
  receipt.set_head(row.hash());
  receipt.set_received_at(row.result().received_at());
  receipt.set_node_id(std::string(node_id));
  receipt.set_signed_at(now);
  receipt.set_signer_key(signer.PublicKey());
  receipt.set_signature(signer.Sign(SignedBytes(receipt)));
  return receipt;
}

absl::Status CheckReceipts(const google::protobuf::RepeatedPtrField<v1::Receipt>& receipts,
                           std::string_view node, const Verifier& verifier) {
  for (const v1::Receipt& receipt : receipts) {
    if (receipt.node_id() == node &&
        verifier.Verify(node, SignedBytes(receipt), receipt.signature())) {
      continue;
    }
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "exchange_receipt_wrong",
                           {{"node", std::string(node)}, {"number", ReceiptNumber(receipt)}});
  }
  return absl::OkStatus();
}

absl::Status CheckReceiptIsFor(const v1::Receipt& receipt, const v1::Event& event) {
  const Position previous{.length = event.seq() - 1,
                          .head = event.prev_hash().size() == sizeof(Sha256::bytes)
                                      ? Sha256::FromBytes(event.prev_hash())
                                      : Sha256{}};
  const Sha256 hash = EventHash(UpOf(receipt.stream().unit()), previous, event.item(),
                                Sha256::Of(event.item().body()));
  if (event.seq() == receipt.seq() && event.seq() > 0 && hash.ToBytes() == receipt.head() &&
      receipt.stream().direction() == v1::DIRECTION_UP &&
      event.item().submission_id() == receipt.submission_id()) {
    return absl::OkStatus();
  }
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "receipt_other_item",
                         {{"number", ReceiptNumber(receipt)}});
}

}  // namespace par::exchange
