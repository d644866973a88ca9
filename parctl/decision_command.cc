// `parctl decision`: reconciling, publishing and reading the official decisions.
#include <memory>
#include <string>
#include <vector>

#include "common/document/decision_document.h"
#include "par/decision/v1/decision.grpc.pb.h"
#include "parctl/decision_verify.h"
#include "parctl/document.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/text_width.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using decision::v1::DecisionService;

struct DecisionOptions {
  std::string cycle;
  std::string stated;
  std::string number;
  std::string date;
  std::string supersedes;
  std::string reason;
  std::string id;
  std::string file;
  std::string save;
  std::string authority;
  std::string criteria;
  DocumentWish document;
};

using Differences = google::protobuf::RepeatedPtrField<decision::v1::Difference>;

void PrintDifferences(Session& session, const Differences& differences) {
  for (const decision::v1::Difference& one : differences) {
    session.output.out << (one.rounding_only() ? session.Say("do làm tròn (không tính): ",
                                                             "by rounding (not counted): ")
                                               : session.Say("chênh lệch: ", "difference: "))
                       << OneLine(one.text()) << session.Say(" (chênh ", " (by ")
                       << one.difference() << ")\n";
  }
}

void PrintReconciled(Session& session, const decision::v1::ReconcileResponse& answer) {
  if (!answer.holds()) session.exit = kFindings;
  if (PrintedAsJson(session, answer)) return;
  PrintDifferences(session, answer.differences());
  session.output.out << session.Say("Đã kiểm tra ", "Checked: ") << answer.sums_checked()
                     << session.Say(" phép cộng: ", " sums: ")
                     << (answer.holds() ? session.Say("khớp", "all agree")
                                        : session.Say("KHÔNG khớp, không công bố được",
                                                      "they do NOT agree, no publication"))
                     << '\n';
  if (answer.total().empty()) return;
  session.output.out << session.Say("Tổng ", "Total ") << answer.total() << '/'
                     << answer.effective_maximum();
  if (!answer.converted_percent().empty()) {
    session.output.out << " (" << answer.converted_percent() << " %)";
  }
  session.output.out << '\n';
}

void Reconcile(Session& session, const DecisionOptions& options) {
  if (options.stated.empty()) {
    decision::v1::ReconcileCycleRequest request;
    request.set_cycle(options.cycle);
    request.set_language(session.vietnamese() ? "vi" : "en");
    const auto answer = Ask(session, &DecisionService::Stub::ReconcileCycle, request);
    if (answer.has_value()) PrintReconciled(session, *answer);
    return;
  }
  auto table = ReadFile(options.stated);
  if (!table.ok()) return PrintRefusal(session, "", table.status());
  decision::v1::ReconcileStatedRequest request;
  request.set_file_name(options.stated);
  request.set_table(*std::move(table));
  request.set_language(session.vietnamese() ? "vi" : "en");
  const auto answer = Ask(session, &DecisionService::Stub::ReconcileStated, request);
  if (answer.has_value()) PrintReconciled(session, *answer);
}

void Preview(Session& session, const DecisionOptions& options) {
  decision::v1::PreviewDecisionRequest request;
  request.set_cycle(options.cycle);
  request.set_number(options.number);
  request.set_date(options.date);
  const auto answer = Ask(session, &DecisionService::Stub::PreviewDecision, request);
  if (!answer.has_value()) return;
  // In every format the exit code says it.
  for (const decision::v1::Difference& one : answer->differences()) {
    if (!one.rounding_only()) session.exit = kFindings;
  }
  if (PrintedAsJson(session, *answer)) return;
  PrintDifferences(session, answer->differences());
  session.output.out << "SHA-256: " << answer->sha256() << '\n';
}

