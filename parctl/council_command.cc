// `parctl council`: the leaders' score by the recorded votes of a council.
#include <memory>
#include <utility>

#include "common/domain/finding.h"
#include "common/domain/leadership_council.h"
#include "common/domain/yaml_reader.h"
#include "par/survey/v1/survey.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/inputs.h"
#include "parctl/node.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/text_width.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using survey::v1::CouncilService;

struct CouncilOptions {
  std::string file;
  std::string cycle;
  std::string unit;
  std::string criterion;
  std::string points;
  bool abstain = false;
  std::string reason;
  std::string deadline;
};

void OpenCouncil(Session& session, const CouncilOptions& options) {
  std::string text;
  const auto council =
      ReadWith(session, options.file, [&](const std::string& read, auto& findings) {
        text = read;
        return domain::ReadLeadershipCouncil(read, findings);
      });
  if (!council.has_value()) return;
  survey::v1::OpenCouncilRequest request;
  request.set_council_yaml(text);
  request.set_file_name(options.file);
  request.set_cycle(council->cycle.value());
  const auto answer = Change(session, &CouncilService::Stub::OpenCouncil, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Hội đồng bắt đầu chấm: ", "The council votes: ")
                     << answer->members() << session.Say(" thành viên, ", " members, ")
                     << answer->units() << session.Say(" đơn vị, tiêu chí", " units, criteria");
  for (const std::string& criterion : answer->criteria()) session.output.out << ' ' << criterion;
  session.output.out << '\n';
}

// The file's votes: {unit: {criterion: points or "abstain"}}.
bool ReadBallot(Session& session, const CouncilOptions& options,
                survey::v1::CastVotesRequest& request) {
  const auto read = ReadWith(
      session, options.file,
      [&](const std::string& text, domain::FindingList& findings) -> std::optional<bool> {
        const auto tree = domain::ReadYaml(text, findings);
        if (!tree.has_value()) return std::nullopt;
        domain::YamlRecord record(tree->root, "", findings);
        record.Format("parnet/ballot/1");
        const domain::YamlValue* votes = record.Required("votes");
        record.End();
        constexpr std::size_t kMostVotes = 20'000;
        if (votes == nullptr || !domain::YamlIsMap(*votes, "votes", kMostVotes, findings)) {
          return std::nullopt;
        }
        for (std::size_t i = 0; i < votes->items.size(); ++i) {
          const domain::YamlValue& unit = votes->items[i];
          const std::string name(votes->keys[i]);
          if (!domain::YamlIsMap(unit, "votes." + name, kMostVotes, findings)) continue;
          for (std::size_t k = 0; k < unit.items.size(); ++k) {
            survey::v1::CouncilVote& vote = *request.add_votes();
            vote.set_unit(name);
            vote.set_criterion(std::string(unit.keys[k]));
            if (unit.items[k].text == "abstain") continue;
            const auto points =
                domain::YamlPoints(unit.items[k], name + '.' + vote.criterion(), findings);
            if (!points.has_value()) continue;
            vote.set_points(points->FormatShort(domain::NumberStyle::kPlain));
          }
        }
        return findings.empty() ? std::optional(true) : std::nullopt;
      });
  return read.has_value();
}

void CastVotes(Session& session, const CouncilOptions& options) {
  survey::v1::CastVotesRequest request;
  request.set_cycle(options.cycle);
  if (!options.file.empty()) {
    if (!ReadBallot(session, options, request)) return;
  } else {
    if (options.unit.empty() || options.criterion.empty()) {
      MissingArgument("--file, --unit, --criterion");
    }
    if (options.points.empty() != options.abstain) MissingArgument("--points | --abstain");
    survey::v1::CouncilVote& vote = *request.add_votes();
    vote.set_unit(options.unit);
    vote.set_criterion(options.criterion);
    vote.set_points(options.points);
  }
  const auto answer = Change(session, &CouncilService::Stub::CastVotes, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã ghi phiếu chấm: ", "Votes recorded: ") << answer->cast()
                     << '/' << answer->expected() << '\n';
}

// By name, as the council's file has it.
std::string MemberText(const survey::v1::ShowCouncilResponse& council, const std::string& account) {
  dossier::v1::Person person;
  for (const survey::v1::CouncilMember& member : council.members()) {
    if (member.account() == account) person.set_full_name(member.name());
  }
  return WhoText(person, account);
}

void PrintVotes(Session& session, const survey::v1::ShowCouncilResponse& council) {
  Table votes({{.title = session.Say("Thành viên", "Member"), .may_shrink = true},
               {.title = session.Say("Đơn vị", "Unit")},
               {.title = session.Say("Tiêu chí", "Criterion")},
               {.title = session.Say("Điểm", "Points"), .to_the_right = true},
               {.title = session.Say("Thời điểm", "When")}});
  for (const survey::v1::CouncilVote& vote : council.votes()) {
    votes.Add({MemberText(council, vote.account()), vote.unit(), vote.criterion(),
               vote.points().empty() ? session.Say("phiếu trắng", "abstains")
                                     : DecimalText(session, vote.points()),
               TimeText(vote.cast_at())});
  }
  if (votes.rows() > 0) session.output.out << '\n' << votes.Text(session.output.width);
  Table scores({{.title = session.Say("Đơn vị", "Unit")},
                {.title = session.Say("Tiêu chí", "Criterion")},
                {.title = session.Say("Điểm", "Points"), .to_the_right = true},
                {.title = session.Say("Cách tính", "Working")}});
  for (const survey::v1::CouncilScore& score : council.scores()) {
    scores.Add(
        {score.unit(), score.criterion(), PointsText(session, score.points_e4()), score.working()});
  }
  if (scores.rows() > 0) session.output.out << '\n' << scores.Text(session.output.width);
}

void ShowCouncil(Session& session, const CouncilOptions& options) {
  survey::v1::ShowCouncilRequest request;
  request.set_cycle(options.cycle);
  const auto answer = Ask(session, &CouncilService::Stub::ShowCouncil, request);
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  const bool closed = answer->state() == "closed";
  session.output.out << OneLine(answer->title()) << '\n'
                     << session.Say("Tình trạng: ", "State: ")
                     << (closed ? session.Say("đã chốt điểm", "closed")
                                : session.Say("đang chấm", "open"))
                     << session.Say("; hạn chấm ", "; deadline ") << answer->deadline() << '\n';
  for (const survey::v1::CouncilReopening& reopening : answer->reopenings()) {
    session.output.out << session.Say("Mở lại: ", "Reopened: ") << OneLine(reopening.reason())
                       << " – " << WhoText(reopening.by(), reopening.account()) << ", "
                       << TimeText(reopening.at()) << '\n';
  }
  Table members({{.title = session.Say("Thành viên", "Member")},
                 {.title = session.Say("Họ tên", "Name"), .may_shrink = true},
                 {.title = session.Say("Vai trò", "Role"), .may_shrink = true},
                 {.title = session.Say("Đơn vị", "Unit")},
                 {.title = session.Say("Phiếu", "Votes"), .to_the_right = true}});
  for (const survey::v1::CouncilMember& member : answer->members()) {
    members.Add({member.account(), member.name(), member.role(), member.unit(),
                 std::to_string(member.cast()) + "/" + std::to_string(member.expected())});
  }
  session.output.out << '\n' << members.Text(session.output.width);
  PrintVotes(session, *answer);
}

void CloseCouncil(Session& session, const CouncilOptions& options) {
  survey::v1::CloseCouncilRequest request;
  request.set_cycle(options.cycle);
  const auto answer = Change(session, &CouncilService::Stub::CloseCouncil, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã chốt điểm: ", "Closed: ") << answer->points()
                     << session.Say(" điểm của ", " scores of ") << answer->units()
                     << session.Say(" đơn vị\n", " units\n");
}

void ReopenCouncil(Session& session, const CouncilOptions& options) {
  survey::v1::ReopenCouncilRequest request;
  request.set_cycle(options.cycle);
  request.set_reason(options.reason);
  request.set_deadline(options.deadline);
  const auto answer = Change(session, &CouncilService::Stub::ReopenCouncil, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << session.Say("Đã mở lại, hạn chấm ", "Reopened until ") << options.deadline
                     << '\n';
}

void AddVote(Command council, Session& session, const std::shared_ptr<CouncilOptions>& options) {
  const Command vote =
      AddVerb(council, session, "vote",
              {"Chấm điểm; không ai chấm đơn vị của mình, không ai thấy phiếu của người khác trước "
               "khi chốt",
               "Give points; nobody scores his own unit or sees others' votes before closing"},
              {"parctl council vote --cycle K --file phieu-cham.yaml",
               "parctl council vote --cycle K --unit la-ha --criterion 8.6 --points 2.75", "",
               "# phieu-cham.yaml", "format: parnet/ballot/1", "votes:", "  la-ha: {\"8.6\": 2.75}",
               "  song-ve: {\"8.6\": abstain}"});
  TakeCycle(vote, session, options->cycle);
  const Argument file =
      Take(vote, session, "--file", options->file, {"Tệp phiếu chấm", "File of votes"}, "FILE");
  TakeUnit(vote, session, options->unit, false);
  const Argument criterion = Take(vote, session, "--criterion", options->criterion,
                                  {"Mã tiêu chí", "Id of the criterion"}, "ID");
  const Argument points =
      Take(vote, session, "--points", options->points, {"Điểm", "Points"}, "2.75");
  const Argument abstain =
      TakeFlag(vote, session, "--abstain", options->abstain, {"Phiếu trắng", "Give no points"});
  criterion.Excludes(file);
  points.Needs(criterion).Excludes(abstain);
  abstain.Needs(criterion);
  vote.Does([options, &session] { CastVotes(session, *options); });
}

}  // namespace

void AddCouncilCommands(Command app, Session& session) {
  auto options = std::make_shared<CouncilOptions>();
  const Command council = AddGroup(app, session, "council",
                                   {"Hội đồng chấm điểm đánh giá của lãnh đạo bằng phiếu",
                                    "The leaders' score by recorded votes"});
  const Command open =
      AddVerb(council, session, "open", {"Mở phiên chấm của Hội đồng", "Let the council vote"},
              {"parctl council open hoi-dong.yaml"});
  Take(open, session, "file", options->file,
       {"Tệp YAML (docs/formats/council.md)", "YAML file (docs/formats/council.md)"}, "FILE")
      .Required();
  open.Does([options, &session] { OpenCouncil(session, *options); });
  AddVote(council, session, options);
  const Command show = AddVerb(
      council, session, "show",
      {"Thành viên, phiếu được xem, điểm đã chốt", "Members, the votes one may see, the scores"},
      {"parctl council show --cycle K"});
  TakeCycle(show, session, options->cycle);
  show.Does([options, &session] { ShowCouncil(session, *options); });
  const Command close =
      AddVerb(council, session, "close",
              {"Chốt điểm và đưa vào hồ sơ của mọi đơn vị", "Make the points, into every dossier"},
              {"parctl council close --cycle K"});
  TakeCycle(close, session, options->cycle);
  close.Does([options, &session] { CloseCouncil(session, *options); });
  const Command reopen =
      AddVerb(council, session, "reopen", {"Mở lại phiên chấm", "Let the council vote again"},
              {"parctl council reopen --cycle K --reason \"Chấm nhầm đơn vị\" --deadline "
               "2023-12-15"});
  TakeCycle(reopen, session, options->cycle);
  Take(reopen, session, "--reason", options->reason, {"Lý do", "Reason"}, "TEXT").Required();
  Take(reopen, session, "--deadline", options->deadline, {"Hạn chấm mới", "New deadline"},
       "2023-12-15")
      .Required();
  reopen.Does([options, &session] { ReopenCouncil(session, *options); });
}

}  // namespace par::parctl
