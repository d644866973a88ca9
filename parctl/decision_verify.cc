#include "parctl/decision_verify.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/composed.h"
#include "common/base/hex.h"
#include "common/base/json_writer.h"
#include "common/base/unicode.h"
#include "common/domain/catalogue.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/decision.h"
#include "common/domain/decision_file.h"
#include "common/identity/signer_certificate.h"
#include "common/identity/signing_key.h"
#include "par/criteria/v1/criteria.grpc.pb.h"
#include "par/decision/v1/decision.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using decision::v1::DecisionService;

std::optional<decision::v1::GetDecisionResponse> FromNode(Session& session, const std::string& id) {
  decision::v1::GetDecisionRequest request;
  request.set_id(id);
  return Ask(session, &DecisionService::Stub::GetDecision, request);
}

std::optional<decision::v1::GetDecisionResponse> FromFile(Session& session,
                                                          const std::string& path) {
  const auto bytes = ReadFile(path);
  if (!bytes.ok()) {
    PrintRefusal(session, "", bytes.status());
    return std::nullopt;
  }
  decision::v1::GetDecisionResponse saved;
  if (saved.ParseFromString(*bytes)) return saved;
  PrintRefusal(session, path, domain::Invalid("decision_file_not_saved", {}));
  return std::nullopt;
}

std::optional<domain::Decision> ReadDecision(Session& session,
                                             const decision::v1::SignedDecision& decision) {
  auto read = domain::ReadDecisionFile(decision.canonical());
  if (read.ok()) return *std::move(read);
  PrintRefusal(session, "", read.status());
  return std::nullopt;
}

// The set that the decision names, as the node has it; nothing if the node has another text.
std::optional<domain::CriteriaSet> SetOf(Session& session, const domain::Decision& decision) {
  criteria::v1::GetSetRequest request;
  request.set_id(decision.set_id);
  request.set_version(static_cast<std::uint32_t>(decision.set_version));
  const auto set = Ask(session, &criteria::v1::CriteriaService::Stub::GetSet, request);
  if (!set.has_value()) return std::nullopt;
  if (Sha256::Of(set->criteria_yaml()) != decision.set_hash) {
    PrintRefusal(session, "",
                 domain::Invalid("decision_set_other_hash",
                                 {{"set", decision.set_id},
                                  {"version", std::to_string(decision.set_version)}}));
    return std::nullopt;
  }
  domain::CriteriaSetFile read = domain::ReadCriteriaSet(set->criteria_yaml(), decision.set_id);
  PrintFindings(session, read.findings, read.finding_count);
  return std::move(read.set);
}

// The set in a file, if it is the one that the decision names.
std::optional<domain::CriteriaSet> SetFromFile(Session& session, const domain::Decision& decision,
                                               const std::string& path) {
  const auto text = ReadFile(path);
  if (!text.ok()) {
    PrintRefusal(session, "", text.status());
    return std::nullopt;
  }
  // As the node took it in (common/rpc/composed_texts.h).
  const std::string kept = FirstInvalidUtf8(*text).has_value() ? *text : Composed(*text);
  if (Sha256::Of(kept) != decision.set_hash) {
    PrintRefusal(session, path,
                 domain::Invalid("decision_set_file_wrong",
                                 {{"set", decision.set_id},
                                  {"version", std::to_string(decision.set_version)}}));
    return std::nullopt;
  }
  domain::CriteriaSetFile read = domain::ReadCriteriaSet(kept, path);
  PrintFindings(session, read.findings, read.finding_count);
  return std::move(read.set);
}

// Everything that cannot be confirmed. Without a set (offline) the rules of the set are left out.
std::vector<absl::Status> Problems(const domain::Decision& decision,
                                   const std::optional<domain::CriteriaSet>& set) {
  const Sha256 hash = Sha256::Of(domain::WholeBytes(decision));
  if (set.has_value()) return domain::VerifyDecision(decision, hash, *set, {});
  return domain::OwnProblems(decision);
}

// A decision with everything that was compared.
struct LookedAt {
  decision::v1::GetDecisionResponse answer;  // Without the authorities.
  domain::Decision decision;
  std::optional<domain::CriteriaSet> set;
  bool numbers_agree = false;
  bool signature_holds = false;
  bool certified = false;
};

