// The command line as a whole: global options, the groups of commands, help, usage errors.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "parctl/output.h"

namespace CLI {
class App;
}

namespace par::parctl {

struct NodeLine;

// Which node, as whom (parctl/node.h).
struct NodeChoice {
  std::string address = {};     // unix:PATH or host:port of this machine.
  std::string token_file = {};  // Empty: calls without a token.
  std::string request_id = {};  // Hexadecimal; empty: a new one for every change.
};

// What the commands of one run share. A command's callback writes to `output` and leaves its exit
// code here.
struct Session {
  Output output;
  ExitCode exit = kFine;
  NodeChoice node = {};
  std::shared_ptr<NodeLine> line = {};

  [[nodiscard]] bool vietnamese() const { return output.language == domain::Language::kVietnamese; }
  // One of two texts, in the language of this run.
  [[nodiscard]] std::string Say(std::string_view in_vietnamese, std::string_view in_english) const {
    return std::string(vietnamese() ? in_vietnamese : in_english);
  }
};

// One group of commands per file: adds its subcommands to `app`. Both outlive the run.
void AddCriteriaCommands(CLI::App& app, Session& session);
void AddCriteriaDiff(CLI::App& criteria, Session& session);  // Below `criteria`.
void AddScoreCommand(CLI::App& app, Session& session);
void AddReconcileCommand(CLI::App& app, Session& session);
void AddTokenCommands(CLI::App& app, Session& session);
void AddUnitCommands(CLI::App& app, Session& session);
void AddCriteriaNodeCommands(CLI::App& criteria, Session& session);  // Below `criteria`.
void AddCycleCommands(CLI::App& app, Session& session);
void AddFiguresCommands(CLI::App& app, Session& session);
void AddAssessCommands(CLI::App& app, Session& session);
void AddExplainCommands(CLI::App& app, Session& session);  // explain, appeal, withdraw-appeal
void AddEvidenceCommands(CLI::App& app, Session& session);
void AddReviewCommands(CLI::App& app, Session& session);
void AddRankCommands(CLI::App& app, Session& session);
void AddDecisionCommands(CLI::App& app, Session& session);
void AddAccountCommands(CLI::App& app, Session& session);
void AddNodeCommands(CLI::App& app, Session& session);  // status, links, ledger, export
void AddAuthorityCommands(CLI::App& app, Session& session);
void AddCompletionCommand(CLI::App& app, Session& session);

// What the environment says; empty where it says nothing.
struct Environment {
  std::string language;    // PARNET_LANG
  std::string node;        // PARNET_NODE
  std::string token_file;  // PARNET_TOKEN_FILE
};
[[nodiscard]] int RunParctl(int argc, const char* const* argv, const Environment& environment,
                            std::ostream& out, std::ostream& err);

}  // namespace par::parctl
