"""Backups, and `cohortd store`: what it reads is what was written, and Python's protobuf reads it too."""

import hashlib
import json
import os
import subprocess

from google.protobuf import json_format

from client import HEADER, REQUEST, objects, ttrpc, types
from cohort.journal.v1 import journal_pb2 as journal
from daemon import BINARY, FAILED_PRECONDITION, PERMISSION_DENIED, Daemon, DaemonCase, Lab

PIECE_SIZE = 1 << 16


def run(*arguments):
    return subprocess.run([BINARY, "store", *arguments], capture_output=True, text=True)


def varint(number):
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*encoded, number])


def digest_of(lines):
    """The digest of a state as JOURNAL.md has it, from the lines of its export and nothing of ours."""
    fields = {
        "user": "users", "group": "groups", "membership": "memberships", "session": "sessions", "object": "objects",
        "receipt": "receipts"}
    head = lines[0].head.state.SerializeToString(deterministic=True)
    data = varint(len(head)) + head
    for line in lines[1:-1]:
        kind = line.WhichOneof("line")
        block = journal.SnapshotBlock(**{fields[kind]: [getattr(line, kind)]})
        data += block.SerializeToString(deterministic=True)
    digest = bytes(32)
    for start in range(0, len(data) + 1, PIECE_SIZE):
        digest = hashlib.sha256(digest + data[start:start + PIECE_SIZE]).digest()
    return digest


