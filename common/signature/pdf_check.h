// What the digital signatures of a PDF file say (common/domain/signature.h). The whole of it: the
// file is read (libqpdf), each signature's bytes are found in the file, its message is verified
// (OpenSSL), its signer traced to the anchors, and what was added later compared.
//
// It reads whatever anybody sent, with libraries that were not written for that: a node runs it in
// a process of its own (common/signature/checker.h). Safe from many threads.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/domain/signature.h"
#include "common/signature/anchors.h"

namespace par::signature {

// `now` (UTC seconds) is when revocation lists must be in force, and when certificates are judged
// of a signature that says no time. Memory that
// runs out is thrown as std::bad_alloc; nothing else is.
[[nodiscard]] domain::SignatureReport CheckPdf(std::string_view file, const Anchors& anchors,
                                               std::int64_t now);

}  // namespace par::signature
