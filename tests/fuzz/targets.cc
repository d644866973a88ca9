#include "tests/fuzz/targets.h"

#include <algorithm>
#include <array>

namespace par::fuzz {
namespace {

constexpr std::array<Target, 17> kTargets = {{{"parent_link", FuzzParentLink},
                                              {"child_link", FuzzChildLink},
                                              {"blob_receiver", FuzzBlobReceiver},
                                              {"blob_sender", FuzzBlobSender},
                                              {"submission", FuzzSubmission},
                                              {"criteria", FuzzCriteria},
                                              {"answers", FuzzAnswers},
                                              {"published", FuzzPublished},
                                              {"survey", FuzzSurvey},
                                              {"config", FuzzConfig},
                                              {"plan", FuzzPlan},
                                              {"decision", FuzzDecision},
                                              {"pdf", FuzzPdf},
                                              {"workbook", FuzzWorkbook},
                                              {"indicators", FuzzIndicators},
                                              {"figures", FuzzFigures},
                                              {"gateway", FuzzGateway}}};

}  // namespace

std::span<const Target> Targets() { return kTargets; }

const Target* FindTarget(std::string_view name) {
  const auto found = std::find_if(kTargets.begin(), kTargets.end(),
                                  [name](const Target& target) { return target.name == name; });
  return found == kTargets.end() ? nullptr : &*found;
}

}  // namespace par::fuzz
