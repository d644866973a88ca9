// Rows as the exchange writes them of an item that refers to a file.
#pragma once

#include <string>

#include "common/exchange/blob.h"
#include "common/exchange/rows.h"
#include "common/storage/store.h"

namespace par::exchange::testing {

// One more event of a stream of the lower side. Empty: a row of the stream cannot be read.
inline storage::Batch EventReferringTo(const storage::Reader& state, const StreamId& stream,
                                       const Blob& blob, v1::Verdict result,
                                       v1::Verdict below = v1::VERDICT_UNSPECIFIED) {
  const StreamView view(state, Side::kLower, stream);
  auto row = view.Row();
  if (!row.ok()) return {};
  record::EventRow event;
  event.mutable_item()->set_unit(stream.unit);
  v1::BlobRef& ref = *event.mutable_item()->add_blobs();
  ref.set_sha256(blob.sha256.ToBytes());
  ref.set_size(blob.size);
  ref.set_media_type(blob.media_type);
  event.mutable_result()->set_verdict(result);
  if (below != v1::VERDICT_UNSPECIFIED) event.mutable_below()->set_verdict(below);
  row->set_length(row->length() + 1);
  event.set_hash(
      Sha256::Of(row->head() + blob.sha256.ToBytes() + std::to_string(row->length())).ToBytes());
  row->set_head(event.hash());
  return {{view.EventKey(row->length()), EncodeRow(event)}, {view.RowKey(), EncodeRow(*row)}};
}

}  // namespace par::exchange::testing
