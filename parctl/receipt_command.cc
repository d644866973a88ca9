// `parctl receipt list | get | verify | document`: what a unit handed up, and the proof that it was
// received.
#include <memory>
#include <optional>
#include <string>

#include "common/base/hex.h"
#include "common/base/sha256.h"
#include "common/domain/refusal.h"
#include "common/exchange/receipt.h"
#include "common/services/papers.h"
#include "par/receipt/v1/receipt.grpc.pb.h"
#include "parctl/document.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using receipt::v1::ReceiptService;
using receipt::v1::SignedReceipt;

struct ReceiptOptions {
  std::string unit;
  std::string number;
  std::string file;
  std::string authority;
  DocumentWish document;
};

void ListReceipts(Session& session, const ReceiptOptions& options) {
  receipt::v1::ListItemsRequest request;
  request.set_unit(options.unit);
  request.set_language(session.vietnamese() ? "vi" : "en");
  receipt::v1::ListItemsResponse all;
  do {
    const auto answer = Ask(session, &ReceiptService::Stub::ListItems, request);
    if (!answer.has_value()) return;
    all.mutable_items()->MergeFrom(answer->items());
    request.set_before(answer->next());
    request.set_waiting(answer->next_waiting());
  } while (request.before() != 0 || request.waiting() != 0);
  if (PrintedAsJson(session, all)) return;
  Table table({{.title = session.Say("Nội dung", "What")},
               {.title = session.Say("Người gửi", "Who")},
               {.title = session.Say("Lập lúc", "Made at")},
               {.title = session.Say("Cấp trên nhận lúc", "Received at")},
               {.title = session.Say("Tình trạng", "Standing"), .may_shrink = true}});
  for (const receipt::v1::ListedItem& item : all.items()) {
    const std::string who = item.author_name().empty()
                                ? item.author()
                                : item.author_name() + " (" + item.author() + ")";
    table.Add({item.what_text(), who, TimeText(item.made_at()), TimeText(item.received_at()),
               item.standing_text()});
  }
  session.output.out << table.Text(session.output.width);
}

void PrintReceipt(Session& session, const SignedReceipt& file) {
  const exchange::v1::Receipt& receipt = file.receipt();
  const exchange::v1::Item& item = file.event().item();
  Table table({{.title = session.Say("Biên nhận", "Receipt")},
               {.title = exchange::ReceiptNumber(receipt)}});
  table.Add({session.Say("Đơn vị gửi", "Handed up by"), item.unit()});
  table.Add({session.Say("Người gửi", "Who"), item.author()});
  table.Add({session.Say("Đơn vị nhận", "Received by"), file.received_by()});
  table.Add({session.Say("Nhận lúc", "Received at"), TimeText(receipt.received_at())});
  table.Add({session.Say("Ký lúc", "Signed at"), TimeText(receipt.signed_at())});
  table.Add({session.Say("Mã yêu cầu", "Submission id"), ToHex(receipt.submission_id())});
  table.Add({session.Say("SHA-256 của nội dung", "SHA-256 of the content"),
             Sha256::Of(item.body()).Hex()});
  table.Add({session.Say("Số tệp kèm theo", "Files"), std::to_string(item.blobs_size())});
  table.Add({session.Say("Khóa ký của máy chủ", "Signing key of node"),
             receipt.node_id() + " " + ToHex(receipt.signer_key()).substr(0, 16)});
  session.output.out << table.Text(session.output.width);
}

void GetReceipt(Session& session, const ReceiptOptions& options) {
  receipt::v1::GetReceiptRequest request;
  request.set_unit(options.unit);
  request.set_number(options.number);
  const auto answer = Ask(session, &ReceiptService::Stub::GetReceipt, request);
  if (!answer.has_value()) return;
  if (!options.file.empty() &&
      !SavedFor(session, options.file, answer->receipt().SerializeAsString())) {
    return;
  }
  if (PrintedAsJson(session, *answer)) return;
  PrintReceipt(session, answer->receipt());
}

std::optional<SignedReceipt> ReadReceipt(Session& session, const std::string& path) {
  const auto bytes = ReadFile(path);
  if (!bytes.ok()) {
    PrintRefusal(session, "", bytes.status());
    return std::nullopt;
  }
  SignedReceipt file;
  if (file.ParseFromString(*bytes) && file.format() == exchange::kReceiptFormat) return file;
  PrintRefusal(session, "",
               domain::Refusal(absl::StatusCode::kInvalidArgument, "receipt_file_unreadable",
                               {{"file", path}}));
  return std::nullopt;
}

