// What the tests of a lost machine's commands share: parctl in English, and a configuration as a
// person writes it for the new machine.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "common/identity/secret_file.h"
#include "tests/integration/parctl.h"

namespace par::testing {

inline CommandResult InEnglish(const std::vector<std::string>& words, const std::string& err = "") {
  return Parctl(words, {"PARNET_LANG=en"}, err);
}

inline std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

// For la-ha's machine in `folder`, whose clients come in at `client`. The data folder has a slash
// behind its name, as people write folders.
inline std::string WriteConfig(const std::filesystem::path& folder, const std::string& client) {
  std::filesystem::create_directories(folder);
  const std::string at = folder.string();
  EXPECT_TRUE(identity::WriteFileDurably(
                  folder / "node.yaml",
                  "node_id: nut-la-ha\nlevel: commune\nunits: [la-ha]\ndata_directory: " + at +
                      "/data/\nmark_directory: " + at +
                      "/mark\nupper: {id: nut-tu-nghia, address: \"127.0.0.1:1\", unit: tu-nghia}\n"
                      "client: {listen: \"" +
                      client + "\"}\ncertificates: {authority: " + at +
                      "/keys/ca.crt, certificate: " + at + "/keys/node.crt, key: " + at +
                      "/keys/node.key}\nsigning_key: " + at + "/keys/signing.key\n" +
                      "signing_certificate: " + at + "/keys/signing.crt\nnode_keys: " + at +
                      "/keys/node-keys\n",
                  identity::Secrecy::kPublic)
                  .ok());
  return at + "/node.yaml";
}

}  // namespace par::testing
