// Goal: of what a unit declares otherwise than before, whoever reviews it sees each document that
// went or came, also where another file bears the old name, and which result of which unit below
// is another one.
// Method: two submissions that differ in one thing per row; the criteria that are told to differ,
// with the documents. Then the sample answers of a district, with one figure of one commune and one
// that its rule does not read changed.
#include "common/services/leaf_changes.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/codec/answers_codec.h"
#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/services/documents.h"
#include "tests/support/read_text.h"
#include "tests/unit/domain/small_set.h"

namespace par::services {
namespace {

using assessment::v1::EvidenceUse;
using assessment::v1::Submission;

evidence::v1::Document File(const std::string& name, const std::string& bytes) {
  evidence::v1::Document document;
  const Sha256 sha256 = Sha256::Of(bytes);
  document.set_id(DocumentId(sha256));
  document.set_unit("xa-a");
  document.set_file_name(name);
  document.set_sha256(sha256.ToBytes());
  return document;
}

EvidenceUse Use(const std::string& document, const std::string& section = "") {
  EvidenceUse use;
  use.set_document(document);
  use.set_section(section);
  return use;
}

// What the second submission says otherwise, with an empty unit tree.
dossier::v1::EarlierSubmission Told(const domain::CriteriaSet& set, const Submission& before,
                                    const Submission& now) {
  const auto then = codec::Decode(before.answers(), set);
  const auto since = codec::Decode(now.answers(), set);
  if (!then.ok() || !since.ok()) {
    ADD_FAILURE() << then.status() << since.status();
    return {};
  }
  const auto earlier = EarlierBeside(set, {before, *then}, {now, *since}, domain::UnitTree());
  std::vector<bool> marked(set.leaves.size(), false);
  for (const auto& change : earlier.changes()) marked[set.FindLeaf(change.criterion())] = true;
  EXPECT_EQ(ChangedLeaves(set, {before, *then}, {now, *since}), marked);
  return earlier;
}

std::string Names(const google::protobuf::RepeatedPtrField<evidence::v1::ListedDocument>& listed) {
  std::string names;
  for (const auto& one : listed) {
    const evidence::v1::Document& document = one.document();
    names += (names.empty() ? "" : "; ") +
             (document.file_name().empty() ? document.id() : document.file_name()) +
             (one.pins(0).section().empty() ? "" : " § " + one.pins(0).section());
  }
  return names;
}

TEST(LeafChanges, NameTheDocumentsThatWentAndCame) {
  const domain::CriteriaSet set = domain::SetOf(domain::kSmallSet);
  Submission plan;
  *plan.mutable_answers() = codec::Encode(set, domain::AnswersOf(set, domain::kSmallAnswers));
  *plan.add_documents() = File("ke-hoach.pdf", "the first plan");
  auto& judged = *plan.mutable_answers()->mutable_declarations(0);
  ASSERT_EQ(judged.criterion(), "1.2");
  *judged.add_evidence() = Use("ke-hoach.pdf");
  struct Row {
    std::string_view why;
    std::function<void(Submission&, assessment::v1::Declaration&)> change;
    std::string_view changes, taken_away, added;
  };
  const Row kRows[] = {
      {"nothing", [](auto&, auto&) {}, "", "", ""},
      {"one more, on paper", [](auto&, auto& d) { *d.add_evidence() = Use("bb-7"); }, "1.2", "",
       "bb-7"},
      {"none any more", [](auto&, auto& d) { d.clear_evidence(); }, "1.2", "ke-hoach.pdf", ""},
      {"another section of it",
       [](auto&, auto& d) { *d.mutable_evidence(0) = Use("ke-hoach.pdf", "II"); }, "1.2",
       "ke-hoach.pdf", "ke-hoach.pdf § II"},
      {"another file under the same name, which the answers do not show",
       [](auto& s, auto&) { *s.mutable_documents(0) = File("ke-hoach.pdf", "another plan"); },
       "1.2", "ke-hoach.pdf", "ke-hoach.pdf"},
      {"the same file named by its hash: written otherwise, and nothing went or came",
       [](auto& s, auto& d) { d.mutable_evidence(0)->set_sha256(s.documents(0).sha256()); }, "1.2",
       "", ""},
      {"a file that no criterion rests on",
       [](auto& s, auto&) { *s.add_documents() = File("khac.pdf", "something else"); }, "", "", ""},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    Submission now = plan;
    row.change(now, *now.mutable_answers()->mutable_declarations(0));
    const dossier::v1::EarlierSubmission earlier = Told(set, plan, now);
    std::string changes, taken_away, added;
    for (const dossier::v1::LeafChange& change : earlier.changes()) {
      changes += change.criterion();
      taken_away += Names(change.taken_away());
      added += Names(change.added());
    }
    EXPECT_EQ(changes, row.changes);
    EXPECT_EQ(taken_away, row.taken_away);
    EXPECT_EQ(added, row.added);
  }
}

TEST(LeafChanges, OfPointsFromOutsideAreNotTheUnitsToDeclare) {
  const domain::CriteriaSet set = domain::SetOf(domain::kSmallSet);
  Submission before;
  *before.mutable_answers() = codec::Encode(set, domain::AnswersOf(set, domain::kSmallAnswers));
  Submission now;
  *now.mutable_answers() = codec::Encode(
      set,
      domain::AnswersOf(set, domain::With(domain::kSmallAnswers, "points: 3.1234", "points: 4")));
  EXPECT_EQ(Told(set, before, now).changes_size(), 0);
}

TEST(LeafChanges, OfTheUnitsBelowTellWhatTheRuleReads) {
  const domain::CriteriaSet set =
      domain::SetOf(::par::testing::ReadText("criteria/quang-ngai-district-2023-v2.yaml"));
  Submission before;
  domain::Answers answers = domain::EmptyAnswers(set, domain::UnitId("tu-nghia"));
  answers.set_id = set.id;
  answers.set_version = set.version;
  *before.mutable_answers() = codec::Encode(set, answers);
  before.mutable_answers()->set_children_known(true);
  const auto figure = [](assessment::v1::ChildResult& child, const char* id, const char* value) {
    auto& one = *child.add_figures();
    one.set_figure(id);
    one.set_value(value);
  };
  for (const char* unit : {"la-ha", "song-ve"}) {
    assessment::v1::ChildResult& child = *before.mutable_answers()->add_children();
    child.set_unit(unit);
    child.set_index("80");
    figure(child, "tthc.commune.resolved", "100");
    figure(child, "tthc.commune.on_time", "97");
  }
  Submission now = before;
  assessment::v1::ChildResult& changed = *now.mutable_answers()->mutable_children(1);
  changed.mutable_figures(1)->set_value("99");
  const dossier::v1::EarlierSubmission earlier = Told(set, before, now);
  std::vector<std::string> told;
  for (const dossier::v1::LeafChange& change : earlier.changes()) {
    for (const dossier::v1::ValueChange& one : change.children()) {
      told.push_back(one.title() + " " + one.name() + ": " + one.before() + " > " + one.now());
    }
  }
  ASSERT_FALSE(told.empty());
  for (const std::string& one : told) EXPECT_EQ(one, "song-ve tthc.commune.on_time: 97 > 99");
}

}  // namespace
}  // namespace par::services
