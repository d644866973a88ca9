"""Goal: an official's work in the browser holds on real nodes.
Method: a district's node and two communes' nodes, each a process with its own database and its portal;
Chromium is driven through them by the scenarios of this folder (*.mjs). Pictures of every screen are
left in the folder that is printed at the end."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "deploy" / "demo"))
import layout  # noqa: E402
import nodes  # noqa: E402
from story import Story, day  # noqa: E402

CYCLE = "tu-nghia-communes-2023"
COMMUNES = ["la-ha", "song-ve"]
PORTAL = ROOT / "portal" / "dist"


class District(layout.Country):
    """Tư Nghĩa with two of its communes; nobody above it."""

    def __init__(self) -> None:  # pylint: disable=super-init-not-called
        found = layout.communes("tu-nghia", "tu-nghia")
        self.communes = [unit for unit in found if unit.id in COMMUNES]
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
    field.prepare()
    portals = {}
    for plan in country.nodes.values():
        port = layout.free_port()
        portals[plan.id] = f"http://127.0.0.1:{port}"
        with open(field.folder / plan.id / "config.yaml", "a", encoding="utf-8") as config:
            config.write(f"portal:\n  listen: 127.0.0.1:{port}\n  folder: {PORTAL}\n")
    field.start_all()
    units = field.folder / "units.yaml"
    units.write_text(units_yaml(country), encoding="utf-8")
    field.ask("tu-nghia", "administrator", "units", "import", str(units), "--as", "tu-nghia")
    criteria = ROOT / "criteria" / "commune-sample-2023.yaml"
    field.ask("tu-nghia", "publisher", "criteria", "import", str(criteria), "--as", "tu-nghia")
    for step in ("publish", "activate"):
        field.ask("tu-nghia", "publisher", "criteria", step, "commune-sample-2023", "--set-version",
                  "1", "--as", "tu-nghia")
    deadlines = {"submit": day(30), "review": day(31), "appeal": day(32), "publish": day(33)}
    cycle = field.folder / "cycle.yaml"
    cycle.write_text(layout.cycle_yaml(CYCLE, "Đánh giá CCHC cấp xã huyện Tư Nghĩa năm 2023", "commune",
                                       "tu-nghia", "commune-sample-2023@1", COMMUNES, deadlines),
                     encoding="utf-8")
    field.ask("tu-nghia", "administrator", "cycle", "open", str(cycle), "--as", "tu-nghia")
    Story(field).advance("tu-nghia", CYCLE, "self_assessing")
    for unit in COMMUNES:
        field.wait(f"kỳ đánh giá tới {unit}", lambda u=unit: any(
            one["id"] == CYCLE and one["state"] == "self_assessing" for one in (field.try_json(u, "leader", "cycle", "list") or {})
            .get("cycles", [])))
    # song-ve fills in from its file; la-ha works in the browser.
    field.ask("song-ve", "clerk", "assess", "fill", "--cycle", CYCLE,
              str(layout.ANSWERS / "tu-nghia" / "song-ve.yaml"))
    return portals


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
        field = nodes.Field(Path(folder) / "field", country)
        try:
            portals = prepare(field, country)
            facts = {"portals": portals, "pictures": str(pictures), "cycle": CYCLE, "tokens": {
                path.stem: path.read_text(encoding="utf-8").strip()
                for path in field.folder.glob("*/*.token")}}
            (field.folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
            for scenario in sys.argv[1:] or ["self_assessment.mjs"]:
                subprocess.run(["node", str(HERE / scenario), str(field.folder / "facts.json")],
                               check=True, timeout=600)
        except (nodes.Failed, subprocess.CalledProcessError) as why:
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
