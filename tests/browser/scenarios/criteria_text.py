"""Nothing on the nodes; a folder for what the scenario makes of the portal's functions."""
import layout


def prepare(field) -> dict:
    folder = field.folder / "criteria_text"
    folder.mkdir()
    return {"criteria": str(layout.ROOT / "criteria"), "folder": str(folder)}
