"""Starting, being killed, stopping: nothing acknowledged is lost, and nothing that is not the daemon's is touched."""

import os
import select
import signal
import socket
import stat
import unittest

from client import Client, Closed, Refused, types
from daemon import DEADLINE, UNAUTHENTICATED, UNAVAILABLE, Daemon, until


class LifeCase(unittest.TestCase):
    def daemon(self, activated=True):
        daemon = Daemon(activated)
        self.addCleanup(daemon.close)
        return daemon

    def fails(self, daemon, *arguments, words, **environment):
        """Starts a second process that has to give up by itself, and say why."""
        said = len(daemon.log)
        process = daemon.spawn(*arguments, **environment)
        self.assertEqual(process.wait(DEADLINE), 1, daemon.log)
        self.assertIn(words, daemon.log[said:])


def work(client, name="life"):
    """A connection of root at work in a group of its own."""
    group = client.call("Accounts.CreateGroup", name=name, level=types.LEVEL_PRIVATE).group.id
    client.call("Sessions.SwitchGroup", group=group)
    return group


class Killed(LifeCase):
    PEERS = 4
    ANSWERS = 1_500

    def test_what_was_acknowledged_is_there_after_a_kill(self):
        daemon = self.daemon().start()
        group = work(daemon.connect())
        for _ in range(3):
            acknowledged = self.until_killed(daemon, group)
            # Whoever connects now waits for the next daemon.
            waiting = daemon.connect()
            waiting.send("Meta.Version")
            daemon.start()
            waiting.receive()
            waiting.call("Sessions.SwitchGroup", group=group)
            ids = sorted(acknowledged)
            for start in range(0, len(ids), 1_000):
                found = waiting.call("Objects.Get", ids=ids[start:start + 1_000]).objects
                self.assertEqual([acknowledged[entry.id] for entry in found], [entry.name for entry in found])

    def until_killed(self, daemon, group):
        """Creates from several connections at once, and kills the daemon under them: id -> name of each answer."""
        peers = [daemon.connect() for _ in range(self.PEERS)]
        names = {}
        acknowledged = {}
        for peer in peers:
            peer.call("Sessions.SwitchGroup", group=group)
            for _ in range(20):
                self.create(peer, names)
        while len(acknowledged) < self.ANSWERS:
            readable = select.select([peer.socket for peer in peers], [], [], DEADLINE)[0]
            self.assertTrue(readable, "answers go on coming")
            for peer in [peer for peer in peers if peer.socket in readable]:
                self.take(peer, names, acknowledged)
                self.create(peer, names)
        daemon.kill()
        # What is in the sockets was said before it died.
        for peer in peers:
            try:
                while True:
                    self.take(peer, names, acknowledged)
            except (Closed, ConnectionResetError):
                pass
        return acknowledged

    def create(self, peer, names):
        name = f"object {len(names)}"
        names[id(peer), peer.send("Objects.Create", kind=types.KIND_TAG, name=name)] = name

    def take(self, peer, names, acknowledged):
        stream, reply = peer.receive()
        acknowledged[reply.id] = names[id(peer), stream]

    def test_a_kill_ends_script_sessions(self):
        daemon = self.daemon().start()
        client = daemon.connect()
        group = work(client)
        client.call("Accounts.SetMembership", user=0, group=group, role=1)
        sudo_user = client.call("Accounts.CreateUser", login="played", groups=[group]).user.id
        script = client.call("Sessions.OpenScript", group=group)
        sudo = client.call("Sessions.Sudo", user=sudo_user)
        daemon.kill()
        daemon.start()
        client = daemon.connect()
        with self.assertRaises(Refused) as caught:
            client.call("Sessions.Join", token=script.token)
        self.assertEqual(caught.exception.code, UNAUTHENTICATED)
        # A sudo session is one of time, not of a connection.
        self.assertEqual(client.call("Sessions.Join", token=sudo.token).session, sudo.session)

    def test_ids_and_revisions_go_on_after_a_kill(self):
        daemon = self.daemon().start()
        client = daemon.connect()
        group = work(client)
        first = client.call("Objects.Create", kind=types.KIND_TAG)
        daemon.kill()
        client = daemon.start().connect()
        client.call("Sessions.SwitchGroup", group=group)
        second = client.call("Objects.Create", kind=types.KIND_TAG)
        self.assertGreater(second.id, first.id)
        self.assertGreater(second.revision, first.revision)


