// The line between the units of the node: both machines stepped by hand until nothing is under way.
// And what tests of a whole node need besides: names, sample texts, accounts, and rebuilding.
#include <gtest/gtest.h>

#include "common/base/check.h"
#include "common/identity/records.h"
#include "common/ledger/rebuild.h"
#include "common/services/rows.h"
#include "tests/support/read_text.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {

std::vector<std::string> MoreCommunes(std::size_t count) {
  std::vector<std::string> units;
  for (std::size_t i = 1; i <= count; ++i) units.push_back("xa-" + std::to_string(i));
  return units;
}

std::string Answers(const std::string& unit) {
  return ::par::testing::ReadText("criteria/answers/tu-nghia/" + unit + ".yaml");
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  PAR_CHECK(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

void OneNode::SubmitFor(void (OneNode::*step)(exchange::LinkInput), exchange::Submit submit) {
  agenda_.emplace_back([this, step, submit = std::move(submit)] {
    ledger->Submit(submit.command, [&](absl::StatusOr<ledger::Committed> done) {
      absl::StatusOr<std::string> answer = std::string();
      if (done.ok()) answer = done->response;
      if (!done.ok()) answer = done.status();
      agenda_.emplace_back([this, step, ticket = submit.ticket, answer] {
        (this->*step)(exchange::Committed{.ticket = ticket, .answer = answer});
      });
    });
    ledger->CommitWaiting();
  });
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
      SubmitFor(&OneNode::StepChild, *submit);
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
      SubmitFor(&OneNode::StepParent, *submit);
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

void OneNode::AddAccount(const std::string& name, const std::string& unit,
                         const std::vector<domain::Role>& roles,
                         const std::vector<std::string>& home_units) {
  record::v1::AccountRow row;
  row.mutable_account()->set_name(name);
  row.mutable_account()->set_full_name("Nguyễn Thị Lan");
  row.mutable_account()->set_unit(unit);
  for (const domain::Role role : roles) {
    row.mutable_account()->add_roles(static_cast<account::v1::Role>(static_cast<int>(role) + 1));
  }
  for (const std::string& home : home_units) row.mutable_account()->add_home_units(home);
  Put(identity::AccountKey(name), identity::EncodeRow(row));
}

void OneNode::SetUnits(const std::string& units_yaml) {
  record::v1::UnitsRow units;
  units.set_units_yaml(units_yaml);
  Put(services::UnitsKey(), services::EncodeRow(units));
}

void OneNode::ExpectRebuilds() {
  storage::MemoryStore empty;
  Parts again;
  const auto report = ledger::RebuildAndCompare(*Snapshot(), again, empty);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->difference.has_value());
  EXPECT_GT(report->rows, 50u);
}

}  // namespace par::district::testing
