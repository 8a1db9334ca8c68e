"""Too much of everything: large replies, peers that do not read, connections that come and go."""

import os
import resource
import select
import signal
import socket
import threading
import unittest

from client import FRAME_SIZE_MAX, Closed, Client, Refused, types
from daemon import DEADLINE, INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNAVAILABLE, Daemon, DaemonCase, until

MEBIBYTE = 1 << 20
COMINGS = int(os.environ.get("COHORT_COMINGS", "5000"))
"""How many connections come and go."""


def found(root):
    """Gives the administrator a group to work in."""
    group = root.call("Accounts.CreateGroup", name="load", level=types.LEVEL_PRIVATE).group.id
    root.call("Accounts.SetMembership", user=0, group=group, role=1)
    root.call("Accounts.UpdateUser", id=0, default_group=group)


class Large(DaemonCase):
    """Objects whose answers fill a socket."""

    @classmethod
    def prepare(cls):
        found(cls.root)
        text = [types.Attribute(field=types.FIELD_TEXT, text="x" * (MEBIBYTE - 100))]
        cls.large = [
            cls.root.call("Objects.Create", kind=types.KIND_XML, name=f"large {index}", attributes=text).id
            for index in range(6)]


class Load(Large):
    def test_a_reply_over_the_limit_refuses_that_call_only(self):
        self.assertEqual(len(self.root.call("Objects.Get", ids=self.large[:3]).objects), 3)
        refusal = self.refused(RESOURCE_EXHAUSTED, self.root.call, "Objects.Get", ids=self.large)
        self.assertIn(str(FRAME_SIZE_MAX), refusal.message)
        self.root.call("Sessions.WhoAmI")

    def test_a_list_of_large_objects_comes_in_pages_that_fit(self):
        seen, token, pages = [], b"", 0
        while True:
            reply = self.root.call("Objects.List", kind=types.KIND_XML, page_token=token)
            seen += [entry.id for entry in reply.objects]
            pages += 1
            if reply.complete:
                break
            token = reply.next_page_token
        self.assertEqual(seen, self.large)
        self.assertGreater(pages, 1)

    def test_twenty_thousand_long_names_come_in_pages_and_in_a_stream(self):
        name = "n" * 1024
        made = []
        for _ in range(8):
            entries = [dict(kind=types.KIND_IMAGE, name=name)] * 2_500
            made += self.root.call("Objects.Import", objects=entries).ids
        page = self.root.call("Objects.List", kind=types.KIND_IMAGE)
        self.assertEqual([entry.id for entry in page.objects], made[:1_000])
        seen = [entry.id for page in self.root.stream("Objects.ListAll", kind=types.KIND_IMAGE)
                for entry in page.objects]
        self.assertEqual(seen, made)
        self.root.call("Sessions.WhoAmI")

    def test_no_request_makes_the_daemon_hold_gigabytes(self):
        self.root.call("Sessions.WhoAmI")
        before = self.daemon.resident()
        self.refused(RESOURCE_EXHAUSTED, self.root.call, "Objects.Get", ids=self.large[:1] * 400)
        self.refused(RESOURCE_EXHAUSTED, self.root.call, "Objects.Get", ids=self.large[:1] * 10_000)
        self.assertLess(self.peak() - before, 64 * MEBIBYTE)

    def peak(self):
        with open(f"/proc/{self.daemon.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmHWM:"))

    def test_an_object_has_a_limit(self):
        for size, code in ((MEBIBYTE - 4, None), (MEBIBYTE - 3, INVALID_ARGUMENT)):
            fields = dict(kind=types.KIND_XML, name="four",
                          attributes=[types.Attribute(field=types.FIELD_TEXT, text="x" * size)], scope=types.SCOPE_ALL)
            if code:
                self.refused(code, self.root.call, "Objects.Create", **fields)
            else:
                made = self.root.call("Objects.Create", **fields).id
                self.root.call("Objects.Delete", targets=[made])

    def test_a_call_names_ten_thousand_objects_at_most(self):
        actions = [types.ACTION_VIEW]
        for count in (9_999, 10_000):
            reply = self.root.call("Access.BatchCheck", objects=[self.large[0]] * count, actions=actions)
            self.assertEqual(len(reply.verdicts), count)
        for name in ("Objects.Get", "Objects.Delete", "Objects.Move", "Access.BatchCheck"):
            field = {"Objects.Get": "ids", "Access.BatchCheck": "objects"}.get(name, "targets")
            refusal = self.refused(INVALID_ARGUMENT, self.root.call, name, **{field: [1] * 10_001})
            self.assertIn("10000", refusal.message)

    def test_a_peer_that_does_not_read_is_paused_and_stops_nobody(self):
        slow, quick = self.daemon.connect(), self.daemon.connect()
        quick.call("Meta.Version")
        before = self.daemon.resident()
        # Each call asks for three mebibytes. The daemon stops reading, and then the socket takes no more.
        frames = memoryview(b"".join(slow.frame("Objects.Get", ids=self.large[:3])[1] for _ in range(20_000)))
        slow.socket.setblocking(False)
        unread = len(frames)
        while unread:
            try:
                unread -= slow.socket.send(frames[-unread:])
            except BlockingIOError:
                # Whoever is served after the daemon had its turn: if there is no room then, it reads no more.
                quick.call("Meta.Version")
                if not select.select([], [slow.socket], [], 0)[1]:
                    break
        self.assertGreater(unread, 0)
        for _ in range(1_000):
            quick.call("Access.Check", object=self.large[0], action=types.ACTION_VIEW)
        self.assertLess(self.daemon.resident() - before, 32 * MEBIBYTE)
        slow.socket.setblocking(True)
        for stream in range(1, 20, 2):
            answered, reply = slow.receive()
            self.assertEqual((answered, len(reply.objects)), (stream, 3))

    def test_calls_of_a_paused_peer_are_answered_when_it_reads_again(self):
        client = self.daemon.connect()
        count = 40
        for _ in range(count):
            client.send("Objects.Get", ids=self.large[:2])
        client.socket.shutdown(socket.SHUT_WR)
        for index in range(count):
            self.assertEqual(client.receive()[0], 2 * index + 1)
        with self.assertRaises(Closed):
            client.receive()

    def test_many_changes_of_one_peer_are_all_answered(self):
        client = self.daemon.connect()
        count = 6_000  # more than may wait for the disk at once
        data = memoryview(b"".join(client.frame("Objects.Create", kind=types.KIND_TAG)[1] for _ in range(count)))
        streams = set()
        while len(streams) < count:
            _, writable, _ = select.select([], [client.socket] if data else [], [], 0)
            if writable:
                data = data[client.socket.send(data[:1024]):]
            if not data or select.select([client.socket], [], [], 0)[0]:
                stream, reply = client.receive()
                self.assertGreater(reply.id, 0)
                streams.add(stream)
        self.assertEqual(client.replies, {})


