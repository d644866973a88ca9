#include "parctl/command_line.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <utility>

#include "common/domain/finding.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

// The library's help, with columns as a terminal shows them: it counts bytes.
class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    return Line(make_option_name(option, is_positional) + make_option_opts(option),
                make_option_desc(option));
  }
  std::string make_subcommand(const CLI::App* sub) const override {
    return Line(sub->get_display_name(true), sub->get_description());
  }

 private:
  [[nodiscard]] std::string Line(const std::string& name, const std::string& about) const {
    const std::size_t width = DisplayWidth(name) + 2;
    const std::string next(column_width_, ' ');
    std::string line = "  " + name;
    if (about.empty()) return line + '\n';
    line += width < column_width_ ? std::string(column_width_ - width, ' ') : '\n' + next;
    for (const char one : about) {
      line += one;
      if (one == '\n') line += next;
    }
    return line + '\n';
  }
};

// The headings of the help, of this command and all below it.
void TranslateHelp(CLI::App& app, const Session& session) {
  app.get_help_ptr()->group(session.Say("Tùy chọn", "Options"));
  app.get_help_ptr()->description(session.Say("In phần trợ giúp này", "Print this help"));
  if (app.get_parent() != nullptr) app.group(session.Say("Lệnh", "Commands"));
  for (CLI::App* sub : app.get_subcommands({})) TranslateHelp(*sub, session);
}

void TranslateLabels(const CLI::App& app, const Session& session) {
  if (!session.vietnamese()) return;
  const std::vector<std::pair<std::string, std::string>> labels = {
      {"Usage", "Cách dùng"}, {"OPTIONS", "TÙY CHỌN"}, {"Positionals", "Tham số"},
      {"SUBCOMMAND", "LỆNH"}, {"SUBCOMMANDS", "LỆNH"}, {"REQUIRED", "bắt buộc"}};
  for (const auto& [label, text] : labels) app.get_formatter()->label(label, text);
}

const CLI::App& Chosen(const CLI::App& app) {
  const auto& chosen = app.get_subcommands();
  return chosen.empty() ? app : Chosen(*chosen.front());
}

// The first word that stands where a command should and is none; empty if there is no such word.
std::string UnknownCommand(const CLI::App& root, const CLI::App& app) {
  if (!app.get_subcommands().empty() || app.get_subcommands({}).empty()) return {};
  for (const std::string& word : root.remaining(true)) {
    if (!word.starts_with('-')) return word;
  }
  return {};
}

std::string Asked(const Session& session, std::string_view nearest) {
  if (nearest.empty()) return {};
  return session.Say("; có phải là \"", "; is it \"") + std::string(nearest) + "\"?";
}

std::string NamesOf(const CLI::App& app) {
  std::string names;
  for (const CLI::App* sub : app.get_subcommands({})) {
    names += (names.empty() ? "" : ", ") + sub->get_name();
  }
  return names;
}

// Empty if there is none.
std::string UnknownOption(const CLI::App& root) {
  for (const std::string& word : root.remaining(true)) {
    if (word.starts_with('-')) return word;
  }
  return {};
}

// The first word that nothing asked for: an option that is none, else a value too many.
std::string ExtraText(const CLI::App& root, const CLI::App& app, const Session& session) {
  const std::string option = UnknownOption(root);
  if (option.empty()) {
    return session.Say("thừa \"", "there is no use for \"") + root.remaining(true).front() + '"';
  }
  const std::string name = option.substr(0, option.find('='));
  std::vector<std::string> known;
  for (const CLI::App* of : {&app, &root}) {
    for (const CLI::Option* one : of->get_options({})) {
      for (const std::string& long_name : one->get_lnames()) known.push_back("--" + long_name);
    }
  }
  const std::vector<std::string_view> views(known.begin(), known.end());
  return session.Say("không có tùy chọn \"", "there is no option \"") + name + '"' +
         Asked(session, domain::Nearest(name, views));
}

// The parts of the library's own text before and after `middle`; nothing where it does not stand
// there.
std::optional<std::pair<std::string, std::string>> Around(const std::string& text,
                                                          std::string_view middle) {
  const std::size_t at = text.find(middle);
  if (at == std::string::npos) return std::nullopt;
  return std::pair(text.substr(0, at), text.substr(at + middle.size()));
}

// What the library says in its own words, said in ours; empty where we have none.
std::string KnownText(const CLI::App& app, const CLI::ParseError& error, const Session& session) {
  const std::string what = error.what();
  const std::string kind = error.get_name();
  if (kind == "RequiredError" && what == "A subcommand is required") {
    return session.Say("thiếu tên lệnh; có: ", "a command is missing; there are: ") + NamesOf(app);
  }
  if (kind == "RequiredError") {
    if (const auto parts = Around(what, " is required")) {
      return session.Say("thiếu ", "missing: ") + parts->first;
    }
  }
  if (kind == "ConversionError") {
    const auto parts = Around(what, " = ");
    const auto name = Around(parts.has_value() ? parts->first : "", ": ");
    if (name.has_value()) {
      return name->second + ": \"" + parts->second +
             session.Say("\" không phải số nguyên dùng được", "\" is no whole number that fits");
    }
  }
  if (kind == "ArgumentMismatch") {
    if (const auto parts = Around(what, ": ")) {
      return parts->first + session.Say(": số giá trị không đúng (", ": the number of values (") +
             parts->second + ')';
    }
  }
  if (kind == "RequiresError") {
    if (const auto parts = Around(what, " requires ")) {
      return parts->first + session.Say(" phải đi cùng ", " needs ") + parts->second;
    }
  }
  if (kind == "ExcludesError") {
    if (const auto parts = Around(what, " excludes ")) {
      return parts->first + session.Say(" không dùng cùng ", " does not go with ") + parts->second;
    }
  }
  return {};
}

