// What a unit below hands up for the desks: a submission, an action on its dossier, a copy of its
// decision. The item is signed and in its place, its body is any bytes. Promised: it is taken into
// the stream whatever it holds, with a verdict; what is rejected has a reason that can be told and
// changes nothing but the stream.
#include <array>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/domain/catalogue.h"
#include "common/services/kinds.h"
#include "common/storage/schema.h"
#include "par/cycle/v1/cycle.pb.h"
#include "tests/fuzz/link_conversation.h"
#include "tests/fuzz/submission_world.h"
#include "tests/fuzz/targets.h"

namespace par::fuzz {
namespace {

using exchange::v1::LinkMessage;
using services::ItemType;

// Every row that the services keep.
std::string ServiceRows(const storage::Reader& state) {
  const std::string from(1, static_cast<char>(storage::Prefix::kHosting));
  const std::string to(1, static_cast<char>(storage::Prefix::kDecision) + 1);
  const auto page = state.Scan({.first = from, .end = to}, {});
  PAR_CHECK(page.ok() && !page->resume.has_value());
  std::string rows;
  for (const auto& [key, value] : page->rows) rows.append(key).append(value);
  return rows;
}

}  // namespace

void KnowTheSet(exchange::testing::HandSpokenNode& node) {
  const auto put = static_cast<std::uint32_t>(sim::SimKind::kPutRow);
  for (auto& [kind, payload] : sim::FoundingOf(SmallCountry(), "P", /*desks=*/true)) {
    if (kind.number() == put) node.Enter(put, std::move(payload));
  }
}

void OpenCycleOfP(exchange::testing::HandSpokenNode& node) {
  KnowTheSet(node);
  const sim::Country country = SmallCountry();
  cycle::v1::OpenCycleRequest open;
  open.set_actor_unit("p");
  open.set_cycle_yaml(sim::CycleYaml(country, "p"));
  node.EnterAs({.unit = "p", .account = "quan-tri", .role = "administrator"},
               static_cast<std::uint32_t>(services::Kind::kOpenCycle), open.SerializeAsString());
  cycle::v1::AdvanceCycleRequest advance;
  advance.set_actor_unit("p");
  advance.set_id(sim::CycleOf("p"));
  advance.set_to_state("self_assessing");
  node.EnterAs({.unit = "p", .account = "hoi-dong", .role = "council"},
               static_cast<std::uint32_t>(services::Kind::kAdvanceCycle),
               advance.SerializeAsString());
}

std::vector<EnteredCommand> SubmissionOfC() {
  const std::string cycle = sim::CycleOf("p");
  const auto act = [&cycle](const std::string& kind) {
    return EnteredCommand{static_cast<std::uint32_t>(services::Kind::kAct),
                          {.unit = "c", .account = "chu-tich", .role = "leader"},
                          sim::Act(cycle, "c", kind).SerializeAsString()};
  };
  return {{static_cast<std::uint32_t>(services::Kind::kFillAnswers),
           {.unit = "c", .account = "cong-chuc", .role = "clerk"},
           sim::Answers(cycle, "c", 7).SerializeAsString()},
          act("approve"),
          act("submit")};
}

void FuzzSubmission(std::string_view input) {
  exchange::testing::HandSpokenNode node = UpperNode();
  OpenCycleOfP(node);
  exchange::ParentLink link(UpperConfig(), node.ports());
  (void)node.Step(link, exchange::Connected{});
  LinkMessage hello;
  hello.mutable_hello()->set_node_id("C");
  hello.mutable_hello()->set_machine_id("machine");
  hello.mutable_hello()->set_protocol_minimum(1);
  hello.mutable_hello()->set_protocol_maximum(1);
  exchange::v1::HelloStream& described = *hello.mutable_hello()->add_streams();
  *described.mutable_stream() = exchange::ToWire(exchange::UpOf("c"));
  *described.mutable_position() = exchange::ToWire(exchange::Position{});
  const auto greeted = node.Step(link, exchange::MessageIn{hello});
  PAR_CHECK(greeted.size() == 1 && greeted[0].hello_ack().grants_size() == 1);
  LineFacts facts;
  facts.sessions[exchange::UpOf("c")] = greeted[0].hello_ack().grants(0).session();
  Pieces pieces(input);
  std::uint64_t number = 0;
  while (const auto piece = pieces.Next()) {
    constexpr std::array kTypes = {ItemType::kSubmission,         ItemType::kAction,
                                   ItemType::kDecisionCopy,       ItemType::kPackedDecision,
                                   ItemType::kPackedDecisionCopy, ItemType::kDossier};
    LinkMessage push;
    exchange::v1::Item& item = *push.mutable_push()->add_events()->mutable_item();
    item.set_submission_id(std::to_string(++number));
    item.set_type(static_cast<std::uint32_t>(kTypes.at(piece->how % kTypes.size())));
    item.set_body(std::string(piece->bytes));
    Fit(kFit | kChain | kSign, facts, "C", push);
    const std::string before = ServiceRows(node.store());
    const auto said = node.Step(link, exchange::MessageIn{push});
    CheckSaid(said);
    PAR_CHECK(!said.empty() && said[0].ack().results_size() == 1);
    const exchange::v1::Result& result = said[0].ack().results(0);
    if (result.verdict() == exchange::v1::VERDICT_REJECTED) {
      PAR_CHECK(domain::FindText(result.reason()) != nullptr);
      PAR_CHECK(ServiceRows(node.store()) == before);
    }
    facts.ends[exchange::UpOf("c")] = exchange::FromWire(said[0].ack().durable());
  }
}

}  // namespace par::fuzz
