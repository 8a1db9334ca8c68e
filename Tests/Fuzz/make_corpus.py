#!/usr/bin/env python3
"""Makes the corpora that fuzzing starts from, one for each target.

    make_corpus.py     with the generated messages on PYTHONPATH, as Tests/Protocol/run makes them
"""
import json
import pathlib
import struct

from cohort.v1 import access_pb2 as access, accounts_pb2 as accounts, admin_pb2 as admin
from cohort.v1 import attachments_pb2 as attachments
from cohort.v1 import audit_pb2 as audit
from cohort.v1 import meta_pb2 as meta, objects_pb2 as objects, sessions_pb2 as sessions, types_pb2 as types
from cohort.v1 import watch_pb2 as watch
from cohort.journal.v1 import journal_pb2 as journal
from google.protobuf.json_format import MessageToDict
from ttrpc import ttrpc_pb2 as ttrpc

TESTS = pathlib.Path(__file__).parent.parent
CORPUS = TESTS / "Fuzz" / "Corpus"
FORMAT_1 = TESTS / "Samples" / "format-1"


def write(target: str, name: str, data: bytes) -> None:
    (CORPUS / target).mkdir(parents=True, exist_ok=True)
    (CORPUS / target / name).write_bytes(data)


# Conversations: a short one for each method, and the odd frames.

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
    objects.NewObject(kind=types.KIND_ROI, new_parent=2, attributes=[types.Attribute(field=40, bytes=b"")]),
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
    ("Sessions", "SwitchGroup", sessions.SwitchGroupRequest(group=3)),
    ("Accounts", "CreateUser", accounts.CreateUserRequest(login="ada", uid=7, groups=[3], privileges=5)),
    ("Accounts", "GetUser", accounts.GetUserRequest(login="root")),
    ("Accounts", "ListUsers", accounts.ListUsersRequest(page_size=1)),
    ("Accounts", "UpdateUser", accounts.UpdateUserRequest(id=0, email="x", clear_uid=True)),
    ("Accounts", "DeleteUser", accounts.DeleteUserRequest(id=1)),
    ("Accounts", "CreateGroup", accounts.CreateGroupRequest(name="other", level=types.LEVEL_PRIVATE)),
    ("Accounts", "GetGroup", accounts.GetGroupRequest(id=3)),
    ("Accounts", "ListGroups", accounts.ListGroupsRequest(page_size=1)),
    ("Accounts", "UpdateGroup", accounts.UpdateGroupRequest(id=3, name="other")),
    ("Accounts", "DeleteGroup", accounts.DeleteGroupRequest(id=3)),
    ("Accounts", "ChangeLevel", accounts.ChangeLevelRequest(group=3, level=1, dry_run=True)),
    ("Accounts", "SetMembership", accounts.SetMembershipRequest(user=0, group=3, role=2)),
    ("Accounts", "ListMemberships", accounts.ListMembershipsRequest(group=3)),
    ("Objects", "Create", objects.CreateRequest(kind=2, name="x", attributes=[TEXT])),
    ("Objects", "Get", objects.GetRequest(ids=[1, 2, 3], scope=1)),
    ("Objects", "List", objects.ListRequest(kind=5, page_size=1, page_token=bytes(8))),
    ("Objects", "Count", objects.ListRequest(kind=5)),
    ("Objects", "Import", objects.ImportRequest(objects=GRAPH, dry_run=True)),
    ("Objects", "Copy", objects.CopyRequest(targets=[1], group=3)),
    ("Objects", "Give", objects.GiveRequest(targets=[1], user=1)),
    ("Objects", "Update", objects.UpdateRequest(id=2, name="n", clear=[1], attributes=[TEXT])),
    ("Objects", "Delete", objects.DeleteRequest(targets=[1], include=[13])),
    ("Objects", "Move", objects.MoveRequest(targets=[1], group=3, dry_run=True)),
    ("Access", "Check", access.CheckRequest(object=2, action=1)),
    ("Access", "BatchCheck", access.BatchCheckRequest(objects=[1, 2], actions=[3])),
    ("Access", "Explain", access.ExplainRequest(object=2, action=3)),
    ("Access", "WhoMay", access.WhoMayRequest(object=2, action=3)),
    ("Access", "Matrix", access.MatrixRequest(group=3)),
    ("Admin", "Snapshot", admin.SnapshotRequest()),
    ("Admin", "Backup", admin.BackupRequest()),
]


