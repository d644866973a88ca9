#!/usr/bin/env python3
"""Goal: check_layers.py finds each kind of breach and passes clean code.
Method: small trees in a temporary folder, one breach each."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import check_layers  # noqa: E402

CASES = [
    ("upward include", "common/domain/a.cc", '#include "common/storage/store.h"\n', 1),
    ("downward include", "common/storage/a.cc", '#include "common/domain/points.h"\n', 0),
    ("proto in the domain", "common/domain/a.cc", '#include "par/unit/v1/unit.pb.h"\n', 1),
    ("the engine includes its port", "common/storage/rocks/a.cc", '#include "common/storage/store.h"\n', 0),
    ("the port may not know the engine", "common/storage/a.cc", '#include "common/storage/rocks/r.h"\n', 1),
    ("thread in the domain", "common/domain/a.cc", "#include <thread>\n", 1),
    ("clock in the ledger", "common/ledger/a.cc", "auto t = std::chrono::system_clock::now();\n", 1),
    ("RocksDB outside its folder", "common/ledger/a.cc", "#include <rocksdb/db.h>\n", 1),
    ("gRPC in a desk", "common/services/a.cc", "#include <grpcpp/grpcpp.h>\n", 1),
    ("gRPC in a handler", "commune-node/assessment_handler.cc", "#include <grpcpp/grpcpp.h>\n", 0),
    ("a handler is made of common/rpc", "common/services/unit_handler.cc", '#include "common/rpc/calls.h"\n', 0),
    ("a desk is not", "common/services/unit_desk.cc", '#include "common/rpc/calls.h"\n', 1),
    ("CLI11 in a command", "parctl/rank_command.cc", "#include <CLI/CLI.hpp>\n", 1),
    ("CLI11 where the command line is read", "parctl/command_line.cc", "#include <CLI/CLI.hpp>\n", 0),
    ("a zip outside its folder", "parctl/a.cc", "#include <zip.h>\n", 1),
    ("a zip where workbooks are read", "common/spreadsheet/package.cc", "#include <zip.h>\n", 0),
    ("the domain knows no workbooks", "common/domain/a.cc", '#include "common/spreadsheet/book.h"\n', 1),
    ("too long", "parctl/a.cc", "int x;\n" * 401, 1),
    ("as long as allowed", "parctl/a.cc", "int x;\n" * 400, 0),
]


class CheckLayers(unittest.TestCase):
    def test_each_case(self):
        for why, path, text, want in CASES:
            with self.subTest(why), tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / path
                file.parent.mkdir(parents=True)
                file.write_text(text)
                self.assertEqual(len(list(check_layers.breaches(Path(folder)))), want)


if __name__ == "__main__":
    unittest.main()
