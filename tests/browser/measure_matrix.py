"""Fills one district's node for measure_matrix and opens Chromium on it (measure_matrix.mjs)."""
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "deploy" / "demo"), str(HERE)]
import layout  # noqa: E402
import nodes  # noqa: E402
from story import Story, day  # noqa: E402

OWNER, CYCLE, SET = "huyen", "do-bang", "bo-do"


class District(layout.Country):
    """One district, and its communes on the same node."""

    def __init__(self, communes: int) -> None:  # pylint: disable=super-init-not-called
        below = [layout.Unit(f"xa-{i:03}", f"Xã số {i}", "xa", OWNER, "xã, thị trấn") for i in range(1, communes + 1)]
        self.trees = {OWNER: [layout.Unit(OWNER, "Huyện đo", "huyen"), *below]}
        self.nodes = {}
        self._add(layout.NodePlan(OWNER, "province", [OWNER, *(unit.id for unit in below)]))

    def roles_of(self, unit: layout.Unit) -> list[str]:
        return layout.SUPERIOR if unit.id == OWNER else ["leader"]


def set_yaml(criteria: int) -> str:
    areas = (criteria + 9) // 10
    lines = ["format: parnet/criteria-set/1", f"id: {SET}", "version: 1", "title: Bộ chỉ số để đo", "sample: true",
             "level: commune", "year: 2023", "effective: {from: 2023-01-01, to: 2023-12-31}",
             "basis:", "  - {number: 1/QĐ-UBND, date: 2023-01-01, issuer: UBND huyện đo, subject: Bộ chỉ số để đo}",
             f"maximum: {criteria}", "rounding: {leaf: 4, total: 2}", "not_applicable: converted",
             "waived: reduced_max", "ranking: {ties: gap, tie_break: []}", "areas:"]
    for area in range(1, areas + 1):
        leaves = min(10, criteria - 10 * (area - 1))
        lines += [f'  - id: "{area}"', f"    title: Lĩnh vực {area}", f"    maximum: {leaves}", "    criteria:"]
        for leaf in range(1, leaves + 1):
            lines += [f'      - id: "{area}.{leaf}"', f"        title: Tỷ lệ hoàn thành việc {leaf} của lĩnh vực {area}",
                      "        maximum: 1", "        inputs:", "          a: {title: Số việc được giao, kind: count, unit: việc}",
                      "          b: {title: Số việc đã làm, kind: count, unit: việc, part_of: a}",
                      "        nothing_arises: {when: a = 0, then: not_applicable}", '        rule: "(b / a) * max"']
    return "\n".join(lines) + "\n"


def answers_yaml(unit: str, number: int, criteria: int) -> str:
    lines = ["format: parnet/answers/1", f"set: {SET}", f"unit: {unit}", f"title: Xã số {number}", "figures:"]
    for i in range(criteria):
        leaf = f"{i // 10 + 1}.{i % 10 + 1}"
        done = 40 - (number * 7 + i * 13) % 17 * (i % 3)
        lines += [f'  "{leaf}.a": 40', f'  "{leaf}.b": {done}']
    return "\n".join(lines) + "\n"


def issue(field: nodes.Field, criteria: int) -> None:
    units = field.folder / "units.yaml"
    rows = [f"  - {{id: {one.id}, name: {one.name}, kind: {one.kind}" +
            (f', parent: {one.parent}, group: "{one.group}"' if one.parent else "") + "}"
            for one in field.country.trees[OWNER]]
    units.write_text("format: parnet/units/1\nunits:\n" + "\n".join(rows) + "\n", encoding="utf-8")
    field.ask(OWNER, "administrator", "units", "import", str(units), "--yes", "--as", OWNER)
    file = field.folder / "set.yaml"
    file.write_text(set_yaml(criteria), encoding="utf-8")
    field.ask(OWNER, "publisher", "criteria", "import", str(file), "--as", OWNER)
    for step in ("publish", "activate"):
        field.ask(OWNER, "publisher", "criteria", step, SET, "--set-version", "1", "--as", OWNER)
    file = field.folder / "cycle.yaml"
    communes = [unit.id for unit in field.country.trees[OWNER][1:]]
    deadlines = {"submit": day(30), "review": day(31), "appeal": day(32), "publish": day(33)}
    file.write_text(layout.cycle_yaml(CYCLE, "Kỳ đánh giá để đo", "commune", OWNER, f"{SET}@1", communes, deadlines),
                    encoding="utf-8")
    field.ask(OWNER, "administrator", "cycle", "open", str(file), "--as", OWNER)
    Story(field).advance(OWNER, CYCLE, "self_assessing", "in_review")


def hand_in(field: nodes.Field, number: int, criteria: int) -> None:
    unit = f"xa-{number:03}"
    file = field.folder / f"{unit}.yaml"
    file.write_text(answers_yaml(unit, number, criteria), encoding="utf-8")
    field.ask(unit, "leader", "assess", "fill", "--cycle", CYCLE, str(file))
    Story(field).hand_up(CYCLE, unit)


def review(field: nodes.Field, number: int) -> None:
    story, unit = Story(field), f"xa-{number:03}"
    story.act(OWNER, CYCLE, "accept", unit)
    story.act(OWNER, CYCLE, "begin", unit)
    if number % 2 == 0:
        story.act(OWNER, CYCLE, "agree-rest", unit)


def main() -> int:
    communes = int(sys.argv[1]) if len(sys.argv) > 1 else 160
    criteria = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    country = District(communes)
    with tempfile.TemporaryDirectory(prefix="par-matrix-") as folder:
        field = nodes.Field(Path(folder) / "field", country, ROOT / "portal" / "dist")
        field.prepare()
        try:
            field.start_all()
            issue(field, criteria)
            numbers = range(1, communes + 1)
            with ThreadPoolExecutor(4) as people:
                list(people.map(lambda number: hand_in(field, number, criteria), numbers))
            Story(field).wait_state(CYCLE, OWNER, [f"xa-{number:03}" for number in numbers], "submitted")
            with ThreadPoolExecutor(4) as people:
                list(people.map(lambda number: review(field, number), numbers))
            token = (field.folder / OWNER / f"{OWNER}.council.token").read_text(encoding="utf-8").strip()
            told = field.folder / "facts.json"
            told.write_text(json.dumps({"portals": {OWNER: field.portal(OWNER)}, "cycle": CYCLE,
                                        "tokens": {"council": token}, "owner": OWNER, "criteria": criteria,
                                        "pictures": os.environ.get("PARNET_PICTURES", folder)}), encoding="utf-8")
            print(f"{communes} communes x {criteria} criteria, load {os.getloadavg()[0]:.1f}", flush=True)
            subprocess.run(["node", str(HERE / "measure_matrix.mjs"), str(told)], check=True, timeout=600)
        finally:
            field.stop_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
