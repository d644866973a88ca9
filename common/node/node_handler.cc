#include "common/node/node_handler.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/exchange/queries.h"
#include "common/ledger/entry.h"
#include "common/node/entry_search.h"
#include "common/node/watch_call.h"
#include "common/node/witness_view.h"
#include "common/rpc/calls.h"
#include "common/services/command_handler.h"

namespace par::node {
namespace {

std::uint64_t ResidentBytes() {
  std::ifstream status("/proc/self/statm");
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  status >> size >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

// What the ledger tells, and a copy of everything, is of all units: so it takes the right over a
// unit that is hosted here. An account of a unit that lives elsewhere has none by being its own.
absl::Status MayOnHosted(const services::HandlerPorts& ports, const storage::Reader& state,
                         const rpc::Caller& caller, domain::Permission permission) {
  ASSIGN_OR_RETURN(const record::v1::Hosting hosting, services::ReadHosting(state));
  absl::Status answer = ports.MaySee(state, caller, permission, "");
  for (const std::string& unit : hosting.units()) {
    answer = ports.MaySee(state, caller, permission, unit);
    if (!absl::IsPermissionDenied(answer)) return answer;
  }
  return answer;
}

bool IsUp(Direction direction, std::string_view /*peer*/) { return direction == Direction::kUp; }

void Describe(const KeyFile& file, domain::Language language, v1::KeyFile& shown) {
  shown.set_setting(file.setting);
  shown.set_file(file.file);
  shown.set_not_after(file.not_after);
  if (!file.problem.ok()) shown.set_problem(domain::TextOf(file.problem, language));
}

}  // namespace

grpc::ServerUnaryReactor* NodeHandler::GetStatus(grpc::CallbackServerContext* context,
                                                 const v1::GetStatusRequest* request,
                                                 v1::GetStatusResponse* response) {
  return services::Query(
      ports_.calls, ports_.handlers, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller&) -> absl::StatusOr<v1::GetStatusResponse> {
        v1::GetStatusResponse status;
        status.set_node_id(ports_.config.node_id);
        status.set_level(std::string(config::Name(ports_.config.level)));
        for (const std::string& unit : ports_.config.units) status.add_units(unit);
        const ledger::Mark head = ports_.head();
        status.set_entries(head.number);
        status.set_head_sha256(head.hash.Hex());
        status.set_started_at(ports_.started_at);
        status.set_resident_bytes(ResidentBytes());
        ASSIGN_OR_RETURN(const auto streams, exchange::StreamStates(state));
        std::uint64_t up = 0;
        std::uint64_t down = 0;
        for (const exchange::StreamState& stream : streams) {
          (stream.side == exchange::Side::kLower ? up : down) += stream.waiting_items;
        }
        status.set_waiting_up(static_cast<std::uint32_t>(up));
        status.set_waiting_down(static_cast<std::uint32_t>(down));
        for (const KeyFile& file : ports_.key_files()) {
          Describe(file, ports_.config.language, *status.add_key_files());
        }
        status.set_last_copy_at(last_copy_micros_);
        const FilesRead read = ports_.files_read();
        status.set_files_damaged(static_cast<std::uint32_t>(read.damaged));
        status.set_files_read_at(read.whole_at);
        status.set_files_unused(static_cast<std::uint32_t>(read.unused.files));
        status.set_bytes_unused(read.unused.bytes);
        RETURN_IF_ERROR(DescribeDoubts(state, ports_.config.node_id, ports_.lines(IsUp, kAllLines),
                                       services::LanguageOf(request->language()), status));
        return status;
      });
}

grpc::ServerUnaryReactor* NodeHandler::ListLinks(grpc::CallbackServerContext* context,
                                                 const v1::ListLinksRequest* request,
                                                 v1::ListLinksResponse* response) {
  return services::Query(
      ports_.calls, ports_.handlers, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller&) -> absl::StatusOr<v1::ListLinksResponse> {
        return PageOfLinks(state, ports_.handlers.units, ports_.lines, *request);
      });
}

grpc::ServerUnaryReactor* NodeHandler::VerifyLedger(grpc::CallbackServerContext* context,
                                                    const v1::VerifyLedgerRequest* request,
                                                    v1::VerifyLedgerResponse* response) {
  return services::Query(
      ports_.calls, ports_.handlers, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller& caller) -> absl::StatusOr<v1::VerifyLedgerResponse> {
        RETURN_IF_ERROR(
            MayOnHosted(ports_.handlers, state, caller, domain::Permission::kViewAudit));
        return ports_.ledger_checks.Ask(caller.account.value(), *request);
      });
}

