// `parctl review draw-sample`, `sample` and `mark-again`: leaves marked a second time, and how far
// the two marks agree.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "par/review/v1/review.grpc.pb.h"
#include "parctl/node.h"
#include "parctl/review_marks.h"
#include "parctl/review_parts.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using review::v1::ReviewService;

struct DrawOptions {
  std::string cycle;
  std::uint32_t share = 10;
  std::string apart_from;
  std::vector<std::string> accounts;
};

void Draw(Session& session, const DrawOptions& options) {
  review::v1::DrawSampleRequest request;
  request.set_cycle(options.cycle);
  request.set_share(options.share);
  request.set_apart_from(options.apart_from);
  for (const std::string& account : options.accounts) request.add_accounts(account);
  const auto answer = Change(session, &ReviewService::Stub::DrawSample, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << options.cycle << session.Say(": mẫu chấm lần hai gồm ", ": sample of ")
                     << answer->leaves() << '/' << answer->of()
                     << session.Say(" tiêu chí\n", " criteria to mark again\n");
}

void MarkLeafAgain(Session& session, const LeafMark& leaf) {
  review::v1::MarkAgainRequest request;
  request.set_cycle(leaf.cycle);
  request.set_unit(leaf.unit);
  request.set_criterion(leaf.criterion);
  const auto mark = MarkFrom(session, leaf);
  if (!mark.has_value()) return;
  *request.mutable_mark() = *mark;
  request.set_reason(leaf.reason);
  const auto answer = Change(session, &ReviewService::Stub::MarkAgain, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << leaf.unit << ' ' << leaf.criterion
                     << session.Say(": đã chấm lần hai; còn phải chấm ",
                                    ": marked again; still to mark: ")
                     << answer->left() << '\n';
}

std::string StandingText(const Session& session, const std::string& standing) {
  if (standing == "missing") return session.Say("chưa chấm", "missing");
  if (standing == "alone") return session.Say("chưa có lần đầu", "no first mark");
  if (standing == "close") return session.Say("trong mức cho phép", "close");
  if (standing == "apart") return session.Say("chênh lệch", "apart");
  if (standing == "decided") return session.Say("hội đồng đã quyết định", "decided");
  return standing;
}

void PrintAgreement(Session& session, const review::v1::ListSampleResponse& answer) {
  const review::v1::Agreement& agreement = answer.agreement();
  const auto shown = [&](const std::string& number, const std::string& exact) {
    if (exact.empty()) return session.Say("không xác định", "not defined");
    return DecimalText(session, number) + " (" + exact + ")";
  };
  session.output.out << '\n'
                     << session.Say("Cặp điểm: ", "Pairs: ") << agreement.pairs()
                     << session.Say("; giống nhau: ", "; equal: ") << agreement.equal()
                     << session.Say("; chênh quá ", "; apart by more than ")
                     << PointsText(session, answer.apart_from_e4()) << ": " << agreement.apart()
                     << '\n'
                     << session.Say("Chênh lệch tuyệt đối trung bình: ",
                                    "Mean absolute difference: ")
                     << shown(agreement.mean_difference_shown(), agreement.mean_difference())
                     << '\n'
                     << session.Say("Hệ số kappa của Cohen (tiêu chí chấm theo mức, ",
                                    "Cohen's kappa (stepped criteria, ")
                     << agreement.stepped_pairs() << session.Say(" cặp): ", " pairs): ")
                     << shown(agreement.kappa_shown(), agreement.kappa()) << '\n';
}

void MergePeople(const review::v1::ListSampleResponse& page, review::v1::ListSampleResponse& all) {
  for (const dossier::v1::Person& one : page.people()) {
    const bool known = std::any_of(
        all.people().begin(), all.people().end(),
        [&](const dossier::v1::Person& other) { return other.account() == one.account(); });
    if (!known) *all.add_people() = one;
  }
}

// All pages as one answer.
std::optional<review::v1::ListSampleResponse> WholeSample(Session& session,
                                                          const std::string& cycle) {
  review::v1::ListSampleRequest request;
  request.set_cycle(cycle);
  request.set_page_size(1000);
  review::v1::ListSampleResponse all;
  const bool whole = EachPage(session, &ReviewService::Stub::ListSample, std::move(request),
                              [&](const auto& page) {
                                if (page.has_agreement()) {
                                  *all.mutable_agreement() = page.agreement();
                                }
                                if (page.apart_from_e4() != 0) {
                                  all.set_apart_from_e4(page.apart_from_e4());
                                }
                                all.mutable_rows()->MergeFrom(page.rows());
                                MergePeople(page, all);
                              });
  return whole ? std::optional(std::move(all)) : std::nullopt;
}

dossier::v1::Person PersonIn(const review::v1::ListSampleResponse& answer,
                             const std::string& account) {
  for (const dossier::v1::Person& one : answer.people()) {
    if (one.account() == account) return one;
  }
  return {};
}

void ListSample(Session& session, const std::string& cycle) {
  const auto answer = WholeSample(session, cycle);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  Table table({{.title = session.Say("Đơn vị", "Unit")},
               {.title = session.Say("Tiêu chí", "Criterion")},
               {.title = session.Say("Tự chấm", "Self"), .to_the_right = true},
               {.title = session.Say("Lần đầu", "First"), .to_the_right = true},
               {.title = session.Say("Lần hai", "Second"), .to_the_right = true},
               {.title = session.Say("Người chấm lần hai", "Second marker"), .may_shrink = true},
               {.title = session.Say("Tình trạng", "Standing"), .may_shrink = true}});
  for (const review::v1::SampleRow& row : answer->rows()) {
    table.Add({row.unit(), row.criterion(), MarkText(session, row.self()),
               MarkText(session, row.first()), MarkText(session, row.second()),
               WhoText(PersonIn(*answer, row.account()), row.account()),
               StandingText(session, row.standing())});
  }
  session.output.out << table.Text(session.output.width);
  PrintAgreement(session, *answer);
}

}  // namespace

void AddSecondMarks(Command review, Session& session) {
  auto options = std::make_shared<DrawOptions>();
  const Command draw = AddVerb(review, session, "draw-sample",
                               {"Lấy mẫu tiêu chí chấm lần hai, theo từng lĩnh vực",
                                "Draw the sample of criteria to mark again, area by area"},
                               {"parctl review draw-sample --cycle K --share 10 --apart-from 0.25 "
                                "--account tham-dinh-2 tham-dinh-3"});
  TakeCycle(draw, session, options->cycle);
  Take(draw, session, "--share", options->share,
       {"Tỷ lệ phần trăm của mỗi lĩnh vực; mặc định 10", "Percent of each area; 10 unless given"},
       "10");
  Take(draw, session, "--apart-from", options->apart_from,
       {"Chênh lệch quá mức này phải do hội đồng quyết định; mặc định 0",
        "Marks further apart must be decided by the council; 0 unless given"},
       "0.25");
  TakeMany(draw, session, "--account", options->accounts, {"Người chấm lần hai", "Who marks again"},
           "NAME")
      .Required();
  draw.Does([options, &session] { Draw(session, *options); });

  const Command sample = AddVerb(review, session, "sample",
                                 {"Mẫu chấm lần hai và mức độ thống nhất",
                                  "The sample for second marks, and how far marks agree"},
                                 {"parctl review sample --cycle K"});
  TakeCycle(sample, session, options->cycle);
  sample.Does([options, &session] { ListSample(session, options->cycle); });

  auto leaf = std::make_shared<LeafMark>();
  const Command again = AddVerb(
      review, session, "mark-again",
      {"Chấm lần hai một tiêu chí trong mẫu", "The second mark on a criterion of the sample"},
      {"parctl review mark-again --cycle K --unit la-ha --criterion 1.4.2 --points 0.5 "
       "--text \"…\""});
  TakeLeaf(again, session, *leaf, true);
  again.Does([leaf, &session] { MarkLeafAgain(session, *leaf); });
}

}  // namespace par::parctl
