#include "tests/unit/district-node/one_node.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "common/base/check.h"
#include "common/codec/answers_codec.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/answers_yaml.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::district::testing {
namespace {

using services::ItemType;

// Commands of these tests alone: a row put as it is, and an item staged as a commune's node does.
enum class TestKind : std::uint32_t { kPut = 9000, kStage = 9001 };
// A kind of row that only these tests write: the last notice that came down to a unit.
constexpr auto kNoticePrefix = static_cast<storage::Prefix>(0x7f);

std::string NoticeKey(const std::string& unit) {
  return storage::KeyWriter(kNoticePrefix).Text(unit).Take();
}

constexpr const char* kUnits = R"(format: parnet/units/1
units:
  - {id: quang-ngai, name: Tỉnh Quảng Ngãi, kind: tinh}
  - {id: tu-nghia, name: Huyện Tư Nghĩa, kind: huyen, parent: quang-ngai}
  - {id: la-ha, name: Thị trấn La Hà, kind: thi-tran, parent: tu-nghia}
  - {id: nghia-ky, name: Xã Nghĩa Kỳ, kind: xa, parent: tu-nghia}
  - {id: song-ve, name: Thị trấn Sông Vệ, kind: thi-tran, parent: tu-nghia}
)";
constexpr const char* kCycleFile = R"(format: parnet/cycle/1
id: communes-2023
title: Đánh giá cấp xã năm 2023
year: 2023
level: commune
owner: tu-nghia
set: commune-sample-2023@1
units: [la-ha, nghia-ky, song-ve]
deadlines: {submit: 2023-10-30, review: 2023-11-20, appeal: 2023-11-30, publish: 2023-12-20}
late: reviewer_decides
rounds: 2
)";

}  // namespace

