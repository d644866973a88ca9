"""Goal: deploy/build-portal refuses the versions of Node.js with which Vite would end in the middle.
Method: a stand-in for node that says a version, and one for npm that does nothing."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "build-portal"


class BuildPortal(unittest.TestCase):
    def test_only_versions_that_vite_wants_go_on(self):
        cases = [
            ("18.20.4", False, "Debian 12's own"),
            ("20.18.3", False, "the last before"),
            ("20.19.0", True, "the first of 20"),
            ("21.7.3", False, "between the two lines"),
            ("22.11.0", False, "the last before"),
            ("22.12.0", True, "the first of 22"),
            ("24.0.0", True, "newer than what was tried"),
        ]
        for version, fits, why in cases:
            with self.subTest(version=version, why=why), tempfile.TemporaryDirectory() as folder:
                for name, does in (("node", f"echo v{version}"), ("npm", "exit 1")):
                    stand_in = Path(folder) / name
                    stand_in.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
                    stand_in.chmod(0o755)
                done = subprocess.run(
                    [SCRIPT], env={"PATH": f"{folder}:{os.environ['PATH']}"}, capture_output=True,
                    text=True, timeout=30, check=False)
                self.assertNotEqual(done.returncode, 0, "npm did nothing")
                self.assertEqual(f"v{version} does not do" not in done.stderr, fits, done.stderr)


if __name__ == "__main__":
    unittest.main()
