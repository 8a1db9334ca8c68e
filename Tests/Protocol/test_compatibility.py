"""The .proto files against those of each release, and the proof that this would see a break of every kind."""

import copy
import os
import unittest

from google.protobuf import text_format
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorSet

from client import meta
from compatibility import RELEASES, additions, breaks, current, frozen, releases
from daemon import DaemonCase


def messages_of(files):
    """Every message of the set, nested ones included."""
    def walk(message):
        yield message
        for nested in message.nested_type:
            yield from walk(nested)

    for file in files.file:
        for message in file.message_type:
            yield from walk(message)


def enums_of(files):
    for file in files.file:
        yield from file.enum_type
    for message in messages_of(files):
        yield from message.enum_type


def methods_of(files):
    for file in files.file:
        for service in file.service:
            yield from service.method


def fields_of(files):
    for message in messages_of(files):
        for field in message.field:
            yield message, field


class Releases(DaemonCase):
    def test_the_files_break_nothing_of_a_release(self):
        now = current()
        for version in releases():
            self.assertEqual(breaks(frozen(version), now), [], f"against {version}")

    def test_a_release_answers_to_what_its_clients_look_for(self):
        now = self.root.call("Meta.Version")
        for version in releases():
            with open(os.path.join(RELEASES, version, "version.textproto"), encoding="utf-8") as written:
                then = text_format.Parse(written.read(), meta.VersionReply())
            self.assertLessEqual(set(then.features), set(now.features), f"features of {version} are gone")
            grew = additions(frozen(version), current())
            self.assertGreaterEqual(now.minor, then.minor + (1 if grew else 0), f"since {version} there are {grew}")
            for limit in ("frame_size_max", "targets_max", "page_size_max"):
                self.assertGreaterEqual(getattr(now, limit), getattr(then, limit), f"{limit} was larger in {version}")


