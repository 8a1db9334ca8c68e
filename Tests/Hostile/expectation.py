"""What PROTOCOL.md promises for the bytes that one connection sent, however they were cut and whatever they are."""

from client import DATA, FRAME_SIZE_MAX, HEADER, REQUEST
from daemon import INVALID_ARGUMENT, RESOURCE_EXHAUSTED

# Every code that occurs (section 6).
ANY = frozenset({0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16})
BROKEN_SIZE = 16 << 20


class Expected:
    """An answer: its stream, the codes it may have, and whether it may be left out."""

    def __init__(self, stream, codes, is_certain=True):
        self.stream, self.codes, self.is_certain = stream, frozenset(codes), is_certain

    def __repr__(self):
        codes = "any code" if self.codes == ANY else "/".join(map(str, sorted(self.codes)))
        return f"{'' if self.is_certain else 'perhaps '}{codes} on {self.stream}"


class Expectation:
    """Reads what was sent as the protocol says it is read, and notes the answers that are owed."""

    def __init__(self, known):
        """`known` maps the data of requests to what may be answered, and whether the answer may wait for the disk."""
        self.known = known
        self.answers = []
        self.is_broken = False
        self.input = bytearray()
        self.skipped = 0
        # Streams of calls that may still run: when they end is the daemon's business.
        self.running = set()

    def sent(self, data):
        dropped = min(self.skipped, len(data))
        self.skipped -= dropped
        self.input += data[dropped:]
        while not self.is_broken and self.frame():
            pass

    def frame(self):
        """Takes a frame, or what there is of one that is too large; says whether there was one."""
        if self.input and self.input[0] != 0:
            # The daemon looks when ten bytes are there.
            self.is_broken = len(self.input) >= HEADER.size
            return False
        if len(self.input) < HEADER.size:
            return False
        length, stream, kind, _ = HEADER.unpack_from(self.input)
        assert length < BROKEN_SIZE
        if length > FRAME_SIZE_MAX:
            self.expect(stream, {RESOURCE_EXHAUSTED})
            present = min(length, len(self.input) - HEADER.size)
            self.skipped = length - present
            del self.input[:HEADER.size + present]
            return True
        if len(self.input) - HEADER.size < length:
            return False
        data = bytes(self.input[HEADER.size:HEADER.size + length])
        del self.input[:HEADER.size + length]
        if kind == REQUEST:
            self.request(stream, data)
        elif kind == DATA:
            # On a call that runs it is skipped, otherwise refused.
            self.expect(stream, {INVALID_ARGUMENT}, is_certain=stream not in self.running)
        return True

    def request(self, stream, data):
        if stream % 2 == 0:
            return self.expect(stream, {INVALID_ARGUMENT})
        codes, waits = self.known.get(data, (ANY, True))
        self.expect(stream, codes | {INVALID_ARGUMENT} if stream in self.running else codes)
        if waits:
            self.running.add(stream)

    def expect(self, stream, codes, is_certain=True):
        self.answers.append(Expected(stream, codes, is_certain))

    def mismatch(self, answers):
        """What is wrong with the answers that came, pairs of stream and code; `None` if nothing is."""
        for stream in {entry.stream for entry in self.answers} | {stream for stream, _ in answers}:
            owed = [entry for entry in self.answers if entry.stream == stream]
            came = [code for answered, code in answers if answered == stream]
            if not match(owed, came):
                return f"on stream {stream} there came {came}, and there should have come {owed}"
        return None


def match(owed, came):
    """Whether each code that came is one that was owed, and all that had to come did. The order is the daemon's."""
    # The choosiest first: what they leave suits the others.
    owed = sorted(owed, key=lambda entry: (len(entry.codes), not entry.is_certain))
    left = list(came)
    for entry in owed:
        fitting = next((code for code in left if code in entry.codes), None)
        if fitting is not None:
            left.remove(fitting)
        elif entry.is_certain:
            return match_slowly(owed, came)
    return not left or match_slowly(owed, came)


def match_slowly(owed, came):
    """Augmenting paths: codes to the answers that were owed, then what had to come to codes."""
    def saturates(first, fits):
        taken = {}

        def place(index, seen):
            for other in fits(index):
                if other in seen:
                    continue
                seen.add(other)
                if other not in taken or place(taken[other], seen):
                    taken[other] = index
                    return True
            return False

        return all(place(index, set()) for index in first)

    # By the theorem of Mendelsohn and Dulmage, two matchings that each cover one side can be had as one.
    return saturates(range(len(came)), lambda code: (
        index for index, entry in enumerate(owed) if came[code] in entry.codes)) and saturates(
        (index for index, entry in enumerate(owed) if entry.is_certain),
        lambda index: (code for code, value in enumerate(came) if value in owed[index].codes))
