// A receipt (docs/formats/receipt.md) as an official paper: what was received, when, and how anyone
// can check it. All numbers and times are the receipt's own.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <string>

#include "common/document/official_document.h"
#include "common/document/particulars.h"

namespace par::document {

// A receipt that was confirmed. Times are UTC microseconds.
struct ReceiptFacts {
  std::string number;  // "up:la-ha-17"
  std::string unit;    // Ids of who handed up and who received.
  std::string receiver;
  std::string author;  // The account that handed it up.
  std::int64_t received_at = 0;
  std::int64_t signed_at = 0;
  std::string submission;  // Hexadecimal.
  std::string sha256;      // Of the content, hexadecimal.
  std::int64_t files = 0;
  std::string signer;  // The node, and its key in hexadecimal.
  std::string signer_key;
};

// Dated with the day of signing. `particulars` must be those of a receipt.
[[nodiscard]] OfficialDocument ReceiptDocument(const ReceiptFacts& facts,
                                               const Particulars& particulars);

}  // namespace par::document
