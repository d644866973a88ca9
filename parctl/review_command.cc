// `parctl review`: the unit above reviews, returns and settles the dossiers of its units.
#include <memory>
#include <string>

#include "par/dossier/v1/dossier.grpc.pb.h"
#include "parctl/dossier_act.h"
#include "parctl/node.h"
#include "parctl/review_parts.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using dossier::v1::DossierService;

// What of DossierAction a verb asks for.
enum Field : unsigned {
  kCriterion = 1,
  kText = 2,
  kPoints = 4,
  kAreas = 8,
  kReviewer = 16,
  kUpheld = 32,
};

struct Verb {
  const char* name;
  const char* action;
  Words about;
  unsigned fields;
};

constexpr Verb kVerbs[] = {
    {"accept", "accept", {"Tiếp nhận hồ sơ (khóa lại)", "Accept the dossier (locks it)"}, 0},
    {"accept-late", "accept_late", {"Tiếp nhận hồ sơ gửi muộn", "Accept a late dossier"}, kText},
    {"refuse-late", "refuse_late", {"Không nhận hồ sơ gửi muộn", "Refuse a late dossier"}, kText},
    {"reopen", "reopen", {"Cho đơn vị muộn làm tiếp", "Let a late unit go on"}, kText},
    {"not-submitted",
     "mark_not_submitted",
     {"Ghi nhận đơn vị không gửi đúng hạn", "Record that the unit did not submit"},
     0},
    {"assign",
     "assign",
     {"Giao người thẩm định theo lĩnh vực", "Assign a reviewer, by area"},
     kReviewer | kAreas},
    {"begin", "begin_review", {"Bắt đầu thẩm định", "Begin the review"}, 0},
    {"agree", "agree", {"Đồng ý với điểm tự chấm", "Agree with the unit's score"}, kCriterion},
    {"agree-rest",
     "agree_rest",
     {"Đồng ý với mọi tiêu chí còn lại", "Agree with every criterion that is left"},
     kAreas},
    {"adjust",
     "adjust",
     {"Điều chỉnh điểm, có lý do", "Adjust the score, with the reason"},
     kCriterion | kText | kPoints},
    {"ask", "ask", {"Yêu cầu giải trình", "Ask the unit to explain"}, kCriterion | kText},
    {"refuse", "refuse", {"Không công nhận", "Refuse the claim"}, kCriterion | kText},
    {"return", "return", {"Trả hồ sơ để giải trình", "Return it to the unit"}, kText},
    {"resume",
     "resume_review",
     {"Thẩm định tiếp, không chờ giải trình nữa", "Review on without the unit's explanation"},
     kText},
    {"settle", "settle", {"Chốt kết quả tạm thời", "Settle the provisional result"}, 0},
    {"open-appeals", "open_appeals", {"Nhận kiến nghị", "Take appeals"}, 0},
    {"appeal",
     "decide_appeal",
     {"Quyết định về một kiến nghị", "Decide an appeal"},
     kCriterion | kText | kPoints | kUpheld},
    {"finalise", "finalise", {"Chốt kết quả chính thức", "Make the result final"}, 0},
    {"supersede", "supersede", {"Mở lại để thay quyết định", "Open it to supersede"}, kText},
    {"correct",
     "correct",
     {"Đính chính điểm đã công bố", "Correct a published score"},
     kCriterion | kText | kPoints},
};

std::string ExampleOf(const Verb& verb) {
  std::string text = std::string("parctl review ") + verb.name + " --cycle K --unit la-ha";
  if ((verb.fields & kCriterion) != 0) text += " --criterion 3.4.1";
  if ((verb.fields & kPoints) != 0) text += " --points 1.25";
  if ((verb.fields & kUpheld) != 0) text += " --upheld";
  if ((verb.fields & kReviewer) != 0) text += " --account tham-dinh";
  if ((verb.fields & kAreas) != 0) text += " --areas 1 2";
  if ((verb.fields & kText) != 0) text += " --text \"…\"";
  return text;
}

