// `parctl review quality`, `contested` and `appeals`: what settled dossiers say about scores,
// reviewers and criteria, and a cycle's appeals against their deadlines.
#include <memory>
#include <string>
#include <vector>

#include "common/codec/review_codec.h"
#include "common/domain/review_quality_published.h"
#include "par/review/v1/review.grpc.pb.h"
#include "parctl/inputs.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/review_parts.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using review::v1::QualityRow;
using review::v1::ReviewService;

struct QualityOptions {
  std::vector<std::string> cycles;
  std::string cycle;
  std::string by = "unit";
  std::uint32_t minimum = 0;
  bool overdue = false;
  // Without a node.
  std::string criteria;
  std::string answers;
  std::string published;
};

std::optional<review::v1::GetQualityResponse> AskQuality(Session& session,
                                                         const QualityOptions& options,
                                                         const std::string& by,
                                                         bool most_contested_first) {
  review::v1::GetQualityRequest request;
  for (const std::string& cycle : options.cycles) request.add_cycles(cycle);
  request.set_by(by);
  request.set_minimum(options.minimum);
  request.set_most_contested_first(most_contested_first);
  return Ask(session, &ReviewService::Stub::GetQuality, request);
}

std::string ShareText(const Session& session, const std::string& shown) {
  return shown.empty() ? "-" : DecimalText(session, shown);
}

// "3 (12,50 %)"
std::string AdjustedText(const Session& session, const QualityRow& row) {
  std::string text = std::to_string(row.adjusted());
  if (row.cases() == 0) return text;
  const auto percent = domain::Rational::FromFraction(std::int64_t{100} * row.adjusted(),
                                                      static_cast<std::int64_t>(row.cases()))
                           .RoundHalfUp(2);
  if (!percent.has_value()) return text;
  return text + " (" + DecimalText(session, percent->Text()) + " %)";
}

// How many, and how many of them changed the points: "2 (1)".
std::string AppealsText(const QualityRow& row) {
  if (row.appeals() == 0) return "0";
  return std::to_string(row.appeals()) + " (" +
         std::to_string(row.upheld() + row.upheld_in_part()) + ")";
}

std::string LeniencyText(const Session& session, const QualityRow& row) {
  if (row.too_few()) return session.Say("quá ít", "too few");
  return ShareText(session, row.leniency_shown());
}

void PrintDossiers(Session& session, const review::v1::GetQualityResponse& answer) {
  session.output.out << session.Say("Hồ sơ đã chốt: ", "Settled dossiers: ") << answer.dossiers()
                     << session.Say("; chưa chốt (không tính): ", "; not settled (left out): ")
                     << answer.unsettled() << "\n\n";
}

// The same of one unit's answers and what a document published for it.
std::optional<review::v1::GetQualityResponse> FromFiles(Session& session,
                                                        const QualityOptions& options) {
  const auto by = domain::ParseQualityBy(options.by);
  if (!by.has_value()) BadArgument("--by", options.by);
  const auto set = ReadSet(session, options.criteria);
  if (!set.has_value()) return std::nullopt;
  const auto read = ReadAnswersOfUnits(session, *set, {options.answers});
  const auto table = read.has_value() ? ReadTable(session, options.published) : std::nullopt;
  if (!table.has_value()) return std::nullopt;
  const domain::Answers& answers = read->front().answers;
  if (table->unit != answers.unit.value()) {
    PrintRefusal(session, options.published,
                 domain::Invalid("published_other_unit",
                                 {{"value", table->unit}, {"unit", answers.unit.value()}}));
    return std::nullopt;
  }
  std::vector<domain::QualityCase> cases;
  const absl::Status added = domain::AddPublished(
      *set, answers, domain::Score(*set, answers, {.traces = false}), *table, cases);
  if (!added.ok()) {
    PrintRefusal(session, options.published, added);
    return std::nullopt;
  }
  review::v1::GetQualityResponse response;
  for (const domain::QualityRow& row :
       domain::QualityOf(cases, *by, static_cast<int>(options.minimum))) {
    *response.add_rows() = codec::Encode(row);
  }
  return response;
}

