"""A cycle in which song-ve fills in from its file and la-ha works in the browser."""
import communes_cycle

CYCLE = "tu-nghia-communes-2023"


def prepare(field) -> dict:
    communes_cycle.open_cycle(field, CYCLE, "Đánh giá CCHC cấp xã huyện Tư Nghĩa năm 2023")
    communes_cycle.fill(field, CYCLE, "song-ve")
    return {"cycle": CYCLE}