grpc::ServerUnaryReactor* NodeHandler::ListEntries(grpc::CallbackServerContext* context,
                                                   const v1::ListEntriesRequest* request,
                                                   v1::ListEntriesResponse* response) {
  return services::Query(
      ports_.calls, ports_.handlers, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller& caller) -> absl::StatusOr<v1::ListEntriesResponse> {
        RETURN_IF_ERROR(
            MayOnHosted(ports_.handlers, state, caller, domain::Permission::kViewAudit));
        return FindEntries(state, ports_.commands, *request);
      });
}

grpc::ServerUnaryReactor* NodeHandler::ListWitnessed(grpc::CallbackServerContext* context,
                                                     const v1::ListWitnessedRequest* request,
                                                     v1::ListWitnessedResponse* response) {
  return services::Query(
      ports_.calls, ports_.handlers, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller& caller) -> absl::StatusOr<v1::ListWitnessedResponse> {
        RETURN_IF_ERROR(
            MayOnHosted(ports_.handlers, state, caller, domain::Permission::kViewAudit));
        return PageOfWitnessed(state, ports_.handlers.units, ports_.config.node_id, *request);
      });
}

grpc::ServerUnaryReactor* NodeHandler::Export(grpc::CallbackServerContext* context,
                                              const v1::ExportRequest* request,
                                              v1::ExportResponse* response) {
  return services::Query(
      ports_.calls, ports_.handlers, context, response,
      [this, context, request](const storage::Reader& state,
                               const rpc::Caller& caller) -> absl::StatusOr<v1::ExportResponse> {
        RETURN_IF_ERROR(
            MayOnHosted(ports_.handlers, state, caller, domain::Permission::kManageLinks));
        // The copy holds all that this snapshot does; entries may come in while it is made.
        ASSIGN_OR_RETURN(const ledger::Mark head, ledger::ReadHead(state));
        ASSIGN_OR_RETURN(const Backup made, ports_.copy(request->folder()));
        // Whoever asked has gone, and will neither seal the copy nor remove it.
        if (const absl::Status waiting = rpc::CheckDeadline(*context); !waiting.ok()) {
          std::error_code error;
          std::filesystem::remove_all(made.folder, error);
          return waiting;
        }
        last_copy_micros_ = ports_.handlers.clock.WallMicros();
        v1::ExportResponse answer;
        answer.set_bytes(made.bytes);
        answer.set_files(made.files);
        answer.set_folder(made.folder.string());
        answer.set_entries(head.number);
        answer.set_manifest_sha256(made.manifest.Hex());
        return answer;
      });
}

grpc::ServerUnaryReactor* NodeHandler::GetRecovery(grpc::CallbackServerContext* context,
                                                   const v1::GetRecoveryRequest* request,
                                                   v1::GetRecoveryResponse* response) {
  return services::Query(
      ports_.calls, ports_.handlers, context, response,
      [this, request](const storage::Reader& state,
                      const rpc::Caller& caller) -> absl::StatusOr<v1::GetRecoveryResponse> {
        if (request->fetch_files()) {
          RETURN_IF_ERROR(
              MayOnHosted(ports_.handlers, state, caller, domain::Permission::kManageLinks));
        }
        const domain::Language language = services::LanguageOf(request->language());
        v1::GetRecoveryResponse answer;
        answer.set_upper_node(ports_.config.upper.id);
        for (const LineStatus& line : ports_.lines(IsUp, kAllLines)) {
          answer.set_in_session(line.link.in_session);
          answer.set_in_step(line.link.in_step);
          answer.set_items_here(line.link.items_here);
          answer.set_items_above(line.link.items_above);
          answer.set_bytes_received(line.link.bytes_received);
          if (!line.link.last_error.ok()) {
            answer.set_last_error(domain::TextOf(line.link.last_error, language));
          }
        }
        const exchange::BlobLoss loss = ports_.file_loss(request->fetch_files());
        answer.set_files_missing(loss.files_missing);
        answer.set_bytes_missing(loss.bytes_missing);
        answer.set_files_asked(loss.files_asked);
        answer.set_bytes_fetched(loss.bytes_fetched);
        if (!loss.last_error.ok()) answer.set_file_error(domain::TextOf(loss.last_error, language));
        return answer;
      });
}

grpc::ServerWriteReactor<v1::WatchResponse>* NodeHandler::Watch(
    grpc::CallbackServerContext* context, const v1::WatchRequest* request) {
  return NewWatch(ports_.calls, ports_.handlers, ports_.changes, context, request);
}

}  // namespace par::node
