"""Watching: each user hears of what changes in its sight, and of nothing else."""

import os
import select
import signal
import socket
import subprocess
import unittest

from client import DATA, RESPONSE, Closed, Refused, accounts, ttrpc, types
from daemon import (
    BINARY, DEADLINE_EXCEEDED, INVALID_ARGUMENT, OUT_OF_RANGE, UIDS, UNAUTHENTICATED, UNAVAILABLE, Daemon, DaemonCase,
    Lab, needs_root, until)

CANCELLED = 1
COHORT = os.path.join(os.path.dirname(BINARY), "cohort")


class Watcher:
    """A connection that watches, and what it knows by that."""

    def __init__(self, client, **fields):
        self.client = client
        self.stream = client.send("Watch.Changes", **fields)
        self.objects, self.events = {}, []
        self.revision = self.next().revision

    def next(self):
        """The next message, as soon as it has come."""
        stream, kind, flags, data = self.client.receive_frame()
        assert stream == self.stream, f"stream {stream}, not {self.stream}"
        if kind == RESPONSE:
            raise Refused(ttrpc.Response.FromString(data).status)
        assert (kind, flags) == (DATA, 0)
        message = self.client.replies[stream].FromString(data)
        for change in message.changes:
            self.take(change)
        self.revision = message.revision
        return message

    def take(self, change):
        what = change.WhichOneof("what")
        self.events.append((what, change.seen.id if what == "seen" else getattr(change, what)))
        if what == "seen":
            self.objects[change.seen.id] = change.seen
        elif what == "gone":
            self.objects.pop(change.gone, None)
        elif what == "group_anew":
            self.objects = {id: entry for id, entry in self.objects.items() if entry.group != change.group_anew}
        else:
            self.objects = {}

    def up_to(self, revision):
        """Reads on until everything up to a revision is told."""
        while self.revision < revision:
            self.next()
        return self

    def is_silent(self):
        """Whether nothing has come."""
        return not select.select([self.client.socket], [], [], 0)[0]