void Publish(Session& session, const DecisionOptions& options) {
  decision::v1::PublishDecisionRequest request;
  request.set_cycle(options.cycle);
  request.set_number(options.number);
  request.set_date(options.date);
  request.set_supersedes(options.supersedes);
  request.set_reason(options.reason);
  const auto answer = Change(session, &DecisionService::Stub::PublishDecision, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã công bố: ", "Published: ") << answer->id()
                     << "\nSHA-256: " << answer->sha256() << '\n';
  for (const std::string& change : answer->changes()) {
    session.output.out << session.Say("thay đổi: ", "change: ") << OneLine(change) << '\n';
  }
}

void PrintDecisions(Session& session, const std::vector<decision::v1::DecisionSummary>& list) {
  Table table({{.title = session.Say("Mã", "Id")},
               {.title = session.Say("Số", "Number")},
               {.title = session.Say("Ngày", "Date")},
               {.title = session.Say("Cơ quan", "Issuer")},
               {.title = session.Say("Kỳ", "Cycle")},
               {.title = session.Say("Đơn vị", "Units"), .to_the_right = true},
               {.title = session.Say("Thay bằng", "Superseded by")},
               {.title = "SHA-256"}});
  for (const decision::v1::DecisionSummary& one : list) {
    table.Add({one.id(), one.number(), DayText(session, one.date()), one.issuer(), one.cycle(),
               std::to_string(one.units()), one.superseded_by(), one.sha256()});
  }
  session.output.out << table.Text(session.output.width);
}

void ListDecisions(Session& session) {
  const auto answer =
      Ask(session, &DecisionService::Stub::ListDecisions, decision::v1::ListDecisionsRequest());
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintDecisions(session, {answer->decisions().begin(), answer->decisions().end()});
}

void MakeDocument(Session& session, const DecisionOptions& options) {
  const auto particulars =
      ReadParticulars(session, options.document, document::DocumentKind::kDecision);
  if (!particulars.has_value()) return;
  const auto decision = AgreeingDecision(session, options.id, options.file);
  if (!decision.has_value()) return;
  WriteDocument(session, document::DecisionDocument(*decision, *particulars), options.document);
}

void AddPaper(Command group, Session& session, const std::shared_ptr<DecisionOptions>& options) {
  const Command paper = AddVerb(
      group, session, "document",
      {"Lập văn bản quyết định kèm phụ lục theo thể thức Nghị định 30/2020/NĐ-CP (DOCX, PDF)",
       "The decision with its appendices as an official document after Decree 30/2020 (DOCX, PDF)"},
      {"parctl decision document 123/QĐ-UBND --particulars the-thuc.yaml --out qd.docx",
       "parctl decision document --file qd.bin --particulars the-thuc.yaml --out qd.docx "
       "--pdf qd.pdf"});
  Take(paper, session, "id", options->id, {"Mã quyết định", "Id of the decision"}, "ID");
  Take(paper, session, "--file", options->file,
       {"Tệp đã lưu (decision verify --save), không cần máy chủ",
        "A saved file (decision verify --save); needs no node"},
       "FILE");
  TakeDocument(paper, session, options->document);
  paper.Does([options, &session] {
    if (options->id.empty() == options->file.empty()) MissingArgument("id | --file");
    MakeDocument(session, *options);
  });
}

void AddPublishing(Command group, Session& session,
                   const std::shared_ptr<DecisionOptions>& options) {
  const Words number = {"Số quyết định", "Number of the decision"};
  const Words date = {"Ngày ký", "Date of the decision"};
  const Command preview = AddVerb(
      group, session, "preview",
      {"Xem trước quyết định, nêu mọi chênh lệch", "Preview the decision, with every difference"},
      {"parctl decision preview --cycle K --number 123/QĐ-UBND "
       "--date 2023-12-20"});
  const Command publish = AddVerb(
      group, session, "publish",
      {"Công bố; từ chối nếu số liệu không khớp", "Publish; refused unless the numbers reconcile"},
      {"parctl decision publish --cycle K --number 123/QĐ-UBND "
       "--date 2023-12-20"});
  const Command supersede = AddVerb(
      group, session, "supersede",
      {"Thay một quyết định, liệt kê mọi thay đổi", "Supersede a decision; lists every change"},
      {"parctl decision supersede 123/QĐ-UBND --cycle K "
       "--number 130/QĐ-UBND --date 2023-12-28 --reason \"Đính chính\""});
  for (const Command verb : {preview, publish, supersede}) {
    TakeCycle(verb, session, options->cycle);
    Take(verb, session, "--number", options->number, number, "TEXT").Required();
    Take(verb, session, "--date", options->date, date, "2023-12-20").Required();
  }
  Take(supersede, session, "id", options->supersedes,
       {"Mã quyết định bị thay", "Id of the decision superseded"}, "ID")
      .Required();
  Take(supersede, session, "--reason", options->reason, {"Lý do", "Reason"}, "TEXT").Required();
  preview.Does([options, &session] { Preview(session, *options); });
  publish.Does([options, &session] { Publish(session, *options); });
  supersede.Does([options, &session] { Publish(session, *options); });
}

void AddReading(Command group, Session& session, const std::shared_ptr<DecisionOptions>& options) {
  const Command list = AddVerb(group, session, "list",
                               {"Các quyết định có tại máy chủ", "The decisions on the node"},
                               {"parctl decision list"});
  list.Does([&session] { ListDecisions(session); });
  const Command show = AddVerb(group, session, "show", {"Nội dung quyết định", "One decision"},
                               {"parctl decision show 123/QĐ-UBND"});
  Take(show, session, "id", options->id, {"Mã quyết định", "Id of the decision"}, "ID").Required();
  show.Does([options, &session] { ShowDecision(session, options->id); });
  const Command verify = AddVerb(
      group, session, "verify",
      {"Tính lại mã băm, gốc Merkle, tổng, thứ hạng; kiểm tra chữ ký và chứng thư",
       "Recompute hash, Merkle root, sums and ranks; check signature and certificate"},
      {"parctl decision verify 123/QĐ-UBND", "parctl decision verify 123/QĐ-UBND --save qd.json",
       "parctl decision verify --file qd.json --authority ca.crt --criteria bo-chi-so.yaml"});
  Take(verify, session, "id", options->id, {"Mã quyết định", "Id of the decision"}, "ID");
  Take(verify, session, "--file", options->file,
       {"Tệp đã lưu, không cần máy chủ", "A saved file; needs no node"}, "FILE");
  Take(verify, session, "--save", options->save, {"Lưu vào tệp", "Save to a file"}, "FILE");
  Take(verify, session, "--authority", options->authority,
       {"Chứng thư gốc (ca.crt); không nêu thì theo máy chủ. Cần có khi dùng --file",
        "The authority's certificate (ca.crt); without it the node's. Needed with --file"},
       "FILE");
  Take(verify, session, "--criteria", options->criteria,
       {"Bộ chỉ số ghi trong quyết định (YAML); không nêu thì theo máy chủ",
        "The criteria set that the decision names (YAML); without it the node's"},
       "FILE");
  verify.Does([options, &session] {
    if (options->id.empty() == options->file.empty()) MissingArgument("id | --file");
    if (!options->file.empty() && options->authority.empty()) {
      MissingArgument("--authority");
    }
    VerifyDecisionOf(session, {.id = options->id,
                               .file = options->file,
                               .save = options->save,
                               .authority = options->authority,
                               .criteria = options->criteria});
  });
}

}  // namespace

