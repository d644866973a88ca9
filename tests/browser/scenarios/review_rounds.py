"""A cycle that both communes have handed in, under review; the council of the district has three members,
and one reviewer more gives the second marks."""
import communes_cycle
from story import Story

CYCLE = "tu-nghia-rounds-2023"
OWNER = communes_cycle.OWNER


def add_person(field, name: str, full_name: str, position: str, role: str) -> None:
    token = field.folder / OWNER / f"{name}.token"
    field.ask(OWNER, "administrator", "account", "add", name, "--full-name", full_name, "--position", position,
              "--unit", OWNER, "--role", role)
    field.ask(OWNER, "administrator", "account", "token", name, "--label", "portal", "--to", str(token))


def prepare(field) -> dict:
    story = Story(field)
    communes_cycle.open_cycle(field, CYCLE, "Thẩm định hai vòng cấp xã huyện Tư Nghĩa năm 2023")
    story.advance(OWNER, CYCLE, "in_review")
    for unit in communes_cycle.COMMUNES:
        communes_cycle.fill(field, CYCLE, unit)
        story.hand_up(CYCLE, unit)
    story.wait_state(CYCLE, OWNER, communes_cycle.COMMUNES, "submitted")
    add_person(field, "tu-nghia.council-2", "Nguyễn Thị Lan", "Trưởng phòng Nội vụ", "council")
    add_person(field, "tu-nghia.council-3", "Phạm Văn Bình", "Trưởng phòng Tư pháp", "council")
    add_person(field, "tu-nghia.second", "Trần Thị Mai", "Thanh tra viên", "reviewer")
    return {"cycle": CYCLE}
