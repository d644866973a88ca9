// The layout is docs/formats/decision.md, version 1. Changing a byte of it breaks every signature
// ever made: a change is a new version beside this one.
#include <array>

#include "common/base/merkle.h"
#include "common/domain/decision.h"

namespace par::domain {
namespace {

constexpr std::string_view kMagic = "parnet/decision/1";
constexpr std::string_view kSignatureMagic = "parnet/decision-signature/1";
constexpr std::string_view kLineMagic = "parnet/decision-line/1";

class Writer {
 public:
  // Eight bytes, little end first, two's complement.
  void Int(std::int64_t value) {
    auto rest = static_cast<std::uint64_t>(value);
    std::array<char, 8> bytes{};
    for (char& byte : bytes) {
      byte = static_cast<char>(static_cast<unsigned char>(rest & 0xffu));
      rest >>= 8u;
    }
    bytes_.append(bytes.data(), bytes.size());
  }
  void Size(std::size_t size) { Int(static_cast<std::int64_t>(size)); }
  // Its length in bytes as an Int, and the bytes.
  void Text(std::string_view text) {
    Size(text.size());
    bytes_ += text;
  }
  void Hash(const Sha256& hash) { bytes_ += hash.ToBytes(); }
  void Number(Points points) { Int(points.e4()); }
  template <typename Enum>
  void Choice(Enum value) {
    Int(static_cast<std::int64_t>(value));
  }
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace

std::string LineBytes(const DecisionLine& line) {
  Writer out;
  out.Text(kLineMagic);
  out.Text(line.unit.value());
  out.Text(line.name);
  out.Text(line.group);
  out.Int(line.submitted ? 1 : 0);
  out.Size(line.areas.size());
  for (const DecisionArea& area : line.areas) {
    out.Text(area.id);
    out.Text(area.title);
    out.Choice(area.source);
    out.Number(area.maximum);
    out.Number(area.counted);
    out.Number(area.total);
    out.Size(area.leaves.size());
    for (const DecisionLeaf& leaf : area.leaves) {
      out.Text(leaf.criterion);
      out.Choice(leaf.mark.state);
      out.Number(leaf.mark.points);
      out.Number(leaf.maximum);
      out.Number(leaf.counted);
    }
  }
  out.Number(line.total);
  out.Number(line.effective_maximum);
  out.Int(line.converted.has_value() ? 1 : 0);
  out.Number(line.converted.value_or(Points()));
  out.Int(line.rank);
  out.Text(line.class_id);
  return out.Take();
}

Sha256 RootOf(const Decision& decision) {
  std::vector<Sha256> leaves;
  leaves.reserve(decision.lines.size());
  for (const DecisionLine& line : decision.lines) leaves.push_back(MerkleLeaf(LineBytes(line)));
  return MerkleRoot(leaves);
}

std::string WholeBytes(const Decision& decision) {
  Writer out;
  out.Text(kMagic);
  out.Text(decision.number.value());
  out.Text(decision.date.Iso());
  out.Text(decision.issuer.value());
  out.Text(decision.cycle.value());
  out.Int(decision.year);
  out.Text(decision.set_id);
  out.Int(decision.set_version);
  out.Hash(decision.set_hash);
  out.Int(decision.total_places);
  out.Choice(decision.ties);
  out.Choice(decision.rank_by);
  out.Size(decision.classes.size());
  for (const ResultClass& one : decision.classes) {
    out.Text(one.id);
    out.Text(one.title);
    out.Text(one.from.FormatShort(NumberStyle::kPlain));
  }
  out.Size(decision.lines.size());
  out.Hash(RootOf(decision));
  out.Text(decision.supersedes.value());
  out.Hash(decision.superseded_hash);
  out.Size(decision.changes.size());
  for (const DecisionChange& change : decision.changes) {
    out.Text(change.unit.value());
    out.Text(change.what);
    out.Text(change.before);
    out.Text(change.after);
  }
  return out.Take();
}

std::string SignatureBytes(const Decision& decision, std::int64_t signed_at) {
  Writer out;
  out.Text(kSignatureMagic);
  out.Int(signed_at);
  out.Hash(Sha256::Of(WholeBytes(decision)));
  return out.Take();
}

}  // namespace par::domain
