"""Limits of connections at the real daemon: each below, at and beyond, with values small enough to reach."""

import os
import unittest

from client import FRAME_SIZE_MAX, HEADER, REQUEST, Client, Closed, Refused, types
from daemon import (
    DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UIDS, Daemon, DaemonCase, needs_root, until)


class Few(DaemonCase):
    """Five connections in all, three of one uid."""

    options = ("--connections-max", "5", "--connections-of-one-max", "3")

    @classmethod
    def prepare(cls):
        cls.root.call("Meta.Version")

    def setUp(self):
        self.opened = []
        self.before = self.daemon.descriptors()
        self.addCleanup(self.close)

    def close(self):
        for client in self.opened:
            client.close()
        until(lambda: self.daemon.descriptors() == self.before, "they are closed")

    def connect(self, uid=None):
        client = Client.connect(self.daemon.path) if uid is None else self.daemon.connect_as(uid)
        client.socket.settimeout(20)
        self.opened.append(client)
        return client

    def turned_away(self, client, words):
        with self.assertRaises(Refused) as caught:
            client.call("Meta.Version")
        self.assertEqual(caught.exception.code, RESOURCE_EXHAUSTED)
        self.assertIn(words, caught.exception.message)
        with self.assertRaises((Closed, ConnectionResetError)):
            client.receive()
        client.close()
        self.opened.remove(client)

    def test_so_many_of_one_uid_are_taken_and_one_more_when_one_has_gone(self):
        for _ in range(2):
            self.connect().call("Meta.Version")
        self.turned_away(self.connect(), f"uid {os.geteuid()} has 3")
        descriptors = self.daemon.descriptors()
        self.opened.pop().close()
        until(lambda: self.daemon.descriptors() == descriptors - 1, "it is closed")
        self.connect().call("Meta.Version")

    @needs_root
    def test_so_many_are_taken_in_all(self):
        for uid in (None, UIDS["alice"], UIDS["alice"], UIDS["bob"]):
            self.connect(uid).call("Meta.Version")
        self.turned_away(self.connect(UIDS["owner"]), "all 5 connections")
        self.root.call("Meta.Version")

    def test_those_that_wait_to_be_turned_away_are_few(self):
        for _ in range(2):
            self.connect().call("Meta.Version")
        before = self.daemon.descriptors()
        waiting = [self.connect() for _ in range(200)]
        until(lambda: self.daemon.descriptors() <= before + 64, "no more than 64 wait")
        # The last ones are told, and the daemon serves those that it has.
        self.turned_away(waiting[-1], "has 3")
        self.root.call("Meta.Version")


class Short(DaemonCase):
    """Two seconds for a frame, and for doing nothing."""

    options = ("--frame-time", "2", "--idle-time", "2", "--streams-max", "2")

    @classmethod
    def prepare(cls):
        # This one is idle, too.
        cls.root.close()

    def ends(self, client):
        with self.assertRaises((Closed, ConnectionResetError)):
            client.receive_response()

    def test_whoever_says_nothing_is_let_go(self):
        self.ends(self.daemon.connect())
        until(lambda: "sent no whole frame" in self.daemon.log, "the log says why")

    def test_a_frame_that_does_not_get_whole_is_answered_with_that(self):
        client = self.daemon.connect()
        client.socket.sendall(HEADER.pack(100, 7, REQUEST, 0) + b"begun")
        stream, response = client.receive_response()
        self.assertEqual((stream, response.status.code), (7, DEADLINE_EXCEEDED))
        self.assertIn("whole within 2", response.status.message)
        self.ends(client)

    def test_frames_that_are_announced_and_never_come_cost_nothing_and_end(self):
        watching = self.daemon.connect()
        watching.send("Watch.Changes", scope=types.SCOPE_ALL)
        watching.receive_frame()
        before = self.daemon.resident()
        clients = [self.daemon.connect() for _ in range(300)]
        lengths = (FRAME_SIZE_MAX, FRAME_SIZE_MAX + 1, 0x7FFFFFFF, 0xFFFFFFFF)
        for index, client in enumerate(clients):
            client.socket.sendall(HEADER.pack(lengths[index % 4], 5, REQUEST, 0))
        for index, client in enumerate(clients):
            if index % 4 < 2:
                codes = (DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED)
                self.assertEqual(client.receive_response()[1].status.code, codes[index % 4])
            self.ends(client)
            client.close()
        self.assertLess(self.daemon.resident() - before, 32 << 20)

    def test_a_later_frame_that_does_not_get_whole_is_too(self):
        client = self.daemon.connect()
        client.call("Meta.Version")
        client.socket.sendall(HEADER.pack(100, 7, REQUEST, 0)[:9])
        self.ends(client)

    def test_whoever_does_nothing_is_let_go_and_whoever_watches_is_not(self):
        idle, watching = self.daemon.connect(), self.daemon.connect()
        stream = watching.send("Watch.Changes", scope=types.SCOPE_ALL)
        self.assertEqual(watching.receive_frame()[0], stream)
        idle.call("Meta.Version")
        self.ends(idle)
        made = self.daemon.connect().call("Accounts.CreateGroup", name="seen", level=types.LEVEL_PRIVATE)
        self.assertGreater(made.revision, 0)
        cancel = watching.send("Meta.Cancel", stream=stream)
        self.assertEqual(watching.receive_response()[0], stream)
        self.assertEqual(watching.receive_response()[0], cancel)

    def test_so_many_streams_are_open_at_once(self):
        client = self.daemon.connect()
        streams = [client.send("Watch.Changes", scope=types.SCOPE_ALL) for _ in range(3)]
        self.assertEqual([client.receive_frame()[0] for _ in range(2)], streams[:2])
        stream, response = client.receive_response()
        self.assertEqual((stream, response.status.code), (streams[2], RESOURCE_EXHAUSTED))


class Options(unittest.TestCase):
    def test_a_limit_that_is_none_is_refused_at_the_start(self):
        for words in (["--connections-max", "0"], ["--streams-max", "-1"], ["--outbox-size", "262143"],
                      ["--frame-time", "0"], ["--idle-time", "soon"], ["--calls-max", ""]):
            daemon = Daemon()
            self.addCleanup(daemon.close)
            daemon.start(*words)
            self.assertEqual(daemon.process.wait(20), 64)
            self.assertIn(words[0], daemon.log)
            daemon.process = None
