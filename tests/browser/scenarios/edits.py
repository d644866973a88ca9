"""A cycle in which la-ha has filled in from its file and works on in the browser."""
import communes_cycle

CYCLE = "edits-2023"


def prepare(field) -> dict:
    communes_cycle.open_cycle(field, CYCLE, "Đánh giá CCHC cấp xã năm 2023, kỳ sửa số liệu")
    communes_cycle.fill(field, CYCLE, "la-ha")
    return {"cycle": CYCLE}
