// Goal: answers travel without loss, and a message is refused for everything that a file would be
// refused for, with the field named.
// Method: the sample answers of fourteen communes go there and back and score the same; then one
// fault per row is put into the answers of one commune. Read where they lie, the same answers give
// the same, and nothing for every fault; then bytes are changed at random, and whole submissions
// written in unusual and wrong ways: what is still read there must be what Protocol Buffers and
// Decode read.
#include "common/codec/answers_codec.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>

#include "common/codec/answers_in_place.h"
#include "common/codec/score_codec.h"
#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/refusal.h"
#include "tests/support/read_both_ways.h"
#include "tests/unit/codec/odd_writer.h"

namespace par::codec {
namespace {

namespace pb = assessment::v1;

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

const domain::CriteriaSet& SampleSet() {
  static const domain::CriteriaSet set = [] {
    auto parsed = domain::ParseCriteriaSet(ReadFile("criteria/commune-sample-2023.yaml"));
    return *std::move(parsed);
  }();
  return set;
}

domain::Answers Sample(const std::filesystem::path& path) {
  domain::AnswersFile file = domain::ReadAnswers(ReadFile(path), SampleSet(), path.string());
  EXPECT_TRUE(file.answers.has_value()) << path;
  return file.answers.value_or(domain::EmptyAnswers(SampleSet(), domain::UnitId("none")));
}

TEST(AnswersCodec, KeepsWhatCommunesDeclare) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("criteria/answers/tu-nghia")) {
    SCOPED_TRACE(entry.path());
    const domain::Answers answers = Sample(entry.path());
    const pb::Answers message = Encode(SampleSet(), answers);
    const auto back = Decode(message, SampleSet());
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(back->figures, answers.figures);
    EXPECT_EQ(back->figure_texts, answers.figure_texts);
    EXPECT_EQ(back->previous, answers.previous);
    EXPECT_EQ(back->declarations, answers.declarations);
    EXPECT_EQ(Encode(SampleSet(), *back).SerializeAsString(), message.SerializeAsString());
    EXPECT_EQ(domain::Score(SampleSet(), *back).total, domain::Score(SampleSet(), answers).total);
    ++files;
  }
  EXPECT_EQ(files, 14);
}

TEST(AnswersCodec, KeepsWhereTheEvidenceIs) {
  pb::EvidenceUse use;
  use.set_document("kh-05");
  EXPECT_EQ(EvidenceUseOf(EvidenceText(use)).SerializeAsString(), use.SerializeAsString());
  use.set_section("II.3");
  use.set_page(4);
  use.set_sha256(Sha256::Of("kh-05").ToBytes());
  EXPECT_EQ(EvidenceUseOf(EvidenceText(use)).SerializeAsString(), use.SerializeAsString());
}

void SetFigure(pb::Answers& message, const std::string& figure, const std::string& value) {
  for (pb::FigureValue& known : *message.mutable_figures()) {
    if (known.figure() == figure) return known.set_value(value);
  }
  pb::FigureValue& added = *message.add_figures();
  added.set_figure(figure);
  added.set_value(value);
}

pb::Declaration& Declare(pb::Answers& message, const std::string& criterion) {
  for (pb::Declaration& known : *message.mutable_declarations()) {
    if (known.criterion() == criterion) return known;
  }
  pb::Declaration& added = *message.add_declarations();
  added.set_criterion(criterion);
  return added;
}

// False: nothing is read in place.
bool ReadsInPlace(const std::string& bytes) {
  const auto difference = par::testing::DifferenceInPlace(bytes, SampleSet());
  EXPECT_EQ(difference.value_or(""), "");
  return difference.has_value();
}

TEST(AnswersCodec, ReadsInPlaceWhatDecodeReads) {
  std::mt19937_64 random(20231211);  // NOLINT: the same changes every time.
  int still_read = 0;
  for (const auto& entry : std::filesystem::directory_iterator("criteria/answers/tu-nghia")) {
    SCOPED_TRACE(entry.path());
    pb::Answers message = Encode(SampleSet(), Sample(entry.path()));
    pb::EvidenceUse& use = *message.mutable_declarations(0)->add_evidence();
    use.set_document("kh-05");
    use.set_section("II.3");
    use.set_page(40);
    use.set_sha256(Sha256::Of("kh-05").ToBytes());
    const std::string bytes = message.SerializeAsString();
    EXPECT_TRUE(ReadsInPlace(bytes));
    for (int i = 0; i < 500; ++i) {
      std::string changed = bytes;
      char& at = changed[random() % changed.size()];
      at = static_cast<char>(i % 2 == 0 ? random() : static_cast<unsigned char>(at) ^ 1u);
      if (i % 5 == 0) changed.erase(random() % changed.size(), 1 + random() % 8);
      if (ReadsInPlace(changed)) ++still_read;
    }
  }
  EXPECT_GT(still_read, 100);
}

