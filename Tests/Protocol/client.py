"""A client of cohortd on one page, with nothing but the official protobuf runtime.

    with Client.connect("/run/cohort/cohort.sock") as lab:
        print(lab.call("Sessions.WhoAmI").user.login)
        tag = lab.call("Objects.Create", kind=types.KIND_TAG, name="mitosis")

`PROTOCOL.md` says what goes over the socket; `./run` shows how the `_pb2` modules are made from the `.proto` files.
"""

import os
import socket
import struct

from google.protobuf.message_factory import GetMessageClass

from cohort.v1 import access_pb2 as access
from cohort.v1 import accounts_pb2 as accounts
from cohort.v1 import admin_pb2 as admin
from cohort.v1 import attachments_pb2 as attachments
from cohort.v1 import audit_pb2 as audit
from cohort.v1 import meta_pb2 as meta
from cohort.v1 import objects_pb2 as objects
from cohort.v1 import sessions_pb2 as sessions
from cohort.v1 import types_pb2 as types
from cohort.v1 import watch_pb2 as watch
from ttrpc import ttrpc_pb2 as ttrpc

REQUEST, RESPONSE, DATA = 1, 2, 3
HEADER = struct.Struct(">IIBB")  # length of the data, stream id, type, flags
REMOTE_CLOSED, REMOTE_OPEN, NO_DATA = 1, 2, 4
FRAME_SIZE_MAX = 4 << 20
CHUNK_SIZE = 1 << 20

SERVICES = {
    name: service
    for module in (access, accounts, admin, attachments, meta, objects, sessions, watch)
    for name, service in module.DESCRIPTOR.services_by_name.items()
}


class Refused(Exception):
    """The daemon answered, and the answer is no. `detail` is empty unless a rule says so."""

    def __init__(self, status):
        self.code = status.code
        self.message = status.message
        self.detail = types.RefusalDetail()
        for entry in status.details:
            self.detail.MergeFromString(entry.value)
        super().__init__(f"{status.code}: {status.message}")


class Closed(Exception):
    """The daemon closed the connection."""


