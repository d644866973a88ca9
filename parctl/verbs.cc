#include "parctl/verbs.h"

namespace par::parctl {

std::string Say(const Session& session, const Words& words) {
  return session.Say(words.vietnamese, words.english);
}

CLI::App& AddGroup(CLI::App& parent, const Session& session, const std::string& name,
                   const Words& about) {
  CLI::App* group = parent.add_subcommand(name, Say(session, about));
  group->require_subcommand(1);
  return *group;
}

CLI::App& AddVerb(CLI::App& group, const Session& session, const std::string& name,
                  const Words& about, const std::vector<std::string>& examples) {
  CLI::App* verb = group.add_subcommand(name, Say(session, about));
  std::string footer = session.Say("Ví dụ:\n", "Examples:\n");
  for (const std::string& example : examples) footer += "  " + example + "\n";
  verb->footer(footer);
  return *verb;
}

CLI::Option& Take(CLI::App& verb, const Session& session, const std::string& name,
                  std::string& into, const Words& about, const std::string& value) {
  return *verb.add_option(name, into, Say(session, about))->option_text(value);
}

CLI::Option& TakeMany(CLI::App& verb, const Session& session, const std::string& name,
                      std::vector<std::string>& into, const Words& about,
                      const std::string& value) {
  return *verb.add_option(name, into, Say(session, about))->option_text(value + "...");
}

void TakeCycle(CLI::App& verb, const Session& session, std::string& cycle) {
  Take(verb, session, "--cycle", cycle, {"Mã kỳ đánh giá", "Id of the assessment cycle"}, "ID")
      .required();
}

void TakeUnit(CLI::App& verb, const Session& session, std::string& unit, bool required) {
  Take(verb, session, "--unit", unit, {"Mã đơn vị", "Id of the unit"}, "ID").required(required);
}

void TakeActingUnit(CLI::App& verb, const Session& session, std::string& unit) {
  Take(verb, session, "--as", unit,
       {"Đơn vị đứng tên thực hiện; mặc định là đơn vị của tài khoản",
        "Unit that acts; by default the unit of the account"},
       "ID");
}

}  // namespace par::parctl
