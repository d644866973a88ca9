#include "common/node/link_view.h"

#include <string>
#include <string_view>

#include "common/base/status_macros.h"
#include "common/domain/catalogue.h"
#include "common/domain/refusal.h"
#include "common/services/handler_ports.h"

namespace par::node {
namespace {

using domain::Language;

std::string_view StandingOf(const exchange::LinkStatus& link) {
  if (link.in_session) return "session";
  if (link.connected) return "connecting";
  return link.last_contact != 0 || !link.last_error.ok() ? "broken" : "never";
}

// Lines in their order, by the side they lead to and the node there.
std::string TokenOf(Direction direction, std::string_view peer) {
  return std::to_string(static_cast<int>(direction)) + std::string(peer);
}

// What the node above gave as its reason for not taking a file comes as a bare code: its words are
// added where they stand for themselves.
std::string FileErrorText(const absl::Status& error, Language language) {
  std::string text = domain::TextOf(error, language);
  for (const domain::Parameter& parameter : domain::ParametersOf(error)) {
    if (parameter.name != "reason") continue;
    const domain::CatalogueText* inner = domain::FindText(parameter.value);
    if (inner == nullptr || inner->english.find('{') != std::string_view::npos) continue;
    text += ": ";
    text += language == Language::kVietnamese ? inner->vietnamese : inner->english;
  }
  return text;
}

absl::Status Describe(const storage::Reader& state, const services::Units& units,
                      const LineStatus& line, Language language, v1::Link& shown) {
  shown.set_peer(line.link.peer);
  shown.set_direction(std::string(Name(line.direction)));
  shown.set_connected(line.link.connected);
  shown.set_in_session(line.link.in_session);
  shown.set_session_since(line.link.session_since);
  shown.set_last_contact(line.link.last_contact);
  shown.set_standing(std::string(StandingOf(line.link)));
  shown.set_standing_text(domain::TextOf(
      domain::Refusal(absl::StatusCode::kFailedPrecondition, "link_" + shown.standing()),
      language));
  for (const std::string& unit : line.units) shown.add_units(unit);
  if (!line.units.empty()) {
    ASSIGN_OR_RETURN(*shown.mutable_unit_name(), units.NameOf(state, line.units.front()));
  }
  shown.set_items_waiting(line.link.items_waiting);
  shown.set_bytes_waiting(line.link.bytes_waiting);
  shown.set_items_waiting_there(line.link.items_waiting_there);
  shown.set_bytes_waiting_there(line.link.bytes_waiting_there);
  shown.set_files_waiting(line.files.files_waiting);
  shown.set_file_bytes_waiting(line.files.bytes_waiting);
  shown.set_file_bytes_moved(line.files.bytes_moved);
  shown.set_bytes_per_second(line.link.bytes_per_second + line.files.bytes_per_second);
  if (!line.link.last_error.ok()) {
    shown.set_last_error(domain::TextOf(line.link.last_error, language));
    shown.set_last_error_reason(domain::ReasonOf(line.link.last_error));
  }
  shown.set_witnessed_entry(line.link.witnessed);
  if (!line.link.ledger_doubt.ok()) {
    shown.set_ledger_doubt(domain::TextOf(line.link.ledger_doubt, language));
    shown.set_ledger_doubt_reason(domain::ReasonOf(line.link.ledger_doubt));
  }
  if (!line.files.last_error.ok()) {
    shown.set_file_error(FileErrorText(line.files.last_error, language));
    shown.set_file_error_reason(domain::ReasonOf(line.files.last_error));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ListLinksResponse> PageOfLinks(const storage::Reader& state,
                                                  const services::Units& units,
                                                  const DescribeLines& lines,
                                                  const v1::ListLinksRequest& request) {
  const Language language = services::LanguageOf(request.language());
  const auto wanted = [&](Direction direction, std::string_view peer) {
    return TokenOf(direction, peer) >= request.after();
  };
  v1::ListLinksResponse page;
  for (const LineStatus& line : lines(wanted, kLinksPerPage + 1)) {
    if (static_cast<std::size_t>(page.links_size()) == kLinksPerPage) {
      page.set_next(TokenOf(line.direction, line.link.peer));
      break;
    }
    RETURN_IF_ERROR(Describe(state, units, line, language, *page.add_links()));
  }
  return page;
}

}  // namespace par::node
