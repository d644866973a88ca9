"""A district's node with nothing in it but its administrator's account; it hosts two communes, too."""
import layout

UNIT = "mo-duc"
COMMUNES = ["duc-tan", "duc-phu"]


def prepare(field) -> dict:
    plan = layout.NodePlan(UNIT, "province", [UNIT, *COMMUNES])
    home = field.folder / plan.id
    home.mkdir()
    field.offline("ca", "issue", plan.id, "--folder", str(field.folder / "authority"), "--to",
                  str(home / "keys"), "--ip", "127.0.0.1")
    field.offline("account", "bootstrap", f"{UNIT}.administrator", "--full-name", "Phạm Thị Hoa",
                  "--unit", UNIT, "--role", "administrator", "--to", str(home / "accounts.yaml"),
                  "--token-to", str(home / f"{UNIT}.administrator.token"))
    plan.portal = layout.free_port()
    (home / "config.yaml").write_text(
        layout.config_yaml(plan, {plan.id: plan}, field.pages), encoding="utf-8")
    field.country.nodes[plan.id] = plan
    field.start(plan.id)
    field.wait_up(plan.id)
    return {"empty": field.portal(plan.id), "criteria": str(layout.ROOT / "criteria")}