class Stored(DaemonCase):
    @classmethod
    def prepare(cls):
        cls.lab = Lab(cls.daemon, cls.root, "stored")
        alice = cls.lab.alice
        values = [
            types.Attribute(field=types.FIELD_TEXT, text="\u0000\"\\\n\u2028\U0001F52C cafe\u0301"),
            types.Attribute(field=types.FIELD_LONG, integer=-(1 << 63)),
            types.Attribute(field=types.FIELD_DOUBLE, real=1e-310),
        ]
        for number in range(300):
            alice.call("Objects.Create", kind=types.KIND_XML, name=f"é {number}", attributes=values)
        cls.root.call("Sessions.Sudo", user=cls.lab.users["alice"])
        cls.keyed(alice, "a-key")

    @classmethod
    def keyed(cls, client, key):
        """A change that is remembered by its key."""
        request = ttrpc.Request(
            service="cohort.v1.Objects", method="Create",
            payload=objects.CreateRequest(kind=types.KIND_TAG, name="keyed").SerializeToString(),
            metadata=[ttrpc.KeyValue(key="idempotency-key", value=key)]).SerializeToString()
        client.socket.sendall(HEADER.pack(len(request), client.next_stream, REQUEST, 0) + request)
        client.next_stream += 2
        assert client.receive_response()[1].status.code == 0

    def backup(self, client=None, between=lambda: None):
        """The bytes of a backup, and the revision it stands at."""
        client = client or self.root
        reply = client.call("Admin.Backup")
        data = reply.part
        while not reply.complete:
            between()
            reply = client.call("Admin.Backup", backup=reply.backup)
            data += reply.part
        return data, reply.revision

    def path(self, name):
        return os.path.join(self.daemon.home, self.id() + name)

    def write(self, data):
        path = self.path("backup")
        with open(path, "xb") as file:
            file.write(data)
        return path

    def passes(self, *arguments):
        done = run(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def fails(self, *arguments, status=1, words):
        done = run(*arguments)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertIn(words, done.stderr)
        return done

    def facts(self, path):
        return dict(line.split(": ", 1) for line in self.passes("check", path).splitlines())

    def test_a_backup_is_the_state_when_it_began_whatever_happens_meanwhile(self):
        lab = Lab(self.daemon, self.root, "large", types.LEVEL_PRIVATE)
        for _ in range(20):
            lab.bob.call("Objects.Create", kind=types.KIND_XML, name="large", attributes=[
                types.Attribute(field=types.FIELD_TEXT, text=os.urandom(50_000).hex())])
        before = self.root.call("Meta.Version").revision
        data, revision = self.backup(
            between=lambda: self.lab.alice.call("Objects.Create", kind=types.KIND_TAG, name="meanwhile"))
        self.assertEqual(revision, before)
        self.assertGreater(self.root.call("Meta.Version").revision, before)
        path = self.write(data)
        self.assertEqual(self.facts(path)["revision"], str(revision))
        self.assertNotIn("meanwhile", self.passes("export", path))

    def test_a_backup_that_is_cut_or_changed_is_none(self):
        data, _ = self.backup()
        for number, bad in enumerate((data[:-1], data[:100], data + b"\0", data[:500] + b"!" + data[501:], b"")):
            path = self.path(f"bad{number}")
            with open(path, "xb") as file:
                file.write(bad)
            self.fails("check", path, words="at byte")
            self.fails("restore", path, "--to", self.path("none"), words="at byte")
            self.assertFalse(os.path.exists(self.path("none")))

    def test_a_restored_directory_serves_what_the_backup_holds(self):
        data, revision = self.backup()
        restored = self.path("restored")
        said = self.passes("restore", self.write(data), "--to", restored)
        self.assertIn(f"revision {revision}", said)
        self.assertEqual(os.stat(restored).st_mode & 0o777, 0o700)
        daemon = Daemon()
        self.addCleanup(daemon.close)
        daemon.state = restored
        daemon.start()
        alice = daemon.connect_as(61002)
        alice.call("Sessions.SwitchGroup", group=self.lab.group)
        self.assertEqual(
            [entry.name for entry in alice.call("Objects.List", kind=types.KIND_XML, page_size=1_000).objects],
            [entry.name for entry in self.lab.alice.call("Objects.List", kind=types.KIND_XML, page_size=1_000).objects])
        self.assertGreater(alice.call("Objects.Create", kind=types.KIND_TAG).revision, revision)
        # What is there is never written over.
        self.assertEqual(daemon.stop(), 0)
        self.fails("restore", self.path("backup"), "--to", restored, words="not empty")

    def test_a_backup_and_the_journal_behind_it_reach_any_revision(self):
        data, revision = self.backup()
        backup = self.write(data)
        names = []
        for number in range(5):
            names.append(f"later {number}")
            self.lab.alice.call("Objects.Create", kind=types.KIND_TAG, name=names[-1])
        # The journal as it is copied while the daemon runs: its end may be torn, its beginning is what it is.
        copy = self.path("copy")
        os.mkdir(copy)
        for name in os.listdir(self.daemon.state):
            if name.startswith("journal-"):
                subprocess.run(["cp", os.path.join(self.daemon.state, name), copy], check=True)
        for number in range(6):
            target = self.path(f"at{number}")
            self.passes("restore", backup, "--to", target, "--journal", copy, "--revision", str(revision + number))
            exported = self.passes("export", target)
            self.assertEqual([name in exported for name in names], [index < number for index in range(5)])
        self.fails("restore", backup, "--to", self.path("no"), "--revision", "1", words="later than what was asked for")
        self.fails("restore", backup, "--to", self.path("no"), "--revision", "1000000", words="before what was asked for")
        time = json.loads(exported.splitlines()[0])["head"]["state"]["time"]
        self.passes("restore", backup, "--to", self.path("time"), "--journal", copy, "--time", time)
        self.assertEqual(self.facts(self.path("time"))["digest"], self.facts(target)["digest"])
        self.passes("restore", backup, "--to", self.path("now"), "--journal", copy, "--time", "2199-12-31T23:59:59Z")
        self.fails("restore", backup, "--to", self.path("no"), "--time", "1999-12-31T23:59:59Z",
                   words="later than what was asked for")
        for wrong in ("2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "yesterday", "2026-01-01T24:00:00Z", "9e9"):
            self.fails("restore", backup, "--to", self.path("no"), "--time", wrong, status=64, words="is no time")

    def test_an_export_is_protobufs_own_json_and_carries_a_digest_that_anybody_can_make(self):
        path = self.write(self.backup()[0])
        lines = [json_format.Parse(line, journal.ExportLine()) for line in self.passes("export", path).split("\n")[:-1]]
        self.assertEqual([lines[0].WhichOneof("line"), lines[-1].WhichOneof("line")], ["head", "end"])
        self.assertEqual(lines[0].head.version, 1)
        self.assertEqual(lines[-1].end.rows, len(lines) - 2)
        self.assertEqual({line.WhichOneof("line") for line in lines} - {"head", "end"},
                         {"user", "group", "membership", "session", "object", "receipt"})
        self.assertEqual(digest_of(lines), lines[-1].end.digest)
        self.assertEqual(lines[-1].end.digest.hex(), self.facts(path)["digest"])

    def test_what_python_writes_is_imported_and_exported_as_it_was(self):
        path = self.write(self.backup()[0])
        text = self.passes("export", path)
        lines = [json_format.Parse(line, journal.ExportLine()) for line in text.split("\n")[:-1]]
        written = self.path("lines")
        with open(written, "x", encoding="utf-8") as file:
            for line in lines:
                file.write(json_format.MessageToJson(line, indent=None) + "\n")
        imported = self.path("imported")
        self.passes("import", written, "--to", imported)
        self.assertEqual(self.passes("export", imported), text)
        self.assertEqual(self.facts(imported)["digest"], self.facts(path)["digest"])

    def test_rows_that_were_changed_are_imported_without_the_digest_only(self):
        path = self.write(self.backup()[0])
        text = self.passes("export", path).replace('"login":"bob"', '"login":"robert"')
        head, _, end = text.rpartition('\n{"end":')
        lines = self.path("lines")
        with open(lines, "x", encoding="utf-8") as file:
            file.write(text)
        self.fails("import", lines, "--to", self.path("no"), words="the digest of these rows")
        rows = json.loads('{"end":' + end)["end"]["rows"]
        with open(lines, "w", encoding="utf-8") as file:
            file.write(head + '\n{"end":{"rows":"%s"}}\n' % rows)
        self.passes("import", lines, "--to", self.path("imported"))
        self.assertIn('"login":"robert"', self.passes("export", self.path("imported")))
        with open(lines, "w", encoding="utf-8") as file:
            file.write(head)
        self.fails("import", lines, "--to", self.path("no"), words="it was cut")

    def test_a_directory_that_a_daemon_has_is_left_to_it(self):
        for command in (("check",), ("export",), ("salvage", "--to", self.path("no"))):
            self.fails(command[0], self.daemon.state, *command[1:], words=f"process {self.daemon.process.pid}")
        self.assertFalse(os.path.exists(self.path("no")))

    def test_looking_leaves_no_trace(self):
        restored = self.path("restored")
        self.passes("restore", self.write(self.backup()[0]), "--to", restored)
        os.remove(os.path.join(restored, "lock"))
        before = self.trace(restored)
        for command in ("check", "export"):
            self.passes(command, restored)
        self.passes("salvage", restored, "--to", self.path("salvaged"))
        self.assertEqual(self.trace(restored), before)

    def trace(self, folder):
        return {
            entry.name: (entry.stat().st_mtime_ns, entry.stat().st_ctime_ns, entry.stat().st_size)
            for entry in os.scandir(folder)} | {"": os.stat(folder).st_mtime_ns}

    def test_what_is_salvaged_is_told_from_what_is_lost(self):
        copy = self.path("copy")
        self.passes("restore", self.write(self.backup()[0]), "--to", copy)
        daemon = Daemon()
        self.addCleanup(daemon.close)
        daemon.state = copy
        client = daemon.start().connect()
        client.call("Sessions.SwitchGroup", group=self.lab.group)
        made = [
            client.call("Objects.Create", kind=types.KIND_TAG, name=f"tag number {number}") for number in range(4)]
        last = made[-1].revision
        daemon.kill()
        digest = self.facts(copy)["digest"]
        self.passes("salvage", copy, "--to", self.path("whole"))
        self.assertEqual(self.facts(self.path("whole"))["digest"], digest)
        segment = max(name for name in os.listdir(copy) if name.startswith("journal-"))
        self.flip(os.path.join(copy, segment), b"number 1")
        refused = self.fails("check", copy, words="store salvage")
        self.assertIn(segment, refused.stderr)
        said = self.passes("salvage", copy, "--to", self.path("part"))
        self.assertIn(f"copied: revisions up to {made[0].revision},", said)
        self.assertIn(f"lost: revisions {made[1].revision} to {last},", said)
        for number in (2, 3):
            self.assertIn(f"tag {made[number].id} `tag number {number}`", said)
        self.assertNotIn("number 1", said)
        self.assertIn("tag number 0", self.passes("export", self.path("part")))
        # Without its snapshot nothing leads to the journal.
        snapshot = max(name for name in os.listdir(copy) if name.startswith("snapshot-"))
        self.flip(os.path.join(copy, snapshot), b"COHORTS")
        done = self.fails("salvage", copy, "--to", self.path("none"), words="store restore")
        self.assertIn(f"`{snapshot}` is damaged at byte 0", done.stdout)
        self.assertIn("`tag number 3`", done.stdout)
        self.assertFalse(os.path.exists(self.path("none")))

    def flip(self, path, what):
        """Changes a bit of the last place where a file says this."""
        with open(path, "r+b") as file:
            place = file.read().rindex(what) + len(what) - 1
            file.seek(place)
            byte = file.read(1)
            file.seek(place)
            file.write(bytes([byte[0] ^ 1]))

    def test_a_backup_is_for_full_administrators_and_for_one_connection(self):
        self.refused(PERMISSION_DENIED, self.lab.alice.call, "Admin.Backup")
        reply = self.root.call("Admin.Backup")
        other = self.daemon.connect()
        self.refused(FAILED_PRECONDITION, other.call, "Admin.Backup", backup=reply.backup)
        other.close()
        self.daemon.clients.remove(other)

    def test_a_command_line_that_makes_no_sense_is_said(self):
        for arguments, words in (
            (("chek", "x"), "is no command"), (("check",), "takes one path"), (("check", "a", "b"), "takes one path"),
            (("salvage", "a"), "`--to`"), (("restore", "a", "--to"), "needs a value"), (("check", "a", "--to", "b"), "no option"),
            (("restore", "a", "--to", "b", "--revision", "x"), "is no revision"),
            (("restore", "a", "--to", "b", "--revision", "1", "--time", "1"), "exclude"),
        ):
            self.fails(*arguments, status=64, words=words)
        self.fails("check", "/nowhere", words="No such file")
        self.assertIn("usage:", self.passes("--help"))


del DaemonCase
