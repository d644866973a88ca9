// One action on a dossier, as every command that makes one sends and shows it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parctl/app.h"

namespace par::parctl {

// Fields of par.dossier.v1.Action; what an action does not use stays empty.
struct DossierAction {
  std::string kind;
  std::string cycle;
  std::string unit;
  std::string criterion = {};
  std::string text = {};
  std::string points = {};  // Exact decimal; empty: no mark.
  bool not_applicable = false;
  bool upheld = false;
  std::uint64_t query = 0;
  std::vector<std::string> areas = {};
  std::string account = {};
  std::vector<std::string> home_units = {};
  std::int64_t base_version = -1;  // Of the dossier that the person saw; below 0: not compared.
};

// Sends it and prints the state it leads to, or the refusal.
void Act(Session& session, const DossierAction& action);

}  // namespace par::parctl
