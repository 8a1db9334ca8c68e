"""One hostile connection: what it sent, what it was told, and whether that fits."""

import os
import select
import socket
import time

from client import FRAME_SIZE_MAX, HEADER, RESPONSE, ttrpc
from daemon import DEADLINE
from expectation import ANY, Expectation


class Peer:
    def __init__(self, connected, known):
        self.socket = connected
        self.socket.setblocking(False)
        self.expectation = Expectation(known)
        self.output = bytearray()
        self.has_ended = False
        # Whether all answers can still be had: not after this side stopped reading.
        self.hears = True
        self.sends = True
        # Whether the daemon may have been handed this very socket.
        self.is_held = False

    def send(self, data, descriptors=()):
        """Sends all of it, reading only where the daemon will take no more until it is read from."""
        left = memoryview(data)
        end = time.monotonic() + DEADLINE
        while left and self.sends:
            try:
                count = socket.send_fds(self.socket, [left], descriptors) if descriptors else self.socket.send(left)
            except BlockingIOError:
                if not self.hears:
                    # Answers that nobody can read stand in the way, and the daemon waits for them to leave.
                    self.sends = False
                    return
                assert time.monotonic() < end, "the daemon takes nothing, though it is read from"
                select.select([self.socket], [self.socket], [], 1)
                self.receive()
                continue
            except (BrokenPipeError, ConnectionResetError):
                # Only whoever is not understood, or does not listen, is cut off.
                assert self.expectation.is_broken or not self.hears, "the connection was closed for no reason"
                self.sends = False
                return
            self.expectation.sent(left[:count])
            left, descriptors = left[count:], ()

    def receive(self):
        """Reads what there is."""
        while self.hears and not self.has_ended:
            try:
                part = self.socket.recv(1 << 18)
            except BlockingIOError:
                return
            except ConnectionResetError:
                part = b""
            self.output += part
            self.has_ended = not part

    def stop_sending(self):
        if self.sends:
            self.sends = False
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                assert self.expectation.is_broken or not self.hears

    def stop_hearing(self):
        if self.hears:
            self.hears = False
            try:
                self.socket.shutdown(socket.SHUT_RD)
            except OSError:
                assert self.expectation.is_broken

    def close(self):
        self.socket.close()

    def leave(self):
        """Closes with all that is unread. A socket that lies in its own queue is not closed before the daemon has read
        that far, which it does when it is read from: test_load.py has what becomes of those who do not."""
        if self.is_held:
            self.finish()
        self.close()

    def finish(self):
        """Says that nothing more will come, and judges what was answered to all of it."""
        self.stop_sending()
        end = time.monotonic() + DEADLINE
        while self.hears and not self.has_ended:
            left = end - time.monotonic()
            assert left > 0, f"the daemon neither answers nor closes; owed are {self.expectation.answers}"
            select.select([self.socket], [], [], left)
            self.receive()
        self.close()
        if self.hears:
            mismatch = self.expectation.mismatch(list(self.answers()))
            assert mismatch is None, mismatch

    def answers(self):
        """The frames that came, as pairs of stream and code. Each must be what an answer is."""
        at = 0
        while at < len(self.output):
            assert len(self.output) - at >= HEADER.size, "the daemon closed within a header"
            length, stream, kind, flags = HEADER.unpack_from(self.output, at)
            assert (kind, flags) == (RESPONSE, 0) and length <= FRAME_SIZE_MAX, "this is no answer"
            at += HEADER.size
            data = bytes(self.output[at:at + length])
            assert len(data) == length, "the daemon closed within a frame"
            at += length
            response = ttrpc.Response.FromString(data)
            code = response.status.code
            assert code in ANY, f"there is no code {code}"
            assert code == 0 or (response.status.message and not response.payload), f"a failure says {response}"
            yield stream, code


def descriptors_of(kind, peer):
    """Descriptors to hand over, which the daemon has no use for. The caller closes what it is told to."""
    if kind == "itself":
        peer.is_held = True
        return [peer.socket.fileno()], []
    if kind == "many":
        null = os.open("/dev/null", os.O_RDONLY)
        return [null] * 200, [null]
    ends = os.pipe()
    return list(ends), list(ends)
