"""The daemon that is treated badly, and what must be as before after each time."""

import contextlib
import os
import select
import socket

from client import HEADER, REQUEST, Client, accounts, meta, ttrpc, types
from daemon import IS_ROOT, UIDS, Daemon, until

MEBIBYTE = 1 << 20
# What the allocator may keep of the largest example: four connections, each with a frame that is not whole and its answers.
RESIDENT_GROWTH_MAX = 64 * MEBIBYTE


class Laboratory:
    """One daemon, a member of a lab to be hostile as, and a connection that was open all along."""

    def __init__(self):
        self.daemon = Daemon()
        root = self.daemon.start().connect()
        self.group = root.call("Accounts.CreateGroup", name="lab", level=types.LEVEL_READ_ANNOTATE).group.id
        if IS_ROOT:
            self.uid = UIDS["alice"]
            root.call("Accounts.CreateUser", login="alice", uid=self.uid, groups=[self.group])
        else:
            self.uid = os.geteuid()
            root.call("Accounts.SetMembership", user=0, group=self.group, role=accounts.ROLE_MEMBER)
        text = [types.Attribute(field=types.FIELD_TEXT, text="x" * (MEBIBYTE - 100))]
        with self.client() as alice:
            alice.call("Sessions.SwitchGroup", group=self.group)
            self.large = [alice.call("Objects.Create", kind=types.KIND_XML, attributes=text).id for _ in range(5)]
            # The key is used up: whoever asks for this again gets the same answer, and for anything else none.
            self.keyed = dict(id=self.large[0], name="a key's", metadata=[("idempotency-key", "k")], scope=types.SCOPE_ALL)
            alice.call("Objects.Update", **self.keyed)
        root.close()
        self.bystander = self.client()
        with self.client() as fresh:
            # When it is answered for the second time, whoever left before it came is gone.
            for _ in range(2):
                fresh.call("Meta.Version")
            self.descriptors = self.daemon.descriptors() - 1
        self.resident = self.daemon.resident()
        self.examples = 0

    def connect(self):
        """A connected socket of the lab's member: the kernel takes the effective uid of the moment."""
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            if IS_ROOT:
                os.seteuid(self.uid)
            connected.connect(self.daemon.path)
        finally:
            if IS_ROOT:
                os.seteuid(0)
        return connected

    def client(self):
        client = Client(self.connect())
        client.socket.settimeout(20)
        return client

    def settle(self):
        """A call of a new client is answered: everything before it was read."""
        with self.client() as fresh:
            assert fresh.call("Sessions.WhoAmI").user.id == (2 if IS_ROOT else 0)

    @contextlib.contextmanager
    def watched(self):
        """Something hostile happens within; afterwards the daemon must be as if it had not."""
        data = ttrpc.Request(service="cohort.v1.Meta", method="Version").SerializeToString()
        frame = HEADER.pack(len(data), 7, REQUEST, 0) + data
        self.bystander.socket.sendall(frame[:7])
        yield
        self.settle()
        self.bystander.socket.sendall(frame[7:])
        stream, response = self.bystander.receive_response()
        assert (stream, response.status.code) == (7, 0), "the connection that was open all along got another answer"
        assert meta.VersionReply.FromString(response.payload).server
        self.assert_silent()
        until(lambda: self.daemon.descriptors() == self.descriptors, "the daemon has as many descriptors as before")
        growth = self.daemon.resident() - self.resident
        assert growth < RESIDENT_GROWTH_MAX, f"the daemon holds {growth >> 20} MiB more than at first"
        self.examples += 1

    def assert_silent(self):
        if select.select([self.bystander.socket], [], [], 0)[0]:
            told = self.bystander.socket.recv(100)
            raise AssertionError(f"the connection that was open all along was told {told!r}, or closed")

    def evidence(self):
        """What is to be seen of the daemon: its descriptors and its words."""
        folder = f"/proc/{self.daemon.process.pid}/fd"
        held = [os.readlink(os.path.join(folder, name)) for name in sorted(os.listdir(folder), key=int)]
        return f"the daemon holds {held} instead of {self.descriptors}, and said: {self.daemon.log}"

    def close(self):
        assert self.daemon.process.poll() is None, f"the daemon is gone; it said: {self.daemon.log}"
        self.bystander.close()
        status = self.daemon.stop()
        assert status == 0, f"the daemon ended with {status}; it said: {self.daemon.log}"
        self.daemon.close()

    def abandon(self):
        """After a failure, whatever state it is in."""
        self.bystander.close()
        self.daemon.close()