@needs_root
class InSight(DaemonCase):
    def setUp(self):
        self.lab = Lab(self.daemon, self.root, self.id().rpartition(".")[2], types.LEVEL_READ_ONLY)
        self.people = {}

    def watcher(self, person, **fields):
        client = self.daemon.connect_as(UIDS[person])
        if person != "outsider":
            client.call("Sessions.SwitchGroup", group=self.lab.group)
        return Watcher(client, **fields)

    def level(self, level):
        change = dict(group=self.lab.group, level=level)
        plan = self.root.call("Accounts.ChangeLevel", dry_run=True, **change).plan
        return self.root.call("Accounts.ChangeLevel", digest=plan.digest, **change).revision

    def test_what_one_makes_changes_and_deletes_others_hear_of(self):
        watchers = [self.watcher(person) for person in ("owner", "bob", "alice")]
        outsider = self.watcher("outsider", scope=types.SCOPE_ALL)
        made = self.lab.alice.call("Objects.Create", kind=types.KIND_IMAGE, name="cells")
        self.lab.alice.call("Objects.Update", id=made.id, name="more cells")
        for watcher in watchers:
            watcher.up_to(made.revision + 1)
            self.assertEqual([entry.name for entry in watcher.objects.values()], ["more cells"])
        deleted = self.lab.alice.call("Objects.Delete", targets=[made.id])
        for watcher in watchers:
            self.assertEqual(watcher.up_to(deleted.revision).objects, {})
            self.assertEqual(watcher.events[-1], ("gone", made.id))
        self.assertTrue(outsider.is_silent())

    def test_what_is_told_is_what_a_get_says_to_each(self):
        watchers = {person: self.watcher(person) for person in ("owner", "bob", "alice")}
        made = self.lab.alice.call("Objects.Create", kind=types.KIND_IMAGE, name="cells")
        for person, watcher in watchers.items():
            told = watcher.up_to(made.revision).objects[made.id]
            self.assertEqual(told, self.lab.clients[person].call("Objects.Get", ids=[made.id]).objects[0])

    def test_in_a_private_group_each_hears_of_its_own_and_the_owner_of_all(self):
        self.level(types.LEVEL_PRIVATE)
        bob, owner, root = self.watcher("bob"), self.watcher("owner"), Watcher(self.root_in_group())
        made = self.lab.alice.call("Objects.Create", kind=types.KIND_IMAGE, name="cells")
        self.lab.alice.call("Objects.Update", id=made.id, name="more cells")
        for watcher in (owner, root):
            self.assertIn(made.id, watcher.up_to(made.revision + 1).objects)
        self.assertTrue(bob.is_silent())
        own = self.lab.bob.call("Objects.Create", kind=types.KIND_IMAGE, name="own")
        self.assertEqual(list(bob.up_to(own.revision).objects), [own.id])
        self.assertEqual(bob.events, [("seen", own.id)])

    def root_in_group(self):
        return self.lab.administrator()

    def test_a_lower_level_takes_from_sight_and_a_higher_one_brings(self):
        made = [self.lab.clients[person].call("Objects.Create", kind=types.KIND_IMAGE, name=person)
                for person in ("alice", "bob")]
        bob = self.watcher("bob")
        bob.up_to(self.level(types.LEVEL_PRIVATE))
        self.assertEqual(list(bob.objects), [made[1].id])
        bob.up_to(self.level(types.LEVEL_READ_ANNOTATE))
        self.assertEqual(sorted(bob.objects), [entry.id for entry in made])

    def test_coming_and_going_brings_and_takes(self):
        made = self.lab.alice.call("Objects.Create", kind=types.KIND_IMAGE, name="cells").id
        user, group = self.lab.users["outsider"], self.lab.group
        outsider = self.watcher("outsider", scope=types.SCOPE_ALL)
        came = self.root.call("Accounts.SetMembership", user=user, group=group, role=accounts.ROLE_MEMBER)
        self.assertIn(made, outsider.up_to(came.revision).objects)
        went = self.root.call("Accounts.SetMembership", user=user, group=group, role=accounts.ROLE_NONE)
        outsider.up_to(went.revision)
        self.assertEqual(outsider.objects, {})
        self.assertEqual(outsider.events[-1], ("group_anew", group))

    def test_whoever_is_deactivated_hears_nothing_more(self):
        bob = self.watcher("bob")
        self.root.call("Accounts.UpdateUser", id=self.lab.users["bob"], active=False)
        try:
            with self.assertRaises(Refused) as caught:
                bob.next()
            self.assertEqual(caught.exception.code, UNAUTHENTICATED)
        finally:
            self.root.call("Accounts.UpdateUser", id=self.lab.users["bob"], active=True)

    def test_a_watch_goes_on_from_a_revision_and_one_from_the_future_is_refused(self):
        bob = self.watcher("bob")
        made = [self.lab.alice.call("Objects.Create", kind=types.KIND_TAG, name=str(number)) for number in range(20)]
        bob.up_to(made[9].revision)
        bob.client.close()
        again = self.watcher("bob", after_revision=bob.revision)
        again.up_to(made[-1].revision)
        self.assertEqual(sorted({**bob.objects, **again.objects}), [entry.id for entry in made])
        with self.assertRaises(Refused) as caught:
            self.watcher("bob", after_revision=made[-1].revision + 1_000)
        self.assertEqual(caught.exception.code, OUT_OF_RANGE)

    def test_lists_and_watches_go_together_without_a_gap(self):
        made = [self.lab.alice.call("Objects.Create", kind=types.KIND_TAG, name=str(number)).id for number in range(9)]
        pages = list(self.lab.bob.stream("Objects.ListAll", page_size=2, kind=types.KIND_TAG))
        last = self.lab.alice.call("Objects.Create", kind=types.KIND_TAG, name="last")
        bob = self.watcher("bob", after_revision=pages[0].revision).up_to(last.revision)
        listed = [entry.id for page in pages for entry in page.objects]
        self.assertEqual(sorted(listed + list(bob.objects)), [*made, last.id])

    def test_two_hundred_watchers_are_all_told_and_a_call_is_served_meanwhile(self):
        watchers = [self.watcher("bob") for _ in range(200)]
        made = self.lab.alice.call("Objects.Create", kind=types.KIND_IMAGE, name="cells")
        self.lab.alice.call("Sessions.WhoAmI")
        for watcher in watchers:
            self.assertEqual(list(watcher.up_to(made.revision).objects), [made.id])
            watcher.client.close()


