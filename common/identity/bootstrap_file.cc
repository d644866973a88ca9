#include "common/identity/bootstrap_file.h"

#include <utility>

#include "common/base/composed.h"
#include "common/base/hex.h"
#include "common/base/sha256.h"
#include "common/base/unicode.h"
#include "common/domain/access.h"
#include "common/domain/yaml_reader.h"
#include "common/identity/account_commands.h"

namespace par::identity {
namespace {

namespace pb = par::account::v1;
using domain::YamlRecord;
using domain::YamlValue;

class FileReader {
 public:
  explicit FileReader(domain::FindingList& findings) : findings_(findings) {}

  pb::BootstrapRequest Read(const YamlValue& root) {
    pb::BootstrapRequest request;
    YamlRecord file(root, "", findings_);
    file.Format("parnet/accounts/1");
    const YamlValue* accounts = file.Required("accounts");
    file.End();
    if (accounts == nullptr || !YamlIsList(*accounts, "accounts", kMostFirstAccounts, findings_)) {
      return request;
    }
    for (std::size_t i = 0; i < accounts->items.size(); ++i) {
      ReadAccount(accounts->items[i], "accounts[" + std::to_string(i) + "]",
                  *request.add_accounts());
    }
    return request;
  }

 private:
  void ReadAccount(const YamlValue& value, const std::string& field, pb::FirstAccount& first) {
    YamlRecord record(value, field, findings_);
    pb::Account& account = *first.mutable_account();
    account.set_name(record.RequiredText("account", kLongestAccountName));
    account.set_full_name(record.RequiredText("full_name", kLongestFullName));
    account.set_position(record.OptionalText("position", kLongestPosition));
    account.set_unit(record.RequiredText("unit", kLongestAccountName));
    for (const auto& [role, at] : Texts(record.Required("roles"), record.Field("roles"))) {
      if (const auto known = domain::ParseRole(role)) {
        account.add_roles(static_cast<pb::Role>(static_cast<int>(*known) + 1));
      } else {
        findings_.Add(at, "account_role_name_unknown", record.Field("roles"), {{"role", role}});
      }
    }
    for (const auto& [area, at] : Texts(record.Optional("areas"), record.Field("areas"))) {
      account.add_areas(area);
    }
    for (const auto& [unit, at] :
         Texts(record.Optional("home_units"), record.Field("home_units"))) {
      account.add_home_units(unit);
    }
    const std::string token = record.OptionalText("token_sha256", 64);
    if (!token.empty()) {
      const auto hash = FromHex(token);
      if (hash.has_value() && hash->size() == 32) {
        first.set_token_sha256(*hash);
      } else {
        findings_.Add(record.at(), "account_token_hash_text", record.Field("token_sha256"));
      }
    }
    record.End();
  }

  std::vector<std::pair<std::string, domain::Position>> Texts(const YamlValue* list,
                                                              const std::string& field) {
    std::vector<std::pair<std::string, domain::Position>> texts;
    if (list == nullptr || !YamlIsList(*list, field, kMostAreas, findings_)) return texts;
    for (const YamlValue& item : list->items) {
      if (auto text = YamlText(item, field, kLongestAccountName, findings_)) {
        texts.emplace_back(*std::move(text), item.at);
      }
    }
    return texts;
  }

  domain::FindingList& findings_;
};

}  // namespace

BootstrapFile ReadBootstrapFile(std::string_view yaml, std::string file_name) {
  domain::FindingList findings(std::move(file_name));
  BootstrapFile file;
  // As requests over the ports are (common/rpc/composed_texts.h).
  const std::string text = FirstInvalidUtf8(yaml).has_value() ? std::string(yaml) : Composed(yaml);
  if (const auto tree = domain::ReadYaml(text, findings)) {
    pb::BootstrapRequest request = FileReader(findings).Read(tree->root);
    request.set_request_id(Sha256::Of(yaml).ToBytes().substr(0, 16));
    if (findings.empty()) file.request = std::move(request);
  }
  file.findings = std::move(findings).TakeSorted();
  return file;
}

}  // namespace par::identity
