#include "parctl/verbs.h"

namespace par::parctl {

std::string Say(const Session& session, const Words& words) {
  return session.Say(words.vietnamese, words.english);
}

Command AddGroup(Command parent, const Session& session, const std::string& name,
                 const Words& about) {
  const Command group = parent.Add(name, Say(session, about));
  group.NeedsCommand();
  const std::string path =
      (parent.name() == "parctl" ? "parctl " : "parctl " + parent.name() + " ") + name;
  group.EndHelpWith(session.Say(
      "Trợ giúp và ví dụ của từng lệnh: " + path + " LỆNH --help\nMã kết thúc: parctl --help\n",
      "Help and examples of one command: " + path +
          " COMMAND --help\nExit codes: parctl --help\n"));
  return group;
}

Command AddVerb(Command group, const Session& session, const std::string& name, const Words& about,
                const std::vector<std::string>& examples) {
  const Command verb = group.Add(name, Say(session, about));
  std::string footer = session.Say("Ví dụ:\n", "Examples:\n");
  for (const std::string& example : examples) footer += "  " + example + "\n";
  verb.EndHelpWith(footer);
  return verb;
}

Argument TakeMany(Command verb, const Session& session, const std::string& name,
                  std::vector<std::string>& into, const Words& about, const std::string& value) {
  return verb.Take(name, into, Say(session, about), value + "...");
}

Argument TakeFlag(Command verb, const Session& session, const std::string& name, bool& into,
                  const Words& about) {
  return verb.TakeFlag(name, into, Say(session, about));
}

void TakeCycle(Command verb, const Session& session, std::string& cycle) {
  Take(verb, session, "--cycle", cycle, {"Mã kỳ đánh giá", "Id of the assessment cycle"}, "ID")
      .Required();
}

void TakeUnit(Command verb, const Session& session, std::string& unit, bool required) {
  Take(verb, session, "--unit", unit, {"Mã đơn vị", "Id of the unit"}, "ID").Required(required);
}

void TakeActingUnit(Command verb, const Session& session, std::string& unit) {
  Take(verb, session, "--as", unit,
       {"Đơn vị đứng tên thực hiện; mặc định là đơn vị của tài khoản",
        "Unit that acts; by default the unit of the account"},
       "ID");
}

}  // namespace par::parctl
