#!/usr/bin/env python3
"""Writes vectors.txt with Python's protobuf as the judge. See README.md for how to run it.

    sample SEED HEX        the message that samples.py makes of SEED, encoded in the order of the field numbers
    accept TYPE HEX HEX    bytes that decode, and what they are when encoded again without unknown fields
    refuse TYPE HEX        bytes that do not decode
    prefixes TYPE HEX BITS for each length from 0 on: 1 if so many of the first bytes decode
"""
import random
import sys

import features_pb2 as pb
from google.protobuf.message import DecodeError
from google.protobuf.unknown_fields import UnknownFieldSet
from samples import sample

TYPES = {"AllTypes": pb.AllTypes, "Node": pb.Node}
lines = []


def only(message, field):
    """A message with one field of `message`."""
    one = pb.AllTypes()
    one.MergeFrom(message)
    for other, _ in message.ListFields():
        if other.number != field.number:
            one.ClearField(other.name)
    return one


def canonical(message):
    """The bytes of a message in the order of field numbers and map keys; Python itself writes maps in another order."""
    if not isinstance(message, pb.AllTypes):
        return message.SerializeToString(deterministic=True)
    data = b""
    for field, value in sorted(message.ListFields(), key=lambda pair: pair[0].number):
        if not 50 <= field.number <= 53:
            data += only(message, field).SerializeToString(deterministic=True)
            continue
        for key in sorted(value):
            one = pb.AllTypes()
            if field.name == "halves":
                one.halves[key].CopyFrom(value[key])
            else:
                getattr(one, field.name)[key] = value[key]
            data += one.SerializeToString(deterministic=True)
    return data


class Unclear(Exception):
    """Python takes a map entry with an unknown field in it for an unknown field; others ignore what they do not know."""


def decoded(type_name, data):
    message = TYPES[type_name]()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return None
    if type_name == "AllTypes" and any(
        50 <= field.field_number <= 53 and field.wire_type == 2 for field in UnknownFieldSet(message)
    ):
        raise Unclear
    message.DiscardUnknownFields()
    return canonical(message)


def hexed(data):
    return data.hex() or "-"


def judge(type_name, data, expected=None):
    again = decoded(type_name, data)
    if again is None:
        lines.append(f"refuse {type_name} {hexed(data)}")
    else:
        lines.append(f"accept {type_name} {hexed(data)} {hexed(again if expected is None else expected)}")


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def wrap(data, levels, number=2):
    for _ in range(levels):
        data = varint(number << 3 | 2) + varint(len(data)) + data
    return data


def by_hand():
    for text in [
        # Variable-length numbers, tags and lengths of every size.
        "", "08", "0801", "08ffffffffffffffffff01", "08ffffffffffffffffff7f", "08ffffffffffffffffffff01",
        "0880808080808080808000", "888080800001", "88808080800001", "0001", "0601", "0701", "04", "0c", "7f",
        "f8ffffff0f01", "f8ffffff1f01", "72818080800061", "7281808080800061", "72ffffffff07", "72ffffffff0f",
        # Strings that are not UTF-8.
        "7202c080", "7203eda080", "7204f4908080", "7201ff", "7203e697a5", "7202e697",
        # Unknown groups.
        "a306a406", "a3061001a406", "a306a40608", "a306ac06", "a306", "a306ab06ac06a406", "a4ff7f",
        # Known fields with another wire type; fields that come again.
        "0d01000000", "0a0101", "7001", "180118021803", "8a01030a01618a010412020a00", "680268006803",
        # Packed and one by one.
        "f20103017f00", "f0010170", "f00101f00102", "f20102ff", "f20100", "82010101", "920201ff", "a502",
        # Enums beyond the known numbers; defaults written out.
        "820100", "800101", "80014d", "8001ffffffffffffffffff01", "a00100", "aa0100", "b00100", "b80100",
        # Map entries: empty, without key, with a key twice, cut short.
        "920300", "920304080510", "9203070a016110011002", "9a03020805",
        "a2030408011200", "a203080801120012020a00",
        # A oneof changes its case, or merges into it.
        "e2030161", "e80303", "e2030161e80303", "f203030a0161f2030412020a00", "f203030a0161e80303f2030412020a00",
        # Numbers with a point.
        "5d00000080", "5d0000807f", "610000000000000080", "61000000000000",
    ]:
        judge("AllTypes", bytes.fromhex(text))
    for levels in (1, 99, 100, 101, 102):
        judge("Node", wrap(b"", levels))
        judge("Node", b"\xa3\x06" * levels + b"\xa4\x06" * levels)
        # Python does not discard what is unknown so deep down, so we say what is left.
        outer = max(levels - 2, 0)
        judge("Node", wrap(b"\xa3\x06" * 2 + b"\xa4\x06" * 2, outer), expected=wrap(b"", outer))


def mutated(dice, fields):
    data = bytearray(b"".join(dice.choice(fields) for _ in range(dice.randrange(1, 6))))
    for _ in range(dice.randrange(3)):
        at = dice.randrange(len(data))
        action = dice.randrange(3)
        if action == 0:
            data[at] = dice.randrange(256)
        elif action == 1:
            data.insert(at, dice.randrange(128))
        elif len(data) > 1:
            del data[at]
    return bytes(data)


def at_random(dice):
    """Fields in any order, damaged here and there, and plain rubbish: as many of each verdict."""
    fields = []
    for seed in range(100, 300):
        whole = sample(seed)
        for field, _ in whole.ListFields():
            data = canonical(only(whole, field))
            if len(data) < 60:
                fields.append(data)
    left = {True: 600, False: 600}
    while left[True] or left[False]:
        rubbish = bytes(dice.choice([8, 10, 18, 97, 114, 242, 226, 0, 1, 2, 3, 4]) for _ in range(dice.randrange(1, 14)))
        data = dice.choice([mutated(dice, fields), rubbish])
        type_name = dice.choice(["AllTypes", "AllTypes", "Node"])
        try:
            verdict = decoded(type_name, data) is not None
        except Unclear:
            continue
        if left[verdict]:
            left[verdict] -= 1
            judge(type_name, data)


def prefixes():
    for seed in range(4):
        data = canonical(sample(seed))
        bits = "".join("01"[decoded("AllTypes", data[:count]) is not None] for count in range(len(data) + 1))
        lines.append(f"prefixes AllTypes {data.hex()} {bits}")


for seed in range(60):
    lines.append(f"sample {seed} {hexed(canonical(sample(seed)))}")
by_hand()
at_random(random.Random(1))
prefixes()
with open(sys.argv[1], "w") as file:
    file.write("\n".join(lines) + "\n")
