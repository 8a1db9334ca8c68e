#!/usr/bin/env python3
"""Makes the corpus that fuzzing starts from: one short conversation for each method, and the odd frames.

    make_corpus.py     with the generated messages on PYTHONPATH, as Tests/Protocol/run makes them
"""
import pathlib
import struct

from cohort.v1 import access_pb2 as access, accounts_pb2 as accounts, attachments_pb2 as attachments
from cohort.v1 import meta_pb2 as meta, objects_pb2 as objects, sessions_pb2 as sessions, types_pb2 as types
from cohort.v1 import watch_pb2 as watch
from ttrpc import ttrpc_pb2 as ttrpc

FOLDER = pathlib.Path(__file__).parent / "Corpus"
WHOLE = b"\xff"


def frame(stream: int, data: bytes, kind: int = 1, flags: int = 0) -> bytes:
    return struct.pack(">IIBB", len(data), stream, kind, flags) + data


def call(stream: int, service: str, method: str, request) -> bytes:
    envelope = ttrpc.Request(
        service=f"cohort.v1.{service}", method=method, payload=request.SerializeToString(), timeout_nano=10**9,
        metadata=[ttrpc.KeyValue(key="a", value="b")])
    return frame(stream, envelope.SerializeToString())


LAB = call(1, "Accounts", "CreateGroup", accounts.CreateGroupRequest(name="lab", level=types.LEVEL_READ_ANNOTATE))
IN_LAB = LAB + call(3, "Sessions", "SwitchGroup", sessions.SwitchGroupRequest(group=3))
TEXT = types.Attribute(field=types.FIELD_DESCRIPTION, text="of the lab")
GRAPH = [
    objects.NewObject(kind=types.KIND_DATASET, name="d", find=True),
    objects.NewObject(kind=types.KIND_IMAGE, name="i", attributes=[TEXT]),
    objects.NewObject(kind=types.KIND_DATASET_IMAGE_LINK, new_parent=1, new_child=2),
    objects.NewObject(kind=types.KIND_ROI, new_parent=2, attributes=[types.Attribute(field=40, bytes=b"s")]),
    objects.NewObject(kind=types.KIND_TAG, name="t"),
    objects.NewObject(kind=types.KIND_ANNOTATION_LINK, new_parent=2, new_child=5),
]
FILLED = IN_LAB + call(5, "Objects", "Import", objects.ImportRequest(objects=GRAPH))
CALLS = [
    ("Meta", "Version", meta.VersionRequest()),
    ("Sessions", "WhoAmI", sessions.WhoAmIRequest()),
    ("Sessions", "Sudo", sessions.SudoRequest(user=2, lifetime_seconds=60)),
    ("Sessions", "OpenScript", sessions.OpenScriptRequest(group=3, read_only=True)),
    ("Sessions", "Join", sessions.JoinRequest(token=bytes(40))),
    ("Sessions", "End", sessions.EndRequest(session=1)),
    ("Sessions", "List", sessions.ListSessionsRequest()),
    ("Accounts", "CreateUser", accounts.CreateUserRequest(login="ada", uid=7, groups=[3], privileges=5)),
    ("Accounts", "GetUser", accounts.GetUserRequest(login="root")),
    ("Accounts", "ListUsers", accounts.ListUsersRequest(page_size=1)),
    ("Accounts", "UpdateUser", accounts.UpdateUserRequest(id=0, email="x", clear_uid=True)),
    ("Accounts", "DeleteUser", accounts.DeleteUserRequest(id=1)),
    ("Accounts", "UpdateGroup", accounts.UpdateGroupRequest(id=3, name="other")),
    ("Accounts", "DeleteGroup", accounts.DeleteGroupRequest(id=3)),
    ("Accounts", "ChangeLevel", accounts.ChangeLevelRequest(group=3, level=1, dry_run=True)),
    ("Accounts", "SetMembership", accounts.SetMembershipRequest(user=0, group=3, role=2)),
    ("Accounts", "ListMemberships", accounts.ListMembershipsRequest(group=3)),
    ("Objects", "Create", objects.CreateRequest(kind=2, name="x", attributes=[TEXT])),
    ("Objects", "Get", objects.GetRequest(ids=[1, 2, 3], scope=1)),
    ("Objects", "List", objects.ListRequest(kind=5, page_size=1, page_token=bytes(8))),
    ("Objects", "Update", objects.UpdateRequest(id=2, name="n", clear=[1], attributes=[TEXT])),
    ("Objects", "Delete", objects.DeleteRequest(targets=[1], include=[13])),
    ("Objects", "Move", objects.MoveRequest(targets=[1], group=3, dry_run=True)),
    ("Access", "Check", access.CheckRequest(object=2, action=1)),
    ("Access", "BatchCheck", access.BatchCheckRequest(objects=[1, 2], actions=[3])),
    ("Access", "Explain", access.ExplainRequest(object=2, action=3)),
    ("Access", "Matrix", access.MatrixRequest(group=3)),
]


def upload(stream: int, **start) -> bytes:
    opening = ttrpc.Request(service="cohort.v1.Attachments", method="Upload").SerializeToString()
    parts = [dict(start=dict(size=6, **start)), dict(chunk=b"abc"), dict(chunk=b"def")]
    messages = [frame(stream, attachments.UploadRequest(**part).SerializeToString(), kind=3) for part in parts]
    return frame(stream, opening, flags=2) + b"".join(messages) + frame(stream, b"", kind=3, flags=5)


UPLOAD = upload(7, new=dict(name="notes", annotated=2))
WATCH = call(7, "Watch", "Changes", watch.ChangesRequest(after_revision=1, scope=1))
RENAME = call(9, "Objects", "Update", objects.UpdateRequest(id=2, name="n"))
STREAMS = {
    "Attachments.Upload": UPLOAD,
    "Attachments.Replace": UPLOAD + upload(9, attachment=7),
    "Attachments.Download": UPLOAD + call(9, "Attachments", "Download", attachments.DownloadRequest(attachment=7)),
    "Objects.ListAll": call(7, "Objects", "ListAll", objects.ListRequest(page_size=2)),
    "Watch.Changes": WATCH + RENAME + call(11, "Accounts", "ChangeLevel", accounts.ChangeLevelRequest(group=3, level=1)),
    "Meta.Cancel": WATCH + RENAME + call(11, "Meta", "Cancel", meta.CancelRequest(stream=7)) + RENAME,
}
ODD = {
    "even": frame(2, b""), "data": frame(9, b"x", 3), "unknown": frame(1, b"x", 9), "large":
    struct.pack(">IIBB", 0x400001, 1, 1, 0), "foreign": b"GET / HTTP/1.1\r\n\r\n",
}

FOLDER.mkdir(exist_ok=True)
for service, method, request in CALLS:
    (FOLDER / f"{service}.{method}").write_bytes(WHOLE + FILLED + call(7, service, method, request))
for name, data in STREAMS.items():
    (FOLDER / name).write_bytes(WHOLE + FILLED + data)
for name, data in ODD.items():
    (FOLDER / f"odd.{name}").write_bytes(WHOLE + data)
