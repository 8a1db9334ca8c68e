"""Old clients with a newer daemon, and newer clients with this one (PROTOCOL.md, section 10)."""

import copy

from google.protobuf import descriptor_pool
from google.protobuf.message_factory import GetMessageClass

from client import HEADER, RESPONSE, SERVICES, REQUEST, accounts, meta, sessions, ttrpc, types
from compatibility import current
from daemon import FAILED_PRECONDITION, INVALID_ARGUMENT, NOT_FOUND, UNIMPLEMENTED, DaemonCase

# A field of each wire type that no message has: 1000 to 1003.
UNKNOWN = (b"\xc0\x3e\x96\x01" b"\xc9\x3e12345678" b"\xd2\x3e\x05fresh" b"\xdd\x3e1234")


class World(DaemonCase):
    """A group of root's, and an image in it."""

    @classmethod
    def prepare(cls):
        cls.group = cls.root.call("Accounts.CreateGroup", name="versions", level=types.LEVEL_READ_ANNOTATE).group.id
        cls.root.call("Accounts.SetMembership", user=0, group=cls.group, role=accounts.ROLE_MEMBER)
        cls.root.call("Sessions.SwitchGroup", group=cls.group)
        cls.image = cls.root.call("Objects.Create", kind=types.KIND_IMAGE, name="an image").id
        cls.connection = cls.daemon.connect()
        cls.connection.call("Sessions.SwitchGroup", group=cls.group)

    @classmethod
    def raw(cls, service, method, payload, tail=b""):
        """The response to these bytes, with more bytes behind the envelope; of a call that streams, its first message."""
        cls.tell(1, ttrpc.Request(service=service, method=method, payload=payload), tail)
        _, kind, _, data = cls.connection.receive_frame()
        if kind == RESPONSE:
            return ttrpc.Response.FromString(data)
        # Some streams have no end; the answer to this comes behind that of any.
        cancel = meta.CancelRequest(stream=1).SerializeToString()
        cls.tell(3, ttrpc.Request(service="cohort.v1.Meta", method="Cancel", payload=cancel))
        while cls.connection.receive_frame()[0] != 3:
            pass
        return ttrpc.Response(payload=data)

    @classmethod
    def tell(cls, stream, request, tail=b""):
        data = request.SerializeToString() + tail
        cls.connection.socket.sendall(HEADER.pack(len(data), stream, REQUEST, 0) + data)


