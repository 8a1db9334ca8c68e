"""Attachments hold bytes: up and down in data frames, and on disk by their digest."""

import hashlib
import os
import random
import socket
import sys
import unittest

from client import CHUNK_SIZE, DATA, HEADER, RESPONSE, Refused, attachments, ttrpc, types
from daemon import (
    FAILED_PRECONDITION, INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, RESOURCE_EXHAUSTED, Daemon, DaemonCase, Lab,
    needs_root, until)

DATA_LOSS = 15


def chunks(content, size=CHUNK_SIZE):
    return [content[at:at + size] for at in range(0, len(content), size)]


def files(daemon):
    """Names of what lies in the folder."""
    return sorted(os.listdir(os.path.join(daemon.state, "attachments")))


class Alone(DaemonCase):
    """Root, in a group of its own."""

    LIMIT = 1 << 30

    @classmethod
    def prepare(cls):
        cls.group = cls.root.call("Accounts.CreateGroup", name="lab", level=types.LEVEL_READ_ONLY).group.id
        cls.root.call("Sessions.SwitchGroup", group=cls.group)

    def setUp(self):
        self.client = self.daemon.connect()
        self.client.call("Sessions.SwitchGroup", group=self.group)

    def delete(self, *ids):
        self.client.call("Objects.Delete", targets=ids)

    def free(self, name):
        """Waits until the file of a digest is gone, asking the daemon something meanwhile."""
        until(lambda: self.client.call("Meta.Version") and name not in files(self.daemon), f"{name} goes")


