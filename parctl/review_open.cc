// `parctl review open`: one dossier with everything said about it.
#include <memory>

#include "common/domain/dossier.h"
#include "common/services/act_router.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "parctl/assess_known.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/review_parts.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

struct OpenOptions {
  std::string cycle;
  std::string unit;
  std::string save;
  bool leaves = false;
};

// Approved, sent back within the unit and the like, and not by the unit above.
bool IsUnitsOwn(const dossier::v1::Note& note) {
  const auto kind = domain::ParseActionKind(note.kind());
  return kind.has_value() && services::IsUnitsAction(*kind);
}

// By full name, with the account that commands take; `own`: one of the unit's people.
std::string Who(const dossier::v1::OpenDossierResponse& answer, const std::string& account,
                bool own) {
  for (const dossier::v1::Person& one : answer.people()) {
    if (one.account() != account || (one.unit() == answer.dossier().unit()) != own) continue;
    return WhoText(one, account);
  }
  return account;
}

void PrintReviews(Session& session, const dossier::v1::OpenDossierResponse& answer) {
  const dossier::v1::Dossier& dossier = answer.dossier();
  const auto above = [&](const std::string& account) { return Who(answer, account, false); };
  const auto own = [&](const std::string& account) { return Who(answer, account, true); };
  Table table({{.title = session.Say("Tiêu chí", "Criterion")},
               {.title = session.Say("Việc", "What")},
               {.title = session.Say("Điểm", "Points"), .to_the_right = true},
               {.title = session.Say("Người", "Who")},
               {.title = session.Say("Nội dung", "Text"), .may_shrink = true}});
  for (const dossier::v1::Review& one : dossier.reviews()) {
    if (one.bulk()) continue;  // "agree-rest" would fill the screen.
    table.Add({one.criterion(), ActText(session, one.opinion()), MarkText(session, one.mark()),
               above(one.account()), one.reason()});
  }
  for (const dossier::v1::Query& one : dossier.queries()) {
    const std::string number = session.Say("hỏi ", "query ") + std::to_string(one.id());
    table.Add({one.criterion(), number, "", above(one.account()), one.text()});
    if (one.has_answer()) {
      table.Add({one.criterion(), session.Say("trả lời", "answer"), "", own(one.answered_by()),
                 one.answer()});
    }
  }
  for (const dossier::v1::Appeal& one : dossier.appeals()) {
    table.Add(
        {one.criterion(), session.Say("kiến nghị", "appeal"), "", own(one.account()), one.text()});
    if (!one.has_outcome()) continue;
    table.Add({one.criterion(),
               one.outcome().upheld() ? session.Say("chấp nhận", "upheld")
                                      : session.Say("không chấp nhận", "rejected"),
               MarkText(session, one.outcome().mark()), above(one.outcome().account()),
               one.outcome().reason()});
  }
  for (const dossier::v1::Note& one : dossier.notes()) {
    table.Add({"", ActText(session, one.kind()), "", Who(answer, one.account(), IsUnitsOwn(one)),
               one.text()});
  }
  if (table.rows() > 0) session.output.out << '\n' << table.Text(session.output.width);
}

void OpenReview(Session& session, const OpenOptions& options) {
  dossier::v1::OpenDossierRequest request;
  request.set_cycle(options.cycle);
  request.set_unit(options.unit);
  request.set_language(session.vietnamese() ? "vi" : "en");
  const auto answer = Ask(session, &dossier::v1::DossierService::Stub::OpenDossier, request);
  if (!answer.has_value()) return;
  if (!options.save.empty() && !SavedFor(session, options.save, answer->SerializeAsString())) {
    return;
  }
  if (PrintedAsJson(session, *answer)) return;
  session.output.out << options.unit << " · " << options.cycle << " · "
                     << DossierStateText(session, answer->dossier().state())
                     << session.Say(" · vòng ", " · round ") << answer->dossier().round()
                     << session.Say(" · phiên bản ", " · version ") << answer->dossier().version();
  // The unit's own people see their sheet with `assess show`.
  if (answer->has_reviewed_sheet()) {
    session.output.out << session.Say(" · tự chấm ", " · own score ")
                       << PointsText(session, answer->self_sheet().total_e4()) << "\n\n";
    PrintSheet(session, answer->reviewed_sheet(), options.leaves);
  } else {
    session.output.out << '\n';
  }
  if (answer->has_earlier()) PrintEarlier(session, answer->earlier());
  PrintKnown(session, *answer, options.leaves);
  PrintReviews(session, *answer);
  PrintOpenPoints(session, answer->findings());
}

}  // namespace

void AddReviewOpen(Command review, Session& session) {
  auto options = std::make_shared<OpenOptions>();
  const Command open =
      AddVerb(review, session, "open",
              {"Xem một hồ sơ: điểm, điều khai khác bản gửi trước, số đã báo cáo, ý kiến, câu hỏi, "
               "giải trình",
               "One dossier: scores, what is declared otherwise than before, what was reported, "
               "opinions, queries, explanations"},
              {"parctl review open --cycle K --unit la-ha --leaves"});
  TakeCycle(open, session, options->cycle);
  TakeUnit(open, session, options->unit, true);
  TakeFlag(open, session, "--leaves", options->leaves, {"In từng tiêu chí", "Show every leaf"});
  Take(open, session, "--save", options->save,
       {"Lưu vào tệp, để lập biên bản", "Save to a file, for the minutes"}, "FILE");
  open.Does([options, &session] { OpenReview(session, *options); });
}

}  // namespace par::parctl
