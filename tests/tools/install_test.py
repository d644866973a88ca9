"""Goal: what the package installs fits together, so that docs/operations/install.md can be followed.
Method: `cmake --install` to a folder; every path that the units name must be there, a unit's user
and folders must be those that the rest speaks of, and each level's example passes check-config with
certificates that parctl has issued, and only with them.

Usage: install_test.py BUILD-FOLDER"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BUILD = Path(sys.argv.pop(1)).resolve()
LEVELS = ("commune", "district", "province")


def run(*words, wanted=0, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True,
                          timeout=60, check=False, **more)
    if wanted is not None and done.returncode != wanted:
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def settings(unit: Path, name: str) -> list[str]:
    """The values of a unit's setting, all of its lines."""
    return [value for line in unit.read_text(encoding="utf-8").splitlines()
            if line.startswith(name + "=") for value in line.removeprefix(name + "=").split()]


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="parnet-install-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.usr = cls.folder / "usr"
        run("cmake", "--install", BUILD, "--prefix", cls.usr)
        cls.units = cls.usr / "lib" / "systemd" / "system"
        cls.examples = cls.usr / "share" / "parnet" / "examples"

    def installed(self, path: str) -> Path:
        return self.folder / path.lstrip("/")

    def test_what_the_units_and_scripts_name_is_there(self):
        named = set()
        for unit in sorted(self.units.iterdir()):
            named |= set(re.findall(r"/usr/[^\s\"']+", unit.read_text(encoding="utf-8")))
        for script in ("postinst", "backup-node"):
            text = (Path("deploy/package") / script).read_text(encoding="utf-8")
            named |= set(re.findall(r"/usr/[^\s\"'};]+", text))
        self.assertIn("/usr/bin/%i-node", named, "the search finds what a unit starts")
        for path in sorted(named):
            if "/portal/" in path and not Path("portal/dist/index.html").exists():
                continue  # As configuring has said.
            for level in LEVELS if "%i" in path else ("",):
                with self.subTest(path=path, level=level):
                    self.assertTrue(self.installed(path.replace("%i", level)).exists())
        self.assertTrue(os.access(self.usr / "bin" / "pdf-check", os.X_OK), "beside the nodes")
        completion = self.usr / "share" / "bash-completion" / "completions" / "parctl"
        self.assertTrue(completion.read_text(encoding="utf-8").endswith(" -F _parctl parctl\n"))

    def test_one_user_owns_it_all(self):
        users = re.findall(r"^u (\S+)", (self.usr / "lib/sysusers.d/parnet.conf").read_text(), re.M)
        self.assertEqual(users, ["parnet"])
        for unit in ("parnet@.service", "parnet-backup.service"):
            self.assertEqual(settings(self.units / unit, "User"), users)
        folders = (self.usr / "lib/tmpfiles.d/parnet.conf").read_text()
        self.assertRegex(folders, r"(?m)^d /etc/parnet 0750 parnet parnet$")

    def test_a_node_writes_only_where_its_unit_lets_it(self):
        unit = self.units / "parnet@.service"
        self.assertEqual(settings(unit, "ProtectSystem"), ["strict"])
        writable = ["/var/lib/" + name for name in settings(unit, "StateDirectory")]
        writable += ["/run/" + name for name in settings(unit, "RuntimeDirectory")]
        writable += settings(unit, "ReadWritePaths")  # Certificates that the node has renewed.
        for level in LEVELS:
            text = (self.examples / f"{level}.yaml").read_text(encoding="utf-8")
            wants = re.findall(r"^(?:data|mark)_directory: (\S+)|listen: unix:(\S+)|"
                               r"^ *(?:signing_)?certificate: (\S+)", text, re.M)
            self.assertGreaterEqual(len(wants), 4)
            for path in ("".join(alternatives) for alternatives in wants):
                with self.subTest(level=level, path=path):
                    self.assertTrue(any(path == one or path.startswith(one + "/")
                                        for one in writable), writable)

    def test_each_example_passes_with_issued_certificates_and_only_so(self):
        parctl = self.usr / "bin" / "parctl"
        authority = self.folder / "ca"
        run(parctl, "ca", "init", "--folder", authority)
        for level in LEVELS:
            with self.subTest(level=level):
                home = self.folder / "etc-parnet" / level
                home.mkdir(parents=True)
                config = home / f"{level}.yaml"
                text = (self.examples / f"{level}.yaml").read_text(encoding="utf-8")
                config.write_text(text.replace("/etc/parnet/", f"{home}/"), encoding="utf-8")
                node = re.search(r"^node_id: (\S+)", text, re.M).group(1)
                program = self.usr / "bin" / f"{level}-node"
                before = run(program, "check-config", config, wanted=1)
                self.assertIn(str(home / "ca.crt"), before.stdout)
                run(parctl, "ca", "issue", node, "--folder", authority, "--to", home)
                shutil.copy(authority / "node-keys.txt", home)
                after = run(program, "check-config", config)
                self.assertIn("node_keys: đọc được", after.stdout)

    def test_the_nightly_backup_says_what_it_lacks_and_names_its_file(self):
        script = self.usr / "libexec" / "parnet" / "backup-node"
        stand_in = self.folder / "parctl-stand-in"  # Writes what it was asked to.
        stand_in.write_text('#!/bin/sh\necho "$@"\n[ -z "$FAILS" ] || exit 1\n: > "$3"\n')
        stand_in.chmod(0o755)
        to = self.folder / "backups"
        to.mkdir()
        # What the example sets, without its remarks, is enough together with the node's name, which
        # it leaves open: two nodes of one name would delete each other's from a common folder.
        set_by_example = dict(
            line.split("=", 1) for line in
            (self.examples / "backup.conf").read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#"))
        self.assertEqual(set_by_example["PARNET_BACKUP_NAME"], "")
        given = {**set_by_example, "PATH": os.environ["PATH"], "PARCTL": str(stand_in),
                 "PARNET_BACKUP_NAME": "la-ha", "PARNET_BACKUP_FOLDER": str(to), "FAILS": ""}
        for missing in set_by_example:
            with self.subTest(missing=missing):
                without = {name: value for name, value in given.items() if name != missing}
                self.assertIn(missing, run(script, env=without, wanted=1).stderr)
        old = to / "la-ha-2020-01-01T000000.parbak"
        old.touch()
        os.utime(old, (0, 0))
        other = to / "song-ve-2020-01-01T000000.parbak"
        other.touch()
        os.utime(other, (0, 0))
        run(script, env={**given, "PARNET_BACKUP_DAYS": "60", "FAILS": "1"}, wanted=1)
        self.assertTrue(old.exists(), "nothing is deleted where no new one was made")
        said = run(script, env=given).stdout
        self.assertRegex(said, r"^backup make .*/la-ha-\d{4}-\d\d-\d\dT\d{6}\.parbak --for "
                               r"/etc/parnet/backup\.key\.pub\n$")
        self.assertTrue(old.exists(), "all are kept unless somebody says otherwise")
        run(script, env={**given, "PARNET_BACKUP_DAYS": "60"})
        self.assertFalse(old.exists())
        self.assertTrue(other.exists(), "another node's")

    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd-analyze here")
    def test_systemd_understands_the_units(self):
        # It looks for the programs of the units where it runs: those of the installation instead.
        units = self.folder / "units"
        units.mkdir()
        for unit in self.units.iterdir():
            text = unit.read_text(encoding="utf-8").replace("=/usr/", f"={self.usr}/")
            (units / unit.name.replace("@", "@commune")).write_text(text, encoding="utf-8")
        said = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no",
                   *sorted(units.iterdir()))
        self.assertEqual(said.stderr, "")


if __name__ == "__main__":
    unittest.main()
