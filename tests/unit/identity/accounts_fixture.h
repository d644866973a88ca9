// Entries about accounts carried out on rows in memory, kept only where the answer is OK, as the
// ledger does.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/identity/account_commands.h"
#include "common/identity/accounts.h"
#include "common/identity/token.h"
#include "common/storage/memory_store.h"
#include "par/account/v1/account.pb.h"
#include "tests/support/status_matchers.h"

namespace par::identity {

namespace pb = par::account::v1;

class StepTransaction final : public ledger::Transaction {
 public:
  explicit StepTransaction(storage::MemoryStore& store) : store_(store) {}

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    for (auto write = batch_.rbegin(); write != batch_.rend(); ++write) {
      if (write->key == key) return write->value;
    }
    return store_.Get(key);
  }
  absl::StatusOr<storage::Page> Scan(const storage::Range& range,
                                     const storage::PageLimit& limit) const override {
    EXPECT_TRUE(batch_.empty()) << "this transaction does not scan its own writes";
    return store_.Scan(range, limit);
  }
  void Put(std::string key, std::string value) override {
    batch_.push_back({std::move(key), std::move(value)});
  }
  void Erase(std::string key) override { batch_.push_back({std::move(key), std::nullopt}); }
  void Keep() {
    EXPECT_EQ(store_.Commit(batch_, {}, storage::Durability::kSynced), storage::Outcome::kOk);
  }

 private:
  storage::MemoryStore& store_;
  storage::Batch batch_;
};

class AccountsFixture : public ::testing::Test {
 protected:
  static constexpr std::int64_t kNow = 1'700'000'000'000'000;

  // Carries `request` out as authorised for `unit`; an answer that is refused changes nothing.
  template <typename Request>
  absl::StatusOr<std::string> Run(Kind kind, const std::string& unit, const Request& request) {
    ledger::Entry entry;
    entry.time = now_;
    entry.command.unit = unit;
    entry.command.actor.account = actor_;
    entry.command.kind = static_cast<std::uint32_t>(kind);
    entry.command.payload = request.SerializeAsString();
    for (const AccountCommand& command : AccountCommands()) {
      if (command.kind != kind) continue;
      StepTransaction step(store_);
      auto answer = command.apply(entry, step);
      if (answer.ok()) step.Keep();
      return answer;
    }
    ADD_FAILURE() << "no such command";
    return std::string();
  }

  static pb::Account Person(const std::string& name, const std::string& unit,
                            std::vector<pb::Role> roles) {
    pb::Account account;
    account.set_name(name);
    account.set_full_name("Nguyễn Thị Lan");
    account.set_unit(unit);
    for (const pb::Role role : roles) account.add_roles(role);
    return account;
  }

  absl::StatusOr<std::string> Add(const pb::Account& account) {
    pb::AddAccountRequest request;
    *request.mutable_account() = account;
    return Run(Kind::kAddAccount, account.unit(), request);
  }

  absl::StatusOr<std::string> Issue(const std::string& account, const std::string& unit,
                                    std::string_view token, std::int64_t expires = 0) {
    pb::IssueTokenRequest request;
    request.set_account(account);
    request.set_token_sha256(HashOfToken(token).ToBytes());
    request.set_label("máy văn phòng");
    request.set_expires_at(expires);
    return Run(Kind::kIssueToken, unit, request);
  }

  absl::StatusOr<std::string> Disable(const std::string& account, const std::string& unit) {
    pb::DisableAccountRequest request;
    request.set_account(account);
    request.set_reason("nghỉ hưu");
    return Run(Kind::kDisableAccount, unit, request);
  }

  // root administers tu-nghia with token "root-token".
  void Bootstrap() {
    pb::BootstrapRequest request;
    auto* first = request.add_accounts();
    *first->mutable_account() = Person("root", "tu-nghia", {pb::ROLE_ADMINISTRATOR});
    first->set_token_sha256(HashOfToken("root-token").ToBytes());
    ASSERT_OK(Run(Kind::kBootstrap, "tu-nghia", request));
  }

  storage::MemoryStore store_;
  std::int64_t now_ = kNow;  // Of the next entry.
  std::string actor_;        // Likewise.
};

}  // namespace par::identity
