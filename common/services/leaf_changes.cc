#include "common/services/leaf_changes.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "common/codec/answers_codec.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/dossier_scores.h"
#include "common/domain/figure_kind.h"
#include "common/domain/score_sheet.h"
#include "common/services/claims.h"
#include "common/services/documents.h"

namespace par::services {
namespace {

using assessment::v1::ChildResult;
using assessment::v1::Declaration;
using dossier::v1::LeafChange;
using dossier::v1::ValueChange;
using ListedDocuments = google::protobuf::RepeatedPtrField<evidence::v1::ListedDocument>;
using ValueChanges = google::protobuf::RepeatedPtrField<ValueChange>;

void AddValueChange(std::string name, std::string title, std::string before, std::string now,
                    ValueChanges& changes) {
  ValueChange& change = *changes.Add();
  change.set_name(std::move(name));
  change.set_title(std::move(title));
  change.set_before(std::move(before));
  change.set_now(std::move(now));
}

// A place in a document that a criterion rests on. A file is known by its hash: another one of the
// same name is another document.
struct PinnedPlace {
  std::string document;
  std::string section;
  std::uint32_t page = 0;
  friend auto operator<=>(const PinnedPlace&, const PinnedPlace&) = default;
};
using PinnedPlaces = std::map<PinnedPlace, evidence::v1::ListedDocument>;

std::map<std::string, PinnedPlaces> PinnedIn(const assessment::v1::Submission& submission) {
  std::map<std::string, PinnedPlaces> places;
  for (const NamedDocument& named : NamedBy(
           submission.answers(), {submission.documents().begin(), submission.documents().end()})) {
    const evidence::v1::Document& document = named.document;
    const std::string known =
        document.sha256().empty() ? "@" + document.id() : "#" + document.sha256();
    for (const evidence::v1::EvidencePin& pin : named.pins) {
      evidence::v1::ListedDocument listed;
      *listed.mutable_document() = document;
      *listed.add_pins() = pin;
      places[pin.criterion()].emplace(PinnedPlace{known, pin.section(), pin.page()},
                                      std::move(listed));
    }
  }
  return places;
}

void KeepMissing(const PinnedPlaces& from, const PinnedPlaces& in, ListedDocuments& documents) {
  for (const auto& [place, listed] : from) {
    if (!in.contains(place)) *documents.Add() = listed;
  }
}

// One side of the comparison, ready to be looked at criterion by criterion.
class HandedSide {
 public:
  HandedSide(const domain::CriteriaSet& set, const ReadSubmission& side)
      : set_(set), answers_(side.answers), places_(PinnedIn(side.submission)) {}

  [[nodiscard]] Sha256 Content(domain::LeafIndex leaf) const {
    return ContentOf(set_, answers_, leaf);
  }
  [[nodiscard]] const PinnedPlaces& PinnedOf(domain::LeafIndex leaf) const {
    static const PinnedPlaces kNowhere;
    const auto found = places_.find(set_.NodeOf(leaf).id);
    return found == places_.end() ? kNowhere : found->second;
  }