// Nothing if it cannot be compared at all. What does not hold is printed.
std::optional<LookedAt> LookAt(Session& session, const VerifyWish& wish) {
  auto answer = wish.id.empty() ? FromFile(session, wish.file) : FromNode(session, wish.id);
  if (!answer.has_value()) return std::nullopt;
  // A saved file must not say itself whom to trust.
  std::string authorities = wish.id.empty() ? "" : answer->authorities();
  answer->clear_authorities();
  if (!wish.authority.empty()) {
    const auto given = ReadFile(wish.authority);
    if (!given.ok()) {
      PrintRefusal(session, "", given.status());
      return std::nullopt;
    }
    authorities = *given;
  }
  auto decision = ReadDecision(session, answer->decision());
  if (!decision.has_value()) return std::nullopt;
  LookedAt seen{.answer = *std::move(answer), .decision = *std::move(decision), .set = {}};
  const bool asks_set = !wish.id.empty() || !wish.criteria.empty();
  if (asks_set) {
    seen.set = wish.criteria.empty() ? SetOf(session, seen.decision)
                                     : SetFromFile(session, seen.decision, wish.criteria);
    if (!seen.set.has_value()) return std::nullopt;
  }
  const std::vector<absl::Status> problems = Problems(seen.decision, seen.set);
  for (const absl::Status& problem : problems) PrintRefusal(session, "", problem);
  seen.numbers_agree = problems.empty();
  const decision::v1::SignedDecision& signed_one = seen.answer.decision();
  seen.signature_holds = identity::SignatureHolds(
      signed_one.signer_key(), domain::SignatureBytes(seen.decision, signed_one.signed_at()),
      signed_one.signature());
  const absl::Status certified =
      identity::CheckSigner({.certificate = signed_one.signer_certificate(),
                             .public_key = signed_one.signer_key(),
                             .node = signed_one.signer_node(),
                             .unit = seen.decision.issuer.value(),
                             .at_micros = signed_one.signed_at()},
                            authorities);
  if (!certified.ok()) PrintRefusal(session, "", certified);
  seen.certified = certified.ok();
  if (!seen.signature_holds) session.exit = kFindings;
  return seen;
}

void PrintVerdictAsJson(Session& session, const LookedAt& seen) {
  const domain::Decision& decision = seen.decision;
  const decision::v1::SignedDecision& signed_one = seen.answer.decision();
  JsonWriter json;
  json.BeginObject().Key("number").String(decision.number.value());
  json.Key("issuer").String(decision.issuer.value());
  json.Key("units").Int(static_cast<std::int64_t>(decision.lines.size()));
  json.Key("sha256").String(Sha256::Of(domain::WholeBytes(decision)).Hex());
  json.Key("root").String(domain::RootOf(decision).Hex());
  json.Key("signer_node").String(signed_one.signer_node());
  json.Key("signer_key").String(ToHex(signed_one.signer_key()));
  json.Key("signed_at").String(std::to_string(signed_one.signed_at()));
  json.Key("signature_holds").Bool(seen.signature_holds);
  json.Key("certified").Bool(seen.certified);
  json.Key("numbers_agree").Bool(seen.numbers_agree);
  json.Key("set_compared").Bool(seen.set.has_value());
  json.Key("valid").Bool(session.exit == kFine).EndObject();
  session.output.out << json.Take();
}

void PrintVerdict(Session& session, const LookedAt& seen) {
  if (session.output.format == Format::kJson) return PrintVerdictAsJson(session, seen);
  const domain::Decision& decision = seen.decision;
  const decision::v1::SignedDecision& signed_one = seen.answer.decision();
  const Sha256 hash = Sha256::Of(domain::WholeBytes(decision));
  Table table(
      {{.title = session.Say("Quyết định", "Decision")}, {.title = decision.number.value()}});
  table.Add({session.Say("Số đơn vị", "Units"), std::to_string(decision.lines.size())});
  table.Add({session.Say("Mã băm tính lại", "Hash, recomputed"), hash.Hex()});
  table.Add({session.Say("Gốc Merkle tính lại", "Merkle root, recomputed"),
             domain::RootOf(decision).Hex()});
  table.Add({session.Say("Khóa ký của máy chủ", "Signing key of node"),
             signed_one.signer_node() + " " + ToHex(signed_one.signer_key()).substr(0, 16)});
  table.Add({session.Say("Chữ ký", "Signature"),
             seen.signature_holds ? session.Say("đúng", "good") : session.Say("SAI", "WRONG")});
  table.Add({session.Say("Ký lúc", "Signed at"), TimeText(signed_one.signed_at())});
  table.Add({session.Say("Chứng thư khóa ký", "The key's certificate"),
             seen.certified
                 ? session.Say("đúng, cho đơn vị ", "good, for unit ") + decision.issuer.value()
                 : session.Say("KHÔNG đúng", "NOT good")});
  table.Add({session.Say("Tổng, thứ hạng, xếp loại", "Sums, ranks, classes"),
             seen.numbers_agree ? session.Say("khớp", "agree")
                                : session.Say("KHÔNG khớp", "do NOT agree")});
  table.Add({session.Say("Bộ chỉ số", "Criteria set"),
             seen.set.has_value()
                 ? session.Say("đúng bản ghi trong quyết định", "the one the decision names")
                 : session.Say("không có, chưa so", "not at hand, not compared")});
  session.output.out << table.Text(session.output.width)
                     << (session.exit == kFine ? session.Say("HỢP LỆ\n", "VALID\n")
                                               : session.Say("KHÔNG HỢP LỆ\n", "NOT VALID\n"));
}

}  // namespace

