// Marks and names as the commands on reviews take them.
#pragma once

#include <optional>
#include <string>

#include "par/dossier/v1/dossier.pb.h"
#include "parctl/command_line.h"

namespace par::parctl {

// One leaf of one dossier, with the mark that is given or proposed for it.
struct LeafMark {
  std::string cycle;
  std::string unit;
  std::string criterion;
  std::string points;  // Exact decimal.
  bool not_applicable = false;
  std::string reason;
};

// --unit and --criterion; with `mark` also --points or --not-applicable, and --text.
void TakeLeaf(Command verb, Session& session, LeafMark& leaf, bool mark);
// Nothing if the points are no number, which is then printed. A usage error where neither was
// given.
[[nodiscard]] std::optional<dossier::v1::Mark> MarkFrom(Session& session, const LeafMark& leaf);

}  // namespace par::parctl
