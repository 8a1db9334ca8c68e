"""The conversation that PROTOCOL.md shows byte by byte: it happens so, and the bytes mean what stands beside them."""

import os
import re
import struct
import unittest

from daemon import Daemon

DOCUMENT = os.path.join(os.path.dirname(__file__), "../../Protocol/PROTOCOL.md")
LINE = re.compile(r"^([<>]) ((?: {0,2}[0-9a-f]{2}\b)+)(?: {2,}(\S.*))?$")


def units():
    """Who sends, the bytes, and what they are said to mean. A line without a meaning goes on with the one before."""
    with open(DOCUMENT, encoding="utf-8") as document:
        text = document.read().split("<!-- example -->")[1]
    found = []
    for line in text.splitlines():
        if not line.startswith((">", "<")):
            continue
        match = LINE.match(line)
        assert match, f"not to be read: {line}"
        side, data, meaning = match.group(1), bytes.fromhex(match.group(2)), match.group(3)
        if meaning is None:
            assert found[-1][0] == side, f"what does this go on with? {line}"
            found[-1] = (side, found[-1][1] + data, found[-1][2])
        else:
            found.append((side, data, meaning))
    return found


def number(data):
    """A number as protobuf writes it, and the bytes behind it."""
    value = 0
    for index, byte in enumerate(data):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, data[index + 1:]
    raise AssertionError(f"{data.hex(' ')} ends in a number")


class Example(unittest.TestCase):
    def test_it_happens_byte_for_byte(self):
        daemon = Daemon()
        self.addCleanup(daemon.close)
        client = daemon.start("--root-uid", str(os.geteuid())).connect()
        count = 0
        for side, expected, meaning in units():
            if side == ">":
                client.socket.sendall(expected)
            else:
                self.assertEqual(client.read(len(expected)).hex(" "), expected.hex(" "), meaning)
            count += len(expected)
        self.assertGreater(count, 400)

    def test_the_bytes_mean_what_stands_beside_them(self):
        kinds = {1: "request", 2: "response", 3: "data"}
        left, frames = 0, 0
        for _, data, meaning in units():
            if left == 0:
                length, stream, kind, flags = struct.unpack(">IIBB", data)
                self.assertEqual(
                    meaning.split(", "), [f"{length} bytes", f"stream {stream}", kinds[kind], "no flags"])
                self.assertEqual(flags, 0)
                left, frames = length, frames + 1
                continue
            left -= len(data)
            self.assertGreaterEqual(left, 0, f"a frame is longer than it says: {meaning}")
            tag, rest = number(data)
            value, rest = number(rest)
            name, _, said = meaning.partition(": ")
            self.assertRegex(name, "^[a-z_]+$")
            if tag & 7 == 0:
                self.assertEqual((said.split(", ")[0], rest), (str(value), b""))
            elif said.endswith(", packed"):
                self.assertEqual((bytes(map(int, said.split(", ")[:-1])), len(rest)), (rest, value))
            elif rest:
                self.assertEqual((said, len(rest)), (rest.decode(), value))
            else:
                self.assertTrue(said.startswith(f"{value} bytes, a "), meaning)
        self.assertEqual(left, 0, "a frame is shorter than it says")
        self.assertGreaterEqual(frames, 8)

    def test_it_shows_a_reply_and_a_refusal_with_its_detail(self):
        meanings = "\n".join(meaning for _, _, meaning in units())
        for shown in ("timeout_nano:", "key: idempotency-key", "rule: no_such_object", "code: 12", "code: 5",
                      "type_url: type.googleapis.com/cohort.v1.RefusalDetail"):
            self.assertIn(shown, meanings)