void ShowDecision(Session& session, const std::string& id) {
  const auto answer = FromNode(session, id);
  if (!answer.has_value() || PrintedAsJson(session, answer->summary())) return;
  const auto decision = ReadDecision(session, answer->decision());
  if (!decision.has_value()) return;
  session.output.out << session.Say("Quyết định số ", "Decision ") << decision->number.value()
                     << ", " << decision->date.Iso() << ", " << decision->issuer.value() << "\n"
                     << session.Say("Kỳ ", "Cycle ") << decision->cycle.value() << ", "
                     << decision->set_id << "@" << decision->set_version << "\nSHA-256 "
                     << Sha256::Of(domain::WholeBytes(*decision)).Hex() << "\n\n";
  const auto style = domain::StyleOf(session.output.language);
  Table table({{.title = session.Say("Nhóm", "Group"), .may_shrink = true},
               {.title = session.Say("Hạng", "Rank"), .to_the_right = true},
               {.title = session.Say("Đơn vị", "Unit"), .may_shrink = true},
               {.title = session.Say("Tổng", "Total"), .to_the_right = true},
               {.title = session.Say("Công bố", "Published"), .to_the_right = true},
               {.title = session.Say("Tối đa", "Maximum"), .to_the_right = true},
               {.title = session.Say("Quy đổi, %", "Converted, %"), .to_the_right = true},
               {.title = session.Say("Xếp loại", "Class")}});
  for (const domain::DecisionLine& line : decision->lines) {
    table.Add(
        {line.group, line.rank == 0 ? "-" : std::to_string(line.rank), line.name,
         PointsText(session, line.total.e4()),
         line.submitted ? domain::PrintedTotal(*decision, line, style) : "-",
         PointsText(session, line.effective_maximum.e4()),
         line.converted.has_value() ? line.converted->Format(decision->total_places, style) : "-",
         line.class_id});
  }
  session.output.out << table.Text(session.output.width);
}

std::optional<domain::Decision> AgreeingDecision(Session& session, const std::string& id,
                                                 const std::string& file) {
  const auto answer = file.empty() ? FromNode(session, id) : FromFile(session, file);
  if (!answer.has_value()) return std::nullopt;
  auto decision = ReadDecision(session, answer->decision());
  if (!decision.has_value()) return std::nullopt;
  const std::vector<absl::Status> problems = Problems(*decision, std::nullopt);
  for (const absl::Status& problem : problems) PrintRefusal(session, "", problem);
  if (!problems.empty()) return std::nullopt;
  return decision;
}

void VerifyDecisionOf(Session& session, const VerifyWish& wish) {
  const auto seen = LookAt(session, wish);
  if (!seen.has_value()) return;
  PrintVerdict(session, *seen);
  if (!wish.save.empty()) (void)SavedFor(session, wish.save, seen->answer.SerializeAsString());
}

void TakeDecision(Command verb, Session& session, VerifyWish& wish) {
  Take(verb, session, "id", wish.id, {"Mã quyết định", "Id of the decision"}, "ID");
  Take(verb, session, "--file", wish.file,
       {"Tệp đã lưu (decision verify --save), không cần máy chủ",
        "A saved file (decision verify --save); needs no node"},
       "FILE");
  Take(verb, session, "--authority", wish.authority,
       {"Chứng thư gốc (ca.crt); cần có khi dùng --file",
        "The authority's certificate (ca.crt); needed with --file"},
       "FILE");
  Take(verb, session, "--criteria", wish.criteria,
       {"Bộ chỉ số ghi trong quyết định (YAML); cần có khi dùng --file",
        "The criteria set that the decision names (YAML); needed with --file"},
       "FILE");
}

void NeedDecision(const VerifyWish& wish) {
  if (wish.id.empty() == wish.file.empty()) MissingArgument("id | --file");
  if (!wish.file.empty() && wish.authority.empty()) MissingArgument("--authority");
  if (!wish.file.empty() && wish.criteria.empty()) MissingArgument("--criteria");
}

std::optional<ConfirmedDecision> Confirmed(Session& session, const VerifyWish& wish) {
  auto seen = LookAt(session, wish);
  if (!seen.has_value()) return std::nullopt;
  if (!seen->signature_holds) {
    PrintRefusal(
        session, "",
        domain::Invalid("decision_signature_wrong", {{"number", seen->decision.number.value()}}));
  }
  if (!seen->numbers_agree || !seen->signature_holds || !seen->certified) return std::nullopt;
  PAR_CHECK(seen->set.has_value());  // Who asks for it gives a file of the set or asks a node.
  const decision::v1::SignedDecision& signed_one = seen->answer.decision();
  return ConfirmedDecision{.decision = std::move(seen->decision),
                           .set = *std::move(seen->set),
                           .signature = {.superseded_by = seen->answer.summary().superseded_by(),
                                         .signed_at = signed_one.signed_at(),
                                         .node = signed_one.signer_node(),
                                         .key = ToHex(signed_one.signer_key()),
                                         .signature = ToHex(signed_one.signature()),
                                         .certificate = ToHex(signed_one.signer_certificate())},
                           .file = seen->answer.SerializeAsString()};
}

}  // namespace par::parctl