def upload(stream: int, **start) -> bytes:
    opening = ttrpc.Request(service="cohort.v1.Attachments", method="Upload").SerializeToString()
    parts = [dict(start=dict(size=6, **start)), dict(chunk=b"abc"), dict(chunk=b"def")]
    messages = [frame(stream, attachments.UploadRequest(**part).SerializeToString(), kind=3) for part in parts]
    return frame(stream, opening, flags=2) + b"".join(messages) + frame(stream, b"", kind=3, flags=5)


def parts(stream: int, *messages) -> bytes:
    opening = ttrpc.Request(service="cohort.v1.Objects", method="ImportStream").SerializeToString()
    data = [frame(stream, objects.ImportPart(**message).SerializeToString(), kind=3) for message in messages]
    return frame(stream, opening, flags=2) + b"".join(data) + frame(stream, b"", kind=3, flags=5)


UPLOAD = upload(7, new=dict(name="notes", annotated=2))
WATCH = call(7, "Watch", "Changes", watch.ChangesRequest(after_revision=1, scope=1))
RENAME = call(9, "Objects", "Update", objects.UpdateRequest(id=2, name="n"))
STREAMS = {
    "Objects.ImportStream": parts(
        7, dict(start=dict(scope=1)), dict(objects=dict(objects=GRAPH[:3])), dict(objects=dict(objects=GRAPH[3:]))),
    "Attachments.Upload": UPLOAD,
    "Attachments.Replace": UPLOAD + upload(9, attachment=7),
    "Attachments.Download": UPLOAD + call(9, "Attachments", "Download", attachments.DownloadRequest(attachment=7)),
    "Objects.ListAll": call(7, "Objects", "ListAll", objects.ListRequest(page_size=2)),
    "Watch.Changes": WATCH + RENAME + call(11, "Accounts", "ChangeLevel", accounts.ChangeLevelRequest(group=3, level=1)),
    "Meta.Cancel": WATCH + RENAME + call(11, "Meta", "Cancel", meta.CancelRequest(stream=7)) + RENAME,
    "Admin.Audit": call(9, "Admin", "Audit", audit.AuditRequest(
        from_revision=1, follow=True, user=0, session=0, object=1, group=3, since=1, until=9, kinds=[1, 3])),
}
ODD = {
    "even": frame(2, b""), "data": frame(9, b"x", 3), "unknown": frame(1, b"x", 9), "large":
    struct.pack(">IIBB", 0x400001, 1, 1, 0), "foreign": b"GET / HTTP/1.1\r\n\r\n",
}

MODULES = (access, accounts, admin, attachments, meta, objects, sessions, watch)
METHODS = {f"{service.name}.{method.name}" for module in MODULES
           for service in module.DESCRIPTOR.services_by_name.values() for method in service.methods}
MISSING = METHODS - {f"{service}.{method}" for service, method, _ in CALLS} - STREAMS.keys()
if MISSING:
    raise SystemExit(f"no conversation has {', '.join(sorted(MISSING))}")
for service, method, request in CALLS:
    write("conversation", f"{service}.{method}", WHOLE + FILLED + call(7, service, method, request))
for name, data in STREAMS.items():
    write("conversation", name, WHOLE + FILLED + data)
for name, data in ODD.items():
    write("conversation", f"odd.{name}", WHOLE + data)

# Messages, of the first types of `Target.messages`.

MESSAGES = [
    ttrpc.Request(service="s", method="m", payload=b"p", timeout_nano=-1,
                  metadata=[ttrpc.KeyValue(key="k", value="v")]),
    ttrpc.Response(payload=b"p", status=dict(code=5, message="why", details=[dict(type_url="t", value=b"v")])),
    objects.ImportRequest(objects=GRAPH),
    objects.ListRequest(kind=5, page_size=1, page_token=bytes(8), owner=0, name_prefix="a"),
    attachments.UploadRequest(start=dict(size=6, new=dict(name="n", annotated=2))),
    access.BatchCheckRequest(objects=[1, 1 << 40], actions=[3]),
    accounts.CreateUserRequest(login="ada", uid=7, groups=[3], privileges=5),
]
for index, message in enumerate(MESSAGES):
    write("message", message.DESCRIPTOR.name, bytes([index]) + message.SerializeToString())

# What the store reads: files as they are, and the rows of a lab where a checksum would stand in the way.