class Client:
    """One connection: whoever made it is who calls. Several calls may be under way at once."""

    def __init__(self, connected):
        self.socket = connected
        self.next_stream = 1
        self.replies = {}  # of calls under way: stream id -> class of the reply
        self.requests = {}  # of calls that stream requests, also of those that are over: stream id -> class of the request

    @classmethod
    def connect(cls, path):
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connected.connect(path)
        except OSError:
            connected.close()
            raise
        return cls(connected)

    @classmethod
    def handed_over(cls):
        """The connection that a script finds in its environment: it is bound to the script's session already."""
        connected = socket.socket(fileno=int(os.environ["COHORT_FD"]))
        connected.setblocking(True)  # a mode of the socket, which whoever made it may have set otherwise
        return cls(connected)

    def call(self, name, /, **fields):
        """`name` is service and method, `Access.Check`; the rest are the fields of the request, and of its envelope
        `timeout_nano` and `metadata`, pairs of texts."""
        stream = self.send(name, **fields)
        answered, result = self.receive()
        assert answered == stream, f"stream {answered} was answered, not {stream}"
        if isinstance(result, Refused):
            raise result
        return result

    def send(self, name, /, **fields):
        """Starts a call. Its answer comes in `receive`, under the stream id that this returns."""
        stream, frame = self.frame(name, **fields)
        self.socket.sendall(frame)
        return stream

    def frame(self, name, /, *, timeout_nano=0, metadata=(), **fields):
        """The stream id and the bytes of a call."""
        service, _, method = name.partition(".")
        descriptor = SERVICES[service].methods_by_name[method]
        payload = GetMessageClass(descriptor.input_type)(**fields).SerializeToString()
        data = ttrpc.Request(
            service=descriptor.containing_service.full_name, method=method, payload=payload, timeout_nano=timeout_nano,
            metadata=[ttrpc.KeyValue(key=key, value=value) for key, value in metadata],
        ).SerializeToString()
        if len(data) > FRAME_SIZE_MAX:
            raise ValueError(f"a request of {len(data)} bytes does not fit into a frame")
        stream, self.next_stream = self.next_stream, self.next_stream + 2
        self.replies[stream] = GetMessageClass(descriptor.output_type)
        return stream, HEADER.pack(len(data), stream, REQUEST, 0) + data

    # Streams

    def upload(self, start, chunks=(), metadata=()):
        """Sends `start` (fields of an `UploadStart`) and the chunks, and waits for the reply."""
        stream = self.open("Attachments.Upload", metadata)
        self.put(stream, start=start)
        for chunk in chunks:
            self.put(stream, chunk=chunk)
        self.end(stream)
        answered, result = self.receive()
        assert answered == stream, f"stream {answered} was answered, not {stream}"
        if isinstance(result, Refused):
            raise result
        return result

    def download(self, attachment, **fields):
        """The head of the download, which says how large it is, and its bytes."""
        head, *rest = self.messages(self.send("Attachments.Download", attachment=attachment, **fields))
        return head, b"".join(message.chunk for message in rest)

    def stream(self, name, /, **fields):
        """The replies of a call that streams them, one after the other: `for page in lab.stream("Objects.ListAll")`."""
        yield from self.messages(self.send(name, **fields))

    def open(self, name, metadata=()):
        """Starts a call that takes any number of requests, and sends none yet."""
        service, _, method = name.partition(".")
        descriptor = SERVICES[service].methods_by_name[method]
        data = ttrpc.Request(
            service=descriptor.containing_service.full_name, method=method, metadata=metadata
        ).SerializeToString()
        stream, self.next_stream = self.next_stream, self.next_stream + 2
        self.replies[stream] = GetMessageClass(descriptor.output_type)
        self.requests[stream] = GetMessageClass(descriptor.input_type)
        self.socket.sendall(HEADER.pack(len(data), stream, REQUEST, REMOTE_OPEN) + data)
        return stream

    def put(self, stream, /, **fields):
        """Sends one more request of a stream."""
        data = self.requests[stream](**fields).SerializeToString()
        self.socket.sendall(HEADER.pack(len(data), stream, DATA, 0) + data)

    def end(self, stream):
        """Says that no more requests come on a stream."""
        self.socket.sendall(HEADER.pack(0, stream, DATA, REMOTE_CLOSED | NO_DATA))

    def messages(self, stream):
        """The replies of a call that streams them, up to their end."""
        while True:
            answered, kind, flags, data = self.receive_frame()
            assert answered == stream, f"stream {answered} was answered, not {stream}"
            if kind == RESPONSE:
                self.replies.pop(stream)
                raise Refused(ttrpc.Response.FromString(data).status)
            if not flags & NO_DATA:
                yield self.replies[stream].FromString(data)
            if flags & REMOTE_CLOSED:
                self.replies.pop(stream)
                return

    # What comes

    def receive(self):
        """The next answer: its stream id, and the reply or a `Refused`."""
        stream, response = self.receive_response()
        while stream in self.requests and stream not in self.replies:
            # It had refused the stream, and had not stopped getting requests for it.
            stream, response = self.receive_response()
        reply = self.replies.pop(stream, None)
        if response.status.code != 0:
            return stream, Refused(response.status)
        return stream, reply.FromString(response.payload)

    def receive_response(self):
        while True:
            stream, kind, _, data = self.receive_frame()
            if kind == RESPONSE:  # other types are for clients of later versions
                return stream, ttrpc.Response.FromString(data)

    def receive_frame(self):
        """The next frame: its stream id, type, flags and data."""
        length, stream, kind, flags = HEADER.unpack(self.read(HEADER.size))
        return stream, kind, flags, self.read(length)

    def read(self, count):
        data = bytearray()
        while len(data) < count:
            part = self.socket.recv(min(count - len(data), 1 << 20))
            if not part:
                raise Closed()
            data += part
        return bytes(data)

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
