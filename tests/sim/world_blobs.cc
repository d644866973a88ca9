// The Blob streams of a World: a connection of its own for each line, where nothing is doubled or
// reordered; it arrives or it breaks.
#include <memory>
#include <utility>

#include "common/domain/refusal.h"
#include "tests/sim/rows_of.h"
#include "tests/sim/world_node.h"

namespace par::sim {

using exchange::BlobAction;
using exchange::BlobInput;
using exchange::v1::BlobMessage;

absl::Status World::Wanted(const Node& node, const exchange::Blob& blob) const {
  const std::string sha256 = blob.sha256.ToBytes();
  bool wanted = false;
  ForEachItem(*node.disk, [&](const ItemPlace& place, const exchange::v1::Item& item) {
    if (place.side != exchange::Side::kUpper) return;
    for (const exchange::v1::BlobRef& ref : item.blobs()) wanted |= ref.sha256() == sha256;
  });
  if (wanted) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kNotFound, "exchange_blob_not_wanted");
}

void World::StepFiles(Node& node, const std::string& parent, BlobInput input) {
  const auto sender = node.files_up.find(parent);
  if (sender == node.files_up.end()) return;
  for (BlobAction& action : sender->second->Step(std::move(input))) {
    if (std::holds_alternative<exchange::BlobDial>(action)) {
      Later(1000, [this, &node, parent, boot = node.boot] {
        if (node.boot == boot) DialFiles(node, parent);
      });
    } else if (auto* send = std::get_if<exchange::BlobSend>(&action)) {
      CarryFile(node.file_line[parent], true, std::move(send->message));
    } else if (std::holds_alternative<exchange::BlobClose>(action)) {
      return CloseFileLine(node.file_line[parent]);
    }
  }
}

void World::StepReceiver(std::uint64_t id, BlobInput input) {
  const auto at = file_lines_.find(id);
  if (at == file_lines_.end()) return;
  Node& above = At(at->second->parent);
  for (BlobAction& action : at->second->receiver->Step(std::move(input))) {
    if (auto* send = std::get_if<exchange::BlobSend>(&action)) {
      CarryFile(id, false, std::move(send->message));
    } else if (std::holds_alternative<exchange::BlobClose>(action)) {
      return CloseFileLine(id);
    } else if (std::holds_alternative<exchange::BlobSettled>(action)) {
      for (const auto& [parent, sender] : above.files_up) {
        StepFiles(above, parent, exchange::BlobsChanged{});  // To be handed on.
      }
    }
  }
}

void World::DialFiles(Node& node, const std::string& parent) {
  Node& above = parent == node.id ? node : At(parent);
  const bool line = !node.isolated && !above.isolated && !node.deaf_up && !node.deaf_down;
  if (above.boot == 0 || !line) {
    return StepFiles(node, parent, exchange::BlobDisconnected{absl::UnavailableError("no line")});
  }
  const std::uint64_t id = ++next_number_;
  auto made = std::make_unique<FileLine>();
  made->child = node.name;
  made->parent = above.name;
  made->parent_node = parent;
  made->receiver = std::make_unique<exchange::BlobReceiver>(
      above.shelf, [this, &above](const exchange::Blob& blob) { return Wanted(above, blob); });
  file_lines_[id] = std::move(made);
  node.file_line[parent] = id;
  node.file_lines.insert(id);
  above.file_lines.insert(id);
  StepReceiver(id, exchange::BlobConnected{});
  StepFiles(node, parent, exchange::BlobConnected{});
}

void World::CarryFile(std::uint64_t id, bool up, BlobMessage message) {
  const auto at = file_lines_.find(id);
  if (at == file_lines_.end()) return;
  FileLine& line = *at->second;
  const Node& child = At(line.child);
  if (up ? child.deaf_up : child.deaf_down) return;
  const bool breaks = Chance(faults.drop_percent) && Chance(20);
  if (message.has_chunk() && Chance(faults.forge_percent) && Chance(20)) {
    message.mutable_chunk()->mutable_data()->at(0) ^= 1;
  }
  std::int64_t& last = up ? line.last_up : line.last_down;
  const std::int64_t floor = last - clock_.MonotonicMicros();
  const std::int64_t delay = std::max(Arrival(last), floor);
  last = clock_.MonotonicMicros() + delay;
  const auto shared = std::make_shared<const BlobMessage>(std::move(message));
  Later(delay, [this, id, up, breaks, shared] {
    if (breaks) return CloseFileLine(id);
    DeliverFile(id, up, *shared);
  });
}

void World::DeliverFile(std::uint64_t id, bool up, const BlobMessage& message) {
  const auto at = file_lines_.find(id);
  if (at == file_lines_.end()) return;
  Mix(static_cast<std::uint64_t>(clock_.MonotonicMicros()) + message.ByteSizeLong());
  if (trace_) {
    Trace((up ? at->second->child + " > " + at->second->parent
              : at->second->parent + " > " + at->second->child) +
          ": file " + message.ShortDebugString().substr(0, 100));
  }
  if (watcher_ != nullptr) {
    watcher_->OnDeliverFile(up ? at->second->parent : at->second->child, message);
  }
  if (up) return StepReceiver(id, exchange::BlobIn{message});
  const std::string parent = at->second->parent_node;
  StepFiles(At(at->second->child), parent, exchange::BlobIn{message});
}

void World::CloseFileLine(std::uint64_t id) {
  const auto at = file_lines_.find(id);
  if (at == file_lines_.end()) return;
  // Whoever called may still be in the receiver's step.
  auto kept =
      std::make_shared<std::unique_ptr<FileLine>>(std::move(file_lines_.extract(at).mapped()));
  Later(0, [kept] { kept->reset(); });
  Node& child = At((*kept)->child);
  child.file_lines.erase(id);
  At((*kept)->parent).file_lines.erase(id);
  KeepAwake(child);
  const std::string parent = (*kept)->parent_node;
  if (child.file_line[parent] != id) return;
  child.file_line[parent] = 0;
  StepFiles(child, parent, exchange::BlobDisconnected{});
}

}  // namespace par::sim