// What was written wrongly, in the language of the run. The library's own words come only where it
// knows more than the kind of error.
std::string UsageText(const CLI::App& root, const CLI::ParseError& error, const Session& session) {
  const CLI::App& app = Chosen(root);
  if (const std::string word = UnknownCommand(root, app); !word.empty()) {
    std::vector<std::string_view> known;
    for (const CLI::App* sub : app.get_subcommands({})) known.emplace_back(sub->get_name());
    const std::string text = session.Say("không có lệnh \"", "there is no command \"") + word + '"';
    const std::string asked = Asked(session, domain::Nearest(word, known));
    if (!asked.empty()) return "parctl: " + text + asked;
    return "parctl: " + text + session.Say("; có: ", "; there are: ") + NamesOf(app);
  }
  // A slip in an option leaves the one that was meant missing.
  const bool slip = error.get_name() == "RequiredError" && !UnknownOption(root).empty();
  const bool extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  if (slip || extra) return "parctl: " + ExtraText(root, app, session);
  const std::string known = KnownText(app, error, session);
  return "parctl: " + (known.empty() ? error.what() : known);
}

template <typename Value>
Argument AddOption(CLI::App& app, const std::string& name, Value& into, const std::string& about,
                   const std::string& value) {
  return Argument(*app.add_option(name, into, about)->option_text(value));
}

}  // namespace

Argument Argument::Required(bool required) const {
  option_->required(required);
  return *this;
}

Argument Argument::Exactly(int values) const {
  option_->expected(values);
  return *this;
}

Argument Argument::Needs(Argument other) const {
  option_->needs(other.option_);
  return *this;
}

Argument Argument::Excludes(Argument other) const {
  option_->excludes(other.option_);
  return *this;
}

Command Command::Add(const std::string& name, const std::string& about) const {
  return Command(*app_->add_subcommand(name, about));
}

void Command::NeedsCommand() const { app_->require_subcommand(1); }

void Command::EndHelpWith(const std::string& text) const { app_->footer(text); }

void Command::Does(std::function<void()> action) const { app_->callback(std::move(action)); }

Argument Command::Take(const std::string& name, std::string& into, const std::string& about,
                       const std::string& value) const {
  return AddOption(*app_, name, into, about, value);
}

Argument Command::Take(const std::string& name, std::vector<std::string>& into,
                       const std::string& about, const std::string& value) const {
  return AddOption(*app_, name, into, about, value);
}

Argument Command::Take(const std::string& name, std::uint32_t& into, const std::string& about,
                       const std::string& value) const {
  return AddOption(*app_, name, into, about, value);
}

Argument Command::Take(const std::string& name, std::uint64_t& into, const std::string& about,
                       const std::string& value) const {
  return AddOption(*app_, name, into, about, value);
}

Argument Command::Take(const std::string& name, std::int64_t& into, const std::string& about,
                       const std::string& value) const {
  return AddOption(*app_, name, into, about, value);
}

Argument Command::Take(const std::string& name, std::function<void(const std::string&)> take,
                       const std::string& about, const std::string& value) const {
  return Argument(
      *app_->add_option_function<std::string>(name, std::move(take), about)->option_text(value));
}

Argument Command::TakeFlag(const std::string& name, bool& into, const std::string& about) const {
  return Argument(*app_->add_flag(name, into, about));
}

std::string Command::name() const { return app_->get_name(); }

std::vector<Command> Command::Commands() const {
  std::vector<Command> commands;
  for (CLI::App* sub : app_->get_subcommands({})) commands.emplace_back(*sub);
  return commands;
}

std::vector<std::string> Command::Options() const {
  std::vector<std::string> options;
  for (const CLI::Option* option : std::as_const(*app_).get_options({})) {
    for (const std::string& name : option->get_lnames()) options.push_back("--" + name);
  }
  return options;
}

CommandLine::CommandLine(Session& session, const std::string& about)
    : session_(session), app_(std::make_unique<CLI::App>(about, "parctl")) {
  app_->formatter(std::make_shared<HelpFormatter>());
  TranslateLabels(*app_, session_);
  app_->option_defaults()->group(session_.Say("Tùy chọn", "Options"));
  app_->fallthrough();
}

CommandLine::~CommandLine() = default;

Command CommandLine::root() { return Command(*app_); }

void CommandLine::AddVersion(const std::string& text, const std::string& about) {
  app_->set_version_flag("--version", text, about);
}

int CommandLine::Run(int argc, const char* const* argv) {
  TranslateHelp(*app_, session_);
  try {
    app_->parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    session_.output.out << app_->help();
    return kFine;
  } catch (const CLI::CallForVersion& version) {
    session_.output.out << version.what() << '\n';
    return kFine;
  } catch (const CLI::ParseError& error) {
    std::string path;
    for (const CLI::App* part = &Chosen(*app_); part != nullptr; part = part->get_parent()) {
      path = part->get_name() + (path.empty() ? "" : " ") + path;
    }
    session_.output.err << UsageText(*app_, error, session_) << '\n'
                        << session_.Say("Xem: ", "See: ") << path << " --help\n";
    return kUsage;
  }
  return session_.exit;
}

void MissingArgument(const std::string& what) { throw CLI::RequiredError(what); }

void BadArgument(const std::string& what, const std::string& why) {
  throw CLI::ValidationError(what, why);
}

}  // namespace par::parctl
