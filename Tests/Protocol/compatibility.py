"""What a change of the .proto files breaks for whoever has the older ones (PROTOCOL.md, section 10).

Numbers and names stay what they are: generated code is written against names, bytes against numbers. Additions break nothing.
"""

import glob
import os
import tempfile

from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorSet
from grpc_tools import protoc

PROTOCOL = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../Protocol"))
RELEASES = os.path.join(PROTOCOL, "releases")


def current():
    """The descriptors of all .proto files as they are now: of the wire, and of what lies on disk."""
    names = sorted(os.path.relpath(path, PROTOCOL) for path in glob.glob(f"{PROTOCOL}/**/*.proto", recursive=True))
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "set")
        status = protoc.main(["protoc", f"-I{PROTOCOL}", f"--descriptor_set_out={out}", *names])
        assert status == 0, "protoc does not take the files"
        with open(out, "rb") as written:
            return FileDescriptorSet.FromString(written.read())


def frozen(version):
    """The descriptors of a release."""
    with open(os.path.join(RELEASES, version, "messages.binpb"), "rb") as written:
        return FileDescriptorSet.FromString(written.read())


def releases():
    return sorted(os.listdir(RELEASES)) if os.path.isdir(RELEASES) else []


def breaks(old, new):
    """What is there in the old set and is gone, or another, in the new one: a sentence for each."""
    was, now = Index(old), Index(new)
    found = []
    for kind in ("messages", "enums", "services"):
        for name, entry in getattr(was, kind).items():
            successor = getattr(now, kind).get(name)
            if successor is None:
                found.append(f"{name} is gone")
            else:
                found += {"messages": of_message, "enums": of_enum, "services": of_service}[kind](name, entry, successor)
    return found


def additions(old, new):
    """What clients can use in the new set and could not in the old one."""
    def of_the_wire(files):
        return FileDescriptorSet(file=[file for file in files.file if file.package == "cohort.v1"])

    return [sentence.removesuffix(" is gone") for sentence in breaks(of_the_wire(new), of_the_wire(old))]


class Index:
    """All that a descriptor set defines, by full name."""

    def __init__(self, files):
        self.messages, self.enums, self.services = {}, {}, {}
        for file in files.file:
            for message in file.message_type:
                self.add(file.package, message)
            self.enums.update((f"{file.package}.{enum.name}", enum) for enum in file.enum_type)
            self.services.update((f"{file.package}.{service.name}", service) for service in file.service)

    def add(self, scope, message):
        name = f"{scope}.{message.name}"
        self.messages[name] = message
        self.enums.update((f"{name}.{enum.name}", enum) for enum in message.enum_type)
        for nested in message.nested_type:
            self.add(name, nested)


def of_message(name, old, new):
    successors = {field.number: field for field in new.field}
    for field in old.field:
        successor = successors.get(field.number)
        if successor is None:
            yield f"{name}.{field.name}, number {field.number}, is gone"
            continue
        for what, was, now in zip(ASPECTS, aspects(old, field), aspects(new, successor)):
            if was != now:
                yield f"{name}.{field.name}: its {what} was {was} and is {now}"
    yield from of_reserved(name, old, new)


ASPECTS = ("name", "type", "label", "presence", "oneof", "packing")


def aspects(message, field):
    """All of a field, beside its number, that its readers rely on."""
    of = FieldDescriptorProto
    type_name = field.type_name or of.Type.Name(field.type)
    oneof = message.oneof_decl[field.oneof_index].name if field.HasField("oneof_index") else None
    packing = field.options.packed if field.options.HasField("packed") else None
    return field.name, type_name, of.Label.Name(field.label), field.proto3_optional, oneof, packing


def of_enum(name, old, new):
    successors = {value.number: value.name for value in new.value}
    for value in old.value:
        now = successors.get(value.number)
        if now != value.name:
            yield f"{name}: {value.number} was {value.name} and is {now or 'gone'}"
    yield from of_reserved(name, old, new)


def of_reserved(name, old, new):
    """What was set aside because something had it once stays so."""
    ranges = {(entry.start, entry.end) for entry in new.reserved_range}
    for entry in old.reserved_range:
        if (entry.start, entry.end) not in ranges:
            yield f"{name}: the numbers from {entry.start} to {entry.end} are no longer reserved"
    for word in set(old.reserved_name) - set(new.reserved_name):
        yield f"{name}: the name {word} is no longer reserved"


def of_service(name, old, new):
    successors = {method.name: method for method in new.method}
    for method in old.method:
        successor = successors.get(method.name)
        if successor is None:
            yield f"{name}.{method.name} is gone"
            continue
        for what in ("input_type", "output_type", "client_streaming", "server_streaming"):
            was, now = getattr(method, what), getattr(successor, what)
            if was != now:
                yield f"{name}.{method.name}: its {what} was {was} and is {now}"
