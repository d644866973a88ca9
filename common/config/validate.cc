// Validate: each setting by itself, then settings that contradict each other.
#include <map>
#include <string>
#include <type_traits>
#include <utility>

#include "common/base/unicode.h"
#include "common/config/config.h"
#include "common/config/settings.h"
#include "common/config/values.h"

namespace par::config {
namespace {

constexpr std::int64_t kMostQueuedBytes = std::int64_t{1} << 30u;

class Check {
 public:
  explicit Check(const Config& config) : config_(config) {}

  std::vector<Problem> Run() {
    for (const Setting& setting : AllSettings()) CheckSetting(setting);
    CheckFolders();
    CheckChain();
    CheckChildren();
    CheckCertificates();
    CheckNodeKeys();
    CheckTrust();
    CheckAddresses();
    CheckPortal();
    CheckProvider();
    CheckQueue();
    return std::move(problems_);
  }

 private:
  void Add(std::string_view key, std::string_view reason,
           std::vector<domain::Parameter> parameters) {
    problems_.push_back({.key = std::string(key),
                         .status = domain::Refusal(absl::StatusCode::kInvalidArgument, reason,
                                                   std::move(parameters))});
  }

  void CheckText(std::string_view key, const Setting& setting, const std::string& text) {
    if (text.empty()) return;
    if (const auto at = FirstControlCharacter(text); at.has_value()) {
      Add(key, "text_control_character",
          {{"field", std::string(key)}, {"offset", std::to_string(*at)}});
    }
    if (static_cast<std::int64_t>(text.size()) > setting.most && setting.most > 0) {
      Add(key, "text_too_long",
          {{"field", std::string(key)},
           {"length", std::to_string(text.size())},
           {"maximum", std::to_string(setting.most)}});
    } else if (const auto fault = FaultOf(setting.form, text); !fault.empty()) {
      Add(key, fault, {{"key", std::string(key)}, {"value", text}});
    }
  }

  // An entry that must be there, of the same form as another setting.
  void CheckLike(std::string_view form, const std::string& key, const std::string& text) {
    if (text.empty()) {
      Add(key, "config_missing", {{"key", key}});
    } else {
      CheckText(key, *FindSetting(form), text);
    }
  }

  void CheckCount(const Setting& setting, std::int64_t value) {
    if (value >= setting.least && value <= setting.most) return;
    Add(setting.key, "config_out_of_range",
        {{"key", std::string(setting.key)},
         {"value", std::to_string(value)},
         {"least", std::to_string(setting.least)},
         {"most", std::to_string(setting.most)}});
  }

  void CheckSetting(const Setting& setting) {
    auto& open = const_cast<Config&>(config_);  // Only read, see ValueOf.
    std::visit(
        [&](const auto& field) {
          using Field = std::decay_t<decltype(field)>;
          if constexpr (std::is_same_v<Field, TextField>) {
            if (setting.required && field(open).empty()) {
              Add(setting.key, "config_missing", {{"key", std::string(setting.key)}});
            }
            CheckText(setting.key, setting, field(open));
          } else if constexpr (std::is_same_v<Field, NumberField>) {
            CheckCount(setting, field(open));
          } else if constexpr (std::is_same_v<Field, ListField>) {
            CheckList(setting, field(open));
          } else if constexpr (std::is_same_v<Field, ChildrenField>) {
            CheckCount(setting, static_cast<std::int64_t>(field(open).size()));
          }
        },
        setting.field);
  }

  void CheckList(const Setting& setting, const std::vector<std::string>& entries) {
    if (entries.empty() && setting.required) {
      Add(setting.key, "config_missing", {{"key", std::string(setting.key)}});
    } else {
      CheckCount(setting, static_cast<std::int64_t>(entries.size()));
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const std::string key = std::string(setting.key) + "[" + std::to_string(i) + "]";
      if (setting.form == Form::kPath) {
        CheckLike("data_directory", key, entries[i]);
      } else if (setting.form == Form::kLine) {
        CheckLike("provider.label_vi", key, entries[i]);
      } else {
        CheckLike("node_id", key, entries[i]);
      }
    }
  }

  void CheckFolders() {
    const std::string& data = config_.data_directory;
    const std::string& mark = config_.mark_directory;
    if (data.empty() || mark.empty()) return;
    if (LiesIn(mark, data) || LiesIn(data, mark)) {
      Add("mark_directory", "config_mark_inside_data", {{"mark", mark}, {"data", data}});
    }
  }

