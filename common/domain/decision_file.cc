#include "common/domain/decision_file.h"

#include <cstdint>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

constexpr std::string_view kFileMagic = "parnet/decision-file/1";
constexpr std::int64_t kMostRank = 1'000'000;  // Far more units than there are.

void PutInt(std::string& out, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) {
    out.push_back(static_cast<char>(static_cast<unsigned char>(value & 0xffu)));
    value >>= 8u;
  }
}
void PutText(std::string& out, std::string_view text) {
  PutInt(out, text.size());
  out += text;
}

// Takes the elements of docs/formats/decision.md in their order. After the first element that is
// not there everything reads as empty and good() is false.
class DecisionReader {
 public:
  explicit DecisionReader(std::string_view bytes) : rest_(bytes) {}
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool AtEnd() const { return good_ && rest_.empty(); }

  std::int64_t Int() {
    if (!Need(8)) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;) {
      value = (value << 8u) | static_cast<unsigned char>(rest_[i]);
    }
    rest_.remove_prefix(8);
    return static_cast<std::int64_t>(value);
  }
  std::string_view Text() {
    const std::int64_t size = Int();
    if (size < 0 || !Need(static_cast<std::size_t>(size))) return {};
    const std::string_view text = rest_.substr(0, static_cast<std::size_t>(size));
    rest_.remove_prefix(text.size());
    return text;
  }
  std::string String() { return std::string(Text()); }
  void Expect(std::string_view text) { good_ = Text() == text && good_; }
  // How many items follow; each takes at least eight bytes, so a wrong count cannot exhaust memory.
  std::size_t Count() {
    const std::int64_t count = Int();
    if (count < 0 || static_cast<std::uint64_t>(count) > rest_.size() / 8) good_ = false;
    return good_ ? static_cast<std::size_t>(count) : 0;
  }
  Points Number() {
    const auto points = PointsFromE4(Int(), "points");
    good_ = good_ && points.ok();
    return good_ ? *points : Points();
  }
  template <typename Enum>
  Enum Choice(Enum last) {
    const std::int64_t value = Int();
    if (value < 0 || value > static_cast<std::int64_t>(last)) good_ = false;
    return good_ ? static_cast<Enum>(value) : Enum();
  }
  Sha256 Hash() {
    if (!Need(sizeof(Sha256::bytes))) return {};
    const Sha256 hash = Sha256::FromBytes(rest_.substr(0, sizeof(Sha256::bytes)));
    rest_.remove_prefix(sizeof(Sha256::bytes));
    return hash;
  }
  void Refuse() { good_ = false; }

 private:
  bool Need(std::size_t bytes) {
    if (bytes > rest_.size()) good_ = false;
    return good_;
  }
  std::string_view rest_;
  bool good_ = true;
};

DecisionArea ReadArea(DecisionReader& in) {
  DecisionArea area;
  area.id = in.String();
  area.title = in.String();
  area.source = in.Choice(Source::kPenalty);
  area.maximum = in.Number();
  area.counted = in.Number();
  area.total = in.Number();
  const std::size_t leaves = in.Count();
  for (std::size_t i = 0; i < leaves && in.good(); ++i) {
    DecisionLeaf leaf;
    leaf.criterion = in.String();
    leaf.mark.state = in.Choice(MarkState::kWaived);
    leaf.mark.points = in.Number();
    leaf.maximum = in.Number();
    leaf.counted = in.Number();
    area.leaves.push_back(std::move(leaf));
  }
  return area;
}

DecisionLine ReadLine(DecisionReader& in) {
  DecisionLine line;
  in.Expect("parnet/decision-line/1");
  line.unit = UnitId(in.String());
  line.name = in.String();
  line.group = in.String();
  line.submitted = in.Int() == 1;
  const std::size_t areas = in.Count();
  for (std::size_t i = 0; i < areas && in.good(); ++i) line.areas.push_back(ReadArea(in));
  line.total = in.Number();
  line.effective_maximum = in.Number();
  const bool has_converted = in.Int() == 1;
  const Points converted = in.Number();
  if (has_converted) line.converted = converted;
  const std::int64_t rank = in.Int();
  if (rank < 0 || rank > kMostRank) in.Refuse();
  line.rank = in.good() ? static_cast<int>(rank) : 0;
  line.class_id = in.String();
  return line;
}

Decision ReadWhole(DecisionReader& in) {
  Decision decision;
  in.Expect("parnet/decision/1");
  decision.number = DecisionId(in.String());
  const auto date = Date::Parse(in.Text());
  if (!date.has_value()) in.Refuse();
  decision.date = date.value_or(Date());
  decision.issuer = UnitId(in.String());
  decision.cycle = CycleId(in.String());
  decision.year = static_cast<int>(in.Int());
  decision.set_id = in.String();
  decision.set_version = static_cast<int>(in.Int());
  decision.set_hash = in.Hash();
  const std::int64_t places = in.Int();
  if (places < 0 || places > Points::kPlaces) in.Refuse();
  decision.total_places = in.good() ? static_cast<int>(places) : 0;
  decision.ties = in.Choice(Ties::kDense);
  decision.rank_by = in.Choice(RankBasis::kConverted);
  const std::size_t classes = in.Count();
  for (std::size_t i = 0; i < classes && in.good(); ++i) {
    ResultClass one;
    one.id = in.String();
    one.title = in.String();
    const auto from = ParseDecimal(in.Text(), "class");
    if (!from.ok()) in.Refuse();
    if (from.ok()) one.from = *from;
    decision.classes.push_back(std::move(one));
  }
  (void)in.Int();   // The number of lines and their root are held against the lines themselves:
  (void)in.Hash();  // what is read must make the same bytes again.
  decision.supersedes = DecisionId(in.String());
  decision.superseded_hash = in.Hash();
  const std::size_t changes = in.Count();
  for (std::size_t i = 0; i < changes && in.good(); ++i) {
    DecisionChange change;
    change.unit = UnitId(in.String());
    change.what = in.String();
    change.before = in.String();
    change.after = in.String();
    decision.changes.push_back(std::move(change));
  }
  return decision;
}

}  // namespace

std::string DecisionFile(const Decision& decision) {
  std::string out;
  PutText(out, kFileMagic);
  PutText(out, WholeBytes(decision));
  PutInt(out, decision.lines.size());
  for (const DecisionLine& line : decision.lines) PutText(out, LineBytes(line));
  return out;
}

absl::StatusOr<Decision> ReadDecisionFile(std::string_view bytes) {
  DecisionReader in(bytes);
  in.Expect(kFileMagic);
  DecisionReader whole(in.Text());
  Decision decision = ReadWhole(whole);
  bool good = whole.AtEnd();
  const std::size_t lines = in.Count();
  for (std::size_t i = 0; i < lines && in.good() && good; ++i) {
    DecisionReader line(in.Text());
    decision.lines.push_back(ReadLine(line));
    good = line.AtEnd();
  }
  if (good && in.AtEnd() && DecisionFile(decision) == bytes) return decision;
  return Refusal(absl::StatusCode::kInvalidArgument, "decision_file_malformed",
                 {{"bytes", std::to_string(bytes.size())}});
}

}  // namespace par::domain