class UpAndDown(Alone):
    def test_what_goes_up_comes_down_whatever_its_size(self):
        for size in (0, 1, 120 << 10, (120 << 10) + 1, 3 << 20):
            content = os.urandom(size)
            reply = self.client.upload(dict(new=dict(name="notes"), size=size), chunks(content))
            self.assertEqual(reply.digest, hashlib.sha256(content).digest())
            self.assertEqual(reply.size, size)
            head, bytes_ = self.client.download(reply.id)
            self.assertEqual((head.size, head.digest), (size, reply.digest))
            self.assertEqual(bytes_, content)
            for offset in {0, size // 2, size}:
                self.assertEqual(self.client.download(reply.id, offset=offset)[1], content[offset:])
            refusal = self.refused(INVALID_ARGUMENT, self.client.download, reply.id, offset=size + 1)
            self.assertIn(str(size), refusal.message)

    def test_it_lies_in_a_private_folder_under_its_digest(self):
        content = b"where is it"
        self.client.upload(dict(new=dict(name="notes")), [content])
        folder = os.path.join(self.daemon.state, "attachments")
        path = os.path.join(folder, hashlib.sha256(content).hexdigest())
        self.assertEqual(os.stat(folder).st_mode & 0o777, 0o700)
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), content)

    def test_the_object_says_what_it_holds_and_where_it_is_put(self):
        image = self.client.call("Objects.Create", kind=types.KIND_IMAGE, name="cells").id
        reply = self.client.upload(dict(new=dict(
            name="notes.csv", annotated=image,
            attributes=[types.Attribute(field=types.FIELD_MEDIA_TYPE, text="text/csv")])), [b"a,b"])
        made, link = self.client.call("Objects.Get", ids=[reply.id, reply.link]).objects
        values = {attribute.field: attribute for attribute in made.attributes}
        self.assertEqual(made.kind, types.KIND_ATTACHMENT)
        self.assertEqual(values[types.FIELD_MEDIA_TYPE].text, "text/csv")
        self.assertEqual(values[types.FIELD_FILE_SIZE].integer, 3)
        self.assertEqual(values[types.FIELD_CONTENT_DIGEST].bytes, reply.digest)
        self.assertEqual((link.kind, link.parent, link.child), (types.KIND_ANNOTATION_LINK, image, reply.id))

    def test_equal_bytes_share_a_file_that_goes_with_the_last_of_them(self):
        content = os.urandom(1000)
        name = hashlib.sha256(content).hexdigest()
        before = len(files(self.daemon))
        first, second = (self.client.upload(dict(new=dict(name="one")), [content]).id for _ in range(2))
        copy = self.client.call("Objects.Copy", targets=[first], group=self.group).ids[0]
        self.assertEqual(len(files(self.daemon)), before + 1)
        self.delete(first, copy)
        self.assertEqual(self.client.download(second)[1], content)
        self.delete(second)
        self.free(name)
        self.assertEqual(len(files(self.daemon)), before)

    def test_other_bytes_take_the_place_of_the_first(self):
        reply = self.client.upload(dict(new=dict(name="notes")), [b"before"])
        again = self.client.upload(dict(attachment=reply.id), [b"after ", b"wards"])
        self.assertEqual((again.id, again.link), (reply.id, 0))
        self.assertEqual(self.client.download(reply.id)[1], b"after wards")
        self.free(reply.digest.hex())

    def test_only_an_upload_says_what_is_held(self):
        digest = types.Attribute(field=types.FIELD_CONTENT_DIGEST, bytes=bytes(32))
        refusal = self.refused(
            INVALID_ARGUMENT, self.client.call, "Objects.Create", kind=types.KIND_ATTACHMENT, attributes=[digest])
        self.assertEqual(refusal.detail.rule, "invalid_attribute")
        made = self.client.upload(dict(new=dict(name="notes")), [b"bytes"]).id
        size = types.Attribute(field=types.FIELD_FILE_SIZE, integer=7)
        for change in (dict(attributes=[digest]), dict(attributes=[size]), dict(clear=[types.FIELD_CONTENT_DIGEST])):
            self.refused(INVALID_ARGUMENT, self.client.call, "Objects.Update", id=made, **change)
        self.client.call("Objects.Update", id=made, name="renamed")
        self.assertEqual(self.client.download(made)[1], b"bytes")
        empty = self.client.call("Objects.Create", kind=types.KIND_ATTACHMENT, name="no bytes").id
        self.refused(FAILED_PRECONDITION, self.client.download, empty)

    def test_several_streams_take_turns_on_one_connection(self):
        contents = [os.urandom(700_000) for _ in range(4)]
        streams = [self.client.open("Attachments.Upload") for _ in contents]
        for stream in streams:
            self.client.put(stream, start=dict(new=dict(name="turns")))
        for parts in zip(*(chunks(content, 100_000) for content in contents)):
            for stream, part in zip(streams, parts):
                self.client.put(stream, chunk=part)
        for stream in reversed(streams):
            self.client.end(stream)
        replies = dict(self.client.receive() for _ in streams)
        asked = {self.client.send("Attachments.Download", attachment=replies[stream].id): content
                 for stream, content in zip(streams, contents)}
        received = {stream: b"" for stream in asked}
        while asked:
            stream, kind, flags, data = self.client.receive_frame()
            self.assertEqual(kind, DATA)
            if flags:
                self.assertEqual(received[stream], asked.pop(stream))
            else:
                received[stream] += attachments.DownloadReply.FromString(data).chunk

    def test_the_same_key_uploads_once(self):
        key = [ttrpc.KeyValue(key="idempotency-key", value="once")]
        first = self.client.upload(dict(new=dict(name="notes")), [b"keyed"], metadata=key)
        self.assertEqual(self.client.upload(dict(new=dict(name="notes")), [b"key", b"ed"], metadata=key), first)
        self.refused(
            FAILED_PRECONDITION, self.client.upload, dict(new=dict(name="notes")), [b"other"], metadata=key)


