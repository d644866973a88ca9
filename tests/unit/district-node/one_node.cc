#include "tests/unit/district-node/one_node.h"

#include <gtest/gtest.h>

#include "common/base/check.h"
#include "common/codec/answers_codec.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/answers_yaml.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "tests/support/read_text.h"

namespace par::district::testing {
namespace {

using ::par::testing::ReadText;
using services::ItemType;

// Commands of these tests alone: a row put as it is, and items staged or sent as another node
// might.
enum class TestKind : std::uint32_t { kPut = 9000, kStage = 9001, kSendDown = 9002 };
constexpr std::string_view kUnits = R"(format: parnet/units/1
units:
  - {id: quang-ngai, name: Tỉnh Quảng Ngãi, kind: tinh}
  - {id: tu-nghia, name: Huyện Tư Nghĩa, kind: huyen, parent: quang-ngai}
  - {id: la-ha, name: Thị trấn La Hà, kind: thi-tran, parent: tu-nghia}
  - {id: nghia-ky, name: Xã Nghĩa Kỳ, kind: xa, parent: tu-nghia}
  - {id: song-ve, name: Thị trấn Sông Vệ, kind: thi-tran, parent: tu-nghia}
)";
constexpr std::string_view kCycleFile = R"(format: parnet/cycle/1
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
constexpr const char* kDistrictCycleFile = R"(format: parnet/cycle/1
id: districts-2023
title: Đánh giá cấp huyện năm 2023
year: 2023
level: district
owner: quang-ngai
set: quang-ngai-district-2023@2
units: [tu-nghia]
deadlines: {submit: 2023-12-25, review: 2023-12-26, appeal: 2023-12-27, publish: 2023-12-28}
)";

constexpr std::int64_t kAuthorityFrom =
    1'690'000'000'000'000;  // 22 July 2023, before every date of the tests.

const identity::Authority& TestAuthority() {
  static const ::par::testing::TempDir folder;
  static const auto made = identity::Authority::Create(folder.path(), "test", kAuthorityFrom);
  PAR_CHECK(made.ok());
  return **made;
}

}  // namespace

