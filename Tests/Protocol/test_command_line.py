"""The `cohort` command against the real daemon: what a script that calls it can rely on."""

import json
import os
import signal
import subprocess
import unittest

from command_line import COHORT, CommandLineCase
from daemon import needs_root


class CommandLine(CommandLineCase):
    def test_answers_stand_alone_on_the_standard_output(self):
        group = self.group("alone")
        self.assertRegex(self.cohort("-g", group, "obj", "new", "Dataset", "name=x"), r"\ADataset:\d+\n\Z")
        self.assertRegex(self.cohort("-g", group, "tag", "create", "--name", "t"), r"\ATagAnnotation:\d+\n\Z")

    def test_a_backup_is_whole_or_not_there_and_never_written_over(self):
        path = os.path.join(self.daemon.home, "backup")
        said = self.cohort("backup", path)
        self.assertRegex(said, r"\Arevision \d+, \d+ bytes\n\Z")
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        self.assertIn(f"revision: {said.split()[1][:-1]}\n", self.cohort("store", "check", path))
        before = os.stat(path)
        self.cohort("backup", path, status=9)
        self.assertEqual(os.stat(path).st_mtime_ns, before.st_mtime_ns)
        self.cohort("backup", os.path.join(self.daemon.home, "none", "backup"), status=9)
        self.assertEqual([name for name in os.listdir(self.daemon.home) if name.endswith(".part")], [])

    def test_the_audit_trail_says_who_did_what(self):
        group = self.group("audited")
        made = self.cohort("-g", group, "obj", "new", "Dataset", "name=Tuesday").strip()
        self.cohort("delete", made)
        lines = self.cohort("audit", "--object", made).splitlines()
        self.assertEqual(len(lines), 2)
        self.assertRegex(lines[0], rf"\A\d{{4}}-\d\d-\d\dT[\d:]{{8}}Z  \d+  root  made {made} `Tuesday` in audited\Z")
        self.assertRegex(lines[1], rf"  root  deleted {made} of root in audited\Z")
        found = [json.loads(line) for line in self.cohort("audit", "--json", "--object", made).splitlines()]
        self.assertEqual([entry["changes"][0]["change"] for entry in found], ["create", "delete"])
        self.assertEqual(found[0]["changes"][0]["name"], "Tuesday")
        for question in (["--user", "guest"], ["--in-session", "77"], ["--change", "give"], ["--since", "2199-01-01T00:00:00Z"],
                         ["--until", "2000-01-01T00:00:00Z"], ["--in-group", "system"]):
            self.assertEqual(self.cohort("audit", "--object", made, *question), "", question)
        self.assertEqual(len(self.cohort("audit", "--since", "1h", "--in-group", group).splitlines()), 3)
        rest = self.cohort("audit", "--from", str(found[1]["revision"]), "--object", made)
        self.assertEqual(rest.splitlines(), lines[1:])
        for wrong in (["--change", "nothing"], ["--since", "yesterday"], ["--from", "x"], ["--object", "x"], ["word"]):
            self.cohort("audit", *wrong, status=2)

    def test_the_audit_trail_names_scripts_and_who_was_played(self):
        group = self.group("played")
        self.cohort("user", "add", "petra", "Petra", "Played", "--group-name", group)
        made = self.cohort(
            "run", "--as", "petra", "-g", group, "--trusted", "--", COHORT, "obj", "new", "Dataset", "name=x").strip()
        line = self.cohort("audit", "--object", made).strip()
        self.assertRegex(line, rf"  petra \(by root, script session \d+, cohort\)  made {made} `x` in played\Z")

    def test_the_audit_trail_is_followed_until_nobody_reads(self):
        # Whoever starts it may have it ended by the signal, or told by the write.
        for is_told, status in ((True, 0), (False, -signal.SIGPIPE)):
            group = self.group(f"followed {is_told}")
            with subprocess.Popen(
                    [COHORT, "audit", "--follow", "--in-group", group], stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE, text=True, restore_signals=not is_told,
                    env={"PATH": os.environ["PATH"], "COHORT_SOCKET": self.daemon.path, "HOME": self.daemon.home},
            ) as process:
                self.assertIn(f"made group {group}", process.stdout.readline())
                made = self.cohort("-g", group, "obj", "new", "Dataset", "name=x").strip()
                self.assertIn(f"made {made} `x`", process.stdout.readline())
                process.stdout.close()
                self.cohort("-g", group, "obj", "new", "Dataset", "name=y")
                self.assertEqual(process.wait(20), status)

    def test_store_is_what_cohortd_makes_of_it(self):
        self.assertIn("salvage", self.cohort("store", "help"))
        self.cohort("store", "check", "/nowhere", status=1)
        self.cohort("store", "nothing", status=64)

    def test_an_id_of_another_kind_is_not_there(self):
        made = self.cohort("-g", self.group("kinds"), "obj", "new", "Dataset", "name=x").strip()
        number = made.split(":")[1]
        self.cohort("check", "view", made)
        self.cohort("obj", "get", made)
        for words in (["check", "view"], ["obj", "get"], ["delete"]):
            self.cohort(*words, f"Image:{number}", status=4)
        self.cohort("obj", "get", made)

    def test_it_ends_as_its_help_says(self):
        self.group("statuses")
        self.cohort("group", "add", "statuses", status=3)
        self.cohort("group", "add", "statuses", "--ignore-existing")
        self.cohort("nonsense", status=2)
        self.cohort("obj", "get", "Dataset:999999", status=4)
        self.cohort("version", status=5, COHORT_SOCKET="/nonexistent")
        self.cohort("import", "/nonexistent.ome.xml", status=9)
        self.cohort("group", "perms", "statuses", "--type", "read-write", status=6)

    def test_a_dry_run_says_whether_it_would_be_done_and_changes_nothing(self):
        group = self.group("rehearsals")
        made = self.cohort("-g", group, "obj", "new", "Dataset", "name=day").strip()
        other = self.cohort("-g", group, "obj", "new", "Project", "name=all").strip()
        self.cohort("user", "add", "rhea", "--group-name", group)
        before = self.cohort("-g", group, "ls", "--kind", "Dataset"), self.cohort("user", "list")
        for words in (
                ["obj", "new", "Dataset", "name=x", "-g", group], ["obj", "update", made, "name=y"],
                ["link", other, made], ["tag", "create", "--name", "t", "-g", group], ["delete", made],
                ["duplicate", made, "--to", group], ["chown", "rhea", made], ["user", "add", "ben"],
                ["user", "edit", "rhea", "--full-name", "R"], ["user", "deactivate", "rhea"], ["user", "delete", "rhea"],
                ["group", "add", "new"], ["group", "edit", group, "--name", "x"], ["group", "perms", group, "--type",
                "private"], ["group", "adduser", "root", "--name", group],
                ["group", "removeuser", "rhea", "--name", group]):
            with self.subTest(words=words):
                self.assertEqual([line for line in self.cohort(*words, "--dry-run").split("\n") if ":" in line[:20]
                                  and not line.startswith(("would", " "))], [])
        self.assertEqual(before, (self.cohort("-g", group, "ls", "--kind", "Dataset"), self.cohort("user", "list")))
        self.cohort("delete", "Dataset:999999", "--dry-run", status=4)
        self.cohort("group", "add", group, "--dry-run", status=3)

    def test_lists_are_narrowed_counted_and_searched(self):
        group = self.group("lists")
        new = lambda *words: self.cohort("-g", group, *words).strip()
        dataset, tag = new("obj", "new", "Dataset", "name=day 1"), new("tag", "create", "--name", "good")
        images = [new("obj", "new", "Image", f"name=cell {number}", "description=Mitosis") for number in range(3)]
        for image in images[:2]:
            self.cohort("link", dataset, image)
        self.cohort("tag", "link", images[0], tag)

        def listed(*words):
            return [int(line.split("\t")[0]) for line in new(*words, "--style", "plain").split("\n") if line]

        ids = [int(image.split(":")[1]) for image in images]
        self.assertEqual(listed("ls", dataset), ids[:2])
        self.assertEqual(listed("ls", "--tag", "good"), ids[:1])
        self.assertEqual(listed("ls", "--holding", images[0]), [int(dataset.split(":")[1])])
        self.assertEqual(listed("ls", "--kind", "Image", "--prefix", "cell"), ids)
        self.assertEqual(listed("ls", "--kind", "Image", "--orphaned"), ids[2:])
        self.assertEqual(listed("search", "mitosis", "CELL"), ids)
        self.assertEqual(listed("search", "mitosis", "meiosis"), [])
        self.assertEqual(new("count", dataset), "2\tImage\n2\tin all")
        self.assertEqual(new("count", "--kind", "Image", "--json"), '{"Image":3}')

    def test_rights_are_told_and_data_given_and_copied(self):
        group = self.group("rights")
        dataset = self.cohort("-g", group, "obj", "new", "Dataset", "name=day").strip()
        self.cohort("user", "add", "gil", "--group-name", group)
        self.assertIn("edit\tyes\t", self.cohort("may", dataset, "--style", "plain"))
        who = self.cohort("who-may", "edit", dataset, "--style", "plain")
        self.assertIn("user\troot\n", who)
        self.assertIn("class\trestricted administrators with write-data\n", who)
        self.assertRegex(self.cohort("duplicate", dataset, "--to", group), r"made: 1 Dataset\n.*\nDataset:\d+\n\Z")
        self.cohort("chown", "gil", dataset)
        self.assertEqual(self.cohort("obj", "get", dataset, "owner"), "gil\n")

    def test_files_are_attached_and_downloaded(self):
        group = self.group("files")
        image, dataset = (
            self.cohort("-g", group, "obj", "new", kind, "name=x").strip() for kind in ("Image", "Dataset"))
        content = os.urandom(700_000)
        source = os.path.join(self.daemon.home, "counts.csv")
        with open(source, "wb") as file:
            file.write(content)
        said = self.cohort("-g", group, "attach", source, image, dataset, "--mimetype", "text/csv")
        self.assertRegex(said, r"\AFileAnnotation:\d+\n\Z")
        made = said.strip()
        self.assertEqual(self.cohort("obj", "get", made, "name"), "counts.csv\n")
        self.assertEqual(self.cohort("obj", "get", made, "size"), "700000\n")
        for holder in (image, dataset):
            self.assertIn("counts.csv", self.cohort("ls", holder))
        self.assertEqual(self.cohort("-g", group, "attach", source, image, "--dry-run"), "")

        folder = os.path.join(self.daemon.home, "folder")
        os.mkdir(folder)
        target = os.path.join(folder, "mine.csv")
        self.cohort("download", made, target)
        with open(target, "rb") as file:
            self.assertEqual(file.read(), content)
        # It never replaces a file unless it is told to, and leaves no other behind.
        with open(target, "wb") as file:
            file.write(b"mine")
        self.cohort("download", made, target, status=9)
        with open(target, "rb") as file:
            self.assertEqual(file.read(), b"mine")
        self.cohort("download", made, target, "--force")
        with open(target, "rb") as file:
            self.assertEqual(file.read(), content)
        self.assertEqual(os.listdir(folder), ["mine.csv"])
        ended = subprocess.run(
            [COHORT, "--socket", self.daemon.path, "download", made], cwd=folder, capture_output=True, check=True,
            timeout=60)
        self.assertEqual((ended.stdout, sorted(os.listdir(folder))), (b"", ["counts.csv", "mine.csv"]))
        ended = subprocess.run(
            [COHORT, "--socket", self.daemon.path, "download", made, "-"], capture_output=True, check=True, timeout=60)
        self.assertEqual(ended.stdout, content)

        self.cohort("attach", os.devnull, status=9)
        self.cohort("attach", os.path.join(self.daemon.home, "none"), status=9)
        self.cohort("attach", image, status=2)
        self.cohort("attach", source, "Image:999999", status=4)
        self.cohort("download", "FileAnnotation:999999", status=4)
        self.cohort("download", image, status=6)
        with open(source, "wb") as file:
            file.write(b"other")
        self.cohort("attach", source, "--replace", made)
        self.assertEqual(self.cohort("download", made, "-"), "other")
        for words in (["download", made, folder], ["download", made, folder + "/"]):
            self.cohort(*words, status=9)

    def test_a_program_ends_as_it_does_and_leaves_nothing_running(self):
        group = self.group("programs")
        self.cohort("run", "-g", group, "--keep-admin", "--", "sh", "-c", "exit 7", status=7)
        self.cohort("run", "-g", group, "--keep-admin", "--", "sh", "-c", "kill -TERM $$", status=143)
        self.cohort("run", "-g", group, "--keep-admin", "--time", "1s", "--", "sleep", "1000", status=124)
        self.assertEqual(self.cohort("sessions", "list", "--style", "plain"), "")

    @needs_root
    def test_a_program_of_another_account_finds_nothing_of_ours(self):
        self.cohort("user", "add", "una", "--uid", "64321", "--group-name", self.group("accounts"))
        said = self.cohort(
            "run", "--as", "una", "-g", "accounts", "--", "sh", "-c", "env; id -u; id -G; ls /proc/self/fd",
            SECRET="of root", COHORT_SESSION=os.path.join(self.daemon.home, "none"))
        self.assertNotIn("SECRET", said)
        self.assertNotIn("COHORT_SESSION", said)
        self.assertIn("COHORT_USER=una\n", said)
        self.assertIn("\n64321\n", said)
        self.assertNotIn("\n0\n64321", said)
        # The standard streams, its connection, and the listing's own descriptor.
        self.assertEqual(said.split("\n")[-6:], ["0", "1", "2", "3", "4", ""])


if __name__ == "__main__":
    unittest.main()
