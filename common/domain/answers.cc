#include "common/domain/answers.h"

#include <algorithm>
#include <utility>

namespace par::domain {

const Declaration* Answers::Find(LeafIndex leaf) const {
  const auto found =
      std::lower_bound(declarations.begin(), declarations.end(), leaf,
                       [](const Declaration& d, LeafIndex wanted) { return d.leaf < wanted; });
  return found != declarations.end() && found->leaf == leaf ? &*found : nullptr;
}

Answers EmptyAnswers(const CriteriaSet& set, UnitId unit) {
  Answers answers;
  answers.set_id = set.id;
  answers.set_version = set.version;
  answers.unit = std::move(unit);
  answers.group = std::string(Name(set.level));
  answers.figures.resize(set.figures.size());
  answers.figure_texts.resize(set.figures.size());
  answers.previous.resize(set.figures.size());
  answers.previous_texts.resize(set.figures.size());
  return answers;
}

}  // namespace par::domain