void TakeFields(Command verb, const Session& session, unsigned fields, DossierAction& action) {
  if ((fields & kCriterion) != 0) {
    Take(verb, session, "--criterion", action.criterion, {"Mã tiêu chí", "Id of the criterion"},
         "ID")
        .Required();
  }
  if ((fields & kPoints) != 0) {
    const Argument points = Take(verb, session, "--points", action.points,
                                 {"Điểm, ví dụ 1.25", "Points, such as 1.25"}, "1.25");
    const Argument none = TakeFlag(verb, session, "--not-applicable", action.not_applicable,
                                   {"Không phát sinh nhiệm vụ", "Not applicable"});
    none.Excludes(points);
    if ((fields & kUpheld) != 0) {
      const Argument upheld =
          TakeFlag(verb, session, "--upheld", action.upheld, {"Chấp nhận kiến nghị", "Uphold it"});
      points.Needs(upheld);
      none.Needs(upheld);
    }
  }
  if ((fields & kText) != 0) {
    Take(verb, session, "--text,--reason", action.text, {"Lý do, nội dung", "Reason, content"},
         "TEXT")
        .Required();
  }
  if ((fields & kReviewer) != 0) {
    Take(verb, session, "--account", action.account, {"Tài khoản", "Account"}, "NAME").Required();
    TakeMany(
        verb, session, "--home-unit", action.home_units,
        {"Các đơn vị nơi người đó đang hoặc từng công tác", "Where that person works or worked"},
        "ID");
  }
  if ((fields & kAreas) != 0) {
    TakeMany(verb, session, "--areas", action.areas,
             {"Các lĩnh vực; mặc định tất cả", "Areas; all unless given"}, "ID");
  }
}

// "2", "2 (3 chưa kiểm tra)"
std::string DocumentsText(const Session& session, const dossier::v1::QueueRow& row) {
  std::string text = std::to_string(row.doubtful_documents());
  if (row.unchecked_documents() > 0) {
    text += " (" + std::to_string(row.unchecked_documents()) +
            session.Say(" chưa kiểm tra)", " not checked)");
  }
  return text;
}

void Queue(Session& session, const std::string& cycle) {
  dossier::v1::ListQueueRequest request;
  request.set_cycle(cycle);
  const auto answer = Ask(session, &DossierService::Stub::ListQueue, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  Table table(
      {{.title = session.Say("Đơn vị", "Unit")},
       {.title = session.Say("Tên", "Name"), .may_shrink = true},
       {.title = session.Say("Trạng thái", "State")},
       {.title = session.Say("Đã thẩm định", "Reviewed"), .to_the_right = true},
       {.title = session.Say("Câu hỏi", "Queries"), .to_the_right = true},
       {.title = session.Say("Thay đổi", "Changed"), .to_the_right = true},
       {.title = session.Say("Tài liệu cần xem", "Documents in doubt"), .to_the_right = true},
       {.title = session.Say("Tự chấm", "Self"), .to_the_right = true},
       {.title = session.Say("Thẩm định", "Review"), .to_the_right = true},
       {.title = session.Say("Nhận lúc", "Received")}});
  for (const dossier::v1::QueueRow& row : answer->rows()) {
    table.Add({row.unit(), row.unit_name(), DossierStateText(session, row.state()),
               std::to_string(row.reviewed()) + "/" + std::to_string(row.leaves()),
               std::to_string(row.open_queries()), std::to_string(row.changed_since_review()),
               DocumentsText(session, row), PointsText(session, row.self_score_e4()),
               PointsText(session, row.reviewed_score_e4()), TimeText(row.received_at())});
  }
  session.output.out << table.Text(session.output.width);
}

}  // namespace

void AddReviewCommands(Command app, Session& session) {
  auto action = std::make_shared<DossierAction>();
  const Command group =
      AddGroup(app, session, "review",
               {"Thẩm định hồ sơ của cấp dưới", "Review the dossiers of units below"});
  const Command queue =
      AddVerb(group, session, "queue", {"Các đơn vị trong kỳ và tiến độ", "The units of a cycle"},
              {"parctl review queue --cycle tu-nghia-communes-2023"});
  TakeCycle(queue, session, action->cycle);
  queue.Does([action, &session] { Queue(session, action->cycle); });
  AddReviewOpen(group, session);
  AddReviewEnter(group, session);
  AddReviewMinutes(group, session);
  AddReviewQuality(group, session);
  AddSecondMarks(group, session);
  for (const Verb& row : kVerbs) {
    const Command verb = AddVerb(group, session, row.name, row.about, {ExampleOf(row)});
    TakeCycle(verb, session, action->cycle);
    TakeUnit(verb, session, action->unit, true);
    TakeFields(verb, session, row.fields, *action);
    Take(verb, session, "--base-version", action->base_version,
         {"Phiên bản hồ sơ đã xem (review open); hồ sơ đã thay đổi thì không thực hiện. Với một "
          "tiêu chí: khi bản khai hoặc ý kiến về chính tiêu chí đó đã thay đổi",
          "The version that was seen (review open): nothing is done if it has changed since. For "
          "one criterion: if the claims or what others said of it have"},
         "N");
    verb.Does([action, &session, kind = row.action, fields = row.fields] {
      const bool marks = (fields & kPoints) != 0 && ((fields & kUpheld) == 0 || action->upheld);
      if (marks && action->points.empty() && !action->not_applicable) {
        MissingArgument("--points, --not-applicable");
      }
      action->kind = kind;
      Act(session, *action);
    });
  }
}

}  // namespace par::parctl
