"""The real daemon, in a private directory, for tests to talk to, kill and start again.

The socket is opened here and handed over, as the service manager does it: it outlives the daemon, and whoever connects
while there is none waits for the next one.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from client import Client, Refused, accounts, types

BINARY = os.environ.get("COHORTD", "cohortd")
DEADLINE = 20.0
"""Seconds after which a test gives up waiting for something that is bound to happen."""

IS_ROOT = os.geteuid() == 0
needs_root = unittest.skipUnless(IS_ROOT, "needs root, to call with several uids")

# The shell has the pid that the daemon will have: it replaces itself.
HAND_OVER = 'fd=$1; shift; export LISTEN_PID=$$; [[ $fd == 3 ]] || exec 3<&"$fd" {fd}<&-; exec "$@"'

UIDS = {"owner": 61001, "alice": 61002, "bob": 61003, "outsider": 61004, "stranger": 61009}


def until(condition, what):
    """Asks until the answer is true; there is nothing to wait on in another process but its effects."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.002)
    raise AssertionError(f"in {DEADLINE:.0f} seconds it did not come about that {what}")


class Daemon:
    """A daemon, its directory and its socket."""

    def __init__(self, activated=True):
        self.home = tempfile.mkdtemp(prefix="cohort-test-")
        os.chmod(self.home, 0o755)  # other uids connect to the socket in it
        self.state = os.path.join(self.home, "state")
        self.path = os.path.join(self.home, "sock")
        self.log_path = os.path.join(self.home, "log")
        with open(self.log_path, "x", encoding="ascii"):
            pass
        self.process = None
        self.clients = []
        self.listener = self.listen() if activated else None

    def listen(self):
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(self.path)
        os.chmod(self.path, 0o666)
        listener.listen(4096)
        return listener

    # Life and death

    def start(self, *arguments, **environment):
        """Starts it and returns at once: connecting waits until it serves."""
        assert self.process is None
        self.process = self.spawn(*arguments, **environment)
        return self

    def spawn(self, *arguments, **environment):
        command = [BINARY, "--state", self.state, *arguments]
        kept = []
        if self.listener is not None:
            kept = [self.listener.fileno()]
            command = ["/bin/bash", "-c", HAND_OVER, "bash", str(kept[0]), *command]
            environment = {"LISTEN_FDS": "1", **environment}
        return self.popen(command, kept, environment)

    def popen(self, command, kept=(), environment=None):
        with open(self.log_path, "ab") as log:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=kept, umask=0,
                env={"PATH": os.environ["PATH"], **(environment or {})})

    def serve(self, *options, names="cohort"):
        """Starts it through the real `systemd-socket-activate`, which becomes the daemon when someone connects."""
        assert self.listener is None
        self.process = self.popen(
            ["systemd-socket-activate", f"--listen={self.path}", *options, f"--fdname={names}", BINARY, "--state",
             self.state])
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def stop(self):
        """Asks it to end. Returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(DEADLINE)
        self.process = None
        return status

    def close(self):
        for client in self.clients:
            client.close()
        if self.process is not None:
            self.kill()
        if self.listener is not None:
            self.listener.close()
        shutil.rmtree(self.home)

    # Talking to it

    def connect(self):
        def connected():
            try:
                return Client.connect(self.path)
            except (FileNotFoundError, ConnectionRefusedError):
                return None

        client = until(connected, "someone listens at the socket")
        client.socket.settimeout(DEADLINE)
        self.clients.append(client)
        return client

    def connect_as(self, uid):
        """A connection of another uid: a process of that uid makes it and hands it over."""
        ours, theirs = socket.socketpair()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.setgroups([])
                os.setgid(uid)
                os.setuid(uid)
                made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                made.connect(self.path)
                socket.send_fds(theirs, [b"."], [made.fileno()])
                status = 0
            finally:
                os._exit(status)
        theirs.close()
        _, descriptors, _, _ = socket.recv_fds(ours, 1, 1)
        ours.close()
        _, status = os.waitpid(child, 0)
        assert status == 0, f"no connection for uid {uid}"
        client = Client(socket.socket(fileno=descriptors[0]))
        client.socket.settimeout(DEADLINE)
        self.clients.append(client)
        return client

    # Looking at it

    @property
    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def resident(self):
        """Bytes of memory that it holds now."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmRSS:"))


class DaemonCase(unittest.TestCase):
    """Tests that share one daemon, and its administrator `self.root`."""

    options = ()

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.start(*cls.options)
        cls.root = cls.daemon.connect()
        cls.prepare()

    @classmethod
    def prepare(cls):
        pass

    def refused(self, code, call, *arguments, **fields):
        """What the call was refused with."""
        with self.assertRaises(Refused) as caught:
            call(*arguments, **fields)
        self.assertEqual(caught.exception.code, code, caught.exception.message)
        return caught.exception


class Lab:
    """A group of each level, or of one, with an owner, two members and an outsider, and a connection for each."""

    def __init__(self, daemon, root, name, level=types.LEVEL_READ_ANNOTATE):
        self.daemon = daemon
        self.root = root
        self.group = root.call("Accounts.CreateGroup", name=name, level=level).group.id
        self.users = {}
        self.clients = {}
        for person in ("owner", "alice", "bob", "outsider"):
            uid = UIDS[person]
            self.users[person] = self.account(person, uid)
            if person != "outsider":
                role = accounts.ROLE_OWNER if person == "owner" else accounts.ROLE_MEMBER
                root.call("Accounts.SetMembership", user=self.users[person], group=self.group, role=role)
        for person in self.users:
            self.clients[person] = daemon.connect_as(UIDS[person])
            if person != "outsider":
                self.clients[person].call("Sessions.SwitchGroup", group=self.group)

    def account(self, login, uid):
        try:
            return self.root.call("Accounts.GetUser", login=login).user.id
        except Refused:
            pass
        elsewhere = self.root.call(
            "Accounts.CreateGroup", name=f"elsewhere of {login}", level=types.LEVEL_PRIVATE).group.id
        return self.root.call("Accounts.CreateUser", login=login, uid=uid, groups=[elsewhere]).user.id

    def __getattr__(self, person):
        try:
            return self.__dict__["clients"][person]
        except KeyError:
            raise AttributeError(person) from None

    def administrator(self):
        """A new connection of root, at work in the group."""
        client = self.daemon.connect()
        client.call("Sessions.SwitchGroup", group=self.group)
        return client


# Codes of answers.
INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED = 3, 4, 5, 6, 7
RESOURCE_EXHAUSTED, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED = 8, 9, 10, 11, 12
INTERNAL, UNAVAILABLE, UNAUTHENTICATED = 13, 14, 16