class Disorder(Alone):
    """What is out of order is refused, leaves nothing, and harms no other call."""

    def upload(self, *frames):
        """Opens an upload and sends frames of it; the code that answers it."""
        stream = self.client.open("Attachments.Upload")
        for flags, fields in frames:
            data = attachments.UploadRequest(**fields).SerializeToString() if fields else b""
            self.client.socket.sendall(HEADER.pack(len(data), stream, DATA, flags) + data)
        answered, result = self.client.receive()
        self.assertEqual(answered, stream)
        return result.code if isinstance(result, Refused) else 0

    START = (0, dict(start=dict(new=dict(name="notes"))))
    CHUNK = (0, dict(chunk=b"some bytes"))
    END = (5, None)

    def tearDown(self):
        self.client.call("Meta.Version")
        until(lambda: self.client.call("Meta.Version") and not
              [name for name in files(self.daemon) if name.startswith("upload-")], "leftovers go")

    def test_the_right_order(self):
        self.assertEqual(self.upload(self.START, self.CHUNK, self.END), 0)
        self.assertEqual(self.upload(self.START, self.END), 0)

    def test_a_chunk_before_the_start(self):
        self.assertEqual(self.upload(self.CHUNK, self.START, self.END), INVALID_ARGUMENT)

    def test_two_starts(self):
        self.assertEqual(self.upload(self.START, self.CHUNK, self.START, self.END), INVALID_ARGUMENT)

    def test_an_end_without_a_start(self):
        self.assertEqual(self.upload(self.END), INVALID_ARGUMENT)

    def test_a_message_in_the_closing_frame(self):
        self.assertEqual(self.upload(self.START, (1, self.CHUNK[1])), INVALID_ARGUMENT)

    def test_more_or_fewer_bytes_than_announced(self):
        for size, code in ((9, INVALID_ARGUMENT), (10, 0), (11, INVALID_ARGUMENT)):
            start = (0, dict(start=dict(new=dict(name="notes"), size=size)))
            self.assertEqual(self.upload(start, self.CHUNK, self.END), code)

    def test_data_on_a_stream_that_is_not_open(self):
        self.client.socket.sendall(HEADER.pack(1, 4711, DATA, 0) + b"\0")
        stream, response = self.client.receive_response()
        self.assertEqual((stream, response.status.code), (4711, INVALID_ARGUMENT))

    def test_a_peer_that_sends_no_more_and_has_not_closed(self):
        stream = self.client.open("Attachments.Upload")
        self.client.put(stream, start=dict(new=dict(name="notes")))
        self.client.put(stream, chunk=b"some bytes")
        self.client.socket.shutdown(socket.SHUT_WR)
        answered, result = self.client.receive()
        self.assertEqual((answered, result.code), (stream, INVALID_ARGUMENT))
        self.assertEqual(self.client.socket.recv(1), b"")
        self.client = self.daemon.connect()

    def test_a_peer_that_sends_no_more_gets_its_answer_and_its_bytes(self):
        content = os.urandom(2 << 20)
        stream = self.client.open("Attachments.Upload")
        self.client.put(stream, start=dict(new=dict(name="notes", attributes=[])))
        for part in chunks(content):
            self.client.put(stream, chunk=part)
        self.client.end(stream)
        self.client.socket.shutdown(socket.SHUT_WR)
        made = self.client.receive()[1].id
        reader = self.daemon.connect()
        asked = reader.send("Attachments.Download", attachment=made, scope=types.SCOPE_ALL)
        reader.socket.shutdown(socket.SHUT_WR)
        _, *rest = reader.messages(asked)
        self.assertEqual(b"".join(message.chunk for message in rest), content)
        self.assertEqual(reader.socket.recv(1), b"")
        self.client = self.daemon.connect()

    def test_a_connection_that_goes_in_the_middle_leaves_nothing(self):
        before = files(self.daemon)
        for count in range(4):
            with self.daemon.connect() as client:
                client.call("Sessions.SwitchGroup", group=self.group)
                stream = client.open("Attachments.Upload")
                client.put(stream, start=dict(new=dict(name="notes")))
                for _ in range(count):
                    client.put(stream, chunk=os.urandom(300_000))
        until(lambda: self.client.call("Meta.Version") and files(self.daemon) == before, "nothing is left")
        self.assertEqual(self.client.call("Objects.List", name="never", scope=types.SCOPE_ALL).objects, [])


class Limits(unittest.TestCase):
    SIZE = 1000

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.start("--attachment-size-max", str(cls.SIZE))
        cls.client = cls.daemon.connect()
        cls.group = cls.client.call("Accounts.CreateGroup", name="lab", level=types.LEVEL_READ_ONLY).group.id
        cls.client.call("Sessions.SwitchGroup", group=cls.group)

    def test_the_version_tells_the_limit(self):
        version = self.client.call("Meta.Version")
        self.assertEqual(version.attachment_size_max, self.SIZE)
        self.assertIn("attachments", version.features)

    def test_one_less_as_much_and_one_more(self):
        for size in (self.SIZE - 1, self.SIZE, self.SIZE + 1):
            for start in (dict(new=dict(name="notes")), dict(new=dict(name="notes"), size=size)):
                before = files(self.daemon)
                content = os.urandom(size)
                if size <= self.SIZE:
                    self.assertEqual(self.client.upload(start, chunks(content, 300)).size, size)
                    continue
                with self.assertRaises(Refused) as caught:
                    self.client.upload(start, chunks(content, 300))
                self.assertEqual(caught.exception.code, RESOURCE_EXHAUSTED)
                self.assertIn(str(self.SIZE), caught.exception.message)
                until(lambda: self.client.call("Meta.Version") and files(self.daemon) == before, "nothing is left")

    def test_a_size_that_is_announced_is_refused_before_a_byte_is_sent(self):
        stream = self.client.open("Attachments.Upload")
        self.client.put(stream, start=dict(new=dict(name="notes"), size=1 << 63))
        answered, result = self.client.receive()
        self.assertEqual((answered, result.code), (stream, RESOURCE_EXHAUSTED))

    def test_a_wrong_value_of_the_option_is_said_so(self):
        for value in ("-1", "1k", "", "9223372036854775808"):
            daemon = Daemon()
            self.addCleanup(daemon.close)
            daemon.start("--attachment-size-max", value)
            self.assertEqual(daemon.process.wait(20), 64)
            daemon.process = None
            self.assertIn("--attachment-size-max", daemon.log)


