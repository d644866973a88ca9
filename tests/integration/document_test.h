// The commands that make official documents, run as the real program in a folder of the test's.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/decision_file.h"
#include "par/decision/v1/decision.pb.h"
#include "tests/integration/parctl.h"
#include "tests/support/docx_reader.h"
#include "tests/support/read_text.h"
#include "tests/support/temp_dir.h"

namespace par::testing {

inline const std::string kDecisionParticulars = "criteria/documents/decision.yaml";
inline const std::string kPath = "PATH=/usr/local/bin:/usr/bin:/bin";

inline bool Has(const DocxContent& content, std::string_view part) {
  for (const std::string& one : content.paragraphs) {
    if (one.find(part) != std::string::npos) return true;
  }
  return false;
}

class DocumentTest : public ::testing::Test {
 protected:
  std::string Keep(const std::string& name, const std::string& bytes) {
    const std::string path = folder_ / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  std::string Saved(const domain::Decision& decision) {
    decision::v1::GetDecisionResponse saved;
    saved.mutable_decision()->set_canonical(domain::DecisionFile(decision));
    return Keep("qd.bin", saved.SerializeAsString());
  }
  CommandResult Decide(const std::string& file, const std::string& out,
                       const std::vector<std::string>& more = {},
                       const std::string& particulars = kDecisionParticulars) {
    std::vector<std::string> words = {"decision",      "document",  "--file", file,
                                      "--particulars", particulars, "--out",  folder_ / out};
    words.insert(words.end(), more.begin(), more.end());
    return Parctl(words, {kPath});
  }
  DocxContent Content(const std::string& name) { return ReadDocx(ReadText(folder_ / name)); }
  TempDir folder_;
};

}  // namespace par::testing