class NewerClient(World):
    """It knows fields, values and methods that this daemon does not."""

    def test_fields_that_no_method_knows_change_no_answer(self):
        count = 0
        for service in SERVICES.values():
            for method in service.methods:
                # A stream of requests that begins with nothing begins without a request.
                begun = b"\x0a\x00" if method.client_streaming else b""
                plain, fresh = (self.raw(service.full_name, method.name, payload, tail)
                                for payload, tail in ((begun, b""), (begun + UNKNOWN, UNKNOWN)))
                with self.subTest(method=method.full_name):
                    self.assertEqual(fresh.status, plain.status)
                    reply = GetMessageClass(method.output_type)
                    self.assertEqual(
                        self.comparable(reply.FromString(fresh.payload)), self.comparable(reply.FromString(plain.payload)))
                count += 1
        self.assertGreater(count, 35)

    @staticmethod
    def comparable(reply):
        """Without what is another each time."""
        for name in ("revision", "session", "token", "expires", "backup"):
            if name in reply.DESCRIPTOR.fields_by_name:
                reply.ClearField(name)
        return reply

    def test_fields_inside_of_fields_are_skipped_too(self):
        request = SERVICES["Objects"].methods_by_name["Create"].input_type
        attribute = types.Attribute(field=types.FIELD_DESCRIPTION, text="old and new").SerializeToString() + UNKNOWN
        payload = GetMessageClass(request)(kind=types.KIND_IMAGE, name="nested").SerializeToString()
        payload += b"\x2a" + bytes([len(attribute)]) + attribute
        response = self.raw("cohort.v1.Objects", "Create", payload)
        self.assertEqual(response.status.code, 0, response.status.message)
        made = GetMessageClass(SERVICES["Objects"].methods_by_name["Create"].output_type).FromString(response.payload)
        found = self.root.call("Objects.Get", ids=[made.id]).objects[0]
        self.assertEqual([entry.text for entry in found.attributes], ["old and new"])

    def test_a_number_that_an_enumeration_does_not_have_is_refused_and_named(self):
        """Every field of every request that is an enumeration, in a request that is otherwise sound."""
        one, attribute = [self.image], types.Attribute(field=99, text="of tomorrow")
        sound = {
            "Access.BatchCheck": dict(objects=one, actions=[types.ACTION_VIEW]),
            "Access.Check": dict(object=self.image, action=types.ACTION_VIEW),
            "Access.Explain": dict(object=self.image, action=types.ACTION_VIEW),
            "Access.WhoMay": dict(object=self.image, action=types.ACTION_VIEW),
            "Accounts.ChangeLevel": dict(group=self.group),
            "Accounts.CreateGroup": dict(name="of tomorrow"),
            "Accounts.CreateUser": dict(login="tomorrow"),
            "Accounts.SetMembership": dict(user=0, group=self.group),
            "Accounts.UpdateUser": dict(id=0),
            "Objects.Copy": dict(targets=one, group=self.group),
            "Objects.Create": dict(kind=types.KIND_IMAGE),
            "Objects.Delete": dict(targets=one),
            "Objects.Get": dict(ids=one),
            "Objects.Give": dict(targets=one, user=0),
            "Objects.Import": dict(objects=[dict(kind=types.KIND_IMAGE)]),
            "Objects.Move": dict(targets=one, group=self.group),
            "Objects.Update": dict(id=self.image),
        }
        fields = [
            (f"{service}.{method.name}", field.name, [99] if field.is_repeated else 99)
            for service, descriptor in SERVICES.items() for method in descriptor.methods
            for field in method.input_type.fields if field.enum_type]
        fields += [
            ("Objects.Create", "attributes", [attribute]), ("Objects.Update", "attributes", [attribute]),
            ("Objects.Import", "objects", [dict(kind=99)]),
            ("Objects.Import", "objects", [dict(kind=types.KIND_IMAGE, attributes=[attribute])]),
            # An action that no object is asked about.
            ("Access.BatchCheckOfNothing", "actions", [99])]
        for name, field, value in fields:
            given = {**sound.get(name, {}), field: value}
            name = name.removesuffix("OfNothing")
            with self.subTest(call=name, field=field):
                refusal = self.refused(INVALID_ARGUMENT, self.root.call, name, **given)
                self.assertIn("no value numbered 99", refusal.message)
        self.assertGreater(len(fields), 30)

    def test_a_method_that_this_daemon_lacks_is_unimplemented_and_named(self):
        for service in (*SERVICES.values(), None):
            name = service.full_name if service else "cohort.v1.Tomorrow"
            response = self.raw(name, "Invent", UNKNOWN)
            self.assertEqual(response.status.code, UNIMPLEMENTED)
            self.assertIn("`Invent`" if service else f"`{name}`", response.status.message)
            self.assertEqual((list(response.status.details), response.payload), ([], b""))

    def test_features_tell_what_there_is_before_it_is_asked_for(self):
        version = self.root.call("Meta.Version")
        known = {"plans", "sudo", "script-sessions", "import", "keys", "attachments", "cancel", "list-all", "watch"}
        self.assertLessEqual(known, set(version.features))
        self.assertNotIn("a feature of tomorrow", version.features)
        self.assertRegex(version.server, r"^\d+\.\d+\.\d+$")


