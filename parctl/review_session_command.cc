// `parctl session`: sessions of the council (phiên họp hội đồng thẩm định) on contested leaves.
#include <memory>
#include <string>
#include <vector>

#include "common/domain/catalogue.h"
#include "common/domain/review_session.h"
#include "common/services/people.h"
#include "par/review/v1/review.grpc.pb.h"
#include "parctl/node.h"
#include "parctl/review_marks.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using review::v1::ReviewService;

struct SessionOptions {
  LeafMark leaf;
  std::string id;
  std::string title;
  std::string held_on;
  std::string chair;
  std::vector<std::string> members;
  std::vector<std::string> units;
  std::uint32_t quorum = 0;
  bool casting_vote = false;
  bool abstain = false;
  std::string choice;
};

std::string ContestText(const Session& session, const std::string& name) {
  const auto contest = domain::ParseContest(name);
  if (!contest.has_value() || !session.vietnamese()) return name;
  return std::string(domain::VietnameseName(*contest));
}

// "0: 1,0000 (self); 1: 0,5000 (review tham-dinh)"
std::string ProposalsText(const Session& session, const dossier::v1::SessionItem& item) {
  std::string text;
  for (int i = 0; i < item.proposals_size(); ++i) {
    const dossier::v1::SessionProposal& one = item.proposals(i);
    if (i > 0) text += "; ";
    text += std::to_string(i) + ": " + MarkText(session, one.mark()) + " (" + one.origin();
    if (!one.account().empty()) text += " " + WhoText(one.by(), one.account());
    text += ")";
  }
  return text;
}

std::string MemberText(const dossier::v1::ReviewSession& one, const std::string& account) {
  return WhoText(services::MemberOf(one, account), account);
}

// "Trần Văn An (hoi-dong): 1, Lê Bình (binh): –"
std::string VotesText(const dossier::v1::ReviewSession& one, const dossier::v1::SessionItem& item) {
  std::string text;
  for (const dossier::v1::SessionVote& vote : item.votes()) {
    if (!text.empty()) text += ", ";
    text += MemberText(one, vote.account()) + ": " +
            (vote.has_choice() ? std::to_string(vote.choice()) : "–");
  }
  return text;
}

std::string ResultText(const Session& session, const dossier::v1::SessionItem& item) {
  if (!item.has_result()) return "-";
  const dossier::v1::SessionResult& result = item.result();
  std::string text;
  const int choice = result.has_choice() ? static_cast<int>(result.choice()) : -1;
  if (choice >= 0 && choice < item.proposals_size()) {
    text = MarkText(session, item.proposals(choice).mark()) + " (" +
           std::to_string(result.in_favour()) + "/" + std::to_string(result.against()) + "/" +
           std::to_string(result.abstained()) + ")";
    if (result.casting()) text += session.Say(", theo chủ tọa", ", casting vote");
  }
  if (result.note().empty()) return text;
  const domain::CatalogueText* why = domain::FindText(result.note());
  if (!text.empty()) text += "; ";
  if (why == nullptr) return text + result.note();
  return text + std::string(session.vietnamese() ? why->vietnamese : why->english);
}

void PrintHead(Session& session, const dossier::v1::ReviewSession& one) {
  session.output.out << one.id() << " · " << one.title() << " · " << one.held_on()
                     << session.Say(" · chủ tọa ", " · chair ") << MemberText(one, one.chair())
                     << session.Say(" · số thành viên tối thiểu ", " · quorum ") << one.quorum()
                     << '/' << one.members_size() << " · "
                     << (one.closed_at() == 0
                             ? session.Say("đang họp", "open")
                             : session.Say("kết thúc ", "closed ") + TimeText(one.closed_at()))
                     << '\n';
}

void PrintSession(Session& session, const dossier::v1::ReviewSession& one) {
  PrintHead(session, one);
  Table table({{.title = session.Say("Đơn vị", "Unit")},
               {.title = session.Say("Tiêu chí", "Criterion")},
               {.title = session.Say("Vì sao", "Why"), .may_shrink = true},
               {.title = session.Say("Phương án", "Proposals"), .may_shrink = true},
               {.title = session.Say("Phiếu", "Votes"), .may_shrink = true},
               {.title = session.Say("Kết quả", "Result"), .may_shrink = true}});
  for (const dossier::v1::SessionItem& item : one.items()) {
    table.Add({item.unit(), item.criterion(), ContestText(session, item.origin()),
               ProposalsText(session, item), VotesText(one, item), ResultText(session, item)});
  }
  session.output.out << table.Text(session.output.width) << '\n';
}

