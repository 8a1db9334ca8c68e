"""Frames and envelopes: every odd case of PROTOCOL.md, and every way to cut the bytes."""

import os
import random
import socket

from client import DATA, FRAME_SIZE_MAX, HEADER, REQUEST, RESPONSE, Closed, meta, ttrpc, types
from daemon import (
    DEADLINE_EXCEEDED, INTERNAL, INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNIMPLEMENTED, DaemonCase)


def request(stream, service="cohort.v1.Meta", method="Version", payload=b"", flags=0, **fields):
    data = ttrpc.Request(service=service, method=method, payload=payload, **fields).SerializeToString()
    return HEADER.pack(len(data), stream, REQUEST, flags) + data


class OddCases(DaemonCase):
    """Each sends something odd, sees what PROTOCOL.md promises, and then uses the same connection."""

    def setUp(self):
        self.client = self.daemon.connect()

    def tell(self, frame):
        self.client.socket.sendall(frame)
        return self.client.receive_response()

    def assertAnswer(self, frame, stream, code, words=""):
        answered, response = self.tell(frame)
        self.assertEqual((answered, response.status.code), (stream, code), response.status.message)
        self.assertIn(words.lower(), response.status.message.lower())
        if code:
            self.assertEqual(response.payload, b"")
        self.assertLives()

    def assertLives(self):
        """The very next answer is that of an ordinary call."""
        answered, response = self.tell(request(2_000_001))
        self.assertEqual((answered, response.status.code), (2_000_001, 0))
        self.assertEqual(meta.VersionReply.FromString(response.payload).frame_size_max, FRAME_SIZE_MAX)

    def assertSilence(self, frame):
        self.client.socket.sendall(frame)
        self.assertLives()

    def test_an_even_stream_id_is_answered_under_that_id(self):
        for stream in (0, 2, 0xFFFFFFFE):
            self.assertAnswer(request(stream), stream, INVALID_ARGUMENT, "odd")

    def test_ids_may_come_in_any_order_and_again(self):
        for stream in (9, 1, 9, 0xFFFFFFFF, 1):
            self.assertAnswer(request(stream), stream, 0)

    def test_an_id_is_refused_while_its_call_runs(self):
        # The answer to a change waits for the disk; the second request is read in the same turn.
        _, create = self.root.frame("Accounts.CreateGroup", name="in use", level=types.LEVEL_PRIVATE)
        create = HEADER.pack(len(create) - HEADER.size, 7, REQUEST, 0) + create[HEADER.size:]
        self.client.socket.sendall(create + request(7))
        codes = [self.client.receive_response() for _ in range(2)]
        self.assertEqual([(stream, answer.status.code) for stream, answer in codes], [(7, INVALID_ARGUMENT), (7, 0)])
        self.assertIn("running", codes[0][1].status.message)
        self.assertLives()

    def test_an_unknown_service_or_method_is_unimplemented(self):
        self.assertAnswer(request(1, service="no.Such"), 1, UNIMPLEMENTED, "`no.Such`")
        self.assertAnswer(request(1, service="cohort.v2.Meta"), 1, UNIMPLEMENTED, "`cohort.v2.Meta`")
        self.assertAnswer(request(1, method="Nope"), 1, UNIMPLEMENTED, "`Nope`")
        self.assertAnswer(request(1, method="version"), 1, UNIMPLEMENTED)

    def test_an_empty_envelope_names_no_service(self):
        self.assertAnswer(HEADER.pack(0, 1, REQUEST, 0), 1, UNIMPLEMENTED)

    def test_a_name_of_a_service_that_is_not_text_does_no_harm(self):
        data = b"\x0a\x03\xff\xfe\x00"
        self.assertAnswer(HEADER.pack(len(data), 1, REQUEST, 0) + data, 1, UNIMPLEMENTED)

    def test_an_unreadable_envelope_is_an_invalid_argument(self):
        huge = b"\x1a\xff\xff\xff\xff\x07"  # a payload of 2 GiB, says its length
        for data in (b"\x0a\x7f", b"\xff" * 11, b"\x0a", b"\x0f", b"\x00", huge):
            self.assertAnswer(HEADER.pack(len(data), 1, REQUEST, 0) + data, 1, INVALID_ARGUMENT, "ttrpc request")

    def test_an_unreadable_payload_is_internal(self):
        for payload in (b"\x0a\x7f", b"\xff\xff", b"\x08"):
            frame = request(1, service="cohort.v1.Access", method="Check", payload=payload)
            self.assertAnswer(frame, 1, INTERNAL, "payload")

    def test_unknown_fields_of_envelope_and_payload_are_skipped(self):
        extra = b"\xfa\x3f\x03abc"  # field 1023, three bytes
        data = request(1, payload=extra)[HEADER.size:] + extra
        self.assertAnswer(HEADER.pack(len(data), 1, REQUEST, 0) + data, 1, 0)

    def test_metadata_are_skipped(self):
        pairs = [ttrpc.KeyValue(key="user", value="root"), ttrpc.KeyValue(key="user", value="guest")]
        self.assertAnswer(request(1, metadata=pairs), 1, 0)

    def test_of_several_keys_the_last_one_counts(self):
        def create(*keys):
            return self.root.call("Accounts.CreateGroup", name="keyed", level=types.LEVEL_PRIVATE,
                                  metadata=[("idempotency-key", key) for key in keys])

        self.assertEqual(create("first", "last"), create("last"))

    def test_a_deadline_in_the_past_is_answered_at_once(self):
        self.assertAnswer(request(1, timeout_nano=-1), 1, DEADLINE_EXCEEDED)
        self.assertAnswer(request(1, timeout_nano=-(1 << 63)), 1, DEADLINE_EXCEEDED)
        self.assertAnswer(request(1, timeout_nano=1), 1, 0)

    def test_flags_of_a_request_change_nothing(self):
        for flags in range(256):
            self.client.socket.sendall(request(1, flags=flags))
        for _ in range(256):
            self.assertEqual(self.client.receive_response()[1].status.code, 0)

    def test_frames_of_other_types_are_skipped(self):
        for kind in (0, RESPONSE, 4, 9, 255):
            self.assertSilence(HEADER.pack(5, 1, kind, 0) + b"\x00\x01\x02\x03\x04")

    def test_data_on_a_stream_without_a_call_is_an_invalid_argument(self):
        self.assertAnswer(HEADER.pack(1, 41, DATA, 0) + b"\x00", 41, INVALID_ARGUMENT, "stream")
        self.assertAnswer(HEADER.pack(0, 41, DATA, 5), 41, INVALID_ARGUMENT)

    def test_data_on_a_running_call_are_refused_and_do_it_no_harm(self):
        _, create = self.root.frame("Accounts.CreateGroup", name="with data", level=types.LEVEL_PRIVATE)
        create = HEADER.pack(len(create) - HEADER.size, 7, REQUEST, 0) + create[HEADER.size:]
        # Saying only that nothing more comes is no fault.
        self.client.socket.sendall(create + HEADER.pack(0, 7, DATA, 5) + HEADER.pack(1, 7, DATA, 0) + b"\x00")
        answers = [self.client.receive_response() for _ in range(2)]
        self.assertEqual([(stream, response.status.code) for stream, response in answers], [(7, INVALID_ARGUMENT), (7, 0)])
        self.assertLives()

    def test_a_first_byte_that_is_not_zero_closes_that_connection_only(self):
        other = self.daemon.connect()
        self.client.socket.sendall(b"GET / HTTP/1.1\r\n\r\n")
        with self.assertRaises((Closed, ConnectionResetError)):
            self.client.receive_response()
        other.call("Meta.Version")

    def test_what_came_before_a_broken_frame_is_still_answered(self):
        # The second is a change: its answer waits for the disk.
        _, create = self.root.frame("Accounts.CreateGroup", name="not broken", level=types.LEVEL_PRIVATE)
        create = HEADER.pack(len(create) - HEADER.size, 3, REQUEST, 0) + create[HEADER.size:]
        self.client.socket.sendall(request(1) + create + b"\x01" + request(5))
        answers = [self.client.receive_response() for _ in range(2)]
        self.assertEqual([(stream, answer.status.code) for stream, answer in answers], [(1, 0), (3, 0)])
        with self.assertRaises((Closed, ConnectionResetError)):
            self.client.receive_response()