class OlderClient(World):
    """It has messages in which every other field is missing, and every other value of an enumeration."""

    @classmethod
    def prepare(cls):
        super().prepare()
        pool = descriptor_pool.DescriptorPool()
        for file in cls.in_order(current()):
            pool.Add(cls.thinned(file))
        cls.pool = pool

    @staticmethod
    def in_order(files):
        """Each behind what it imports."""
        left, seen = list(files.file), set()
        while left:
            ready = next(file for file in left if set(file.dependency) <= seen)
            left.remove(ready)
            seen.add(ready.name)
            yield ready

    @classmethod
    def thinned(cls, file):
        file = copy.deepcopy(file)
        for message in file.message_type:
            kept = [field for field in message.field if field.number % 2 == 1 and not field.HasField("oneof_index")]
            del message.field[:], message.oneof_decl[:]
            message.field.extend(kept)
        for enum in file.enum_type:
            kept = [value for value in enum.value if value.number % 2 == 0]
            del enum.value[:]
            enum.value.extend(kept)
        return file

    def old(self, name):
        return GetMessageClass(self.pool.FindMessageTypeByName(f"cohort.v1.{name}"))

    def compare(self, old, new):
        """All that the old message has says what the new one says."""
        count = 0
        for field in old.DESCRIPTOR.fields:
            was, now = getattr(old, field.name), getattr(new, field.name)
            if field.message_type is None:
                self.assertEqual(was, now, field.full_name)
            else:
                self.assertEqual(len(was) if field.is_repeated else 1, len(now) if field.is_repeated else 1)
                for entries in zip(was, now) if field.is_repeated else [(was, now)]:
                    count += self.compare(*entries)
            count += 1
        return count

    def test_it_reads_replies_with_fields_and_values_that_it_does_not_know(self):
        calls = {
            "Meta.Version": {}, "Sessions.WhoAmI": {}, "Accounts.ListUsers": {}, "Accounts.ListGroups": {},
            "Accounts.ListMemberships": dict(group=self.group), "Access.Matrix": dict(group=self.group),
            "Objects.List": {}, "Objects.ListAll": {}, "Watch.Changes": {}, "Objects.Get": dict(ids=[self.image]),
            "Objects.Delete": dict(targets=[self.image], dry_run=True),
            "Access.Explain": dict(object=self.image, action=types.ACTION_GIVE)}
        count = 0
        for name, fields in calls.items():
            service, _, method = name.partition(".")
            descriptor = SERVICES[service].methods_by_name[method]
            payload = GetMessageClass(descriptor.input_type)(**fields).SerializeToString()
            response = self.raw(descriptor.containing_service.full_name, method, payload)
            self.assertEqual(response.status.code, 0, response.status.message)
            old = self.old(descriptor.output_type.name).FromString(response.payload)
            new = GetMessageClass(descriptor.output_type).FromString(response.payload)
            count += self.compare(old, new)
        self.assertGreater(count, 50)

    def test_it_reads_the_detail_of_a_refusal(self):
        change = dict(group=self.group, level=types.LEVEL_READ_WRITE)
        refusal = self.refused(FAILED_PRECONDITION, self.root.call, "Accounts.ChangeLevel", **change)
        old = self.old("RefusalDetail").FromString(refusal.detail.SerializeToString())
        self.assertEqual((old.rule, old.help), ("digest_required", refusal.detail.help))
        self.assertFalse(hasattr(old, "section"))

    def test_requests_without_the_fields_of_today_are_served(self):
        request = self.old("WhoAmIRequest")()
        response = self.raw("cohort.v1.Sessions", "WhoAmI", request.SerializeToString())
        self.assertEqual(sessions.WhoAmIReply.FromString(response.payload).user.login, "root")
        request = self.old("CheckRequest")(object=1 << 40)
        response = self.raw("cohort.v1.Access", "Check", request.SerializeToString())
        self.assertEqual(response.status.code, INVALID_ARGUMENT)
        self.assertIn("`action` is needed", response.status.message)
        response = self.raw("cohort.v1.Sessions", "End", self.old("EndRequest")(session=1 << 40).SerializeToString())
        self.assertEqual(response.status.code, NOT_FOUND)
