"""Two cycles in which la-ha has filled in nothing yet."""
import communes_cycle

CYCLE = "together-2023"
OTHER = "together-2023-other"


def prepare(field) -> dict:
    communes_cycle.open_cycle(field, CYCLE, "Đánh giá CCHC cấp xã năm 2023, kỳ khai từ trống")
    communes_cycle.open_cycle(field, OTHER, "Đánh giá CCHC cấp xã năm 2023, kỳ khác")
    return {"cycle": CYCLE, "other": OTHER, "otherTitle": "Đánh giá CCHC cấp xã năm 2023, kỳ khác"}