// A commune's submission with something in every field.
pb::Submission SampleSubmission() {
  pb::Submission submission;
  submission.set_cycle("communes-2023");
  submission.set_unit("la-ha");
  *submission.mutable_answers() =
      Encode(SampleSet(), Sample("criteria/answers/tu-nghia/la-ha.yaml"));
  pb::EvidenceUse& use = *submission.mutable_answers()->mutable_declarations(0)->add_evidence();
  use.set_document("kh-05");
  use.set_page(40);
  use.set_sha256(Sha256::Of("kh-05").ToBytes());
  submission.set_set_sha256(Sha256::Of("set").ToBytes());
  submission.set_self_score_e4(-5);
  submission.set_filled_by("cong-chuc");
  submission.set_approved_by("chu-tich");
  submission.set_submitted_by("chu-tich");
  submission.set_made_at(1'700'000'000'000'000);
  submission.set_clock_age(-1);
  submission.add_documents()->set_id("d-1");
  submission.mutable_documents(0)->set_size(300);
  return submission;
}

TEST(AnswersCodec, ReadsASubmissionInPlaceAsProtocolBuffersDoes) {
  const pb::Submission submission = SampleSubmission();
  const std::string bytes = submission.SerializeAsString();
  int usual = 0;
  int odd_and_read = 0;
  int odd_and_left = 0;
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    testing::OddWriter writer(seed, seed % 2 == 0 ? 500 : 4000);
    const std::string written = writer.Write(submission);
    const auto difference = par::testing::SubmissionDifference(written, SampleSet());
    EXPECT_EQ(difference.value_or(""), "");
    if (writer.odd() == 0) {
      EXPECT_EQ(written, bytes);
      EXPECT_TRUE(difference.has_value());
      ++usual;
    } else if (difference.has_value()) {
      ++odd_and_read;
    } else if (pb::Submission().ParseFromString(written)) {
      ++odd_and_left;
    }
  }
  EXPECT_GT(usual, 50);
  EXPECT_GT(odd_and_read, 5) << "what is beside the answers is for Protocol Buffers to read";
  EXPECT_GT(odd_and_left, 200);
}

// With the bytes of its first field, the set's id, written anew.
std::string WithFirstField(const pb::Answers& answers, std::size_t more_of_tag,
                           std::size_t more_of_length) {
  std::string bytes;
  testing::AppendVarint(0x0a, more_of_tag, bytes);
  testing::AppendVarint(answers.set_id().size(), more_of_length, bytes);
  return bytes + answers.SerializeAsString().substr(2);
}

struct Unusual {
  std::string_view why;
  std::string bytes;
  bool parsed = true;  // By Protocol Buffers.
};

TEST(AnswersCodec, LeavesUnusualWaysOfWritingToDecode) {
  const pb::Answers good = Encode(SampleSet(), Sample("criteria/answers/tu-nghia/la-ha.yaml"));
  const std::string bytes = good.SerializeAsString();
  pb::Answers children = good;
  children.set_children_known(true);
  pb::Answers another_order = good;
  another_order.mutable_declarations()->SwapElements(0, 1);
  pb::Answers unit_again;
  unit_again.set_unit(good.unit());
  pb::Answers no_version = good;
  no_version.clear_set_version();
  const std::string without = no_version.SerializeAsString();
  pb::Answers no_unit = good;
  no_unit.clear_unit();
  ASSERT_EQ(good.set_version(), 1u);
  const std::string six = {'\x0a', '\x81', '\x80', '\x80', '\x80', '\x80', '\0', 'a'};
  ASSERT_FALSE(pb::Answers().ParseFromString(six));
  EXPECT_FALSE(ReadInPlace(six).has_value());
  const Unusual kUnusual[] = {
      {"units below", children.SerializeAsString()},
      {"another order", another_order.SerializeAsString()},
      {"a field twice", bytes + unit_again.SerializeAsString()},
      {"an unknown field", bytes + "\x9a\x06\x01x"},
      {"an unknown group", bytes + "\x9b\x06\x9c\x06"},
      {"an unknown field of four bytes", bytes + "\x9d\x06xxxx"},
      {"a longer tag than need be", WithFirstField(good, 1, 0)},
      {"a longer length than need be", WithFirstField(good, 0, 1)},
      {"a length of five bytes", WithFirstField(good, 0, 4)},
      {"a length of six bytes", WithFirstField(good, 0, 5), false},
      {"a length of ten bytes", WithFirstField(good, 0, 9), false},
      {"a tag of six bytes", WithFirstField(good, 5, 0), false},
      {"a longer number than need be", without + std::string("\x10\x81\0", 3)},
      {"2^32 + 1, of which 32 bits count", without + "\x10\x81\x80\x80\x80\x10"},
      {"1 and a bit too many", without + "\x10\x81\x80\x80\x80\x80\x80\x80\x80\x80\x02"},
      {"field 0", bytes + "\x02\x01x", false},
      {"the end of no group", bytes + "\x9c\x06", false},
      {"a text beyond the end", no_unit.SerializeAsString() + "\x1a\x06la-ha", false},
      {"a text that is not UTF-8", no_unit.SerializeAsString() + "\x1a\x01\xff", false},
  };
  for (const Unusual& unusual : kUnusual) {
    SCOPED_TRACE(unusual.why);
    EXPECT_FALSE(ReadsInPlace(unusual.bytes));
    pb::Answers message;
    ASSERT_EQ(message.ParseFromString(unusual.bytes), unusual.parsed);
    if (unusual.parsed) {
      EXPECT_TRUE(Decode(message, SampleSet()).ok());
    }
  }
}

