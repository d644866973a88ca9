// RocksDB's settings for a node, in one place. Private to this folder.
#pragma once

#include <rocksdb/options.h>

namespace par::storage {

[[nodiscard]] rocksdb::Options NodeOptions();

}  // namespace par::storage