std::string Content(const std::string& path) {
  std::ifstream file(path);
  PAR_CHECK(file.is_open());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Parts::Parts() {
  cycles.Register(commands, items);
  box.Register(items);
  review.Register(commands, acts, items,
                  [](const exchange::Arrival&, const assessment::v1::Submission&,
                     ledger::Transaction&) { return absl::OkStatus(); });
  acts.Register(commands);
  decisions.Register(commands);
  items.OnMessage<dossier::v1::DossierNotice>(
      ItemType::kDossier,
      [](const ledger::Entry&, const exchange::Arrival& arrival,
         const dossier::v1::DossierNotice& notice, ledger::Transaction& transaction) {
        services::WriteRow(transaction, NoticeKey(arrival.stream.unit), notice);
        return absl::OkStatus();
      });
  commands.On(TestKind::kPut, "test.put",
              [](const ledger::Entry& entry,
                 ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
                const std::string& payload = entry.command.payload;
                const std::size_t length = static_cast<unsigned char>(payload[0]);
                transaction.Put(payload.substr(1, length), payload.substr(1 + length));
                return std::string();
              });
  commands.On(TestKind::kStage, "test.stage",
              [this](const ledger::Entry& entry,
                     ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
                exchange::v1::Item item;
                PAR_CHECK(item.ParseFromString(entry.command.payload));
                const std::string unit = item.unit();
                const absl::Status staged =
                    exchange.Stage(entry, transaction, unit, std::move(item));
                if (!staged.ok()) return staged;
                return std::string();
              });
}

absl::StatusOr<std::string> Parts::Apply(const ledger::Entry& entry,
                                         ledger::Transaction& transaction) {
  if (exchange::ExchangeState::Owns(entry.command.kind)) return exchange.Apply(entry, transaction);
  return commands.Apply(entry, transaction);
}

OneNode::OneNode()
    : key(identity::SigningKey::FromSeed(std::string(32, 'k'))),
      ports_{.store = store,
             .topology = parts.units,
             .signer = signer_,
             .verifier = signer_,
             .payloads = parts.payloads,
             .clock = clock,
             .random = random_} {
  SetDay("2023-10-01");
  auto opened = ledger::Ledger::Open(store, mark, parts, clock);
  PAR_CHECK(opened.ok());
  ledger = *std::move(opened);
  record::v1::UnitsRow units;
  units.set_units_yaml(kUnits);
  Put(services::UnitsKey(), services::EncodeRow(units));
  record::v1::Hosting hosting;
  hosting.set_node(kNode);
  for (const char* unit : kCommunes) hosting.add_units(unit);
  hosting.add_units("tu-nghia");
  hosting.add_units("quang-ngai");
  Put(services::HostingKey(), services::EncodeRow(hosting));
  record::v1::SetRow set;
  set.set_criteria_yaml(Content("criteria/commune-sample-2023.yaml"));
  set.mutable_summary()->set_id("commune-sample-2023");
  set.mutable_summary()->set_version(1);
  set.mutable_summary()->set_level("commune");
  set.mutable_summary()->set_state(criteria::v1::SET_STATE_PUBLISHED);
  set.mutable_summary()->set_sha256(Sha256::Of(set.criteria_yaml()).Hex());
  Put(services::SetKey("commune-sample-2023", 1), services::EncodeRow(set));
  cycle::v1::OpenCycleRequest open;
  open.set_cycle_yaml(kCycleFile);
  const auto cycle = Run(services::Kind::kOpenCycle, administrator, open.SerializeAsString());
  EXPECT_TRUE(cycle.ok()) << cycle.status();
  child_ = std::make_unique<exchange::ChildLink>(
      exchange::ChildLinkConfig{.node_id = kNode,
                                .parent_node = kNode,
                                .machine_id = "machine",
                                .boot_nonce = std::string(16, 'b'),
                                .retry = {}},
      ports_);
}

std::string OneNode::KeySigner::Sign(std::string_view bytes) const {
  return owner.key->Sign(bytes);
}
bool OneNode::KeySigner::Verify(std::string_view node, std::string_view bytes,
                                std::string_view signature) const {
  return node == kNode && identity::SignatureHolds(owner.key->public_key(), bytes, signature);
}

std::string OneNode::NewId() { return random_.Bytes(16); }

void OneNode::Put(const std::string& key_bytes, const std::string& value) {
  PAR_CHECK(key_bytes.size() < 128);
  const std::string payload =
      std::string(1, static_cast<char>(key_bytes.size())) + key_bytes + value;
  const auto put = Run(TestKind::kPut, {kNode, "", "node"}, payload);
  EXPECT_TRUE(put.ok()) << put.status();
}

absl::StatusOr<std::string> OneNode::Run(services::CommandKind kind, const ledger::Actor& actor,
                                         const std::string& payload) {
  absl::StatusOr<std::string> answer = absl::UnknownError("no answer");
  ledger->Submit({.id = NewId(),
                  .actor = actor,
                  .unit = actor.unit,
                  .cycle = kCycle,
                  .kind = kind.number(),
                  .payload = payload},
                 [&](absl::StatusOr<ledger::Committed> committed) {
                   if (committed.ok()) answer = committed->response;
                   if (!committed.ok()) answer = committed.status();
                 });
  ledger->CommitWaiting();
  return answer;
}

absl::StatusOr<std::string> OneNode::Act(const ledger::Actor& actor, dossier::v1::Action action) {
  action.set_cycle(kCycle);
  dossier::v1::ActRequest request;
  *request.mutable_action() = std::move(action);
  auto answer = Run(services::Kind::kAct, actor, request.SerializeAsString());
  if (!answer.ok()) return answer.status();
  dossier::v1::ActResponse response;
  PAR_CHECK(response.ParseFromString(*answer));
  return response.state();
}

absl::StatusOr<std::string> OneNode::Act(const std::string& unit, const std::string& kind) {
  dossier::v1::Action action;
  action.set_unit(unit);
  action.set_kind(kind);
  return Act(council, action);
}

assessment::v1::Submission OneNode::SubmissionOf(const std::string& unit, const std::string& yaml) {
  const auto loaded = parts.sets.Load(store, "commune-sample-2023", 1);
  PAR_CHECK(loaded.ok());
  const auto file = domain::ReadAnswers(yaml, *loaded->set, unit);
  for (const auto& f : file.findings) ADD_FAILURE() << TextOf(f, domain::Language::kEnglish);
  const domain::ScoreSheet sheet = domain::Score(*loaded->set, *file.answers);
  assessment::v1::Submission submission;
  submission.set_cycle(kCycle);
  submission.set_unit(unit);
  *submission.mutable_answers() = codec::Encode(*loaded->set, *file.answers);
  submission.set_set_sha256(loaded->text_hash.ToBytes());
  submission.set_self_score_e4(sheet.total.e4());
  submission.set_filled_by("cong-chuc");
  submission.set_approved_by("chu-tich");
  submission.set_submitted_by("chu-tich");
  submission.set_made_at(clock.WallMicros());
  return submission;
}

namespace {
std::string StageItem(OneNode& node, const std::string& unit, ItemType type,
                      const std::string& body, std::string id) {
  exchange::v1::Item item;
  item.set_submission_id(id);
  item.set_type(static_cast<std::uint32_t>(type));
  item.set_schema_version(1);
  item.set_body(body);
  item.set_author("chu-tich");
  item.set_unit(unit);
  item.set_wall_time(node.clock.WallMicros());
  const auto staged =
      node.Run(TestKind::kStage, {unit, "chu-tich", "leader"}, item.SerializeAsString());
  EXPECT_TRUE(staged.ok()) << staged.status();
  return id;
}
}  // namespace

std::string OneNode::SubmitMessage(const std::string& unit,
                                   const assessment::v1::Submission& submission) {
  return StageItem(*this, unit, ItemType::kSubmission, submission.SerializeAsString(), NewId());
}

std::string OneNode::Submit(const std::string& unit, const std::string& yaml) {
  return SubmitMessage(unit, SubmissionOf(unit, yaml));
}

std::string OneNode::SendAction(const std::string& unit, dossier::v1::Action action) {
  action.set_unit(unit);
  action.set_cycle(kCycle);
  return StageItem(*this, unit, ItemType::kAction, action.SerializeAsString(), NewId());
}

void OneNode::StepChild(exchange::LinkInput input) {
  for (exchange::LinkAction& action : child_->Step(std::move(input))) {
    if (std::holds_alternative<exchange::Dial>(action)) {
      agenda_.emplace_back([this] {
        parent_ = std::make_unique<exchange::ParentLink>(
            exchange::ParentLinkConfig{
                .node_id = kNode, .peer_node = kNode, .parent_boot = std::string(16, 'p')},
            ports_);
        StepParent(exchange::Connected{});
        StepChild(exchange::Connected{});
      });
    } else if (auto* send = std::get_if<exchange::Send>(&action)) {
      agenda_.emplace_back(
          [this, message = send->message] { StepParent(exchange::MessageIn{message}); });
    } else if (auto* submit = std::get_if<exchange::Submit>(&action)) {
      agenda_.emplace_back([this, submit = *submit] {
        ledger->Submit(submit.command, [this, &submit](absl::StatusOr<ledger::Committed> done) {
          absl::StatusOr<std::string> answer = std::string();
          if (done.ok()) answer = done->response;
          if (!done.ok()) answer = done.status();
          agenda_.emplace_back([this, ticket = submit.ticket, answer] {
            StepChild(exchange::Committed{.ticket = ticket, .answer = answer});
          });
        });
        ledger->CommitWaiting();
      });
    } else {
      ADD_FAILURE() << "closed below: " << std::get<exchange::Close>(action).why;
    }
  }
}

void OneNode::StepParent(exchange::LinkInput input) {
  for (exchange::LinkAction& action : parent_->Step(std::move(input))) {
    if (auto* send = std::get_if<exchange::Send>(&action)) {
      agenda_.emplace_back(
          [this, message = send->message] { StepChild(exchange::MessageIn{message}); });
    } else if (auto* submit = std::get_if<exchange::Submit>(&action)) {
      agenda_.emplace_back([this, submit = *submit] {
        ledger->Submit(submit.command, [this, &submit](absl::StatusOr<ledger::Committed> done) {
          absl::StatusOr<std::string> answer = std::string();
          if (done.ok()) answer = done->response;
          if (!done.ok()) answer = done.status();
          agenda_.emplace_back([this, ticket = submit.ticket, answer] {
            StepParent(exchange::Committed{.ticket = ticket, .answer = answer});
          });
        });
        ledger->CommitWaiting();
      });
    } else if (auto* close = std::get_if<exchange::Close>(&action)) {
      ADD_FAILURE() << "closed above: " << close->why;
    }
  }
}

void OneNode::Deliver() {
  for (int round = 0; round < 5; ++round) {
    clock.Advance(2'000'000);
    StepChild(exchange::Tick{});
    if (parent_ != nullptr) StepParent(exchange::StateChanged{});
    while (!agenda_.empty()) {
      const std::function<void()> next = std::move(agenda_.front());
      agenda_.pop_front();
      next();
      if (!agenda_.empty()) continue;
      StepChild(exchange::StateChanged{});
      if (parent_ != nullptr) StepParent(exchange::StateChanged{});
    }
  }
}

std::string OneNode::ResultOf(const std::string& unit, const std::string& id) {
  const auto standing = exchange::StandingOf(store, unit, id);
  PAR_CHECK(standing.ok());
  switch (standing->result.verdict()) {
    case exchange::v1::VERDICT_APPLIED:
      return "applied";
    case exchange::v1::VERDICT_REJECTED:
      return standing->result.reason();
    default:
      return "";
  }
}

dossier::v1::DossierNotice OneNode::NoticeOf(const std::string& unit) {
  const auto row = services::ReadRow<dossier::v1::DossierNotice>(store, NoticeKey(unit));
  PAR_CHECK(row.ok());
  return row->value_or(dossier::v1::DossierNotice());
}

void OneNode::MoveCycle(const std::string& state) {
  cycle::v1::AdvanceCycleRequest request;
  request.set_id(kCycle);
  request.set_to_state(state);
  const auto moved = Run(services::Kind::kAdvanceCycle, council, request.SerializeAsString());
  EXPECT_TRUE(moved.ok()) << moved.status();
}

void OneNode::SetDay(const std::string& date) {
  clock.SetWall(domain::Date::Parse(date)->EndInVietnam() - 3'600'000'000);
}

domain::Dossier OneNode::Dossier(const std::string& unit) {
  const auto held = parts.dossiers.Find(store, kCycle, unit);
  PAR_CHECK(held.ok() && held->has_value());
  return (*held)->dossier;
}

identity::Caller OneNode::CallerOf(const std::string& unit, const std::string& account,
                                   domain::Role role) {
  return {.account = domain::AccountId(account),
          .unit = domain::UnitId(unit),
          .roles = {role},
          .areas = {}};
}

absl::StatusOr<decision::v1::PublishDecisionResponse> OneNode::Publish(
    decision::v1::PublishDecisionRequest request, const ledger::Actor& actor) {
  request.set_cycle(kCycle);
  const auto signed_request = parts.decisions.Sign(*Snapshot(), request, *key, kNode);
  if (!signed_request.ok()) return signed_request.status();
  const auto answer =
      Run(services::Kind::kPublishDecision, actor, signed_request->SerializeAsString());
  if (!answer.ok()) return answer.status();
  decision::v1::PublishDecisionResponse response;
  PAR_CHECK(response.ParseFromString(*answer));
  return response;
}

}  // namespace par::district::testing
