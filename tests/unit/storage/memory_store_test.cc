// Goal: the model keeps the promises that every engine must keep.
// Method: the conformance suite; a snapshot may outlive its store.
#include "common/storage/memory_store.h"

#include "tests/unit/storage/store_conformance.h"

namespace par::storage {
namespace {

class MemoryEngine final : public Engine {
 public:
  Store& store() override { return store_; }
  void Reopen() override {}

 private:
  MemoryStore store_;
};

INSTANTIATE_TEST_SUITE_P(Memory, StoreConformance,
                         ::testing::Values([] { return std::make_unique<MemoryEngine>(); }));

TEST(MemoryStore, ASnapshotOutlivesItsStore) {
  auto store = std::make_unique<MemoryStore>();
  ASSERT_EQ(store->Commit({{"a", "1"}}, {}, Durability::kSynced), Outcome::kOk);
  const std::unique_ptr<Snapshot> snapshot = store->NewSnapshot();
  store.reset();
  EXPECT_THAT(snapshot->Get("a"), testing::IsOkAndHolds(::testing::Optional(std::string("1"))));
}

}  // namespace
}  // namespace par::storage
