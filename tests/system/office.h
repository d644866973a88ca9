// What people do at the nodes of a country: the unit tree, the sample set and cycles at the top
// unit of a level, answers, submissions and documents at a commune. Every request has an id and is
// repeated with it until it is answered.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "par/assessment/v1/assessment.grpc.pb.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "par/evidence/v1/evidence.grpc.pb.h"
#include "tests/system/country.h"

namespace par::testing {

// The unit that OpenProvince makes: "xa-0" and so on.
[[nodiscard]] inline std::string CommuneOf(std::size_t number) {
  return "xa-" + std::to_string(number);
}

// Safe from many threads, as long as they work for different units.
class Office {
 public:
  explicit Office(Country& country) : country_(country) {}

  // `units` as lines of a units file: "  - {id: …}".
  [[nodiscard]] absl::Status ImportUnits(const std::string& node, const std::string& top,
                                         const std::string& units, const std::string& request_id);
  // The unit tree has come so far. What is published before that goes no further down.
  [[nodiscard]] bool KnowsUnit(const std::string& node, const std::string& top,
                               const std::string& unit);
  // Imports and publishes the sample set in the name of `unit`.
  [[nodiscard]] absl::Status PublishSet(const std::string& node, const std::string& unit);
  // Opens a cycle of `communes` in the name of `owner`, ready for self-assessment.
  [[nodiscard]] absl::Status OpenCycle(const std::string& node, const std::string& owner,
                                       const std::string& cycle,
                                       const std::vector<std::string>& communes);
  // At a province's node: `communes` communes (CommuneOf) straight below its unit "tinh", the
  // sample set, and these cycles open for all of them.
  [[nodiscard]] absl::Status OpenProvince(const std::string& node, std::size_t communes,
                                          const std::vector<std::string>& cycles);
  [[nodiscard]] bool HasCycle(const std::string& node, const std::string& unit,
                              const std::string& cycle);

  // Song Vệ's answers in the sample set, as those of `unit`; `documents` are evidence of 1.1.1.
  [[nodiscard]] assessment::v1::Answers AnswersOf(const std::string& unit,
                                                  const std::vector<std::string>& documents) const;
  [[nodiscard]] absl::Status Fill(const std::string& node, const std::string& unit,
                                  const std::string& cycle,
                                  const std::vector<std::string>& documents,
                                  const std::string& request_id);
  // approve, submit, withdraw … by the unit's leader.
  [[nodiscard]] absl::Status Act(const std::string& node, const std::string& unit,
                                 const std::string& cycle, const std::string& kind,
                                 const std::string& request_id);
  // Puts a PDF of `bytes` bytes made from `seed` at the unit's node as a document; its id.
  [[nodiscard]] absl::StatusOr<evidence::v1::Document> AddDocument(const std::string& node,
                                                                   const std::string& unit,
                                                                   std::size_t bytes,
                                                                   const std::string& seed);

 private:
  Country& country_;
};

// `bytes` bytes that look like a PDF; no two with different seeds are equal.
[[nodiscard]] std::string PdfOf(std::size_t bytes, const std::string& seed);

}  // namespace par::testing
