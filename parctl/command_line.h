// The command line that parctl takes: commands, options, positional arguments, help. Only
// command_line.cc knows the library that reads it (CLI11), which costs every file that includes it
// seconds to compile; what commands mostly need is said shorter in parctl/verbs.h.
//
// Command and Argument are handles: copied freely, good as long as the CommandLine they come from.
// What an argument is read into must live as long. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "parctl/app.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace par::parctl {

// An option ("--unit") or a positional argument ("file").
class Argument {
 public:
  explicit Argument(CLI::Option& option) : option_(&option) {}

  Argument Required(bool required = true) const;
  Argument Exactly(int values) const;
  // A usage error where this one is given without the other, or together with it.
  Argument Needs(Argument other) const;
  Argument Excludes(Argument other) const;

 private:
  CLI::Option* option_;
};

class Command {
 public:
  explicit Command(CLI::App& app) : app_(&app) {}

  // A command below this one.
  [[nodiscard]] Command Add(const std::string& name, const std::string& about) const;
  // It only holds others: a usage error where none of them is given.
  void NeedsCommand() const;
  void EndHelpWith(const std::string& text) const;
  // What happens when this command was given and everything was read.
  void Does(std::function<void()> action) const;

  // `value` is what the help shows for the value. Where nothing is given, `into` stays as it is;
  // what is no number where one is needed is a usage error.
  Argument Take(const std::string& name, std::string& into, const std::string& about,
                const std::string& value) const;
  Argument Take(const std::string& name, std::vector<std::string>& into, const std::string& about,
                const std::string& value) const;
  Argument Take(const std::string& name, std::uint32_t& into, const std::string& about,
                const std::string& value) const;
  Argument Take(const std::string& name, std::uint64_t& into, const std::string& about,
                const std::string& value) const;
  Argument Take(const std::string& name, std::int64_t& into, const std::string& about,
                const std::string& value) const;
  // Calls `take` with the value, before any command's action; it may end in BadArgument.
  Argument Take(const std::string& name, std::function<void(const std::string&)> take,
                const std::string& about, const std::string& value) const;
  Argument TakeFlag(const std::string& name, bool& into, const std::string& about) const;

  // For completion: names as written, options with their hyphens, in the order of the help.
  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::vector<Command> Commands() const;
  [[nodiscard]] std::vector<std::string> Options() const;

 private:
  CLI::App* app_;
};

class CommandLine {
 public:
  // The words of its help and of usage errors are in the language of `session`, which outlives it.
  CommandLine(Session& session, const std::string& about);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  // The whole program; its options may stand anywhere.
  [[nodiscard]] Command root();
  // --version prints `text`.
  void AddVersion(const std::string& text, const std::string& about);
  // Reads the words and does what they say. The exit code: that of the session, kFine for help,
  // or kUsage, where what was written wrongly is then printed.
  [[nodiscard]] int Run(int argc, const char* const* argv);

 private:
  Session& session_;
  std::unique_ptr<CLI::App> app_;
};

// End the run with a usage error; only within an action or a function given to Take. `what` names
// the arguments as written.
[[noreturn]] void MissingArgument(const std::string& what);
[[noreturn]] void BadArgument(const std::string& what, const std::string& why);

}  // namespace par::parctl
