// `parctl ledger witnessed`, and `ledger verify --witness`: what the node above has witnessed of a
// ledger, and the ledger held against it.
#include "parctl/witness.h"

#include <memory>
#include <string>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/node/witness_file.h"
#include "par/node/v1/node.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using node::v1::NodeService;

constexpr std::size_t kShownOfHash = 16;

std::string HostedText(const node::v1::WitnessedLedger& ledger) {
  std::string text;
  for (const std::string& unit : ledger.units()) text += (text.empty() ? "" : ", ") + unit;
  return text;
}

std::string RemarkText(const Session& session, const node::v1::WitnessedLedger& ledger) {
  if (ledger.doubted_since() == 0) return {};
  const std::string entry = std::to_string(ledger.doubted_entry());
  if (ledger.doubted_until() == 0) {
    return session.Say("KHÁC ghi nhận số " + entry + " từ ",
                       "NOT as witnessed, entry " + entry + ", since ") +
           TimeText(ledger.doubted_since());
  }
  return session.Say("từng khác ghi nhận số " + entry + " lúc ",
                     "was not as witnessed, entry " + entry + ", at ") +
         TimeText(ledger.doubted_since());
}

void Witnessed(Session& session, const std::string& unit) {
  node::v1::ListWitnessedRequest request;
  request.set_unit(unit);
  node::v1::ListWitnessedResponse all;
  do {
    const auto answer = Ask(session, &NodeService::Stub::ListWitnessed, request);
    if (!answer.has_value()) return;
    all.set_witness(answer->witness());
    all.mutable_nodes()->MergeFrom(answer->nodes());
    request.set_after(answer->next());
  } while (!request.after().empty());
  for (const node::v1::WitnessedLedger& ledger : all.nodes()) {
    if (ledger.doubted_since() != 0 && ledger.doubted_until() == 0) session.exit = kFindings;
  }
  if (PrintedAsJson(session, all)) return;
  Table table({{.title = session.Say("Máy chủ", "Node")},
               {.title = session.Say("Đơn vị", "Units"), .may_shrink = true},
               {.title = session.Say("Sổ cái thứ", "Ledger no."), .to_the_right = true},
               {.title = session.Say("Bút toán số", "Entry no."), .to_the_right = true},
               {.title = session.Say("Băm (đầu)", "Hash (begins)")},
               {.title = session.Say("Ghi nhận lúc", "Witnessed at")},
               {.title = session.Say("Ghi chú", "Remark"), .may_shrink = true}});
  for (const node::v1::WitnessedLedger& ledger : all.nodes()) {
    for (int i = 0; i < ledger.entries_size(); ++i) {
      const node::v1::WitnessedEntry& entry = ledger.entries(i);
      const bool last = i + 1 == ledger.entries_size();
      table.Add({ledger.node(), HostedText(ledger), std::to_string(entry.ledger()),
                 std::to_string(entry.number()), entry.sha256().substr(0, kShownOfHash),
                 TimeText(entry.at()), last ? RemarkText(session, ledger) : std::string()});
    }
  }
  session.output.out << table.Text(session.output.width);
}

absl::StatusOr<node::WitnessFile> ReadFor(const std::string& path, const std::string& node) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  return node::ReadWitnessFile(text, path, node);
}

}  // namespace

std::optional<WitnessAnswer> HeldAgainst(Session& session, const std::string& path) {
  const auto status = Ask(session, &NodeService::Stub::GetStatus, node::v1::GetStatusRequest());
  if (!status.has_value()) return std::nullopt;
  const absl::StatusOr<node::WitnessFile> file = ReadFor(path, status->node_id());
  if (!file.ok()) {
    PrintRefusal(session, "", file.status());
    return std::nullopt;
  }
  bool answered = true;
  const auto check = node::CheckWitnessed(
      *file, [&](std::uint64_t number) -> absl::StatusOr<std::optional<std::string>> {
        node::v1::ListEntriesRequest request;
        request.set_from(number);
        request.set_limit(1);
        const auto found = Ask(session, &NodeService::Stub::ListEntries, request);
        answered = found.has_value();
        if (!answered) return absl::UnavailableError("");  // It has been printed.
        if (found->entries_size() == 0 || found->entries(0).number() != number) {
          return std::optional<std::string>();
        }
        return std::optional(found->entries(0).sha256());
      });
  if (!answered || !check.ok()) return std::nullopt;
  return WitnessAnswer{.text = node::WitnessText(*file, *check, session.output.language),
                       .fault = check->fault};
}

void AddWitnessed(Command ledger, Session& session) {
  auto unit = std::make_shared<std::string>();
  const Command witnessed =
      AddVerb(ledger, session, "witnessed",
              {"Những gì máy chủ này đã ghi nhận về sổ cái của các máy chủ cấp dưới",
               "What this node has witnessed of the ledgers of the nodes below"},
              {"parctl ledger witnessed",
               "parctl ledger witnessed --unit 25001 --format json > 25001.json"});
  TakeUnit(witnessed, session, *unit, false);
  witnessed.Does([unit, &session] { Witnessed(session, *unit); });
}

}  // namespace par::parctl
