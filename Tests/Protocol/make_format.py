"""Makes a sample of the present format on disk: a snapshot, and a journal behind it, as a daemon that is killed leaves them.

    make_format.py FOLDER     with COHORTD and PYTHONPATH as `run` sets them

Later versions read it (`DiskTests/OldFormatTests.swift`, `test_disk.py`): a version that changes the format adds its own.
"""

import os
import shutil
import sys

from client import types
from daemon import Daemon


def make(folder):
    daemon = Daemon()
    try:
        fill(daemon.start("--root-uid", "0").connect())
        daemon.kill()
        keep(daemon.state, folder)
    finally:
        daemon.close()


def fill(root):
    group = root.call("Accounts.CreateGroup", name="lab", level=types.LEVEL_READ_ANNOTATE).group.id
    alice = root.call("Accounts.CreateUser", login="alice", uid=61002, groups=[group]).user.id
    root.call("Accounts.SetMembership", user=0, group=group, role=2)
    root.call("Sessions.SwitchGroup", group=group)
    image = root.call("Objects.Create", kind=types.KIND_IMAGE, name="café").id
    tag = root.call("Objects.Create", kind=types.KIND_TAG, name="mitosis", metadata=[("idempotency-key", "once")]).id
    root.call("Objects.Create", kind=types.KIND_ANNOTATION_LINK, parent=image, child=tag)
    root.upload(dict(new=dict(name="counts.csv", annotated=image)), [b"cell,count\n1,2\n"])
    root.call("Sessions.OpenScript", user=alice, group=group, program="count-cells.sh", lifetime_seconds=2_000_000)
    root.call("Admin.Snapshot")
    root.call("Objects.Update", id=image, name="after the snapshot")
    root.call("Objects.Create", kind=types.KIND_TAG, name="telophase", metadata=[("idempotency-key", "twice")])


def keep(state, folder):
    """The files of the state, without the room that the journal has set aside."""
    os.makedirs(folder)
    latest = max(name for name in os.listdir(state) if name.startswith("snapshot-"))
    revision = int(latest.removeprefix("snapshot-"), 16)
    for name in sorted(os.listdir(state)):
        path = os.path.join(state, name)
        if name == latest:
            shutil.copyfile(path, os.path.join(folder, name))
        elif name.startswith("journal-") and int(name.removeprefix("journal-"), 16) > revision:
            with open(path, "rb") as journal, open(os.path.join(folder, name), "wb") as kept:
                written = journal.read().rstrip(b"\0")
                kept.write(written + bytes(-len(written) % 8 + 64))
        elif name == "attachments":
            shutil.copytree(path, os.path.join(folder, name))


if __name__ == "__main__":
    make(sys.argv[1])
