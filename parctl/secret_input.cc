#include "parctl/secret_input.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "common/identity/secret_file.h"
#include "parctl/report.h"

namespace par::parctl {
namespace {

// The terminal shows nothing of what is typed as long as this lives.
class Unseen {
 public:
  Unseen() {
    known_ = tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!known_) return;
    termios unseen = before_;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
  }
  ~Unseen() {
    if (known_) (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios before_ = {};
  bool known_ = false;
};

}  // namespace

std::optional<std::string> ReadSecret(Session& session, const std::string& file,
                                      const std::string& option, const Words& prompt) {
  if (!file.empty()) {
    auto text = identity::ReadWholeFile(file, identity::Secrecy::kSecret);
    if (text.ok()) return text->substr(0, text->find_first_of("\r\n"));
    PrintRefusal(session, "", text.status());
    return std::nullopt;
  }
  if (isatty(STDIN_FILENO) == 0) MissingArgument(option);
  session.output.err << Say(session, prompt) << ": " << std::flush;
  std::string typed;
  {
    const Unseen unseen;
    std::getline(std::cin, typed);
  }
  session.output.err << '\n';
  return typed;
}

std::optional<std::string> ReadNewPassword(Session& session, const std::string& file,
                                           const std::string& option) {
  auto first = ReadSecret(session, file, option, {"Mật khẩu mới", "New password"});
  if (!first.has_value() || !file.empty()) return first;
  const auto second =
      ReadSecret(session, file, option, {"Nhập lại mật khẩu mới", "New password again"});
  if (second == first) return first;
  session.output.err << session.Say("hai lần nhập không giống nhau\n", "the two differ\n");
  session.exit = kFindings;
  return std::nullopt;
}

}  // namespace par::parctl
