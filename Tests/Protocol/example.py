"""Writes the example of PROTOCOL.md anew: the bytes of a conversation with a new daemon, and what each of them means.

    run --example

`test_example.py` reads it as any reader would, and shares nothing with this.
"""

import os
import re

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message_factory import GetMessageClass

from client import DATA, HEADER, REQUEST, RESPONSE, SERVICES, ttrpc, types
from daemon import Daemon

DOCUMENT = os.path.join(os.path.dirname(__file__), "../../Protocol/PROTOCOL.md")
MARK = "<!-- example -->"
CALLS = [
    ("A call without a request to speak of, which anyone may make",
     "Meta.Version", {}, {}),
    ("A change, with a deadline and a key",
     "Accounts.CreateGroup", dict(name="lab1", level=types.LEVEL_READ_ANNOTATE),
     dict(timeout_nano=5 * 10**9, metadata=[ttrpc.KeyValue(key="idempotency-key", value="k1")])),
    ("A question: there is no object 7, which is an answer and no failure",
     "Access.Check", dict(object=7, action=types.ACTION_EDIT), {}),
    ("A refusal, with its detail: there is no object 7 to be had",
     "Objects.Get", dict(ids=[7]), {}),
    ("A failure without a detail: version 1 has no such method",
     "Objects.Rename", None, {}),
]
KINDS = {REQUEST: "request", RESPONSE: "response", DATA: "data"}


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def packed(data):
    at = 0
    while at < len(data):
        value, at = varint(data, at)
        yield value


class Writer:
    """Lines of bytes and their meaning."""

    def __init__(self, side):
        self.side, self.lines = side, []

    def line(self, data, meaning, depth=0):
        for start in range(0, len(data), 16):
            self.lines.append(f"{self.side} {data[start:start + 16].hex(' '):<47}   {'  ' * depth}{meaning}".rstrip())
            meaning = ""

    def frame(self, header, envelope, data, inner):
        length, stream, kind, flags = HEADER.unpack(header)
        parts = [header[0:4], header[4:8], header[8:9], header[9:10]]
        meaning = f"{length} bytes, stream {stream}, {KINDS[kind]}, {f'flags {flags}' if flags else 'no flags'}"
        self.lines.append(f"{self.side} {'  '.join(part.hex(' ') for part in parts):<47}   {meaning}")
        self.message(envelope.DESCRIPTOR, data, inner, 0)

    def message(self, descriptor, data, inner, depth):
        """`inner` says which message the bytes of `payload` and `value` are."""
        at = 0
        while at < len(data):
            start = at
            key, at = varint(data, at)
            field = descriptor.fields_by_number[key >> 3]
            value, at = varint(data, at)
            if key & 7 == 0:
                if field.enum_type:
                    value = f"{value}, {field.enum_type.values_by_number[value].name}"
                self.line(data[start:at], f"{field.name}: {value}", depth)
                continue
            assert key & 7 == 2, "the example has no other types"
            end = at + value
            nested = field.message_type or (inner if field.type == FieldDescriptor.TYPE_BYTES else None)
            if nested:
                self.line(data[start:at], f"{field.name}: {value} bytes, a {nested.name}", depth)
                self.message(nested, data[at:end], inner, depth + 1)
            elif field.is_packed:
                self.line(data[start:end], f"{field.name}: {', '.join(map(str, packed(data[at:end])))}, packed", depth)
            else:
                self.line(data[start:end], f"{field.name}: {data[at:end].decode()}", depth)
            at = end


def conversation():
    daemon = Daemon()
    try:
        client = daemon.start("--root-uid", str(os.geteuid())).connect()
        for index, (title, name, fields, more) in enumerate(CALLS):
            service, _, method = name.partition(".")
            descriptor = SERVICES[service].methods_by_name.get(method)
            payload = GetMessageClass(descriptor.input_type)(**fields).SerializeToString() if descriptor else b""
            data = ttrpc.Request(
                service=f"cohort.v1.{service}", method=method, payload=payload, **more).SerializeToString()
            header = HEADER.pack(len(data), 2 * index + 1, REQUEST, 0)
            client.socket.sendall(header + data)
            asked = Writer(">")
            asked.frame(header, ttrpc.Request, data, descriptor and descriptor.input_type)
            header = client.read(HEADER.size)
            data = client.read(HEADER.unpack(header)[0])
            failed = ttrpc.Response.FromString(data).status.code != 0
            answered = Writer("<")
            answered.frame(header, ttrpc.Response, data,
                           types.RefusalDetail.DESCRIPTOR if failed else descriptor.output_type)
            yield "\n".join([f"{name}. {title}.", *asked.lines, *answered.lines])
    finally:
        daemon.close()


def main():
    with open(DOCUMENT, encoding="utf-8") as document:
        before, _, after = document.read().split(MARK)
    example = "\n\n".join(conversation())
    with open(DOCUMENT, "w", encoding="utf-8") as document:
        document.write(f"{before}{MARK}\n```\n{example}\n```\n{MARK}{after}")
    print(f"{len(re.findall('^[<>]', example, re.MULTILINE))} lines are written to PROTOCOL.md")


if __name__ == "__main__":
    main()