  void CheckChain() {
    const UpperNode& upper = config_.upper;
    if (upper.id.empty() != upper.address.empty()) {
      Add(upper.id.empty() ? "upper.id" : "upper.address", "config_upper_half",
          {{"id", upper.id}, {"address", upper.address}});
    } else if (upper.id.empty() && config_.level != NodeLevel::kProvince) {
      Add("upper.id", "config_upper_missing", {{"level", std::string(Name(config_.level))}});
    }
    if (!upper.id.empty() && upper.id == config_.node_id) {
      Add("upper.id", "config_upper_self", {{"upper", upper.id}, {"node", config_.node_id}});
    }
  }

  void CheckChildren() {
    std::map<std::string, std::string> owner;  // Unit to the key of the list that names it.
    for (std::size_t i = 0; i < config_.units.size(); ++i) {
      TakeUnit(owner, config_.units[i], "units[" + std::to_string(i) + "]");
    }
    std::map<std::string, std::string> seen = {{config_.node_id, "node_id"}};
    if (!config_.upper.id.empty()) seen.emplace(config_.upper.id, "upper.id");
    for (std::size_t i = 0; i < config_.children.size(); ++i) {
      const ChildNode& child = config_.children[i];
      const std::string key = "children[" + std::to_string(i) + "]";
      CheckLike("node_id", key + ".id", child.id);
      const auto [first, is_new] = seen.emplace(child.id, key + ".id");
      if (!is_new && !child.id.empty()) {
        Add(key + ".id", "config_node_repeated",
            {{"node", child.id}, {"first", first->second}, {"second", key + ".id"}});
      }
      if (child.units.empty()) Add(key + ".units", "config_missing", {{"key", key + ".units"}});
      for (std::size_t j = 0; j < child.units.size(); ++j) {
        const std::string unit_key = key + ".units[" + std::to_string(j) + "]";
        CheckLike("node_id", unit_key, child.units[j]);
        TakeUnit(owner, child.units[j], unit_key);
      }
    }
    if (config_.children.empty()) return;
    if (config_.level == NodeLevel::kCommune) {
      Add("children", "config_children_of_commune", {{"child", config_.children.front().id}});
    }
    if (config_.peer_listen.empty()) {
      Add("peer.listen", "config_children_without_listen",
          {{"count", std::to_string(config_.children.size())},
           {"child", config_.children.front().id}});
    }
  }

  void TakeUnit(std::map<std::string, std::string>& owner, const std::string& unit,
                const std::string& key) {
    const auto [first, is_new] = owner.emplace(unit, key);
    if (is_new || unit.empty()) return;
    Add(key, "config_unit_repeated", {{"unit", unit}, {"first", first->second}, {"second", key}});
  }

  void CheckCertificates() {
    const CertificateFiles& files = config_.certificates;
    const std::pair<std::string_view, const std::string*> parts[] = {
        {"certificates.authority", &files.authority},
        {"certificates.certificate", &files.certificate},
        {"certificates.key", &files.key}};
    std::string because;
    if (!config_.peer_listen.empty()) because = "peer.listen: " + config_.peer_listen;
    if (!config_.upper.address.empty()) because = "upper.address: " + config_.upper.address;
    for (const auto& [key, path] : parts) {
      if (!path->empty() && because.empty()) because = std::string(key) + ": " + *path;
    }
    if (because.empty()) return;
    for (const auto& [key, path] : parts) {
      if (!path->empty()) continue;
      Add(key, "config_certificate_missing", {{"missing", std::string(key)}, {"because", because}});
    }
  }

  // Without them whatever another node signed would be refused.
  void CheckNodeKeys() {
    if (!config_.node_keys.empty()) return;
    std::string because;
    if (!config_.children.empty()) because = "children[0].id: " + config_.children.front().id;
    if (!config_.upper.id.empty()) because = "upper.id: " + config_.upper.id;
    if (because.empty()) return;
    Add("node_keys", "config_certificate_missing",
        {{"missing", "node_keys"}, {"because", because}});
  }

  void CheckTrust() {
    const EvidenceTrust& trust = config_.evidence;
    if (trust.revocation_lists.empty() || !trust.anchors.empty()) return;
    Add("evidence.anchors", "config_certificate_missing",
        {{"missing", "evidence.anchors"},
         {"because", "evidence.revocation_lists: " + trust.revocation_lists.front()}});
  }

