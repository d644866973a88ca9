#include "tests/support/sample_cycle.h"

#include <algorithm>
#include <map>

#include "common/base/check.h"
#include "common/codec/answers_codec.h"
#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/identity/secret_file.h"
#include "common/identity/token.h"
#include "tests/support/must.h"
#include "tests/support/read_text.h"

namespace par::testing {
namespace {

constexpr const char* kSampleSet = "criteria/commune-sample-2023.yaml";
constexpr const char* kSampleAnswers = "criteria/answers/tu-nghia/song-ve.yaml";

std::string CycleText(const SampleCycle& cycle) {
  std::string units;
  for (const std::string& unit : cycle.units) units += (units.empty() ? "" : ", ") + unit;
  const std::string& year = cycle.deadlines_in;
  return "format: parnet/cycle/1\nid: " + cycle.id +
         "\ntitle: Đánh giá cấp xã năm 2023\nyear: 2023\nlevel: commune\nowner: " + cycle.owner +
         "\nset: commune-sample-2023@1\nunits: [" + units + "]\ndeadlines: {submit: " + year +
         "-10-30, review: " + year + "-11-20, appeal: " + year + "-11-30, publish: " + year +
         "-12-20}\nlate: accept_late\nrounds: 2\n";
}

}  // namespace

void WriteAccounts(const config::Config& config, const std::vector<Person>& people) {
  std::string text = "format: parnet/accounts/1\naccounts:\n";
  for (const Person& person : people) {
    const std::string token = person.token.empty() ? "token-" + person.account : person.token;
    text.append("  - account: ").append(person.account);
    text.append("\n    full_name: Nguyễn Thị Lan\n    unit: ").append(person.unit);
    text.append("\n    roles: [").append(person.role);
    text.append("]\n    token_sha256: ").append(identity::HashOfToken(token).Hex()).append("\n");
  }
  Must(identity::WriteFileDurably(config.bootstrap_accounts, text, identity::Secrecy::kPublic));
}

const domain::CriteriaSet& SampleSet() {
  static const domain::CriteriaSet set = [] {
    domain::CriteriaSetFile file = domain::ReadCriteriaSet(ReadText(kSampleSet), kSampleSet);
    PAR_CHECK(file.set.has_value());
    return *std::move(file.set);
  }();
  return set;
}

Sha256 SampleSetSha256() { return Sha256::Of(ReadText(kSampleSet)); }

unit::v1::ImportUnitsRequest ImportUnitsAs(const std::string& unit, const std::string& units_yaml) {
  unit::v1::ImportUnitsRequest request;
  request.set_actor_unit(unit);
  request.set_file_name("units.yaml");
  request.set_units_yaml(units_yaml);
  return request;
}

criteria::v1::ImportSetRequest ImportSampleSetAs(const std::string& unit) {
  criteria::v1::ImportSetRequest request;
  request.set_actor_unit(unit);
  request.set_file_name(kSampleSet);
  request.set_criteria_yaml(ReadText(kSampleSet));
  return request;
}

criteria::v1::PublishSetRequest PublishSampleSetAs(const std::string& unit) {
  criteria::v1::PublishSetRequest request;
  request.set_actor_unit(unit);
  request.set_id(SampleSet().id);
  request.set_version(static_cast<std::uint32_t>(SampleSet().version));
  return request;
}

cycle::v1::OpenCycleRequest Open(const SampleCycle& cycle) {
  cycle::v1::OpenCycleRequest request;
  request.set_actor_unit(cycle.owner);
  request.set_file_name("cycle.yaml");
  request.set_cycle_yaml(CycleText(cycle));
  return request;
}

cycle::v1::AdvanceCycleRequest Advance(const std::string& owner, const std::string& id,
                                       const std::string& to_state) {
  cycle::v1::AdvanceCycleRequest request;
  request.set_actor_unit(owner);
  request.set_id(id);
  request.set_to_state(to_state);
  return request;
}

assessment::v1::Answers SampleAnswers(const std::string& unit) {
  const domain::AnswersFile file =
      domain::ReadAnswers(ReadText(kSampleAnswers), SampleSet(), "song-ve");
  PAR_CHECK(file.answers.has_value());
  assessment::v1::Answers answers = codec::Encode(SampleSet(), *file.answers);
  answers.set_unit(unit);
  return answers;
}

assessment::v1::Answers ExplainedAnswers(const std::string& unit) {
  std::string text;
  for (const char* guide : {"commune-clerk", "commune-leader", "district-reviewer",
                            "province-council", "administrator"}) {
    text += ReadText("docs/guide/" + std::string(guide) + ".md");
  }
  std::replace(text.begin(), text.end(), '\n', ' ');
  assessment::v1::Answers answers = SampleAnswers(unit);
  std::map<std::string, assessment::v1::Declaration*> declared;
  for (auto& declaration : *answers.mutable_declarations()) {
    declared[declaration.criterion()] = &declaration;
  }
  const std::size_t each = text.size() / SampleSet().leaves.size();
  std::size_t at = 0;
  for (const domain::Leaf& leaf : SampleSet().leaves) {
    const std::string& criterion = SampleSet().nodes[leaf.node].id;
    const std::size_t end = std::min(text.find(' ', at + each), text.size());
    assessment::v1::Declaration*& declaration = declared[criterion];
    if (declaration == nullptr) declaration = answers.add_declarations();
    declaration->set_criterion(criterion);
    declaration->set_explanation(text.substr(at, end - at));
    at = end;
  }
  return answers;
}

}  // namespace par::testing
