// `parctl assess template`: the workbook that a unit fills in, empty or with answers in it.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/spreadsheet/answers_workbook.h"
#include "parctl/command_line.h"
#include "parctl/cycle_set.h"
#include "parctl/files.h"
#include "parctl/inputs.h"
#include "parctl/report.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

struct TemplateOptions {
  std::string criteria;
  std::string cycle;
  std::string answers;
  std::string out;
};

void WriteTemplate(Session& session, const TemplateOptions& options) {
  if (options.criteria.empty() && options.cycle.empty()) MissingArgument("--criteria, --cycle");
  const auto set = options.cycle.empty() ? ReadSet(session, options.criteria)
                                         : SetOfCycle(session, options.cycle);
  if (!set.has_value()) return;
  std::vector<AnswersOfFile> given;
  if (!options.answers.empty()) {
    auto read = ReadAnswersOfUnits(session, *set, {options.answers});
    if (!read.has_value()) return;
    given = *std::move(read);
  }
  const auto book =
      spreadsheet::AnswersBook(*set, given.empty() ? nullptr : &given.front().answers);
  if (!book.ok()) return PrintRefusal(session, options.answers, book.status());
  WriteNewBookFor(session, *book, options.out);
}

}  // namespace

void AddAssessTemplate(Command assess, Session& session) {
  auto options = std::make_shared<TemplateOptions>();
  const Command verb = AddVerb(
      assess, session, "template",
      {"Tạo tệp Excel để đơn vị tự chấm: mỗi tiêu chí một dòng, chỉ mở các ô phải nhập",
       "Make the Excel file that a unit fills in: a row per criterion, only the answers open"},
      {"parctl assess template --cycle tu-nghia-communes-2023 --out mau.xlsx",
       "parctl assess template --criteria criteria/commune-sample-2023.yaml --out mau.xlsx",
       "parctl assess template --criteria criteria/commune-sample-2023.yaml "
       "--answers la-ha.yaml --out la-ha.xlsx"});
  const Argument criteria =
      Take(verb, session, "--criteria", options->criteria,
           {"Tệp bộ chỉ số (YAML, Excel)", "File of the criteria set (YAML, Excel)"}, "FILE");
  Take(verb, session, "--cycle", options->cycle,
       {"Hoặc: bộ chỉ số của kỳ này, lấy từ máy chủ", "Or: the set of this cycle, from the node"},
       "ID")
      .Excludes(criteria);
  Take(verb, session, "--answers", options->answers,
       {"Tệp số liệu (YAML, Excel) đưa sẵn vào tệp mới", "File of answers to put into it"}, "FILE");
  Take(verb, session, "--out", options->out, {"Tệp .xlsx sẽ ghi", "The .xlsx file to write"},
       "FILE.xlsx")
      .Required();
  verb.Does([options, &session] { WriteTemplate(session, *options); });
}

}  // namespace par::parctl
