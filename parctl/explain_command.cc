// `parctl explain`, `parctl appeal` and `parctl withdraw-appeal`: the unit's word during and after
// the review.
#include <memory>

#include "parctl/dossier_act.h"
#include "parctl/verbs.h"

namespace par::parctl {

void AddExplainCommands(Command app, Session& session) {
  auto action = std::make_shared<DossierAction>();
  const Words criterion = {"Mã tiêu chí", "Id of the criterion"};
  const Command explain = AddVerb(
      app, session, "explain",
      {"Giải trình: trả lời một câu hỏi của người thẩm định", "Answer a reviewer's query"},
      {"parctl explain 3.4.1 --cycle K --unit la-ha --query 1 --text \"Số liệu đến 25/9\""});
  Take(explain, session, "criterion", action->criterion, criterion, "ID").Required();
  TakeCycle(explain, session, action->cycle);
  TakeUnit(explain, session, action->unit, true);
  Take(explain, session, "--query", action->query, {"Số của câu hỏi", "Number of the query"}, "N")
      .Required();
  Take(explain, session, "--text", action->text, {"Nội dung giải trình", "The explanation"}, "TEXT")
      .Required();
  explain.Does([action, &session] {
    action->kind = "answer";
    Act(session, *action);
  });

  const Command appeal =
      AddVerb(app, session, "appeal",
              {"Kiến nghị về điểm tạm thời của một tiêu chí", "Appeal against a provisional score"},
              {"parctl appeal 3.4.1 --cycle K --unit la-ha --text \"Đề nghị xem lại\"",
               "parctl appeal 3.4.1 --cycle K --unit la-ha --points 0.5 --text \"…\""});
  Take(appeal, session, "criterion", action->criterion, criterion, "ID").Required();
  TakeCycle(appeal, session, action->cycle);
  TakeUnit(appeal, session, action->unit, true);
  Take(appeal, session, "--points", action->points,
       {"Điểm đề nghị; mặc định điểm tự chấm", "Points asked for; the own score unless given"},
       "1.25");
  Take(appeal, session, "--text", action->text, {"Nội dung kiến nghị", "The appeal"}, "TEXT")
      .Required();
  appeal.Does([action, &session] {
    action->kind = "appeal";
    Act(session, *action);
  });

  const Command back = AddVerb(
      app, session, "withdraw-appeal",
      {"Rút một kiến nghị chưa có kết luận; còn hạn thì được kiến nghị lại",
       "Withdraw an appeal that is not decided; until the deadline it may be made again"},
      {"parctl withdraw-appeal 3.4.1 --cycle K --unit la-ha --text \"Đã tìm thấy số liệu\""});
  Take(back, session, "criterion", action->criterion, criterion, "ID").Required();
  TakeCycle(back, session, action->cycle);
  TakeUnit(back, session, action->unit, true);
  Take(back, session, "--text,--reason", action->text, {"Lý do rút", "The reason"}, "TEXT")
      .Required();
  back.Does([action, &session] {
    action->kind = "withdraw_appeal";
    Act(session, *action);
  });
}

}  // namespace par::parctl
