// How the commands that speak to a node declare themselves: names, options and help in two
// languages, said once for all of them.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "parctl/app.h"

namespace par::parctl {

struct Words {
  std::string_view vietnamese;
  std::string_view english;
};

[[nodiscard]] std::string Say(const Session& session, const Words& words);

// A command that only holds others.
CLI::App& AddGroup(CLI::App& parent, const Session& session, const std::string& name,
                   const Words& about);

// A command. `examples` are lines without indentation, the same in both languages.
CLI::App& AddVerb(CLI::App& group, const Session& session, const std::string& name,
                  const Words& about, const std::vector<std::string>& examples);

// An option or (where `name` has no hyphens) a positional argument.
CLI::Option& Take(CLI::App& verb, const Session& session, const std::string& name,
                  std::string& into, const Words& about, const std::string& value);
CLI::Option& TakeMany(CLI::App& verb, const Session& session, const std::string& name,
                      std::vector<std::string>& into, const Words& about, const std::string& value);

// The options that many commands share.
void TakeCycle(CLI::App& verb, const Session& session, std::string& cycle);
void TakeUnit(CLI::App& verb, const Session& session, std::string& unit, bool required);
void TakeActingUnit(CLI::App& verb, const Session& session, std::string& unit);

}  // namespace par::parctl
