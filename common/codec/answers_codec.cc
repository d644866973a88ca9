#include "common/codec/answers_codec.h"

#include <algorithm>
#include <charconv>
#include <deque>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/base/unicode.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/answers_yaml.h"
#include "common/domain/limits.h"
#include "common/domain/refusal.h"
#include "common/domain/yaml_reader.h"

namespace par::codec {
namespace {

namespace assessment_pb = assessment::v1;
using domain::YamlKind;
using domain::YamlValue;
using FigureValues = google::protobuf::RepeatedPtrField<assessment_pb::FigureValue>;

// Room, not limits.
constexpr int kUsualKeys = 4;
constexpr int kRootKeys = 7;

absl::Status ControlCharacter(std::string_view field, std::string_view part, std::size_t offset) {
  const std::string whole = std::string(field) + (part.empty() ? "" : ".") + std::string(part);
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "text_control_character",
                         {{"field", whole}, {"offset", std::to_string(offset)}});
}

// Builds the tree that reading a file gives, with the texts of the message, which must outlive it;
// keeps the first fault that a tree cannot hold.
class Tree {
 public:
  static YamlValue Map(int items) {
    YamlValue map;
    map.kind = YamlKind::kMap;
    map.keys.reserve(static_cast<std::size_t>(items));
    map.keys_at.reserve(static_cast<std::size_t>(items));
    map.items.reserve(static_cast<std::size_t>(items));
    return map;
  }
  static YamlValue List(int items) {
    YamlValue list;
    list.kind = YamlKind::kList;
    list.items.reserve(static_cast<std::size_t>(items));
    return list;
  }

  // A text of the message, of `field` or of its `part`. That it is UTF-8 was checked by Protocol
  // Buffers, which read no message with a text that is not.
  YamlValue Text(std::string_view field, std::string_view text, std::string_view part = {}) {
    if (const auto offset = FirstControlCharacter(text)) {
      Keep(ControlCharacter(field, part, *offset));
    }
    YamlValue value;
    value.kind = YamlKind::kText;
    value.text = text;
    return value;
  }

  // A text that is made here.
  YamlValue NewText(std::string_view field, std::string text) {
    return Text(field, made_.emplace_back(std::move(text)));
  }

  void Put(YamlValue& map, std::string_view key, YamlValue value) {
    map.keys.push_back(key);
    map.keys_at.emplace_back();
    map.items.push_back(std::move(value));
  }

  // An empty text is a key that is absent.
  void PutText(YamlValue& map, std::string_view field, std::string_view key,
               std::string_view text) {
    if (!text.empty()) Put(map, key, Text(field, text, key));
  }

  YamlValue Figures(std::string_view field, const FigureValues& figures) {
    YamlValue map = Map(figures.size());
    std::set<std::string_view> seen;
    for (const assessment_pb::FigureValue& figure : figures) {
      Once(seen, field, figure.figure());
      Put(map, figure.figure(), Text(figure.figure(), figure.value()));
    }
    return map;
  }

  void Once(std::set<std::string_view>& seen, std::string_view field, std::string_view id) {
    if (seen.insert(id).second) return;
    Keep(domain::Refusal(absl::StatusCode::kInvalidArgument, "id_repeated",
                         {{"field", std::string(field)}, {"value", std::string(id)}}));
  }

  void Keep(absl::Status fault) { fault_.Update(std::move(fault)); }
  [[nodiscard]] const absl::Status& fault() const { return fault_; }