class Stopped(LifeCase):
    def test_a_stop_under_load_drains_and_the_next_start_is_clean(self):
        daemon = self.daemon().start()
        group = work(daemon.connect())
        peers = [daemon.connect() for _ in range(4)]
        for peer in peers:
            peer.call("Sessions.SwitchGroup", group=group)
            for _ in range(300):
                peer.send("Objects.Create", kind=types.KIND_TAG, name="load")
        peers[0].receive()
        daemon.process.send_signal(signal.SIGTERM)
        done = set()
        for peer in peers:
            peer.socket.settimeout(DEADLINE)
            try:
                while True:
                    _, reply = peer.receive()
                    if isinstance(reply, Refused):
                        self.assertEqual(reply.code, UNAVAILABLE, reply.message)
                    else:
                        done.add(reply.id)
            except (Closed, ConnectionResetError):
                pass
        self.assertEqual(daemon.process.wait(DEADLINE), 0, daemon.log)
        daemon.process = None
        said = len(daemon.log)
        client = daemon.start().connect()
        client.call("Sessions.SwitchGroup", group=group)
        found = set()
        token = b""
        while token is not None:
            page = client.call("Objects.List", kind=types.KIND_TAG, page_token=token)
            found |= {entry.id for entry in page.objects}
            token = None if page.complete else page.next_page_token
        self.assertLessEqual(done, found)
        self.assertNotIn("torn", daemon.log[said:])

    def test_a_peer_that_keeps_asking_does_not_keep_it_from_stopping(self):
        daemon = self.daemon().start()
        client = daemon.connect()
        client.call("Meta.Version")
        daemon.process.send_signal(signal.SIGTERM)
        with self.assertRaises((Closed, ConnectionError)):
            while True:
                client.call("Meta.Version")
        self.assertEqual(daemon.process.wait(DEADLINE), 0)
        daemon.process = None

    def test_a_peer_that_does_not_read_does_not_keep_it_from_stopping(self):
        daemon = self.daemon().start()
        client = daemon.connect()
        work(client)
        text = types.Attribute(field=types.FIELD_TEXT, text="x" * 1_000_000)
        large = client.call("Objects.Create", kind=types.KIND_XML, attributes=[text]).id
        for _ in range(10):
            client.send("Objects.Get", ids=[large])
        # The answers have begun to come, and are more than a socket holds.
        self.assertTrue(select.select([client.socket], [], [], DEADLINE)[0])
        self.assertEqual(daemon.stop(), 0)

    def test_a_socket_that_was_handed_over_stays(self):
        daemon = self.daemon().start()
        daemon.connect().call("Meta.Version")
        self.assertEqual(daemon.stop(), 0)
        self.assertTrue(stat.S_ISSOCK(os.stat(daemon.path).st_mode))

    def test_a_socket_of_its_own_goes(self):
        daemon = self.daemon(activated=False)
        daemon.start("--socket", daemon.path)
        daemon.connect().call("Meta.Version")
        self.assertEqual(daemon.stop(), 0)
        self.assertFalse(os.path.exists(daemon.path))

    def test_signals_that_mean_nothing_disturb_nobody(self):
        daemon = self.daemon().start()
        client = daemon.connect()
        group = work(client)
        made = []
        for number in range(500):
            client.send("Objects.Create", kind=types.KIND_TAG)
            for harmless in (signal.SIGWINCH, signal.SIGCHLD, signal.SIGURG, signal.SIGSTOP, signal.SIGCONT):
                daemon.process.send_signal(harmless)
            made.append(client.receive()[1].id)
        self.assertEqual([entry.id for entry in client.call("Objects.List").objects], made)
        self.assertEqual(client.call("Sessions.WhoAmI").group, group)

    def test_sigint_stops_it_too(self):
        daemon = self.daemon().start()
        daemon.connect().call("Meta.Version")
        daemon.process.send_signal(signal.SIGINT)
        self.assertEqual(daemon.process.wait(DEADLINE), 0)
        daemon.process = None