struct Fault {
  std::string_view why;
  std::function<void(pb::Answers&)> change;
  std::string_view reason;
};

TEST(AnswersCodec, RefusesWhatAFileIsRefusedFor) {
  const pb::Answers good = Encode(SampleSet(), Sample("criteria/answers/tu-nghia/la-ha.yaml"));
  const std::string received = "tthc.commune.received";
  std::string given;  // A leaf whose points come from a survey.
  for (const pb::Declaration& declaration : good.declarations()) {
    if (!declaration.points().empty()) given = declaration.criterion();
  }
  const Fault kFaults[] = {
      {"a comma", [&](auto& m) { SetFigure(m, received, "1,5"); }, "number_with_comma"},
      {"words", [&](auto& m) { SetFigure(m, received, "many"); }, "number_malformed"},
      {"a fraction of a file", [&](auto& m) { SetFigure(m, received, "1.5"); }, "figure_not_whole"},
      {"below zero", [&](auto& m) { SetFigure(m, received, "-1"); }, "figure_negative"},
      {"nothing in it", [&](auto& m) { SetFigure(m, received, ""); }, "text_empty"},
      {"a part above its whole", [](auto& m) { SetFigure(m, "dvc.commune.full_online", "296"); },
       "figure_above_whole"},
      {"no such figure", [](auto& m) { SetFigure(m, "tthc.nothing", "1"); }, "figure_unknown"},
      {"a figure twice", [](auto& m) { *m.add_figures() = m.figures(0); }, "id_repeated"},
      {"no such criterion", [](auto& m) { Declare(m, "99.9").set_explanation("x"); },
       "criterion_not_in_set"},
      {"an area", [](auto& m) { Declare(m, "1").set_explanation("x"); }, "criterion_not_a_leaf"},
      {"a criterion twice",
       [](auto& m) {
         Declare(m, "1.7").set_explanation("x");
         *m.add_declarations() = Declare(m, "1.7");
       },
       "id_repeated"},
      {"points above the maximum", [&](auto& m) { Declare(m, given).set_points("99"); },
       "points_beyond_maximum"},
      {"another set", [](auto& m) { m.set_set_id("other"); }, "set_other"},
      {"another version", [](auto& m) { m.set_set_version(9); }, "set_other"},
      {"no unit", [](auto& m) { m.clear_unit(); }, "text_empty"},
      {"a megabyte of words",
       [](auto& m) { Declare(m, "1.7").set_explanation(std::string(1 << 20, 'a')); },
       "text_too_long"},
      {"a bell", [](auto& m) { Declare(m, "1.7").set_explanation("a\x07"); },
       "text_control_character"},
      {"half a hash",
       [](auto& m) {
         pb::EvidenceUse& use = *Declare(m, "1.7").add_evidence();
         use.set_document("d");
         use.set_sha256("12");
       },
       "message_field_invalid"},
  };
  for (const Fault& fault : kFaults) {
    SCOPED_TRACE(fault.why);
    pb::Answers message = good;
    fault.change(message);
    const auto decoded = Decode(message, SampleSet());
    EXPECT_EQ(decoded.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(domain::ReasonOf(decoded.status()), fault.reason) << decoded.status();
    EXPECT_FALSE(ReadsInPlace(message.SerializeAsString()));
  }
}

TEST(AnswersCodec, SplitsASubmission) {
  assessment::v1::Submission submission;
  submission.set_cycle("ky");
  submission.mutable_answers()->set_unit("la-ha");
  submission.set_set_sha256(Sha256::Of("set").ToBytes());
  submission.set_clock_age(-1);
  submission.add_documents()->set_id("d-1");
  const std::string bytes = submission.SerializeAsString();
  const std::string answers = submission.answers().SerializeAsString();
  const auto split = SplitSubmission(bytes);
  ASSERT_TRUE(split.has_value());
  EXPECT_EQ(split->answers, answers);
  submission.clear_answers();
  EXPECT_EQ(split->rest, submission.SerializeAsString());
  const std::string again = bytes + bytes.substr(bytes.find(answers) - 2, answers.size() + 2);
  EXPECT_FALSE(SplitSubmission(again).has_value());
  EXPECT_FALSE(SplitSubmission(split->rest).has_value());
  EXPECT_FALSE(SplitSubmission(bytes.substr(0, bytes.size() - 1)).has_value());
}

TEST(ScoreCodec, TellsEveryLeafAndTheSums) {
  const domain::Answers answers = Sample("criteria/answers/tu-nghia/la-ha.yaml");
  const domain::ScoreSheet sheet = domain::Score(SampleSet(), answers);
  const score::v1::ScoreSheet message =
      Encode(SampleSet(), answers, sheet, domain::Language::kVietnamese);
  EXPECT_EQ(message.total_e4(), sheet.total.e4());
  EXPECT_EQ(message.effective_maximum_e4(), sheet.effective_maximum.e4());
  EXPECT_TRUE(message.sample());
  ASSERT_EQ(static_cast<std::size_t>(message.leaves_size()), SampleSet().leaves.size());
  std::int64_t sum = 0;
  for (const score::v1::Leaf& leaf : message.leaves()) {
    sum += leaf.source() == "penalty" ? -leaf.score_e4() : leaf.score_e4();
    if (leaf.id() == "1.1.3") {
      EXPECT_FALSE(leaf.trace().empty());
    }
  }
  EXPECT_EQ(sum, message.total_e4());
}

TEST(ScoreCodec, SaysWhichFigureWouldReachTheMaximum) {
  domain::Answers answers = Sample("criteria/answers/tu-nghia/la-ha.yaml");
  const domain::FigureSlot slot = SampleSet().FindFigure("1.1.3.b");
  ASSERT_NE(slot, domain::kNone);
  answers.figures[slot] = domain::Rational::FromInt(30);
  const auto leaf = static_cast<int>(SampleSet().FindLeaf("1.1.3"));
  const auto told = [&](domain::Language language) {
    return Encode(SampleSet(), answers, domain::Score(SampleSet(), answers), language)
        .leaves(leaf)
        .to_maximum();
  };
  // Either alone is enough, which "; " would not say.
  EXPECT_EQ(told(domain::Language::kVietnamese), "b: 30 → 33 (+3) hoặc a: 33 → 30 (-3)");
  EXPECT_EQ(told(domain::Language::kEnglish), "b: 30 → 33 (+3) or a: 33 → 30 (-3)");
}

TEST(ScoreCodec, ABonusAndAPenaltyLackNothing) {
  for (const std::int64_t times : {0, 3, 8}) {
    SCOPED_TRACE(times);
    domain::Answers answers = Sample("criteria/answers/tu-nghia/la-ha.yaml");
    answers.figures[SampleSet().FindFigure("10.1.n")] = domain::Rational::FromInt(times);
    const score::v1::ScoreSheet message = Encode(
        SampleSet(), answers, domain::Score(SampleSet(), answers), domain::Language::kVietnamese);
    const auto leaf = [&](std::string_view id) {
      return message.leaves(static_cast<int>(SampleSet().FindLeaf(id)));
    };
    EXPECT_EQ(leaf("10.1").score_e4(), times * 2500);
    EXPECT_EQ(leaf("10.1").short_e4(), 0) << "what is taken away is no part of the maximum";
    EXPECT_EQ(leaf("10.1").to_maximum(), "") << "nobody is told how to lose most";
    EXPECT_EQ(leaf("9.1").score_e4(), 0);
    EXPECT_EQ(leaf("9.1").short_e4(), 0) << "a bonus lies outside the maximum";
    EXPECT_NE(leaf("9.1").to_maximum(), "");
  }
}

}  // namespace
}  // namespace par::codec
