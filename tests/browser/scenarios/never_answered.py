"""A cycle whose deadlines are over: song-ve is settled, la-ha was given back to explain and has not answered."""
import communes_cycle
from story import Story

CYCLE, TITLE = "never-answered-2023", "Đánh giá CCHC cấp xã năm 2023, kỳ có đơn vị không giải trình"
OWNER = communes_cycle.OWNER
ASKED = "Bổ sung giải trình về hai nhiệm vụ chưa hoàn thành"


def prepare(field) -> dict:
    story = Story(field)
    story.open_cycle(CYCLE, TITLE, "commune", OWNER, "commune-sample-2023@1", communes_cycle.COMMUNES)
    for unit in communes_cycle.COMMUNES:
        communes_cycle.fill(field, CYCLE, unit)
        story.hand_up(CYCLE, unit)
    story.wait_state(CYCLE, OWNER, communes_cycle.COMMUNES, "submitted")
    story.advance(OWNER, CYCLE, "in_review")
    for unit in communes_cycle.COMMUNES:
        for verb in ("accept", "begin"):
            story.act(OWNER, CYCLE, verb, unit)
    for verb in ("agree-rest", "settle"):
        story.act(OWNER, CYCLE, verb, "song-ve")
    story.act(OWNER, CYCLE, "return", "la-ha", "--text", ASKED)
    story.wait_own(CYCLE, "la-ha", state="returned")
    return {"cycle": CYCLE, "asked": ASKED}