void Quality(Session& session, const QualityOptions& options) {
  const bool files = !options.published.empty();
  const auto answer =
      files ? FromFiles(session, options) : AskQuality(session, options, options.by, false);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  if (!files) PrintDossiers(session, *answer);
  const bool reviewers = options.by == "reviewer";
  std::vector<Column> columns = {
      {.title = session.Say("Mã", "Key")},
      {.title = session.Say("Lượt", "Cases"), .to_the_right = true},
      {.title = session.Say("Điều chỉnh", "Adjusted"), .to_the_right = true},
      {.title = session.Say("Tăng", "Raised"), .to_the_right = true},
      {.title = session.Say("Giảm", "Lowered"), .to_the_right = true},
      {.title = session.Say("Tự chấm", "Self"), .to_the_right = true},
      {.title = session.Say("Thẩm định", "Reviewed"), .to_the_right = true},
      {.title = session.Say("Chấm cao", "Inflation"), .to_the_right = true},
      {.title = session.Say("Giải trình", "Explained"), .to_the_right = true},
      {.title = session.Say("Được nhận", "Accepted"), .to_the_right = true},
      {.title = session.Say("Kiến nghị", "Appeals"), .to_the_right = true}};
  if (reviewers) {
    columns.push_back({.title = session.Say("So được", "Comparable"), .to_the_right = true});
    columns.push_back({.title = session.Say("Rộng tay", "Leniency"), .to_the_right = true});
  }
  Table table(columns);
  for (const QualityRow& row : answer->rows()) {
    std::vector<std::string> cells = {row.key(),
                                      std::to_string(row.cases()),
                                      AdjustedText(session, row),
                                      std::to_string(row.raised()),
                                      std::to_string(row.lowered()),
                                      PointsText(session, row.self_e4()),
                                      PointsText(session, row.reviewed_e4()),
                                      ShareText(session, row.inflation_shown()),
                                      std::to_string(row.explained()),
                                      std::to_string(row.accepted()),
                                      AppealsText(row)};
    if (reviewers) {
      cells.push_back(std::to_string(row.comparable()));
      cells.push_back(LeniencyText(session, row));
    }
    table.Add(std::move(cells));
  }
  session.output.out << table.Text(session.output.width);
}

void Contested(Session& session, const QualityOptions& options) {
  const auto answer = AskQuality(session, options, "criterion", true);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintDossiers(session, *answer);
  Table table({{.title = session.Say("Tiêu chí", "Criterion")},
               {.title = session.Say("Còn ý kiến", "Contested"), .to_the_right = true},
               {.title = session.Say("Lượt", "Cases"), .to_the_right = true},
               {.title = session.Say("Câu hỏi", "Queries"), .to_the_right = true},
               {.title = session.Say("Giải trình", "Explained"), .to_the_right = true},
               {.title = session.Say("Được nhận", "Accepted"), .to_the_right = true},
               {.title = session.Say("Điều chỉnh", "Adjusted"), .to_the_right = true},
               {.title = session.Say("Kiến nghị", "Appeals"), .to_the_right = true},
               {.title = session.Say("Chấp nhận", "Upheld"), .to_the_right = true},
               {.title = session.Say("Một phần", "In part"), .to_the_right = true},
               {.title = session.Say("Bác", "Rejected"), .to_the_right = true}});
  for (const QualityRow& row : answer->rows()) {
    if (row.contested() == 0) continue;
    table.Add({row.key(), std::to_string(row.contested()), std::to_string(row.cases()),
               std::to_string(row.queries()), std::to_string(row.explained()),
               std::to_string(row.accepted()), std::to_string(row.adjusted()),
               std::to_string(row.appeals()), std::to_string(row.upheld()),
               std::to_string(row.upheld_in_part()), std::to_string(row.rejected())});
  }
  session.output.out << table.Text(session.output.width);
}

std::string AppealResultText(const Session& session, const std::string& name) {
  if (name.empty()) return session.Say("chưa quyết định", "undecided");
  if (name == "upheld") return session.Say("chấp nhận", "upheld");
  if (name == "upheld_in_part") return session.Say("chấp nhận một phần", "upheld in part");
  if (name == "rejected") return session.Say("không chấp nhận", "rejected");
  return name;
}