Parts::Parts() {
  cycles.Register(commands, items);
  cycles.BeforeAdvance(std::bind_front(&HeldDossiers::CheckNobodyLeftBehind, &dossiers));
  box.Register(items);
  assessment.Register(commands, acts, items);
  review.Register(
      commands, acts, items,
      [this](const exchange::Arrival& arrival, const assessment::v1::Submission& submission,
             ledger::Transaction& transaction) {
        return assessment.TakeBackSubmission(arrival, submission, transaction);
      });
  acts.Register(commands);
  second_marks.Register(commands);
  sessions.Register(commands);
  decisions.Register(commands);
  roll_up.Register(commands);
  reports.Register(commands, items);
  remediation.Register(commands, items);
  history.Register(commands);
  commands.On(TestKind::kPut, "test.put",
              [](const ledger::Entry& entry,
                 ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
                const std::string& payload = entry.command.payload;
                const std::size_t length = static_cast<unsigned char>(payload[0]);
                transaction.Put(payload.substr(1, length), payload.substr(1 + length));
                return std::string();
              });
  commands.On(TestKind::kSendDown, "test.send_down",
              [this](const ledger::Entry& entry,
                     ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
                exchange::v1::Item item;
                PAR_CHECK(item.ParseFromString(entry.command.payload));
                const absl::Status sent = exchange.SendDown(entry, transaction, "tu-nghia",
                                                            entry.command.unit, std::move(item));
                if (!sent.ok()) return sent;
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

OneNode::OneNode(std::size_t more_communes)
    : key(identity::SigningKey::FromSeed(std::string(32, 'k'))),
      authority(&TestAuthority()),
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
  certificate = CertificateFor({"tu-nghia"});
  std::string units(kUnits), listed;
  for (const std::string& unit : MoreCommunes(more_communes)) {
    units += "  - {id: " + unit + ", name: Xã " + unit + ", kind: xa, parent: tu-nghia}\n";
    listed += ", " + unit;
  }
  SetUnits(units);
  record::v1::Hosting hosting;
  hosting.set_node(kNode);
  hosting.set_authorities(authority->certificate_pem());
  for (const char* unit : kCommunes) hosting.add_units(unit);
  for (const std::string& unit : MoreCommunes(more_communes)) hosting.add_units(unit);
  hosting.add_units("tu-nghia");
  hosting.add_units("quang-ngai");
  Put(services::HostingKey(), services::EncodeRow(hosting));
  PutSet("commune-sample-2023", 1, "commune", ReadText("criteria/commune-sample-2023.yaml"));
  PutSet("quang-ngai-district-2023", 2, "district",
         ReadText("criteria/quang-ngai-district-2023-v2.yaml"));
  OpenCycle(Replaced(std::string(kCycleFile), ", song-ve", ", song-ve" + listed), administrator);
  OpenCycle(kDistrictCycleFile, {"quang-ngai", "quan-tri", "administrator"});
  child_ = std::make_unique<exchange::ChildLink>(
      exchange::ChildLinkConfig{.node_id = kNode,
                                .parent_node = kNode,
                                .machine_id = "machine",
                                .boot_nonce = std::string(16, 'b'),
                                .retry = {}},
      ports_);
}

void OneNode::PutSet(const std::string& id, std::uint32_t version, const std::string& level,
                     const std::string& yaml, criteria::v1::SetState state) {
  record::v1::SetRow set;
  set.set_criteria_yaml(yaml);
  set.mutable_summary()->set_id(id);
  set.mutable_summary()->set_version(version);
  set.mutable_summary()->set_level(level);
  set.mutable_summary()->set_state(state);
  set.mutable_summary()->set_sha256(Sha256::Of(set.criteria_yaml()).Hex());
  Put(services::SetKey(id, version), services::EncodeRow(set));
}

void OneNode::OpenCycle(const std::string& yaml, const ledger::Actor& actor) {
  cycle::v1::OpenCycleRequest open;
  open.set_cycle_yaml(yaml);
  const auto cycle = Run(services::Kind::kOpenCycle, actor, open.SerializeAsString());
  EXPECT_TRUE(cycle.ok()) << cycle.status();
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
  last_id_ = NewId();
  ledger->Submit({.id = last_id_,
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
  return SubmitBody(unit, submission.SerializeAsString());
}

std::string OneNode::SubmitBody(const std::string& unit, const std::string& body) {
  return StageItem(*this, unit, ItemType::kSubmission, body, NewId());
}

std::string OneNode::Submit(const std::string& unit, const std::string& yaml) {
  assessment::v1::FillAnswersRequest fill;
  fill.set_cycle(kCycle);
  fill.set_unit(unit);
  *fill.mutable_answers() = SubmissionOf(unit, yaml).answers();
  const auto filled =
      Run(services::Kind::kFillAnswers, {unit, "cong-chuc", "clerk"}, fill.SerializeAsString());
  EXPECT_TRUE(filled.ok()) << filled.status();
  dossier::v1::Action action;
  action.set_kind("approve");
  (void)UnitActs(unit, action);
  action.set_kind("submit");
  return UnitActs(unit, action);
}

std::string OneNode::UnitActs(const std::string& unit, dossier::v1::Action action) {
  action.set_unit(unit);
  const auto done = Act({unit, "chu-tich", "leader"}, std::move(action));
  EXPECT_TRUE(done.ok()) << done.status();
  return last_id_;
}

std::string OneNode::SendAction(const std::string& unit, dossier::v1::Action action) {
  action.set_unit(unit);
  action.set_cycle(kCycle);
  return StageItem(*this, unit, ItemType::kAction, action.SerializeAsString(), NewId());
}

std::string OneNode::SendProgress(const std::string& unit,
                                  const remediation::v1::TaskReport& report) {
  return StageItem(*this, unit, ItemType::kProgress, report.SerializeAsString(), NewId());
}

void OneNode::ReviewToTheEnd() {
  const auto done = [](const auto& result) { PAR_CHECK(result.ok()); };
  MoveCycle("in_review");
  SetDay("2023-11-25");
  done(Act("la-ha", "accept"));
  done(Act("la-ha", "begin_review"));
  const auto frame = parts.dossiers.Frame(store, kCycle);
  done(frame);
  dossier::v1::Action agree;
  agree.set_unit("la-ha");
  agree.set_cycle(kCycle);
  agree.set_kind("agree_rest");
  for (const domain::ReviewedLeaf& leaf : frame->leaves) agree.add_areas(leaf.area);
  done(Act(council, agree));
  done(Act("la-ha", "settle"));
  for (const char* unit : {"nghia-ky", "song-ve"}) done(Act(unit, "mark_not_submitted"));
  MoveCycle("provisional");
  MoveCycle("appeal_window");
  done(Act("la-ha", "open_appeals"));
  SetDay("2023-12-01");
  done(Act("la-ha", "finalise"));
  MoveCycle("final");
}

std::string OneNode::SendFigures(const std::string& unit, const report::v1::UnitFigures& figures) {
  return StageItem(*this, unit, ItemType::kFigures, figures.SerializeAsString(), NewId());
}

dossier::v1::Dossier OneNode::NoticeOf(const std::string& unit) {
  const auto work = parts.own.Load(store, kCycle, unit);
  PAR_CHECK(work.ok());
  return work->row.dossier();
}

std::string OneNode::RejectionBelow(const std::string& unit,
                                    const decision::v1::SignedDecision& decision) {
  exchange::v1::Item item;
  item.set_submission_id(NewId());
  item.set_type(static_cast<std::uint32_t>(ItemType::kDecision));
  item.set_schema_version(1);
  item.set_body(decision.SerializeAsString());
  const auto sent = Run(TestKind::kSendDown, {unit, "", "node"}, item.SerializeAsString());
  EXPECT_TRUE(sent.ok()) << sent.status();
  Deliver();
  const exchange::StreamView view(store, exchange::Side::kLower, exchange::DownOf(unit));
  const auto event = view.Event(view.End()->length);
  PAR_CHECK(event.ok() && event->has_value());
  EXPECT_EQ((*event)->item().submission_id(), item.submission_id());
  return (*event)->result().reason();
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

}  // namespace par::district::testing