class Connections(DaemonCase):
    """Many connections, and more than there are descriptors for."""

    def come_and_go(self, count):
        for index in range(count):
            client = Client.connect(self.daemon.path)
            if index % 3 == 1:
                client.socket.send(b"\x00\x00\x00")
            elif index % 3 == 2:
                client.send("Meta.Version")
            client.close()

    def assertBackAt(self, descriptors):
        until(lambda: self.daemon.descriptors() == descriptors, "the daemon has as many descriptors as before")
        self.root.call("Meta.Version")

    def test_connections_that_come_and_go_leave_nothing(self):
        self.root.call("Meta.Version")
        before = self.daemon.descriptors()
        self.come_and_go(COMINGS // 5)
        self.assertBackAt(before)
        held = self.daemon.resident()
        self.come_and_go(COMINGS)
        self.assertBackAt(before)
        self.assertLess(self.daemon.resident() - held, 4 * MEBIBYTE)

    def all_at_once(self, count):
        clients = [Client.connect(self.daemon.path) for _ in range(count)]
        try:
            for client in clients:
                client.send("Meta.Version")
            for client in clients:
                client.receive()
            self.root.call("Sessions.WhoAmI")
            return self.daemon.descriptors()
        finally:
            for client in clients:
                client.close()

    def test_ten_thousand_connections_are_open_at_once(self):
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, limits)
        if limits[1] < 11_000:
            self.skipTest(f"this process may have {limits[1]} descriptors open, and needs 11000")
        for process in (os.getpid(), self.daemon.process.pid):
            resource.prlimit(process, resource.RLIMIT_NOFILE, (limits[1], limits[1]))
        self.root.call("Meta.Version")
        before = self.daemon.descriptors()
        self.assertEqual(self.all_at_once(10_000), before + 10_000)
        self.assertBackAt(before)
        held = self.daemon.resident()
        self.assertEqual(self.all_at_once(10_000), before + 10_000)
        self.assertBackAt(before)
        self.assertLess(self.daemon.resident() - held, 4 * MEBIBYTE)

    def test_without_descriptors_those_who_are_there_are_served_and_others_wait(self):
        self.root.call("Meta.Version")
        before, pid = self.daemon.descriptors(), self.daemon.process.pid
        limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        self.addCleanup(resource.prlimit, pid, resource.RLIMIT_NOFILE, limits)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (before + 20, limits[1]))
        clients = [Client.connect(self.daemon.path) for _ in range(40)]
        for client in clients:
            client.send("Meta.Version")
        until(lambda: "no connection is accepted for a moment" in self.daemon.log, "the daemon has none left")
        self.assertLessEqual(self.daemon.descriptors(), before + 20)
        self.root.call("Sessions.WhoAmI")
        # Each that is answered leaves, and so makes room for one that waits.
        for client in clients:
            client.receive()
            client.close()
        self.assertBackAt(before)
        self.daemon.connect().call("Meta.Version")