 private:
  std::deque<std::string> made_;
  absl::Status fault_;
};

YamlValue EvidenceTree(const assessment_pb::Declaration& declaration, Tree& tree) {
  const std::string field = declaration.criterion() + ".evidence";
  YamlValue list = Tree::List(declaration.evidence_size());
  for (const assessment_pb::EvidenceUse& use : declaration.evidence()) {
    for (const std::string* part : {&use.document(), &use.section()}) {
      if (part->find_first_of("\t\n") != std::string::npos) tree.Keep(BadField(field, *part));
    }
    if (use.document().empty()) tree.Keep(BadField(field + ".document", ""));
    if (!use.sha256().empty()) {
      tree.Keep(DecodeHash(field + ".sha256", use.sha256()).status());
    }
    list.items.push_back(tree.NewText(field, EvidenceText(use)));
  }
  return list;
}

YamlValue DeclarationTree(const assessment_pb::Declaration& declaration, Tree& tree) {
  const std::string& id = declaration.criterion();
  YamlValue map = Tree::Map(kUsualKeys);
  tree.PutText(map, id, "not_applicable", declaration.not_applicable());
  tree.PutText(map, id, "waived", declaration.waived());
  tree.PutText(map, id, "judged", declaration.judged());
  tree.PutText(map, id, "reason", declaration.reason());
  tree.PutText(map, id, "points", declaration.points());
  tree.PutText(map, id, "source", declaration.source());
  tree.PutText(map, id, "explanation", declaration.explanation());
  if (!declaration.evidence().empty()) {
    tree.Put(map, "evidence", EvidenceTree(declaration, tree));
  }
  return map;
}

YamlValue ChildrenTree(const assessment_pb::Answers& message, Tree& tree) {
  YamlValue list = Tree::List(message.children_size());
  for (const assessment_pb::ChildResult& child : message.children()) {
    YamlValue map = Tree::Map(kUsualKeys);
    tree.Put(map, "unit", tree.Text("children.unit", child.unit()));
    tree.PutText(map, "children", "index", child.index());
    tree.PutText(map, "children", "score", child.score());
    tree.Put(map, "figures", tree.Figures("children.figures", child.figures()));
    list.items.push_back(std::move(map));
  }
  return list;
}

YamlValue WholeTree(const assessment_pb::Answers& message, Tree& tree) {
  YamlValue root = Tree::Map(kRootKeys);
  tree.Put(root, "format", tree.Text("format", "parnet/answers/1"));
  tree.Put(root, "set",
           tree.NewText("set", absl::StrCat(message.set_id(), "@", message.set_version())));
  tree.Put(root, "unit", tree.Text("unit", message.unit()));
  tree.Put(root, "figures", tree.Figures("figures", message.figures()));
  tree.Put(root, "previous", tree.Figures("previous", message.previous()));
  YamlValue criteria = Tree::Map(message.declarations_size());
  std::set<std::string_view> seen;
  for (const assessment_pb::Declaration& declaration : message.declarations()) {
    tree.Once(seen, "criteria", declaration.criterion());
    tree.Put(criteria, declaration.criterion(), DeclarationTree(declaration, tree));
  }
  tree.Put(root, "criteria", std::move(criteria));
  if (message.children_known() || !message.children().empty()) {
    tree.Put(root, "children", ChildrenTree(message, tree));
  }
  return root;
}

void EncodeFigures(const domain::CriteriaSet& set, const std::vector<std::string>& texts,
                   FigureValues& figures) {
  for (domain::FigureSlot slot = 0; slot < texts.size(); ++slot) {
    if (texts[slot].empty()) continue;
    assessment_pb::FigureValue& figure = *figures.Add();
    figure.set_figure(set.figures[slot].id);
    figure.set_value(texts[slot]);
  }
}

assessment_pb::Declaration EncodeDeclaration(const domain::CriteriaSet& set,
                                             const domain::Declaration& declaration) {
  using domain::DeclarationKind;
  assessment_pb::Declaration message;
  message.set_criterion(set.NodeOf(declaration.leaf).id);
  const std::string points = declaration.points.FormatShort(domain::NumberStyle::kPlain);
  switch (declaration.kind) {
    case DeclarationKind::kExplanation:
      break;
    case DeclarationKind::kNotApplicable:
      message.set_not_applicable(declaration.reason);
      break;
    case DeclarationKind::kJudged:
      message.set_judged(points);
      message.set_reason(declaration.reason);
      break;
    case DeclarationKind::kPoints:
      message.set_points(points);
      message.set_source(declaration.reason);
      break;
    case DeclarationKind::kWaived:
      message.set_waived(declaration.reason);
      break;
  }
  message.set_explanation(declaration.explanation);
  for (const std::string& text : declaration.evidence) {
    *message.add_evidence() = EvidenceUseOf(text);
  }
  return message;
}

// Values of children come from decimals and results of at most 9 places, so they are exact here.
std::string DecimalText(const std::optional<domain::Rational>& value) {
  if (!value.has_value()) return "";
  const auto decimal = value->RoundHalfUp(domain::Decimal::kMostPlaces);
  return decimal.has_value() ? decimal->FormatShort(domain::NumberStyle::kPlain) : "";
}

}  // namespace

assessment::v1::Answers Encode(const domain::CriteriaSet& set, const domain::Answers& answers) {
  assessment_pb::Answers message;
  message.set_set_id(answers.set_id);
  message.set_set_version(static_cast<std::uint32_t>(answers.set_version));
  message.set_unit(answers.unit.value());
  EncodeFigures(set, answers.figure_texts, *message.mutable_figures());
  EncodeFigures(set, answers.previous_texts, *message.mutable_previous());
  for (const domain::Declaration& declaration : answers.declarations) {
    *message.add_declarations() = EncodeDeclaration(set, declaration);
  }
  message.set_children_known(answers.children_known);
  const std::vector<std::string>& ids = set.child_figures.ids();
  for (const domain::ChildAnswers& child : answers.children) {
    assessment_pb::ChildResult& row = *message.add_children();
    row.set_unit(child.unit.value());
    row.set_index(DecimalText(child.index));
    row.set_score(DecimalText(child.score));
    for (std::size_t slot = 0; slot < child.figures.size(); ++slot) {
      if (!child.figures[slot].has_value()) continue;
      assessment_pb::FigureValue& figure = *row.add_figures();
      figure.set_figure(ids[slot]);
      figure.set_value(DecimalText(child.figures[slot]));
    }
  }
  return message;
}

absl::StatusOr<domain::Answers> Decode(const assessment::v1::Answers& message,
                                       const domain::CriteriaSet& set) {
  Tree tree;
  const YamlValue root = WholeTree(message, tree);
  RETURN_IF_ERROR(tree.fault());
  domain::AnswersFile read = domain::ReadAnswers(root, set, domain::FindingList(""));
  if (!read.findings.empty()) return read.findings.front().refusal;
  return *std::move(read.answers);
}

std::string EvidenceText(const assessment::v1::EvidenceUse& use) {
  if (use.section().empty() && use.page() == 0 && use.sha256().empty()) return use.document();
  return absl::StrCat(use.document(), "\t", use.section(), "\t", use.page(), "\t",
                      ToHex(use.sha256()));
}

assessment::v1::EvidenceUse EvidenceUseOf(std::string_view text) {
  assessment_pb::EvidenceUse use;
  const std::vector<std::string> parts =
      absl::StrSplit(absl::string_view(text.data(), text.size()), '\t');
  std::uint32_t page = 0;
  if (parts.size() == 4) {
    std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), page);
    use.set_document(parts[0]);
    use.set_section(parts[1]);
    use.set_page(page);
    use.set_sha256(FromHex(parts[3]).value_or(""));
  } else {
    use.set_document(std::string(text));
  }
  return use;
}

}  // namespace par::codec
