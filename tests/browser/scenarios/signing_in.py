"""A cycle for a clerk's figures, and one-time codes of people who have no password yet."""
import communes_cycle
import layout

CYCLE = "tu-nghia-signing-in-2023"


def prepare(field) -> dict:
    communes_cycle.open_cycle(field, CYCLE, "Đánh giá CCHC cấp xã năm 2023 (đăng nhập)")
    people = {"song-ve": ["clerk", "leader"], "tu-nghia": ["reviewer"]}
    codes = {f"{unit}.{role}": field.ask(unit, "administrator", "account", "code", f"{unit}.{role}")["code"]
             for unit, roles in people.items() for role in roles}
    return {"cycle": CYCLE, "codes": codes, "leader": layout.full_name("song-ve", "leader")}
