// The bytes of a file that a signature covers: everything up to its own value and everything after
// it. The value, /Contents, is the only gap: that is checked here, against the file's bytes and not
// against what a PDF reader made of them (the attacks on PDF signatures live in the difference).
//
// Pure. Views live as long as the file's bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <openssl/bio.h>

#include "common/base/owned.h"

namespace par::signature {

// White space as PDF files know it.
inline constexpr std::string_view kPdfSpaces(" \t\r\n\f\0", 6);

struct CoveredBytes {
  std::string_view fault;  // Empty, or signature_range, signature_gap; then nothing else is set.
  std::array<std::string_view, 2> parts;
  std::size_t end = 0;  // In the file, of the second part.
};

// `range` as /ByteRange says it, `contents` the value of /Contents as a PDF reader reads it.
//   signature_range  not four numbers, not from the first byte on, backwards or beyond the file
//   signature_gap    what is left out is not "/Contents" <its value in hexadecimal> and nothing
//   else
[[nodiscard]] CoveredBytes FindCoveredBytes(std::string_view file,
                                            const std::vector<std::int64_t>& range,
                                            std::string_view contents);

// The parts as OpenSSL reads them, without a copy.
[[nodiscard]] Owned<BIO, BIO_free> Reader(const CoveredBytes& covered);

}  // namespace par::signature
