"""A cycle whose deadlines are over, so that it can be closed in one go: song-ve has filled in from its file,
the council has entered its points but for one of la-ha; everything else is clicked."""
import communes_cycle
import layout
import nodes
from story import DATE, ENTERED, Story

CYCLE, TITLE = "whole-cycle-2023", "Một kỳ trọn vẹn năm 2023"
NUMBER = "901/QĐ-UBND"


def prepare(field: nodes.Field) -> dict:
    story = Story(field)
    story.open_cycle(CYCLE, TITLE, "commune", communes_cycle.OWNER, "commune-sample-2023@1", communes_cycle.COMMUNES)
    communes_cycle.fill(field, CYCLE, "song-ve")
    for unit in layout.communes(communes_cycle.OWNER, communes_cycle.OWNER):
        if unit.id in communes_cycle.COMMUNES:
            by_hand = {"8.5"} if unit.id == "la-ha" else set()
            story.enter(communes_cycle.OWNER, CYCLE, unit, ENTERED - by_hand)
    # Another authority's key in the name of the same node and unit.
    other, keys = field.folder / "other-authority", field.folder / "other-keys"
    field.offline("ca", "init", "--folder", str(other), "--name", "other")
    field.offline("ca", "issue", "tu-nghia", "--folder", str(other), "--to", str(keys), "--ip", "127.0.0.1")
    return {"cycle": CYCLE, "title": TITLE, "number": NUMBER, "date": DATE.strftime("%d/%m/%Y"), "isoDate": DATE.isoformat(),
            "district": communes_cycle.parctl(field, "tu-nghia", "publisher"), "commune": communes_cycle.parctl(field, "la-ha", "leader"),
            "authority": str(field.folder / "authority" / "ca.crt"), "openData": str(field.folder / "whole-cycle-open-data"),
            "newer": "912/QĐ-UBND", "reason": "Đính chính theo kết luận kiểm tra", "papers": str(field.folder / "papers"),
            "stated": str(layout.ROOT / "criteria" / "published" / "quang-dien-2023.yaml"),
            "otherAuthority": str(other / "ca.crt"), "otherKeys": str(keys),
            "corrector": f"{layout.full_name('tu-nghia', 'council')}, Phó Chủ tịch Ủy ban nhân dân"}
