// Second marks on a node (common/domain/second_mark.h): the sample of a cycle, who gives which
// second mark, and what came of it. They stand in rows of their own beside the dossiers, which go
// down to the units: what somebody has yet to mark is not shown to him anywhere.
//
// Queries are safe from many threads on a snapshot each; the rest belongs to the committer's
// thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/second_mark.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_router.h"
#include "common/services/units.h"
#include "district-node/held_dossiers.h"
#include "par/review/v1/review.pb.h"

namespace par::district {

// What the cycle's sample was drawn with; nothing before it is drawn.
[[nodiscard]] absl::StatusOr<std::optional<review::v1::Sample>> DrawnSample(
    const storage::Reader& state, std::string_view cycle);

// The sampled leaves of one unit; none where nothing was drawn.
struct SampleOfUnit {
  review::v1::SampledUnit row;
  std::vector<domain::SecondLeaf> leaves;  // As in the row.
  domain::Points apart_from;
};
[[nodiscard]] absl::StatusOr<SampleOfUnit> LoadSample(const storage::Reader& state,
                                                      std::string_view cycle,
                                                      std::string_view unit);

// As one who looks at what the whole cycle comes to. PERMISSION_DENIED not_permitted;
// second_marks_due: totals would tell him the first marks of what he has to mark again.
[[nodiscard]] absl::Status MaySeeResults(const storage::Reader& state, const CycleFrame& frame,
                                         const HeldDossiers& dossiers,
                                         const identity::Caller& caller);

class SecondMarkDesk {
 public:
  SecondMarkDesk(const services::Units& units, const HeldDossiers& dossiers)
      : units_(units), dossiers_(dossiers) {}
  void Register(services::CommandRouter& commands);

  // A page of it. PERMISSION_DENIED not_permitted; NOT_FOUND cycle_unknown, sample_not_drawn;
  // INVALID_ARGUMENT message_field_invalid (the token).
  [[nodiscard]] absl::StatusOr<review::v1::ListSampleResponse> List(
      const storage::Reader& state, const identity::Caller& caller,
      const review::v1::ListSampleRequest& request) const;

 private:
  // Drawn again with the same share, marks that were given stay, and whoever has not marked yet may
  // be replaced. INVALID_ARGUMENT sample_share, second_markers_none, what ParsePoints refuses;
  // FAILED_PRECONDITION sample_drawn (with another share), cycle_state_forbids,
  // second_marker_unsuitable, second_mark_nobody (none of them may mark that leaf);
  // PERMISSION_DENIED not_permitted.
  absl::StatusOr<review::v1::DrawSampleResponse> Draw(const ledger::Entry& entry,
                                                      const review::v1::DrawSampleRequest& request,
                                                      ledger::Transaction& transaction) const;
  absl::StatusOr<review::v1::SampledUnit> DrawUnit(const storage::Reader& state,
                                                   const CycleFrame& frame,
                                                   const domain::UnitId& unit,
                                                   const std::vector<domain::SampledLeaf>& sample,
                                                   const std::vector<domain::SecondMarker>& markers,
                                                   std::size_t& turn) const;
  // NOT_FOUND second_mark_not_sampled, dossier_not_held; the refusals of domain::CheckSecondMark;
  // PERMISSION_DENIED not_permitted, own_unit_reviewed.
  absl::StatusOr<review::v1::MarkAgainResponse> MarkAgain(
      const ledger::Entry& entry, const review::v1::MarkAgainRequest& request,
      ledger::Transaction& transaction) const;

  const services::Units& units_;
  const HeldDossiers& dossiers_;
};

}  // namespace par::district
