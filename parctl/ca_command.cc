// `parctl ca`: the private authority that says which machine is which node. What stands here needs
// no node.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/hex.h"
#include "common/base/random.h"
#include "common/domain/refusal.h"
#include "common/identity/ca.h"
#include "common/identity/key_ring.h"
#include "common/identity/secret_file.h"
#include "common/identity/signing_key.h"
#include "common/identity/withdrawn_list.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

struct AuthorityOptions {
  std::string folder;
  std::string name;
  std::string to;
  std::vector<std::string> dns;
  std::vector<std::string> ips;
  std::vector<std::string> units;
  std::int64_t days = 90;
};

void Init(Session& session, const AuthorityOptions& options) {
  std::error_code failed;  // Of a folder that cannot be made, Create says so.
  if (std::filesystem::create_directories(options.folder, failed)) {
    std::filesystem::permissions(options.folder, std::filesystem::perms::owner_all, failed);
  }
  const auto made = identity::Authority::Create(
      options.folder, options.name.empty() ? "parnet" : options.name, SystemClock().WallMicros());
  if (!made.ok()) return PrintRefusal(session, "", made.status());
  if (PrintedAsJson(session, {{"certificate", options.folder + "/ca.crt"},
                              {"key", options.folder + "/ca.key"}})) {
    return;
  }
  session.output.out << options.folder << "/ca.crt, " << options.folder << "/ca.key\n";
}

void Issue(Session& session, const AuthorityOptions& options) {
  const auto authority = identity::Authority::Open(options.folder);
  if (!authority.ok()) return PrintRefusal(session, "", authority.status());
  const identity::KeyAndRequest key = identity::MakeKeyAndRequest();
  const identity::Validity validity{.from_micros = SystemClock().WallMicros(),
                                    .days = options.days};
  const auto certificate =
      (*authority)
          ->IssueNode(key.request_pem,
                      {.node_id = options.name, .dns = options.dns, .ips = options.ips}, validity);
  if (!certificate.ok()) return PrintRefusal(session, "", certificate.status());
  const absl::Status noted = identity::NoteIssued(options.folder, options.name, *certificate);
  if (!noted.ok()) return PrintRefusal(session, "", noted);
  std::error_code failed;
  std::filesystem::create_directories(options.to, failed);
  const absl::Status written = identity::WriteNodeFiles(options.to, key.key_pem, certificate->pem,
                                                        (*authority)->certificate_pem());
  if (!written.ok()) return PrintRefusal(session, "", written);
  const auto signer = identity::SigningKey::OpenOrMake(
      std::filesystem::path(options.to) / "signing.key", SystemRandom());
  if (!signer.ok()) return PrintRefusal(session, "", signer.status());
  const identity::SignerName names{
      .node_id = options.name,
      .units = options.units.empty() ? std::vector<std::string>{options.name} : options.units};
  const auto signing = (*authority)->IssueSigner((*signer)->Request(), names, validity);
  if (!signing.ok()) return PrintRefusal(session, "", signing.status());
  const absl::Status kept = identity::WriteFileDurably(
      std::filesystem::path(options.to) / "signing.crt", signing->pem, identity::Secrecy::kPublic);
  if (!kept.ok()) return PrintRefusal(session, "", kept);
  // What every node's setting node_keys may name: who signs with which key.
  const auto keys = identity::AddNodeKey(options.folder, options.name, (*signer)->public_key());
  if (!keys.ok()) return PrintRefusal(session, "", keys.status());
  if (PrintedAsJson(session, {{"node", options.name},
                              {"folder", options.to},
                              {"not_after", std::to_string(certificate->not_after_micros)},
                              {"signing_key", ToHex((*signer)->public_key())}})) {
    return;
  }
  session.output.out << options.name << ": " << options.to << session.Say(", hết hạn ", ", until ")
                     << TimeText(certificate->not_after_micros)
                     << session.Say(", khóa ký ", ", signing key ")
                     << ToHex((*signer)->public_key()) << '\n';
}

}  // namespace

void AddAuthorityCommands(Command app, Session& session) {
  auto options = std::make_shared<AuthorityOptions>();
  const Command group =
      AddGroup(app, session, "ca",
               {"Cơ quan chứng thực nội bộ của các máy chủ", "The nodes' own authority"});
  const Words folder = {"Thư mục của cơ quan chứng thực", "Folder of the authority"};
  const Command init = AddVerb(group, session, "init",
                               {"Lập cơ quan chứng thực; không bao giờ ghi đè",
                                "Make an authority; one that is there is never replaced"},
                               {"parctl ca init --folder parnet-ca"});
  Take(init, session, "--folder", options->folder, folder, "FOLDER").Required();
  Take(init, session, "--name", options->name, {"Tên", "Name"}, "TEXT");
  init.Does([options, &session] { Init(session, *options); });

  const Command issue =
      AddVerb(group, session, "issue",
              {"Cấp khóa, chứng thư và khóa ký cho một máy chủ",
               "Key, certificate and signing key of a node"},
              {"parctl ca issue la-ha --folder parnet-ca --to /etc/parnet --dns la-ha.example.vn"});
  Take(issue, session, "name", options->name, {"Mã máy chủ", "Id of the node"}, "NODE").Required();
  Take(issue, session, "--folder", options->folder, folder, "FOLDER").Required();
  Take(issue, session, "--to", options->to, {"Ghi vào thư mục", "Folder to write"}, "FOLDER")
      .Required();
  TakeMany(issue, session, "--dns", options->dns, {"Tên máy", "Host names"}, "NAME");
  TakeMany(issue, session, "--ip", options->ips, {"Địa chỉ IP", "Addresses"}, "IP");
  TakeMany(issue, session, "--unit", options->units,
           {"Đơn vị mà khóa ký được ký thay mặt; không nêu thì là đơn vị cùng mã với máy chủ",
            "Units that the signing key signs for; without it the unit with the node's id"},
           "ID");
  Take(issue, session, "--days", options->days, {"Số ngày hiệu lực", "Days it holds"}, "90");
  issue.Does([options, &session] { Issue(session, *options); });

  AddEnrolmentCommands(group, session);
  AddRenewalCommands(group, session);
}

}  // namespace par::parctl
