// `parctl node salvage`: what lies unsent on an old disk, and putting it forward on the machine
// that took its place.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "common/base/hex.h"
#include "common/base/json_writer.h"
#include "common/base/sha256.h"
#include "common/domain/refusal.h"
#include "common/node/salvage.h"
#include "par/assessment/v1/assessment.grpc.pb.h"
#include "par/evidence/v1/evidence.grpc.pb.h"
#include "par/report/v1/report.grpc.pb.h"
#include "parctl/evidence_parts.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using assessment::v1::AssessmentService;
using evidence::v1::EvidenceService;

struct SalvageOptions {
  std::string from;
  std::vector<std::string> take;
  bool all = false;
};

// What a person names an item by: enough digits of its id, or of a draft unit and cycle.
std::string NameOf(const node::SalvagedItem& item) {
  return ToHex(item.item.submission_id()).substr(0, 12);
}
std::string NameOf(const node::SalvagedDraft& draft) {
  return "draft:" + draft.unit + "/" + draft.cycle;
}
std::string NameOf(const node::SalvagedFile& file) {
  return "file:" + ToHex(file.document.sha256()).substr(0, 12);
}

bool IsFigures(const node::SalvagedItem& item) {
  return item.item.type() == static_cast<std::uint32_t>(services::ItemType::kFigures);
}

std::string WordsFor(const Session& session, const node::SalvagedItem& item) {
  if (!item.action.empty()) return session.Say("hành động ", "action ") + item.action;
  if (item.item.type() == static_cast<std::uint32_t>(services::ItemType::kSubmission)) {
    return session.Say("hồ sơ đã nộp, chưa gửi đi", "submission, not sent");
  }
  if (IsFigures(item)) {
    return session.Say("số liệu báo cáo kỳ ", "figures of ") + item.period;
  }
  return session.Say("mục loại ", "item of type ") + std::to_string(item.item.type());
}

bool Chosen(const SalvageOptions& options, const std::string& name) {
  if (options.all) return true;
  for (const std::string& asked : options.take) {
    if (asked == name) return true;
  }
  return false;
}

void PrintJson(Session& session, const node::Salvage& salvage) {
  JsonWriter json;
  json.BeginObject().Key("node").String(salvage.node).Key("items").BeginArray();
  for (const node::SalvagedItem& item : salvage.items) {
    json.BeginObject().Key("id").String(NameOf(item)).Key("unit").String(item.item.unit());
    json.Key("submission_id").String(ToHex(item.item.submission_id()));
    json.Key("type").Int(item.item.type()).Key("cycle").String(item.cycle);
    if (!item.period.empty()) json.Key("period").String(item.period);
    json.Key("author").String(item.item.author());
    json.Key("saved_at").String(std::to_string(item.item.wall_time())).EndObject();
  }
  json.EndArray().Key("drafts").BeginArray();
  for (const node::SalvagedDraft& draft : salvage.drafts) {
    json.BeginObject().Key("id").String(NameOf(draft)).Key("unit").String(draft.unit);
    json.Key("cycle").String(draft.cycle).Key("state").String(draft.state).EndObject();
  }
  json.EndArray().Key("files").BeginArray();
  for (const node::SalvagedFile& file : salvage.files) {
    json.BeginObject().Key("id").String(NameOf(file)).Key("unit").String(file.document.unit());
    json.Key("file_name").String(file.document.file_name()).Key("here").Bool(file.here);
    json.Key("sent").Bool(file.sent).EndObject();
  }
  json.EndArray().Key("passing").String(std::to_string(salvage.passing)).EndObject();
  session.output.out << json.Take();
}

