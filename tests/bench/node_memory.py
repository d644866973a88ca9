#!/usr/bin/env python3
"""What a commune's node and its province's take of memory: idle, and under the largest evidence file.

Usage: node_memory.py [FOLDER]. Real processes of build/dev, spoken to with parctl; the memory is what
the kernel says of them (VmHWM: the most that was ever resident). Ends with 1 where a bound of
docs/limits.md is passed.
"""
import hashlib
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "deploy" / "demo"))

import layout  # noqa: E402  pylint: disable=wrong-import-position
from nodes import Field, environment_ok  # noqa: E402  pylint: disable=wrong-import-position
from story import TWO_TIER, Story  # noqa: E402  pylint: disable=wrong-import-position

PROVINCE = "quang-tri"
IDLE_MB = 60
UPLOAD_MB = 128
FILE_BYTES = 200 << 20


def memory(field: Field, node: str) -> dict[str, float]:
    """VmRSS and VmHWM in MB (10^6 bytes), and threads."""
    found = {}
    for line in Path(f"/proc/{field.running[node].pid}/status").read_text("ascii").splitlines():
        name, _, rest = line.partition(":")
        if name in ("VmRSS", "VmHWM"):
            found[name] = int(rest.split()[0]) * 1024 / 1e6
        if name == "Threads":
            found[name] = int(rest)
    return found


def tell(what: str, found: dict[str, float]) -> None:
    print(f"{what}: now {found['VmRSS']:.1f} MB, at most {found['VmHWM']:.1f} MB, "
          f"{found['Threads']:.0f} threads", flush=True)


def two_tier() -> layout.Country:
    country = layout.Country()
    country.trees = {PROVINCE: country.trees[PROVINCE]}
    units = {unit.id for unit in country.all_units()}
    country.nodes = {name: plan for name, plan in country.nodes.items()
                     if set(plan.units) <= units}
    return country


def main() -> int:
    environment_ok()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else made) / "m"
        country = two_tier()
        field = Field(folder, country)
        commune = country.quang_tri[0]
        try:
            field.prepare()
            field.start_all()
            story = Story(field)
            story.issue()
            story.open_cycle(TWO_TIER, "Đo bộ nhớ", "commune", PROVINCE, "commune-sample-2025@1",
                             [unit.id for unit in country.quang_tri])
            idle = memory(field, commune.id)
            tell("commune, idle", idle)
            tell("province with 3 communes, idle", memory(field, PROVINCE))
            path = folder / "lon.pdf"
            path.write_bytes(b"%PDF-1.7\n" + os.urandom(FILE_BYTES - 9))
            added = field.ask(commune.id, "clerk", "evidence", "add", str(path), "--unit",
                              commune.id, "--subject", "Tệp lớn nhất")
            tell("commune, after the clerk's upload of 200 MiB", memory(field, commune.id))
            story.submit(TWO_TIER, commune, added["document"]["id"])
            name = hashlib.sha256(path.read_bytes()).hexdigest()
            there = folder / PROVINCE / "data/evidence/sha256" / name[:2] / name[2:4] / name
            field.wait("tệp tới tỉnh", there.exists)
            upload = memory(field, commune.id)
            tell("commune, after handing it up", upload)
            tell("province, after receiving it", memory(field, PROVINCE))
        finally:
            field.stop_all()
    fine = idle["VmHWM"] <= IDLE_MB and upload["VmHWM"] <= UPLOAD_MB
    print(f"idle <= {IDLE_MB} MB, under 200 MiB <= {UPLOAD_MB} MB: {'yes' if fine else 'NO'}")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
