// The sample for second marks as people see it: page by page, with how far the marks agree.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/codec/review_codec.h"
#include "common/domain/dossier_results.h"
#include "common/domain/refusal.h"
#include "common/domain/rule.h"
#include "common/services/people.h"
#include "district-node/second_mark_desk.h"

namespace par::district {
namespace {

using domain::Points;
using domain::Refusal;
using domain::SecondStanding;

void State(const domain::Agreement& agreement, int apart, review::v1::Agreement& shown) {
  shown.set_pairs(static_cast<std::uint32_t>(agreement.pairs));
  shown.set_equal(static_cast<std::uint32_t>(agreement.equal));
  shown.set_apart(static_cast<std::uint32_t>(apart));
  shown.set_stepped_pairs(static_cast<std::uint32_t>(agreement.stepped));
  if (agreement.mean_difference.has_value()) {
    shown.set_mean_difference(agreement.mean_difference->Text());
    shown.set_mean_difference_shown(codec::FourPlaces(*agreement.mean_difference));
  }
  if (agreement.kappa.has_value()) {
    shown.set_kappa(agreement.kappa->Text());
    shown.set_kappa_shown(codec::FourPlaces(*agreement.kappa));
  }
}

// One row of the list; a pair where both marks are there.
review::v1::SampleRow RowOf(const CycleFrame& frame, const domain::Dossier& dossier,
                            const domain::SecondLeaf& leaf, const std::string& reason,
                            Points apart_from, std::vector<domain::MarkPair>& pairs) {
  review::v1::SampleRow row;
  row.set_unit(dossier.unit.value());
  row.set_criterion(leaf.criterion);
  row.set_account(leaf.account.value());
  const SecondStanding standing = domain::StandingOf(dossier, leaf, apart_from);
  row.set_standing(std::string(domain::Name(standing)));
  if (const domain::LeafClaim* claim = domain::FindClaim(dossier, leaf.criterion)) {
    *row.mutable_self() = codec::Encode(claim->self);
  }
  const domain::CriteriaSet& set = *frame.set.set;
  const domain::LeafIndex index = set.FindLeaf(leaf.criterion);
  const bool stepped = index != domain::kNone && domain::IsStepped(set.leaves[index].rule);
  row.set_stepped(stepped);
  if (index != domain::kNone) {
    row.set_title(set.NodeOf(index).title);
    row.set_maximum_e4(set.NodeOf(index).maximum.e4());
  }
  const domain::Review* first = domain::FirstOpinion(dossier, leaf);
  if (first != nullptr) {
    *row.mutable_first() = codec::Encode(first->mark);
    row.set_first_account(first->account.value());
  }
  if (standing == SecondStanding::kMissing) return row;
  *row.mutable_second() = codec::Encode(leaf.given->mark);
  row.set_reason(reason);
  if (first == nullptr || index == domain::kNone) return row;
  pairs.push_back({.first = first->mark,
                   .second = leaf.given->mark,
                   .maximum = set.NodeOf(index).maximum,
                   .stepped = stepped});
  return row;
}

// A reason may be long: a page stays well below what an answer may hold, however many it asks for.
constexpr std::uint32_t kPageSize = 100;
constexpr std::uint32_t kLargestPage = 1000;
constexpr std::size_t kPageBytes = 512 * 1024;

// Rows are counted over the whole sample: drawn again, it is the same leaves.
struct SamplePage {
  std::uint32_t first = 0;
  std::uint32_t size = 0;
  std::size_t bytes = 0;
};

absl::StatusOr<SamplePage> PageOf(const review::v1::ListSampleRequest& request) {
  SamplePage page;
  page.size = request.page_size() == 0 ? kPageSize : std::min(request.page_size(), kLargestPage);
  if (request.page_token().empty() || absl::SimpleAtoi(request.page_token(), &page.first)) {
    return page;
  }
  return Refusal(absl::StatusCode::kInvalidArgument, "message_field_invalid",
                 {{"field", "page_token"}, {"value", request.page_token()}});
}

void AddRow(std::uint32_t number, review::v1::SampleRow row, SamplePage& page,
            review::v1::ListSampleResponse& response) {
  if (number < page.first || !response.next_page_token().empty()) return;
  const auto rows = static_cast<std::uint32_t>(response.rows_size());
  if (rows == page.size || page.bytes >= kPageBytes) {
    response.set_next_page_token(std::to_string(number));
    return;
  }
  page.bytes += row.ByteSizeLong();
  *response.add_rows() = std::move(row);
}

bool IsApart(const review::v1::SampleRow& row) {
  return row.standing() == domain::Name(SecondStanding::kApart) ||
         row.standing() == domain::Name(SecondStanding::kDecided);
}

}  // namespace

absl::StatusOr<review::v1::ListSampleResponse> SecondMarkDesk::List(
    const storage::Reader& state, const identity::Caller& caller,
    const review::v1::ListSampleRequest& request) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(state, request.cycle()));
  RETURN_IF_ERROR(
      HeldDossiers::ActorOnCycle(frame, caller, domain::Permission::kViewDossier).status());
  ASSIGN_OR_RETURN(const auto head, DrawnSample(state, request.cycle()));
  if (!head.has_value()) {
    return Refusal(absl::StatusCode::kNotFound, "sample_not_drawn", {{"cycle", request.cycle()}});
  }
  ASSIGN_OR_RETURN(SamplePage page, PageOf(request));
  const bool whole = request.page_token().empty();  // The agreement is of all rows.
  review::v1::ListSampleResponse response;
  response.set_apart_from_e4(head->apart_from_e4());
  std::vector<domain::MarkPair> pairs;
  int apart = 0;
  std::uint32_t number = 0;
  for (const domain::UnitId& unit : frame.cycle.units) {
    ASSIGN_OR_RETURN(const SampleOfUnit sample, LoadSample(state, request.cycle(), unit.value()));
    const auto leaves = static_cast<std::uint32_t>(sample.leaves.size());
    if (!whole && number + leaves <= page.first) {
      number += leaves;
      continue;
    }
    ASSIGN_OR_RETURN(Held held, dossiers_.FindOrOpen(state, frame, unit.value()));
    domain::HideFirstMarks(sample.leaves, caller.account, held.dossier);
    for (std::size_t i = 0; i < sample.leaves.size(); ++i) {
      const std::string& reason = sample.row.leaves(static_cast<int>(i)).reason();
      review::v1::SampleRow row =
          RowOf(frame, held.dossier, sample.leaves[i], reason, sample.apart_from, pairs);
      if (IsApart(row)) ++apart;
      AddRow(number++, std::move(row), page, response);
    }
    if (!whole && !response.next_page_token().empty()) break;
  }
  for (const review::v1::SampleRow& row : response.rows()) {
    RETURN_IF_ERROR(services::AddPerson(state, row.account(), *response.mutable_people()));
    RETURN_IF_ERROR(services::AddPerson(state, row.first_account(), *response.mutable_people()));
  }
  if (whole) State(domain::AgreementOf(pairs), apart, *response.mutable_agreement());
  return response;
}

}  // namespace par::district
