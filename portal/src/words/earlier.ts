// The texts about earlier years: where a year's numbers come from that this node has not decided itself.
import { texts } from "./words";

export const t = texts({
  "earlier.score": "Điểm năm {year}",
  "earlier.imported": "nhập từ ngoài, đúng như đã công bố",
  "earlier.basis": "văn bản tự mâu thuẫn; căn cứ nhập: {basis}",
  "earlier.derived": "suy từ mức thay đổi mà văn bản nêu",
  "earlier.year": "Năm {year}: {source}",
}, {
  "earlier.score": "Points of {year}",
  "earlier.imported": "imported, as published",
  "earlier.basis": "the document contradicts itself; taken because: {basis}",
  "earlier.derived": "follows from the change that the document states",
  "earlier.year": "{year}: {source}",
});
