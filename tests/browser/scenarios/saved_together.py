"""A cycle in which la-ha has filled in nothing yet."""
import communes_cycle

CYCLE = "together-2023"


def prepare(field) -> dict:
    communes_cycle.open_cycle(field, CYCLE, "Đánh giá CCHC cấp xã năm 2023, kỳ khai từ trống")
    return {"cycle": CYCLE}