class Breaks(unittest.TestCase):
    """Each test breaks every part of the files in turn, one at a time, in memory."""

    @classmethod
    def setUpClass(cls):
        cls.files = current()

    def assertAllSeen(self, parts, change, floor):
        """`change` is made to each of the `parts` of a copy of the files; each alone must be seen."""
        count = 0
        for file in self.files.file:
            # One file at a time: what is not in it is not changed.
            old = FileDescriptorSet(file=[file])
            for index, _ in enumerate(parts(old)):
                new = copy.deepcopy(old)
                part = list(parts(new))[index]
                if change(part) is not False:
                    self.assertNotEqual(breaks(old, new), [], part)
                count += 1
        self.assertGreaterEqual(count, floor)

    def test_a_field_that_is_gone(self):
        self.assertAllSeen(fields_of, lambda part: part[0].field.remove(part[1]), 300)

    def test_a_field_with_another_number(self):
        def change(part):
            part[1].number += 1000

        self.assertAllSeen(fields_of, change, 300)

    def test_a_field_with_another_name(self):
        def change(part):
            part[1].name += "_renamed"

        self.assertAllSeen(fields_of, change, 300)

    def test_two_fields_that_change_places(self):
        def change(message):
            if len(message.field) < 2:
                return False
            first, last = message.field[0], message.field[-1]
            first.number, last.number = last.number, first.number
            return True

        self.assertAllSeen(messages_of, change, 80)

    def test_a_field_of_another_type(self):
        def change(part):
            field = part[1]
            if field.type_name:
                field.type_name += "Other"
            else:
                # Another that has the same form on the wire, where there is one: it is a break all the same.
                field.type = {
                    FieldDescriptorProto.TYPE_UINT64: FieldDescriptorProto.TYPE_SINT64,
                    FieldDescriptorProto.TYPE_STRING: FieldDescriptorProto.TYPE_BYTES,
                }.get(field.type, FieldDescriptorProto.TYPE_FIXED32)

        self.assertAllSeen(fields_of, change, 300)

    def test_a_field_with_another_label(self):
        def change(part):
            one, many = FieldDescriptorProto.LABEL_OPTIONAL, FieldDescriptorProto.LABEL_REPEATED
            part[1].label = one if part[1].label == many else many

        self.assertAllSeen(fields_of, change, 300)

    def test_a_field_that_gains_or_loses_presence(self):
        def change(part):
            part[1].proto3_optional = not part[1].proto3_optional

        self.assertAllSeen(fields_of, change, 300)

    def test_a_field_that_enters_or_leaves_a_oneof(self):
        def change(part):
            message, field = part
            if field.HasField("oneof_index"):
                field.ClearField("oneof_index")
            else:
                message.oneof_decl.add(name="fresh")
                field.oneof_index = len(message.oneof_decl) - 1

        self.assertAllSeen(fields_of, change, 300)

    def test_a_repeated_field_that_is_packed_otherwise(self):
        def change(part):
            part[1].options.packed = False

        self.assertAllSeen(fields_of, change, 300)

    def test_a_message_that_is_gone_or_renamed(self):
        def rename(message):
            message.name += "Renamed"

        self.assertAllSeen(messages_of, rename, 80)

    def test_an_enumeration_or_a_value_of_one_that_is_gone_renamed_or_renumbered(self):
        def rename(enum):
            enum.name += "Renamed"

        def values(files):
            return ((enum, value) for enum in enums_of(files) for value in enum.value)

        def renumber(part):
            part[1].number += 1000

        def rename_value(part):
            part[1].name += "_RENAMED"

        self.assertAllSeen(enums_of, rename, 8)
        self.assertAllSeen(values, lambda part: part[0].value.remove(part[1]), 80)
        self.assertAllSeen(values, renumber, 80)
        self.assertAllSeen(values, rename_value, 80)

    def test_a_service_that_is_gone(self):
        def services(files):
            return ((file, service) for file in files.file for service in file.service)

        self.assertAllSeen(services, lambda part: part[0].service.remove(part[1]), 6)

    def test_a_method_that_is_gone_renamed_or_of_another_form(self):
        def methods(files):
            return ((service, method) for file in files.file for service in file.service for method in service.method)

        def set_other(what):
            def change(part):
                value = getattr(part[1], what)
                setattr(part[1], what, not value if isinstance(value, bool) else value + "Other")
            return change

        self.assertAllSeen(methods, lambda part: part[0].method.remove(part[1]), 35)
        for what in ("name", "input_type", "output_type", "client_streaming", "server_streaming"):
            self.assertAllSeen(methods, set_other(what), 35)

    def test_a_number_or_name_that_may_be_used_again(self):
        old = copy.deepcopy(self.files)
        old.file[0].message_type[0].reserved_range.add(start=900, end=901)
        self.assertEqual(len(breaks(old, self.files)), 1)
        old = copy.deepcopy(self.files)
        old.file[0].message_type[0].reserved_name.append("once")
        self.assertEqual(len(breaks(old, self.files)), 1)
        old = copy.deepcopy(self.files)
        next(enums_of(old)).reserved_range.add(start=900, end=901)
        self.assertEqual(len(breaks(old, self.files)), 1)

    def test_a_file_that_is_gone(self):
        for file in self.files.file:
            rest = FileDescriptorSet(file=[other for other in self.files.file if other.name != file.name])
            self.assertNotEqual(breaks(self.files, rest), [], file.name)

    def test_additions_break_nothing(self):
        grown = copy.deepcopy(self.files)
        for message in list(messages_of(grown)):
            message.field.add(name="fresh", number=1000, type=FieldDescriptorProto.TYPE_STRING,
                              label=FieldDescriptorProto.LABEL_OPTIONAL)
            for index, _ in enumerate(message.oneof_decl):
                message.field.add(name=f"fresh_{index}", number=1001 + index, type=FieldDescriptorProto.TYPE_BYTES,
                                  label=FieldDescriptorProto.LABEL_OPTIONAL, oneof_index=index)
        for enum in list(enums_of(grown)):
            enum.value.add(name="FRESH", number=1000)
            enum.reserved_range.add(start=900, end=901)
        for file in grown.file:
            for service in file.service:
                service.method.add(name="Fresh", input_type=".fresh.Request", output_type=".fresh.Reply")
            file.message_type.add(name="Fresh").nested_type.add(name="Fresher")
            file.service.add(name="Fresh")
        grown.file.add(name="fresh.proto", package="fresh").message_type.add(name="Request")
        self.assertEqual(breaks(self.files, grown), [])
        self.assertEqual(additions(self.files, self.files), [])
        self.assertIn("cohort.v1.Meta.Fresh", additions(self.files, grown))
        self.assertEqual(breaks(self.files, self.files), [])