class Streaming(DaemonCase):
    """Root alone, and what can happen to a stream that has no end."""

    @classmethod
    def prepare(cls):
        cls.group = cls.root.call("Accounts.CreateGroup", name="stream", level=types.LEVEL_PRIVATE).group.id
        cls.root.call("Sessions.SwitchGroup", group=cls.group)

    def watcher(self, **fields):
        client = self.daemon.connect()
        client.call("Sessions.SwitchGroup", group=self.group)
        return Watcher(client, **fields)

    def create(self, name="one"):
        return self.root.call("Objects.Create", kind=types.KIND_TAG, name=name)

    def ended(self, watcher, code):
        with self.assertRaises(Refused) as caught:
            watcher.next()
        self.assertEqual(caught.exception.code, code, caught.exception.message)
        # The connection is as good as before.
        watcher.client.replies.pop(watcher.stream)
        watcher.client.call("Sessions.WhoAmI")

    def test_a_watch_ends_at_its_deadline_though_nothing_happens(self):
        self.ended(self.watcher(timeout_nano=50_000_000), DEADLINE_EXCEEDED)

    def test_a_deadline_that_nobody_lives_to_see_is_as_good_as_none(self):
        for timeout in (1 << 62, (1 << 63) - 1):
            watcher = self.watcher(timeout_nano=timeout)
            self.assertIn(self.create().id, watcher.up_to(self.create().revision).objects)

    def test_an_upload_that_waits_for_its_client_ends_at_its_deadline(self):
        client = self.daemon.connect()
        client.call("Sessions.SwitchGroup", group=self.group)
        stream, frame = client.frame("Attachments.Upload", timeout_nano=50_000_000)
        client.socket.sendall(frame[:9] + b"\x02" + frame[10:])
        answered, response = client.receive_response()
        self.assertEqual((answered, response.status.code), (stream, DEADLINE_EXCEEDED))

    def test_a_watch_that_is_cancelled_ends_and_others_of_its_connection_go_on(self):
        first = self.watcher()
        client = first.client
        second = client.send("Watch.Changes")
        self.assertEqual(client.receive_frame()[0], second)
        cancel = client.send("Meta.Cancel", stream=first.stream)
        self.assertEqual([client.receive_response() for _ in range(2)][0][1].status.code, CANCELLED)
        self.assertIn(cancel, client.replies)
        self.create()
        self.assertEqual(client.receive_frame()[0], second)

    def test_a_message_for_a_watch_ends_it(self):
        watcher = self.watcher()
        watcher.client.requests[watcher.stream] = watcher.client.replies[watcher.stream]
        watcher.client.put(watcher.stream)
        self.ended(watcher, INVALID_ARGUMENT)

    def test_whoever_sends_no_more_still_hears_and_leaves_nothing_when_gone(self):
        before = self.daemon.descriptors()
        watcher = self.watcher()
        watcher.client.end(watcher.stream)
        watcher.client.socket.shutdown(socket.SHUT_WR)
        for name in ("one", "two"):
            self.assertIn(self.create(name).id, watcher.up_to(self.create().revision).objects)
        watcher.client.close()
        until(lambda: self.daemon.descriptors() == before, "the daemon has as many descriptors as before")

    def test_a_watcher_that_does_not_read_costs_little_and_keeps_nobody(self):
        slow, quick = self.watcher(), self.watcher()
        text = [types.Attribute(field=types.FIELD_DESCRIPTION, text="x" * 100_000)]
        made = self.root.call("Objects.Create", kind=types.KIND_TAG, name="large", attributes=text)
        quick.up_to(made.revision)
        before = self.daemon.resident()
        for number in range(300):
            last = self.root.call("Objects.Update", id=made.id, name=f"large {number}")
            quick.up_to(last.revision)
        self.assertLess(self.daemon.resident() - before, 16 << 20)
        # It hears of what it missed as it is now, and not of all that it was meanwhile.
        slow.up_to(last.revision)
        self.assertEqual(slow.objects[made.id].name, "large 299")
        self.assertLess(len(slow.events), len(quick.events) + 1)

    def test_a_list_that_nobody_reads_costs_little_and_keeps_nobody(self):
        text = [types.Attribute(field=types.FIELD_DESCRIPTION, text="x" * 100_000)]
        made = [self.root.call("Objects.Create", kind=types.KIND_TERM, name="term", attributes=text).id
                for _ in range(60)]
        slow = self.daemon.connect()
        slow.call("Sessions.SwitchGroup", group=self.group)
        before = self.daemon.resident()
        streams = [slow.send("Objects.ListAll", kind=types.KIND_TERM, page_size=1) for _ in range(10)]
        for _ in range(1_000):
            self.root.call("Access.Check", object=made[0], action=types.ACTION_VIEW)
        self.assertLess(self.daemon.resident() - before, 16 << 20)
        seen = {stream: [] for stream in streams}
        ended = set()
        while ended != set(streams):
            stream, kind, flags, data = slow.receive_frame()
            self.assertEqual(kind, DATA)
            if flags:
                ended.add(stream)
            else:
                seen[stream] += [entry.id for entry in slow.replies[stream].FromString(data).objects]
        self.assertEqual(list(seen.values()), [made] * 10)


