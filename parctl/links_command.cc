// `parctl links`: who is at the other end of each line, what waits on either side, and why it is
// down.
#include <algorithm>
#include <string>

#include "common/base/clock.h"
#include "par/node/v1/node.grpc.pb.h"
#include "parctl/node.h"
#include "parctl/progress.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/text_width.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using node::v1::NodeService;

std::string BytesText(const Session& session, std::uint64_t bytes) {
  return AmountText(bytes, Counted::kBytes, session.output.language);
}

std::string DirectionText(const Session& session, const std::string& direction) {
  if (direction == "up") return session.Say("cấp trên", "above");
  if (direction == "down") return session.Say("cấp dưới", "below");
  return session.Say("trong máy chủ", "within");
}

// "2 (14 KiB)"; how many bytes is not known of everything.
std::string WaitingText(const Session& session, std::uint64_t items, std::uint64_t bytes) {
  std::string text = std::to_string(items);
  if (items > 0 && bytes > 0) text += " (" + BytesText(session, bytes) + ")";
  return text;
}

std::string StandingText(const node::v1::Link& link, std::int64_t now) {
  if (link.session_since() == 0) return link.standing_text();
  const std::int64_t age = std::max<std::int64_t>(0, now - link.session_since()) / 1'000'000;
  return link.standing_text() + " " + DurationText(static_cast<std::uint64_t>(age));
}

std::string ErrorText(const Session& session, const node::v1::Link& link) {
  if (!link.last_error().empty() || link.file_error().empty()) return link.last_error();
  return session.Say("tệp: ", "files: ") + link.file_error();
}

void Links(Session& session) {
  node::v1::ListLinksRequest request;
  request.set_language(session.vietnamese() ? "vi" : "en");
  node::v1::ListLinksResponse all;
  do {
    const auto answer = Ask(session, &NodeService::Stub::ListLinks, request);
    if (!answer.has_value()) return;
    all.mutable_links()->MergeFrom(answer->links());
    request.set_after(answer->next());
  } while (!request.after().empty());
  if (PrintedAsJson(session, all)) return;
  Table table({{.title = session.Say("Đơn vị", "Unit"), .may_shrink = true},
               {.title = session.Say("Máy chủ", "Node")},
               {.title = session.Say("Phía", "Side")},
               {.title = session.Say("Tình trạng", "Standing")},
               {.title = session.Say("Liên lạc cuối", "Last contact")},
               {.title = session.Say("Chờ gửi đi", "To send"), .to_the_right = true},
               {.title = session.Say("Chờ nhận về", "To come"), .to_the_right = true},
               {.title = session.Say("Tệp chờ", "Files waiting"), .to_the_right = true},
               {.title = session.Say("Mỗi giây", "A second"), .to_the_right = true},
               {.title = session.Say("Lỗi cuối", "Last error"), .may_shrink = true}});
  const std::int64_t now = SystemClock().WallMicros();
  for (const node::v1::Link& link : all.links()) {
    table.Add({link.unit_name().empty() ? "-" : link.unit_name(), link.peer(),
               DirectionText(session, link.direction()), StandingText(link, now),
               TimeText(link.last_contact()),
               WaitingText(session, link.items_waiting(), link.bytes_waiting()),
               WaitingText(session, link.items_waiting_there(), link.bytes_waiting_there()),
               WaitingText(session, link.files_waiting(), link.file_bytes_waiting()),
               BytesText(session, link.bytes_per_second()), ErrorText(session, link)});
  }
  session.output.out << table.Text(session.output.width);
  for (const node::v1::Link& link : all.links()) {
    if (!link.ledger_doubt().empty()) session.output.err << OneLine(link.ledger_doubt()) << '\n';
  }
}

}  // namespace

void AddLinksCommand(Command app, Session& session) {
  const Command links =
      AddVerb(app, session, "links",
              {"Đường nối với các máy chủ khác: tình trạng, nội dung và tệp đang chờ, lỗi",
               "The lines to other nodes: standing, what waits, errors"},
              {"parctl links"});
  links.Does([&session] { Links(session); });
}

}  // namespace par::parctl
