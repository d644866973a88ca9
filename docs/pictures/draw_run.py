#!/usr/bin/env python3
"""Draws run-demo.svg from what a run printed: ./run-demo --kill | tee run.txt; docs/pictures/draw_run.py run.txt
Shown: the ranking, a commune verifying the decision, the two runs compared, the portals with their accounts."""
import html
import re
import sys
from pathlib import Path

COLOURS = [(re.compile(r"^(  \$ |===)"), "#79c0ff"), (re.compile(r"^  ĐÚNG"), "#7ee787")]
# From the first line that begins so to the first one after it that does.
PARTS = [(r"  \$ parctl rank show --cycle tu-nghia-communes-2023 ", r"  ĐÚNG"),
         (r"  \$ parctl decision verify .*# tại máy chủ la-ha", r"  ĐÚNG"),
         (r"=== So hai lần chạy", r"  ĐÚNG"),
         (r"=== Mở trình duyệt và đăng nhập", r"  http://.*máy chủ quang-ngai")]
WIDE, HIGH, LETTER = 120, 18, 7.85  # Columns shown, a line's height, a letter's width.


def part(lines: list[str], begins: str, ends: str) -> list[str]:
    """The last time it was printed; the province that ends the list of portals is left out."""
    first = max(i for i, line in enumerate(lines) if re.match(begins, line))
    last = next(i for i in range(first + 1, len(lines)) if re.match(ends, lines[i]))
    found = lines[first:last + 1 if ends.startswith("  ĐÚNG") else last]
    # The ranks of both runs stand above already.
    return [line for line in found if not re.match(r"    1\. ", line)]


def main() -> None:
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    shown: list[str] = []
    for begins, ends in PARTS:
        shown += ([""] if shown else []) + part(lines, begins, ends)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{32 + round(WIDE * LETTER)}" height="{len(shown) * HIGH + 30}" '
           'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="13">',
           '<rect width="100%" height="100%" rx="8" fill="#10151c"/>']
    for i, line in enumerate(shown):
        colour = next((colour for begins, colour in COLOURS if begins.match(line)), "#e6edf3")
        cut = line if len(line) <= WIDE else line[:WIDE - 1] + "…"
        out.append(f'<text x="16" y="{30 + i * HIGH}" fill="{colour}" xml:space="preserve">{html.escape(cut)}</text>')
    Path(__file__).with_name("run-demo.svg").write_text("\n".join(out) + "\n</svg>\n", encoding="utf-8")


if __name__ == "__main__":
    main()
