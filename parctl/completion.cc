// `parctl completion bash`: a completion script made from the commands themselves, so that it can
// never fall behind them.
#include <set>
#include <string>

#include "absl/strings/str_join.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using Names = std::set<std::string>;

// `options` are those that the command takes, the ones of the commands above it among them.
void AddCases(Command command, const std::string& path, Names options, std::string& script) {
  for (const std::string& option : command.Options()) options.insert(option);
  Names names = options;
  for (const Command sub : command.Commands()) names.insert(sub.name());
  script += "    '" + path + "') words='" + absl::StrJoin(names, " ") + "' ;;\n";
  for (const Command sub : command.Commands()) {
    AddCases(sub, path + (path.empty() ? "" : " ") + sub.name(), options, script);
  }
}

std::string AllNames(Command command) {
  std::string names;
  for (const Command sub : command.Commands()) names += "|" + sub.name() + AllNames(sub);
  return names;
}

std::string Script(Command root) {
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
  AddCases(root, "", {}, script);
  script +=
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "  [[ ${#COMPREPLY[@]} -gt 0 ]] || COMPREPLY=($(compgen -f -- \"$current\"))\n"
      "}\n"
      "complete -o filenames -F _parctl parctl\n";
  return script;
}

}  // namespace

void AddCompletionCommand(Command app, Session& session) {
  const Command completion =
      AddGroup(app, session, "completion",
               {"In tập lệnh gợi ý khi nhấn phím Tab", "Print a script that completes on Tab"});
  const Command bash = AddVerb(completion, session, "bash", {"bash", "bash"},
                               {"source <(parctl completion bash)",
                                "parctl completion bash > /etc/bash_completion.d/parctl"});
  bash.Does([app, &session] { session.output.out << Script(app); });
}

}  // namespace par::parctl
