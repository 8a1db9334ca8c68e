"""The audit trail: who did what, kept behind snapshots, read and followed by those who may."""

import os
import subprocess

from client import audit, types
from daemon import BINARY, OUT_OF_RANGE, PERMISSION_DENIED, UNAVAILABLE, Daemon, DaemonCase, Lab, needs_root

NANOSECONDS = 10**9


def told(client, **question):
    """All messages of a reading that ends."""
    return list(client.messages(client.send("Admin.Audit", **question)))


def entries(client, **question):
    return [entry for message in told(client, **question) for entry in message.entries]


class Followed:
    """A reading that goes on, on a connection of its own."""

    def __init__(self, client, **question):
        self.messages = client.messages(client.send("Admin.Audit", follow=True, **question))
        self.first = next(self.messages)

    def entries(self, count):
        """The next so many."""
        found = []
        while len(found) < count:
            found += next(self.messages).entries
        return found


class Alone(DaemonCase):
    @classmethod
    def prepare(cls):
        cls.group = cls.root.call("Accounts.CreateGroup", name="lab", level=types.LEVEL_READ_ANNOTATE).group.id
        cls.root.call("Sessions.SwitchGroup", group=cls.group)

    def make(self, name="x"):
        return self.root.call("Objects.Create", kind=types.KIND_TAG, name=name)

    def test_what_is_made_and_deleted_is_told_with_what_it_was(self):
        made = self.make("mitosis")
        gone = self.root.call("Objects.Delete", targets=[made.id])
        messages = told(self.root, object=made.id)
        self.assertEqual((messages[0].first_revision, len(messages[0].entries)), (1, 0))
        self.assertTrue(messages[-1].complete)
        first, last = (entry for message in messages for entry in message.entries)
        self.assertEqual((first.revision, last.revision), (made.revision, gone.revision))
        self.assertEqual(first.changes[0].name, "mitosis")
        change = last.changes[0]
        self.assertEqual(
            (change.kind, change.object_kind, change.owner, change.group),
            (audit.CHANGE_KIND_DELETE_OBJECT, types.KIND_TAG, 0, self.group))
        self.assertLessEqual(first.time, last.time)

    def test_every_filter_finds_what_it_asks_for_and_nothing_else(self):
        made = self.make("filtered")
        whole = entries(self.root, object=made.id)
        time = whole[0].time
        asked = dict(from_revision=made.revision)
        for question, fits in (
                (dict(user=0), True), (dict(user=1), False), (dict(session=0), True), (dict(session=9), False),
                (dict(group=self.group), True), (dict(group=0), False), (dict(since=time), True),
                (dict(since=time + NANOSECONDS * 3600), False), (dict(until=time), False), (dict(until=time + 1), True),
                (dict(kinds=[audit.CHANGE_KIND_CREATE_OBJECT]), True),
                (dict(kinds=[audit.CHANGE_KIND_GIVE_OBJECT]), False)):
            with self.subTest(question=question):
                found = [entry.revision for entry in entries(self.root, **asked, **question)]
                self.assertEqual(made.revision in found, fits)

    def test_it_can_be_gone_on_from_any_message_and_not_from_what_is_not_there(self):
        for number in range(300):
            self.make(f"{number} " + "n" * 1000)
        messages = told(self.root)
        self.assertGreater(len(messages), 3)
        whole = [entry.revision for message in messages for entry in message.entries]
        self.assertEqual(whole, list(range(1, messages[-1].revision + 1)))
        for message in messages[1:]:
            rest = [entry.revision for entry in entries(self.root, from_revision=message.next_revision)]
            self.assertEqual(rest, list(range(message.next_revision, messages[-1].revision + 1)))
        ahead = messages[-1].next_revision + 1
        self.refused(OUT_OF_RANGE, entries, self.root, from_revision=ahead)

    def test_who_follows_is_told_each_change_once_it_is_made(self):
        following = Followed(self.daemon.connect(), from_revision=self.make().revision + 1)
        self.assertTrue(following.first.complete)
        for number in range(20):
            made = self.make(f"live {number}")
            entry, = following.entries(1)
            self.assertEqual((entry.revision, entry.changes[0].name), (made.revision, f"live {number}"))
        made = [self.root.send("Objects.Create", kind=types.KIND_TAG, name=f"many {number}") for number in range(500)]
        for _ in made:
            self.root.receive()
        names = [entry.changes[0].name for entry in following.entries(500)]
        self.assertEqual(names, [f"many {number}" for number in range(500)])

    def test_a_script_is_named_and_reads_nothing(self):
        opened = self.root.call("Sessions.OpenScript", group=self.group, keep_administration=True, program="count-cells")
        script = self.daemon.connect()
        script.call("Sessions.Join", token=opened.token)
        made = script.call("Objects.Create", kind=types.KIND_TAG, name="t")
        entry, = entries(self.root, object=made.id)
        self.assertEqual((entry.session, entry.program), (opened.session, "count-cells"))
        refusal = self.refused(PERMISSION_DENIED, entries, script)
        self.assertEqual(refusal.detail.rule, "confined_session")

    def test_a_reader_that_stops_costs_little_delays_nobody_and_misses_nothing(self):
        name = "n" * 4000
        sent = [self.root.send("Objects.Create", kind=types.KIND_TAG, name=name) for _ in range(3000)]
        for _ in sent:
            self.root.receive()
        readers = [self.daemon.connect() for _ in range(8)]
        before = self.daemon.resident()
        streams = [reader.send("Admin.Audit") for reader in readers]
        for _ in range(500):
            self.root.call("Sessions.WhoAmI")
        # Eight megabytes in outboxes at most, and what the allocator keeps.
        self.assertLess(self.daemon.resident() - before, 40 << 20)
        last = self.root.call("Sessions.WhoAmI").revision
        for reader, stream in zip(readers, streams):
            revisions = [entry.revision for message in reader.messages(stream) for entry in message.entries]
            self.assertEqual(revisions, list(range(1, last + 1)))