class Turns(DaemonCase):
    """Peers that ask much at once."""

    @classmethod
    def prepare(cls):
        found(cls.root)

    def test_who_asks_much_at_once_is_no_reason_for_others_to_wait_for_all_of_it(self):
        flooding, other = self.daemon.connect(), self.daemon.connect()
        for client in (flooding, other):
            client.call("Meta.Version")
        count = 1_000
        burst = b"".join(flooding.frame("Objects.Create", kind=types.KIND_TAG)[1] for _ in range(count))
        # Both are there when the daemon looks, the many calls first.
        self.daemon.process.send_signal(signal.SIGSTOP)
        flooding.socket.sendall(burst)
        other.send("Objects.Create", kind=types.KIND_TAG)
        self.daemon.process.send_signal(signal.SIGCONT)
        _, made = other.receive()
        ids = [flooding.receive()[1].id for _ in range(count)]
        # Objects are numbered one after the other, so their numbers say who was served when.
        self.assertLess(made.id, max(ids))
        self.assertEqual(len(set(ids)), count)

    def test_all_that_a_peer_asked_before_it_closed_is_answered_in_as_many_turns_as_it_takes(self):
        client = self.daemon.connect()
        count = 1_000
        client.socket.sendall(
            b"".join(client.frame("Objects.Create", kind=types.KIND_TAG)[1] for _ in range(count)))
        client.socket.shutdown(socket.SHUT_WR)
        self.assertEqual(len({client.receive()[1].id for _ in range(count)}), count)
        with self.assertRaises(Closed):
            client.receive()