class Sizes(DaemonCase):
    """Frames at and beyond the limit."""

    def test_a_frame_of_four_mebibytes_is_read(self):
        client = self.daemon.connect()
        bare = len(request(1, payload=b"")) - HEADER.size
        frame = request(1, payload=self.padding(FRAME_SIZE_MAX - bare - 1 - 4))
        self.assertEqual(len(frame) - HEADER.size, FRAME_SIZE_MAX)
        client.socket.sendall(frame)
        self.assertEqual(client.receive_response()[1].status.code, 0)

    @staticmethod
    def padding(size):
        """One unknown field of that many bytes in all."""
        value = size - 2 - 4
        length = bytes((value >> shift & 0x7F) | (0x80 if shift < 21 else 0) for shift in (0, 7, 14, 21))
        return b"\xfa\x3f" + length + bytes(value)

    def test_a_larger_frame_is_answered_before_its_body_comes_and_is_skipped(self):
        for length in (FRAME_SIZE_MAX + 1, 8 << 20, (16 << 20) - 1):
            with self.subTest(length=length):
                client = self.daemon.connect()
                client.socket.sendall(HEADER.pack(length, 5, REQUEST, 0))
                stream, response = client.receive_response()
                self.assertEqual((stream, response.status.code), (5, RESOURCE_EXHAUSTED))
                self.assertIn(str(length), response.status.message)
                client.socket.sendall(bytes(length) + request(7))
                self.assertEqual(client.receive_response()[0], 7)

    def test_a_length_of_sixteen_mebibytes_is_not_ttrpc(self):
        for length in (16 << 20, 0x7FFFFFFF, 0xFFFFFFFF):
            with self.subTest(length=length):
                client = self.daemon.connect()
                client.socket.sendall(HEADER.pack(length, 5, REQUEST, 0))
                with self.assertRaises((Closed, ConnectionResetError)):
                    client.receive_response()

    def test_memory_is_not_taken_on_the_word_of_a_length(self):
        self.root.call("Meta.Version")
        before = self.daemon.resident()
        clients = [self.daemon.connect() for _ in range(200)]
        for index, client in enumerate(clients):
            client.socket.sendall(HEADER.pack((FRAME_SIZE_MAX, FRAME_SIZE_MAX + 1, (16 << 20) - 1)[index % 3], 5, 1, 0))
        for index, client in enumerate(clients):
            if index % 3:
                self.assertEqual(client.receive_response()[1].status.code, RESOURCE_EXHAUSTED)
        for _ in range(10):
            clients[1].socket.sendall(bytes(64 << 10))
        self.root.call("Meta.Version")
        self.assertLess(self.daemon.resident() - before, 32 << 20)