@needs_root
class Others(DaemonCase):
    @classmethod
    def prepare(cls):
        cls.lab = Lab(cls.daemon, cls.root, "others")

    def test_they_are_told_of_themselves_and_of_what_they_see(self):
        mine = self.lab.alice.call("Objects.Create", kind=types.KIND_TAG, name="alice's")
        theirs = self.lab.bob.call("Objects.Create", kind=types.KIND_TAG, name="bob's")
        self.assertEqual([entry.revision for entry in entries(self.lab.alice)], [mine.revision])
        self.assertEqual(entries(self.lab.alice, object=theirs.id), [])
        self.assertEqual(entries(self.lab.alice, user=self.lab.users["bob"]), [])
        self.assertEqual(entries(self.lab.outsider), [])
        self.root.call("Accounts.SetMembership", user=self.lab.users["alice"], group=self.lab.group, role=0)
        self.addCleanup(
            self.root.call, "Accounts.SetMembership", user=self.lab.users["alice"], group=self.lab.group, role=1)
        again = self.daemon.connect_as(61002)
        entry, = entries(again)
        self.assertEqual((len(entry.changes), entry.other_changes), (0, 1))
        self.assertEqual(entries(again, object=mine.id), [])

    def test_who_is_played_and_who_plays_are_both_told(self):
        sudo = self.root.call("Sessions.Sudo", user=self.lab.users["bob"])
        played = self.daemon.connect()
        played.call("Sessions.Join", token=sudo.token)
        made = played.call("Objects.Create", kind=types.KIND_TAG, name="in his name")
        for client in (self.lab.bob, self.root):
            entry, = entries(client, object=made.id)
            self.assertEqual((entry.user, entry.opener, entry.session), (self.lab.users["bob"], 0, sudo.session))