WHOLE_FILE, PARTS = b"\0", b"\1"
ATTRIBUTES = [
    journal.Attribute(field=types.FIELD_TEXT, text="text"), journal.Attribute(field=types.FIELD_LONG, integer=-5),
    journal.Attribute(field=types.FIELD_DOUBLE, real=0.5), journal.Attribute(field=types.FIELD_BOOLEAN, truth=True),
    journal.Attribute(field=types.FIELD_PAIRS, pairs=dict(pairs=[dict(key="k", value="v")])),
    journal.Attribute(field=types.FIELD_DERIVED_FROM, reference=1),
    journal.Attribute(field=types.FIELD_SHAPES, bytes=b"b"),
]
USER = journal.User(id=0, login="root", full_name="Root", uid=0, active=True, default_group=0, administration=2)
GROUPS = [journal.Group(id=number, name=f"g{number}", level=1 + number) for number in range(3)]
MEMBERSHIP = journal.SetMembership(user=0, group=0, role=2)
SESSION = journal.Session(id=1, kind=1, user=0, opener=0, group=0, token_digest=bytes(32), uid=0, expires=9)
OBJECTS = [
    journal.Object(id=1, kind=types.KIND_DATASET, name="d"), journal.Object(id=2, kind=types.KIND_IMAGE, name="i"),
    journal.Object(id=3, kind=types.KIND_DATASET_IMAGE_LINK, parent=1, child=2),
]
RECEIPT = journal.Receipt(revision=1, time=1, key="k", request=bytes(32), reply=b"r")
HEAD = journal.SnapshotHead(
    revision=1, chain=7, next_object=4, next_user=1, next_group=3, next_session=2, objects=3, users=1, groups=3,
    memberships=1, sessions=1, receipts=1, time=1)


def mutation(**change) -> journal.Mutation:
    return journal.Mutation(**change)


MUTATIONS = [
    mutation(create_object=OBJECTS[0]), mutation(update_object=dict(id=1, name="n", attributes=ATTRIBUTES)),
    mutation(remove_object=1), mutation(set_group=dict(id=1, group=1)), mutation(set_owner=dict(id=1, owner=1)),
    mutation(set_parent=dict(id=1, parent=2)), mutation(create_user=USER), mutation(update_user=USER),
    mutation(remove_user=0), mutation(create_group=GROUPS[0]), mutation(update_group=GROUPS[1]), mutation(remove_group=2),
    mutation(set_membership=MEMBERSHIP), mutation(open_session=SESSION), mutation(end_session=1),
]


def behind_its_length(data: bytes, size: int) -> bytes:
    assert len(data) < (128 if size == 1 else 1 << 16)
    return len(data).to_bytes(size, "big") + data


write("journal", "segment", WHOLE_FILE + (FORMAT_1 / "journal-0000000000000008").read_bytes())
for number, change in enumerate(MUTATIONS, 1):
    record = journal.Record(revision=number, time=1, mutations=[change], receipt=RECEIPT if number == 1 else None)
    write("journal", change.WhichOneof("change"), PARTS + behind_its_length(record.SerializeToString(), 1))

ROWS = dict(users=[USER], groups=GROUPS, memberships=[MEMBERSHIP], sessions=[SESSION], objects=OBJECTS, receipts=[RECEIPT])
BLOCKS = [HEAD, journal.SnapshotBlock(**ROWS), journal.SnapshotBlock(digest=bytes(32))]
write("snapshot", "file", WHOLE_FILE + (FORMAT_1 / "snapshot-0000000000000007").read_bytes())
write("snapshot", "blocks", PARTS + b"".join(behind_its_length(block.SerializeToString(), 2) for block in BLOCKS))

EXPORTED = journal.SnapshotHead.FromString(HEAD.SerializeToString())
EXPORTED.ClearField("chain")  # an import begins a journal of its own
LINES = [journal.ExportLine(head=dict(version=1, state=EXPORTED)), journal.ExportLine(user=USER)]
LINES += [journal.ExportLine(group=group) for group in GROUPS]
LINES += [journal.ExportLine(membership=MEMBERSHIP), journal.ExportLine(session=SESSION)]
LINES += [journal.ExportLine(object=object) for object in OBJECTS]
LINES += [journal.ExportLine(receipt=RECEIPT), journal.ExportLine(end=dict(rows=10))]
write("export", "lab", b"".join(json.dumps(MessageToDict(line)).encode() + b"\n" for line in LINES))

# A document of each version's shape; those of Tests/Samples are read, too.

for version in ("2003-FC", "2008-02", "2013-06", "2016-06"):
    text = f'<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/{version}"><Image ID="Image:1" Name="&#xe9;"/></OME>'
    write("document", version, text.encode())
