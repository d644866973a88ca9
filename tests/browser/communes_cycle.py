"""A cycle of Tư Nghĩa's two communes, for a scenario of its own."""
import layout
import nodes
from story import Story, day

COMMUNES = ["la-ha", "song-ve"]
OWNER = "tu-nghia"


def parctl(field: nodes.Field, unit: str, role: str) -> list[str]:
    """The command and who asks, to go before what is asked."""
    home = field.folder / field.country.node_of(unit)
    return [str(nodes.PARCTL), "--node", f"unix:{home / 'client.sock'}", "--token-file",
            str(home / f"{unit}.{role}.token"), "--lang", "vi"]


def open_cycle(field: nodes.Field, cycle: str, title: str) -> None:
    """Opened by the district, being self-assessed, and known at both communes."""
    deadlines = {"submit": day(30), "review": day(31), "appeal": day(32), "publish": day(33)}
    file = field.folder / f"{cycle}.yaml"
    file.write_text(layout.cycle_yaml(cycle, title, "commune", OWNER, "commune-sample-2023@1", COMMUNES,
                                      deadlines), encoding="utf-8")
    field.ask(OWNER, "administrator", "cycle", "open", str(file), "--as", OWNER)
    Story(field).advance(OWNER, cycle, "self_assessing")
    for unit in COMMUNES:
        field.wait(f"kỳ đánh giá tới {unit}", lambda u=unit: any(
            one["id"] == cycle and one["state"] == "self_assessing"
            for one in (field.try_json(u, "leader", "cycle", "list") or {}).get("cycles", [])))


def district_set(field: nodes.Field) -> str:
    """In force at the district, whichever scenario wants it first; its file."""
    name, version = "quang-ngai-district-2023", 2
    file = str(layout.ROOT / "criteria" / f"{name}-v{version}.yaml")
    sets = field.ask(OWNER, "publisher", "criteria", "list").get("sets", [])
    if any((one["id"], one["version"]) == (name, version) for one in sets):
        return file
    field.ask(OWNER, "publisher", "criteria", "import", file, "--as", OWNER)
    for step in ("publish", "activate"):
        field.ask(OWNER, "publisher", "criteria", step, name, "--set-version", str(version), "--as", OWNER)
    return file


def fill(field: nodes.Field, cycle: str, unit: str) -> None:
    """From the unit's file of the demonstration."""
    field.ask(unit, "clerk", "assess", "fill", "--cycle", cycle,
              str(layout.ANSWERS / OWNER / f"{unit}.yaml"))
