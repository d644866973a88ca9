#include "common/node/witness_file.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/domain/date.h"
#include "common/domain/refusal.h"

namespace par::node {
namespace {

std::string Day(std::int64_t micros, bool english) {
  const domain::Date day = domain::Date::InVietnam(micros);
  return english ? day.Iso() : day.Vietnamese();
}

}  // namespace

absl::StatusOr<WitnessFile> ReadWitnessFile(std::string_view text, const std::string& file,
                                            std::string_view node) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;  // A later program may say more.
  v1::ListWitnessedResponse all;
  const auto parsed = google::protobuf::util::JsonStringToMessage(std::string(text), &all, options);
  if (!parsed.ok() || all.witness().empty()) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "witness_file_unreadable",
                           {{"file", file}});
  }
  for (const v1::WitnessedLedger& ledger : all.nodes()) {
    if (ledger.node() == node) return WitnessFile{.witness = all.witness(), .ledger = ledger};
  }
  return domain::Refusal(absl::StatusCode::kNotFound, "witness_file_other_node",
                         {{"file", file}, {"node", std::string(node)}});
}

absl::StatusOr<WitnessCheck> CheckWitnessed(const WitnessFile& file, const HashOfEntry& hash_of) {
  WitnessCheck check;
  std::uint64_t held = 0;
  for (const v1::WitnessedEntry& entry : file.ledger.entries()) {
    if (entry.ledger() != file.ledger.ledger()) continue;
    if (check.entries++ == 0) check.since = entry.at();
    ASSIGN_OR_RETURN(const std::optional<std::string> here, hash_of(entry.number()));
    if (here == entry.sha256()) {
      held = entry.number();
      continue;
    }
    if (!check.fault.ok()) continue;
    check.fault = domain::Refusal(absl::StatusCode::kDataLoss, "ledger_not_as_witnessed",
                                  {{"witness", file.witness},
                                   {"after", std::to_string(held)},
                                   {"entry", std::to_string(entry.number())},
                                   {"at", domain::Date::InVietnam(entry.at()).Iso()}});
  }
  return check;
}

std::string WitnessText(const WitnessFile& file, const WitnessCheck& check,
                        domain::Language language) {
  const bool english = language == domain::Language::kEnglish;
  std::string text = absl::StrCat(
      english ? "witnessed by " : "ghi nhận của máy chủ ", file.witness, ": ", check.entries,
      english ? " entries since " : " mốc từ ngày ", Day(check.since, english),
      check.fault.ok() ? (english ? ", all equal\n" : ", đều khớp\n")
                       : (english ? ", NOT all equal\n" : ", KHÔNG khớp hết\n"));
  if (file.ledger.ledger() > 1) {
    absl::StrAppend(
        &text, english ? "this is ledger no. " : "đây là sổ cái thứ ", file.ledger.ledger(),
        english ? " of the node: somebody must be able to say which machine was recovered then\n"
                : " của máy chủ này: phải có người xác nhận lần khôi phục máy vào ngày đó\n");
  }
  return text;
}

}  // namespace par::node
