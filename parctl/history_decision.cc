// `parctl history decision`: a signed decision among the results of the years.
#include <memory>

#include "common/domain/published_years.h"
#include "parctl/decision_verify.h"
#include "parctl/history_parts.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

struct TakenDecision {
  VerifyWish decision;
  std::string index = "par";
  std::string into;
  bool replace = false;
};

}  // namespace

void AddHistoryDecision(Command history, Session& session) {
  auto options = std::make_shared<TakenDecision>();
  const Command verb =
      AddVerb(history, session, "decision",
              {"Đưa một quyết định đã ký và còn khớp vào kết quả các năm",
               "Take a signed decision that holds among the results of the years"},
              {"parctl history decision 123/QĐ-UBND --into cac-nam.yaml",
               "parctl history decision --file qd.bin --authority ca.crt --criteria bo-chi-so.yaml "
               "--into cac-nam.yaml"});
  TakeDecision(verb, session, options->decision);
  Take(verb, session, "--index", options->index,
       {"Chỉ số; mặc định par", "The index; par by default"}, "ID");
  Take(verb, session, "--into", options->into,
       {"Tệp kết quả các năm, được ghi thêm", "File of the years, which is added to"}, "FILE.yaml")
      .Required();
  TakeFlag(verb, session, "--replace", options->replace,
           {"Thay bảng cùng năm, chỉ số, khối", "Replace the table of that year, index, group"});
  verb.Does([options, &session] {
    NeedDecision(options->decision);
    const auto confirmed = Confirmed(session, options->decision);
    if (!confirmed.has_value()) return;
    KeepYears(session, options->into, domain::YearTablesOf(confirmed->decision, options->index),
              options->replace);
  });
}

}  // namespace par::parctl
