// How the commands declare themselves: names, options and help in two languages, said once for all
// of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parctl/app.h"
#include "parctl/command_line.h"

namespace par::parctl {

struct Words {
  std::string_view vietnamese;
  std::string_view english;
};

[[nodiscard]] std::string Say(const Session& session, const Words& words);

// A command that only holds others.
Command AddGroup(Command parent, const Session& session, const std::string& name,
                 const Words& about);

// A command. `examples` are lines without indentation, the same in both languages.
Command AddVerb(Command group, const Session& session, const std::string& name, const Words& about,
                const std::vector<std::string>& examples);

// An option or (where `name` has no hyphens) a positional argument, read into a text, a whole
// number or several texts. `value` is what the help shows for it.
template <typename Into>
Argument Take(Command verb, const Session& session, const std::string& name, Into& into,
              const Words& about, const std::string& value) {
  return verb.Take(name, into, Say(session, about), value);
}
Argument TakeMany(Command verb, const Session& session, const std::string& name,
                  std::vector<std::string>& into, const Words& about, const std::string& value);
Argument TakeFlag(Command verb, const Session& session, const std::string& name, bool& into,
                  const Words& about);

// The options that many commands share.
void TakeCycle(Command verb, const Session& session, std::string& cycle);
void TakeUnit(Command verb, const Session& session, std::string& unit, bool required);
void TakeActingUnit(Command verb, const Session& session, std::string& unit);

}  // namespace par::parctl
