#include "parctl/assess_known.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "common/codec/answers_codec.h"
#include "common/domain/answers.h"
#include "common/domain/catalogue.h"
#include "common/domain/figure_kind.h"
#include "par/assessment/v1/assessment.grpc.pb.h"
#include "parctl/cycle_set.h"
#include "parctl/node.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

using assessment::v1::AssessmentService;
using assessment::v1::KnownFigure;
using AllKnown = google::protobuf::RepeatedPtrField<KnownFigure>;

std::string ValueText(const Session& session, const KnownFigure& known, std::string_view value) {
  if (value.empty()) return "-";
  const auto kind = domain::ParseFigureKind(known.kind());
  if (!kind.has_value()) return OneLine(value);
  const auto read = domain::ParseFigure(*kind, value, known.figure());
  if (!read.ok()) return OneLine(value);
  return domain::FormatFigure(*kind, *read, domain::StyleOf(session.output.language));
}

std::string_view DeclaredIn(const assessment::v1::Answers& answers, std::string_view figure) {
  for (const assessment::v1::FigureValue& one : answers.figures()) {
    if (one.figure() == figure) return one.value();
  }
  return {};
}

// "quý IV năm 2026, Trần Thị Lan (la-ha.leader) 05/01/2027 08:30:00"
std::string ReportedBy(const KnownFigure& known) {
  if (known.reported().empty()) return "-";
  std::string text = known.period_text();
  if (!known.reported_by().empty()) text += ", " + WhoText(known.by(), known.reported_by());
  if (known.reported_at() != 0) text += ' ' + TimeText(known.reported_at());
  return OneLine(text);
}

// Into the order of the set, as a node takes them.
void SortBySet(const domain::CriteriaSet& set, assessment::v1::Answers& answers) {
  std::stable_sort(answers.mutable_figures()->begin(), answers.mutable_figures()->end(),
                   [&](const auto& a, const auto& b) {
                     return set.FindFigure(a.figure()) < set.FindFigure(b.figure());
                   });
}

assessment::v1::Answers EmptyDraft(const domain::CriteriaSet& set, const std::string& unit) {
  assessment::v1::Answers answers =
      codec::Encode(set, domain::EmptyAnswers(set, domain::UnitId(unit)));
  answers.set_set_version(static_cast<std::uint32_t>(set.version));
  return answers;
}

// What was added, in the set's order.
std::vector<KnownFigure> FillEmpty(const assessment::v1::GetAssessmentResponse& shown,
                                   assessment::v1::Answers& answers) {
  std::vector<KnownFigure> taken;
  for (const KnownFigure& known : shown.known()) {
    if (known.reported().empty() || !DeclaredIn(answers, known.figure()).empty()) continue;
    assessment::v1::FigureValue& figure = *answers.add_figures();
    figure.set_figure(known.figure());
    figure.set_value(known.reported());
    taken.push_back(known);
  }
  return taken;
}

void PrintTaken(Session& session, const std::vector<KnownFigure>& taken) {
  session.output.out << session.Say("Đã lấy vào ô trống: ", "Taken into empty inputs: ")
                     << taken.size() << session.Say(" số đã báo cáo\n", " reported figures\n");
  if (taken.empty()) return;
  Table table({{.title = session.Say("Số liệu", "Figure"), .may_shrink = true},
               {.title = session.Say("Giá trị", "Value"), .to_the_right = true},
               {.title = session.Say("Đã báo cáo", "Reported"), .may_shrink = true}});
  for (const KnownFigure& one : taken) {
    table.Add({OneLine(one.figure() + " " + one.title()), ValueText(session, one, one.reported()),
               ReportedBy(one)});
  }
  session.output.out << table.Text(session.output.width) << '\n';
}

// Nothing where nothing is known.
void PrintTable(Session& session, const AllKnown& known, const assessment::v1::Answers& answers) {
  if (known.empty()) return;
  Table table({{.title = session.Say("Số liệu", "Figure"), .may_shrink = true},
               {.title = session.Say("Kê khai", "Declared"), .to_the_right = true},
               {.title = session.Say("Đã báo cáo", "Reported"), .to_the_right = true},
               {.title = session.Say("Khác", "Differs")},
               {.title = session.Say("Của kỳ, ai, khi nào", "Of, by, at"), .may_shrink = true},
               {.title = session.Say("Năm trước", "Last year"), .to_the_right = true}});
  for (const KnownFigure& one : known) {
    table.Add({OneLine(one.figure() + " " + one.title()),
               ValueText(session, one, DeclaredIn(answers, one.figure())),
               ValueText(session, one, one.reported()),
               one.differs() ? session.Say("có", "yes") : "-", ReportedBy(one),
               ValueText(session, one, one.last_year())});
  }
  session.output.out << '\n' << table.Text(session.output.width);
}

// One line; nothing where nothing was reported.
void PrintCount(Session& session, const AllKnown& known, std::string_view more) {
  const auto reported = std::count_if(
      known.begin(), known.end(), [](const KnownFigure& one) { return !one.reported().empty(); });
  if (reported == 0) return;
  session.output.out << '\n'
                     << session.Say("Đơn vị đã báo cáo ", "Reported by the unit: ") << reported
                     << session.Say(" số mà hồ sơ này hỏi", " of the figures asked for") << more
                     << '\n';
}

}  // namespace

void PrintKnown(Session& session, const assessment::v1::GetAssessmentResponse& shown, bool all) {
  if (all) return PrintTable(session, shown.known(), shown.answers());
  PrintCount(session, shown.known(),
             session.Say(" (xem: --leaves; lấy vào ô trống: parctl assess fill --from-reports)",
                         " (--leaves shows them; parctl assess fill --from-reports takes them into "
                         "empty inputs)"));
}

void PrintKnown(Session& session, const dossier::v1::OpenDossierResponse& shown, bool all) {
  if (all) return PrintTable(session, shown.known(), shown.answers());
  PrintCount(session, shown.known(), session.Say(" (xem: --leaves)", " (--leaves shows them)"));
}

void FillFromReports(Session& session, const std::string& cycle, const std::string& unit,
                     bool leaves) {
  assessment::v1::GetAssessmentRequest request;
  request.set_cycle(cycle);
  request.set_unit(unit);
  request.set_language(session.vietnamese() ? "vi" : "en");
  const auto shown = Ask(session, &AssessmentService::Stub::GetAssessment, request);
  if (!shown.has_value()) return;
  const auto set = SetOfCycle(session, cycle);
  if (!set.has_value()) return;
  assessment::v1::FillAnswersRequest fill;
  fill.set_cycle(cycle);
  fill.set_unit(unit);
  fill.set_base_version(shown->version());
  assessment::v1::Answers& answers = *fill.mutable_answers();
  answers = shown->answers().set_id().empty() ? EmptyDraft(*set, unit) : shown->answers();
  const std::vector<KnownFigure> taken = FillEmpty(*shown, answers);
  if (taken.empty()) {
    assessment::v1::FillAnswersResponse nothing;
    nothing.set_version(shown->version());
    if (!PrintedAsJson(session, nothing)) PrintTaken(session, taken);
    return;
  }
  SortBySet(*set, answers);
  const auto answer = Change(session, &AssessmentService::Stub::FillAnswers, std::move(fill));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintTaken(session, taken);
  PrintSheet(session, answer->sheet(), leaves);
}

}  // namespace par::parctl
