#include "common/identity/accounts.h"

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/identity/records.h"
#include "common/identity/token.h"

namespace par::identity {
namespace {

using record::v1::AccountCounts;
using record::v1::AccountRow;
using record::v1::TokenRow;

Account FromRow(const AccountRow& row) {
  const auto& stored = row.account();
  Account account{.name = domain::AccountId(stored.name()),
                  .full_name = stored.full_name(),
                  .position = stored.position(),
                  .unit = domain::UnitId(stored.unit()),
                  .roles = {},
                  .areas = {stored.areas().begin(), stored.areas().end()},
                  .disabled = stored.disabled()};
  // The messages begin to count at 1, for 0 means "not given".
  for (const int role : stored.roles())
    account.roles.push_back(static_cast<domain::Role>(role - 1));
  for (const std::string& unit : stored.home_units()) account.home_units.emplace_back(unit);
  return account;
}

}  // namespace

std::vector<domain::UnitId> HomeUnitsOf(const Account& account) {
  std::vector<domain::UnitId> units = {account.unit};
  units.insert(units.end(), account.home_units.begin(), account.home_units.end());
  return units;
}

absl::StatusOr<domain::Role> RoleFor(const Caller& caller, domain::Permission permission,
                                     domain::Relation relation) {
  PAR_CHECK(!caller.roles.empty() || !caller.withheld.empty());
  for (const domain::Role role : caller.roles) {
    if (domain::Authorise(permission, role, relation).ok()) return role;
  }
  for (const domain::Role role : caller.withheld) {
    if (!domain::Authorise(permission, role, relation).ok()) continue;
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "second_factor_needed_here",
                           {{"role", std::string(domain::Name(role))}});
  }
  const domain::Role first = caller.roles.empty() ? caller.withheld.front() : caller.roles.front();
  return domain::Authorise(permission, first, relation);
}

absl::StatusOr<std::optional<Account>> FindAccount(const storage::Reader& rows,
                                                   const domain::AccountId& name) {
  if (name.empty()) return std::optional<Account>();
  ASSIGN_OR_RETURN(const auto row, ReadRow<AccountRow>(rows, AccountKey(name.value())));
  if (!row.has_value()) return std::optional<Account>();
  return std::optional<Account>(FromRow(*row));
}

absl::StatusOr<AccountPage> ListAccounts(const storage::Reader& rows, const domain::UnitId& unit,
                                         const std::string& after, std::size_t limit) {
  PAR_CHECK(limit > 0);
  storage::Range range = storage::PrefixRange(storage::KeyWriter(storage::Prefix::kAccount).Take());
  if (!after.empty()) range.first = AccountKey(after) + '\0';
  AccountPage found;
  while (true) {
    ASSIGN_OR_RETURN(const storage::Page page, rows.Scan(range, storage::PageLimit{}));
    for (const auto& [key, value] : page.rows) {
      ASSIGN_OR_RETURN(const AccountRow row, DecodeRow<AccountRow>(value));
      if (!unit.empty() && row.account().unit() != unit.value()) continue;
      if (found.accounts.size() == limit) {
        found.next = found.accounts.back().name.value();
        return found;
      }
      found.accounts.push_back(FromRow(row));
    }
    if (!page.resume.has_value()) return found;
    range.first = *page.resume;
  }
}

absl::StatusOr<std::vector<TokenInfo>> ListTokens(const storage::Reader& rows,
                                                  const domain::AccountId& account) {
  storage::Range range = storage::PrefixRange(
      storage::KeyWriter(storage::Prefix::kTokenOf).Text(account.value()).Take());
  std::vector<TokenInfo> tokens;
  while (true) {
    ASSIGN_OR_RETURN(const storage::Page page, rows.Scan(range, storage::PageLimit{}));
    for (const auto& [key, hash] : page.rows) {
      ASSIGN_OR_RETURN(const auto row, ReadRow<TokenRow>(rows, TokenKey(hash)));
      if (!row.has_value() || row->sha256() != hash) {
        return domain::Refusal(absl::StatusCode::kDataLoss, "account_row_unreadable");
      }
      tokens.push_back({.id = TokenId(Sha256::FromBytes(hash)),
                        .label = row->label(),
                        .issued_micros = row->issued_at(),
                        .expires_micros = row->expires_at(),
                        .revoked = row->revoked()});
    }
    if (!page.resume.has_value()) return tokens;
    range.first = *page.resume;
  }
}

absl::StatusOr<bool> HasNoAccount(const storage::Reader& rows) {
  ASSIGN_OR_RETURN(const auto counts, ReadRow<AccountCounts>(rows, CountsKey()));
  return !counts.has_value() || counts->accounts() == 0;
}

absl::StatusOr<Caller> VerifyToken(const storage::Reader& rows, std::string_view token,
                                   std::int64_t now_micros) {
  const auto not_good = domain::Refusal(absl::StatusCode::kUnauthenticated, "token_not_good");
  ASSIGN_OR_RETURN(const auto row, ReadRow<TokenRow>(rows, TokenKey(HashOfToken(token).ToBytes())));
  if (!row.has_value() || row->revoked()) return not_good;
  if (row->expires_at() != 0 && row->expires_at() <= now_micros) return not_good;
  ASSIGN_OR_RETURN(auto account, FindAccount(rows, domain::AccountId(row->account())));
  if (!account.has_value() || account->disabled) return not_good;
  return Caller{.account = account->name,
                .unit = account->unit,
                .roles = std::move(account->roles),
                .areas = std::move(account->areas)};
}

}  // namespace par::identity
