#include "common/domain/leadership_council.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "common/domain/limits.h"
#include "common/domain/refusal.h"
#include "common/domain/yaml_reader.h"

namespace par::domain {
namespace {

constexpr std::array<std::string_view, 3> kMethodNames = {"mean", "trimmed_mean", "median"};

class CouncilReader {
 public:
  explicit CouncilReader(FindingList& findings) : findings_(findings) {}

  LeadershipCouncil Read(const YamlValue& root) {
    YamlRecord record(root, "", findings_);
    record.Format("parnet/council/1");
    council_.title = record.RequiredText("title", kLongestTitle);
    council_.cycle = CycleId(record.RequiredText("cycle", kLongestId));
    council_.basis = record.RequiredText("basis", kLongestTitle);
    if (const YamlValue* members = record.Required("members")) ReadMembers(*members);
    if (const YamlValue* quorum = record.Required("quorum")) ReadQuorum(*quorum);
    const std::vector<std::string_view> methods(kMethodNames.begin(), kMethodNames.end());
    council_.method = static_cast<CouncilMethod>(
        std::min(record.RequiredChoice("method", methods), methods.size() - 1));
    ReadTrim(record);
    if (const YamlValue* deadline = record.Required("deadline")) {
      council_.deadline = YamlDate(*deadline, "deadline", findings_).value_or(Date());
    }
    if (const YamlValue* list = record.Optional("criteria");
        list != nullptr && YamlIsList(*list, "criteria", kMostLeaves, findings_)) {
      for (const YamlValue& item : list->items) {
        auto criterion = YamlText(item, "criteria", kLongestId, findings_);
        if (criterion.has_value()) council_.criteria.push_back(*std::move(criterion));
      }
    }
    record.End();
    return std::move(council_);
  }

 private:
  void ReadMembers(const YamlValue& list) {
    if (!YamlIsList(list, "members", kMostCouncilMembers, findings_)) return;
    if (list.items.empty()) findings_.Add(list.at, "list_empty", "members");
    std::set<std::string> seen;
    for (const YamlValue& item : list.items) {
      YamlRecord record(item, "members", findings_);
      CouncilMember member;
      member.account = AccountId(record.RequiredText("account", kLongestId));
      member.name = record.RequiredText("name", kLongestTitle);
      member.role = record.RequiredText("role", kLongestTitle);
      member.unit = UnitId(record.OptionalText("unit", kLongestId));
      record.End();
      if (!member.account.empty() && !seen.insert(member.account.value()).second) {
        findings_.Add(item.at, "id_repeated", "members", {{"value", member.account.value()}});
      }
      council_.members.push_back(std::move(member));
    }
  }

  // "2/3": above nothing, at most all.
  void ReadQuorum(const YamlValue& value) {
    const auto text = YamlText(value, "quorum", kLongestId, findings_);
    if (!text.has_value()) return;
    const std::size_t slash = text->find('/');
    const auto number = [](std::string_view digits) {
      constexpr std::size_t kMostDigits = 3;
      int read = 0;
      if (digits.empty() || digits.size() > kMostDigits) return 0;
      for (const char c : digits) {
        if (c < '0' || c > '9') return 0;
        read = read * 10 + (c - '0');
      }
      return read;
    };
    if (slash != std::string::npos) {
      council_.quorum_of = number(std::string_view(*text).substr(0, slash));
      council_.quorum_in = number(std::string_view(*text).substr(slash + 1));
    }
    if (slash == std::string::npos || council_.quorum_of < 1 ||
        council_.quorum_in < council_.quorum_of) {
      findings_.Add(value.at, "council_quorum", "quorum", {{"value", *text}});
    }
  }

  void ReadTrim(YamlRecord& record) {
    constexpr int kMostTrimmed = 50;
    const YamlValue* value = record.Optional("trim");
    if (value != nullptr) {
      council_.trim =
          static_cast<int>(YamlWhole(*value, "trim", 1, kMostTrimmed, findings_).value_or(1));
    }
    if ((value != nullptr) == (council_.method == CouncilMethod::kTrimmedMean)) return;
    findings_.Add(value != nullptr ? value->at : record.at(), "council_trim", "trim");
  }

  FindingList& findings_;
  LeadershipCouncil council_;
};

}  // namespace

std::string_view Name(CouncilMethod method) {
  return kMethodNames.at(static_cast<std::size_t>(method));
}

const CouncilMember* LeadershipCouncil::Find(const AccountId& account) const {
  const auto found = std::find_if(members.begin(), members.end(), [&](const CouncilMember& member) {
    return member.account == account;
  });
  return found == members.end() ? nullptr : &*found;
}

std::optional<LeadershipCouncil> ReadLeadershipCouncil(std::string_view text,
                                                       FindingList& findings) {
  const auto yaml = ReadYaml(text, findings);
  if (!yaml.has_value()) return std::nullopt;
  LeadershipCouncil council = CouncilReader(findings).Read(yaml->root);
  if (!findings.empty()) return std::nullopt;
  return council;
}

absl::Status FitCouncil(const CriteriaSet& set, const Cycle& cycle, LeadershipCouncil& council) {
  if (council.cycle != cycle.id) {
    return Invalid("council_cycle_other",
                   {{"value", council.cycle.value()}, {"wanted", cycle.id.value()}});
  }
  if (council.criteria.empty()) {
    for (const Leaf& leaf : set.leaves) {
      const Node& node = set.NodeOf(leaf);
      if (node.source == Source::kLeadership) council.criteria.push_back(node.id);
    }
  }
  if (council.criteria.empty()) {
    return Invalid("council_nothing_to_score", {{"set", SetReference(cycle)}});
  }
  std::sort(council.criteria.begin(), council.criteria.end());
  council.criteria.erase(std::unique(council.criteria.begin(), council.criteria.end()),
                         council.criteria.end());
  for (const std::string& criterion : council.criteria) {
    const LeafIndex leaf = set.FindLeaf(criterion);
    if (leaf == kNone) {
      return Invalid("criterion_unknown", {{"criterion", criterion}, {"set", SetReference(cycle)}});
    }
    if (set.NodeOf(leaf).source != Source::kLeadership) {
      return Invalid("council_criterion_source", {{"criterion", criterion}});
    }
  }
  return absl::OkStatus();
}

}  // namespace par::domain
