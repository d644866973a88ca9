#include <algorithm>
#include <set>
#include <utility>

#include "common/domain/criteria_yaml_parts.h"
#include "common/domain/limits.h"

namespace par::domain::criteria_yaml {
namespace {

struct Inherited {
  NodeIndex parent = kNone;
  Source source = Source::kSelfAssessed;
  int depth = 1;
};

bool IsOutside(Source source) { return source == Source::kBonus || source == Source::kPenalty; }

class NodeReader {
 public:
  NodeReader(CriteriaSet& set, FindingList& findings) : set_(set), findings_(findings) {}

  void ReadList(const YamlValue& list, std::string_view field, const Inherited& inherited) {
    if (!YamlIsList(list, field, kMostLeaves, findings_)) return;
    if (list.items.empty()) findings_.Add(list.at, "list_empty", field);
    for (const YamlValue& item : list.items) ReadNode(item, inherited);
  }

 private:
  void ReadNode(const YamlValue& value, const Inherited& inherited) {
    const YamlValue* const named = value.kind == YamlKind::kMap ? value.Find("id") : nullptr;
    const bool has_id = named != nullptr && named->kind == YamlKind::kText;
    YamlRecord record(value, std::string(has_id ? named->text : "areas"), findings_);
    if (!record.is_map() || !HasRoom(value, record, inherited)) return;
    const auto index = static_cast<NodeIndex>(set_.nodes.size());
    set_.nodes.push_back(ReadOwn(record, inherited));
    if (inherited.parent != kNone) set_.nodes[inherited.parent].children.push_back(index);
    const auto first = static_cast<LeafIndex>(set_.leaves.size());
    if (const YamlValue* criteria = record.Optional("criteria")) {
      ReadList(*criteria, record.Field("criteria"),
               {index, set_.nodes[index].source, inherited.depth + 1});
      CheckSum(value, index);
    } else {
      set_.nodes[index].leaf = first;
      set_.leaves.emplace_back();
      set_.leaves[first].node = index;
      ReadLeaf(record, first, set_, findings_);
    }
    set_.nodes[index].first_leaf = first;
    set_.nodes[index].end_leaf = static_cast<LeafIndex>(set_.leaves.size());
    record.End();
  }

  bool HasRoom(const YamlValue& value, const YamlRecord& record, const Inherited& inherited) {
    if (inherited.depth > kDeepestCriterion) {
      findings_.Add(value.at, "criteria_too_deep", record.field(),
                    {{"maximum", std::to_string(kDeepestCriterion)}});
      return false;
    }
    if (set_.leaves.size() < kMostLeaves && set_.nodes.size() < kMostNodes) return true;
    if (!full_) {
      findings_.Add(value.at, "criteria_too_many", record.field(),
                    {{"maximum", std::to_string(kMostLeaves)}});
    }
    full_ = true;
    return false;
  }

  Node ReadOwn(YamlRecord& record, const Inherited& inherited) {
    Node node;
    node.parent = inherited.parent;
    node.depth = inherited.depth;
    node.at = record.at();
    node.id = record.RequiredText("id", kLongestId);
    if (!node.id.empty() && !IsNodeId(node.id)) {
      findings_.Add(node.at, "id_malformed", "id",
                    {{"value", node.id}, {"allowed", "A-Z a-z 0-9 . _ -"}});
    }
    if (!node.id.empty() && !ids_.insert(node.id).second) {
      findings_.Add(node.at, "id_repeated", "id", {{"value", node.id}});
    }
    node.title = record.RequiredText("title", kLongestTitle);
    node.note = record.OptionalText("note", kLongestNote);
    if (const YamlValue* maximum = record.Required("maximum")) {
      node.maximum = YamlPoints(*maximum, record.Field("maximum"), findings_).value_or(Points());
      if (node.maximum < Points()) {
        findings_.Add(maximum->at, "maximum_negative", record.Field("maximum"),
                      {{"value", std::string(maximum->text)}});
      }
    }
    // The order of Source's values.
    node.source = static_cast<Source>(record.OptionalChoice(
        "source", static_cast<std::size_t>(inherited.source),
        {"self_assessed", "survey", "external", "leadership", "bonus", "penalty"}));
    const bool differs = inherited.parent != kNone && node.source != inherited.source;
    if (differs && (IsOutside(node.source) || IsOutside(inherited.source))) {
      findings_.Add(node.at, "source_only_for_areas", record.Field("source"),
                    {{"value", std::string(Name(node.source))}});
    }
    return node;
  }

  void CheckSum(const YamlValue& value, NodeIndex index) {
    const Node& node = set_.nodes[index];
    Points sum;
    for (const NodeIndex child : node.children) sum += set_.nodes[child].maximum;
    if (sum == node.maximum) return;
    findings_.Add(value.at, "maximum_not_the_sum", node.id,
                  {{"value", node.maximum.FormatShort(NumberStyle::kPlain)},
                   {"sum", sum.FormatShort(NumberStyle::kPlain)}});
  }

  CriteriaSet& set_;
  FindingList& findings_;
  std::set<std::string> ids_;
  bool full_ = false;
};

}  // namespace

void ReadAreas(const YamlValue& areas, CriteriaSet& set, FindingList& findings) {
  NodeReader(set, findings).ReadList(areas, "areas", {});
}

bool IsNodeId(std::string_view id) {
  return !id.empty() && id.size() <= kLongestId && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

bool IsFigureId(std::string_view id) {
  if (id.empty() || id.size() > kLongestId || id.front() < 'a' || id.front() > 'z') return false;
  if (id.back() == '.' || id.find("..") != std::string_view::npos) return false;
  return std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
  });
}

}  // namespace par::domain::criteria_yaml
