// The program as a whole: what its commands share, its global options, its groups of commands.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "parctl/output.h"

namespace par::parctl {

class Command;  // parctl/command_line.h
struct NodeLine;

// Which node, as whom (parctl/node.h).
struct NodeChoice {
  std::string address = {};       // unix:PATH or host:port of this machine.
  std::string token_file = {};    // Empty: calls without a token.
  std::string request_id = {};    // Hexadecimal; empty: a new one for every change.
  bool request_id_taken = false;  // By the run's first change.
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

// One group of commands per file: adds its subcommands to `app`. The session outlives the run.
void AddCriteriaCommands(Command app, Session& session);
void AddCriteriaDiff(Command criteria, Session& session);  // Below `criteria`.
void AddScoreCommand(Command app, Session& session);
void AddReconcileCommand(Command app, Session& session);
void AddRemediationCommands(Command app, Session& session);
void AddSurveyCommands(Command app, Session& session);
void AddSurveyNodeCommands(Command survey, Session& session);  // Below `survey`.
void AddCouncilCommands(Command app, Session& session);
void AddTokenCommands(Command app, Session& session);
void AddSignInCommands(Command account, Session& session);  // Below `account`.
void AddUnitCommands(Command app, Session& session);
void AddUnitsImport(Command units, Session& session);              // Below `units`.
void AddCriteriaNodeCommands(Command criteria, Session& session);  // Below `criteria`.
void AddCycleCommands(Command app, Session& session);
void AddFiguresCommands(Command app, Session& session);
void AddFigureReports(Command figures, Session& session);       // Below `figures`.
void AddFigureForecast(Command figures, Session& session);      // Below `figures`.
void AddFigureDocument(Command figures, Session& session);      // Below `figures`.
void AddFigureWorkbooks(Command figures, Session& session);     // Below `figures`.
void AddFigureNodeCommands(Command figures, Session& session);  // Below `figures`.
void AddAssessCommands(Command app, Session& session);
void AddAssessTemplate(Command assess, Session& session);  // Below `assess`.
void AddExplainCommands(Command app, Session& session);    // explain, appeal, withdraw-appeal
void AddEvidenceCommands(Command app, Session& session);
void AddReviewCommands(Command app, Session& session);
void AddSessionCommands(Command app, Session& session);
void AddRankCommands(Command app, Session& session);
void AddDecisionCommands(Command app, Session& session);
void AddOpenData(Command decision, Session& session);  // Below `decision`.
void AddHistoryCommands(Command app, Session& session);
void AddHistoryDecision(Command history, Session& session);  // Below `history`.
void AddHistoryNodeCommands(Command history, Session& session);
void AddAccountCommands(Command app, Session& session);
void AddNodeCommands(Command app, Session& session);  // status, links, ledger, export
void AddLinksCommand(Command app, Session& session);
void AddReceiptCommands(Command app, Session& session);
void AddAuthorityCommands(Command app, Session& session);
void AddEnrolmentCommands(Command ca, Session& session);  // Below `ca`.
void AddRenewalCommands(Command ca, Session& session);    // The same.
void AddRecoveryCommands(Command app, Session& session);  // node recover, node salvage
void AddSalvageCommand(Command node, Session& session);   // Below `node`.
void AddBackupCommands(Command app, Session& session);    // backup, restore
void AddCompletionCommand(Command app, Session& session);

// What the environment says; empty where it says nothing.
struct Environment {
  std::string language;    // PARNET_LANG
  std::string node;        // PARNET_NODE
  std::string token_file;  // PARNET_TOKEN_FILE
};
[[nodiscard]] int RunParctl(int argc, const char* const* argv, const Environment& environment,
                            std::ostream& out, std::ostream& err);

}  // namespace par::parctl
