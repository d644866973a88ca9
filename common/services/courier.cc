#include "common/services/courier.h"

#include <google/protobuf/message_lite.h>

#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/exchange/limits.h"

namespace par::services {
namespace {

exchange::v1::Item MakeItem(const ledger::Entry& entry, ItemType type,
                            const google::protobuf::MessageLite& body) {
  exchange::v1::Item item;
  item.set_type(static_cast<std::uint32_t>(type));
  item.set_schema_version(1);
  item.set_body(body.SerializeAsString());
  item.set_author(entry.command.actor.account);
  item.set_wall_time(entry.time);
  return item;
}

}  // namespace

std::string DerivedId(const ledger::Entry& entry, std::string_view use) {
  Sha256Stream stream;
  stream.AddField(entry.command.id);
  stream.AddField(use);
  return stream.Finish().ToBytes().substr(0, exchange::kSubmissionIdBytes);
}

absl::Status Courier::Up(const ledger::Entry& entry, ledger::Transaction& transaction,
                         std::string_view unit, ItemType type,
                         const google::protobuf::MessageLite& body, std::string submission_id,
                         const std::vector<exchange::v1::BlobRef>& blobs) const {
  exchange::v1::Item item = MakeItem(entry, type, body);
  item.set_submission_id(std::move(submission_id));
  for (const exchange::v1::BlobRef& blob : blobs) *item.add_blobs() = blob;
  return exchange_.Stage(entry, transaction, unit, std::move(item));
}

absl::Status Courier::Down(const ledger::Entry& entry, ledger::Transaction& transaction,
                           std::string_view unit, std::string_view child, ItemType type,
                           const google::protobuf::MessageLite& body) const {
  exchange::v1::Item item = MakeItem(entry, type, body);
  std::string use = std::to_string(item.type());
  use.append("/").append(unit).append("/").append(child);
  // One entry may bring several items of one type that all go on.
  use.append("/").append(Sha256::Of(item.body()).ToBytes());
  item.set_submission_id(DerivedId(entry, use));
  return exchange_.SendDown(entry, transaction, unit, child, std::move(item));
}

absl::Status Courier::DownIfBelow(const ledger::Entry& entry, ledger::Transaction& transaction,
                                  std::string_view unit, std::string_view child, ItemType type,
                                  const google::protobuf::MessageLite& body) const {
  ASSIGN_OR_RETURN(const auto parent, units_.ParentOf(transaction, child));
  return parent == unit ? Down(entry, transaction, unit, child, type, body) : absl::OkStatus();
}

absl::Status Courier::DownToAll(const ledger::Entry& entry, ledger::Transaction& transaction,
                                std::string_view unit, ItemType type,
                                const google::protobuf::MessageLite& body) const {
  ASSIGN_OR_RETURN(const std::vector<std::string> children,
                   units_.ChildrenToTell(transaction, unit, entry.time));
  for (const std::string& child : children) {
    RETURN_IF_ERROR(Down(entry, transaction, unit, child, type, body));
  }
  return absl::OkStatus();
}

absl::Status Courier::DownToOthers(const ledger::Entry& entry, ledger::Transaction& transaction,
                                   std::string_view child, ItemType type,
                                   const google::protobuf::MessageLite& body) const {
  ASSIGN_OR_RETURN(const auto sender, units_.ParentOf(transaction, child));
  if (!sender.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<std::string> children,
                   units_.ChildrenToTell(transaction, *sender, entry.time));
  for (const std::string& other : children) {
    if (other == child) continue;
    RETURN_IF_ERROR(Down(entry, transaction, *sender, other, type, body));
  }
  return absl::OkStatus();
}

}  // namespace par::services