  void CheckAddresses() {
    const std::string& peer = config_.peer_listen;
    if (peer.empty()) return;
    if (peer == config_.client_listen && !peer.ends_with(":0")) {
      Add("client.listen", "config_listen_clash",
          {{"peer", peer}, {"client", config_.client_listen}});
    }
    if (peer == config_.upper.address) {
      Add("upper.address", "config_dials_itself",
          {{"upper", config_.upper.address}, {"peer", peer}});
    }
  }

  void CheckPortal() {
    const Portal& portal = config_.portal;
    if (portal.certificate.empty() != portal.key.empty()) {
      const bool no_key = portal.key.empty();
      Add(no_key ? "portal.key" : "portal.certificate", "config_certificate_missing",
          {{"missing", no_key ? "portal.key" : "portal.certificate"},
           {"because",
            no_key ? "portal.certificate: " + portal.certificate : "portal.key: " + portal.key}});
    }
    const std::pair<std::string_view, const std::string*> parts[] = {
        {"portal.certificate", &portal.certificate},
        {"portal.folder", &portal.folder},
        {"portal.origin", &portal.origin}};
    for (const auto& [key, value] : parts) {
      if (!portal.listen.empty() || value->empty()) continue;
      Add("portal.listen", "config_portal_without_listen",
          {{"key", std::string(key)}, {"value", *value}});
    }
    if (portal.listen.empty() && portal.open_to_public) {
      Add("portal.listen", "config_portal_without_listen",
          {{"key", "portal.public"}, {"value", "true"}});
    }
    CheckOrigin();
    const auto address = ParseHostPort(portal.listen);
    if (!address.has_value()) return;
    if (portal.certificate.empty() && !IsLoopback(*address)) {
      Add("portal.listen", "config_portal_plain", {{"listen", portal.listen}});
    }
    for (const std::string* other : {&config_.peer_listen, &config_.client_listen}) {
      if (*other != portal.listen || address->port == 0) continue;
      Add("portal.listen", "config_portal_clash", {{"listen", portal.listen}});
    }
    if (portal.connections_per_address > portal.connections) {
      Add("portal.connections_per_address", "config_portal_connections",
          {{"one", std::to_string(portal.connections_per_address)},
           {"all", std::to_string(portal.connections)}});
    }
  }

  // It is compared with what browsers write.
  void CheckOrigin() {
    const std::string& origin = config_.portal.origin;
    if (origin.ends_with(origin.starts_with("https://") ? ":443" : ":80")) {
      Add("portal.origin", "config_origin_port", {{"key", "portal.origin"}, {"value", origin}});
    }
    const std::string& portal = config_.provider.portal;
    if (!origin.empty() && !portal.empty() && origin != portal) {
      Add("provider.portal", "config_origins_differ", {{"origin", origin}, {"portal", portal}});
    }
  }

  void CheckProvider() {
    const SignInProvider& provider = config_.provider;
    const std::pair<std::string_view, const std::string*> needed[] = {
        {"provider.issuer", &provider.issuer},     {"provider.client_id", &provider.client_id},
        {"provider.ca_file", &provider.ca_file},   {"provider.portal", &provider.portal},
        {"provider.label_vi", &provider.label_vi}, {"provider.label_en", &provider.label_en},
        {"portal.listen", &config_.portal.listen}};
    std::string because;
    if (!provider.client_secret_file.empty()) {
      because = "provider.client_secret_file: " + provider.client_secret_file;
    }
    if (!provider.two_factors.empty()) because = "provider.two_factors";
    for (const auto& [key, value] : needed) {
      const bool of_provider = key.starts_with("provider.");
      if (of_provider && !value->empty()) because = std::string(key) + ": " + *value;
    }
    if (because.empty()) return;
    for (const auto& [key, value] : needed) {
      if (!value->empty()) continue;
      Add(key, "config_certificate_missing", {{"missing", std::string(key)}, {"because", because}});
    }
  }

  void CheckQueue() {
    const Limits& limits = config_.limits;
    const bool sane = limits.queue > 0 && limits.queue <= 65536 && limits.message_bytes > 0 &&
                      limits.message_bytes <= kMostQueuedBytes;
    if (!sane || limits.queue * limits.message_bytes <= kMostQueuedBytes) return;
    Add("limits.queue", "config_queue_memory",
        {{"queue", std::to_string(limits.queue)},
         {"message", std::to_string(limits.message_bytes)},
         {"bytes", std::to_string(limits.queue * limits.message_bytes)},
         {"most", std::to_string(kMostQueuedBytes)}});
  }

  const Config& config_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> Validate(const Config& config) { return Check(config).Run(); }

}  // namespace par::config
