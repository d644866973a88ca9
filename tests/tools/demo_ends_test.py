"""Goal: however ./run-demo ends, none of its processes goes on running.
Method: its main part over runs that only note whether they were stopped; each row fails elsewhere."""
import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "deploy" / "demo"))
import demo  # noqa: E402  pylint: disable=wrong-import-position
from nodes import Failed  # noqa: E402  pylint: disable=wrong-import-position


class Runs:
    """Stands in for demo.run; the runs come to `results`, one after the other."""

    def __init__(self, results: list[str]) -> None:
        self.results = list(results)
        self.fields: list[mock.Mock] = []

    def __call__(self, *_arguments, **_more):
        self.fields.append(mock.Mock())
        return self.fields[-1], {"sha256": self.results.pop(0), "ranks": []}


class DemoEnds(unittest.TestCase):
    def test_every_run_is_stopped(self):
        cases = [
            ("all as it should be", ["a", "a"], None, 0),
            ("the two runs differ", ["a", "b"], None, 1),
            ("nobody can sign in", ["a", "a"], Failed("no"), 1),
        ]
        for why, results, first_use, wanted in cases:
            runs = Runs(results)
            with self.subTest(why=why), tempfile.TemporaryDirectory() as folder, \
                    mock.patch.object(demo, "run", runs), \
                    mock.patch.object(demo, "environment_ok"), \
                    mock.patch.object(demo, "first_use", side_effect=first_use), \
                    mock.patch.object(sys, "argv", ["run-demo", "--once", "--kill"]), \
                    mock.patch.dict("os.environ", {"PARNET_DEMO": folder + "/demo"}), \
                    contextlib.redirect_stdout(io.StringIO()), \
                    contextlib.redirect_stderr(io.StringIO()):
                self.assertEqual(demo.main(), wanted)
                self.assertEqual(len(runs.fields), 2)
                for field in runs.fields:
                    field.stop_all.assert_called()


if __name__ == "__main__":
    unittest.main()
