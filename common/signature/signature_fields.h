// The signatures that a PDF file's form holds, as the file states them; nothing is checked here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/signature/qpdf.h"

namespace par::signature {

struct StatedSignature {
  QPDFObjGen object;                // Of the field; 0 if it stands in its list directly.
  std::string field;                // Its full name: "page1.signature".
  std::string kind;                 // /SubFilter: "/ETSI.CAdES.detached".
  std::string contents;             // The message, padded.
  std::vector<std::int64_t> range;  // /ByteRange; empty unless all of it are whole numbers.
  std::string time;                 // /M.
};

// Every field of the form that is signed, in the order of the form; fields below fields too. At
// most `most` + 1, so that the caller sees that there are more. Throws what qpdf throws.
[[nodiscard]] std::vector<StatedSignature> SignaturesOf(QPDF& pdf, std::size_t most);

// A field of the kind /Sig, said by itself or by the field above it.
[[nodiscard]] bool IsSignatureField(QPDFObjectHandle field);
// Its value is a signature, and not only a place for one.
[[nodiscard]] bool IsSigned(QPDFObjectHandle field);

}  // namespace par::signature
