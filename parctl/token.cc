// `parctl token new`: the person who will use a token makes it; only its hash goes to the node.

#include "common/identity/token.h"
#include "common/base/random.h"
#include "parctl/verbs.h"

namespace par::parctl {

void AddTokenCommands(Command app, Session& session) {
  const Command token =
      AddGroup(app, session, "token", {"Mã truy cập của tài khoản", "Access tokens of accounts"});
  const Command make =
      token.Add("new", session.Say("Tạo mã truy cập mới; chỉ gửi mã băm cho quản trị viên",
                                   "Make a new token; give only its hash to the administrator"));
  make.EndHelpWith(session.Say(
      "Mã truy cập in ở dòng đầu (stdout), hãy cất vào tệp chỉ mình đọc được; mã băm SHA-256 in "
      "ra\n"
      "stderr, gửi cho quản trị viên hoặc ghi vào tệp tài khoản ban đầu (token_sha256).\n\n"
      "Ví dụ:\n  (umask 077; parctl token new > ~/.parctl-token)\n",
      "The token is printed on stdout: keep it in a file that only you can read. Its SHA-256 is\n"
      "printed on stderr: give it to the administrator, or write it into the file of first\n"
      "accounts (token_sha256).\n\n"
      "Example:\n  (umask 077; parctl token new > ~/.parctl-token)\n"));
  make.Does([&session] {
    const identity::Secret secret = identity::MakeToken(SystemRandom());
    session.output.out << secret.Reveal() << '\n';
    session.output.err << "token_sha256: " << identity::HashOfToken(secret.Reveal()).Hex() << '\n';
  });
}

}  // namespace par::parctl