class Restarts(unittest.TestCase):
    """Stops and starts while many change something."""

    def setUp(self):
        self.daemon = Daemon()
        self.addCleanup(self.daemon.close)
        self.daemon.start()
        found(self.daemon.connect())

    def names(self):
        with Client.connect(self.daemon.path) as client:
            names, token = [], b""
            while True:
                reply = client.call("Objects.List", kind=types.KIND_TAG, page_token=token)
                names += [entry.name for entry in reply.objects]
                if reply.complete:
                    return names
                token = reply.next_page_token

    def test_a_stop_answers_what_was_read_and_keeps_what_it_acknowledged(self):
        clients = [self.daemon.connect() for _ in range(20)]
        for client in clients:
            client.call("Meta.Version")
        asked = [dict(self.call_for(client, f"{number} {call}") for call in range(200))
                 for number, client in enumerate(clients)]
        for client, calls in zip(clients, asked):
            client.socket.sendall(b"".join(frame for _, frame in calls.values()))
        self.daemon.process.send_signal(signal.SIGTERM)
        acknowledged = []
        for client, calls in zip(clients, asked):
            for stream, reply in self.answers(client):
                if isinstance(reply, Refused):
                    self.assertEqual(reply.code, UNAVAILABLE, reply.message)
                else:
                    acknowledged.append(calls[stream][0])
        self.assertEqual(self.daemon.process.wait(20), 0)
        self.daemon.process = None
        self.daemon.start()
        self.assertEqual(sorted(self.names()), sorted(acknowledged))

    def call_for(self, client, name):
        """The stream of a call that makes something of this name, and with the name its bytes."""
        stream, frame = client.frame("Objects.Create", kind=types.KIND_TAG, name=name)
        return stream, (name, frame)

    def answers(self, client):
        """All answers up to the end of the connection, in whatever order."""
        while True:
            try:
                yield client.receive()
            except (Closed, ConnectionResetError):
                return

    def test_a_restart_loses_no_call_of_who_asks_again_with_its_key(self):
        made, errors, going = [], [], threading.Event()
        going.set()
        workers = [threading.Thread(target=self.change, args=(number, going, made, errors)) for number in range(8)]
        for worker in workers:
            worker.start()
        try:
            for ending in (self.daemon.stop, self.daemon.kill, self.daemon.stop, self.daemon.kill, self.daemon.stop):
                count = len(made)
                until(lambda: errors or len(made) >= count + 50, "calls are answered")
                ending()
                self.daemon.start()
        finally:
            going.clear()
            for worker in workers:
                worker.join()
        self.assertEqual(errors, [])
        self.assertEqual(sorted(self.names()), sorted(made))

    def change(self, worker, going, made, errors):
        """Makes one object after the other, each under a key, until it is told to stop."""
        client, number = None, 0
        while (going.is_set() or client is None) and not errors:
            name = f"{worker}-{number}"
            try:
                client = client or self.patient()
                client.call("Objects.Create", kind=types.KIND_TAG, name=name, metadata=[("idempotency-key", name)])
            except (Closed, ConnectionError, Refused) as error:
                # Nobody knows whether it was done, and so it is asked again.
                if isinstance(error, Refused) and error.code != UNAVAILABLE:
                    errors.append(error)
                client = client and client.close()
            except TimeoutError as error:
                errors.append(error)
            else:
                made.append(name)
                number += 1
        if client:
            client.close()

    def patient(self):
        client = Client.connect(self.daemon.path)
        client.socket.settimeout(DEADLINE)
        return client


class Patience(Large):
    """A daemon that waits a second for those who read nothing, and not ten minutes."""

    options = ("--patience", "1")

    def owed(self):
        """A connection that is owed more than the socket holds, so that the daemon waits for it to read."""
        client = Client.connect(self.daemon.path)
        client.socket.settimeout(20)
        client.send("Objects.Get", ids=self.large[:3])
        while not select.select([client.socket], [], [], 20)[0]:
            pass
        return client

    def test_a_socket_that_lies_in_its_own_queue_does_not_stay_for_ever(self):
        self.root.call("Meta.Version")
        before = self.daemon.descriptors()
        for _ in range(10):
            client = self.owed()
            # The daemon reads this when the answer has been read, which nobody can do any more.
            socket.send_fds(client.socket, [b"\x00"], [client.socket.fileno()])
            client.close()
        until(lambda: self.daemon.descriptors() == before, "the daemon has as many descriptors as before")
        self.root.call("Meta.Version")

    def test_who_reads_nothing_is_cut_off_and_who_is_owed_nothing_stays(self):
        idle, client = self.daemon.connect(), self.owed()
        before = self.daemon.descriptors()
        until(lambda: self.daemon.descriptors() < before, "the daemon has given up somebody")
        with self.assertRaises((Closed, ConnectionResetError)):
            client.receive()
        client.close()
        idle.call("Meta.Version")
        self.assertIn("read nothing", self.daemon.log)
