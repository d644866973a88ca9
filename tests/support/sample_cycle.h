// What every country of real nodes begins with, however its nodes are run: accounts, the sample set
// of the communes, a cycle of it, Song Vệ's answers. Requests have no id yet.
#pragma once

#include <string>
#include <vector>

#include "common/base/sha256.h"
#include "common/config/config.h"
#include "common/domain/criteria_set.h"
#include "par/assessment/v1/assessment.pb.h"
#include "par/criteria/v1/criteria.pb.h"
#include "par/cycle/v1/cycle.pb.h"
#include "par/unit/v1/unit.pb.h"

namespace par::testing {

struct Person {
  std::string account;
  std::string unit;
  std::string role;
  std::string token = {};  // Empty: "token-<account>".
};
// In place of the one account that a node's world begins with. Whatever the machine refuses ends
// the test program.
void WriteAccounts(const config::Config& config, const std::vector<Person>& people);

[[nodiscard]] const domain::CriteriaSet& SampleSet();
[[nodiscard]] Sha256 SampleSetSha256();  // Of its file.
[[nodiscard]] unit::v1::ImportUnitsRequest ImportUnitsAs(const std::string& unit,
                                                         const std::string& units_yaml);
[[nodiscard]] criteria::v1::ImportSetRequest ImportSampleSetAs(const std::string& unit);
[[nodiscard]] criteria::v1::PublishSetRequest PublishSampleSetAs(const std::string& unit);

struct SampleCycle {
  std::string id;
  std::string owner;
  std::vector<std::string> units;
  std::string deadlines_in = "2023";  // The year; long past by default, and late ones count.
};
[[nodiscard]] cycle::v1::OpenCycleRequest Open(const SampleCycle& cycle);
[[nodiscard]] cycle::v1::AdvanceCycleRequest Advance(const std::string& owner,
                                                     const std::string& id,
                                                     const std::string& to_state);
// As `unit` would give them.
[[nodiscard]] assessment::v1::Answers SampleAnswers(const std::string& unit);
// The same with an explanation of every criterion, 40 KB in all: what the guides say, nothing
// twice.
[[nodiscard]] assessment::v1::Answers ExplainedAnswers(const std::string& unit);

}  // namespace par::testing
