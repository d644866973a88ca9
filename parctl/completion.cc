// `parctl completion bash`: a completion script made from the commands themselves, so that it can
// never fall behind them.
#include <CLI/CLI.hpp>
#include <set>
#include <string>

#include "parctl/app.h"

namespace par::parctl {
namespace {

std::string Words(const CLI::App& app) {
  std::set<std::string> names;
  for (const CLI::App* sub : app.get_subcommands({})) names.insert(sub->get_name());
  for (const CLI::App* part = &app; part != nullptr; part = part->get_parent()) {
    for (const CLI::Option* option : part->get_options({})) {
      for (const std::string& name : option->get_lnames()) names.insert("--" + name);
    }
  }
  std::string words;
  for (const std::string& name : names) words += (words.empty() ? "" : " ") + name;
  return words;
}

void AddCases(const CLI::App& app, const std::string& path, std::string& script) {
  script += "    '" + path + "') words='" + Words(app) + "' ;;\n";
  for (const CLI::App* sub : app.get_subcommands({})) {
    AddCases(*sub, path + (path.empty() ? "" : " ") + sub->get_name(), script);
  }
}

std::string AllNames(const CLI::App& app) {
  std::string names;
  for (const CLI::App* sub : app.get_subcommands({})) {
    names += "|" + sub->get_name() + AllNames(*sub);
  }
  return names;
}

std::string Script(const CLI::App& root) {
  std::string script =
      "# source <(parctl completion bash)\n"
      "_parctl() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" path='' word words=''\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case \"$word\" in\n"
      "      " +
      AllNames(root).substr(1) +
      ") path=\"${path:+$path }$word\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$path\" in\n";
  AddCases(root, "", script);
  script +=
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "  [[ ${#COMPREPLY[@]} -gt 0 ]] || COMPREPLY=($(compgen -f -- \"$current\"))\n"
      "}\n"
      "complete -o filenames -F _parctl parctl\n";
  return script;
}

}  // namespace

void AddCompletionCommand(CLI::App& app, Session& session) {
  CLI::App* completion =
      app.add_subcommand("completion", session.Say("In tập lệnh gợi ý khi nhấn phím Tab",
                                                   "Print a script that "
                                                   "completes on Tab"));
  completion->require_subcommand(1);
  CLI::App* bash = completion->add_subcommand("bash", "bash");
  bash->footer(
      session.Say("Ví dụ:\n  source <(parctl completion bash)\n"
                  "  parctl completion bash > /etc/bash_completion.d/parctl\n",
                  "Examples:\n  source <(parctl completion bash)\n"
                  "  parctl completion bash > /etc/bash_completion.d/parctl\n"));
  bash->callback([&app, &session] { session.output.out << Script(app); });
}

}  // namespace par::parctl