 private:
  const domain::CriteriaSet& set_;
  const domain::Answers& answers_;
  std::map<std::string, PinnedPlaces> places_;  // By criterion.
};

bool Differ(const HandedSide& before, const HandedSide& now, domain::LeafIndex leaf) {
  if (before.Content(leaf) != now.Content(leaf)) return true;
  const PinnedPlaces& then = before.PinnedOf(leaf);
  const PinnedPlaces& since = now.PinnedOf(leaf);
  return !std::equal(then.begin(), then.end(), since.begin(), since.end(),
                     [](const auto& one, const auto& other) { return one.first == other.first; });
}

// The figures of one year, by slot; those of the year before may be fewer than the set has.
struct YearsFigures {
  const std::vector<std::optional<domain::Rational>>& values;
  const std::vector<std::string>& texts;
  [[nodiscard]] std::optional<domain::Rational> ValueAt(std::size_t slot) const {
    return slot < values.size() ? values[slot] : std::nullopt;
  }
  [[nodiscard]] std::string TextAt(std::size_t slot) const {
    return ValueAt(slot).has_value() && slot < texts.size() ? texts[slot] : std::string();
  }
};

// By value: "1050" and "1050.0" say the same.
void CompareFigures(const domain::CriteriaSet& set, domain::LeafIndex leaf,
                    const domain::Answers& before, const domain::Answers& now,
                    ValueChanges& changes) {
  const auto compare = [&](std::size_t slot, const YearsFigures& then, const YearsFigures& since) {
    if (then.ValueAt(slot) == since.ValueAt(slot)) return false;
    const domain::FigureDefinition& figure = set.figures[slot];
    AddValueChange(figure.id, figure.title, then.TextAt(slot), since.TextAt(slot), changes);
    changes.rbegin()->set_kind(std::string(domain::Name(figure.range.kind)));
    return true;
  };
  for (const domain::RuleInput& input : set.leaves[leaf].rule.inputs) {
    if (input.current) {
      compare(input.slot, {before.figures, before.figure_texts}, {now.figures, now.figure_texts});
    }
    if (input.previous && compare(input.slot, {before.previous, before.previous_texts},
                                  {now.previous, now.previous_texts})) {
      changes.rbegin()->set_last_year(true);
    }
  }
}

const Declaration& DeclarationIn(const assessment::v1::Answers& answers,
                                 const std::string& criterion) {
  const auto found =
      std::find_if(answers.declarations().begin(), answers.declarations().end(),
                   [&](const Declaration& one) { return one.criterion() == criterion; });
  return found == answers.declarations().end() ? Declaration::default_instance() : *found;
}

void CompareDeclared(const Declaration& before, const Declaration& now, ValueChanges& changes) {
  struct Field {
    std::string_view name;
    const std::string& (Declaration::*text)() const;
  };
  static constexpr Field kFields[] = {
      {"not_applicable", &Declaration::not_applicable},
      {"judged", &Declaration::judged},
      {"reason", &Declaration::reason},
      {"points", &Declaration::points},
      {"source", &Declaration::source},
      {"waived", &Declaration::waived},
      {"explanation", &Declaration::explanation},
  };
  for (const Field& field : kFields) {
    const std::string& then = (before.*field.text)();
    const std::string& since = (now.*field.text)();
    if (then != since) AddValueChange(std::string(field.name), "", then, since, changes);
  }
}

// What a rule reads of each unit below: "index", "score" and ids of figures.
std::set<std::string> ReadOfChildren(const domain::CriteriaSet& set, const domain::Rule& rule) {
  std::set<std::string> names;
  const auto look = [&](const std::optional<domain::Expression>& expression) {
    if (!expression.has_value()) return;
    for (const domain::RuleNode& node : expression->nodes) {
      if (node.op == domain::RuleOp::kChildIndex) names.insert("index");
      if (node.op == domain::RuleOp::kChildScore) names.insert("score");
      if (node.op == domain::RuleOp::kChildFigure) {
        names.insert(set.child_figures.ids()[node.slot]);
      }
    }
  };
  for (const domain::RuleCase& one : rule.cases) {
    look(one.when);
    look(one.score);
  }
  if (rule.nothing_arises.has_value()) look(rule.nothing_arises->when);
  return names;
}

using ChildrenByUnit = std::map<std::string, const ChildResult*>;

ChildrenByUnit ChildrenIn(const assessment::v1::Answers& answers) {
  ChildrenByUnit children;
  for (const ChildResult& child : answers.children()) children.emplace(child.unit(), &child);
  return children;
}

std::string SaidOf(const ChildrenByUnit& children, const std::string& unit,
                   const std::string& name) {
  const auto found = children.find(unit);
  if (found == children.end()) return "";
  const ChildResult& child = *found->second;
  if (name == "index") return child.index();
  if (name == "score") return child.score();
  for (const assessment::v1::FigureValue& figure : child.figures()) {
    if (figure.figure() == name) return figure.value();
  }
  return "";
}

void CompareChildren(const std::set<std::string>& names, const ChildrenByUnit& before,
                     const ChildrenByUnit& now, const domain::UnitTree& tree,
                     ValueChanges& changes) {
  std::set<std::string> units;
  for (const auto& [unit, child] : before) units.insert(unit);
  for (const auto& [unit, child] : now) units.insert(unit);
  for (const std::string& unit : units) {
    const domain::Unit* known = tree.Find(domain::UnitId(unit));
    for (const std::string& name : names) {
      const std::string then = SaidOf(before, unit, name);
      const std::string since = SaidOf(now, unit, name);
      if (then == since) continue;
      AddValueChange(name, known == nullptr ? unit : known->name, then, since, changes);
    }
  }
}

}  // namespace

std::vector<bool> ChangedLeaves(const domain::CriteriaSet& set, const ReadSubmission& before,
                                const ReadSubmission& now) {
  const HandedSide then(set, before);
  const HandedSide since(set, now);
  std::vector<bool> changed(set.leaves.size(), false);
  for (domain::LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
    const bool own = set.NodeOf(leaf).source == domain::Source::kSelfAssessed;
    changed[leaf] = own && Differ(then, since, leaf);
  }
  return changed;
}

dossier::v1::EarlierSubmission EarlierBeside(const domain::CriteriaSet& set,
                                             const ReadSubmission& before,
                                             const ReadSubmission& now,
                                             const domain::UnitTree& tree) {
  dossier::v1::EarlierSubmission earlier;
  earlier.set_made_at(before.submission.made_at());
  earlier.set_self_score_e4(before.submission.self_score_e4());
  const HandedSide then(set, before);
  const HandedSide since(set, now);
  // One way of writing on both sides, whoever wrote the messages.
  const assessment::v1::Answers wrote = codec::Encode(set, before.answers);
  const assessment::v1::Answers writes = codec::Encode(set, now.answers);
  const ChildrenByUnit children = ChildrenIn(wrote);
  const ChildrenByUnit children_now = ChildrenIn(writes);
  const domain::ScoreSheet sheet = domain::Score(set, before.answers, {.traces = false});
  const domain::ScoreSheet sheet_now = domain::Score(set, now.answers, {.traces = false});
  for (domain::LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
    const domain::Node& node = set.NodeOf(leaf);
    if (node.source != domain::Source::kSelfAssessed || !Differ(then, since, leaf)) continue;
    LeafChange& change = *earlier.add_changes();
    change.set_criterion(node.id);
    *change.mutable_self_before() = codec::Encode(domain::MarkOf(sheet.leaves[leaf]));
    *change.mutable_self_now() = codec::Encode(domain::MarkOf(sheet_now.leaves[leaf]));
    CompareFigures(set, leaf, before.answers, now.answers, *change.mutable_figures());
    CompareDeclared(DeclarationIn(wrote, node.id), DeclarationIn(writes, node.id),
                    *change.mutable_declared());
    CompareChildren(ReadOfChildren(set, set.leaves[leaf].rule), children, children_now, tree,
                    *change.mutable_children());
    KeepMissing(then.PinnedOf(leaf), since.PinnedOf(leaf), *change.mutable_taken_away());
    KeepMissing(since.PinnedOf(leaf), then.PinnedOf(leaf), *change.mutable_added());
  }
  return earlier;
}

}  // namespace par::services