class Load(Alone):
    def test_a_slow_reader_makes_the_daemon_hold_little(self):
        content = os.urandom(1 << 20) * 48
        made = self.client.upload(dict(new=dict(name="large")), chunks(content)).id
        self.client.call("Meta.Version")
        before = self.daemon.resident()
        readers = []
        for _ in range(4):
            reader = self.daemon.connect()
            for _ in range(4):
                reader.send("Attachments.Download", attachment=made, scope=types.SCOPE_ALL)
            readers.append(reader)
        # Each is served until nothing moves any more; others are served meanwhile.
        for reader in readers:
            reader.socket.recv(1, socket.MSG_PEEK)
        for _ in range(200):
            self.client.call("Meta.Version")
        self.assertLess(self.daemon.resident() - before, 24 << 20)
        for reader in readers:
            sizes = {}
            ended = 0
            while ended < 4:
                stream, kind, flags, data = reader.receive_frame()
                self.assertEqual(kind, DATA)
                ended += 1 if flags else 0
                sizes[stream] = sizes.get(stream, 0) + len(attachments.DownloadReply.FromString(data).chunk)
            self.assertEqual(set(sizes.values()), {len(content)})

    def test_a_large_upload_makes_the_daemon_hold_little(self):
        part = os.urandom(1 << 20)
        self.client.upload(dict(new=dict(name="warm")), [part])
        before = self.daemon.resident()
        reply = self.client.upload(dict(new=dict(name="large")), [part] * 100)
        self.assertEqual(reply.digest, hashlib.sha256(part * 100).digest())
        self.assertLess(self.daemon.resident() - before, 32 << 20)