// False if it cannot be checked. What keeps the receipt from being believed is printed; the exit
// code is then kFindings.
bool CheckReceipt(Session& session, const SignedReceipt& file, const std::string& authority) {
  const auto authorities = ReadFile(authority);
  if (!authorities.ok()) {
    PrintRefusal(session, "", authorities.status());
    return false;
  }
  for (const absl::Status& problem : services::ReceiptProblems(file, *authorities)) {
    PrintRefusal(session, "", problem);
  }
  return true;
}

void VerifyReceipt(Session& session, const ReceiptOptions& options) {
  const auto file = ReadReceipt(session, options.file);
  if (!file.has_value()) return;
  if (!CheckReceipt(session, *file, options.authority)) return;
  if (PrintedAsJson(session, *file)) return;
  PrintReceipt(session, *file);
  session.output.out << (session.exit == kFine ? session.Say("HỢP LỆ\n", "VALID\n")
                                               : session.Say("KHÔNG HỢP LỆ\n", "NOT VALID\n"));
}

// Only of a receipt that holds: the paper says what the receipt proves.
void MakeReceiptDocument(Session& session, const ReceiptOptions& options) {
  const auto particulars =
      ReadParticulars(session, options.document, document::DocumentKind::kReceipt);
  if (!particulars.has_value()) return;
  const auto file = ReadReceipt(session, options.file);
  if (!file.has_value()) return;
  if (!CheckReceipt(session, *file, options.authority) || session.exit != kFine) return;
  WriteDocument(session, services::ReceiptPaper(*file, *particulars), options.document);
}

void TakeReceiptFile(Command verb, Session& session,
                     const std::shared_ptr<ReceiptOptions>& options) {
  Take(verb, session, "--file", options->file, {"Tệp biên nhận", "The receipt's file"}, "FILE")
      .Required();
  Take(verb, session, "--authority", options->authority,
       {"Chứng thư gốc (ca.crt)", "The authority's certificate (ca.crt)"}, "FILE")
      .Required();
}

}  // namespace

void AddReceiptCommands(Command app, Session& session) {
  auto options = std::make_shared<ReceiptOptions>();
  const Command group = AddGroup(app, session, "receipt",
                                 {"Nội dung đã gửi lên và biên nhận của cấp trên",
                                  "What was handed up, and the receipts for it"});
  const Command list =
      AddVerb(group, session, "list",
              {"Mỗi nội dung: đã lưu tại đây, cấp trên đã nhận (biên nhận số …), hay đã có kết quả",
               "Each item: saved here, received above (receipt no. …), or decided"},
              {"parctl receipt list --unit la-ha"});
  TakeUnit(list, session, options->unit, true);
  list.Does([options, &session] { ListReceipts(session, *options); });
  const Command get = AddVerb(group, session, "get",
                              {"Lấy biên nhận, tại máy chủ của đơn vị hoặc tại máy chủ cấp trên",
                               "Fetch a receipt, at the unit's node or at the node above"},
                              {"parctl receipt get up:la-ha-17 --unit la-ha --to bien-nhan-17"});
  Take(get, session, "number", options->number, {"Số biên nhận", "Receipt number"}, "NUMBER")
      .Required();
  TakeUnit(get, session, options->unit, true);
  Take(get, session, "--to", options->file, {"Ghi vào tệp", "File to write"}, "FILE");
  get.Does([options, &session] { GetReceipt(session, *options); });
  const Command verify = AddVerb(
      group, session, "verify",
      {"Kiểm tra biên nhận trong tệp, không cần máy chủ: nội dung, chữ ký, chứng thư của khóa ký",
       "Check a receipt's file, without a node: content, signature, the key's certificate"},
      {"parctl receipt verify --file bien-nhan-17 --authority ca.crt"});
  TakeReceiptFile(verify, session, options);
  verify.Does([options, &session] { VerifyReceipt(session, *options); });
  const Command paper =
      AddVerb(group, session, "document",
              {"Lập giấy biên nhận theo thể thức Nghị định 30/2020/NĐ-CP (DOCX, PDF)",
               "The receipt as an official document after Decree 30/2020 (DOCX, PDF)"},
              {"parctl receipt document --file bien-nhan-17 --authority ca.crt "
               "--particulars the-thuc.yaml --out bn.docx --pdf bn.pdf"});
  TakeReceiptFile(paper, session, options);
  TakeDocument(paper, session, options->document);
  paper.Does([options, &session] { MakeReceiptDocument(session, *options); });
}

}  // namespace par::parctl
