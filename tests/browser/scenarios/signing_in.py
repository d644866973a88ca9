"""A cycle for a clerk's figures, one-time codes of people who have no password yet, and a provider of
sign-ins that three nodes are configured for: two rightly, la-ha with another authority's certificate."""
import os

import communes_cycle
import layout

CYCLE = "tu-nghia-signing-in-2023"
NODES = ("song-ve", "tu-nghia", "la-ha")
PROVIDER = {"port": layout.free_port(), "secrets": {f"parnet-{node}": f"bí mật của {node}: 100%" for node in NODES}}


def configure(field) -> None:
    for authority, name in (("authority", "provider"), ("nobodys-authority", "nobody")):
        if name == "nobody":
            field.offline("ca", "init", "--folder", str(field.folder / authority), "--name", "nơi cấp khác")
        field.offline("ca", "issue", name, "--folder", str(field.folder / authority), "--to",
                      str(field.folder / name), "--ip", "127.0.0.1")
    for node in NODES:
        home = field.folder / node
        with os.fdopen(os.open(home / "provider.secret", os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(PROVIDER["secrets"][f"parnet-{node}"] + "\n")
        trusted = field.folder / ("nobody" if node == "la-ha" else "provider") / "ca.crt"
        with open(home / "config.yaml", "a", encoding="utf-8") as file:
            file.write(f"""provider:
  issuer: https://127.0.0.1:{PROVIDER["port"]}
  client_id: parnet-{node}
  client_secret_file: provider.secret
  ca_file: {trusted}
  portal: http://127.0.0.1:{field.country.nodes[node].portal}
  label_vi: Cổng định danh thử
  label_en: Test Identity
  two_factors: ["urn:thu:hai-lop"]
  seconds: 3
""")


def prepare(field) -> dict:
    communes_cycle.open_cycle(field, CYCLE, "Đánh giá CCHC cấp xã năm 2023 (đăng nhập)")
    people = {"song-ve": ["clerk", "leader"], "tu-nghia": ["reviewer"]}
    codes = {f"{unit}.{role}": field.ask(unit, "administrator", "account", "code", f"{unit}.{role}")["code"]
             for unit, roles in people.items() for role in roles}
    keys = field.folder / "provider"
    return {"cycle": CYCLE, "codes": codes, "leader": layout.full_name("song-ve", "leader"),
            "provider": {**PROVIDER, "certificate": str(keys / "node.crt"), "key": str(keys / "node.key")}}
