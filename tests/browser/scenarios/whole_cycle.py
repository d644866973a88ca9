"""A cycle whose deadlines are over, so that it can be closed in one go: song-ve has filled in from its file,
the council has entered its points; everything else is clicked."""
import communes_cycle
import layout
import nodes
from story import DATE, Story

CYCLE, TITLE = "whole-cycle-2023", "Một kỳ trọn vẹn năm 2023"
NUMBER = "901/QĐ-UBND"


def parctl(field: nodes.Field, unit: str, role: str) -> list[str]:
    home = field.folder / field.country.node_of(unit)
    return [str(nodes.PARCTL), "--node", f"unix:{home / 'client.sock'}", "--token-file",
            str(home / f"{unit}.{role}.token"), "--lang", "vi"]


def prepare(field: nodes.Field) -> dict:
    story = Story(field)
    story.open_cycle(CYCLE, TITLE, "commune", communes_cycle.OWNER, "commune-sample-2023@1", communes_cycle.COMMUNES)
    communes_cycle.fill(field, CYCLE, "song-ve")
    for unit in layout.communes(communes_cycle.OWNER, communes_cycle.OWNER):
        if unit.id in communes_cycle.COMMUNES:
            story.enter(communes_cycle.OWNER, CYCLE, unit)
    return {"cycle": CYCLE, "title": TITLE, "number": NUMBER, "date": DATE.strftime("%d/%m/%Y"), "isoDate": DATE.isoformat(),
            "district": parctl(field, "tu-nghia", "publisher"), "commune": parctl(field, "la-ha", "leader"),
            "authority": str(field.folder / "authority" / "ca.crt"), "openData": str(field.folder / "whole-cycle-open-data")}