void Print(Session& session, const node::Salvage& salvage) {
  if (session.output.format == Format::kJson) return PrintJson(session, salvage);
  Table table({{.title = "ID"},
               {.title = session.Say("Đơn vị", "Unit")},
               {.title = session.Say("Kỳ", "Cycle")},
               {.title = session.Say("Nội dung", "What"), .may_shrink = true},
               {.title = session.Say("Người", "Who")},
               {.title = session.Say("Lưu lúc", "Saved")}});
  for (const node::SalvagedItem& item : salvage.items) {
    table.Add({NameOf(item), item.item.unit(), item.cycle, WordsFor(session, item),
               item.item.author(), TimeText(item.item.wall_time())});
  }
  for (const node::SalvagedDraft& draft : salvage.drafts) {
    table.Add({NameOf(draft), draft.unit, draft.cycle,
               session.Say("bản nháp, ", "draft, ") + DossierStateText(session, draft.state),
               draft.filled_by, "-"});
  }
  std::size_t sent = 0;
  for (const node::SalvagedFile& file : salvage.files) {
    if (file.sent) ++sent;  // All the files of years: a person does not look through them.
    if (file.sent) continue;
    table.Add({NameOf(file), file.document.unit(), "",
               file.document.file_name() +
                   (file.here ? "" : session.Say(" (không còn trên đĩa cũ)", " (not on the disk)")),
               "", "-"});
  }
  if (salvage.items.empty() && salvage.drafts.empty() && salvage.files.size() == sent) {
    session.output.out << session.Say("Không có gì chưa gửi trên đĩa này.\n",
                                      "Nothing unsent lies on this disk.\n");
  } else {
    session.output.out << table.Text(session.output.width);
  }
  if (sent > 0) {
    session.output.out << session.Say("Tệp của các mục đã gửi còn trên đĩa này: ",
                                      "Files of items that were sent, on this disk: ")
                       << sent
                       << session.Say(
                              ". Đĩa không ghi tệp nào đã lên tới cấp trên; --all chép những tệp "
                              "máy mới chưa có.\n",
                              ". It does not say which have come up; --all copies those that the "
                              "new machine has not got.\n");
  }
  if (salvage.passing > 0) {
    session.output.out << salvage.passing
                       << session.Say(
                              " mục của cấp dưới đang chờ chuyển: máy chủ cấp dưới tự gửi lại.\n",
                              " items of the units below waited here: their own nodes send "
                              "them again.\n");
  }
}

void Say(Session& session, const std::string& name, const std::string& what) {
  if (session.output.format == Format::kTable) session.output.out << name << ": " << what << '\n';
}

bool TakeFigures(Session& session, const node::SalvagedItem& item) {
  report::v1::TakeSalvagedFiguresRequest request;
  request.set_unit(item.item.unit());
  request.set_submission_id(item.item.submission_id());
  request.set_body(item.item.body());
  const auto taken =
      Change(session, &report::v1::ReportService::Stub::TakeSalvagedFigures, std::move(request));
  if (!taken.has_value()) return false;
  Say(session, NameOf(item),
      taken->known() ? session.Say("đã có, không làm gì thêm", "known already, nothing done")
                     : session.Say("đã đưa lại, chờ gửi lên", "put forward, on its way up"));
  return true;
}

// An item's files go first: the documents are registered with it.
bool Take(Session& session, const SalvageOptions& options, const node::SalvagedItem& item) {
  if (IsFigures(item)) return TakeFigures(session, item);
  assessment::v1::Submission submission;
  if (item.item.type() == static_cast<std::uint32_t>(services::ItemType::kSubmission) &&
      submission.ParseFromString(item.item.body())) {
    for (const evidence::v1::Document& document : submission.documents()) {
      // A hash that is none is the node's to refuse, with the item.
      if (document.sha256().size() != sizeof(Sha256::bytes)) continue;
      const auto path = node::SalvagedFilePath(options.from, Sha256::FromBytes(document.sha256()));
      std::error_code error;
      if (!std::filesystem::exists(path, error)) continue;
      if (!UploadFile(session, path, document, false)) return false;
    }
  }
  assessment::v1::TakeSalvagedRequest request;
  request.set_unit(item.item.unit());
  request.set_submission_id(item.item.submission_id());
  request.set_type(item.item.type());
  request.set_body(item.item.body());
  for (const exchange::v1::BlobRef& blob : item.item.blobs()) {
    assessment::v1::SalvagedFile& file = *request.add_files();
    file.set_sha256(blob.sha256());
    file.set_size(blob.size());
    file.set_media_type(blob.media_type());
  }
  const auto taken = Change(session, &AssessmentService::Stub::TakeSalvaged, std::move(request));
  if (!taken.has_value()) return false;
  Say(session, NameOf(item),
      taken->known() ? session.Say("đã có, không làm gì thêm", "known already, nothing done")
                     : session.Say("đã đưa lại; hồ sơ: ", "put forward; dossier: ") +
                           DossierStateText(session, taken->state()));
  return true;
}

// A draft stands behind whatever the unit has since begun: --all leaves it, its name takes it.
bool Take(Session& session, const SalvageOptions& options, const node::SalvagedDraft& draft) {
  assessment::v1::GetAssessmentRequest get;
  get.set_cycle(draft.cycle);
  get.set_unit(draft.unit);
  const auto now = Ask(session, &AssessmentService::Stub::GetAssessment, get);
  if (!now.has_value()) return false;
  if (options.all && now->answers().declarations_size() + now->answers().figures_size() > 0) {
    Say(session, NameOf(draft),
        session.Say("bỏ qua: máy mới đã có bản khai; muốn thay thì dùng --take",
                    "left: the new machine has answers of its own; --take replaces them"));
    return true;
  }
  assessment::v1::FillAnswersRequest request;
  request.set_cycle(draft.cycle);
  request.set_unit(draft.unit);
  request.set_base_version(now->version());  // What somebody fills in meanwhile stays.
  *request.mutable_answers() = draft.answers;
  const auto filled = Change(session, &AssessmentService::Stub::FillAnswers, std::move(request));
  if (!filled.has_value()) return false;
  Say(session, NameOf(draft), session.Say("đã điền lại bản nháp", "filled in again"));
  return true;
}