void OpenIt(Session& session, const SessionOptions& options) {
  review::v1::OpenSessionRequest request;
  request.set_cycle(options.leaf.cycle);
  request.set_id(options.id);
  request.set_title(options.title);
  request.set_held_on(options.held_on);
  request.set_chair(options.chair);
  for (const std::string& member : options.members) request.add_members(member);
  request.set_quorum(options.quorum);
  request.set_casting_vote(options.casting_vote);
  for (const std::string& unit : options.units) request.add_units(unit);
  const auto answer = Change(session, &ReviewService::Stub::OpenSession, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintSession(session, answer->session());
}

void ListThem(Session& session, const SessionOptions& options) {
  review::v1::ListSessionsRequest request;
  request.set_cycle(options.leaf.cycle);
  const auto answer = Ask(session, &ReviewService::Stub::ListSessions, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  for (const dossier::v1::ReviewSession& one : answer->sessions()) PrintHead(session, one);
  if (answer->sessions().empty()) {
    session.output.out << session.Say("Chưa có phiên họp nào.\n", "No sessions yet.\n");
  }
}

void ShowIt(Session& session, const SessionOptions& options) {
  review::v1::ListSessionsRequest request;
  request.set_cycle(options.leaf.cycle);
  request.set_session(options.id);
  const auto answer = Ask(session, &ReviewService::Stub::ListSessions, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  for (const dossier::v1::ReviewSession& one : answer->sessions()) PrintSession(session, one);
}

void ProposeIt(Session& session, const SessionOptions& options) {
  review::v1::ProposeMarkRequest request;
  request.set_cycle(options.leaf.cycle);
  request.set_session(options.id);
  request.set_unit(options.leaf.unit);
  request.set_criterion(options.leaf.criterion);
  const auto mark = MarkFrom(session, options.leaf);
  if (!mark.has_value()) return;
  *request.mutable_mark() = *mark;
  request.set_reason(options.leaf.reason);
  const auto answer = Change(session, &ReviewService::Stub::ProposeMark, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << options.leaf.unit << ' ' << options.leaf.criterion
                     << session.Say(": phương án số ", ": proposal number ")
                     << answer->proposals() - 1 << '\n';
}

void VoteOnIt(Session& session, const SessionOptions& options) {
  review::v1::VoteRequest request;
  request.set_cycle(options.leaf.cycle);
  request.set_session(options.id);
  request.set_unit(options.leaf.unit);
  request.set_criterion(options.leaf.criterion);
  if (!options.abstain) {
    const bool number = !options.choice.empty() && options.choice.size() <= 3 &&
                        options.choice.find_first_not_of("0123456789") == std::string::npos;
    if (!number) BadArgument("--for", options.choice);
    request.set_choice(static_cast<std::uint32_t>(std::stoul(options.choice)));
  }
  const auto answer = Change(session, &ReviewService::Stub::Vote, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << options.leaf.unit << ' ' << options.leaf.criterion
                     << session.Say(": đã biểu quyết ", ": voted ") << answer->voted() << '/'
                     << answer->members() << '\n';
}

void CloseIt(Session& session, const SessionOptions& options) {
  review::v1::CloseSessionRequest request;
  request.set_cycle(options.leaf.cycle);
  request.set_session(options.id);
  const auto answer = Change(session, &ReviewService::Stub::CloseSession, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  PrintSession(session, answer->session());
}

void TakeId(Command verb, const Session& session, SessionOptions& options) {
  Take(verb, session, "id", options.id, {"Mã phiên họp", "Id of the session"}, "ID").Required();
}

void AddOpening(Command group, Session& session, const std::shared_ptr<SessionOptions>& options) {
  const Command open =
      AddVerb(group, session, "open",
              {"Mở phiên họp: mọi tiêu chí còn ý kiến khác nhau được đưa vào danh sách",
               "Open a session: every contested criterion goes on its list"},
              {"parctl session open phien-1 --cycle K --title \"Phiên họp thứ nhất\" "
               "--held-on 2023-11-18 --chair chu-tich --member chu-tich an binh --quorum 2 "
               "--casting-vote"});
  TakeId(open, session, *options);
  TakeCycle(open, session, options->leaf.cycle);
  Take(open, session, "--title", options->title, {"Tên phiên họp", "Its title"}, "TEXT").Required();
  Take(open, session, "--held-on", options->held_on, {"Ngày họp", "Date"}, "2023-11-18").Required();
  Take(open, session, "--chair", options->chair, {"Tài khoản chủ tọa", "The chair's account"},
       "NAME")
      .Required();
  TakeMany(open, session, "--member", options->members,
           {"Tài khoản các thành viên, kể cả chủ tọa", "Accounts of all members, with the chair"},
           "NAME")
      .Required();
  Take(open, session, "--quorum", options->quorum,
       {"Số thành viên phải biểu quyết; mặc định quá nửa",
        "Members who must vote; more than half unless given"},
       "2");
  TakeFlag(open, session, "--casting-vote", options->casting_vote,
           {"Số phiếu ngang nhau thì theo chủ tọa", "The chair decides where votes are equal"});
  TakeMany(open, session, "--units", options->units,
           {"Chỉ của các đơn vị này; mặc định tất cả", "Of these units only; all unless given"},
           "ID");
  open.Does([options, &session] { OpenIt(session, *options); });
}

}  // namespace

void AddSessionCommands(Command app, Session& session) {
  auto options = std::make_shared<SessionOptions>();
  const Command group =
      AddGroup(app, session, "session",
               {"Phiên họp của hội đồng thẩm định", "Sessions of the council that reviews"});
  AddOpening(group, session, options);
  const Command list =
      AddVerb(group, session, "list", {"Các phiên họp của một kỳ", "The sessions of a cycle"},
              {"parctl session list --cycle K"});
  TakeCycle(list, session, options->leaf.cycle);
  list.Does([options, &session] { ListThem(session, *options); });
  const Command show = AddVerb(group, session, "show",
                               {"Một phiên họp với các tiêu chí, phương án, phiếu và kết quả",
                                "A session with its criteria, proposals, votes and results"},
                               {"parctl session show phien-1 --cycle K"});
  TakeId(show, session, *options);
  TakeCycle(show, session, options->leaf.cycle);
  show.Does([options, &session] { ShowIt(session, *options); });
  const Command propose = AddVerb(
      group, session, "propose", {"Đề xuất thêm một phương án điểm", "Propose another mark"},
      {"parctl session propose phien-1 --cycle K --unit la-ha --criterion 1.4.2 --points 0.75 "
       "--text \"…\""});
  TakeId(propose, session, *options);
  TakeLeaf(propose, session, options->leaf, true);
  propose.Does([options, &session] { ProposeIt(session, *options); });
  const Command vote =
      AddVerb(group, session, "vote", {"Biểu quyết về một tiêu chí", "Vote on one criterion"},
              {"parctl session vote phien-1 --cycle K --unit la-ha --criterion 1.4.2 --for 1",
               "parctl session vote phien-1 --cycle K --unit la-ha --criterion 1.4.2 --abstain"});
  TakeId(vote, session, *options);
  TakeLeaf(vote, session, options->leaf, false);
  const Argument choice =
      Take(vote, session, "--for", options->choice,
           {"Số của phương án, tính từ 0", "Number of the proposal, from 0"}, "0");
  TakeFlag(vote, session, "--abstain", options->abstain, {"Không có ý kiến", "Abstain"})
      .Excludes(choice);
  vote.Does([options, &session] {
    if (options->choice.empty() && !options->abstain) MissingArgument("--for, --abstain");
    VoteOnIt(session, *options);
  });
  const Command close = AddVerb(
      group, session, "close",
      {"Kết thúc phiên họp, ghi kết quả vào hồ sơ", "Close a session and enter its results"},
      {"parctl session close phien-1 --cycle K"});
  TakeId(close, session, *options);
  TakeCycle(close, session, options->leaf.cycle);
  close.Does([options, &session] { CloseIt(session, *options); });
}

}  // namespace par::parctl