class Restarts(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon()
        self.addCleanup(self.daemon.close)
        self.daemon.start()
        self.root = self.daemon.connect()
        self.root.call("Accounts.CreateGroup", name="lab", level=types.LEVEL_PRIVATE)

    def test_a_daemon_that_stops_says_so_to_those_who_watch_and_the_next_one_says_what_it_knows(self):
        watcher = Watcher(self.daemon.connect(), scope=types.SCOPE_ALL)
        self.assertEqual(self.daemon.stop(), 0)
        with self.assertRaises(Refused) as caught:
            watcher.next()
        self.assertEqual(caught.exception.code, UNAVAILABLE)
        with self.assertRaises(Closed):
            watcher.client.receive_frame()
        self.daemon.start()
        again = Watcher(self.daemon.connect(), scope=types.SCOPE_ALL, after_revision=watcher.revision)
        self.assertEqual(again.revision, watcher.revision)
        with self.assertRaises(Refused) as caught:
            Watcher(self.daemon.connect(), scope=types.SCOPE_ALL, after_revision=watcher.revision - 1)
        self.assertEqual(caught.exception.code, OUT_OF_RANGE)
        self.assertIn("list all again", caught.exception.message)


@unittest.skipUnless(os.access(COHORT, os.X_OK), f"there is no command line at {COHORT}")
class CommandLine(DaemonCase):
    @classmethod
    def prepare(cls):
        cls.group = cls.root.call("Accounts.CreateGroup", name="lab", level=types.LEVEL_PRIVATE).group.id
        cls.root.call("Sessions.SwitchGroup", group=cls.group)

    def watch(self, *options):
        process = subprocess.Popen(
            [COHORT, "watch", "-g", "lab", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={"COHORT_SOCKET": self.daemon.path, "HOME": self.daemon.home})
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def test_it_prints_a_line_for_each_change(self):
        watch = self.watch()
        self.assertRegex(watch.stdout.readline(), r"\Arevision\t\d+\n\Z")
        made = self.root.call("Objects.Create", kind=types.KIND_TAG, name="two words")
        lines = [watch.stdout.readline() for _ in range(2)]
        self.assertEqual(lines, [
            f"seen\tTagAnnotation:{made.id}\tUser:0\tGroup:{self.group}\ttwo words\n",
            f"revision\t{made.revision}\n"])
        deleted = self.root.call("Objects.Delete", targets=[made.id])
        self.assertEqual(watch.stdout.readline(), f"gone\t{made.id}\n")
        again = self.watch("--after", str(made.revision), "--json")
        self.assertEqual(again.stdout.readline(), f'{{"revision":{made.revision}}}\n')
        self.assertEqual(again.stdout.readline(), f'{{"gone":{made.id}}}\n')
        self.assertEqual(again.stdout.readline(), f'{{"revision":{deleted.revision}}}\n')

    def test_it_ends_when_nobody_reads_what_it_prints(self):
        watch = self.watch()
        watch.stdout.readline()
        watch.stdout.close()
        self.root.call("Objects.Create", kind=types.KIND_TAG, name="one")
        self.assertIn(watch.wait(20), (0, -signal.SIGPIPE))

    def test_it_says_what_cannot_be_told_any_more(self):
        watch = self.watch("--after", "999999")
        self.assertNotEqual(watch.wait(20), 0)
        self.assertIn("revision 999999", watch.stderr.read())
