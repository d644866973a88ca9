// `parctl status`, `ledger`, `export`: the node itself.
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/domain/refusal.h"
#include "par/node/v1/node.grpc.pb.h"
#include "parctl/node.h"
#include "parctl/node_copy.h"
#include "parctl/progress.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/text_width.h"
#include "parctl/verbs.h"
#include "parctl/witness.h"

namespace par::parctl {
namespace {

using node::v1::NodeService;

struct NodeOptions {
  bool rebuild = false;
  std::string witness;     // A file; empty: none.
  std::uint64_t from = 0;  // 0: the last ones.
  std::uint32_t limit = 50;
  std::string folder;
};

void Status(Session& session) {
  node::v1::GetStatusRequest request;
  request.set_language(session.vietnamese() ? "vi" : "en");
  const auto answer = Ask(session, &NodeService::Stub::GetStatus, request);
  if (!answer.has_value()) return;
  for (const node::v1::KeyFile& file : answer->key_files()) {
    if (!file.problem().empty()) session.exit = kFindings;
  }
  if (answer->files_damaged() > 0 || answer->ledger_doubts_size() > 0) session.exit = kFindings;
  if (PrintedAsJson(session, *answer)) return;
  Table table({{.title = session.Say("Máy chủ", "Node")}, {.title = answer->node_id()}});
  std::string units;
  for (const std::string& unit : answer->units()) units += (units.empty() ? "" : ", ") + unit;
  table.Add({session.Say("Cấp", "Level"), LevelText(session, answer->level())});
  table.Add({session.Say("Đơn vị", "Units"), units});
  table.Add({session.Say("Chạy từ", "Running since"), TimeText(answer->started_at())});
  table.Add({session.Say("Số bút toán", "Ledger entries"), std::to_string(answer->entries())});
  table.Add({session.Say("Băm bút toán cuối", "Hash of the last"), answer->head_sha256()});
  table.Add({session.Say("Đã lưu tại đây, chờ gửi lên", "Saved here, to go up"),
             std::to_string(answer->waiting_up())});
  table.Add({session.Say("Chờ cấp dưới nhận", "To be received below"),
             std::to_string(answer->waiting_down())});
  table.Add({session.Say("Bộ nhớ (MiB)", "Memory (MiB)"),
             std::to_string(answer->resident_bytes() >> 20u)});
  table.Add({session.Say("Đọc lại hết tài liệu lúc", "All evidence read again at"),
             answer->files_read_at() == 0 ? session.Say("chưa xong lượt nào", "not yet")
                                          : TimeText(answer->files_read_at())});
  if (answer->files_damaged() > 0) {
    table.Add(
        {session.Say("Tệp hỏng trên đĩa, chờ lấy lại", "Files damaged on the disk, to come again"),
         std::to_string(answer->files_damaged())});
  }
  if (answer->files_unused() > 0) {
    table.Add({session.Say("Tệp không nơi nào dùng, gỡ sau 30 ngày",
                           "Files that nothing relies on, removed after 30 days"),
               std::to_string(answer->files_unused()) + " (" +
                   std::to_string((answer->bytes_unused() + (1u << 20u) - 1) >> 20u) + " MiB)"});
  }
  for (const node::v1::KeyFile& file : answer->key_files()) {
    if (file.not_after() == 0) continue;
    table.Add({file.setting(), session.Say("đến ", "until ") + TimeText(file.not_after())});
  }
  session.output.out << table.Text(session.output.width);
  for (const node::v1::KeyFile& file : answer->key_files()) {
    if (!file.problem().empty()) session.output.err << OneLine(file.problem()) << '\n';
  }
  for (const node::v1::LedgerDoubt& doubt : answer->ledger_doubts()) {
    session.output.err << OneLine(doubt.text()) << '\n';
  }
}

// Which part of a verification the node is at.
std::string StageLabel(const Session& session, node::v1::VerifyLedgerResponse::Stage stage) {
  switch (stage) {
    case node::v1::VerifyLedgerResponse::STAGE_REPLAY:
      return session.Say("Làm lại các bút toán", "Carrying entries out again");
    case node::v1::VerifyLedgerResponse::STAGE_ROWS:
      return session.Say("So từng dòng", "Comparing rows");
    default:
      return session.Say("Đi theo chuỗi", "Following the chain");
  }
}

// Asks on until the node has its verdict; each answer is a piece of the work.
std::optional<node::v1::VerifyLedgerResponse> VerifyToEnd(Session& session,
                                                          node::v1::VerifyLedgerRequest request) {
  std::optional<Progress> bar;
  auto at = node::v1::VerifyLedgerResponse::STAGE_UNSPECIFIED;
  while (true) {
    auto answer = Ask(session, &NodeService::Stub::VerifyLedger, request);
    if (!answer.has_value() || answer->run().empty()) return answer;
    if (answer->stage() != at) {
      at = answer->stage();
      bar.emplace(session.output.err, SystemClock(), session.output.language,
                  ProgressPlan{.label = StageLabel(session, at), .total = answer->all()},
                  isatty(STDERR_FILENO) == 1, false);
    }
    answer->done() == answer->all() ? bar->Finish(answer->done()) : bar->Report(answer->done());
    request.set_run(answer->run());
  }
}

void VerifyLedger(Session& session, const NodeOptions& options) {
  node::v1::VerifyLedgerRequest request;
  request.set_rebuild(options.rebuild);
  auto answer = VerifyToEnd(session, request);
  if (!answer.has_value()) return;
  std::string witnessed;
  if (answer->holds() && !options.witness.empty()) {
    const std::optional<WitnessAnswer> held = HeldAgainst(session, options.witness);
    if (!held.has_value()) return;
    witnessed = held->text;
    answer->set_holds(held->fault.ok());
    if (!held->fault.ok()) {
      answer->set_fault(domain::TextOf(held->fault, session.output.language));
    }
  }
  if (!answer->holds()) session.exit = kFindings;
  if (PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Sổ cái: ", "Ledger: ") << answer->entries()
                     << session.Say(" bút toán, băm cuối ", " entries, last hash ")
                     << answer->head_sha256() << '\n';
  session.output.out << witnessed;
  if (options.rebuild && answer->holds()) {
    session.output.out << session.Say("Dựng lại từ sổ cái: giống hệt, ", "Rebuilt: equal, ")
                       << answer->rows_compared() << session.Say(" dòng\n", " rows\n");
  }
  session.output.out << (answer->holds() ? session.Say("nguyên vẹn\n", "intact\n")
                                         : session.Say("KHÔNG nguyên vẹn: ", "NOT intact: ") +
                                               answer->fault() + "\n");
}

void Entries(Session& session, const NodeOptions& options) {
  node::v1::ListEntriesRequest request;
  request.set_from(options.from);
  request.set_newest_first(options.from == 0);
  request.set_limit(options.limit);
  const auto answer = Ask(session, &NodeService::Stub::ListEntries, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  Table table({{.title = session.Say("Số", "No."), .to_the_right = true},
               {.title = session.Say("Lúc", "Time")},
               {.title = session.Say("Người", "Who")},
               {.title = session.Say("Vai trò", "Role")},
               {.title = session.Say("Việc", "What")},
               {.title = session.Say("Đơn vị", "Unit")},
               {.title = session.Say("Kỳ", "Cycle")},
               {.title = session.Say("Số byte", "Bytes"), .to_the_right = true}});
  for (const node::v1::EntrySummary& entry : answer->entries()) {
    const std::string what =
        entry.kind_name().empty() ? std::to_string(entry.kind()) : entry.kind_name();
    table.Add({std::to_string(entry.number()), TimeText(entry.time()),
               entry.actor_account() + "@" + entry.actor_unit(), entry.role(), what, entry.unit(),
               entry.cycle(), std::to_string(entry.payload_bytes())});
  }
  session.output.out << table.Text(session.output.width);
}

void Export(Session& session, const NodeOptions& options) {
  node::v1::ExportRequest request;
  request.set_folder(options.folder);
  const auto answer = Copied(session, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << options.folder << ": " << answer->entries()
                     << session.Say(" bút toán, ", " entries, ") << answer->bytes()
                     << " byte, SHA-256 " << answer->manifest_sha256() << '\n';
}

}  // namespace

std::optional<node::v1::ExportResponse> Copied(Session& session, node::v1::ExportRequest request) {
  const NodeLine* line = LineOf(session);
  if (line == nullptr) return std::nullopt;
  request.set_request_id(NextRequestId(session, request));
  node::v1::ExportResponse made;
  NodeService::Stub stub(line->channel);
  const auto context = rpc::NewContext(absl::Hours(12), line->token);
  const absl::Status status = rpc::FromGrpcStatus(stub.Export(context.get(), request, &made));
  if (status.ok()) return made;
  PrintNodeRefusal(session, status);
  return std::nullopt;
}

void AddNodeCommands(Command app, Session& session) {
  auto options = std::make_shared<NodeOptions>();
  const Command status = AddVerb(
      app, session, "status",
      {"Tình trạng của máy chủ và hạn của chứng thư", "State of the node and of its certificates"},
      {"parctl --node unix:/run/parnet/client.sock status"});
  status.Does([&session] { Status(session); });
  AddLinksCommand(app, session);
  const Command ledger =
      AddGroup(app, session, "ledger", {"Sổ cái của máy chủ", "The node's ledger"});
  const Command verify = AddVerb(ledger, session, "verify",
                                 {"Kiểm tra chuỗi băm; --rebuild thì dựng lại và so từng dòng",
                                  "Check the chain of hashes; --rebuild also compares every row"},
                                 {"parctl ledger verify --rebuild"});
  TakeFlag(verify, session, "--rebuild", options->rebuild,
           {"Dựng lại trạng thái từ sổ cái", "Build the state again"});
  Take(verify, session, "--witness", options->witness,
       {"Đối chiếu với tệp do `parctl ledger witnessed --format json` ghi ra ở máy chủ cấp trên",
        "Also hold it against what `parctl ledger witnessed --format json` printed on the node "
        "above"},
       "FILE");
  verify.Does([options, &session] { VerifyLedger(session, *options); });
  const Command entries =
      AddVerb(ledger, session, "entries",
              {"Các bút toán: ai, lúc nào, việc gì; mặc định là các bút toán cuối",
               "Who did what and when; the last entries by default"},
              {"parctl ledger entries --limit 20", "parctl ledger entries --from 100 --limit 20"});
  Take(entries, session, "--from", options->from,
       {"Từ số này trở đi; không nêu thì từ bút toán cuối trở về trước",
        "From this number on; without it from the last one back"},
       "N");
  Take(entries, session, "--limit", options->limit, {"Bao nhiêu", "How many"}, "N");
  entries.Does([options, &session] { Entries(session, *options); });
  AddWitnessed(ledger, session);
  const Command copy = AddVerb(app, session, "export",
                               {"Sao lưu nhất quán vào một thư mục mới trên máy chủ",
                                "A consistent copy in a new folder on the node's machine"},
                               {"parctl export /var/backups/parnet-2023-12-31"});
  Take(copy, session, "folder", options->folder, {"Thư mục mới", "New folder"}, "FOLDER")
      .Required();
  copy.Does([options, &session] { Export(session, *options); });
}

}  // namespace par::parctl
