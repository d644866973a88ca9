#include "tests/system/country.h"

#include <gtest/gtest.h>

#include <fstream>
#include <optional>
#include <sstream>

#include "common/base/check.h"
#include "common/identity/secret_file.h"

namespace par::testing {
namespace {

using config::NodeLevel;

std::string Content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void Write(const std::filesystem::path& path, const std::string& text) {
  PAR_CHECK(identity::WriteFileDurably(path, text, identity::Secrecy::kPublic).ok());
}

std::string ProgramOf(NodeLevel level) {
  switch (level) {
    case NodeLevel::kCommune:
      return COMMUNE_NODE;
    case NodeLevel::kDistrict:
      return DISTRICT_NODE;
    case NodeLevel::kProvince:
      return PROVINCE_NODE;
  }
  return {};
}

std::string Listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "[" : ", ") + name;
  return text + "]";
}

// "commune-node nut-la-ha: unix:…, :40123" once it serves; the port is 0 where it has none.
std::optional<int> ServingPort(const std::string& said, const std::string& node) {
  const std::size_t line = said.find("-node " + node + ": ");
  const std::size_t end = said.find('\n', line);
  if (line == std::string::npos || end == std::string::npos) return std::nullopt;
  const std::size_t port = said.find(", :", line);
  return port == std::string::npos || port > end ? 0 : std::stoi(said.substr(port + 3));
}

}  // namespace

Country::Country(const std::vector<NodePlan>& plans) {
  for (const NodePlan& plan : plans) {
    Site& site = sites_[plan.id];
    site.config = world_.NewConfig(plan.id, plan.level, plan.units.front());
    site.folder = std::filesystem::path(site.config.data_directory).parent_path();
    site.config.units = plan.units;
    site.config.client_listen = "unix:" + (site.folder / "client.sock").string();
    site.program = ProgramOf(plan.level);
    site.upper = plan.upper;
    for (std::string upper = plan.upper; !upper.empty(); upper = sites_.at(upper).upper) {
      config::Config& above = sites_.at(upper).config;
      above.children.push_back({.id = plan.id, .units = plan.units});
      above.peer_listen = "127.0.0.1:0";
    }
    if (plan.upper.empty()) continue;
    site.line = std::make_unique<SlowLine>();
    site.config.upper = {.id = plan.upper,
                         .address = "127.0.0.1:" + std::to_string(site.line->port()),
                         .unit = sites_.at(plan.upper).config.units.front()};
  }
  for (const auto& [id, site] : sites_) {
    WriteConfig(site);
    WriteAccounts(site.config, PeopleOf(site));
  }
}

std::filesystem::path Country::ConfigFile(const Site& site) { return site.folder / "config.yaml"; }

void Country::WriteConfig(const Site& site) {
  const config::Config& config = site.config;
  std::string text =
      "node_id: " + config.node_id + "\nlevel: " + std::string(config::Name(config.level)) +
      "\nunits: " + Listed(config.units) + "\ndata_directory: " + config.data_directory +
      "\nmark_directory: " + config.mark_directory + "\n";
  if (!config.upper.id.empty()) {
    text += "upper: {id: " + config.upper.id + ", unit: " + config.upper.unit + ", address: \"" +
            config.upper.address + "\"}\n";
  }
  if (!config.children.empty()) {
    text += "peer: {listen: \"" + config.peer_listen + "\"}\nchildren:\n";
    for (const config::ChildNode& child : config.children) {
      text += "  - {id: " + child.id + ", units: " + Listed(child.units) + "}\n";
    }
  }
  text += "client: {listen: \"" + config.client_listen +
          "\"}\ncertificates:\n  authority: " + config.certificates.authority +
          "\n  certificate: " + config.certificates.certificate +
          "\n  key: " + config.certificates.key + "\n";
  if (!config.certificates.withdrawn.empty()) {
    text += "  withdrawn: " + config.certificates.withdrawn + "\n";
  }
  text += "signing_key: " + config.signing_key + "\nnode_keys: " + config.node_keys +
          "\nbootstrap_accounts: " + config.bootstrap_accounts + "\nlanguage: en\n";
  Write(ConfigFile(site), text);
}

std::vector<Person> Country::PeopleOf(const Site& site) {
  std::vector<Person> people;
  for (const std::string& unit : site.config.units) {
    for (const std::string role :
         {"clerk", "leader", "reviewer", "council", "publisher", "administrator"}) {
      people.push_back({unit + "." + role, unit, role});
    }
  }
  return people;
}

void Country::Start(const std::string& node) {
  Site& site = sites_.at(node);
  const std::size_t before = LogOf(node).size();
  std::vector<std::string> words = {site.program, "serve", "--config", ConfigFile(site)};
  if (!site.network.empty()) {
    words.insert(words.begin(), {"/usr/sbin/ip", "netns", "exec", site.network});
  }
  site.process = std::make_unique<Process>(words, site.folder / "log.txt");
  std::optional<int> port;
  (void)Eventually([&] {
    port = ServingPort(LogOf(node).substr(before), node);
    return port.has_value() || !site.process->running();
  });
  ASSERT_TRUE(port.has_value()) << node << " does not come up:\n" << LogOf(node).substr(before);
  site.peer_port = *port;
  for (auto& [id, below] : sites_) {
    if (below.upper == node) below.line->LeadTo(*port);
  }
}

bool Country::Kill(const std::string& node) { return sites_.at(node).process->Kill(); }
int Country::Stop(const std::string& node) { return sites_.at(node).process->Terminate(); }

int Country::Verify(const std::string& node, std::string& said) const {
  const Site& site = sites_.at(node);
  const std::filesystem::path log = site.folder / "verify.txt";
  Process verify({site.program, "verify", "--config", ConfigFile(site)}, log);
  (void)Eventually([&] { return !verify.running(); }, std::chrono::seconds(600));
  said = Content(log);
  return verify.Terminate();
}

std::filesystem::path Country::FolderOf(const std::string& node) const {
  return sites_.at(node).folder;
}

std::uint64_t Country::HeldOf(const std::string& node, const Sha256& file) const {
  const std::filesystem::path data = ConfigOf(node).data_directory;
  std::error_code none;
  const auto bytes =
      std::filesystem::file_size(data / "evidence" / "intake" / (file.Hex() + ".part"), none);
  return none ? 0 : bytes;
}

std::string Country::LogOf(const std::string& node) const {
  return Content(sites_.at(node).folder / "log.txt");
}

node::v1::Link Country::LinkTo(const std::string& node, const std::string& peer) {
  const auto links = Ask(node, ConfigOf(node).units.front() + ".administrator",
                         &node::v1::NodeService::Stub::ListLinks, node::v1::ListLinksRequest{});
  if (!links.ok()) return {};
  for (const node::v1::Link& link : links->links()) {
    if (link.peer() == peer) return link;
  }
  return {};
}

}  // namespace par::testing