class Cuts(DaemonCase):
    """The same bytes mean the same, however they arrive."""

    @classmethod
    def prepare(cls):
        group = cls.root.call("Accounts.CreateGroup", name="cuts", level=types.LEVEL_PRIVATE).group.id
        cls.root.call("Sessions.SwitchGroup", group=group)
        cls.dataset = cls.root.call("Objects.Create", kind=types.KIND_DATASET, name="a dataset").id
        conversation = [
            request(1), HEADER.pack(3, 3, 9, 0) + b"abc", request(5, service="no.Such"), request(2),
            HEADER.pack(0, 11, REQUEST, 0), request(13, method="Nope")]
        cls.bytes = b"".join(conversation)
        cls.answers = 5
        cls.expected = cls.answered(cls.daemon.connect(), [cls.bytes])

    @classmethod
    def answered(cls, client, parts):
        for part in parts:
            client.socket.send(part)
        return [client.receive_response() for _ in range(cls.answers)]

    def test_a_conversation_may_be_cut_at_every_byte(self):
        client = self.daemon.connect()
        for cut in range(len(self.bytes) + 1):
            self.assertEqual(self.answered(client, [self.bytes[:cut], self.bytes[cut:]]), self.expected, f"at {cut}")

    def test_a_conversation_may_come_byte_by_byte(self):
        parts = [self.bytes[index:index + 1] for index in range(len(self.bytes))]
        self.assertEqual(self.answered(self.daemon.connect(), parts), self.expected)

    def test_a_conversation_may_be_cut_anywhere(self):
        seed = int(os.environ.get("COHORT_SEED") or random.SystemRandom().randrange(1 << 32))
        print(f"[COHORT_SEED={seed}] ", end="", flush=True)
        generator = random.Random(seed)
        client = self.daemon.connect()
        for _ in range(200):
            cuts = sorted(generator.choices(range(len(self.bytes)), k=generator.randint(0, 20)))
            parts = [self.bytes[start:end] for start, end in zip([0, *cuts], [*cuts, len(self.bytes)])]
            self.assertEqual(self.answered(client, [part for part in parts if part]), self.expected, f"seed {seed}")

    def create(self, stream, name):
        _, frame = self.root.frame("Objects.Create", kind=types.KIND_TAG, name=name)
        return HEADER.pack(len(frame) - HEADER.size, stream, REQUEST, 0) + frame[HEADER.size:]

    def test_a_frame_that_ends_early_has_no_effect(self):
        first, second = self.create(1, "whole"), self.create(3, "torn")
        both = first + second
        switch = request(5, service="cohort.v1.Sessions", method="SwitchGroup",
                         payload=b"\x08" + bytes([self.root.call("Sessions.WhoAmI").group]))
        for end in range(len(both)):
            client = self.daemon.connect()
            client.socket.sendall(switch + both[:end])
            client.socket.shutdown(socket.SHUT_WR)
            answers = [client.receive_response()[0] for _ in range(1 + (end >= len(first)))]
            self.assertEqual(answers, [5, 1][:len(answers)])
            with self.assertRaises(Closed):
                client.receive_response()
            client.close()
        names = [entry.name for entry in self.root.call("Objects.List", kind=types.KIND_TAG).objects]
        self.assertEqual(names, ["whole"] * len(second))

    def test_a_peer_that_sends_no_more_still_gets_its_answers(self):
        client = self.daemon.connect()
        group = self.root.call("Sessions.WhoAmI").group
        frames = [client.frame("Sessions.SwitchGroup", group=group)[1]]
        for name in ("one", "two", "three"):
            frames.append(client.frame("Objects.Create", kind=types.KIND_PROJECT, name=name)[1])
        client.socket.sendall(b"".join(frames))
        client.socket.shutdown(socket.SHUT_WR)
        replies = [client.receive()[1] for _ in frames]
        with self.assertRaises(Closed):
            client.receive()
        made = self.root.call("Objects.Get", ids=[reply.id for reply in replies[1:]]).objects
        self.assertEqual([entry.name for entry in made], ["one", "two", "three"])
