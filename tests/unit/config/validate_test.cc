// Goal: settings that contradict each other are refused, and the message quotes both.
// Method: each row breaks one relation in a district's configuration that is otherwise right.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/config.h"
#include "common/domain/refusal.h"

namespace par::config {
namespace {

Config District() {
  Config config = DefaultConfig();
  config.node_id = "tu-nghia";
  config.level = NodeLevel::kDistrict;
  config.units = {"tu-nghia", "nghia-ky"};
  config.data_directory = "/var/lib/parnet";
  config.mark_directory = "/var/lib/parnet-mark";
  config.upper = {.id = "quang-ngai", .address = "tinh:7443"};
  config.children = {{.id = "la-ha", .units = {"la-ha"}}, {.id = "song-ve", .units = {"song-ve"}}};
  config.peer_listen = "0.0.0.0:7443";
  config.client_listen = "unix:/run/p.sock";
  config.certificates = {.authority = "a.pem", .certificate = "c.pem", .key = "k.pem"};
  config.node_keys = "node-keys.txt";
  return config;
}

SignInProvider& WithProvider(Config& c) {
  c.portal.listen = "127.0.0.1:8080";
  c.provider = {.issuer = "https://idp.vn/x",
                .client_id = "nut",
                .ca_file = "i.pem",
                .portal = "https://p.vn",
                .label_vi = "VNeID",
                .label_en = "VNeID",
                .seconds = 10};
  return c.provider;
}

struct BadConfig {
  std::string_view why;
  std::function<void(Config&)> spoil;
  std::string key;
  std::string reason;
  std::vector<std::string> quoted;
};

TEST(Validate, ADistrictAsItShouldBeHasNoProblem) {
  Config config = District();
  EXPECT_TRUE(Validate(config).empty());
  for (const char* portal : {"https://p.vn", "https://p.vn:8443", "http://127.0.0.1:8080"}) {
    SCOPED_TRACE(portal);
    WithProvider(config).portal = portal;
    EXPECT_TRUE(Validate(config).empty());
    config.portal.origin = portal;
    EXPECT_TRUE(Validate(config).empty());
    config.portal.origin.clear();
  }
}

TEST(Validate, NamesEachContradictionWithBothValues) {
  const BadConfig kCases[] = {
      {"the mark would be lost with the database",
       [](Config& c) { c.mark_directory = "/var/lib/parnet/mark"; },
       "mark_directory",
       "config_mark_inside_data",
       {"/var/lib/parnet/mark", "“/var/lib/parnet”"}},
      {"or the database with the mark",
       [](Config& c) { c.data_directory = "/var/lib/parnet-mark/db"; },
       "mark_directory",
       "config_mark_inside_data",
       {"/var/lib/parnet-mark/db", "“/var/lib/parnet-mark”"}},
      {"a key without its certificate",
       [](Config& c) {
         c.portal.listen = "127.0.0.1:8443";
         c.portal.key = "web.key";
       },
       "portal.certificate",
       "config_certificate_missing",
       {"portal.certificate", "portal.key: web.key"}},
      {"pages that nobody could reach",
       [](Config& c) { c.portal.folder = "/usr/share/parnet"; },
       "portal.listen",
       "config_portal_without_listen",
       {"portal.folder", "/usr/share/parnet"}},
      {"open to the public, and no port",
       [](Config& c) { c.portal.open_to_public = true; },
       "portal.listen",
       "config_portal_without_listen",
       {"portal.public", "true"}},
      {"a provider of sign-ins without what it called this node",
       [](Config& c) { WithProvider(c).client_id.clear(); },
       "provider.client_id",
       "config_certificate_missing",
       {"provider.client_id", "provider.label_en: VNeID"}},
      {"a provider, and no portal",
       [](Config& c) {
         WithProvider(c);
         c.portal.listen.clear();
       },
       "portal.listen",
       "config_certificate_missing",
       {"portal.listen", "provider.label_en: VNeID"}},
      {"a provider over plain HTTP",
       [](Config& c) { WithProvider(c).issuer = "http://idp.vn"; },
       "provider.issuer",
       "config_https_malformed",
       {"http://idp.vn"}},
      {"people sent back to somewhere below the portal",
       [](Config& c) { WithProvider(c).portal = "https://p.vn/x"; },
       "provider.portal",
       "config_origin_malformed",
       {"https://p.vn/x"}},
      {"people sent back without TLS to another machine",
       [](Config& c) { WithProvider(c).portal = "http://p.vn:8080"; },
       "provider.portal",
       "config_origin_malformed",
       {"http://p.vn:8080"}},
      {"a way of proving oneself without a name",
       [](Config& c) { WithProvider(c).two_factors = {""}; },
       "provider.two_factors[0]",
       "config_missing",
       {"provider.two_factors[0]"}},
      {"plain HTTP beyond this machine",
       [](Config& c) { c.portal.listen = "0.0.0.0:8080"; },
       "portal.listen",
       "config_portal_plain",
       {"0.0.0.0:8080"}},
      {"the portal where nodes connect",
       [](Config& c) {
         c.portal.listen = "0.0.0.0:7443";
         c.portal.certificate = "w.pem";
         c.portal.key = "w.key";
       },
       "portal.listen",
       "config_portal_clash",
       {"0.0.0.0:7443"}},
      {"one address may have more than all",
       [](Config& c) {
         c.portal.listen = "127.0.0.1:8080";
         c.portal.connections = 10;
         c.portal.connections_per_address = 11;
       },
       "portal.connections_per_address",
       "config_portal_connections",
       {"11", "10"}},
      {"where the portal is found, and it is nowhere",
       [](Config& c) { c.portal.origin = "https://p.vn"; },
       "portal.listen",
       "config_portal_without_listen",
       {"portal.origin", "https://p.vn"}},
      {"no browser sends a path as its origin",
       [](Config& c) {
         c.portal.listen = "127.0.0.1:8080";
         c.portal.origin = "https://p.vn/";
       },
       "portal.origin",
       "config_origin_malformed",
       {"https://p.vn/"}},
      {"nor the port that goes without saying",
       [](Config& c) {
         c.portal.listen = "127.0.0.1:8080";
         c.portal.origin = "https://p.vn:443";
       },
       "portal.origin",
       "config_origin_port",
       {"https://p.vn:443"}},
      {"everybody in plain HTTP",
       [](Config& c) {
         c.portal.listen = "127.0.0.1:8080";
         c.portal.origin = "http://p.vn";
       },
       "portal.origin",
       "config_origin_malformed",
       {"http://p.vn"}},
      {"people sent back to where no call of theirs would be taken",
       [](Config& c) {
         WithProvider(c);
         c.portal.origin = "https://cchc.p.vn";
       },
       "provider.portal",
       "config_origins_differ",
       {"https://cchc.p.vn", "https://p.vn"}},
      {"an id without an address",
       [](Config& c) { c.upper.address.clear(); },
       "upper.address",
       "config_upper_half",
       {"quang-ngai"}},
      {"only the province stands at the top",
       [](Config& c) { c.upper = {}; },
       "upper.id",
       "config_upper_missing",
       {"district"}},
      {"a node above itself",
       [](Config& c) { c.upper.id = "tu-nghia"; },
       "upper.id",
       "config_upper_self",
       {"upper.id “tu-nghia”", "node_id “tu-nghia”"}},
      {"the same child twice",
       [](Config& c) { c.children[1].id = "la-ha"; },
       "children[1].id",
       "config_node_repeated",
       {"la-ha", "children[0].id", "children[1].id"}},
      {"itself below itself",
       [](Config& c) { c.children[0].id = "tu-nghia"; },
       "children[0].id",
       "config_node_repeated",
       {"tu-nghia", "node_id"}},
      {"the upper node below",
       [](Config& c) { c.children[0].id = "quang-ngai"; },
       "children[0].id",
       "config_node_repeated",
       {"quang-ngai", "upper.id"}},
      {"two nodes may not speak for one unit",
       [](Config& c) { c.children[1].units = {"song-ve", "la-ha"}; },
       "children[1].units[1]",
       "config_unit_repeated",
       {"la-ha", "children[0].units[0]"}},
      {"a hosted unit is not a child's",
       [](Config& c) { c.children[0].units = {"nghia-ky"}; },
       "children[0].units[0]",
       "config_unit_repeated",
       {"nghia-ky", "units[1]"}},
      {"a child for nobody",
       [](Config& c) { c.children[0].units.clear(); },
       "children[0].units",
       "config_missing",
       {"children[0].units"}},
      {"children that cannot connect",
       [](Config& c) { c.peer_listen.clear(); },
       "peer.listen",
       "config_children_without_listen",
       {"2", "la-ha"}},
      {"a commune has nobody below",
       [](Config& c) { c.level = NodeLevel::kCommune; },
       "children",
       "config_children_of_commune",
       {"commune", "la-ha"}},
      {"nodes speak only with certificates",
       [](Config& c) { c.certificates.key.clear(); },
       "certificates.key",
       "config_certificate_missing",
       {"certificates.key", "tinh:7443"}},
      {"what the node above signs could not be told from a stranger's",
       [](Config& c) {
         c.node_keys.clear();
         c.children.clear();
       },
       "node_keys",
       "config_certificate_missing",
       {"node_keys", "upper.id: quang-ngai"}},
      {"nor what the nodes below a province sign",
       [](Config& c) {
         c.node_keys.clear();
         c.upper = {};
         c.level = NodeLevel::kProvince;
       },
       "node_keys",
       "config_certificate_missing",
       {"node_keys", "children[0].id: la-ha"}},
      {"revocation lists with nobody to issue them",
       [](Config& c) { c.evidence.revocation_lists = {"a.crl"}; },
       "evidence.anchors",
       "config_certificate_missing",
       {"evidence.anchors", "a.crl"}},
      {"one address for both ports",
       [](Config& c) { c.peer_listen = c.client_listen = "127.0.0.1:7443"; },
       "client.listen",
       "config_listen_clash",
       {"127.0.0.1:7443"}},
      {"dialling its own port",
       [](Config& c) { c.upper.address = c.peer_listen; },
       "upper.address",
       "config_dials_itself",
       {"0.0.0.0:7443"}},
      {"the queue could take all memory",
       [](Config& c) { c.limits.queue = 2000; },
       "limits.queue",
       "config_queue_memory",
       {"2000", "1048576"}},
  };
  for (const BadConfig& c : kCases) {
    SCOPED_TRACE(c.why);
    Config config = District();
    c.spoil(config);
    const std::vector<Problem> problems = Validate(config);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].key, c.key);
    EXPECT_EQ(domain::ReasonOf(problems[0].status), c.reason);
    for (const domain::Language language :
         {domain::Language::kVietnamese, domain::Language::kEnglish}) {
      const std::string text = domain::TextOf(problems[0].status, language);
      for (const std::string& value : c.quoted) {
        EXPECT_NE(text.find(value), std::string::npos) << text << " does not quote " << value;
      }
    }
  }
}

TEST(Validate, ReportsEverythingAtOnce) {
  Config config = District();
  config.node_id = "Tư Nghĩa";
  config.limits.pool_threads = 0;
  config.mark_directory = config.data_directory;
  config.children[0].units.clear();
  std::vector<std::string> keys;
  for (const Problem& problem : Validate(config)) keys.push_back(problem.key);
  EXPECT_EQ(keys, (std::vector<std::string>{"node_id", "limits.pool_threads", "mark_directory",
                                            "children[0].units"}));
}

TEST(Validate, APortChosenByTheMachineIsNoClash) {
  Config config = District();
  config.peer_listen = config.client_listen = "127.0.0.1:0";
  EXPECT_TRUE(Validate(config).empty());
}

}  // namespace
}  // namespace par::config