@needs_root
class Rights(DaemonCase):
    @classmethod
    def prepare(cls):
        cls.lab = Lab(cls.daemon, cls.root, "lab", level=types.LEVEL_PRIVATE)
        cls.open = Lab(cls.daemon, cls.root, "open", level=types.LEVEL_READ_ANNOTATE)

    def frames(self, client, name, **fields):
        """The bytes of all that answers a call, but for the stream id."""
        client.send(name, **fields)
        _, kind, flags, data = client.receive_frame()
        return kind, flags, data

    def test_who_may_not_view_it_learns_as_much_as_of_one_that_does_not_exist(self):
        hidden = self.lab.alice.upload(dict(new=dict(name="secret")), [b"secret"])
        removed = self.lab.alice.upload(dict(new=dict(name="gone")), [b"gone"])
        self.lab.alice.call("Objects.Delete", targets=[removed.id])
        for client in (self.lab.bob, self.lab.outsider):
            for scope in (types.SCOPE_CURRENT, types.SCOPE_ALL):
                kind, flags, data = self.frames(client, "Attachments.Download", attachment=hidden.id, scope=scope)
                missing = self.frames(client, "Attachments.Download", attachment=removed.id, scope=scope)
                self.assertEqual(kind, RESPONSE)
                self.assertEqual(ttrpc.Response.FromString(data).status.code, NOT_FOUND)
                swapped = data.replace(str(hidden.id).encode(), str(removed.id).encode())
                self.assertEqual((kind, flags, len(swapped)), (*missing[:2], len(missing[2])))
                self.assertEqual(swapped, missing[2])

    def test_knowing_the_digest_reads_nothing(self):
        hidden = self.lab.alice.upload(dict(new=dict(name="secret")), [b"quite secret"])
        digest = types.Attribute(field=types.FIELD_CONTENT_DIGEST, bytes=hidden.digest)
        self.refused(
            INVALID_ARGUMENT, self.lab.bob.call, "Objects.Create", kind=types.KIND_ATTACHMENT, attributes=[digest])

    def test_an_upload_is_refused_before_a_byte_is_taken(self):
        image = self.lab.alice.call("Objects.Create", kind=types.KIND_IMAGE, name="cells").id
        for client, code in ((self.lab.owner, PERMISSION_DENIED), (self.lab.bob, NOT_FOUND)):
            stream = client.open("Attachments.Upload")
            client.put(stream, start=dict(new=dict(name="notes", annotated=image)))
            answered, result = client.receive()
            self.assertEqual((answered, result.code), (stream, code))

    def test_in_a_read_annotate_group_others_attach_and_read_and_do_not_replace(self):
        image = self.open.alice.call("Objects.Create", kind=types.KIND_IMAGE, name="cells").id
        made = self.open.bob.upload(dict(new=dict(name="notes", annotated=image)), [b"bob's"])
        self.assertEqual(self.open.alice.download(made.id)[1], b"bob's")
        refusal = self.refused(PERMISSION_DENIED, self.open.alice.upload, dict(attachment=made.id), [b"alice's"])
        self.assertEqual(refusal.detail.rule, "not_allowed")
        self.assertEqual(self.open.bob.download(made.id)[1], b"bob's")

    def test_who_loses_the_right_while_it_uploads_leaves_nothing(self):
        client = self.daemon.connect_as(61003)
        client.call("Sessions.SwitchGroup", group=self.open.group)
        stream = client.open("Attachments.Upload")
        client.put(stream, start=dict(new=dict(name="never made")))
        client.put(stream, chunk=b"bytes of one who leaves")
        self.root.call(
            "Accounts.SetMembership", user=self.open.users["bob"], group=self.open.group, role=0)
        client.end(stream)
        answered, result = client.receive()
        self.assertEqual((answered, result.code), (stream, PERMISSION_DENIED))
        name = hashlib.sha256(b"bytes of one who leaves").hexdigest()
        until(lambda: client.call("Meta.Version") and name not in files(self.daemon), "its bytes go")
        self.root.call("Accounts.SetMembership", user=self.open.users["bob"], group=self.open.group, role=1)


