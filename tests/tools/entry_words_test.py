#!/usr/bin/env python3
"""Goal: the audit trail of the portal has words for every kind of ledger entry, in both languages.
Method: the names under which sources register kinds, against the keys of portal/src/words/audit.ts; a look at the
trail itself (tests/browser/scenarios/administration.mjs) sees only the kinds that happen there."""
import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("common", "commune-node", "district-node", "province-node")
# On(Kind::kImportUnits, "unit.import", …), {Kind::kAddAccount, "account.add", …}
REGISTERED = re.compile(r'\bk[A-Z]\w*,\s*"([a-z]+\.[a-z_]+)"')


def registered() -> set[str]:
    sources = (file for folder in FOLDERS for file in (ROOT / folder).rglob("*.cc"))
    return {name for file in sources for name in REGISTERED.findall(file.read_text(encoding="utf-8"))}


class EntryWords(unittest.TestCase):
    def test_every_kind_has_words_in_both_languages(self):
        _, kinds = (ROOT / "portal/src/words/audit.ts").read_text(encoding="utf-8").split("const kinds = texts(")
        vietnamese, english = kinds.split("\n  },\n  {\n")
        names = registered()
        self.assertGreater(len(names), 50, "the sources register them otherwise than this test knows")
        for language, part in (("vi", vietnamese), ("en", english)):
            with self.subTest(language):
                self.assertEqual(names, set(re.findall(r'^    "([a-z]+\.[a-z_]+)":', part, flags=re.M)))


if __name__ == "__main__":
    unittest.main()
