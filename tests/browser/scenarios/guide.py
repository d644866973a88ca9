"""A cycle of the two communes: one filled in, one handed in, so that every step of a tour has its thing."""
import communes_cycle
from story import Story

CYCLE = "tu-nghia-guide-2023"


def prepare(field) -> dict:
    communes_cycle.open_cycle(field, CYCLE, "Đánh giá CCHC cấp xã huyện Tư Nghĩa, lần đầu dùng cổng")
    for unit in communes_cycle.COMMUNES:
        communes_cycle.fill(field, CYCLE, unit)
    story = Story(field)
    story.hand_up(CYCLE, "song-ve")
    story.wait_state(CYCLE, communes_cycle.OWNER, ["song-ve"], "submitted")
    return {"cycle": CYCLE}
