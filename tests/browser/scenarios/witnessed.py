"""La Hà's machine was put back to an earlier day, ledger and mark alike, after its district had witnessed more."""
import shutil

UNIT, ABOVE = "la-ha", "tu-nghia"
FOLDERS = ("data", "mark")


def copy_from(home, to) -> None:
    for name in FOLDERS:
        shutil.rmtree(to / name, ignore_errors=True)
        shutil.copytree(home / name, to / name)


def witnessed(field) -> int:
    answer = field.try_json(ABOVE, "administrator", "ledger", "witnessed", "--unit", UNIT) or {}
    entries = [entry for node in answer.get("nodes", []) for entry in node["entries"]]
    return int(entries[-1]["number"]) if entries else 0


def begins_again(field, node: str) -> None:
    field.kill(node)
    field.start(node)
    field.wait_up(node)


def prepare(field) -> dict:
    home, copy = field.folder / field.country.node_of(UNIT), field.folder / "la-ha-truoc"
    # A line over which something came down has been compared: until then a ledger is new, whatever it holds.
    field.wait("bộ tiêu chí tới La Hà", lambda: (
        field.try_json(UNIT, "administrator", "criteria", "list") or {}).get("sets"))
    field.kill(UNIT)
    copy_from(home, copy)
    field.start(UNIT)
    field.wait_up(UNIT)
    for number in range(3):
        field.ask(UNIT, "administrator", "account", "add", f"la-ha.moi-{number}", "--full-name", "Người mới",
                  "--unit", UNIT, "--role", "clerk")
    entries = int(field.ask(UNIT, "administrator", "status")["entries"])
    begins_again(field, ABOVE)  # The line begins anew: La Hà's node says that it goes on from what was witnessed.
    field.wait("huyện ghi nhận sổ cái của La Hà", lambda: witnessed(field) >= entries)
    field.kill(UNIT)
    copy_from(copy, home)
    field.start(UNIT)
    field.wait_up(UNIT)
    field.wait("huyện thấy sổ cái bị lùi", lambda: any(
        link["ledger_doubt"] for link in field.ask(ABOVE, "administrator", "links")["links"]))
    return {"entries": entries}