// The document as the node has it, where it has it: what the old disk says of it may since have
// been put right. Nothing if that cannot be asked.
std::optional<evidence::v1::Document> AsKnown(Session& session,
                                              const evidence::v1::Document& document) {
  evidence::v1::ListDocumentsRequest request;
  request.set_unit(document.unit());
  const auto there = Ask(session, &EvidenceService::Stub::ListDocuments, request);
  if (!there.has_value()) return std::nullopt;
  for (const evidence::v1::ListedDocument& one : there->documents()) {
    if (one.document().sha256() == document.sha256()) return one.document();
  }
  return document;
}

bool Take(Session& session, const SalvageOptions& options, const node::SalvagedFile& file) {
  if (!file.here) return true;
  if (file.sent) {
    evidence::v1::BeginUploadRequest begin;
    begin.set_sha256(file.document.sha256());
    begin.set_size(file.document.size());
    begin.set_file_name(file.document.file_name());
    begin.set_unit(file.document.unit());
    const auto known = Ask(session, &EvidenceService::Stub::BeginUpload, begin);
    if (!known.has_value()) return false;
    if (known->complete()) return true;  // Fetched from above, most often: there are many.
  }
  const auto path = node::SalvagedFilePath(options.from, Sha256::FromBytes(file.document.sha256()));
  if (!UploadFile(session, path, file.document, false)) return false;
  const auto document = AsKnown(session, file.document);
  if (!document.has_value()) return false;
  evidence::v1::AddDocumentRequest add;
  *add.mutable_document() = *document;
  if (!Change(session, &EvidenceService::Stub::AddDocument, std::move(add)).has_value()) {
    return false;
  }
  Say(session, NameOf(file), session.Say("đã chép tệp", "file copied"));
  return true;
}

void Salvage(Session& session, const SalvageOptions& options) {
  const auto salvage = node::ReadSalvage(options.from);
  if (!salvage.ok()) return PrintRefusal(session, options.from, salvage.status());
  Print(session, *salvage);
  const bool looking = options.take.empty() && !options.all;
  if (looking) {
    if (session.output.format == Format::kTable) {
      session.output.err << session.Say(
          "Chỉ xem. Đưa lại bằng --take ID… hoặc --all, với mã truy cập của lãnh đạo đơn vị.\n",
          "Only looked. Put forward with --take ID… or --all, with the token of the unit's "
          "leader.\n");
    }
    return;
  }
  std::size_t found = 0;
  const auto take_all = [&](const auto& many) {
    for (const auto& one : many) {
      if (!Chosen(options, NameOf(one))) continue;
      ++found;
      if (!Take(session, options, one)) return false;
    }
    return true;
  };
  // Files first: drafts name them. Drafts before items: what was handed in came after them.
  if (!take_all(salvage->files) || !take_all(salvage->drafts) || !take_all(salvage->items)) return;
  if (!options.all && found < options.take.size()) {
    PrintRefusal(session, "",
                 domain::Refusal(absl::StatusCode::kNotFound, "salvage_not_there",
                                 {{"asked", std::to_string(options.take.size())},
                                  {"found", std::to_string(found)}}));
  }
}

}  // namespace

void AddSalvageCommand(Command node, Session& session) {
  auto options = std::make_shared<SalvageOptions>();
  const Command salvage = AddVerb(
      node, session, "salvage",
      {"Xem trên đĩa của máy cũ còn gì chưa gửi (chỉ đọc đĩa đó), và đưa lại trên máy chủ đã thay. "
       "Làm "
       "lại nhiều lần cũng không tính hai lần",
       "See what lies unsent on an old machine's disk, which is only read, and put it forward on "
       "the "
       "node that took its place. Doing it again counts nothing twice"},
      {"parctl node salvage --from /mnt/dia-cu/parnet/data",
       "parctl --token-file lanh-dao.token node salvage --from /mnt/dia-cu/parnet/data --all"});
  Take(
      salvage, session, "--from", options->from,
      {"Thư mục dữ liệu của máy cũ (có db bên trong)", "Data folder of the old machine (holds db)"},
      "FOLDER")
      .Required();
  TakeMany(salvage, session, "--take", options->take,
           {"Đưa lại những mục này", "Put these forward"}, "ID");
  TakeFlag(salvage, session, "--all", options->all,
           {"Đưa lại tất cả; bản nháp chỉ khi máy mới chưa khai gì",
            "Put all forward; drafts only where the new machine has no answers"});
  salvage.Does([options, &session] { Salvage(session, *options); });
}

}  // namespace par::parctl
