// What a new machine and the authority hand each other, as files that may go by e-mail or on a
// stick: the request (public keys, no secret), bound to the enrolment code that its maker was told,
// and the answer (certificates and everybody's public keys). The authority's key stays where it is.
// Layout: docs/formats/enrolment.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/identity/enrolment.h"

namespace par::identity {

// Two signing requests in PEM: for the connection (P-256) and for documents (Ed25519).
struct EnrolmentRequest {
  std::string node_id;
  std::string connection_pem;
  std::string signing_pem;
};
// `code` as it was told; it is not in the text.
[[nodiscard]] std::string ToText(const EnrolmentRequest& request, std::string_view code);
// INVALID_ARGUMENT enrolment_file_unreadable. Whose code it was made with is not asked yet.
[[nodiscard]] absl::StatusOr<EnrolmentRequest> ReadEnrolmentRequest(std::string_view text);
// True if the text was made with the code of this hash.
[[nodiscard]] bool MadeWithCode(std::string_view text, const Sha256& code_hash);

struct EnrolmentAnswer {
  std::string node_id;
  std::string connection_certificate;
  std::string signing_certificate;
  std::string authority;
  std::string node_keys;  // As the setting node_keys wants it: all nodes', old keys too.
};
[[nodiscard]] std::string ToText(const EnrolmentAnswer& answer);
// INVALID_ARGUMENT enrolment_file_unreadable.
[[nodiscard]] absl::StatusOr<EnrolmentAnswer> ReadEnrolmentAnswer(std::string_view text);

// The codes that the authority gave out, in a file of its folder: a line each with the hash of the
// code, the node, when it was made and whether it was used. One process at a time.
class EnrolmentBook {
 public:
  // No file is an empty book. DATA_LOSS enrolment_book_damaged; what ReadWholeFile refuses.
  [[nodiscard]] static absl::StatusOr<EnrolmentBook> Open(const std::filesystem::path& folder);
  // Durable when it returns. INVALID_ARGUMENT node_name_invalid: a code for it could never be used,
  // and no line could hold it.
  [[nodiscard]] absl::Status Add(const Sha256& code_hash, const std::string& node_id,
                                 std::int64_t now_micros);
  // OK if `text` was made with a code of this book that may be used. PERMISSION_DENIED
  // enrolment_unknown (no code of this book), and what MayEnrol refuses.
  [[nodiscard]] absl::Status MayUse(std::string_view text, const std::string& node_id,
                                    std::int64_t now_micros) const;
  // The same, and the code is used up, durably.
  [[nodiscard]] absl::Status Use(std::string_view text, const std::string& node_id,
                                 std::int64_t now_micros);

 private:
  struct Row {
    Sha256 code_hash;
    Enrolment enrolment;
  };
  explicit EnrolmentBook(std::filesystem::path file) : file_(std::move(file)) {}
  // The row's place; what MayUse refuses.
  [[nodiscard]] absl::StatusOr<std::size_t> Find(std::string_view text, const std::string& node_id,
                                                 std::int64_t now_micros) const;
  [[nodiscard]] absl::Status Save() const;

  std::filesystem::path file_;
  std::vector<Row> rows_;
};

}  // namespace par::identity
