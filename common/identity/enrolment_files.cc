#include "common/identity/enrolment_files.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/check.h"
#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/ca.h"
#include "common/identity/enrolment_text.h"
#include "common/identity/secret_file.h"

namespace par::identity {
namespace {

constexpr std::string_view kRequest = "parnet enrolment request 1";
constexpr std::string_view kAnswer = "parnet enrolment answer 1";
constexpr std::string_view kCode = "== code\n";
constexpr std::size_t kLongestFile = std::size_t{16} << 20u;

absl::Status Unreadable() {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "enrolment_file_unreadable");
}

std::optional<std::string> Find(std::string_view text, std::string_view name) {
  const std::string head = "\n== " + std::string(name) + "\n";
  const std::size_t at = text.find(head);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(at + head.size());
  const std::size_t end = rest.starts_with("== ") ? 0 : rest.find("\n== ");
  return std::string(end == std::string_view::npos ? rest : rest.substr(0, end == 0 ? 0 : end + 1));
}

// What stands before the code's proof is what the proof is over.
std::string Proof(std::string_view text, const Sha256& code_hash) {
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  PAR_CHECK(HMAC(EVP_sha256(), code_hash.bytes.data(), static_cast<int>(code_hash.bytes.size()),
                 reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac,
                 &length) != nullptr);
  return ToHex(std::string_view(reinterpret_cast<const char*>(mac), length));
}

}  // namespace

std::string TextSection(std::string_view name, std::string_view content) {
  std::string text = "== " + std::string(name) + "\n" + std::string(content);
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

std::string WithoutLineEnd(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

absl::Status TakeSections(std::string_view text, std::string_view first_line,
                          const std::vector<std::pair<std::string_view, std::string*>>& sections) {
  if (text.size() > kLongestFile || !text.starts_with(std::string(first_line) + "\n")) {
    return Unreadable();
  }
  for (const auto& [name, into] : sections) {
    std::optional<std::string> found = Find(text, name);
    if (!found.has_value()) return Unreadable();
    *into = *std::move(found);
  }
  return absl::OkStatus();
}

std::string ToText(const EnrolmentRequest& request, std::string_view code) {
  const std::string text = std::string(kRequest) + "\n" + TextSection("node", request.node_id) +
                           TextSection("connection", request.connection_pem) +
                           TextSection("signing", request.signing_pem);
  return text + std::string(kCode) + Proof(text, HashOfCode(code)) + "\n";
}

absl::StatusOr<EnrolmentRequest> ReadEnrolmentRequest(std::string_view text) {
  EnrolmentRequest request;
  std::string code;
  RETURN_IF_ERROR(TakeSections(text, kRequest,
                               {{"node", &request.node_id},
                                {"connection", &request.connection_pem},
                                {"signing", &request.signing_pem},
                                {"code", &code}}));
  request.node_id = WithoutLineEnd(std::move(request.node_id));
  return request;
}

bool MadeWithCode(std::string_view text, const Sha256& code_hash) {
  const std::size_t at = text.rfind(kCode);
  if (at == std::string_view::npos) return false;
  const std::string given = WithoutLineEnd(std::string(text.substr(at + kCode.size())));
  const std::string wanted = Proof(text.substr(0, at), code_hash);
  return given.size() == wanted.size() &&
         CRYPTO_memcmp(given.data(), wanted.data(), wanted.size()) == 0;
}

std::string ToText(const EnrolmentAnswer& answer) {
  return std::string(kAnswer) + "\n" + TextSection("node", answer.node_id) +
         TextSection("connection", answer.connection_certificate) +
         TextSection("signing", answer.signing_certificate) +
         TextSection("authority", answer.authority) + TextSection("node-keys", answer.node_keys);
}

absl::StatusOr<EnrolmentAnswer> ReadEnrolmentAnswer(std::string_view text) {
  EnrolmentAnswer answer;
  RETURN_IF_ERROR(TakeSections(text, kAnswer,
                               {{"node", &answer.node_id},
                                {"connection", &answer.connection_certificate},
                                {"signing", &answer.signing_certificate},
                                {"authority", &answer.authority},
                                {"node-keys", &answer.node_keys}}));
  answer.node_id = WithoutLineEnd(std::move(answer.node_id));
  return answer;
}

absl::StatusOr<EnrolmentBook> EnrolmentBook::Open(const std::filesystem::path& folder) {
  EnrolmentBook book(folder / "enrolments.txt");
  std::error_code error;
  if (!std::filesystem::exists(book.file_, error)) return book;
  ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(book.file_, Secrecy::kSecret));
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  for (const std::string& line : lines) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    Row row;
    const auto hash = FromHex(words[0]);
    if (words.size() != 4 || !hash.has_value() || hash->size() != sizeof(Sha256::bytes) ||
        !absl::SimpleAtoi(words[2], &row.enrolment.made_micros)) {
      return domain::Refusal(absl::StatusCode::kDataLoss, "enrolment_book_damaged",
                             {{"file", book.file_.string()}});
    }
    row.code_hash = Sha256::FromBytes(*hash);
    row.enrolment.node_id = words[1];
    row.enrolment.used = words[3] == "used";
    book.rows_.push_back(std::move(row));
  }
  return book;
}

absl::Status EnrolmentBook::Save() const {
  std::string text;
  for (const Row& row : rows_) {
    text += row.code_hash.Hex() + " " + row.enrolment.node_id + " " +
            std::to_string(row.enrolment.made_micros) +
            (row.enrolment.used ? " used\n" : " open\n");
  }
  return WriteFileDurably(file_, text, Secrecy::kSecret);
}

absl::Status EnrolmentBook::Add(const Sha256& code_hash, const std::string& node_id,
                                std::int64_t now_micros) {
  RETURN_IF_ERROR(CheckNodeId(node_id));
  rows_.push_back({.code_hash = code_hash,
                   .enrolment = {.node_id = node_id, .made_micros = now_micros, .used = false}});
  return Save();
}

absl::StatusOr<std::size_t> EnrolmentBook::Find(std::string_view text, const std::string& node_id,
                                                std::int64_t now_micros) const {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!MadeWithCode(text, rows_[i].code_hash)) continue;
    RETURN_IF_ERROR(MayEnrol(rows_[i].enrolment, node_id, now_micros));
    return i;
  }
  return domain::Refusal(absl::StatusCode::kPermissionDenied, "enrolment_unknown",
                         {{"node", node_id}});
}

absl::Status EnrolmentBook::MayUse(std::string_view text, const std::string& node_id,
                                   std::int64_t now_micros) const {
  return Find(text, node_id, now_micros).status();
}

absl::Status EnrolmentBook::Use(std::string_view text, const std::string& node_id,
                                std::int64_t now_micros) {
  ASSIGN_OR_RETURN(const std::size_t row, Find(text, node_id, now_micros));
  rows_[row].enrolment.used = true;
  return Save();
}

}  // namespace par::identity
