"""Messages made from a number, by the same rule as `Samples.swift`."""
import features_pb2 as pb

M64 = (1 << 64) - 1
TEXTS = ["", "a", "h\u00e9llo", "\u65e5\u672c\u8a9e", "\U0001F600", "nul\0inside", "x" * 127, "y" * 300]
NUMBERS = [0, 1, -1, 127, 128, 300, -(1 << 31), (1 << 31) - 1, -(1 << 63), (1 << 63) - 1]
REALS = [0.0, -0.0, 1.5, -2.25, float("inf"), float("-inf")]
LEVELS = [0, 1, 2, -1, 77]


class Dice:
    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & M64
        return (self.state >> 33) % bound

    def number(self):
        return NUMBERS[self.below(len(NUMBERS))]

    def signed(self, bits):
        value = self.number() & ((1 << bits) - 1)
        return value - (1 << bits) if value >> (bits - 1) else value

    def unsigned(self, bits):
        return self.number() & ((1 << bits) - 1)

    def real(self):
        return REALS[self.below(len(REALS))]

    def text(self):
        return TEXTS[self.below(len(TEXTS))]

    def bytes(self):
        return bytes(self.below(256) for _ in range(self.below(5)))

    def level(self):
        return LEVELS[self.below(len(LEVELS))]

    def flag(self):
        return self.below(2) == 1

    def fill_node(self, node, depth):
        node.name = self.text()
        if depth > 0:
            for _ in range(self.below(3)):
                self.fill_node(node.children.add(), depth - 1)


def sample(seed):
    d = Dice(seed)
    m = pb.AllTypes()
    m.an_int32 = d.signed(32)
    m.an_int64 = d.signed(64)
    m.a_uint32 = d.unsigned(32)
    m.a_uint64 = d.unsigned(64)
    m.an_sint32 = d.signed(32)
    m.an_sint64 = d.signed(64)
    m.a_fixed32 = d.unsigned(32)
    m.a_fixed64 = d.unsigned(64)
    m.an_sfixed32 = d.signed(32)
    m.an_sfixed64 = d.signed(64)
    m.a_float = d.real()
    m.a_double = d.real()
    m.a_bool = d.flag()
    m.a_string = d.text()
    m.some_bytes = d.bytes()
    m.level = d.level()
    if d.flag():
        d.fill_node(m.node, 3)
        m.node.SetInParent()
    if d.flag():
        m.optional_int32 = d.signed(32)
    if d.flag():
        m.optional_string = d.text()
    if d.flag():
        m.optional_level = d.level()
    if d.flag():
        m.optional_bool = d.flag()
    m.packed_int32.extend(d.signed(32) for _ in range(d.below(4)))
    m.packed_sint64.extend(d.signed(64) for _ in range(d.below(4)))
    m.packed_fixed32.extend(d.unsigned(32) for _ in range(d.below(40)))
    m.packed_double.extend(d.real() for _ in range(d.below(4)))
    m.packed_bool.extend(d.flag() for _ in range(d.below(4)))
    m.packed_level.extend(d.level() for _ in range(d.below(4)))
    m.loose_uint64.extend(d.unsigned(64) for _ in range(d.below(4)))
    m.strings.extend(d.text() for _ in range(d.below(3)))
    m.chunks.extend(d.bytes() for _ in range(d.below(3)))
    for _ in range(d.below(3)):
        d.fill_node(m.nodes.add(), 1)
    for _ in range(d.below(4)):
        key = d.text()
        m.counts[key] = d.signed(64)
    for _ in range(d.below(4)):
        key = d.signed(32)
        m.names[key] = d.text()
    for _ in range(d.below(3)):
        key = d.flag()
        m.halves[key].Clear()
        d.fill_node(m.halves[key], 1)
    for _ in range(d.below(4)):
        key = d.unsigned(64)
        m.levels[key] = d.level()
    choice = d.below(5)
    if choice == 1:
        m.choice_string = d.text()
    elif choice == 2:
        m.choice_sint32 = d.signed(32)
    elif choice == 3:
        m.choice_node.SetInParent()
        d.fill_node(m.choice_node, 2)
    elif choice == 4:
        m.choice_level = d.level()
    m.last = d.unsigned(32)
    return m
