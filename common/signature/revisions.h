// What was added to a PDF file after it was signed. A file is changed by appending: the signed
// bytes stay, and what is appended may put other objects in the place of theirs. So the document as
// it was signed and the document as it is now are compared, object by object from the catalogue on.
//
// Allowed to differ: further signed fields and their widgets, at the end of their lists; a
// signature field that was there to be signed, and what it looks like; validation data (/DSS),
// extensions and metadata of the catalogue; resources added to the form's own. A field counts as
// signed where its signature covers more than what was signed then: everything else could be added
// without a key, also a second place that shows the signature that is there.
#pragma once

#include <set>
#include <string_view>

#include "common/domain/signature.h"
#include "common/signature/qpdf.h"

namespace par::signature {

// `signed_since` are those fields of the form of `now` whose signature covers more than all of
// `signed_then`: each is checked by itself, and nothing may be shown as a signature that is not.
// kSignatures: what a reader sees is the same in both, apart from what is allowed. kContent: it is
// not, or was written in circles that cannot be followed. kUnreadable: qpdf had to guess at an
// object of either. Never kNothing. Throws what qpdf throws.
[[nodiscard]] domain::AfterSigning Compare(QPDF& signed_then, QPDF& now,
                                           const std::set<QPDFObjGen>& signed_since);

// The bytes after the end of what was signed are an update by the rules: with a cross-reference of
// its own (the last startxref points into it) and only white space behind its end.
[[nodiscard]] bool IsUpdate(std::string_view file, std::size_t signed_end);

}  // namespace par::signature
