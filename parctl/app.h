// The command line as a whole: global options, the groups of commands, help, usage errors.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "parctl/output.h"

namespace CLI {
class App;
}

namespace par::parctl {

// What the commands of one run share. A command's callback writes to `output` and leaves its exit
// code here.
struct Session {
  Output output;
  ExitCode exit = kFine;

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
void AddCompletionCommand(CLI::App& app, Session& session);

// `environment_language` is the value of PARNET_LANG.
[[nodiscard]] int RunParctl(int argc, const char* const* argv,
                            std::string_view environment_language, std::ostream& out,
                            std::ostream& err);

}  // namespace par::parctl
