#!/usr/bin/env python3
"""Copies the sources that a mutation touches, with every mutation in them behind a switch.

Usage: mutate.py ROOT OUT [--list]. Writes OUT/<path> for each touched source and OUT/mutants.inc;
--list prints the touched paths only. An edit whose text is not there exactly once is an error: a
rule that was rewritten needs its mutation rewritten.
"""
import sys
from pathlib import Path

from mutations import MUTATIONS


def touched():
    return sorted({path for _, _, edits in MUTATIONS for path, _, _ in edits})


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def main():
    root, out = Path(sys.argv[1]), Path(sys.argv[2])
    if "--list" in sys.argv:
        print(";".join(touched()))
        return 0
    texts = {path: (root / path).read_text(encoding="utf-8") for path in touched()}
    for name, _, edits in MUTATIONS:
        for path, find, replace in edits:
            if texts[path].count(find) != 1:
                print(f"{name}: in {path} there are {texts[path].count(find)} of: {find}",
                      file=sys.stderr)
                return 1
            switch = f'::par::sim::IsMutant("{name}")'
            texts[path] = texts[path].replace(find, replace.replace("MUTANT", switch))
    for path, text in texts.items():
        write(out / path, '#include "tests/sim/mutant.h"\n' + text)
    rows = "".join(f'{{"{name}", "{what}"}},\n' for name, what, _ in MUTATIONS)
    write(out / "mutants.inc", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