class Kept(DaemonCase):
    """Each has a daemon of its own, which is stopped and looked at."""

    @classmethod
    def setUpClass(cls):
        pass

    def started(self, *options):
        daemon = Daemon()
        self.addCleanup(daemon.close)
        return daemon.start(*options)

    @staticmethod
    def work(client, rounds=3):
        """Changes, and snapshots between them. The last revision."""
        for number in range(rounds):
            client.call("Accounts.CreateGroup", name=f"group {number}", level=types.LEVEL_PRIVATE)
            client.call("Admin.Snapshot")
        return client.call("Accounts.CreateGroup", name="the last", level=types.LEVEL_PRIVATE).revision

    def segments(self, daemon):
        return sorted(name for name in os.listdir(daemon.state) if name.startswith("journal-"))

    def check(self, daemon):
        return subprocess.run([BINARY, "store", "check", daemon.state], capture_output=True, text=True)

    def test_it_survives_snapshots_a_stop_and_a_kill(self):
        daemon = self.started()
        last = self.work(daemon.connect())
        for end in (daemon.stop, daemon.kill):
            end()
            daemon.start()
            messages = told(daemon.connect(), from_revision=1)
            self.assertEqual(
                [entry.revision for message in messages for entry in message.entries], list(range(1, last + 1)))
        self.assertGreater(len(self.segments(daemon)), 3)
        daemon.stop()
        check = self.check(daemon)
        self.assertIn("audit trail: from revision 1 on", check.stdout)
        self.assertEqual(check.returncode, 0, check.stderr)

    def test_what_is_not_to_be_kept_goes_and_is_said_to_be_gone(self):
        for options in (("--audit-size", "0"), ("--audit-days", "0")):
            with self.subTest(options=options):
                daemon = self.started(*options)
                client = daemon.connect()
                last = self.work(client)
                messages = told(client, from_revision=1)
                first = messages[0].first_revision
                self.assertGreater(first, 1)
                found = [entry for message in messages for entry in message.entries]
                self.assertEqual((found[0].revision, found[0].gap.last_revision), (1, first - 1))
                self.assertFalse(found[0].gap.damaged)
                self.assertEqual([entry.revision for entry in found[1:]], list(range(first, last + 1)))

    def test_an_option_that_is_no_size_or_time_is_refused(self):
        for option, value in (("--audit-size", "-1"), ("--audit-size", "much"), ("--audit-days", "36526")):
            daemon = self.started(option, value)
            self.assertEqual(daemon.process.wait(20), 64)
            daemon.process = None
            self.assertIn(f"`{value}` is no value for `{option}`", daemon.log)

    def test_a_damaged_segment_that_no_start_needs_is_named_and_told_as_a_gap(self):
        daemon = self.started()
        last = self.work(daemon.connect())
        daemon.stop()
        name = self.segments(daemon)[1]
        with open(os.path.join(daemon.state, name), "r+b") as segment:
            segment.seek(100)
            byte = segment.read(1)
            segment.seek(100)
            segment.write(bytes([byte[0] ^ 1]))
        check = self.check(daemon)
        self.assertEqual(check.returncode, 1)
        self.assertIn("the audit trail lacks revisions", check.stderr)
        self.assertIn(name, check.stderr)
        found = entries(daemon.start().connect())
        gap, = (entry for entry in found if entry.HasField("gap"))
        self.assertTrue(gap.gap.damaged)
        covered = [entry.revision for entry in found if not entry.HasField("gap")]
        covered += range(gap.revision, gap.gap.last_revision + 1)
        self.assertEqual(sorted(covered), list(range(1, last + 1)))
        self.assertIn(name, daemon.log)

    def test_a_backup_and_what_is_kept_lead_to_every_revision_since(self):
        daemon = self.started()
        client = daemon.connect()
        path = os.path.join(daemon.home, "backup")
        with open(path, "wb") as file:
            backup = client.call("Admin.Backup")
            file.write(backup.part)
            while not backup.complete:
                backup = client.call("Admin.Backup", backup=backup.backup)
                file.write(backup.part)
        last = self.work(client)
        daemon.stop()
        for revision in range(backup.revision, last + 1):
            target = os.path.join(daemon.home, f"restored {revision}")
            ended = subprocess.run(
                [BINARY, "store", "restore", path, "--to", target, "--journal", daemon.state, "--revision",
                 str(revision)], capture_output=True, text=True)
            self.assertEqual(ended.returncode, 0, ended.stderr)
            said = subprocess.run([BINARY, "store", "check", target], capture_output=True, text=True).stdout
            self.assertIn(f"revision: {revision}\n", said)

    def test_a_stop_ends_those_who_follow(self):
        daemon = self.started()
        following = Followed(daemon.connect())
        self.assertEqual([entry.revision for entry in following.entries(1)], [1])
        daemon.process.terminate()
        self.assertEqual(self.refused(UNAVAILABLE, next, following.messages).code, UNAVAILABLE)
        self.assertEqual(daemon.process.wait(20), 0)
        daemon.process = None