void Appeals(Session& session, const QualityOptions& options) {
  review::v1::ListAppealsRequest request;
  request.set_cycle(options.cycle);
  request.set_overdue(options.overdue);
  const auto answer = Ask(session, &ReviewService::Stub::ListAppeals, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Hạn kiến nghị ", "Appeals until ") << answer->appeal_by()
                     << session.Say("; hạn trả lời ", "; answers until ") << answer->answer_by()
                     << "\n\n";
  Table table({{.title = session.Say("Đơn vị", "Unit")},
               {.title = session.Say("Tiêu chí", "Criterion")},
               {.title = session.Say("Lập lúc", "Made")},
               {.title = session.Say("Nhận lúc", "Received")},
               {.title = session.Say("Đề nghị", "Wanted"), .to_the_right = true},
               {.title = session.Say("Trước", "Before"), .to_the_right = true},
               {.title = session.Say("Sau", "After"), .to_the_right = true},
               {.title = session.Say("Kết quả", "Outcome")},
               {.title = session.Say("Quá hạn", "Days over"), .to_the_right = true},
               {.title = session.Say("Lý do", "Reason"), .may_shrink = true}});
  for (const review::v1::AppealRow& row : answer->rows()) {
    const dossier::v1::Appeal& appeal = row.appeal();
    const bool decided = appeal.has_outcome();
    const dossier::v1::Mark& after =
        decided && appeal.outcome().upheld() ? appeal.outcome().mark() : appeal.outcome().before();
    table.Add({row.unit(), appeal.criterion(), TimeText(appeal.times().made_at()),
               TimeText(appeal.times().received_at()), MarkText(session, appeal.wanted()),
               decided ? MarkText(session, appeal.outcome().before()) : "-",
               decided ? MarkText(session, after) : "-", AppealResultText(session, row.result()),
               row.overdue() ? std::to_string(row.days_over()) : "-", appeal.outcome().reason()});
  }
  session.output.out << table.Text(session.output.width);
}

Argument TakeCycles(Command verb, const Session& session, QualityOptions& options, bool required) {
  return TakeMany(verb, session, "--cycle", options.cycles,
                  {"Mã kỳ, một hoặc nhiều", "Ids of cycles"}, "ID")
      .Required(required);
}

}  // namespace

void AddReviewQuality(Command review, Session& session) {
  auto options = std::make_shared<QualityOptions>();
  const Command quality =
      AddVerb(review, session, "quality",
              {"So điểm tự chấm với điểm thẩm định: đơn vị, tiêu chí, lĩnh vực, người thẩm định",
               "Own scores against reviewed ones: units, criteria, areas, reviewers"},
              {"parctl review quality --cycle cap-xa-2023 cap-xa-2024 --by reviewer --minimum 10",
               "parctl review quality --criteria criteria/hue-district-2023.yaml "
               "--answers criteria/answers/quang-dien-2023.yaml "
               "--published criteria/published/quang-dien-2023.yaml --by criterion"});
  const Argument cycles = TakeCycles(quality, session, *options, false);
  Take(quality, session, "--by", options->by,
       {"unit, criterion, area, reviewer hoặc cycle", "unit, criterion, area, reviewer or cycle"},
       "WHAT");
  Take(quality, session, "--minimum", options->minimum,
       {"Số lượt so được tối thiểu của một người thẩm định; mặc định 10",
        "Comparable cases below which nothing is said of a reviewer; 10 unless given"},
       "10");
  const Argument criteria =
      Take(quality, session, "--criteria", options->criteria,
           {"Bộ chỉ số (không cần máy chủ)", "Criteria set (needs no node)"}, "FILE");
  const Argument answers = Take(quality, session, "--answers", options->answers,
                                {"Tệp tự chấm của đơn vị", "The unit's answers"}, "FILE");
  Take(quality, session, "--published", options->published,
       {"Bảng điểm đã công bố, YAML hoặc CSV", "The published table, YAML or CSV"}, "FILE")
      .Needs(criteria)
      .Needs(answers)
      .Excludes(cycles);
  quality.Does([options, &session] {
    if (options->cycles.empty() && options->published.empty()) {
      MissingArgument("--cycle | --criteria, --answers, --published");
    }
    Quality(session, *options);
  });

  const Command contested =
      AddVerb(review, session, "contested",
              {"Tiêu chí nhiều ý kiến: câu hỏi, giải trình, điều chỉnh, kiến nghị",
               "Which criteria are contested: queries, explanations, adjustments, appeals"},
              {"parctl review contested --cycle cap-xa-2023"});
  TakeCycles(contested, session, *options, true);
  contested.Does([options, &session] { Contested(session, *options); });

  const Command appeals = AddVerb(review, session, "appeals",
                                  {"Kiến nghị của một kỳ, hạn và kết quả",
                                   "The appeals of a cycle, their deadlines and outcomes"},
                                  {"parctl review appeals --cycle K --overdue"});
  TakeCycle(appeals, session, options->cycle);
  TakeFlag(appeals, session, "--overdue", options->overdue,
           {"Chỉ những kiến nghị quá hạn trả lời", "Only those not answered in time"});
  appeals.Does([options, &session] { Appeals(session, *options); });
}

}  // namespace par::parctl
