#include "tests/bench/upper_node.h"

#include <cstdio>
#include <iterator>
#include <utility>

#include "common/base/check.h"
#include "common/base/random.h"
#include "common/services/kinds.h"
#include "district-node/district_part.h"
#include "par/assessment/v1/assessment.pb.h"
#include "par/criteria/v1/criteria.pb.h"
#include "par/cycle/v1/cycle.pb.h"
#include "tests/bench/bench_set.h"

namespace par::bench {
namespace {

using services::Kind;

constexpr std::size_t kExplanationBytes = 640;
constexpr const char* kWords[] = {"kế hoạch", "cải cách", "hành chính", "ban hành", "đúng hạn",
                                  "hồ sơ",    "kiểm tra", "báo cáo",    "tỷ lệ",    "thực hiện",
                                  "số",       "ngày",     "năm",        "đạt",      "UBND xã"};
constexpr char kProvince[] = "tinh";

void Must(const absl::Status& status) {
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  PAR_CHECK(status.ok());
}

std::string UnitName(int number) { return "xa-" + std::to_string(number); }
std::string CycleName(int number) { return "ky-" + std::to_string(number); }

std::string UnitsText() {
  std::string text = "format: parnet/units/1\nunits:\n  - {id: tinh, name: Tỉnh, kind: tinh}\n";
  for (int i = 0; i < kUnits; ++i) {
    text += "  - {id: " + UnitName(i) + ", name: Xã, kind: xa, parent: tinh}\n";
  }
  return text;
}

std::string CycleText(int number) {
  std::string units;
  for (int i = 0; i < kUnits; ++i) units += (i == 0 ? "" : ", ") + UnitName(i);
  return "format: parnet/cycle/1\nid: " + CycleName(number) +
         "\ntitle: t\nyear: 2023\nlevel: commune\nowner: tinh\nset: bench@1\nunits: [" + units +
         "]\ndeadlines: {submit: 2090-01-01, review: 2090-02-01, appeal: 2090-03-01, "
         "publish: 2090-04-01}\nlate: reviewer_decides\nrounds: 2\n";
}

template <typename Request>
ledger::Command CommandOf(Kind kind, const char* role, Request request) {
  request.set_actor_unit(kProvince);
  return {.id = SystemRandom().Bytes(16),
          .actor = {.unit = kProvince, .account = "quan-tri", .role = role},
          .unit = kProvince,
          .cycle = {},
          .kind = static_cast<std::uint32_t>(kind),
          .payload = request.SerializeAsString()};
}

// Enters at the start what an office has entered before its communes submit.
class OfficePart final : public node::Part {
 public:
  void Register(services::CommandRouter&, services::ItemRouter&) override {}
  absl::StatusOr<std::vector<ledger::Command>> AtStart(const storage::Reader&) override {
    unit::v1::ImportUnitsRequest units;
    units.set_units_yaml(UnitsText());
    criteria::v1::ImportSetRequest set;
    set.set_criteria_yaml(SetText());
    criteria::v1::PublishSetRequest publish;
    publish.set_id("bench");
    publish.set_version(1);
    std::vector<ledger::Command> commands = {CommandOf(Kind::kImportUnits, "administrator", units),
                                             CommandOf(Kind::kImportSet, "publisher", set),
                                             CommandOf(Kind::kPublishSet, "publisher", publish)};
    for (int i = 0; i < kCycles; ++i) {
      cycle::v1::OpenCycleRequest open;
      open.set_cycle_yaml(CycleText(i));
      commands.push_back(CommandOf(Kind::kOpenCycle, "administrator", open));
      cycle::v1::AdvanceCycleRequest advance;
      advance.set_id(CycleName(i));
      advance.set_to_state("self_assessing");
      commands.push_back(CommandOf(Kind::kAdvanceCycle, "administrator", advance));
    }
    return commands;
  }
};

node::Program ProvinceProgram() {
  return {.name = "province-node",
          .level = config::NodeLevel::kProvince,
          .parts = {district::MakeDistrictPart,
                    [](const node::NodePorts&) { return std::make_unique<OfficePart>(); }}};
}

// As long as an official writes where much must be explained.
std::string Explanation(SeededRandom& random) {
  std::string text;
  while (text.size() < kExplanationBytes) {
    text += kWords[random.Uint64() % std::size(kWords)];
    text += ' ';
    text += std::to_string(random.Uint64() % 1000);
    text += ' ';
  }
  return text;
}

assessment::v1::Submission NewSubmission() {
  SeededRandom random(1);
  assessment::v1::Submission submission;
  submission.set_set_sha256(Sha256::Of(SetText()).ToBytes());
  submission.set_filled_by("lan");
  submission.set_approved_by("minh");
  submission.set_submitted_by("minh");
  assessment::v1::Answers& answers = *submission.mutable_answers();
  answers.set_set_id("bench");
  answers.set_set_version(1);
  for (int i = 0; i < kCriteria; ++i) {
    const std::string leaf = std::to_string(i / 10 + 1) + "." + std::to_string(i % 10 + 1);
    for (const char* figure : {"a", "b"}) {
      assessment::v1::FigureValue& value = *answers.add_figures();
      value.set_figure(leaf + "." + figure);
      value.set_value(*figure == 'a' ? "17310" : "17265");
    }
    assessment::v1::Declaration& declared = *answers.add_declarations();
    declared.set_criterion(leaf);
    declared.set_explanation(Explanation(random));
    for (std::uint32_t page = 1; page <= 2; ++page) {
      assessment::v1::EvidenceUse& use = *declared.add_evidence();
      use.set_document("document-" + leaf);
      use.set_section("II");
      use.set_page(page);
      use.set_sha256(random.Bytes(32));
    }
  }
  return submission;
}

}  // namespace

std::string SubmissionBody(const std::string& unit, int cycle) {
  static const assessment::v1::Submission kSubmission = NewSubmission();
  assessment::v1::Submission submission = kSubmission;
  submission.set_cycle(CycleName(cycle));
  submission.set_unit(unit);
  submission.mutable_answers()->set_unit(unit);
  return submission.SerializeAsString();
}

UpperNode::UpperNode(int clients, bool windowed, const MakeStorage& storage) {
  config::Config upper = world_.NewConfig("nut-tinh", config::NodeLevel::kProvince, kProvince);
  std::vector<config::Config> lower;
  for (int i = 0; i < clients; ++i) {
    const std::string node = "nut-" + std::to_string(i);
    lower.push_back(world_.NewConfig(node, config::NodeLevel::kCommune, UnitName(i)));
    lower.back().units.clear();
    for (int unit = i; unit < kUnits; unit += clients) lower.back().units.push_back(UnitName(unit));
    upper.children.push_back({.id = node, .units = lower.back().units});
  }
  upper.peer_listen = "127.0.0.1:0";
  auto started = node::Node::Start(upper, ProvinceProgram(), storage(upper));
  Must(started.status());
  node_ = *std::move(started);
  for (const config::Config& own : lower) {
    clients_.push_back(
        std::make_unique<LowerNode>(own, upper, node_->peer_port(), windowed, SubmissionBody));
  }
}

UpperNode::~UpperNode() {
  clients_.clear();
  node_->Stop();
}

void UpperNode::Prepare(std::size_t submissions) {
  for (auto& client : clients_) client->Prepare(submissions / clients_.size());
}

}  // namespace par::bench