class Alone(LifeCase):
    def test_two_daemons_do_not_share_a_directory(self):
        daemon = self.daemon(activated=False)
        daemon.start("--socket", daemon.path)
        client = daemon.connect()
        work(client)
        other = os.path.join(daemon.home, "other")
        self.fails(daemon, "--socket", other, words=f"process {daemon.process.pid}")
        self.assertFalse(os.path.exists(other))
        client.call("Objects.Create", kind=types.KIND_TAG)

    def test_a_daemon_that_stands_still_is_not_taken_for_dead(self):
        daemon = self.daemon(activated=False)
        daemon.start("--socket", daemon.path)
        client = daemon.connect()
        work(client)
        daemon.process.send_signal(signal.SIGSTOP)
        try:
            self.fails(daemon, "--socket", daemon.path, words=f"process {daemon.process.pid}")
            self.fails(daemon, "--socket", daemon.path, "--state", os.path.join(daemon.home, "other"),
                       words="another process listens")
        finally:
            daemon.process.send_signal(signal.SIGCONT)
        client.call("Objects.Create", kind=types.KIND_TAG)
        daemon.connect().call("Meta.Version")

    def test_two_daemons_do_not_share_a_path(self):
        daemon = self.daemon(activated=False)
        daemon.start("--socket", daemon.path)
        daemon.connect().call("Meta.Version")
        self.fails(daemon, "--socket", daemon.path, "--state", os.path.join(daemon.home, "other"),
                   words="another process listens")
        daemon.connect().call("Meta.Version")

    def test_of_many_that_start_at_once_one_lives(self):
        daemon = self.daemon(activated=False)
        processes = [daemon.spawn("--socket", daemon.path) for _ in range(8)]
        try:
            until(lambda: sum(process.poll() is None for process in processes) == 1, "all but one give up")
            daemon.connect().call("Meta.Version")
        finally:
            for process in processes:
                process.kill()
                process.wait()

    def test_a_socket_that_a_killed_daemon_left_is_replaced(self):
        daemon = self.daemon(activated=False)
        daemon.start("--socket", daemon.path)
        daemon.connect().call("Meta.Version")
        daemon.kill()
        self.assertTrue(os.path.exists(daemon.path))
        daemon.start("--socket", daemon.path)
        daemon.connect().call("Meta.Version")

    def test_a_file_at_the_path_is_refused_and_left_alone(self):
        daemon = self.daemon(activated=False)
        with open(daemon.path, "w", encoding="ascii") as file:
            file.write("precious")
        self.fails(daemon, "--socket", daemon.path, words="is no socket")
        with open(daemon.path, encoding="ascii") as file:
            self.assertEqual(file.read(), "precious")


class Activated(LifeCase):
    def test_systemd_socket_activate_hands_it_its_socket(self):
        daemon = self.daemon(activated=False).serve()
        client = daemon.connect()
        self.assertEqual(client.call("Sessions.WhoAmI").user.login, "root")

    def test_all_sockets_that_are_handed_over_are_served(self):
        daemon = self.daemon(activated=False)
        other = os.path.join(daemon.home, "other")
        daemon.serve(f"--listen={other}", names="one:other")
        daemon.connect().call("Meta.Version")
        with Client.connect(other) as client:
            client.call("Meta.Version")

    def test_sockets_for_another_process_are_ignored(self):
        daemon = self.daemon(activated=False)
        daemon.start("--socket", daemon.path, LISTEN_PID="1", LISTEN_FDS="1", LISTEN_FDNAMES="cohort")
        daemon.connect().call("Meta.Version")
        self.fails(daemon, "--state", os.path.join(daemon.home, "other"), words="nowhere to listen",
                   LISTEN_PID="1", LISTEN_FDS="1")

    def test_a_promise_that_makes_no_sense_is_said(self):
        for promise, words in (("abc", "`LISTEN_FDS=abc`"), ("9", "not open")):
            daemon = self.daemon()
            self.fails(daemon, words=words, LISTEN_FDS=promise)

    def test_a_socket_of_another_sort_is_refused(self):
        daemon = self.daemon(activated=False)
        daemon.listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        daemon.listener.bind(daemon.path)
        self.fails(daemon, words="no Unix stream socket that listens")

    def test_a_name_of_the_socket_is_not_needed(self):
        daemon = self.daemon().start(LISTEN_FDNAMES="whatever")
        daemon.connect().call("Meta.Version")


class Files(LifeCase):
    def test_files_are_its_own_whatever_the_umask(self):
        # `Daemon` starts it under a umask of 0.
        daemon = self.daemon(activated=False)
        daemon.start("--socket", daemon.path, "--socket-mode", "660")
        client = daemon.connect()
        work(client)
        client.call("Objects.Create", kind=types.KIND_TAG)
        client.call("Admin.Snapshot")
        modes = {daemon.state: stat.S_IMODE(os.stat(daemon.state).st_mode)}
        for name in os.listdir(daemon.state):
            path = os.path.join(daemon.state, name)
            modes[path] = stat.S_IMODE(os.stat(path).st_mode)
        self.assertGreaterEqual(len(modes), 4, modes)
        self.assertEqual(modes.pop(daemon.state), 0o700)
        self.assertEqual(modes.pop(os.path.join(daemon.state, "attachments")), 0o700)
        self.assertEqual(set(modes.values()), {0o600}, modes)
        self.assertEqual(stat.S_IMODE(os.stat(daemon.path).st_mode), 0o660)
        self.assertTrue(stat.S_ISSOCK(os.stat(daemon.path).st_mode))


del LifeCase