void AddDecisionCommands(Command app, Session& session) {
  auto options = std::make_shared<DecisionOptions>();
  const Command group =
      AddGroup(app, session, "decision", {"Quyết định công bố", "Decisions of publication"});
  const Command reconcile =
      AddVerb(group, session, "reconcile",
              {"Đối chiếu số liệu của kỳ, hoặc của một bảng đã công bố",
               "Reconcile the numbers of a cycle, or of a published table"},
              {"parctl decision reconcile --cycle tu-nghia-communes-2023",
               "parctl decision reconcile --stated criteria/published/quang-dien-2023.yaml"});
  const Argument cycle =
      Take(reconcile, session, "--cycle", options->cycle, {"Mã kỳ", "Id of the cycle"}, "ID");
  Take(reconcile, session, "--stated", options->stated,
       {"Bảng đã công bố (YAML, CSV)", "A published table (YAML, CSV)"}, "FILE")
      .Excludes(cycle);
  reconcile.Does([options, &session] {
    if (options->cycle.empty() && options->stated.empty()) {
      MissingArgument("--cycle, --stated");
    }
    Reconcile(session, *options);
  });
  AddPublishing(group, session, options);
  AddReading(group, session, options);
  AddPaper(group, session, options);
  AddOpenData(group, session);
}

}  // namespace par::parctl
