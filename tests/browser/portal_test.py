"""Goal: an official's work in the browser holds on real nodes.
Method: a district's node and two communes' nodes, each a process with its own database and its portal;
Chromium is driven through them by scenarios/*.mjs, in the order of their names. What a scenario needs on
the nodes is its own (a cycle, a plan, …), entered by `prepare(field)` of the Python file of its name, which
returns what the scenario is to know of it; so each runs alone, too: tests/browser/run self_assessment.
Pictures of every screen are left in the folder that is printed at the end."""
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "deploy" / "demo"), str(HERE)]
import communes_cycle  # noqa: E402
import layout  # noqa: E402
import nodes  # noqa: E402

PORTAL = ROOT / "portal" / "dist"


class District(layout.Country):
    """Tư Nghĩa with two of its communes; nobody above it."""

    def __init__(self) -> None:  # pylint: disable=super-init-not-called
        found = layout.communes("tu-nghia", "tu-nghia")
        self.communes = [unit for unit in found if unit.id in communes_cycle.COMMUNES]
        self.trees = {"tu-nghia": [layout.Unit("tu-nghia", "Huyện Tư Nghĩa", "huyen"), *self.communes]}
        self.nodes = {}
        self._add(layout.NodePlan("tu-nghia", "province", ["tu-nghia"]))
        for unit in self.communes:
            self._add(layout.NodePlan(unit.id, "commune", [unit.id], upper="tu-nghia"))


def units_yaml(country: District) -> str:
    rows = [f"  - {{id: {one.id}, name: {one.name}, kind: {one.kind}" +
            (f", parent: {one.parent}, group: \"{one.group}\"" if one.parent else "") + "}"
            for tree in country.trees.values() for one in tree]
    return "format: parnet/units/1\nunits:\n" + "\n".join(rows) + "\n"


def prepare(field: nodes.Field, country: District) -> dict[str, str]:
    for plan in country.nodes.values():
        plan.portal = layout.free_port()  # A node that starts again keeps it.
    field.prepare()
    for scenario in scenarios():
        if hasattr(part := part_of(scenario), "configure"):
            part.configure(field)
    field.start_all()
    units = field.folder / "units.yaml"
    units.write_text(units_yaml(country), encoding="utf-8")
    field.ask("tu-nghia", "administrator", "units", "import", str(units), "--yes", "--as", "tu-nghia")
    criteria = ROOT / "criteria" / "commune-sample-2023.yaml"
    field.ask("tu-nghia", "publisher", "criteria", "import", str(criteria), "--as", "tu-nghia")
    for step in ("publish", "activate"):
        field.ask("tu-nghia", "publisher", "criteria", step, "commune-sample-2023", "--set-version",
                  "1", "--as", "tu-nghia")
    return {node: field.portal(node) for node in country.nodes}


def scenarios() -> list[str]:
    """Those that are asked for; else all."""
    return sys.argv[1:] or sorted(path.stem for path in (HERE / "scenarios").glob("*.mjs"))


def part_of(scenario: str):
    """Its Python file: `prepare(field)`, and `configure(field)` where the nodes' configurations must say
    something for it; None: it has none."""
    if not (HERE / "scenarios" / f"{scenario}.py").exists():
        return None
    return importlib.import_module(f"scenarios.{scenario}")


def drive(command: list[str], field: nodes.Field) -> None:
    """Runs a scenario; a line "@stop la-ha" or "@start la-ha" of its output is done to that node's
    process (a stop is a kill -9) and answered with a line."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        patience = threading.Timer(600, process.kill)
        patience.start()
        for line in process.stdout:
            if not line.startswith("@"):
                print(line, end="", flush=True)
                continue
            verb, node = line[1:].split()
            if verb == "stop":
                field.kill(node)
            else:
                field.start(node)
                field.wait_up(node)
            process.stdin.write("done\n")
            process.stdin.flush()
        patience.cancel()
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)


def run(scenario: str, field: nodes.Field, facts: dict) -> bool:
    """Whether it holds; the others need nothing of it."""
    print(f"{scenario}:", flush=True)
    begun = time.monotonic()
    try:
        prepare_and_drive(scenario, field, facts)
    except (nodes.Failed, subprocess.CalledProcessError) as why:
        print(f"SAI: {scenario}: {why}", flush=True)
        return False
    print(f"{scenario}: {time.monotonic() - begun:.0f} giây", flush=True)
    return True


def prepare_and_drive(scenario: str, field: nodes.Field, facts: dict) -> None:
    part = part_of(scenario)
    prepared = part.prepare(field) if part else {}
    # Accounts that the preparation added are known, too.
    tokens = {path.stem: path.read_text(encoding="utf-8").strip()
              for path in field.folder.glob("*/*.token")}
    told = field.folder / "facts.json"
    told.write_text(json.dumps({**facts, **prepared, "tokens": tokens}), encoding="utf-8")
    drive(["node", str(HERE / "scenarios" / f"{scenario}.mjs"), str(told)], field)


def main() -> int:
    nodes.environment_ok()
    if not (PORTAL / "index.html").exists():
        print(f"thiếu / missing: {PORTAL} (npm ci && npm run build in portal/)", file=sys.stderr)
        return 2
    pictures = Path(os.environ.get("PARNET_PICTURES", nodes.BUILD / "pictures"))
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    country = District()
    with tempfile.TemporaryDirectory(prefix="par-portal-") as folder:
        pages = shutil.copytree(PORTAL, Path(folder) / "pages")  # A scenario may bring out a newer build.
        field = nodes.Field(Path(folder) / "field", country, pages)
        try:
            portals = prepare(field, country)
            facts = {"portals": portals, "pictures": str(pictures), "pages": str(pages)}
            fallen = [one for one in scenarios() if not run(one, field, facts)]
            if fallen:
                raise nodes.Failed(", ".join(fallen))
        except nodes.Failed as why:
            for log in sorted(field.folder.glob("*/log.txt")):
                print(f"--- {log.parent.name}\n{log.read_text(encoding='utf-8')[-2000:]}")
            print(f"SAI: {why}", file=sys.stderr)
            return 1
        finally:
            field.stop_all()
    print(f"hình các trang / pictures of the screens: {pictures}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
