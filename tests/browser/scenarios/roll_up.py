"""A cycle of the district's own dossier, and three of its communes: one under way, one that Sông Vệ did not hand
in to, one reviewed to the end."""
import communes_cycle
import layout
from communes_cycle import COMMUNES, OWNER
from story import Story

CYCLE = "roll-up-district-2023"
UNDER_WAY, LACKING, WHOLE = "roll-up-under-way", "roll-up-lacking", "roll-up-whole"
TITLES = {UNDER_WAY: "Cấp xã, đang chấm", LACKING: "Cấp xã, Sông Vệ không gửi", WHOLE: "Cấp xã, đủ hai đơn vị"}


def reviewed(field, story: Story, cycle: str, handed_in: list[str]) -> None:
    units = [one for one in layout.communes(OWNER, OWNER) if one.id in handed_in]
    story.open_cycle(cycle, TITLES[cycle], "commune", OWNER, "commune-sample-2023@1", COMMUNES)
    for unit in handed_in:
        communes_cycle.fill(field, cycle, unit)
        story.hand_up(cycle, unit)
    for unit in set(COMMUNES) - set(handed_in):
        story.act(OWNER, cycle, "not-submitted", unit)
    story.review_plainly(OWNER, cycle, units)
    for unit in handed_in:
        story.act(OWNER, cycle, "settle", unit)


def prepare(field) -> dict:
    story = Story(field)
    communes_cycle.district_set(field)
    reviewed(field, story, WHOLE, COMMUNES)
    reviewed(field, story, LACKING, ["la-ha"])
    communes_cycle.open_cycle(field, UNDER_WAY, TITLES[UNDER_WAY])
    story.open_cycle(CYCLE, "Huyện Tư Nghĩa tự đánh giá năm 2023", "district", OWNER, "quang-ngai-district-2023@2", [OWNER], ahead=True)
    return {"cycle": CYCLE, "titles": {"underWay": TITLES[UNDER_WAY], "lacking": TITLES[LACKING], "whole": TITLES[WHOLE]}}
