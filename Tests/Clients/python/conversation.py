"""A client of cohortd in Python: `Tests/Protocol/client.py`, and messages generated from Protocol/cohort/v1.

It finds the daemon at the socket in COHORT_SOCKET, checks what it gets, and leaves a group behind.
"""

import os

from client import Client, Refused, access, accounts, types


def refusal(call, *arguments, **fields):
    """What a rule said: the code, and the detail for programs."""
    try:
        reply = call(*arguments, **fields)
    except Refused as refused:
        return refused.code, refused.detail
    raise AssertionError(f"this was not refused: {reply}")


def enter_group(lab, user):
    group = lab.call("Accounts.CreateGroup", name="python", level=types.LEVEL_READ_ANNOTATE).group.id
    lab.call("Accounts.SetMembership", user=user, group=group, role=accounts.ROLE_OWNER)
    lab.call("Sessions.SwitchGroup", group=group)
    return group


def create_and_list(lab):
    """Makes five datasets and finds them again, in pages of two."""
    names = [f"Zellkultur №{number}" for number in range(1, 6)]
    ids = [lab.call("Objects.Create", kind=types.KIND_DATASET, name=name).id for name in names]
    assert lab.call("Objects.Get", ids=ids[:1]).objects[0].name == names[0]
    listed, token, complete = [], b"", False
    while not complete:
        page = lab.call("Objects.List", kind=types.KIND_DATASET, owner=0, page_size=2, page_token=token)
        listed += [entry.id for entry in page.objects]
        token, complete = page.next_page_token, page.complete
    assert listed == ids
    return ids


def promote(lab, group):
    """Shows a plan, and carries out the plan that was shown."""
    change = dict(group=group, level=types.LEVEL_READ_WRITE)
    seen = lab.call("Accounts.ChangeLevel", dry_run=True, **change).plan
    assert seen.needs_digest and not seen.done
    code, detail = refusal(lab.call, "Accounts.ChangeLevel", **change)
    assert (code, detail.rule, detail.plan) == (9, "digest_required", seen)
    assert lab.call("Accounts.ChangeLevel", digest=seen.digest, **change).plan.done


def many_at_once(lab, thing):
    """Has a thousand calls under way on the one connection."""
    streams = {lab.send("Access.Check", object=thing, action=types.ACTION_EDIT) for _ in range(1_000)}
    while streams:
        stream, reply = lab.receive()
        streams.remove(stream)
        assert reply.verdict == access.VERDICT_ALLOWED


def deadlines(lab):
    lab.call("Sessions.WhoAmI", timeout_nano=60 * 10**9)
    assert refusal(lab.call, "Sessions.WhoAmI", timeout_nano=-1)[0] == 4


def keys(lab):
    """Sends metadata: a change that is asked for twice with one key is made once."""
    metadata = [("idempotency-key", "python-1"), ("anything-else", "is read over")]
    made = [lab.call("Objects.Create", kind=types.KIND_TAG, name="once", metadata=metadata).id for _ in range(2)]
    assert made[0] == made[1]


with Client.connect(os.environ["COHORT_SOCKET"]) as lab:
    version = lab.call("Meta.Version")
    assert version.frame_size_max == 4 << 20
    me = lab.call("Sessions.WhoAmI").user
    assert me.login == "root"
    group = enter_group(lab, me.id)
    ids = create_and_list(lab)
    code, detail = refusal(lab.call, "Objects.Get", ids=[1 << 40])
    assert (code, detail.rule) == (5, "no_such_object")
    promote(lab, group)
    many_at_once(lab, ids[0])
    deadlines(lab)
    keys(lab)
    print("python: ok, with cohortd", version.server)
