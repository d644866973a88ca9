"""A cycle in which la-ha's answers are entered, so that only the line is missing."""
import communes_cycle

CYCLE = "tu-nghia-offline-2023"


def prepare(field) -> dict:
    communes_cycle.open_cycle(field, CYCLE, "Đánh giá CCHC cấp xã huyện Tư Nghĩa khi mất đường truyền")
    communes_cycle.fill(field, CYCLE, "la-ha")
    return {"cycle": CYCLE}