class Life(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon()
        self.addCleanup(self.daemon.close)
        self.daemon.start()
        self.client = self.join()

    def join(self):
        client = self.daemon.connect()
        groups = client.call("Accounts.ListGroups").groups
        group = next((group.id for group in groups if group.name == "lab"), None)
        if group is None:
            group = client.call("Accounts.CreateGroup", name="lab", level=types.LEVEL_READ_ONLY).group.id
        client.call("Sessions.SwitchGroup", group=group)
        return client

    def restart(self, end):
        end()
        self.daemon.start()
        self.client = self.join()

    def test_it_survives_a_stop_a_kill_and_a_snapshot(self):
        content = os.urandom(300_000)
        made = self.client.upload(dict(new=dict(name="notes")), chunks(content)).id
        self.restart(self.daemon.kill)
        self.assertEqual(self.client.download(made)[1], content)
        self.restart(self.daemon.stop)
        self.assertEqual(self.client.download(made)[1], content)
        self.client.call("Admin.Snapshot")
        self.restart(self.daemon.kill)
        self.assertEqual(self.client.download(made)[1], content)
        self.client.call("Objects.Delete", targets=[made])
        until(lambda: self.client.call("Meta.Version") and not files(self.daemon), "it goes")

    def test_a_kill_in_the_middle_of_an_upload_leaves_nothing(self):
        kept = self.client.upload(dict(new=dict(name="kept")), [b"kept"])
        stream = self.client.open("Attachments.Upload")
        self.client.put(stream, start=dict(new=dict(name="cut")))
        self.client.put(stream, chunk=os.urandom(200_000))
        # It is on its way to the disk.
        other = self.daemon.connect()
        until(lambda: other.call("Meta.Version") and len(files(self.daemon)) == 2, "an upload lies there")
        self.restart(self.daemon.kill)
        self.assertEqual(files(self.daemon), [kept.digest.hex()])
        self.assertEqual(self.client.download(kept.id)[1], b"kept")

    def test_it_is_killed_at_any_moment_and_has_what_it_said_it_had(self):
        seed = int(os.environ.get("COHORT_SEED", random.randrange(1 << 32)))
        print(f"[COHORT_SEED={seed}]", end=" ", file=sys.stderr, flush=True)
        dice = random.Random(seed)
        contents = [dice.randbytes(dice.randrange(300_000)) for _ in range(6)]
        there = {}
        for _ in range(6):
            peers = [self.join() for _ in range(3)]
            under_way = {}
            for peer in peers:
                for content in dice.choices(contents, k=4):
                    stream = peer.open("Attachments.Upload")
                    peer.put(stream, start=dict(new=dict(name="notes")))
                    peer.put(stream, chunk=content)
                    peer.end(stream)
                    under_way[id(peer), stream] = content
                for number in dice.sample(sorted(there), k=min(2, len(there))):
                    there.pop(number)
                    peer.send("Objects.Delete", targets=[number])
            for _ in range(dice.randrange(4)):
                peer = dice.choice(peers)
                stream, reply = peer.receive()
                self.assertNotIsInstance(reply, Refused)
                if (id(peer), stream) in under_way:
                    there[reply.id] = under_way.pop((id(peer), stream))
            self.restart(self.daemon.kill)
            # Each that is there has its bytes, told of or not, and no others lie in the folder.
            held = set()
            for entry in self.client.call("Objects.List", kind=types.KIND_ATTACHMENT).objects:
                content = self.client.download(entry.id)[1]
                self.assertIn(content, contents)
                if entry.id in there:
                    self.assertEqual(content, there[entry.id])
                held.add(hashlib.sha256(content).hexdigest())
            for number in there:
                self.client.call("Objects.Get", ids=[number])
            self.assertEqual(set(files(self.daemon)), held)

    def test_bytes_that_no_record_speaks_of_go_at_the_next_start(self):
        kept = self.client.upload(dict(new=dict(name="kept")), [b"kept"])
        self.daemon.kill()
        folder = os.path.join(self.daemon.state, "attachments")
        # What a kill between the name of the bytes and their record leaves, and what is none of ours.
        for name in (hashlib.sha256(b"placed").hexdigest(), "upload-17", "notes of the operator"):
            with open(os.path.join(folder, name), "xb") as file:
                file.write(b"placed")
        self.daemon.start()
        self.client = self.join()
        self.assertEqual(files(self.daemon), sorted([kept.digest.hex(), "notes of the operator"]))

    def test_what_is_missing_is_said_and_all_else_is_served(self):
        lost = self.client.upload(dict(new=dict(name="lost")), [b"lost"])
        kept = self.client.upload(dict(new=dict(name="kept")), [b"kept"])
        path = os.path.join(self.daemon.state, "attachments", lost.digest.hex())
        self.daemon.kill()
        os.remove(path)
        self.daemon.start()
        self.client = self.join()
        self.assertIn(lost.digest.hex(), self.daemon.log)
        self.assertEqual(self.client.download(kept.id)[1], b"kept")
        with self.assertRaises(Refused) as caught:
            self.client.download(lost.id)
        self.assertEqual(caught.exception.code, DATA_LOSS)
        self.assertEqual(self.client.upload(dict(new=dict(name="again")), [b"lost"]).digest, lost.digest)
        self.assertEqual(self.client.download(lost.id)[1], b"lost")

    def test_a_stop_refuses_uploads_and_finishes_downloads(self):
        content = os.urandom(1 << 20) * 8
        made = self.client.upload(dict(new=dict(name="notes")), chunks(content)).id
        other = self.daemon.connect()
        asked = other.send("Attachments.Download", attachment=made, scope=types.SCOPE_ALL)
        messages = other.messages(asked)
        next(messages)
        stream = self.client.open("Attachments.Upload")
        self.client.put(stream, start=dict(new=dict(name="late")))
        until(lambda: len(files(self.daemon)) == 2, "an upload lies there")
        self.daemon.process.terminate()
        answered, result = self.client.receive()
        self.assertEqual((answered, result.code), (stream, 14))
        self.assertEqual(b"".join(message.chunk for message in messages), content)
        self.assertEqual(self.daemon.process.wait(20), 0)
        self.daemon.process = None
        self.assertEqual(
            [name for name in files(self.daemon) if not name.startswith("upload-")],
            [hashlib.sha256(content).hexdigest()])
