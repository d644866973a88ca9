#include "tests/unit/node/file_world.h"

#include <gtest/gtest.h>

#include <future>

#include "common/base/status_macros.h"
#include "common/rpc/client.h"
#include "common/services/command_router.h"
#include "common/services/courier.h"
#include "common/services/item_router.h"
#include "tests/support/status_matchers.h"

namespace par::node::testing {
namespace {

enum class FileKind : std::uint32_t { kSendUp = 9001 };

absl::StatusOr<std::string> SendUp(const NodePorts& ports, const ledger::Entry& entry,
                                   ledger::Transaction& transaction) {
  exchange::v1::Item item;
  item.ParseFromString(entry.command.payload);
  unit::v1::Unit body;
  body.set_id(entry.command.unit);
  RETURN_IF_ERROR(ports.courier.Up(entry, transaction, entry.command.unit,
                                   services::ItemType::kSubmission, body, entry.command.id,
                                   {item.blobs().begin(), item.blobs().end()}));
  return std::string();
}

}  // namespace

std::string Pdf(std::size_t bytes, std::string_view seed) {
  std::string text = "%PDF-1.7\n" + std::string(seed);
  while (text.size() < bytes) text += std::to_string(text.size()) + " ";
  text.resize(bytes);
  return text;
}

exchange::v1::BlobRef RefTo(const std::string& file, std::string_view media_type) {
  exchange::v1::BlobRef ref;
  ref.set_sha256(Sha256::Of(file).ToBytes());
  ref.set_size(file.size());
  ref.set_media_type(std::string(media_type));
  return ref;
}

Site::Site(World& world, const std::string& node, config::NodeLevel level, const std::string& unit)
    : config_(world.NewConfig(node, level, unit)), unit_(unit) {}

void Site::Start() {
  Hooks hooks;
  hooks.on_register = [this](const NodePorts& ports, services::CommandRouter& commands,
                             services::ItemRouter& items) {
    files_ = &ports.files;
    submit_ = ports.calls.submit;
    commands.On(FileKind::kSendUp, "test.send_up",
                [ports](const ledger::Entry& entry, ledger::Transaction& transaction) {
                  return SendUp(ports, entry, transaction);
                });
    items.On(services::ItemType::kSubmission,
             [this](const ledger::Entry&, const exchange::Arrival& arrival, ledger::Transaction&) {
               const std::lock_guard lock(mutex_);
               received_.insert(arrival.event.item().submission_id());
               return absl::OkStatus();
             });
  };
  ASSERT_OK_AND_ASSIGN(node_, Node::Start(config_, UnitProgram(config_.level, hooks)));
  if (node_->peer_port() != 0) {
    config_.peer_listen = "127.0.0.1:" + std::to_string(node_->peer_port());  // After a restart.
  }
}

void Site::Stop() {
  node_->Stop();
  node_.reset();
}

void Site::Put(const std::string& file) {
  const Sha256 sha256 = Sha256::Of(file);
  for (std::size_t at = 0; at < file.size(); at += evidence::kMaxPieceBytes) {
    ASSERT_OK(files_->Put(sha256, file.size(), at,
                          std::string_view(file).substr(at, evidence::kMaxPieceBytes)));
  }
  ASSERT_OK(files_->Finish(sha256, file.size(), evidence::FileKind::kPdf));
}

void Site::Send(const std::vector<exchange::v1::BlobRef>& blobs) {
  exchange::v1::Item item;
  for (const exchange::v1::BlobRef& blob : blobs) *item.add_blobs() = blob;
  ledger::Command command;
  command.id = rpc::NewRequestId();
  command.actor = {.unit = unit_, .account = "quan-tri", .role = "administrator"};
  command.unit = unit_;
  command.kind = static_cast<std::uint32_t>(FileKind::kSendUp);
  command.payload = item.SerializeAsString();
  const auto done = std::make_shared<std::promise<absl::Status>>();
  submit_(std::move(command),
          [done](const absl::StatusOr<std::string>& answer) { done->set_value(answer.status()); });
  ASSERT_OK(done->get_future().get());
}

std::size_t Site::received() {
  const std::lock_guard lock(mutex_);
  return received_.size();
}

exchange::BlobTraffic Site::Files(Direction direction) {
  for (const LineStatus& line : node_->Lines()) {
    if (line.direction == direction) return line.files;
  }
  return {};
}

}  // namespace par::node::testing
